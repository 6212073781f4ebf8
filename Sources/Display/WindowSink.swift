// The end of a run that people look at.
import Base
import CPlatform
import MediaIO
import VideoFrame

/// Shows frames in a window, on a thread of the window's own. `write`, `finish` and `abandon` are for one thread, the rest for any.
public final class WindowSink: FrameSink, @unchecked Sendable {  // `clock`, `waited`, `count` and `lastDue` belong to the writing thread
    /// Which frames come onto the screen, and when.
    public enum Timing: Sendable {
        /// The newest, at once; nothing waits for the display.
        case newest
        /// The same where others write what it shows: its thread gives way to theirs.
        case beside
        /// All that the display can follow, at their own times, as a player does: `write` waits. A picture alone stays until it is closed.
        case played
    }

    public let info: SinkInfo
    public private(set) var waited: UInt64 = 0
    private let display: WindowDisplay
    private let timing: Timing
    private let opening: WindowChannel.Opening
    private var clock = PresentationClock()
    private var count = 0
    /// When the newest frame was due, and how long it is to be seen; monotonic nanoseconds.
    private var lastDue: (clock: UInt64, length: UInt64)?

    private var channel: WindowChannel { display.channel }

    /// For frames of `stream` that come from `source`.
    public init(display: WindowDisplay, source: SourceInfo, stream: StreamShape, timing: Timing) {
        self.display = display
        self.timing = timing
        var info = SinkInfo(path: "window", codec: "", shape: stream.frame, pixelFormat: stream.frame.format.description)
        info.stage = "window"
        self.info = info
        let name = String(source.path.split(separator: "/").last ?? "")
        display.channel.figures.plays(timing == .played)
        opening = WindowChannel.Opening(title: name, shape: stream.frame, name: Self.base(of: name), timing: timing)
    }

    public func open() throws(MediaError) { try channel.open(opening) }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        if let error = channel.error { throw error }
        count += 1
        guard timing == .played else { return channel.put(frame) }
        var frame = frame
        // How late it comes onto the screen counts from here.
        frame.timing.arrival = waitForTime(of: frame.timing)
        channel.put(frame)
    }

    /// When it was due, monotonic nanoseconds.
    private func waitForTime(of timing: FrameTiming) -> UInt64 {
        let began = cplatform_nanoseconds()
        let due = clock.due(timing, now: began)
        let paused = channel.wait(until: due)
        clock.shift(by: paused)
        channel.figures.late(clock.late)
        let length = Double(timing.duration) * timing.timeBase.doubleValue
        lastDue = (due + paused, UInt64(max(0, min(length, 10)) * 1e9))
        waited += cplatform_nanoseconds() - began
        return due + paused
    }

    public func finish() throws(MediaError) {
        if timing == .played { waitForLast() }
        close()
        if let error = channel.error { throw error }
    }

    /// The last frame is shown for its own time.
    private func waitForLast() {
        guard let lastDue else { return }
        let began = cplatform_nanoseconds()
        _ = channel.wait(until: count == 1 ? .max / 2 : lastDue.clock + lastDue.length)
        waited += cplatform_nanoseconds() - began
    }

    public func abandon() -> String? {
        close()
        return nil
    }

    private func close() {
        channel.attach(nil)
        display.close()
    }

    public func interrupt() { channel.interrupt() }

    /// What saved pictures are called: the input's name without its ending, and without what no file's name may have.
    static func base(of name: String) -> String {
        let stem = name.split(separator: ".", omittingEmptySubsequences: false)
        let text = String(stem.count > 1 ? stem.dropLast().joined(separator: ".") : name)
        let plain = text.map { $0 == "/" || $0 == "%" || $0 == ":" || $0 == "=" || $0 == "@" ? "-" : $0 }
        let base = String(plain.prefix(80)).trimmingPrefix { $0 == "." || $0 == "-" }
        return base.isEmpty ? "vidproc" : String(base)
    }
}
