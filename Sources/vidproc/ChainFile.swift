// A chain of filters in a file: a filter a line as on the command line, `#` at its start or behind a space begins a comment.
import Glibc

enum ChainFile {
    /// Bytes that no chain needs.
    private static let limit = 1 << 20

    /// The filters of `path`, in order. Their names are checked where those of the command line are. Errors: usage, with the line.
    static func read(_ path: String) throws(Failure) -> [FilterToken] {
        var tokens: [FilterToken] = []
        for (index, line) in try text(of: path).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let text = uncommented(line).trimmed
            guard !text.isEmpty else { continue }
            let origin = "\(path), line \(index + 1)"
            let word = text.hasPrefix("--") ? String(text) : "--" + text
            // A value may hold spaces (text=Hello there); what stands behind one without an = before is another filter.
            let head = word.prefix { $0 != "=" }
            guard !head.contains(where: { $0 == " " || $0 == "\t" }), !word.contains(" --") else {
                throw Failure(.usage, "\(origin): more than a filter stands there", hint: "a line holds one filter, such as blur=sigma=3")
            }
            let (name, value) = ChainExtractor.split(word)
            tokens.append(FilterToken(name: name, value: value, origin: origin))
        }
        return tokens
    }

    /// A # begins a comment at a line's start and behind a space: colours are written with one.
    private static func uncommented(_ line: Substring) -> Substring {
        var isFree = true
        return line.prefix { character in
            defer { isFree = character == " " || character == "\t" }
            return character != "#" || !isFree
        }
    }

    private static func text(of path: String) throws(Failure) -> String {
        guard let file = fopen(path, "re") else { throw Failure(.usage, "--chain \(path): \(String(cString: strerror(errno)))") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw Failure(.usage, "--chain \(path): \(String(cString: strerror(errno)))") }
        guard count <= limit, let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
            throw Failure(.usage, "--chain \(path): is no chain of filters", hint: "it holds a filter a line, such as blur=sigma=3, and comments after #")
        }
        return text
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\r" }
        var text = drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}
