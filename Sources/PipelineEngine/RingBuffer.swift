// The bounded ring between two stage threads: gives back-pressure, carries the end in band, counts who waits.
import Base
import CPlatform
import Histogram

/// One writer thread, one reader thread, `capacity` items. `RingState` has the protocol; the monitor guards it and the slots.
final class RingBuffer<Item: ~Copyable & Sendable>: @unchecked Sendable {  // `monitor` guards state and slots
    private let monitor = Monitor(conditions: 2)
    private let slots: UnsafeMutablePointer<Item>
    /// By slot, when its item was ready to be pushed.
    private let times: UnsafeMutablePointer<UInt64>
    /// Microseconds that items waited from then until they were taken.
    private var waits = Histogram<UInt32>(numberOfSignificantValueDigits: .two)
    private var state: RingState
    private let trace: RingTrace?
    let capacity: Int
    private static var hasItem: Int { 0 }
    private static var hasRoom: Int { 1 }

    init(capacity: Int, trace: RingTrace? = nil) {
        self.capacity = capacity
        self.trace = trace
        slots = .allocate(capacity: capacity)
        times = .allocate(capacity: capacity)
        times.initialize(repeating: 0, count: capacity)
        state = RingState(capacity: capacity, now: cplatform_nanoseconds())
    }

    deinit {
        state.cancel()
        while let slot = state.drain() { (slots + slot).deinitialize(count: 1) }
        slots.deallocate()
        times.deallocate()
    }

    /// Waits for room, or makes it as `policy` says. False: the ring was cancelled and the item is dropped.
    func push(_ item: consuming Item, dropping policy: DropPolicy = .never) -> Bool {
        monitor.lock()
        defer { monitor.unlock() }
        for _ in 0..<state.surplus(policy) { (slots + state.drop(now: cplatform_nanoseconds())).deinitialize(count: 1) }
        var ready: UInt64?
        if !state.canPush && !state.isCancelled {
            let began = cplatform_nanoseconds()
            while !state.canPush && !state.isCancelled { monitor.wait(Self.hasRoom) }
            let ended = cplatform_nanoseconds()
            ready = began
            state.addBlocked(ended - began)
            if let trace { trace.writer.note(.blocked, owner: trace.reader, from: began, until: ended) }
        }
        guard state.canPush else { return false }
        let now = cplatform_nanoseconds()
        let slot = state.push(now: now)
        (slots + slot).initialize(to: item)
        times[slot] = ready ?? now
        if let trace { trace.writer.note(.queue(count: Int32(state.count)), owner: trace.reader, from: now, until: now) }
        monitor.signal(Self.hasItem)
        return true
    }

    /// Waits for an item. Nil: the ring was cancelled.
    func pop() -> Item? {
        monitor.lock()
        defer { monitor.unlock() }
        if !state.canPop && !state.isCancelled {
            let began = cplatform_nanoseconds()
            while !state.canPop && !state.isCancelled { monitor.wait(Self.hasItem) }
            let ended = cplatform_nanoseconds()
            state.addStarved(ended - began)
            if let trace { trace.reader.note(.starved, from: began, until: ended) }
        }
        guard state.canPop else { return nil }
        let now = cplatform_nanoseconds()
        let slot = state.pop(now: now), item = (slots + slot).move()
        _ = waits.record((now &- times[slot]) / 1000)
        if let trace { trace.reader.note(.queue(count: Int32(state.count)), from: now, until: now) }
        monitor.signal(Self.hasRoom)
        return item
    }

    /// Wakes both sides for good and drops what is held.
    func cancel() {
        monitor.lock()
        state.cancel()
        while let slot = state.drain() { (slots + slot).deinitialize(count: 1) }
        monitor.broadcast(Self.hasItem)
        monitor.broadcast(Self.hasRoom)
        monitor.unlock()
    }

    /// How long items waited, the time that their writer waited for room among it.
    var waiting: LatencyReport { monitor.withLock { LatencyReport(waits) } }
    var statistics: RingStatistics { monitor.withLock { state.statistics(now: cplatform_nanoseconds()) } }
}
