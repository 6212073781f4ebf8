// What filters cost is measured once, and the chain goes where an assignment says, with the same bits.
import Filters
import TestSupport
import Testing
import VideoFrame
import VulkanCompute

@testable import PipelineEngine

extension DeviceSuites {
    @Suite struct CostMeterTests {
        private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1, chromaShiftY: 1), width: 90, height: 50)

        private func chain(_ filters: [(String, String?)]) throws -> [FilterInstance] {
            try filters.map { try FilterParser(registry: .builtIn).parse(name: $0.0, value: $0.1) }
        }

        private func costs(_ chain: [FilterInstance], _ shape: FrameShape, _ known: inout MeasuredCosts) throws -> ChainCosts {
            try CostMeter(PipelineConfiguration(threads: 2), device: ComputeDevices.device).costs(of: chain, shape: shape, known: &known)
        }

        @Test func allOfAChainIsMeasured() throws {
            var known = MeasuredCosts()
            let chain = try chain([("blur", "1.5"), ("average", nil), ("scale", "30:20"), ("trails", nil)]),
                result = try costs(chain, shape, &known)
            #expect(result.filters.map(\.text) == chain.map(\.text))
            #expect(result.filters.map(\.key) == zip(result.filters, ["90x50", "90x50", "90x50", "30x20"]).map { "\($0.text) \(shape.format) \($1)" })
            #expect(result.costs.allSatisfy { $0.processor > 0 && $0.upload >= 0 && $0.download >= 0 })
            #expect(result.costs.map { $0.device != nil } == [true, false, true, false])
            #expect(result.submission > 0)
            #expect(known.processor.count == 4)
            // Two filters with shaders, and transfers at two sizes.
            #expect(known.device.count == 4)
        }

        @Test func whatIsKnownIsNotMeasured() throws {
            var known = MeasuredCosts()
            let chain = try chain([("median", nil), ("gamma", "1.4")])
            let first = try costs(chain, shape, &known), before = known
            #expect(try costs(chain, shape, &known) == first)
            #expect(known == before)
            let more = try costs(chain + self.chain([("invert", nil)]), shape, &known)
            #expect(Array(more.costs.prefix(2)) == first.costs)
            #expect(known.processor.count == before.processor.count + 1)
            known.processor[first.filters[0].key] = 1234
            #expect(try costs(chain, shape, &known).costs[0].processor == 1234)
        }

        @Test func aFilterForALaterTimeCostsWhatItWillThen() throws {
            let large = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 400, height: 300)
            var known = MeasuredCosts()
            let result = try costs(chain([("median", "3"), ("median", "3,time=1000-")]), large, &known)
            #expect(result.costs[1].processor > result.costs[0].processor / 5)
        }

        @Test func aFilterThatDoesNotFitIsRefused() throws {
            var known = MeasuredCosts()
            #expect(throws: FilterError.self) { try costs(chain([("crop", "1000:1000")]), shape, &known) }
        }

        @Test func aPictureThatLiesIsMadeUprightFirst() throws {
            var turned = shape, known = MeasuredCosts()
            turned.orientation = Orientation(isMirrored: false, quarterTurns: 1)
            let chain = try chain([("crop", "16:16"), ("invert", nil)]), result = try costs(chain, turned, &known)
            #expect(result.costs.count == Planner.upright(chain, shape: turned).count)
        }

        /// All ways for a chain on the two sides: what runs where, and the bits.
        @Test func theChainFollowsTheAssignment() throws {
            let chain = try chain([("blur", nil), ("gamma", "1.3"), ("median", nil), ("average", nil)]), picture = seededPicture(shape, seed: 5)
            let expected = try FilterGroupTests.reference(chain, picture)
            for ways in 0..<16 {
                let sides = (0..<4).map { ways & (1 << $0) != 0 }
                var configuration = PipelineConfiguration(threads: 1)
                configuration.device = try ComputeDevices.device
                // Costs that make these sides the cheapest.
                let costs = sides.map { FilterCost(processor: $0 ? 9 : 1, device: $0 ? 1 : 9) }
                configuration.assignment = DeviceAssignment(cheapestFor: costs, submission: 0)
                #expect(configuration.assignment?.onDevice == sides)
                let pool = FramePool(), stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
                defer { stages.stop() }
                var made: [Picture] = []
                stages.feed(pool.frame(picture)) { made.append(Picture($0)) }
                stages.finish { made.append(Picture($0)) }
                #expect(made == [expected], "\(sides)")
                // A mean over frames has no shaders, whatever was asked.
                var places: [Bool] = []
                for (names, device) in zip(stages.stages, stages.devices) { places += names.map { _ in device != "cpu" } }
                #expect(places == sides.prefix(3) + [false], "\(sides)")
            }
        }
    }
}
