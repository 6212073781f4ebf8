// Memory that programs keep from frame to frame.
import Glibc
import VideoFrame

/// Elements in a row: zero at first, 64-byte aligned, with room for a whole vector at the end.
final class Scratch<Element: BitwiseCopyable>: @unchecked Sendable {  // who writes what is the program's affair: tasks write parts of their own
    let values: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int) {
        let bytes = (max(1, count) * MemoryLayout<Element>.stride + 127) / 64 * 64
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memset(memory, 0, bytes)
        values = memory.bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    deinit { UnsafeMutableRawPointer(values).deallocate() }

    func clear() { memset(values, 0, count * MemoryLayout<Element>.stride) }
}

/// The same in rows. No two tasks that run at once may write the same row.
struct RowMemory: Sendable {
    private let memory: Scratch<UInt8>
    /// Bytes from one row to the next; whole vectors may be stored at a row's end.
    let stride: Int

    init(width: Int, height: Int, bytesPerElement: Int) {
        stride = FramePool.stride(width: width, bytesPerSample: bytesPerElement)
        memory = Scratch(stride * max(1, height))
    }

    init(_ size: PlaneSize, bytesPerElement: Int) { self.init(width: size.width, height: size.height, bytesPerElement: bytesPerElement) }

    func row(_ y: Int) -> UnsafeMutableRawPointer { UnsafeMutableRawPointer(memory.values + y &* stride) }
    func row<Element>(_ y: Int, as type: Element.Type) -> UnsafeMutablePointer<Element> { row(y).assumingMemoryBound(to: type) }

    /// Becomes what `plane` holds, of as many elements in a row.
    func copy(_ plane: PlaneView, bytesPerElement: Int) {
        for y in 0..<plane.size.height { row(y).copyMemory(from: plane.row(y), byteCount: plane.size.width * bytesPerElement) }
    }

    func clear(rows: Range<Int>) { row(rows.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: rows.count * stride) }
}
