// Planes in the tests' own memory, with bytes around every row of which nobody may write any.
import Filters
import Glibc
import VideoFrame

/// Planes of one shape between guard bytes.
final class GuardedPlanes: BufferOwner, @unchecked Sendable {  // used by one thread
    enum Layout: CaseIterable {
        /// As a pool makes them, aligned rows that are followed by 64 to 127 bytes of padding, and then 64 bytes more that are nobody's.
        case pool
        /// Row after row with nothing between them and nothing behind, so that a sanitizer sees what is read beyond; aligned to a sample alone.
        case tight
        /// The last row first in memory, as some decoders have it.
        case upsideDown
    }

    private struct Block {
        let memory: UnsafeMutableRawPointer
        let count: Int
        /// What `keep` found.
        var kept: [UInt8] = []
    }

    let shape: FrameShape
    let layout: Layout
    private(set) var views = PlaneViews()
    private var blocks: [Block] = []

    /// Every byte depends on its place and on `seed`; with a picture, its samples stand in the rows.
    init(_ shape: FrameShape, layout: Layout = .pool, seed: Int, picture: Picture? = nil) {
        self.shape = shape
        self.layout = layout
        super.init()
        let bytes = shape.format.bytesPerSample
        for plane in 0..<shape.format.planeCount {
            let size = shape.size(ofPlane: plane), row = size.width * bytes
            let stride: Int, before: Int, after: Int
            switch layout {
            case .pool: (stride, before, after) = (FramePool.stride(width: size.width, bytesPerSample: bytes) + FramePool.alignment, 128, 128)
            case .tight: (stride, before, after) = (row, 2, 0)
            case .upsideDown: (stride, before, after) = (row + 6, 66, 66)
            }
            let count = before + stride * size.height + after
            let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: FramePool.alignment)
            for index in 0..<count { memory.storeBytes(of: UInt8(truncatingIfNeeded: (index + seed) &* 167 &+ seed), toByteOffset: index, as: UInt8.self) }
            blocks.append(Block(memory: memory, count: count))
            views[plane] =
                layout == .upsideDown
                ? PlaneView(base: memory + before + stride * (size.height - 1), stride: -stride, size: size)
                : PlaneView(base: memory + before, stride: stride, size: size)
            picture?.store(plane: plane, in: views[plane])
        }
        keep()
    }

    deinit { for block in blocks { block.memory.deallocate() } }

    /// From here on `damage` speaks of what is written after this.
    func keep() {
        for index in blocks.indices { blocks[index].kept = Array(UnsafeRawBufferPointer(start: blocks[index].memory, count: blocks[index].count)) }
    }

    /// The first byte that was changed outside of the samples of `rows(plane)` and of `padding` bytes behind each of these rows, in words; nil when there is none.
    /// With `joinsRows` what lies between two of them may have changed as well.
    func damage(besides rows: (Int) -> Range<Int>, padding: Int = 0, joinsRows: Bool = false) -> String? {
        for (plane, block) in blocks.enumerated() {
            let view = views[plane], row = view.size.width * shape.format.bytesPerSample
            let wanted = rows(plane)
            var allowed: [Range<Int>] = wanted.map { y in
                let start = block.memory.distance(to: view.row(y))
                return start..<(joinsRows && y + 1 < wanted.upperBound ? start + view.stride : start + row + padding)
            }
            if view.stride < 0 { allowed.reverse() }
            var at = 0
            for range in allowed + [block.count..<block.count] {
                let isSame = block.kept.withUnsafeBytes { kept in
                    guard let base = kept.baseAddress else { return true }
                    return memcmp(block.memory + at, base + at, range.lowerBound - at) == 0
                }
                if !isSame, let byte = (at..<range.lowerBound).first(where: { block.memory.load(fromByteOffset: $0, as: UInt8.self) != block.kept[$0] }) {
                    let start = block.memory.distance(to: view.row(0)), y = Int((Double(byte - start) / Double(view.stride)).rounded(.down))
                    return "plane \(plane), row \(y), byte \(byte - start - y * view.stride) of a row of \(row)"
                }
                at = range.upperBound
            }
        }
        return nil
    }

    /// The samples of all planes, whoever wrote them.
    var picture: Picture {
        var planes = PlaneSet()
        for plane in 0..<shape.format.planeCount { planes.set(plane, PlaneRef(view: views[plane], owner: self)) }
        let frame = Frame(shape: shape, timing: FrameTiming(), planes: planes)
        return Picture(frame)
    }
}
