// Copies of rows with samples beyond their ends, for kernels that know no borders.
import Glibc
import VideoFrame

/// Rows for each worker, a few at a time: row y stands in slot y mod `capacity`, a power of two.
struct PaddedRows: Sendable {
    /// What lies beyond the ends: the edge sample, or the row mirrored about it.
    enum Border: Sendable { case repeated, mirrored }

    let width, pad, capacity, bytes: Int
    let border: Border
    private let stride: Int
    private let memory: Scratch<UInt8>

    /// `pad` samples on either side.
    init(width: Int, pad: Int, capacity: Int, bytes: Int, border: Border, workers: Int) {
        (self.width, self.pad, self.capacity, self.bytes, self.border) = (width, pad, capacity, bytes, border)
        // Room for a whole vector beyond the last sample.
        stride = ((width + 2 * pad) * bytes + 64 + 63) / 64 * 64
        memory = Scratch(stride * capacity * workers)
    }

    /// Sample 0 of row `y`.
    func row(_ y: Int, worker: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(memory.values + (worker * capacity + (y & (capacity - 1))) * stride + pad * bytes)
    }

    /// Copies a row in.
    func load(_ source: UnsafeRawPointer, _ y: Int, worker: Int) {
        let row = row(y, worker: worker)
        memcpy(row, source, width * bytes)
        finish(row)
    }

    /// Writes what lies beyond the ends of a row that has been made in place.
    func finish(_ row: UnsafeMutableRawPointer) {
        for distance in 1..<pad + 1 {
            let left = border == .mirrored ? mirror(-distance, width) : 0
            let right = border == .mirrored ? mirror(width - 1 + distance, width) : width - 1
            memcpy(row - distance * bytes, row + left * bytes, bytes)
            memcpy(row + (width - 1 + distance) * bytes, row + right * bytes, bytes)
        }
    }
}
