// --trace of the command: there after every kind of end.
import Foundation
import Glibc
import Testing

@Suite("trace", .serialized) struct TraceOptionTests {
    private func events(_ command: BuiltCommand, _ name: String) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: command.file(name))) as? [String: Any]
        let about = object?["otherData"] as? [String: Any]
        #expect(about?["vidproc"] is String && about?["events_left_out"] as? Int == 0)
        return try #require(object?["traceEvents"] as? [[String: Any]])
    }

    private func frames(of stage: String, in events: [[String: Any]]) -> [Int] {
        events.filter { $0["name"] as? String == stage }.compactMap { ($0["args"] as? [String: Any])?["frame"] as? Int }
    }

    @Test func aWholeRun() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run([BuiltCommand.clip, "--blur", "--edges", "--frames", "12", "--bench", "--trace", "t.json", "--threads", "2"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try command.contents() == ["t.json"])
        let events = try events(command, "t.json")
        for stage in ["decode", "blur+edges", "sink"] { #expect(frames(of: stage, in: events) == Array(0..<12)) }
        let threads = events.filter { $0["name"] as? String == "thread_name" }.compactMap { ($0["args"] as? [String: Any])?["name"] as? String }
        #expect(Set(threads) == ["decode", "blur+edges", "sink", "worker-0"])
    }

    @Test func anInterruptedRun() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run(["pattern:noise=320x240@25", "--blur", "null", "--trace", "t.json", "--frames", "1000000"]) { process in
            usleep(700_000)
            kill(process.processIdentifier, SIGINT)
        }
        #expect(result.status == 130, "\(result.errors)")
        #expect(try !frames(of: "blur", in: events(command, "t.json")).isEmpty)
    }

    @Test func aFailedRun() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        // Of unknown length, so that the second frame is the first to be refused.
        var video = Data("YUV4MPEG2 W64 H48 F25:1 Ip A1:1 Cmono\n".utf8)
        for value in 0..<4 { video += Data("FRAME\n".utf8) + Data(repeating: UInt8(50 * value), count: 64 * 48) }
        let path = command.file("in.pipe").path
        try #require(mkfifo(path, 0o600) == 0)
        let descriptor = open(path, O_RDWR)
        try #require(descriptor >= 0)
        let writer = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try writer.write(contentsOf: video)
        let result = try command.run([path, "--blur", "one.png", "--trace", "t.json"])
        try writer.close()
        #expect(result.status == 4, "\(result.errors)")
        #expect(try command.contents() == ["in.pipe", "t.json"])
        #expect(try frames(of: "encode", in: events(command, "t.json")) == [0])
    }
}
