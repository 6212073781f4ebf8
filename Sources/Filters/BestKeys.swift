// The few best of many, in memory of a fixed size.

/// Keeps the `capacity` largest keys that it is given, as a heap with the least on top.
struct BestKeys {
    let values: UnsafeMutablePointer<UInt64>
    let capacity: Int
    private(set) var count = 0

    init(_ values: UnsafeMutablePointer<UInt64>, capacity: Int) { (self.values, self.capacity) = (values, capacity) }

    /// The least that is kept, once all places are taken.
    var least: UInt64? { count == capacity ? values[0] : nil }

    mutating func insert(_ key: UInt64) {
        if count < capacity {
            var at = count
            count += 1
            while at > 0, values[(at - 1) / 2] > key {
                values[at] = values[(at - 1) / 2]
                at = (at - 1) / 2
            }
            values[at] = key
        } else if key > values[0] {
            sink(key, 0)
        }
    }

    /// Puts the keys in falling order; nothing may be inserted after.
    mutating func sort() {
        let total = count
        while count > 1 {
            count -= 1
            let last = values[count]
            values[count] = values[0]
            sink(last, 0)
        }
        count = total
    }

    private func sink(_ key: UInt64, _ start: Int) {
        var at = start
        while true {
            var child = 2 * at + 1
            guard child < count else { break }
            if child + 1 < count, values[child + 1] < values[child] { child += 1 }
            guard values[child] < key else { break }
            values[at] = values[child]
            at = child
        }
        values[at] = key
    }
}
