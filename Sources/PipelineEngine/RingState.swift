// The protocol of a ring without its lock and its items: which slot, may one push or pop, what was measured. Tested without threads.

/// What becomes of a frame that finds no room.
public enum DropPolicy: String, CaseIterable, Sendable {
    /// All that waits gives way to it: what is worked on next is as young as can be.
    case latest
    /// The one that has waited longest gives way to it.
    case oldest
    /// It waits, and so does its source.
    case never
}

/// States of a bounded first-in-first-out ring of `capacity` slots.
///
/// A writer pushes while `canPush`; a reader pops while `canPop`. `cancel` makes both impossible for ever; what is held is then dropped by the owner.
/// The end of a stream is an item like any other, so there is no closed state.
struct RingState: Sendable {
    let capacity: Int
    private(set) var count = 0
    private(set) var isCancelled = false
    private var head = 0
    private var statistics: RingStatistics
    private var changed: UInt64

    init(capacity: Int, now: UInt64) {
        precondition(capacity > 0, "a ring holds at least one item")
        self.capacity = capacity
        changed = now
        statistics = RingStatistics(began: now)
    }

    var canPush: Bool { !isCancelled && count < capacity }
    var canPop: Bool { !isCancelled && count > 0 }

    /// The slot to write; call only while `canPush`.
    mutating func push(now: UInt64) -> Int {
        precondition(canPush)
        account(now)
        let slot = (head + count) % capacity
        count += 1
        statistics.pushed += 1
        return slot
    }

    /// The slot to read; call only while `canPop`.
    mutating func pop(now: UInt64) -> Int {
        precondition(canPop)
        account(now)
        let slot = head
        head = (head + 1) % capacity
        count -= 1
        return slot
    }

    /// How many items have to go, oldest first, before one more is pushed.
    func surplus(_ policy: DropPolicy) -> Int {
        guard !isCancelled, count == capacity else { return 0 }
        return switch policy {
        case .latest: count
        case .oldest: 1
        case .never: 0
        }
    }

    /// The slot of the oldest item, which nobody will get; call only while `canPop`.
    mutating func drop(now: UInt64) -> Int {
        statistics.dropped += 1
        return pop(now: now)
    }

    mutating func cancel() { isCancelled = true }

    /// A slot that still holds an item after `cancel`, or nil when all are empty.
    mutating func drain() -> Int? {
        precondition(isCancelled)
        guard count > 0 else { return nil }
        let slot = head
        head = (head + 1) % capacity
        count -= 1
        return slot
    }

    mutating func addStarved(_ nanoseconds: UInt64) { statistics.starved += nanoseconds }
    mutating func addBlocked(_ nanoseconds: UInt64) { statistics.blocked += nanoseconds }

    func statistics(now: UInt64) -> RingStatistics {
        var result = statistics
        result.filled += Double(count) * Double(now &- changed)
        result.until = now
        result.count = count
        return result
    }

    private mutating func account(_ now: UInt64) {
        statistics.filled += Double(count) * Double(now &- changed)
        changed = now
    }
}

/// What a ring measured. Times in nanoseconds.
struct RingStatistics: Sendable {
    var began: UInt64
    var until: UInt64 = 0
    /// Items held now.
    var count = 0
    var pushed = 0
    /// Of these, those that gave way to later ones.
    var dropped = 0
    /// Time the reader waited for an item, and the writer for room.
    var starved: UInt64 = 0
    var blocked: UInt64 = 0
    /// Items × nanoseconds.
    var filled = 0.0

    init(began: UInt64) { self.began = began }

    var meanCount: Double { until > began ? filled / Double(until - began) : 0 }
}
