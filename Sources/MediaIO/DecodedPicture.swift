// The decoder's picture as an owner of planes: read in place, given back to the decoder when the last user lets go.
import Base
import CFFmpeg
import VideoFrame

/// Holds one AVFrame. Filled by the decoding thread while nobody refers to it, read only afterwards.
class DecodedPicture: BufferOwner, @unchecked Sendable {  // written only while the count is zero, by the thread that took it from the pool
    let frame: UnsafeMutablePointer<AVFrame>
    /// Set while in use alone, so that a pool and its free pictures do not keep each other.
    fileprivate var pool: DecodedPicturePool?

    init(frame: UnsafeMutablePointer<AVFrame>) { self.frame = frame }

    override func didBecomeUnused() {
        av_frame_unref(frame)
        let pool = pool
        self.pool = nil
        pool?.putBack(self)
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
    }
}

/// Free pictures, so that a running decoder costs no allocation of ours.
final class DecodedPicturePool: Sendable {
    private let free = Locked<[DecodedPicture]>([])

    func take() throws(MediaError) -> DecodedPicture {
        let picture: DecodedPicture
        if let free = free.withLock({ $0.popLast() }) {
            picture = free
        } else {
            picture = DecodedPicture(frame: try allocated(av_frame_alloc(), "av_frame_alloc", .input))
        }
        picture.pool = self
        return picture
    }

    /// For a picture that was taken and never referred to.
    func putBackUnused(_ picture: DecodedPicture) {
        picture.pool = nil
        putBack(picture)
    }

    fileprivate func putBack(_ picture: DecodedPicture) { free.withLock { $0.append(picture) } }
}
