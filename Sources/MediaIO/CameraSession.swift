// A camera that streams: its buffers as pictures that go back to the driver when the last user lets go.
import CFFmpeg
import Synchronization
import VideoFrame

/// One run of an open camera. Pictures keep it, and with it the memory, also after the camera has gone.
final class CameraSession: @unchecked Sendable {  // `pictures` is made once; the count is atomic; the device says for itself
    let device: any CaptureDevice
    let setting: CaptureSetting
    private var pictures: [CapturedPicture] = []
    /// Buffers that the driver may fill.
    private let queued = Atomic<Int>(0)

    /// Enough for the rings of a short chain; where that is not enough, frames are copied.
    static let buffers = 8

    /// Begins to stream.
    init(_ device: any CaptureDevice, _ setting: CaptureSetting) throws(CaptureError) {
        self.device = device
        self.setting = setting
        let count = try device.start(buffers: Self.buffers)
        queued.store(count, ordering: .relaxed)
        for index in 0..<count {
            guard let frame = av_frame_alloc() else { throw CaptureError(call: "av_frame_alloc", code: 12) }
            pictures.append(CapturedPicture(frame: frame, index: index))
        }
    }

    /// The picture of a buffer that the driver has filled, laid out as `coding` says.
    func picture(_ buffer: CapturedBuffer, _ coding: CameraCoding) -> CapturedPicture {
        queued.wrappingSubtract(1, ordering: .relaxed)
        let picture = pictures[buffer.index]
        picture.session = self
        if case .raw(let format, let swapsChroma) = coding, let base = device.memory(buffer.index).baseAddress {
            V4L2Layout(setting, format, swapsChroma: swapsChroma).point(picture.frame, at: base.assumingMemoryBound(to: UInt8.self))
        }
        return picture
    }

    /// Whether the driver has so few buffers left that it might lose frames.
    var isShort: Bool { queued.load(ordering: .relaxed) < 2 }

    fileprivate func giveBack(_ index: Int) {
        // Counted first: the driver may fill it at once.
        queued.wrappingAdd(1, ordering: .relaxed)
        device.requeue(index)
    }

    /// For a buffer of no use.
    func discard(_ buffer: CapturedBuffer) { device.requeue(buffer.index) }
}

/// A driver's buffer as the owner of planes.
final class CapturedPicture: DecodedPicture, @unchecked Sendable {  // as its class: written while nobody refers to it, by the thread that captures
    private let index: Int
    /// Set while in use alone, so that a session and its pictures do not keep each other.
    fileprivate var session: CameraSession?

    fileprivate init(frame: UnsafeMutablePointer<AVFrame>, index: Int) {
        self.index = index
        super.init(frame: frame)
    }

    override func didBecomeUnused() {
        let session = session
        self.session = nil
        session?.giveBack(index)
    }
}
