// Reads look-up tables in Adobe's .cube format ("Cube LUT Specification", version 1.0, 2013), with Resolve's input ranges.
import Glibc

/// A table of colours: 1D, three curves of `size` entries, or 3D, `size`³ colours with red moving fastest.
struct CubeTable: Equatable {
    let isCube: Bool
    let size: Int
    /// Input that the first and the last entry stand for, by channel.
    let domain: [ClosedRange<Double>]
    /// R, G and B of each entry, as the file has them.
    let values: [[Double]]

    static let sizes1D = 2...65536
    static let sizes3D = 2...129
    /// More than 129³ lines take.
    static let largestFile = 256 << 20
}

extension CubeTable {
    /// Reads the file at `path`. Errors name the file, and the line where one is at fault.
    static func read(_ path: String) throws(FilterError) -> CubeTable {
        guard !path.isEmpty else { throw FilterError("lut: no file is given", hint: "--lut=FILE.cube") }
        guard let file = fopen(path, "re") else { throw FilterError("lut: \(path): \(String(cString: strerror(errno)))") }
        defer { fclose(file) }
        var status = stat()
        guard fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FilterError("lut: \(path): is no regular file", hint: "a .cube file is text with LUT_1D_SIZE or LUT_3D_SIZE and lines of three numbers")
        }
        guard status.st_size <= largestFile else { throw FilterError("lut: \(path): is larger than \(largestFile >> 20) MiB") }
        var text = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = text.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
        guard ferror(file) == 0 else { throw FilterError("lut: \(path): \(String(cString: strerror(errno)))") }
        text.removeLast(text.count - count)
        guard !text.prefix(4096).contains(0) else {
            throw FilterError("lut: \(path): is no text", hint: "a .cube file has LUT_1D_SIZE or LUT_3D_SIZE and lines of three numbers")
        }
        do { return try parse(text) } catch { throw FilterError("lut: \(path): \(error.message)", hint: error.hint) }
    }

    static func parse(_ text: [UInt8]) throws(FilterError) -> CubeTable {
        var reader = CubeReader()
        for (number, line) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            do { try reader.take(line) } catch { throw FilterError("line \(number + 1): \(error.message)", hint: error.hint) }
        }
        return try reader.table()
    }
}

/// What the lines so far have said.
private struct CubeReader {
    private var size: (isCube: Bool, count: Int)?
    private var low = [0.0, 0, 0]
    private var high = [1.0, 1, 1]
    private var values: [[Double]] = []

    private var wanted: Int { size.map { $0.isCube ? $0.count * $0.count * $0.count : $0.count } ?? 0 }

    mutating func take(_ line: ArraySlice<UInt8>) throws(FilterError) {
        let words = line.split { $0 == 32 || $0 == 9 || $0 == 13 }
        guard let first = words.first, first.first != 35 else { return }
        let letter = first.first ?? 0
        guard (65...90).contains(letter) || (97...122).contains(letter), number(first) == nil else { return try takeEntry(words) }
        switch String(decoding: first, as: UTF8.self) {
        case "LUT_1D_SIZE": try takeSize(words, isCube: false, CubeTable.sizes1D)
        case "LUT_3D_SIZE": try takeSize(words, isCube: true, CubeTable.sizes3D)
        case "DOMAIN_MIN": low = try triple(words.dropFirst())
        case "DOMAIN_MAX": high = try triple(words.dropFirst())
        case "LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE":
            guard words.count == 3, let from = number(words[1]), let to = number(words[2]) else { throw FilterError("an input range is two numbers") }
            low = [from, from, from]
            high = [to, to, to]
        case "TITLE": break
        default: throw FilterError("'\(String(decoding: first.prefix(40), as: UTF8.self))' is no word of a .cube file")
        }
    }

    private mutating func takeSize(_ words: [ArraySlice<UInt8>], isCube: Bool, _ allowed: ClosedRange<Int>) throws(FilterError) {
        guard size == nil else { throw FilterError("a second size", hint: "one 1D or one 3D table a file") }
        guard words.count == 2, let count = Int(String(decoding: words[1], as: UTF8.self)), allowed.contains(count) else {
            throw FilterError("the size is out of range", hint: "\(isCube ? "LUT_3D_SIZE" : "LUT_1D_SIZE") is \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        size = (isCube, count)
        values.reserveCapacity(wanted)
    }

    private mutating func takeEntry(_ words: [ArraySlice<UInt8>]) throws(FilterError) {
        guard size != nil else { throw FilterError("an entry before LUT_1D_SIZE or LUT_3D_SIZE") }
        guard values.count < wanted else { throw FilterError("more entries than the \(wanted) of the size") }
        values.append(try triple(words[...]))
    }

    private func triple(_ words: ArraySlice<ArraySlice<UInt8>>) throws(FilterError) -> [Double] {
        let numbers = words.compactMap { number($0) }
        guard words.count == 3, numbers.count == 3 else { throw FilterError("three numbers are wanted", hint: "NaN and infinity are refused") }
        return numbers
    }

    /// Finite, at most 10^6 in size.
    private func number(_ word: ArraySlice<UInt8>) -> Double? {
        guard word.count <= 40, word.allSatisfy({ (48...57).contains($0) || [43, 45, 46, 69, 101].contains($0) }),
            let value = Double(String(decoding: word, as: UTF8.self)), abs(value) <= 1e6
        else { return nil }
        return value
    }

    func table() throws(FilterError) -> CubeTable {
        guard let size else { throw FilterError("has neither LUT_1D_SIZE nor LUT_3D_SIZE") }
        guard values.count == wanted else { throw FilterError("has \(values.count) of \(wanted) entries") }
        var domain: [ClosedRange<Double>] = []
        for (from, to) in zip(low, high) {
            guard from >= -100, to <= 100, to - from >= 0.01 else {
                throw FilterError(
                    "the input range \(shortNumber(from)) to \(shortNumber(to)) is not served", hint: "it lies within -100 to 100 and is at least 0.01 wide")
            }
            domain.append(from...to)
        }
        return CubeTable(isCube: size.isCube, size: size.count, domain: domain, values: values)
    }
}
