// The numbers of a dispatch, laid out as Shaders/common.glsl has them.
import Filters
import VideoFrame

/// 128 bytes, what every device takes.
struct PushConstants {
    static let byteCount = 128
    private(set) var words: [UInt32] = []

    /// `second` and `table` are addresses of 0 where a shader has none.
    init(result: (Surface, UInt64), first: (Surface, UInt64), second: (Surface, UInt64)?, table: UInt64, parameters: [Int32]) {
        append(result)
        append(first)
        if let second { append(second) } else { words += [0, 0, 0, 0, 0, 0] }
        append(table)
        words += parameters.map { UInt32(bitPattern: $0) }
        words += [UInt32](repeating: 0, count: Self.byteCount / 4 - words.count)
    }

    private mutating func append(_ value: UInt64) { words += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)] }

    private mutating func append(_ plane: (surface: Surface, address: UInt64)) {
        append(plane.address)
        words += [UInt32(plane.surface.size.width), UInt32(plane.surface.size.height), UInt32(plane.surface.stride), 0]
    }
}
