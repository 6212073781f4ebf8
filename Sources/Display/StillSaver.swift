// The picture on the screen as a PNG file, in its own depth.
import Base
import Filters
import Glibc
import MediaIO
import PipelineEngine
import VideoFrame

/// Saves pictures on a thread beside the window's, one at a time. Used by the window's thread.
final class StillSaver {
    private let result = Locked<String?>(nil)
    private let isBusy = Locked(false)
    private var thread: NamedThread?

    /// Keeps a frame from another thread's point of view.
    private final class Holder: Sendable {
        let frame: Frame
        init(_ frame: consuming Frame) { self.frame = frame }
    }

    /// False: the one before is not done yet.
    func save(_ frame: consuming Frame, name: String) -> Bool {
        guard !isBusy.withLock({ $0 }) else { return false }
        finish()
        isBusy.withLock { $0 = true }
        let holder = Holder(frame), result = result, isBusy = isBusy
        thread = NamedThread("save") {
            let text: String
            do {
                text = "saved \(try StillFile.write(holder.frame, name: name))"
            } catch {
                text = "not saved: \((error as? MediaError)?.message ?? "\(error)")"
            }
            result.withLock { $0 = text }
            isBusy.withLock { $0 = false }
        }
        return true
    }

    /// What has become of the newest one, once.
    func news() -> String? { result.withLock { $0.take() } }

    /// Waits until nothing is being saved.
    func finish() {
        thread?.join()
        thread = nil
    }
}

enum StillFile {
    /// An input that has been read already.
    private final class Read: FrameSource {
        let info: SourceInfo
        init(_ info: SourceInfo) { self.info = info }
        func next() throws(MediaError) -> Frame? { nil }
        var corruptFrames: Int { 0 }
        func interrupt() {}
    }

    /// Writes the frame upright as `NAME-0001.png`, or under the first number that is free, in the current folder; the path.
    static func write(_ frame: borrowing Frame, name: String) throws -> String {
        var upright: Frame? = frame.share()
        if let orientation = frame.shape.orientation, orientation != .upright {
            let turn = [Turn.instance(for: orientation)]
            let chain = try FrameChain(turn, shape: frame.shape, configuration: PipelineConfiguration(threads: 1), pool: FramePool())
            defer { chain.stop() }
            chain.feed(frame.share()) { upright = consume $0 }
        }
        guard let picture = upright.take() else { throw MediaError(.output, "the picture cannot be turned") }
        let path = try freePath(name)
        let shape = picture.shape, isDeep = shape.format.depth > 8
        var options = EncoderOptions()
        options.pixelFormat = shape.format.family == .gray ? (isDeep ? "gray16be" : "gray") : (isDeep ? "rgb48be" : "rgb24")
        let info = SourceInfo(
            path: name, codec: "rawvideo", shape: shape, storedFormat: shape.format.description, frameRate: Rational(25, 1),
            timeBase: picture.timing.timeBase)
        let sink = try openSink(path, from: Read(info), shape: shape, options: options)
        try sink.open()
        do {
            try sink.write(picture)
            try sink.finish()
        } catch {
            sink.abandon()
            throw error
        }
        return path
    }

    /// Errors: there are ten thousand.
    private static func freePath(_ name: String) throws(MediaError) -> String {
        for number in 1...9999 {
            let digits = String(number), path = "\(name)-\(String(repeating: "0", count: 4 - digits.count))\(digits).png"
            var status = stat()
            if lstat(path, &status) != 0 && errno == ENOENT { return path }
        }
        throw MediaError(.output, "\(name)-9999.png: there are so many already")
    }
}
