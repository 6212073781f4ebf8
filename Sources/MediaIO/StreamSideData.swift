// Side data of a stream, wherever the libav that is loaded keeps it.
import CFFmpeg

/// Walks over the side data of a stream that stays open meanwhile.
struct StreamSideData: Sequence, IteratorProtocol {
    struct Item {
        let type: AVPacketSideDataType
        let bytes: UnsafeMutableRawPointer?
        let size: Int

        /// Calls `body` when there are bytes enough for `count` values.
        func withValues<Value>(of type: Value.Type, count: Int, _ body: (UnsafePointer<Value>) -> Void) {
            guard let bytes, size >= count * MemoryLayout<Value>.size else { return }
            body(UnsafePointer(bytes.assumingMemoryBound(to: type)))
        }
    }

    private let stream: UnsafeMutablePointer<AVStream>
    private var index: Int32 = 0

    init(_ stream: UnsafeMutablePointer<AVStream>) { self.stream = stream }

    mutating func next() -> Item? {
        guard let found = cffmpeg_side_data(stream, index)?.pointee else { return nil }
        index += 1
        return Item(type: found.type, bytes: UnsafeMutableRawPointer(found.data), size: Int(found.size))
    }
}
