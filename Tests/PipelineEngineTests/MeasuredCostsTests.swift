// Stored costs follow what runs took, where they are far off.
import Testing

@testable import PipelineEngine

@Suite struct MeasuredCostsTests {
    private var known: MeasuredCosts {
        var known = MeasuredCosts()
        known.processor = ["a": 2, "b": 4, "c": 3]
        known.device = ["a": 3, "b": 3]
        return known
    }

    private var costs: ChainCosts {
        var costs = ChainCosts()
        for (key, processor, device) in [("a", 2.0, 1.0), ("b", 4, 1), ("c", 3, nil)] {
            let cost = FilterCost(processor: processor, device: device, upload: 0.5, download: 0.5)
            costs.filters.append(ChainCosts.Filter(text: key, key: key, isAlwaysActive: true, cost: cost))
        }
        costs.submission = 1
        return costs
    }

    private func stage(_ filters: [String], milliseconds: Double, device: String = "cpu", frames: Int = 100, starved: Double = 0) -> StageReport {
        StageReport(
            role: .filter, name: "", device: device, frames: frames, fps: 1, capableFPS: 1000 / milliseconds, busy: 1, starved: starved, blocked: 0,
            queueCapacity: 4,
            queueMean: 0, queueNow: 0, latency: LatencyReport(), filters: filters.map { FilterReport(name: $0, text: $0, busySeconds: 0) }, steals: 0)
    }

    private func learned(_ stages: [StageReport], onDevice: [Bool], _ costs: ChainCosts? = nil) -> MeasuredCosts? {
        var result = known
        let sides = DeviceAssignment(cheapestFor: onDevice.map { FilterCost(processor: $0 ? 9 : 1, device: $0 ? 1 : nil) }, submission: 0)
        return result.learn(from: stages, costs ?? self.costs, sides) ? result : nil
    }

    @Test func aSmallDifferenceIsNoise() {
        #expect(learned([stage(["a", "b", "c"], milliseconds: 10)], onDevice: [false, false, false]) == nil)
        #expect(learned([stage(["a", "b", "c"], milliseconds: 7)], onDevice: [false, false, false]) == nil)
    }

    @Test func aStageOnTheProcessorIsScaled() {
        let made = learned([stage(["a", "b"], milliseconds: 12), stage(["c"], milliseconds: 3)], onDevice: [false, false, false])
        #expect(made?.processor == ["a": 4, "b": 8, "c": 3] && made?.device == known.device)
    }

    /// Predicted: submission 1, there 0.5, twice 1, back 0.5.
    @Test func aStageOnTheDeviceIsMoved() {
        let made = learned([stage(["a", "b"], milliseconds: 8, device: "gpu"), stage(["c"], milliseconds: 1.5)], onDevice: [true, true, false])
        #expect(made?.device == ["a": 5, "b": 5])
        #expect(made?.processor == ["a": 2, "b": 4, "c": 1.5])
    }

    /// While the stage waits for frames the device finishes those that it has, and no one sees how long it took.
    @Test func aDeviceThatWaitsShowsNoGain() {
        func made(_ milliseconds: Double, starved: Double) -> [String: Double]? {
            learned([stage(["a"], milliseconds: milliseconds, device: "gpu", starved: starved)], onDevice: [true, false, false])?.device
        }
        #expect(made(1, starved: 0.5) == nil)
        #expect(made(1, starved: 0.05) == ["a": 1, "b": 3])
        #expect(made(6, starved: 0.5) == ["a": 6, "b": 3])
    }

    @Test func whatTellsNothingIsLeft() {
        let far = stage(["a", "b", "c"], milliseconds: 90)
        #expect(learned([stage(["a", "b", "c"], milliseconds: 90, frames: 3)], onDevice: [false, false, false]) == nil)
        // The device failed.
        #expect(learned([far], onDevice: [true, true, false]) == nil)
        var resting = costs
        resting.filters[1].isAlwaysActive = false
        #expect(learned([far], onDevice: [false, false, false], resting) == nil)
        #expect(learned([], onDevice: []) == nil)
        #expect(learned([far, far], onDevice: [false, false, false])?.processor["c"] == 30)
    }
}
