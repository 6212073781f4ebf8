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

/// Free pictures, so that a running decoder costs no allocation of ours.
final class DecodedPicturePool: Sendable {
    private let free = Mutex<[DecodedPicture]>([])

    func take() throws(MediaError) -> DecodedPicture {
        if let picture = free.withLock({ $0.popLast() }) { return picture }
        return DecodedPicture(frame: try allocated(av_frame_alloc(), "av_frame_alloc", .input), pool: self)
    }

    func putBack(_ picture: DecodedPicture) { free.withLock { $0.append(picture) } }
}
