// The ring's protocol against a model, and under threads.
import Base
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import PipelineEngine

@Suite struct RingTests {
    @Test(arguments: [1, 2, 3, 7]) func stateFollowsAModel(capacity: Int) {
        var generator = SeededGenerator(state: UInt64(capacity))
        var state = RingState(capacity: capacity, now: 0)
        var slots = [Int?](repeating: nil, count: capacity)
        var model: [Int] = []
        for step in 0..<2000 {
            #expect(state.canPush == (model.count < capacity))
            #expect(state.canPop == !model.isEmpty)
            if generator.next() & 1 == 0, state.canPush {
                let slot = state.push(now: UInt64(step))
                #expect(slots[slot] == nil)
                slots[slot] = step
                model.append(step)
            } else if state.canPop {
                let slot = state.pop(now: UInt64(step))
                #expect(slots[slot] == model.removeFirst())
                slots[slot] = nil
            }
        }
        state.cancel()
        #expect(!state.canPush && !state.canPop)
        var drained: [Int] = []
        while let slot = state.drain() { if let item = slots[slot] { drained.append(item) } }
        #expect(drained == model)
    }

    @Test(arguments: DropPolicy.allCases) func aFullRingMakesRoomAsItIsTold(policy: DropPolicy) {
        var state = RingState(capacity: 3, now: 0)
        var slots: [Int?] = [nil, nil, nil], dropped: [Int] = []
        for item in 0..<5 {
            for _ in 0..<state.surplus(policy) {
                let slot = state.drop(now: 0)
                dropped += slots[slot].map { [$0] } ?? []
                slots[slot] = nil
            }
            if state.canPush { slots[state.push(now: 0)] = item }
        }
        let left = { () -> [Int] in
            var left: [Int] = []
            while state.canPop { left += slots[state.pop(now: 0)].map { [$0] } ?? [] }
            return left
        }()
        switch policy {
        case .latest: #expect(dropped == [0, 1, 2] && left == [3, 4])
        case .oldest: #expect(dropped == [0, 1] && left == [2, 3, 4])
        case .never: #expect(dropped == [] && left == [0, 1, 2])
        }
        #expect(state.statistics(now: 0).dropped == dropped.count)
        state.cancel()
        #expect(state.surplus(policy) == 0)
    }

    @Test func meanFillIsWeightedByTime() {
        var state = RingState(capacity: 4, now: 100)
        _ = state.push(now: 200)  // 0 items for 100
        _ = state.push(now: 250)  // 1 item for 50
        _ = state.pop(now: 300)  // 2 items for 50
        let statistics = state.statistics(now: 400)  // 1 item for 100
        #expect(statistics.filled == 50 + 100 + 100)
        #expect(statistics.meanCount == 250.0 / 300)
        #expect(statistics.pushed == 2)
    }

    struct Counted: ~Copyable, Sendable {
        let value: Int
        let alive: Live
        init(_ value: Int, _ alive: Live) {
            self.value = value
            self.alive = alive
            alive.count.wrappingAdd(1, ordering: .relaxed)
        }
        deinit { alive.count.wrappingSubtract(1, ordering: .relaxed) }
    }

    final class Live: Sendable { let count = Atomic<Int>(0) }

    @Test func keepsOrderBetweenThreads() {
        let ring = RingBuffer<Counted>(capacity: 3)
        let live = Live()
        let writer = NamedThread("writer") { for value in 0..<20_000 { _ = ring.push(Counted(value, live)) } }
        var last = -1
        for _ in 0..<20_000 {
            guard let item = ring.pop() else { break }
            #expect(item.value == last + 1)
            last = item.value
        }
        writer.join()
        #expect(last == 19_999)
        #expect(live.count.load(ordering: .relaxed) == 0)
    }

    @Test func cancelWakesBothSidesAndDropsItems() {
        let live = Live()
        let full = RingBuffer<Counted>(capacity: 1), empty = RingBuffer<Counted>(capacity: 1)
        let isAccepted = full.push(Counted(0, live))
        #expect(isAccepted)
        let refused = Atomic<Int>(0), started = Atomic<Int>(0)
        let writer = NamedThread("writer") {
            started.wrappingAdd(1, ordering: .relaxed)
            if !full.push(Counted(1, live)) { refused.wrappingAdd(1, ordering: .relaxed) }
        }
        let reader = NamedThread("reader") {
            started.wrappingAdd(1, ordering: .relaxed)
            if empty.pop() == nil { refused.wrappingAdd(1, ordering: .relaxed) }
        }
        while started.load(ordering: .relaxed) < 2 { usleep(1000) }
        usleep(100_000)
        full.cancel()
        empty.cancel()
        writer.join()
        reader.join()
        #expect(refused.load(ordering: .relaxed) == 2)
        #expect(live.count.load(ordering: .relaxed) == 0)
        #expect(full.statistics.blocked > 0)
        #expect(empty.statistics.starved > 0)
    }

    @Test func dropsWhatIsLeftWithTheRing() {
        let live = Live()
        do {
            let ring = RingBuffer<Counted>(capacity: 4)
            for value in 0..<3 { _ = ring.push(Counted(value, live)) }
            #expect(live.count.load(ordering: .relaxed) == 3)
        }
        #expect(live.count.load(ordering: .relaxed) == 0)
    }
}
