// An X server that nobody looks at, for tests of the window: pictures of it, keys, clicks.
import Foundation
import Glibc
import Testing

/// A screen of its own and what it shows. Ends with the value's owner: call `remove()`.
final class VirtualScreen {
    static let width = 480, height = 320

    /// Why there is no such screen here; nil: there is one.
    static let missing: String? = {
        let tools = ["Xvfb", "xdotool", "ffmpeg"].filter { name in
            !["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
        return tools.isEmpty ? nil : "not installed: \(tools.joined(separator: ", "))"
    }()

    private(set) var display = ""
    private let server = Process()
    private let log: URL
    private let numbers: URL

    /// Samples of a picture of the whole screen.
    struct Shot: Equatable {
        let bytes: [UInt8]

        subscript(x: Int, y: Int) -> [Int] {
            let place = (y * VirtualScreen.width + x) * 3
            return bytes[place..<place + 3].map(Int.init)
        }

        var isBlack: Bool { bytes.allSatisfy { $0 == 0 } }
    }

    struct NoAnswer: Error { let text: String }

    /// Files, not pipes: another test's process that starts meanwhile would hold a pipe open.
    init() throws {
        log = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-screen-\(UUID().uuidString)")
        numbers = log.appendingPathExtension("number")
        for file in [log, numbers] { try Data().write(to: file) }
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Threads of tests hold signals back, and their children inherit that: it would not hear when it is to end.
        server.arguments = ["--default-signal", "Xvfb", "-displayfd", "1", "-screen", "0", "\(Self.width)x\(Self.height)x24", "-nolisten", "tcp", "-noreset"]
        server.standardOutput = try FileHandle(forWritingTo: numbers)
        server.standardError = try FileHandle(forWritingTo: log)
        server.standardInput = FileHandle.nullDevice
        try server.run()
        // It writes its number once it answers.
        let began = ContinuousClock.now
        var number: Int?
        while number == nil {
            let text = try String(contentsOf: numbers, encoding: .utf8)
            number = text.hasSuffix("\n") ? Int(text.dropLast()) : nil
            guard number == nil else { break }
            guard server.isRunning, ContinuousClock.now - began < .seconds(40) else {
                throw NoAnswer(text: "Xvfb: \(try String(contentsOf: log, encoding: .utf8))")
            }
            usleep(20_000)
        }
        display = ":\(number ?? 0)"
    }

    /// The display goes away while windows are open.
    func endServer() throws {
        server.terminate()
        server.waitUntilExit()
    }

    func remove() {
        if server.isRunning { server.terminate() }
        server.waitUntilExit()
        for file in [log, numbers] { try? FileManager.default.removeItem(at: file) }
    }

    /// The command with its windows on this screen, drawn by the processor: the same everywhere.
    func command(renderer: String = "software") throws -> BuiltCommand {
        let command = try BuiltCommand()
        let script = command.file(".on-screen")
        let line = "DISPLAY=\(display) SDL_RENDER_DRIVER=\(renderer) SDL_AUDIODRIVER=dummy exec '\(command.executable.path)' \"$@\"\n"
        try ("#!/bin/sh\nunset WAYLAND_DISPLAY SDL_VIDEODRIVER\n" + line).write(to: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
        var shown = command
        shown.executable = script
        return shown
    }

    /// Runs xdotool; its output.
    @discardableResult func tool(_ arguments: String...) throws -> String { try Self.run(["xdotool"] + arguments, display: display) }

    private static let search = ["search", "--onlyvisible", "--name", "[0-9]x[0-9]"]

    /// The window's title; nil: there is no window.
    var title: String? { (try? Self.run(["xdotool"] + Self.search + ["getwindowname"], display: display))?.split(separator: "\n").first.map(String.init) }

    /// The window's number.
    var window: String {
        get throws {
            let found = try Self.run(["xdotool"] + Self.search, display: display).split(separator: "\n").first
            return try String(#require(found))
        }
    }

    /// Tells the window what a window manager does when its close button is pressed.
    func pressCloseButton() throws {
        typealias Open = @convention(c) (UnsafePointer<CChar>?) -> OpaquePointer?
        typealias Intern = @convention(c) (OpaquePointer, UnsafePointer<CChar>, CInt) -> CUnsignedLong
        typealias Send = @convention(c) (OpaquePointer, CUnsignedLong, CInt, CLong, UnsafeMutableRawPointer) -> CInt
        typealias Close = @convention(c) (OpaquePointer) -> CInt
        let library = try #require(dlopen("libX11.so.6", RTLD_NOW))
        func function<Function>(_ name: String) throws -> Function { unsafeBitCast(try #require(dlsym(library, name)), to: Function.self) }
        let (open, intern, send, close): (Open, Intern, Send, Close) =
            (try function("XOpenDisplay"), try function("XInternAtom"), try function("XSendEvent"), try function("XCloseDisplay"))
        let server = try #require(open(display))
        // An XClientMessageEvent: type, serial, send_event, display, window, message_type, format, data.
        var event = [Int](repeating: 0, count: 24)
        let window = try #require(Int(self.window))
        event[0] = 33
        event[4] = window
        event[5] = Int(intern(server, "WM_PROTOCOLS", 0))
        event[6] = 32
        event[7] = Int(intern(server, "WM_DELETE_WINDOW", 0))
        let sent = event.withUnsafeMutableBytes { bytes in bytes.baseAddress.map { send(server, CUnsignedLong(window), 0, 0, $0) } }
        #expect(sent != 0)
        _ = close(server)
    }

    func shot() throws -> Shot {
        let file = log.appendingPathExtension("rgb")
        defer { try? FileManager.default.removeItem(at: file) }
        let words = ["ffmpeg", "-v", "error", "-y", "-f", "x11grab", "-draw_mouse", "0", "-video_size", "\(Self.width)x\(Self.height)", "-i", display]
        _ = try Self.run(words + ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", file.path], display: display)
        return Shot(bytes: Array(try Data(contentsOf: file)))
    }

    /// The first picture that `fits`, looked for for a while.
    func shot(_ what: String, where fits: (Shot) -> Bool) throws -> Shot {
        try wait(what) {
            let shot = try self.shot()
            return fits(shot) ? shot : nil
        }
    }

    /// What `look` finds, looked for for a while.
    func wait<Result>(_ what: String, for look: () throws -> Result?) throws -> Result {
        let began = ContinuousClock.now
        while ContinuousClock.now - began < .seconds(40) {
            if let result = try look() { return result }
            usleep(60_000)
        }
        throw NoAnswer(text: "never came: \(what)")
    }

    private static func run(_ words: [String], display: String) throws -> String {
        let process = Process(), output = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-tool-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["DISPLAY=\(display)", "timeout", "--signal=KILL", "30"] + words
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NoAnswer(text: words.joined(separator: " ")) }
        return try String(contentsOf: output, encoding: .utf8)
    }
}
