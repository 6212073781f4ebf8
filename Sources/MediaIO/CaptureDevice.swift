// A camera as the source sees it: V4L2's node, or a made one in tests.
import VideoFrame

/// A request that a device refused.
struct CaptureError: Error, Equatable {
    /// The request or system call.
    let call: String
    /// errno.
    let code: Int32
}

/// What stays the same of a camera when it is pulled and put in again.
struct CaptureIdentity: Hashable, Sendable {
    var card: String
    var driver: String
    var bus: String
}

/// A size that a format is offered in, with its rates, the highest first.
struct CaptureSize: Hashable, Sendable {
    var width: Int
    var height: Int
    /// Frames a second; empty where the driver does not say.
    var rates: [Rational]
}

/// A format that a camera offers.
struct CaptureFormat: Hashable, Sendable {
    var code: FourCC
    /// The driver's words.
    var words: String
    var sizes: [CaptureSize]
}

/// What a camera is asked for.
struct CaptureMode: Hashable, Sendable {
    var code: FourCC
    var width: Int
    var height: Int
    /// Nil: the driver's own.
    var rate: Rational?
}

/// What a camera gives after all.
struct CaptureSetting: Hashable, Sendable {
    var mode: CaptureMode
    /// Bytes from one row of the first plane to the next; 0 for compressed formats.
    var stride: Int
    /// Bytes of one frame at most.
    var byteCount: Int
    var color = ColorInfo()
    var isInterlaced = false
}

/// A filled buffer. Its memory is the receiver's until `requeue`.
struct CapturedBuffer: Sendable {
    var index: Int
    var byteCount: Int
    /// Monotonic clock, nanoseconds, when the frame began to arrive; nil where the driver has another clock.
    var time: UInt64?
    /// Counts frames, also those that were lost.
    var number: UInt32
    /// The driver says that its content is damaged.
    var isDamaged = false
}

enum CaptureEvent: Sendable {
    case frame(CapturedBuffer)
    case timedOut
    /// `wake` was called.
    case woken
}

/// An open camera. One thread calls everything but `requeue` and `wake`, which are for any.
protocol CaptureDevice: AnyObject, Sendable {
    var identity: CaptureIdentity { get }
    /// What it offers; where sizes or rates are ranges, usual ones and those of `wish`.
    func formats(_ wish: CameraWish) throws(CaptureError) -> [CaptureFormat]
    func controls() -> [CaptureControl]
    func set(_ control: CaptureControl, to value: Int) throws(CaptureError)
    func configure(_ mode: CaptureMode) throws(CaptureError) -> CaptureSetting
    /// Begins to fill buffers. Returns how many there are.
    func start(buffers: Int) throws(CaptureError) -> Int
    /// The next filled buffer, waited for until `deadline` on the monotonic clock in nanoseconds.
    func next(until deadline: UInt64) throws(CaptureError) -> CaptureEvent
    /// Stays where it is as long as the device lives.
    func memory(_ index: Int) -> UnsafeMutableRawBufferPointer
    /// Gives a buffer back to be filled. What goes wrong with that is found by `next`.
    func requeue(_ index: Int)
    func stop()
    /// Makes `next` return, the one that waits or the one that comes.
    func wake()
}

/// Where cameras are found.
protocol CaptureSystem: Sendable {
    /// Errors: in words for the user, side input.
    func open(_ path: String) throws(MediaError) -> any CaptureDevice
    /// The path at which a camera lies that has gone from where it was.
    func find(_ identity: CaptureIdentity) -> String?
    /// A refused request in words.
    func explain(_ error: CaptureError, _ path: String) -> MediaError
}

/// A camera's knob.
struct CaptureControl: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case number, switching, button
        /// Words by value.
        case menu([Int: String])
    }

    var id: UInt32
    /// The driver's name in lower case with `_` between its words: `white_balance_temperature`.
    var name: String
    var kind: Kind
    var range: ClosedRange<Int>
    var step: Int
    var usual: Int
    var present: Int?
    /// Something else decides it now, e.g. an automatic one.
    var isInactive = false
    var isReadOnly = false

    /// `Exposure Time, Absolute` becomes `exposure_time_absolute`.
    static func normalised(_ name: String) -> String {
        name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "_")
    }
}
