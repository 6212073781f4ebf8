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
        let fact = Fact(["language", "title"].contains(lower) ? lower : "tag \(lower)", value, isMadeByMuxer ? .ignored : .kept, label: "\(key) =")
        return switch lower {
        case "language": fact.withDefault("und")
        case "handler_name":
            isUsualHandler ? fact.withDefault(value) : fact
        default: fact
        }
    }
}
