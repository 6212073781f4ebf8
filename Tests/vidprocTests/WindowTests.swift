// The window by its keys, and what becomes of the run behind it.
import Foundation
import Testing

@Suite("window", .serialized, .enabled(if: VirtualScreen.missing == nil, "\(VirtualScreen.missing ?? "")"))
struct WindowTests {
    private let pattern = "pattern:moving=160x120@20"

    /// Runs the command until `body` is through; its process is ended if `body` fails.
    private func run(_ arguments: [String], _ body: (VirtualScreen, BuiltCommand, Process) throws -> Void) throws -> CommandResult {
        let screen = try VirtualScreen()
        defer { screen.remove() }
        let command = try screen.command()
        defer { command.remove() }
        return try command.run(arguments) { process in
            defer { if process.isRunning { process.interrupt() } }
            _ = try screen.wait("a window") { process.isRunning ? screen.title : "" }
            try body(screen, command, process)
        }
    }

    private func waitForEnd(_ screen: VirtualScreen, _ process: Process) throws { try screen.wait("the end") { process.isRunning ? nil : () } }

    private func report(_ command: BuiltCommand) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any])
    }

    @Test(arguments: ["q", "Escape"]) func aKeyEndsTheRunAndTheFileIsWhole(key: String) throws {
        let result = try run([pattern, "--edges", "out.mkv", "--encoder", "ffv1", "--pace", "--show", "--report", "run.json"]) { screen, command, process in
            _ = try screen.shot("a picture") { !$0.isBlack }
            try screen.tool("key", key)
            try waitForEnd(screen, process)
            #expect(try command.contents() == ["out.mkv", "run.json"])
            let report = try report(command), frames = try #require((report["frames"] as? [String: Any])?["written"] as? Int)
            let window = try #require(report["window"] as? [String: Any])
            #expect(try #require(window["shown"] as? Int) > 0)
            #expect(try command.run(["out.mkv", "--hash", "--quiet"]).output.hasPrefix("frames \(frames)  "))
        }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("window: "))
    }

    @Test func closingTheWindowEndsTheRunToo() throws {
        let result = try run([pattern, "--show", "--also", "out.mkv", "--encoder", "ffv1", "--pace", "--quiet"]) { screen, command, process in
            try screen.pressCloseButton()
            try waitForEnd(screen, process)
            #expect(try command.contents() == ["out.mkv"])
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aFileIsPlayedAtItsOwnTimesAndEnds() throws {
        let result = try run([pattern + ":2", "--show", "--report", "run.json"]) { screen, command, process in
            try waitForEnd(screen, process)
            let report = try report(command)
            #expect(try #require(report["seconds"] as? Double) >= 1.9)
            let window = try #require(report["window"] as? [String: Any])
            #expect(try #require(window["shown"] as? Int) + #require(window["skipped"] as? Int) == 40)
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func spaceStopsTheRunOfAFileUntilSpace() throws {
        let result = try run([pattern + ":2", "--show", "--quiet", "--report", "run.json"]) { screen, command, process in
            try screen.tool("key", "space")
            try screen.wait("the title") { screen.title?.contains("paused") == true ? () : nil }
            let before = try screen.shot()
            sleep(3)
            #expect(try screen.shot() == before)
            #expect(process.isRunning)
            try screen.tool("key", "space")
            try waitForEnd(screen, process)
            #expect(try #require((report(command)["frames"] as? [String: Any])?["written"] as? Int) == 40)
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aSignalEndsAPausedRun() throws {
        let result = try run([pattern, "--show", "--quiet"]) { screen, _, process in
            try screen.tool("key", "space")
            try screen.wait("the title") { screen.title?.contains("paused") == true ? () : nil }
            process.interrupt()
            try waitForEnd(screen, process)
        }
        #expect(result.status == 130, "\(result.errors)")
    }

    @Test func theFiguresAndTheKeysLieOverThePicture() throws {
        let result = try run(["pattern:bars=360x270@20", "--blur", "--show", "--quiet"]) { screen, _, process in
            let plain = try screen.shot("a picture") { !$0.isBlack }
            try screen.tool("key", "h")
            let help = try screen.shot("the keys") { $0 != plain }
            try screen.tool("key", "h")
            _ = try screen.shot("the picture again") { $0 == plain }
            try screen.tool("key", "o")
            // White letters, and the first bar shines through beside them.
            let (x, y) = ((VirtualScreen.width - 360) / 2 + 12, (VirtualScreen.height - 270) / 2 + 12)
            let light = plain[x, y][0]
            let figures = try screen.shot("the figures") { $0[x, y][0] > light / 4 && $0[x, y][0] < light / 2 && $0 != help }
            #expect(figures.bytes.contains { $0 > 250 })
            try screen.tool("key", "q")
            try waitForEnd(screen, process)
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Full screen needs a window manager; a larger window does not.
    @Test func aLargerWindowShowsAllOfItInTheMiddle() throws {
        let result = try run(["pattern:bars=160x120@20", "--show", "--quiet"]) { screen, _, process in
            _ = try screen.shot("a picture") { !$0.isBlack }
            let window = try screen.window
            try screen.tool("windowmove", window, "0", "0", "windowsize", window, "480", "320")
            // 4:3 on 3:2: 26 or 27 columns are black at the sides.
            let large = try screen.shot("the larger picture") { $0[40, 2].contains { $0 > 0 } && $0[40, 317].contains { $0 > 0 } }
            #expect(large[24, 160] == [0, 0, 0] && large[456, 160] == [0, 0, 0] && large[30, 160] != [0, 0, 0])
            try screen.tool("key", "q")
            try waitForEnd(screen, process)
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func picturesAreSavedUnderFreeNames() throws {
        let result = try run(["pattern:bars=160x120@20", "--show", "--quiet"]) { screen, command, process in
            try Data("mine".utf8).write(to: command.file("pattern-bars-160x120-20-0001.png"))
            _ = try screen.shot("a picture") { !$0.isBlack }
            try screen.tool("key", "s")
            try screen.wait("the file") { try command.contents().contains("pattern-bars-160x120-20-0002.png") ? () : nil }
            try screen.tool("key", "q")
            try waitForEnd(screen, process)
            #expect(try command.contents() == ["pattern-bars-160x120-20-0001.png", "pattern-bars-160x120-20-0002.png"])
            #expect(try String(contentsOf: command.file("pattern-bars-160x120-20-0001.png"), encoding: .utf8) == "mine")
            let probe = try command.run(["probe", "pattern-bars-160x120-20-0002.png", "--json"])
            #expect(probe.output.contains("160") && probe.output.contains("rgb24"), "\(probe.output)\(probe.errors)")
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aDigitSwitchesAFilterOffAndOn() throws {
        let result = try run(["pattern:bars=160x120@20", "--invert", "--gamma=1.5", "--show", "--quiet"]) { screen, _, process in
            let (x, y) = (VirtualScreen.width / 2 - 70, VirtualScreen.height / 2)
            // The first bar is light; turned to its negative it is dark.
            let dark = try screen.shot("a picture") { $0[x + 130, y][0] > 200 }
            try screen.tool("key", "1")
            _ = try screen.shot("without the first filter") { $0[x, y][0] > dark[x, y][0] + 100 }
            try screen.tool("key", "1")
            _ = try screen.shot("with it again") { $0[x, y] == dark[x, y] }
            // There is no ninth.
            try screen.tool("key", "9")
            try screen.tool("key", "q")
            try waitForEnd(screen, process)
        }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aDisplayThatGoesAwayIsNoLoss() throws {
        let result = try run([pattern + ":4", "out.mkv", "--encoder", "ffv1", "--pace", "--drop", "never", "--show", "--quiet"]) { screen, command, process in
            _ = try screen.shot("a picture") { !$0.isBlack }
            try screen.endServer()
            try waitForEnd(screen, process)
            #expect(try command.run(["out.mkv", "--hash", "--quiet"]).output.hasPrefix("frames 80  "))
        }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("the display is gone"), "\(result.errors)")
    }

    @Test func thereIsNoWindowWithoutADisplay() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.shell("unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER; vidproc pattern:bars=64x64@25 --show --also out.mkv")
        #expect(result.status == 4)
        #expect(result.errors.hasPrefix("vidproc: error: --show: there is no display for a window (DISPLAY and WAYLAND_DISPLAY are not set)\nhint: "))
        #expect(try command.contents().isEmpty)
    }
}
