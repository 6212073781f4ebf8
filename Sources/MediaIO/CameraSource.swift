// A camera as the source of a run: frames as they come, with the driver's times, also past its being pulled out.
import Base
import CFFmpeg
import CPlatform
import Glibc
import Synchronization
import VideoFrame

/// Captures frames. `next()` is for one thread; `interrupt()`, `corruptFrames` and `lostFrames` for any.
///
/// Times are microseconds from the first frame by the driver's monotonic clock, and go on by that clock when the camera was away.
public final class CameraSource: FrameSource, @unchecked Sendable {  // all but the atomics, the lock and the monitor belongs to the capturing thread
    public let info: SourceInfo
    let path: String
    let options: SourceOptions
    let system: any CaptureSystem
    let identity: CaptureIdentity
    /// As it was set.
    let mode: CaptureMode
    let controls: [(CaptureControl, Int)]
    let interval: UInt64
    let pool = FramePool()
    private let patience: CameraPatience
    private let coding: CameraCoding
    private let isDirect: Bool
    private let frameBytes: Int
    private let converter: FrameConverter
    private let decoders: CameraDecoders?
    /// Nil while the camera is away.
    var session: CameraSession?
    /// Set from its loss until a frame comes again.
    var absence: CameraAbsence?
    /// The frame that is repeated in an absence; kept only where one is.
    var last: Frame?
    /// Capture time of the first frame of the run, and the time in the stream of the one given last.
    private var began: UInt64?
    private var previous: Int64 = -1
    /// When a frame came last, or the wait for one began.
    var heard: UInt64 = 0
    private var number: UInt32?
    private var sequence = 0
    private var isEnded = false
    public private(set) var waited: UInt64 = 0
    /// Why there is nothing more; thrown once.
    private var failure: MediaError?
    /// Frames that the driver lost.
    private let missed = Atomic<Int>(0)
    private let corrupt = Atomic<Int>(0)
    private let isInterrupted = Atomic<Bool>(false)
    let monitor = Monitor()
    /// What `interrupt` wakes.
    let current: Locked<CameraSession?>

    /// Opens the camera at `path`, sets mode and controls, and waits for its first frame. Errors: side input; usage for what the camera does not offer.
    public convenience init(path: String, options: SourceOptions) throws(MediaError) {
        try self.init(path: path, options: options, system: V4L2System(), patience: CameraPatience())
    }

