// What the files of a recording that is cut are called.
import CFFmpeg
import Glibc

/// Numbers from 1 in three digits before the name's ending (`out-001.mp4`), or where a `%03d` or its like stands in it.
struct SegmentNames: Sendable {
    let pattern: String

    /// Errors: usage, for what is no file.
    init(_ path: String) throws(MediaError) {
        var status = stat()
        let isDevice = stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        guard path != "-", path != "null", !path.contains("://"), !isDevice else {
            throw MediaError(.usage, "\(path): cannot be cut into files", hint: "--segment takes an output that is a file")
        }
        if av_filename_number_test(path) == 1 {
            pattern = path
        } else {
            // A % of the name's own stays one.
            let plain = path.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
            let name = plain.lastIndex(of: "/").map { plain.index(after: $0) } ?? plain.startIndex
            let dot = plain[name...].lastIndex(of: ".").flatMap { $0 > name ? $0 : nil } ?? plain.endIndex
            pattern = plain[..<dot] + "-%03d" + plain[dot...]
        }
    }

    /// The file of that number.
    func path(_ number: Int) throws(MediaError) -> String {
        let name = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer -> String? in
            guard let base = buffer.baseAddress, av_get_frame_filename(base, Int32(buffer.count), pattern, Int32(clamping: number)) >= 0 else { return nil }
            return String(cString: base)
        }
        guard let name else { throw MediaError(.usage, "\(pattern): no name can be made of it", call: "av_get_frame_filename") }
        return name
    }
}
