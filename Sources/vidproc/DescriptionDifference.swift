// What differs between two descriptions.
import MediaIO

/// One thing that two files tell differently.
struct DescriptionDifference: Equatable {
    /// E.g. `audio 1 language`, or `audio 1` where one file has no such stream.
    let what: String
    /// Nil where that file has no such thing.
    let first: String?
    let second: String?
}

extension MediaDescription {
    /// Chapters and streams are paired by kind and order. Left out is what no run could keep: bit rates, the sizes of pictures that are stored anew, and what
    /// muxers and encoders write of themselves. Where one container does not tell a time or a count, that is no difference.
    func differences(from other: MediaDescription) -> [DescriptionDifference] {
        Self.paired(sections.filter { !$0.isRepetition }, other.sections.filter { !$0.isRepetition }, by: \.name).flatMap {
            first, second -> [DescriptionDifference] in
            guard let first, let second else {
                return [DescriptionDifference(what: first?.name ?? second?.name ?? "", first: first?.summary, second: second?.summary)]
            }
            return Self.paired(first.facts, second.facts, by: \.name).compactMap { one, two in
                guard let known = one ?? two else { return nil }
                let none = Fact(known.name, nil, known.weight)
                guard (one ?? none).differs(from: two ?? none) else { return nil }
                return DescriptionDifference(what: "\(first.name) \(known.name)", first: one?.value, second: two?.value)
            }
        }
    }

    /// In the first list's order, then what only the second has. Of several with one name, such as tags, the first goes with the first.
    private static func paired<Element>(_ first: [Element], _ second: [Element], by name: KeyPath<Element, String>) -> [(Element?, Element?)] {
        var left = second
        let pairs = first.map { element -> (Element?, Element?) in
            let place = left.firstIndex { $0[keyPath: name] == element[keyPath: name] }
            return (element, place.map { left.remove(at: $0) })
        }
        return pairs + left.map { (nil, $0) }
    }
}
