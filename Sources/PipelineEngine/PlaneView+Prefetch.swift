// Rows of frames in memory, asked for before they are needed.
import CPlatform
import VideoFrame

extension PlaneView {
    /// How many rows ahead: longer than memory takes to answer, short enough for the innermost cache.
    private static let lead = 4

    /// Brings the rows into the caches that will be read `lead` rows after those by which `window` goes further than `before`, the row before's. The processor
    /// finds streams by itself, but within a page alone, which holds two rows.
    func prefetch(after before: Range<Int>, and window: Range<Int>, bytes: Int) {
        let start = before.upperBound + Self.lead, end = min(window.upperBound + Self.lead, size.height)
        guard start < end else { return }
        for y in start..<end { cplatform_prefetch(row(y), size.width * bytes) }
    }
}
