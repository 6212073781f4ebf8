// Where an output goes, and whether it may: checked before anything is opened for writing.
import CFFmpeg
import Glibc

/// How an output reaches its place.
enum OutputTarget {
    /// A file, written as `part` and renamed to `place` when complete: where the path leads, when it is a link.
    case file(part: String, place: String)
    /// Written where it stands: standard output, URLs, devices and named pipes, numbered pictures.
    case direct

    /// Errors: output where it cannot be written; usage where it must not.
    init(_ path: String, muxer: UnsafePointer<AVOutputFormat>, overwrites: Bool, source: SourceInfo) throws(MediaError) {
        guard path != "-", !path.contains("://") else {
            self = .direct
            return
        }
        if String(cString: muxer.pointee.name) == "image2" {
            self = try Self.pictures(path, overwrites: overwrites, source: source)
        } else if muxer.pointee.flags & AVFMT_NOFILE != 0 {
            try Self.list(path, overwrites: overwrites, input: source.path)
            self = .direct
        } else {
            self = try Self.file(path, overwrites: overwrites, input: source.path)
        }
    }

    /// A file that lists others, which its muxer writes beside it.
    private static func list(_ path: String, overwrites: Bool, input: String) throws(MediaError) {
        var status = stat()
        if stat(path, &status) == 0 {
            try refuseInput(path, status, input)
            if status.st_mode & S_IFMT == S_IFDIR { throw MediaError(.output, "\(path): is a directory") }
            guard overwrites || status.st_mode & S_IFMT != S_IFREG else { throw existing(path) }
        }
        try checkFolder(of: path)
    }

    private static func file(_ path: String, overwrites: Bool, input: String) throws(MediaError) -> OutputTarget {
        var status = stat()
        if stat(path, &status) == 0 {
            let kind = status.st_mode & S_IFMT
            if kind == S_IFDIR { throw MediaError(.output, "\(path): is a directory") }
            try refuseInput(path, status, input)
            if kind != S_IFREG {
                guard access(path, W_OK) == 0 else { throw MediaError(.output, "\(path): \(String(cString: strerror(errno)))", call: "access", code: -errno) }
                return .direct
            }
            guard overwrites else { throw existing(path) }
        }
        let place = resolved(path)
        try checkFolder(of: place)
        let part = place + ".part"
        // What a killed run left is an input like any other, but not under this name: it would be emptied before it is read.
        if stat(part, &status) == 0, isSame(status, input) {
            throw MediaError(.usage, "\(path): would be written as \(part), which is the input", hint: "rename the input, or write to another name")
        }
        return .file(part: part, place: place)
    }

    /// Where a link leads, also one to nothing yet; else the path itself. A rename would put the file in the link's place.
    private static func resolved(_ path: String) -> String {
        var current = path
        // As many as the kernel follows.
        for _ in 0..<40 {
            let target = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer -> String? in
                guard let base = buffer.baseAddress else { return nil }
                let count = readlink(current, base, buffer.count - 1)
                guard count > 0 else { return nil }
                buffer[count] = 0
                return String(cString: base)
            }
            guard let target else { return current }
            let folder = current.lastIndex(of: "/").map { String(current[...$0]) } ?? ""
            current = target.hasPrefix("/") ? target : folder + target
        }
        return path
    }

    /// `img%04d.png`, or a single picture.
    private static func pictures(_ path: String, overwrites: Bool, source: SourceInfo) throws(MediaError) -> OutputTarget {
        guard av_filename_number_test(path) == 1 else {
            if let expected = source.expectedFrames, expected > 1 {
                let name = path.lastIndex(of: ".").map { path[..<$0] + "%04d" + path[$0...] } ?? path + "%04d"
                throw MediaError(.usage, "\(path): is one picture, the input has \(expected)", hint: "number them: \(name), or take one with --frames 1")
            }
            return try file(path, overwrites: overwrites, input: source.path)
        }
        try checkFolder(of: path)
        if path == source.path { throw sameFile(path) }
        // Holes in the numbers are possible, so all names that will be written are looked at (the first thousand of a run without a known end).
        var status = stat()
        for number in 1...Int32(clamping: max(1, source.expectedFrames ?? 1000)) {
            guard let name = numbered(path, number), stat(name, &status) == 0 else { continue }
            try refuseInput(name, status, source.path)
            if !overwrites { throw existing(name) }
        }
        return .direct
    }

    private static func numbered(_ pattern: String, _ number: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress, av_get_frame_filename(base, Int32(buffer.count), pattern, number) >= 0 else { return nil }
            return String(cString: base)
        }
    }

    private static func refuseInput(_ path: String, _ status: stat, _ input: String) throws(MediaError) {
        if isSame(status, input) { throw sameFile(path) }
    }

    private static func isSame(_ status: stat, _ input: String) -> Bool {
        var other = stat()
        return stat(input, &other) == 0 && other.st_dev == status.st_dev && other.st_ino == status.st_ino
    }

    private static func sameFile(_ path: String) -> MediaError {
        MediaError(.usage, "\(path): output and input are the same file", hint: "write to another name")
    }

    private static func existing(_ path: String) -> MediaError { MediaError(.usage, "\(path): exists", hint: "--overwrite replaces it") }

    private static func checkFolder(of path: String) throws(MediaError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var status = stat()
        guard stat(folder, &status) == 0 else {
            if errno == ENOTDIR { throw MediaError(.output, "\(path): \(folder.dropLast()) is no folder", call: "stat", code: -ENOTDIR) }
            throw MediaError(.output, "\(path): its folder does not exist", call: "stat", code: -errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw MediaError(.output, "\(path): \(folder) is no folder") }
        guard access(folder, W_OK) == 0 else { throw MediaError(.output, "\(path): its folder cannot be written", call: "access", code: -errno) }
    }
}
