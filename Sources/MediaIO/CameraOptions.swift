// What is asked of a camera.
import VideoFrame

/// The mode that is wished for; nil: any.
public struct CameraWish: Sendable {
    public var size: PlaneSize?
    /// Frames a second.
    public var rate: Rational?
    /// A format's four characters, or libav's name for it.
    public var format: String?

    public init(size: PlaneSize? = nil, rate: Rational? = nil, format: String? = nil) {
        self.size = size
        self.rate = rate
        self.format = format
    }
}

/// How a camera is run.
public struct CameraOptions: Sendable {
    /// What happens when a camera has gone or gives nothing more.
    public enum Loss: String, CaseIterable, Sendable {
        /// Waits until it is back.
        case wait
        /// Ends the run.
        case stop
    }

    public var wish = CameraWish()
    /// Controls by name, set before the first frame, in this order.
    public var controls: [(name: String, value: String)] = []
    public var loss = Loss.stop
    /// Whether, while it waits for the camera, the last frame is given again and again at the camera's rate, with a mark in its corner.
    public var repeatsLast = false
    /// Threads that decode compressed frames; 0: as many as processors, 4 at most.
    public var decoderThreads = 0

    public init() {}
}

/// How long a camera is waited for; a test's are shorter.
struct CameraPatience: Sendable {
    /// Nanoseconds without a frame after which it counts as stalled, but no less than five frames' time.
    var stall: UInt64 = 2_000_000_000
    /// The first wait before a lost camera is looked for; each one is twice as long.
    var firstRetry: UInt64 = 250_000_000
    var longestRetry: UInt64 = 4_000_000_000

    /// For frames that come every `interval` nanoseconds.
    func stall(interval: UInt64) -> UInt64 { max(stall, 5 * interval) }
}
