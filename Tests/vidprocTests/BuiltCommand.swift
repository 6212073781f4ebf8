// Runs the built command as a user would, in a folder of the test's own.
import Foundation
import Glibc
import Testing

/// How a run of the command ended.
struct CommandResult {
    let status: Int32
    let output: String
    let errors: String
}

/// A scratch folder and the command in it. The folder goes with the value's owner: call `remove()`.
struct BuiltCommand {
    let folder: URL
    var executable: URL

    /// `program` is the executable's name.
    init(_ program: String = "vidproc") throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        executable = try #require(Self.candidates(program).first { FileManager.default.isExecutableFile(atPath: $0.path) }, "the command has not been built")
    }

    /// Beside the test bundle that runs this.
    private static func candidates(_ program: String) -> [URL] {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments.first ?? ""
        let fromArguments = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        return ([own] + fromArguments).map { URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent(program) }
    }

    static var clip: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Samples/bigbuckbunny.mp4").path
    }

    /// Starts the command; `after` gets its process, to send it signals.
    func run(_ arguments: [String], input: URL? = nil, after: (Process) throws -> Void = { _ in }) throws -> CommandResult {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Files, not pipes: a full pipe that nobody reads would stop the command.
        let name = UUID().uuidString
        let outputFile = folder.appendingPathComponent(".\(name).out"), errorFile = folder.appendingPathComponent(".\(name).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
        try process.run()
        try after(process)
        process.waitUntilExit()
        defer { for file in [outputFile, errorFile] { try? FileManager.default.removeItem(at: file) } }
        return CommandResult(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
    }

    /// Runs a line of the shell in the folder; `vidproc` in it is the built command. The line's status is that of its last command.
    func shell(_ line: String) throws -> CommandResult {
        let sh = try BuiltCommand(folder: folder, executable: URL(fileURLWithPath: "/bin/sh"))
        return try sh.run(["-c", "vidproc() { '\(executable.path)' \"$@\"; }; \(line)"])
    }

    private init(folder: URL, executable: URL) throws {
        self.folder = folder
        self.executable = executable
    }

    /// What lies in the folder, without the files that `run` itself keeps there.
    func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted() }

    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
