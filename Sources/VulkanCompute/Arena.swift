// Where the planes of a plan lie in one buffer: a plane's room is given on when nothing reads it any longer.

/// A first-fit list of free ranges of bytes; planning only.
struct Arena {
    private var free: [Range<Int>] = []
    /// Bytes that all of it takes.
    private(set) var byteCount = 0

    /// Offset of `count` bytes, a multiple of 64.
    mutating func take(_ count: Int) -> Int {
        let count = (count + 63) / 64 * 64
        if let index = free.firstIndex(where: { $0.count >= count }) {
            let range = free[index], rest = range.lowerBound + count..<range.upperBound
            if rest.isEmpty { free.remove(at: index) } else { free[index] = rest }
            return range.lowerBound
        }
        // What is free at the end grows.
        if let last = free.last, last.upperBound == byteCount {
            free.removeLast()
            byteCount = last.lowerBound + count
            return last.lowerBound
        }
        byteCount += count
        return byteCount - count
    }

    /// Gives back what `take` gave.
    mutating func giveBack(_ offset: Int, _ count: Int) {
        var range = offset..<offset + (count + 63) / 64 * 64
        if let before = free.firstIndex(where: { $0.upperBound == range.lowerBound }) { range = free.remove(at: before).lowerBound..<range.upperBound }
        if let behind = free.firstIndex(where: { $0.lowerBound == range.upperBound }) { range = range.lowerBound..<free.remove(at: behind).upperBound }
        free.insert(range, at: free.firstIndex { $0.lowerBound > range.lowerBound } ?? free.count)
    }
}
