// The decoder's picture as an owner of planes: read in place, given back to the decoder when the last user lets go.
import CFFmpeg
import Synchronization
import VideoFrame

/// Holds one AVFrame. Filled by the decoding thread while nobody refers to it, read only afterwards.
final class DecodedPicture: BufferOwner, @unchecked Sendable {  // written only while the count is zero, by the thread that took it from the pool
    let frame: UnsafeMutablePointer<AVFrame>
    private let pool: DecodedPicturePool

    init(frame: UnsafeMutablePointer<AVFrame>, pool: DecodedPicturePool) {
        self.frame = frame
        self.pool = pool
    }

    override func didBecomeUnused() {
        av_frame_unref(frame)
        pool.putBack(self)
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
    }
}

/// Free pictures, so that a running decoder costs no allocation of ours. `close()` when the decoder goes: pool and free pictures refer to each other.
final class DecodedPicturePool: Sendable {
    private struct State {
        var free: [DecodedPicture] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    func take() throws(MediaError) -> DecodedPicture {
        if let picture = state.withLock({ $0.free.popLast() }) { return picture }
        return DecodedPicture(frame: try allocated(av_frame_alloc(), "av_frame_alloc", .input), pool: self)
    }

    func putBack(_ picture: DecodedPicture) {
        state.withLock { if !$0.isClosed { $0.free.append(picture) } }
    }

    /// Lets go of the free pictures, and from now on of each that comes back.
    func close() {
        let free = state.withLock { state in
            state.isClosed = true
            defer { state.free = [] }
            return state.free
        }
        // They die here, outside the lock.
        _ = consume free
    }
}
