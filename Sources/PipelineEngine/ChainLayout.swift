// Where the groups of a changed chain go: the stages are there, and what has not changed stays where it is.

/// For each group of a new chain its stage, and the processor of the old one that it goes on with. Pure.
struct ChainLayout: Equatable {
    struct Place: Equatable {
        var stage: Int
        /// Position in that stage of the old chain; nil: new.
        var kept: Int?
    }

    /// Stages in rising order.
    let places: [Place]

    /// `old`: the keys of each stage, at least one stage; `new`: those of the new chain's groups. As many as can be are kept, in their order; new ones go to
    /// stages between them that nobody keeps, evenly, else beside the neighbour before, or behind.
    init<Key: Equatable>(old: [[Key]], new: [Key]) {
        let flat = old.indices.flatMap { stage in old[stage].indices.map { (stage: stage, position: $0) } }
        let matches = Self.longestCommon(flat.map { old[$0.stage][$0.position] }, new)
        var places: [Place?] = new.map { _ in nil }
        for match in matches { places[match.new] = Place(stage: flat[match.old].stage, kept: flat[match.old].position) }
        var index = 0
        while index < new.count {
            guard places[index] == nil else {
                index += 1
                continue
            }
            let end = places[index...].firstIndex { $0 != nil } ?? new.count
            let before = index > 0 ? places[index - 1]?.stage ?? -1 : -1, after = end < new.count ? places[end]?.stage ?? old.count : old.count
            for group in index..<end {
                // Free stages lie between the two; without any the run joins a neighbour.
                let free = after - before - 1
                let stage = free > 0 ? before + 1 + (group - index) * free / max(free, end - index) : before >= 0 ? before : after
                places[group] = Place(stage: stage)
            }
            index = end
        }
        self.places = places.compactMap { $0 }
    }

    /// Pairs of places of the longest sequence that is part of both, in order.
    private static func longestCommon<Key: Equatable>(_ a: [Key], _ b: [Key]) -> [(old: Int, new: Int)] {
        var lengths = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() { lengths[i][j] = a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1]) }
        }
        var pairs: [(old: Int, new: Int)] = [], i = 0, j = 0
        while i < a.count && j < b.count {
            if a[i] == b[j] {
                pairs.append((i, j))
                (i, j) = (i + 1, j + 1)
            } else if lengths[i + 1][j] >= lengths[i][j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }
}
