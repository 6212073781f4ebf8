// Runs that do not end as planned: no room, no reader, killed. What is left plays, what was there stays, and the words are few.
import Foundation
import Glibc
import Testing

@Suite("bad ends", .serialized) struct BadEndTests {
    private static let noise = ["pattern:noise=128x96@25:2", "--quiet"]

    /// Runs `line` of the shell in the command's folder; the command is `$VIDPROC`.
    private func shell(_ command: BuiltCommand, _ line: String) throws -> CommandResult {
        var shell = command
        shell.executable = URL(fileURLWithPath: "/bin/bash")
        return try shell.run(["-c", "VIDPROC='\(command.executable.path)'; \(line)"])
    }

    private func frames(_ command: BuiltCommand, _ name: String) throws -> Int {
        let counted = try command.run([name, "--hash", "--quiet"])
        return counted.output.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// A file may not grow beyond each of these: the same as a full disk, and there without any rights.
    @Test(arguments: ["out.mp4", "out.mkv", "out.avi", "out.y4m"]) func aFileMayNotGrow(name: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        for limit in [0, 40, 4096, 30_000, 100_000] {
            try Data("old".utf8).write(to: command.file(name))
            let result = try shell(
                command, "prlimit --fsize=\(limit) -- $VIDPROC \(Self.noise.joined(separator: " ")) \(name) -y 2>&1 | cat; exit ${PIPESTATUS[0]}")
            #expect(result.status == 4, "\(limit): \(result.output)")
            #expect(result.output.contains("\(name): a file may not grow any larger"), "\(limit): \(result.output)")
            #expect(try String(contentsOf: command.file(name), encoding: .utf8) == "old")
            #expect(Set(try command.contents()).isSubset(of: [name, name + ".part"]))
        }
    }

    /// Containers often may not, root or no root.
    private static let mayMount: Bool = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-mount-\(UUID().uuidString)").path
        defer { rmdir(folder) }
        guard mkdir(folder, 0o700) == 0, mount("vidproc-test", folder, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount(folder) == 0
    }()

    /// A disk of a few pages.
    @Test(.enabled(if: mayMount, "no small disk can be mounted here")) func aDiskIsFull() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try FileManager.default.createDirectory(at: command.file("disk"), withIntermediateDirectories: false)
        let disk = command.file("disk").path
        try #require(mount("vidproc-test", disk, "tmpfs", 0, "size=64k") == 0)
        defer { umount(disk) }
        let result = try command.run(Self.noise + ["disk/out.mp4"])
        #expect(result.status == 4 && result.errors.contains("disk/out.mp4: the disk is full"), "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["out.mp4.part"])
        // Room for the pieces, and for no second file beside them.
        unlink(disk + "/out.mp4.part")
        let small = try command.run(["pattern:noise=64x48@25:1", "--quiet", "disk/small.mp4", "--bitrate", "250k"])
        #expect(small.status == 0 && small.errors.contains("disk/small.mp4 is complete but left in pieces"), "\(small.errors)")
        #expect(try frames(command, "disk/small.mp4") == 25)
    }

    @Test func fullDevices() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let piped = try shell(command, "$VIDPROC \(Self.noise.joined(separator: " ")) - > /dev/full")
        #expect(piped.status == 4 && piped.errors.contains("standard output: the disk is full"), "\(piped.errors)")
        let named = try command.run(Self.noise + ["/dev/full", "--output-format", "matroska"])
        #expect(named.status == 4 && named.errors.contains("/dev/full: the disk is full"), "\(named.errors)")
    }

    @Test func aReaderThatGoes() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try shell(command, "$VIDPROC pattern:noise=320x240@25:20 - --quiet | head -c 1000 | wc -c; exit ${PIPESTATUS[0]}")
        #expect(result.status == 4 && result.output.contains("1000"))
        #expect(result.errors == "vidproc: error: encode: standard output: its reader has gone\n")
    }

    /// A run that read its standard input would take the loop's other lines.
    @Test func standardInputIsLeftAlone() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let line = "printf 'a\\nb\\n' | while read x; do $VIDPROC pattern:bars=64x48@25:0.2 out-$x.mp4 --quiet; done"
        #expect(try shell(command, line).status == 0)
        #expect(try command.contents() == ["out-a.mp4", "out-b.mp4"])
    }

    /// Standard streams that are closed are no place for the output's own descriptor to be written to by accident.
    @Test func closedStandardStreams() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        #expect(try shell(command, "$VIDPROC pattern:bars=64x48@25:0.4 out.mp4 <&- >&- 2>&-").status == 0)
        #expect(try frames(command, "out.mp4") == 10)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func signalsLeaveACompleteFile(signal: Int32) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run(["pattern:noise=128x96@25:60", "out.mp4", "--pace", "--quiet"]) { process in
            sleep(1)
            kill(process.processIdentifier, signal)
        }
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(try command.contents() == ["out.mp4"])
        #expect((5...75).contains(try frames(command, "out.mp4")))
    }

    @Test(arguments: ["out.mp4", "out.mkv"]) func killedRunsLeaveWhatWasThereAndAPartThatPlays(name: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("old".utf8).write(to: command.file(name))
        let encoder = ["--encoder", "mpeg4", "--gop", "5"]
        let killed = try command.run(["pattern:noise=128x96@25:60", name, "-y", "--pace", "--quiet"] + encoder) { process in
            usleep(3_500_000)
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(killed.status == SIGKILL)
        #expect(try String(contentsOf: command.file(name), encoding: .utf8) == "old")
        #expect(try command.contents() == [name, name + ".part"])
        #expect(try frames(command, name + ".part") > 20)
        // The part as the input of the run that would write under its name.
        let kept = try Data(contentsOf: command.file(name + ".part"))
        let refused = try command.run([name + ".part", name, "-y", "--quiet"] + encoder)
        #expect(refused.status == 2 && refused.errors.contains("which is the input"), "\(refused.errors)")
        #expect(try Data(contentsOf: command.file(name + ".part")) == kept)
        // Another run takes the name over.
        #expect(try command.run(["pattern:bars=64x48@25:0.4", name, "-y", "--quiet"] + encoder).status == 0)
        #expect(try frames(command, name) == 10)
        #expect(try command.contents() == [name])
    }

    @Test(arguments: ["pipe", "link", "folder"]) func somethingElseUnderThePartsName(kind: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let part = command.file("out.mp4.part").path
        switch kind {
        case "pipe": mkfifo(part, 0o600)
        case "link": symlink("elsewhere", part)
        default: mkdir(part, 0o700)
        }
        let result = try command.run(Self.noise + ["out.mp4"])
        #expect(result.status == 4 && result.errors.contains("out.mp4.part: is in the way"), "\(result.errors)")
        #expect(try command.contents() == ["out.mp4.part"])
    }
}
