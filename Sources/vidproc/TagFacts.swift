// Tags as facts: which of them a person wrote, and which a muxer.
import MediaIO

extension [MediaTag] {
    /// A row a tag, language and title first.
    var rows: [FactRow] {
        let sorted = Self.first.flatMap { key in filter { $0.key.lowercased() == key } } + filter { !Self.first.contains($0.key.lowercased()) }
        return sorted.enumerated().map { FactRow($0 == 0 ? "tags" : "", [$1.fact]) }
    }

    private static var first: [String] { ["language", "title"] }
}

extension MediaTag {
    /// Compared under the key in small letters: Matroska writes TITLE where mp4 writes title.
    fileprivate var fact: Fact {
        let lower = key.lowercased()
        let fact = Fact(["language", "title"].contains(lower) ? lower : "tag \(lower)", value, Self.isMadeByMuxer(lower) ? .ignored : .kept, label: "\(key) =")
        return switch lower {
        case "language": fact.withDefault("und")
        case "handler_name":
            fact.withDefault("VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler", "TimeCodeHandler", "ClosedCaptionHandler", "")
        default: fact
        }
    }

    /// Brands and the encoder's name of the file that was written, and the statistics of mkvmerge and libav (also as `BPS-eng`).
    static func isMadeByMuxer(_ key: String) -> Bool {
        let names = ["encoder", "major_brand", "minor_version", "compatible_brands", "vendor_id", "duration"]
        return names.contains(key) || ["duration-", "bps", "number_of_", "_statistics_"].contains { key.hasPrefix($0) }
    }
}
