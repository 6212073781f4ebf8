// Runs damaged inputs one after the other and sees that each ends, in time and in words, and leaves no thread and no descriptor.
import Foundation
import Glibc
import MediaIO
import Synchronization
import TestSupport
import Testing

/// A file that is not as its writer left it.
struct Damage {
    let name: String
    let bytes: Data

    init(name: String, bytes: Data) {
        self.name = name
        self.bytes = bytes
    }

    /// Other values at `count` places.
    init(flipping count: Int, of whole: Data, within range: Range<Int>? = nil, seed: UInt64) {
        var generator = SeededGenerator(state: seed), bytes = whole
        let range = (range ?? 0..<whole.count).clamped(to: 0..<whole.count)
        for _ in 0..<count { bytes[bytes.startIndex + Int.random(in: range, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator) }
        name = "\(count) wrong bytes in \(range), seed \(seed)"
        self.bytes = bytes
    }
}

/// A table of damaged inputs on a thread of its own. What libav starts from it has its name, so that the test can tell them from all other threads.
struct HostileRuns {
    let scratch: Scratch
    /// The name of the file that all is written to, copied streams too; nil: frames go nowhere.
    let output: String?
    /// Seconds for one input. The input of the run that breaks this, or crashes, is left in the scratch folder.
    private static let limit = 20

    /// A folder that keeps the inputs with which something is wrong.
    private static let keep = ProcessInfo.processInfo.environment["VIDPROC_FUZZ_KEEP"]

    init(in scratch: Scratch, into output: String? = nil) {
        self.scratch = scratch
        self.output = output
    }

    /// `table` calls its argument with every damaged input.
    func check(_ ending: String, _ table: @escaping @Sendable (_ run: (Damage) -> Void) -> Void) throws {
        let name = "hostile-\(UInt32.random(in: 0...999_999))", complaints = Complaints(), path = scratch.path("in.\(ending)")
        let runs = Runs { damage in
            complaints.watch(damage.name, seconds: Self.limit)
            defer { complaints.watch(nil) }
            do {
                try damage.bytes.write(to: URL(fileURLWithPath: path))
                if let complaint = judge(path) {
                    complaints.add("\(ending), \(damage.name): \(complaint)")
                    if let folder = Self.keep { try damage.bytes.write(to: URL(fileURLWithPath: "\(folder)/\(damage.name).\(ending)")) }
                }
            } catch {
                complaints.add("\(error)")
            }
        }
        let thread = Thread {
            // What this thread starts inherits the name.
            try? name.write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
            if Self.threads(name).count != 1 { complaints.add("threads cannot be told apart") }
            table { runs.run($0) }
            complaints.end(left: Self.threads(name).count - 1)
        }
        thread.start()
        let left = complaints.waitForEnd()
        #expect(left == 0, "\(left) threads are left")
        let descriptors = Self.descriptors(in: scratch.folder.path)
        #expect(descriptors.isEmpty)
        for complaint in complaints.all { Issue.record("\(complaint)") }
    }

    /// What is wrong with how `path` was read; nil: nothing.
    private func judge(_ path: String) -> String? {
        do throws(MediaError) {
            if let output = output.map(scratch.path) {
                defer { for end in ["", ".part"] { try? FileManager.default.removeItem(atPath: output + end) } }
                try transcode(path, output, encoder: output.hasSuffix("mkv") ? EncoderOptions(encoder: "ffv1") : .fast)
            } else {
                let source = try FileSource(path: path, options: SourceOptions())
                let sink = NullSink(shape: source.info.shape)
                while let frame = try source.next() { try sink.write(frame) }
                try sink.finish()
            }
        } catch {
            if error.side != .input { return "side \(error.side), \(error.call): \(error.message)" }
            if error.message.contains("\n") || !error.message.contains(path) { return "poor words: \(error.message)" }
            if let output, FileManager.default.fileExists(atPath: scratch.path(output)) { return "the final name is taken" }
        }
        return nil
    }

    /// Threads of this process by that name.
    private static func threads(_ name: String) -> [String] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.filter { (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == name + "\n" }
    }

    /// What the process has open in `folder`.
    private static func descriptors(in folder: String) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return numbers.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }.filter { $0.hasPrefix(folder) }
    }
}

/// Carries the body to the one thread that runs it.
private struct Runs: @unchecked Sendable {  // used by the thread that the table runs on
    let run: (Damage) -> Void
}

/// What went wrong, and a watch over the run that is on.
private final class Complaints: @unchecked Sendable {  // `lock` guards everything
    private let lock = NSCondition()
    private var list: [String] = []
    private var left: Int?
    private var watched: (name: String, deadline: Date)?

    var all: [String] { lock.withLock { list } }

    func add(_ text: String) { lock.withLock { list.append(text) } }

    func watch(_ name: String?, seconds: Int = 0) { lock.withLock { watched = name.map { ($0, Date(timeIntervalSinceNow: Double(seconds))) } } }

    func end(left: Int) {
        lock.withLock {
            self.left = left
            lock.broadcast()
        }
    }

    /// How many threads were left. A run over its time cannot be ended: the process is.
    func waitForEnd() -> Int {
        lock.lock()
        defer { lock.unlock() }
        while left == nil {
            if let watched, watched.deadline < Date() { fatalError("this input has no end: \(watched.name)") }
            _ = lock.wait(until: Date(timeIntervalSinceNow: 1))
        }
        return left ?? 0
    }
}
