// Sample memory that is used again: after warm-up a running pipeline allocates nothing per frame.
import Base
import Glibc

/// A pool's buffer. Goes back to the pool when the last reference is gone. `pool` changes only where one thread has the buffer.
public final class PooledBuffer: BufferOwner, @unchecked Sendable {  // see `pool`
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    /// What somebody keeps with the memory, such as a device's way into it; let go before the memory is freed. Thread-safe.
    public let companion = Locked<(any AnyObject & Sendable)?>(nil)
    /// Set while in use alone, so that a pool and its free buffers do not keep each other.
    fileprivate var pool: FramePool?

    /// Bytes of the processor's second page size. Planes that hold such pages ask for them: a plane of 3840x2160 takes 2,000 pages of 4 KB, as many as
    /// the second TLB has places.
    private static let largePage = 2 << 20

    init(byteCount: Int) {
        let inLargePages = byteCount / Self.largePage * Self.largePage, isPaged = byteCount >= FramePool.leastPagedBytes
        base = .allocate(byteCount: byteCount, alignment: inLargePages > 0 ? Self.largePage : isPaged ? FramePool.pageBytes : FramePool.alignment)
        // Advice: refused, or where the system has no such page left, nothing changes. The rest of the buffer keeps small pages and so costs what it holds.
        if inLargePages > 0 { _ = madvise(base, inLargePages, MADV_HUGEPAGE) }
        self.byteCount = byteCount
    }

    /// The memory, where it is whole pages of its own; nil: it is small. It stays where it is as long as the buffer lives.
    public var pages: UnsafeMutableRawBufferPointer? {
        byteCount >= FramePool.leastPagedBytes ? UnsafeMutableRawBufferPointer(start: base, count: byteCount) : nil
    }

    override public func didBecomeUnused() {
        let pool = pool
        self.pool = nil
        pool?.putBack(self)
    }

    deinit {
        companion.withLock { $0 = nil }
        base.deallocate()
    }
}

/// Planes of any size from free lists by byte size. Thread-safe; the lock is held for a few loads.
///
/// Rows are 64-byte aligned and padded to a multiple of 64 bytes with 64 bytes more, so that whole vectors, and what lies between two rows, may be stored in a plane
/// of one's own. Buffers that are not small are whole pages, which devices can be let into.
public final class FramePool: Sendable {
    public static let alignment = 64
    /// What large buffers are multiples of, in place and size. What devices ask for is 4 KiB where it is known.
    static let pageBytes = 4096
    /// From here on less than a sixteenth is lost to whole pages.
    static let leastPagedBytes = 16 * pageBytes

    /// Free buffers of one size.
    private struct Shelf {
        let byteCount: Int
        var buffers: [PooledBuffer] = []
    }

    private struct State {
        /// A handful: a search beats a hash, and nothing is allocated once a shelf has been full.
        var shelves: [Shelf] = []
        var statistics = Statistics()
    }

    public struct Statistics: Sendable {
        /// Buffers ever allocated, and how often one was taken from a free list instead.
        public var allocated = 0
        public var reused = 0
        /// Bytes held now, in use and free.
        public var bytes = 0
    }

    private let state = Locked(State())

    public init() {}

    public var statistics: Statistics { state.withLock { $0.statistics } }

    /// A plane of `size` samples of `bytesPerSample` bytes with undefined content. The caller is its sole holder and may write.
    public func plane(size: PlaneSize, bytesPerSample: Int) -> PlaneRef {
        let stride = Self.stride(width: size.width, bytesPerSample: bytesPerSample)
        let buffer = buffer(byteCount: max(1, size.height) * stride + Self.alignment)
        return PlaneRef(view: PlaneView(base: buffer.base, stride: stride, size: size), owner: buffer)
    }

    /// Planes for a whole frame of `shape`.
    public func planes(for shape: FrameShape) -> PlaneSet {
        var planes = PlaneSet()
        for index in 0..<shape.format.planeCount {
            planes.set(index, plane(size: shape.size(ofPlane: index), bytesPerSample: shape.format.bytesPerSample))
        }
        return planes
    }

    /// Bytes from one row of a pool's plane to the next.
    public static func stride(width: Int, bytesPerSample: Int) -> Int {
        (width * bytesPerSample + alignment - 1) / alignment * alignment + alignment
    }

    private func buffer(byteCount: Int) -> PooledBuffer {
        let byteCount = byteCount < Self.leastPagedBytes ? byteCount : (byteCount + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes
        let reused: PooledBuffer? = state.withLock { state in
            for index in state.shelves.indices where state.shelves[index].byteCount == byteCount {
                guard let buffer = state.shelves[index].buffers.popLast() else { break }
                state.statistics.reused += 1
                return buffer
            }
            state.statistics.allocated += 1
            state.statistics.bytes += byteCount
            return nil
        }
        let buffer = reused ?? PooledBuffer(byteCount: byteCount)
        buffer.pool = self
        return buffer
    }

    fileprivate func putBack(_ buffer: PooledBuffer) {
        state.withLock { state in
            for index in state.shelves.indices where state.shelves[index].byteCount == buffer.byteCount {
                state.shelves[index].buffers.append(buffer)
                return
            }
            state.shelves.append(Shelf(byteCount: buffer.byteCount, buffers: [buffer]))
        }
    }
}