    init(path: String, options: SourceOptions, system: any CaptureSystem, patience: CameraPatience) throws(MediaError) {
        if options.passes != 1 { throw MediaError(.usage, "\(path): a camera cannot be run more than once", hint: "--loop needs a file") }
        if options.startMicroseconds != nil { throw MediaError(.usage, "\(path): a camera begins now", hint: "--start needs a file") }
        let opening = try CameraOpening(path, options.camera, system, patience), setting = opening.session.setting
        (self.path, self.options, self.system, self.patience) = (path, options, system, patience)
        (identity, mode, controls, interval, coding) = (opening.identity, setting.mode, opening.controls, opening.interval, opening.coding)
        isDirect = opening.layout.isDirect && !coding.isCompressed
        frameBytes = if case .raw(let format, let swaps) = coding { V4L2Layout(setting, format, swapsChroma: swaps).byteCount } else { 1 }
        converter = FrameConverter(layout: opening.layout, shape: opening.shape, path: path)
        let current = Locked<CameraSession?>(opening.session)
        self.current = current
        session = opening.session
        if coding.isCompressed {
            let count = options.camera.decoderThreads > 0 ? options.camera.decoderThreads : min(4, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
            decoders = try CameraDecoders(count: count, path: path) { current.withLock { $0 }?.device.wake() }
        } else {
            decoders = nil
        }
        let rate = mode.rate ?? Rational(0, 1)
        var info = SourceInfo(
            path: path, codec: coding.isCompressed ? coding.name : "rawvideo", shape: opening.shape, storedFormat: opening.layout.name, frameRate: rate,
            timeBase: Rational(1, 1_000_000), expectedFrames: options.frames, isLive: true)
        let speed = mode.rate.map { ", \($0.shortText) fps" } ?? ""
        info.choice =
            "\(identity.card): \(mode.width)x\(mode.height) \(mode.code)\(speed)" + (opening.choice.reason.isEmpty ? "" : " (\(opening.choice.reason))")
        info.otherChoices = opening.choice.others
        self.info = info
    }

    deinit { session?.device.stop() }

    public var corruptFrames: Int { corrupt.load(ordering: .relaxed) }

    public var lostFrames: Int { missed.load(ordering: .relaxed) }

    public func interrupt() {
        isInterrupted.store(true, ordering: .releasing)
        monitor.withLock { monitor.broadcast() }
        current.withLock { $0 }?.device.wake()
    }

    var hasBeenInterrupted: Bool { isInterrupted.load(ordering: .acquiring) }

    public func next() throws(MediaError) -> Frame? {
        if heard == 0 { begin() }
        while !isEnded && !hasBeenInterrupted && (failure == nil || decoders?.isEmpty == false) && sequence < options.frames ?? .max {
            if let frame = try step() {
                if let most = options.durationMicroseconds, let pts = frame.timing.pts, pts >= most { break }
                return frame
            }
        }
        end()
        if let failure = failure.take() { throw failure }
        return nil
    }

    /// What came while the run was made ready is no part of it.
    private func begin() {
        heard = cplatform_nanoseconds()
        guard let session else { return }
        do throws(CaptureError) {
            while case .frame(let buffer) = try session.device.next(until: 0) { session.discard(buffer) }
        } catch {
            lose(system.explain(error, path))
        }
    }

    private func end() {
        guard !isEnded else { return }
        isEnded = true
        session?.device.stop()
        current.withLock { $0 = nil }
        session = nil
        let lost = lostFrames
        if lost > 0 { options.tell("\(path): the driver lost \(lost) frame\(lost == 1 ? "" : "s"): no buffer was free in time, or the bus is too slow") }
    }

    /// Waits for what comes first: a frame, a decoder's result, the camera's return or loss, the moment to repeat a frame. Nil: go on.
    private func step() throws(MediaError) -> Frame? {
        if let decoders, let outcome = decoders.takeOldest(waits: !decoders.hasRoom || session == nil) {
            guard let picture = outcome.picture else {
                corrupt.wrappingAdd(1, ordering: .relaxed)
                return nil
            }
            return keep(try converter.frame(from: picture, handle: SharedHandle(picture), timing: timing(outcome.time)))
        }
        if session == nil { comeBack() }
        let stalled = heard + patience.stall(interval: interval)
        var deadline = session == nil ? absence?.retryAt ?? stalled : stalled
        if let absence, last != nil { deadline = min(deadline, absence.repeatAt) }
        var event = CaptureEvent.timedOut
        let asked = cplatform_nanoseconds()
        if let session {
            do throws(CaptureError) {
                event = try session.device.next(until: deadline)
            } catch {
                lose(system.explain(error, path))
                return nil
            }
        } else {
            monitor.withLock { while !hasBeenInterrupted && cplatform_nanoseconds() < deadline { _ = monitor.wait(until: deadline) } }
        }
        waited += cplatform_nanoseconds() - asked
        switch event {
        case .frame(let buffer): return try accept(buffer)
        case .woken: return nil
        case .timedOut:
            let now = cplatform_nanoseconds()
            if session != nil && now >= stalled {
                let seconds = Rational(Int(patience.stall(interval: interval) / 1_000_000), 1000).shortText
                lose(MediaError(.input, "\(path): no frame came for \(seconds) s"))
            }
            return repeated(at: now)
        }
    }

    private func accept(_ buffer: CapturedBuffer) throws(MediaError) -> Frame? {
        guard let session else { return nil }
        heard = cplatform_nanoseconds()
        if let number { missed.wrappingAdd(Int(clamping: max(0, Int64(buffer.number) - Int64(number) - 1)), ordering: .relaxed) }
        number = buffer.number
        if buffer.isDamaged || buffer.byteCount < frameBytes {
            session.discard(buffer)
            corrupt.wrappingAdd(1, ordering: .relaxed)
            return nil
        }
        returned()
        // Drivers that copy times from elsewhere give any.
        let time = buffer.time.flatMap { $0 <= heard && heard - $0 < 5_000_000_000 ? $0 : nil } ?? heard
        let picture = session.picture(buffer, coding), handle = SharedHandle(picture), isShort = session.isShort
        if let decoders {
            let bytes = UnsafeMutableRawBufferPointer(rebasing: session.device.memory(buffer.index)[..<buffer.byteCount])
            decoders.submit(CameraDecoders.Job(handle, bytes: bytes, time: time))
            return nil
        }
        var frame = try converter.frame(from: picture, handle: handle, timing: timing(time))
        // The driver's buffer is no decoder's frame, and must not be kept longer than its planes.
        frame.properties = nil
        return keep(isDirect && isShort ? copied(frame) : frame)
    }

    private func keep(_ frame: consuming Frame) -> Frame {
        if options.camera.repeatsLast && options.camera.loss == .wait { last = shared(frame, timing: frame.timing) }
        return frame
    }

    /// The place in the stream of what was captured at `time`. Times rise.
    func timing(_ time: UInt64) -> FrameTiming {
        let first = began ?? time
        began = first
        let pts = max(previous + 1, (Int64(clamping: time) - Int64(clamping: first)) / 1000)
        previous = pts
        defer { sequence += 1 }
        return FrameTiming(pts: pts, duration: Int64(interval / 1000), timeBase: info.timeBase, sequence: sequence, arrival: time)
    }

    /// Ends the run, or begins to wait.
    func lose(_ cause: MediaError) {
        // Where it was there a moment ago, the list of others is no help.
        let cause = cause.code == -ENODEV ? MediaError(.input, "\(path): \(identity.card) has gone", call: cause.call, code: cause.code) : cause
        session?.device.stop()
        current.withLock { $0 = nil }
        session = nil
        number = nil
        guard options.camera.loss == .wait else {
            if hasBeenInterrupted { return }
            failure = MediaError(.input, cause.message, call: cause.call, code: cause.code, hint: "--on-disconnect wait would go on when it is back")
            return
        }
        beginAbsence(cause, patience)
    }

    func wait(_ absence: inout CameraAbsence) { absence.postpone(patience) }
}
