// Outputs by a network, on the loopback with ffmpeg at the other end: everything arrives, silence ends the run, a live run outlasts its receiver.
import Foundation
import Glibc
import Testing

@Suite("network output", .serialized) struct NetworkOutputTests {
    /// A port that was free just now.
    private func freePort(_ kind: __socket_type) throws -> Int {
        let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in(), size = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0 }
        }
        try #require(isBound)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// ffmpeg taking what comes at `address` into a file; returns when it listens.
    private func receiver(
        _ command: BuiltCommand, _ address: String, port: Int, table: String, seconds: Int = 3600, into file: String
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "quiet", "-nostdin", "-y", "-analyzeduration", "300000", "-i", address, "-t", "\(seconds)", "-c", "copy", file]
        process.currentDirectoryURL = command.folder
        try process.run()
        try waitUntilBound(port, table)
        return process
    }

    private func waitUntilBound(_ port: Int, _ table: String) throws {
        let mark = String(format: ":%04X 0", port)
        // Some bind both families by one socket.
        let tables = ["/proc/net/\(table)", "/proc/net/\(table)6"].filter { FileManager.default.fileExists(atPath: $0) }
        for _ in 0..<200 where !(try tables.contains { try String(contentsOfFile: $0, encoding: .utf8).contains(mark) }) { usleep(50_000) }
    }

    /// Packets of each stream.
    private func packets(_ command: BuiltCommand, _ file: String) throws -> [String] {
        let probe = try command.shell("ffprobe -v error -count_packets -show_entries stream=codec_type,nb_read_packets -of csv=p=0 \(file)")
        return Set(probe.output.split(separator: "\n").map(String.init)).sorted()
    }

    @Test func everythingArrivesByTCP() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let port = try freePort(SOCK_STREAM)
        let other = try receiver(command, "tcp://127.0.0.1:\(port)?listen=1", port: port, table: "tcp", into: "got.ts")
        defer { kill(other.processIdentifier, SIGKILL) }
        let result = try command.run([BuiltCommand.clip, "--edges", "tcp://127.0.0.1:\(port)", "--quiet", "--preset", "ultrafast"])
        #expect(result.status == 0, "\(result.errors)")
        other.waitUntilExit()
        #expect(try packets(command, "got.ts") == ["audio,249", "video,132"])
    }

    @Test func datagramsArrive() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let port = try freePort(SOCK_DGRAM)
        let other = try receiver(
            command, "udp://127.0.0.1:\(port)?timeout=3000000&fifo_size=100000&buffer_size=4000000", port: port, table: "udp", into: "got.ts")
        defer { kill(other.processIdentifier, SIGKILL) }
        let result = try command.run(
            [BuiltCommand.clip, "--frames", "50", "--pace", "--drop", "never", "udp://127.0.0.1:\(port)", "--quiet", "--preset", "ultrafast"])
        #expect(result.status == 0, "\(result.errors)")
        other.waitUntilExit()
        // Nobody promises all of them.
        let video = try packets(command, "got.ts").last?.split(separator: ",").last.flatMap { Int($0) } ?? 0
        #expect(video > 25 && video <= 50)
    }

    /// A transport stream in RTP, whose payload type is a fixed one: receivers need no session description. Ours is one of them.
    @Test(arguments: ["ffmpeg", "vidproc"]) func packetsOfRTPArrive(program: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        // RTP takes the even port of two.
        let port = try freePort(SOCK_DGRAM) & ~1, place = "rtp://127.0.0.1:\(port)"
        let other: Process
        if program == "ffmpeg" {
            other = try receiver(command, place, port: port, table: "udp", seconds: 2, into: "got.ts")
        } else {
            other = Process()
            (other.executableURL, other.currentDirectoryURL) = (command.executable, command.folder)
            other.arguments = [place, "--drop", "never", "--quiet", "--encoder", "ffv1", "got.mkv"]
            try other.run()
            try waitUntilBound(port, "udp")
        }
        defer { kill(other.processIdentifier, SIGKILL) }
        // Every fifth frame a key frame: the receiver knows soon what it gets.
        let result = try command.run(
            ["pattern:moving=320x180@25:4", "--pace", "--drop", "never", place, "--quiet", "--preset", "ultrafast", "--tune", "zerolatency", "--gop", "5"])
        #expect(result.status == 0, "\(result.errors)")
        usleep(500_000)
        // ffmpeg has had enough by now; at a socket that is silent it heeds no signal.
        if program == "vidproc" { other.interrupt() }
        other.waitUntilExit()
        // Nobody promises all of them.
        let file = program == "ffmpeg" ? "got.ts" : "got.mkv"
        let video = try packets(command, file).last?.split(separator: ",").last.flatMap { Int($0) } ?? 0
        #expect(video > 25 && video <= 100, "\(video) frames")
    }

    @Test func aListHasItsPiecesBesideIt() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let run = [BuiltCommand.clip, "live.m3u8", "--quiet", "--preset", "ultrafast"], result = try command.run(run)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try command.contents() == ["live.m3u8", "live0.ts", "live1.ts", "live2.ts"])
        #expect(try String(contentsOf: command.file("live.m3u8"), encoding: .utf8).contains("#EXT-X-ENDLIST"))
        #expect(try packets(command, "live.m3u8") == ["audio,249", "video,132"])
        let again = try command.run(run)
        #expect(again.status == 2 && again.errors.contains("live.m3u8: exists"), "\(again.errors)")
    }

    @Test func nobodyAndSilenceEndARun() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let port = try freePort(SOCK_STREAM)
        let refused = try command.run(["pattern:noise=64x48@25", "--frames", "9", "tcp://127.0.0.1:\(port)", "--quiet"])
        #expect(refused.status == 4 && refused.errors.contains("tcp://127.0.0.1:\(port): Connection refused"), "\(refused.errors)")
        // It accepts, as the kernel does for whoever listens, and never reads.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var small: Int32 = 4096
        setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in(), size = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        try #require(isBound)
        let place = "tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let silent = try command.run(["pattern:noise=640x480@25", place, "--timeout", "1", "--quiet", "--encoder", "mpeg2video", "--bitrate", "50M"])
        #expect(silent.status == 4 && silent.errors.contains("\(place): took nothing for 1 s\nhint: --timeout SECONDS waits longer"), "\(silent.errors)")
    }

    @Test func aLiveRunOutlastsItsReceiver() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let port = try freePort(SOCK_STREAM), place = "tcp://127.0.0.1:\(port)", listening = "\(place)?listen=1"
        let first = try receiver(command, listening, port: port, table: "tcp", into: "first.ts")
        func told(_ text: String) throws {
            for _ in 0..<400 {
                let file = try FileManager.default.contentsOfDirectory(atPath: command.folder.path).first { $0.hasSuffix(".err") }
                if let file, try String(contentsOf: command.file(file), encoding: .utf8).contains(text) { return }
                usleep(50_000)
            }
            Issue.record("standard error never had \(text)")
        }
        let result = try command.run(
            ["pattern:moving=64x48@25:60", "--pace", "--drop", "never", place, "--also", "rec.mkv", "--quiet", "--preset", "ultrafast", "--report", "run.json"]
        ) { process in
            usleep(1_500_000)
            // While it looks at its input it heeds no other signal.
            kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
            try told("\(place): ")
            try told("trying again, the run goes on")
            let second = try receiver(command, listening, port: port, table: "tcp", into: "second.ts")
            try told("\(place): is there again")
            usleep(1_500_000)
            process.interrupt()
            second.waitUntilExit()
        }
        #expect(result.status == 130, "\(result.errors)")
        #expect(result.errors.contains("\(place): was lost 1 time"), "\(result.errors)")
        let video = try packets(command, "second.ts").last?.split(separator: ",").last.flatMap { Int($0) } ?? 0
        #expect(video > 10)
        // The recording has all of it.
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any]
        let decoded = (report?["frames"] as? [String: Any])?["decoded"] as? Int
        #expect(try packets(command, "rec.mkv") == ["video,\(decoded ?? -1)"])
    }
}
