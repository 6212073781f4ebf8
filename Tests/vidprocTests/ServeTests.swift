// `--serve` as a user has it: the built command, a port, real clients, real files.
import Foundation
import Glibc
import TestSupport
import Testing

/// The command while it serves.
struct ServedRun {
    let command: BuiltCommand
    let process: Process
    let port: Int
    private let errorFile: URL

    /// Ends with `end()`. `run`: what stands behind the input. `folder` is made before.
    init(_ run: [String], input: String = "pattern:moving=160x90@25:600", folder: String? = nil) throws {
        command = try BuiltCommand()
        if let folder { try FileManager.default.createDirectory(at: command.file(folder), withIntermediateDirectories: false) }
        errorFile = command.file(".errors")
        try Data().write(to: errorFile)
        process = Process()
        process.executableURL = command.executable
        process.arguments = [input] + run
        process.currentDirectoryURL = command.folder
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var port: Int?
        for _ in 0..<400 where port == nil {
            usleep(50_000)
            let text = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("vidproc: open http://") }) else { continue }
            port = line.split(separator: ":").last.flatMap { Int($0.prefix { $0.isNumber }) }
        }
        self.port = try #require(port, "no address was printed")
    }

    var errors: String { (try? Data(contentsOf: errorFile)).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    func viewer() throws -> WebClient {
        let client = try #require(WebClient(port: port))
        #expect(client.upgrade(host: "127.0.0.1:\(port)", origin: "http://127.0.0.1:\(port)").contains(" 101 "))
        return client
    }

    /// Sends a signal, unless it has ended; returns the exit code.
    @discardableResult
    func end(_ signal: Int32 = SIGINT) -> Int32 {
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// After `end()`.
    func remove() {
        if process.isRunning { end(SIGKILL) }
        command.remove()
    }
}

@Suite("serve", .serialized) struct ServeTests {
    @Test func thePageAloneIsAnOutputAndCtrlCEndsIt() throws {
        let run = try ServedRun(["--blur=2", "--pace", "--serve"])
        defer { run.remove() }
        let viewer = try run.viewer()
        #expect(viewer.hear("greeting")?.contains("\"width\":160") == true)
        let picture = try #require(viewer.hearPicture())
        #expect(picture.after.starts(with: [0xFF, 0xD8]))
        #expect(run.end() == 130, "\(run.errors)")
        var last: WebClient.Message?
        while let message = viewer.hear() { last = message }
        #expect(last == .close(1001))
        #expect(try run.command.contents().isEmpty)
    }

    @Test func beyondThisMachineTheTokenIsAsked() throws {
        let run = try ServedRun(["--pace", "--serve=0.0.0.0:0"])
        defer { run.remove() }
        let line = try #require(run.errors.split(separator: "\n").first { $0.contains("open http://") })
        let token = try #require(line.split(separator: "=").last)
        #expect(token.count == 32)
        let client = try #require(WebClient(port: run.port))
        #expect(client.upgrade(host: "127.0.0.1:\(run.port)", origin: "http://127.0.0.1:\(run.port)").contains(" 401 "))
        let curl = try run.command.shell("curl -s -o page.html -w '%{http_code}' 'http://127.0.0.1:\(run.port)/?token=\(token)'")
        if curl.status != 127 { #expect(try curl.output == "200" && run.command.contents() == ["page.html"]) }
        run.end()
    }

    @Test func itGoesBesideAFileAndEndsWithTheInput() throws {
        let run = try ServedRun(["--edges", "out.mkv", "--encoder", "ffv1", "--pace", "--drop", "never", "--serve"], input: "pattern:moving=160x90@25:2")
        defer { run.remove() }
        let viewer = try run.viewer()
        #expect(viewer.hearPicture() != nil)
        #expect(viewer.hear("end")?.contains("\"frames\":50") == true)
        run.process.waitUntilExit()
        #expect(run.process.terminationStatus == 0, "\(run.errors)")
        let plain = try run.command.run(["pattern:moving=160x90@25:2", "--edges", "--hash"]), made = try run.command.run(["out.mkv", "--hash"])
        #expect(made.status == 0 && made.output == plain.output)
    }

    @Test func aRecordingIsAWholeFile() throws {
        let run = try ServedRun(["--edges", "--pace", "--serve", "--recordings", "films"], folder: "films")
        defer { run.remove() }
        let viewer = try run.viewer()
        #expect(viewer.hear("greeting")?.contains("\"canRecord\":true") == true)
        // Twice: one that is stopped, and one that the end of the run completes.
        for isStopped in [true, false] {
            viewer.say(#"{"kind":"record","on":true}"#)
            var text = ""
            while Self.frames(text) < 15, let next = viewer.hear("recording") { text = next }
            #expect(Self.frames(text) >= 15, "\(text)")
            guard isStopped else { continue }
            viewer.say(#"{"kind":"record","on":false}"#)
            while text.contains("\"on\":true"), let next = viewer.hear("recording") { text = next }
            // Names count seconds.
            usleep(1_100_000)
        }
        #expect(run.end() == 130, "\(run.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: run.command.file("films").path).sorted()
        #expect(files.count == 2 && files.allSatisfy { $0.hasPrefix("vidproc-") && $0.hasSuffix(".mp4") }, "\(files)")
        for file in files {
            let probe = try run.command.shell(
                "ffprobe -v error -count_frames -select_streams v -show_entries stream=codec_name,start_time,nb_read_frames -of csv=p=0 films/\(file)")
            let words = probe.output.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",")
            #expect(probe.status == 0 && words.count == 3 && words[0] == "h264" && Double(words[1]) == 0 && (Int(words[2]) ?? 0) >= 15, "\(probe.output)")
        }
    }

    private static func frames(_ text: String) -> Int {
        guard text.contains("\"on\":true"), let range = text.range(of: "\"frames\":") else { return 0 }
        return Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    @Test func whatCannotBeServedIsRefusedBeforeAnythingIsOpened() throws {
        let run = try ServedRun(["--pace", "--serve"])
        defer { run.remove() }
        let cases: [([String], Int32, String)] = [
            (["--serve=127.0.0.1:\(run.port)"], 4, "cannot serve at 127.0.0.1:\(run.port): the port is taken"),
            (["--serve=example.com:80"], 2, "--serve: 'example.com:80' is no address"), (["--serve=8080"], 2, "--serve: '8080' is no address"),
            (["--serve=192.0.2.1:0"], 4, "this machine has no such address"), (["--serve", "--bench"], 2, "--serve and --bench exclude each other"),
            (["--serve", "--recordings", "nowhere"], 4, "nowhere: No such file or directory"), (["--recordings", "."], 2, "--recordings goes with --serve"),
        ]
        for (words, status, message) in cases {
            let output = words.contains("--bench") ? [] : ["out.mp4"]
            let result = try run.command.run(["pattern:moving=160x90@25:1"] + output + words)
            #expect(result.status == status && result.errors.contains(message), "\(words): \(result.errors)")
            #expect(result.errors.split(separator: "\n").count <= 2)
        }
        #expect(try run.command.contents().isEmpty)
        run.end()
    }

    /// Bars stand still, so that what changes in the picture is the chain's doing.
    @Test func aNumberThatChangesIsSeenInThePicture() throws {
        let run = try ServedRun(["--blur=1", "--pace", "--serve"], input: "pattern:bars=160x90@25:600")
        defer { run.remove() }
        let viewer = try run.viewer()
        func settled() throws -> [UInt8] {
            var last: [UInt8] = [], same = 0
            for _ in 0..<500 where same < 5 {
                let picture = try #require(viewer.hearPicture()).after
                viewer.say(#"{"kind":"drawn"}"#)
                (same, last) = (picture == last ? same + 1 : 0, picture)
            }
            return last
        }
        let before = try settled()
        viewer.say(#"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"9"}"#)
        #expect(viewer.hear("chain")?.contains("\"sigma\":\"9\"") == true)
        let after = try settled()
        #expect(before != after)
        viewer.say(#"{"kind":"turn","entry":0,"name":"blur","on":false}"#)
        #expect(viewer.hear("chain")?.contains("\"on\":false") == true)
        #expect(try settled() != after)
        viewer.say(#"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"1"}"#)
        viewer.say(#"{"kind":"turn","entry":0,"name":"blur","on":true}"#)
        while let text = viewer.hear("chain"), !(text.contains("\"on\":true") && text.contains("\"sigma\":\"1\"")) {}
        #expect(try settled() == before)
        run.end()
    }

    /// Without `--pace`, so that the run goes as fast as it can: viewers that never read must not slow it.
    @Test func viewersDoNotSlowTheRun() throws {
        let run = try ServedRun(["--blur=3", "null", "--serve"], input: "pattern:moving=320x180@25:40")
        defer { run.remove() }
        let deaf = (0..<6).compactMap { _ in try? run.viewer() }
        run.process.waitUntilExit()
        #expect(run.process.terminationStatus == 0, "\(run.errors)")
        #expect(run.errors.contains("1000 frames") || run.errors.contains("1,000 frames") || run.errors.contains("1000"), "\(run.errors)")
        withExtendedLifetime(deaf) {}
    }
}
