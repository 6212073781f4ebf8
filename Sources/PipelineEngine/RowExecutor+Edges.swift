// Samples beyond a row's ends, mirrored.
import Filters
import Glibc
import VideoFrame

extension RowExecutor {
    func copyMirrored(_ row: UnsafeRawPointer, _ wanted: Range<Int>, width: Int, bytes: Int, to copy: UnsafeMutableRawPointer) {
        let inside = wanted.clamped(to: 0..<width)
        memcpy(copy + (inside.lowerBound - wanted.lowerBound) * bytes, row + inside.lowerBound * bytes, inside.count * bytes)
        func fill(_ range: Range<Int>) {
            for column in range {
                memcpy(copy + (column - wanted.lowerBound) * bytes, row + mirror(column, width) * bytes, bytes)
            }
        }
        if inside.isEmpty { return fill(wanted) }
        fill(wanted.lowerBound..<inside.lowerBound)
        fill(inside.upperBound..<wanted.upperBound)
    }

    /// Mirrors a ring row's samples into its pads.
    func fillPads(_ row: UnsafeMutableRawPointer, _ pads: PlaneProgram.Pads) {
        switch pads.bytesPerSample {
        case 1: fillPads(row.assumingMemoryBound(to: UInt8.self), pads)
        case 2: fillPads(row.assumingMemoryBound(to: UInt16.self), pads)
        default: fillPads(row.assumingMemoryBound(to: UInt32.self), pads)
        }
    }

    private func fillPads<Sample>(_ row: UnsafeMutablePointer<Sample>, _ pads: PlaneProgram.Pads) {
        let width = pads.width
        if width > max(pads.left, pads.right) {
            for distance in 0..<pads.left { row[-1 - distance] = row[1 + distance] }
            for distance in 0..<pads.right { row[width + distance] = row[width - 2 - distance] }
        } else {
            for column in -pads.left..<0 { row[column] = row[mirror(column, width)] }
            for column in width..<width + pads.right { row[column] = row[mirror(column, width)] }
        }
    }
}
