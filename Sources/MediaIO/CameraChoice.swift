// Which of a camera's modes is taken, and why: pure, so that it can be tested without a camera.
import Base
import VideoFrame

/// A mode that was chosen.
struct CameraChoice: Equatable {
    var mode: CaptureMode
    /// Why this one, in a few words.
    var reason: String
    /// What else there is at this size, a line each.
    var others: [String]

    /// A mode that a camera offers and that can be read.
    private struct Candidate {
        let mode: CaptureMode
        let coding: CameraCoding
        let rank: Int

        var rate: Double { mode.rate?.doubleValue ?? 0 }
        var area: Int { mode.width * mode.height }
        var format: String { "\(mode.code) (\(coding.name))" }
    }

    /// Without a wish: the largest size up to 1280x720 that comes 30 times a second, raw rather than compressed, at 30 frames a second or the nearest below.
    /// Errors: usage, with what there is to choose from.
    init(_ formats: [CaptureFormat], _ wish: CameraWish, path: String) throws(MediaError) {
        var candidates = formats.flatMap { format -> [Candidate] in
            guard let rank = CameraCoding.rank(format.code), let coding = CameraCoding.of(format.code) else { return [] }
            return format.sizes.flatMap { size in
                (size.rates.isEmpty ? [nil] : size.rates.map { $0 }).map {
                    Candidate(mode: CaptureMode(code: format.code, width: size.width, height: size.height, rate: $0), coding: coding, rank: rank)
                }
            }
        }
        guard !candidates.isEmpty else {
            throw MediaError(
                .input, "\(path): gives no format that can be read", hint: "it offers \(formats.map { "\($0.code) (\($0.words))" }.joined(separator: ", "))")
        }
        var why: [String] = []
        if let format = wish.format {
            let offered = Set(candidates.map(\.format)).sorted()
            candidates = candidates.filter { $0.mode.code.description.lowercased() == format.lowercased() || $0.coding.name == format.lowercased() }
            guard !candidates.isEmpty else { throw MediaError(.usage, "\(path): does not offer the format \(format)", hint: Self.list(offered)) }
            why.append("\(format) as asked")
        }
        if let size = wish.size {
            let offered = Set(candidates.map { PlaneSize(width: $0.mode.width, height: $0.mode.height) })
                .sorted { $0.width * $0.height < $1.width * $1.height }.map { "\($0.width)x\($0.height)" }
            candidates = candidates.filter { $0.mode.width == size.width && $0.mode.height == size.height }
            guard !candidates.isEmpty else { throw MediaError(.usage, "\(path): does not offer \(size.width)x\(size.height)", hint: Self.list(offered)) }
        } else {
            candidates = Self.ofUsualSize(candidates, wish.rate)
        }
        candidates = try Self.ofRate(wish.rate, candidates, path, &why)
        // The higher of two rates comes only from one of the two kinds; within it the order of the formats decides.
        guard let best = candidates.min(by: { ($0.rank, -$0.rate) < ($1.rank, -$1.rate) }) else {
            throw MediaError(.input, "\(path): gives no format that can be read")
        }
        mode = best.mode
        if !best.coding.isCompressed && wish.format == nil { why.append("not compressed") }
        let chosen = best.mode
        others = formats.compactMap { format in
            guard format.code != chosen.code, let coding = CameraCoding.of(format.code),
                let size = format.sizes.first(where: { $0.width == chosen.width && $0.height == chosen.height })
            else { return nil }
            let rates = size.rates.isEmpty ? "an unknown rate" : size.rates.map(\.shortText).joined(separator: ", ") + " fps"
            return "\(format.code) (\(coding.name)) at \(rates)"
        }
        reason = why.joined(separator: ", ")
    }

    /// Those of the size that somebody who does not ask for one wants.
    private static func ofUsualSize(_ candidates: [Candidate], _ rate: Rational?) -> [Candidate] {
        let fast = min(30, rate?.doubleValue ?? 30) * 0.99
        let small = candidates.filter { $0.mode.width <= 1280 && $0.mode.height <= 720 }
        let pools = [small.filter { $0.rate >= fast }, small, candidates]
        let pool = pools.first { !$0.isEmpty } ?? []
        let area = pool.map(\.area).max() ?? 0
        return candidates.filter { $0.area == area }
    }

    /// Those of the wished rate, or of the best without one; compressed ones only where raw ones are slower.
    private static func ofRate(_ wish: Rational?, _ candidates: [Candidate], _ path: String, _ why: inout [String]) throws(MediaError) -> [Candidate] {
        let raw = candidates.filter { !$0.coding.isCompressed }
        func matching(_ list: [Candidate], _ rate: Double) -> [Candidate] { list.filter { abs($0.rate / rate - 1) < 0.01 } }
        let target: Double
        if let wish {
            let all = matching(candidates, wish.doubleValue)
            guard !all.isEmpty else {
                let offered = Set(candidates.compactMap(\.mode.rate)).sorted { $0.doubleValue < $1.doubleValue }.map(\.shortText)
                let size = candidates.first.map { "\($0.mode.width)x\($0.mode.height)" } ?? ""
                throw MediaError(.usage, "\(path): does not offer \(wish.shortText) frames a second at \(size)", hint: list(offered))
            }
            target = wish.doubleValue
        } else {
            // 30 or the nearest below, else the nearest above.
            let rates = candidates.map(\.rate), below = rates.filter { $0 <= 30.3 }
            target = below.max() ?? rates.min() ?? 0
            if target == 0 { return raw.isEmpty ? candidates : raw }
        }
        let exact = matching(raw, target)
        if !exact.isEmpty { return exact }
        let fastest = raw.map(\.rate).max().map { " gives at most \(Rational(Int(($0 * 1000).rounded()), 1000).shortText) fps at this size" }
        why.append("compressed" + (fastest.map { ": raw" + $0 } ?? ""))
        return matching(candidates, target)
    }

    private static func list(_ words: [String]) -> String { "it offers \(words.joined(separator: ", "))" }
}

extension Rational {
    /// `30`, `29.97`: three places at most.
    var shortText: String {
        let thousandths = Int((doubleValue * 1000).rounded())
        if thousandths % 1000 == 0 { return String(thousandths / 1000) }
        var places = String(1000 + thousandths % 1000).dropFirst()
        while places.hasSuffix("0") { places.removeLast() }
        return "\(thousandths / 1000).\(places)"
    }
}
