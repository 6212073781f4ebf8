// SHA-256 of frames: the same samples give the same digest, whatever memory they lie in.
import CFFmpeg
import VideoFrame

/// SHA-256 over the visible samples, plane by plane, row by row, little endian. Used by one thread at a time.
public final class FrameDigest: @unchecked Sendable {  // handed from the thread that adds to the one that asks
    private let state: OpaquePointer
    /// Frames added so far.
    public private(set) var frames = 0

    public init() throws(MediaError) {
        state = try allocated(av_sha_alloc(), "av_sha_alloc", .output)
        av_sha_init(state, 256)
    }

    deinit { av_free(UnsafeMutableRawPointer(state)) }

    public func add(_ frame: borrowing Frame) {
        for plane in 0..<frame.shape.format.planeCount {
            let view = frame.view(plane)
            for y in 0..<view.size.height {
                av_sha_update(state, view.row(y).assumingMemoryBound(to: UInt8.self), view.size.width * frame.shape.format.bytesPerSample)
            }
        }
        frames += 1
    }

    /// The digest of what was added since the last time, in hexadecimal.
    public func take() -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        av_sha_final(state, &bytes)
        av_sha_init(state, 256)
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// `frames N  sha256 HEX`.
    public func line() -> String { "frames \(frames)  sha256 \(take())" }
}
