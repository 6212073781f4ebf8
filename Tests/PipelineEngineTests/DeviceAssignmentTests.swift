// The cheapest way through a chain, against all ways there are.
import TestSupport
import Testing

@testable import PipelineEngine

@Suite struct DeviceAssignmentTests {
    private func assignment(_ costs: [FilterCost], submission: Double = 0, fuses: Bool = true) -> DeviceAssignment {
        DeviceAssignment(cheapestFor: costs, submission: submission, fuses: fuses)
    }

    private func cost(_ processor: Double, _ device: Double?, transfer: Double = 1) -> FilterCost {
        FilterCost(processor: processor, device: device, upload: transfer, download: transfer)
    }

    @Test func anEmptyChainCostsNothing() {
        #expect(assignment([]) == assignment([], submission: 3))
        #expect(assignment([]).onDevice.isEmpty && assignment([]).milliseconds == 0)
    }

    @Test func aFilterGoesWhereItGains() {
        #expect(assignment([cost(10, 2)]).onDevice == [true])
        #expect(assignment([cost(10, 2)]).milliseconds == 4)
        #expect(assignment([cost(10, 2)], submission: 7).onDevice == [false])
        #expect(assignment([cost(3, 2)]).onDevice == [false])
        #expect(assignment([cost(10, nil)]).onDevice == [false])
    }

    @Test func atTheSameCostTheProcessorDoesIt() { #expect(assignment([cost(4, 2)]).onDevice == [false]) }

    /// A filter that is a little slower on the device stays there between two that gain, rather than go to and fro.
    @Test func theFrameStaysWhereGoingWouldCostMore() {
        #expect(assignment([cost(10, 1), cost(1, 2), cost(10, 1)]).onDevice == [true, true, true])
        #expect(assignment([cost(10, 1), cost(1, 9), cost(10, 1)]).onDevice == [true, false, true])
        #expect(assignment([cost(3, 1), cost(1, nil), cost(10, 1)]).onDevice == [false, false, true])
    }

    @Test func togetherTheyGainWhatNoneWouldAlone() {
        #expect(assignment([cost(2, 1), cost(2, 1), cost(2, 1)]).onDevice == [true, true, true])
        #expect(assignment([cost(2, 1), cost(2, 1), cost(2, 1)], fuses: false).onDevice == [false, false, false])
    }

    /// After a filter that makes the frame small the way back is cheap.
    @Test func theWayBackIsThatOfTheOutput() {
        let shrinks = FilterCost(processor: 3, device: 1, upload: 1, download: 0.1)
        #expect(assignment([shrinks]).onDevice == [true])
        #expect(assignment([FilterCost(processor: 3, device: 1, upload: 1, download: 1)]).onDevice == [false])
    }

    @Test(arguments: [true, false]) func noWayIsCheaper(fuses: Bool) {
        var generator = SeededGenerator(state: 11)
        func random(_ most: Double) -> Double { Double.random(in: 0...most, using: &generator) }
        for _ in 0..<600 {
            let count = Int.random(in: 0...10, using: &generator), scale = [0.1, 1, 10][Int.random(in: 0..<3, using: &generator)]
            var costs: [FilterCost] = []
            for _ in 0..<count {
                let hasShaders = Int.random(in: 0..<4, using: &generator) > 0
                costs.append(FilterCost(processor: random(10), device: hasShaders ? random(10) : nil, upload: random(scale), download: random(scale)))
            }
            let submission = random(2), made = assignment(costs, submission: submission, fuses: fuses)
            func isPossible(_ way: [Bool]) -> Bool { zip(way, costs).allSatisfy { !$0 || $1.device != nil } }
            func milliseconds(_ way: [Bool]) -> Double { DeviceAssignment.milliseconds(costs, onDevice: way, submission: submission, fuses: fuses) }
            #expect(isPossible(made.onDevice))
            #expect(abs(milliseconds(made.onDevice) - made.milliseconds) < 1e-9)
            var least = Double.infinity
            for ways in 0..<(1 << count) {
                let way = (0..<count).map { ways & (1 << $0) != 0 }
                if isPossible(way) { least = min(least, milliseconds(way)) }
            }
            #expect(made.milliseconds <= least + 1e-9)
        }
    }
}
