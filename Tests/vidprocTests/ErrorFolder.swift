// The files that the refused command lines speak of.
import Foundation
import Glibc
import Testing

/// A folder with everything that can be wrong with a file.
struct ErrorFolder {
    let command: BuiltCommand

    init() throws {
        command = try BuiltCommand()
        let made = try command.run(["pattern:moving=64x48@25:0.4", "clip.mp4", "--quiet"])
        try #require(made.status == 0, "\(made.errors)")
        let odd = try command.run(["pattern:bars=33x17@25:0.2", "odd.y4m", "--quiet"])
        try #require(odd.status == 0, "\(odd.errors)")
        let clip = try Data(contentsOf: command.file("clip.mp4")), text = Data("this is no video at all, whatever its name says\n".utf8)
        let files: [(String, Data)] = [
            ("empty.mp4", Data()), ("text.mp4", text), ("text.txt", text), ("here.PNG", text), ("old.mp4", Data("precious".utf8)),
            ("huge.y4m", Data("YUV4MPEG2 W999999 H999999 F25:1 C420jpeg\nFRAME\n".utf8)), ("left.mp4.part", clip), ("secret.mp4", clip),
            ("torn.mp4", clip.suffix(clip.count / 2)), ("sound.wav", Self.sound), ("folder/clip.mp4", clip),
        ]
        for folder in ["folder", "folder.mp4", "locked"] {
            try FileManager.default.createDirectory(at: command.file(folder), withIntermediateDirectories: false)
        }
        for (name, data) in files { try data.write(to: command.file(name)) }
        try FileManager.default.createSymbolicLink(atPath: command.file("link.mp4").path, withDestinationPath: "clip.mp4")
        try FileManager.default.linkItem(at: command.file("clip.mp4"), to: command.file("hard.mp4"))
        try #require(mkfifo(command.file("pipe").path, 0o600) == 0)
        chmod(command.file("secret.mp4").path, 0)
        chmod(command.file("locked").path, 0o500)
    }

    /// A tenth of a second of silence: 16 bits, one channel, 8 kHz.
    private static var sound: Data {
        func bytes(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let head = Array("RIFF".utf8) + bytes(36 + 1600, 4) + Array("WAVEfmt ".utf8) + bytes(16, 4) + bytes(1, 2) + bytes(1, 2)
        return Data(head + bytes(8000, 4) + bytes(16000, 4) + bytes(2, 2) + bytes(16, 2) + Array("data".utf8) + bytes(1600, 4) + bytes(0, 1600))
    }

    /// Name, size, date, rights and number of every file, so that nothing can be created, changed or replaced unseen.
    func state() throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: command.folder.path)).compactMap { $0 as? String }
        return names.filter { !$0.hasPrefix(".") }.sorted().map { name in
            var status = stat()
            lstat(command.file(name).path, &status)
            return "\(name) \(status.st_mode) \(status.st_ino) \(status.st_nlink) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
    }

    func remove() {
        chmod(command.file("locked").path, 0o700)
        command.remove()
    }
}
