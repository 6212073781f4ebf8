// Measures what filters and transfers cost here, each alone on a frame of noise, for a choice of where they run.
import CPlatform
import Filters
import VideoFrame
import VulkanCompute

/// Milliseconds a frame as measured, by what was measured: the filter as typed, its input's format and size. On the device they hold the way there and back.
package struct MeasuredCosts: Codable, Equatable, Sendable {
    package var processor: [String: Double] = [:]
    package var device: [String: Double] = [:]

    package init() {}

    package static func key(_ instance: FilterInstance, _ shape: FrameShape) -> String { "\(instance.text) \(shape.format) \(shape.width)x\(shape.height)" }
}

/// A chain's costs, what makes pictures upright in front of it among them.
package struct ChainCosts: Equatable, Sendable {
    package struct Filter: Equatable, Sendable {
        /// As typed.
        package var text: String
        /// By which `MeasuredCosts` knows it.
        package var key: String
        /// Whether it acts on every frame.
        package var isAlwaysActive: Bool
        package var cost: FilterCost
    }

    package var filters: [Filter] = []
    /// What each group on the device costs whatever it does, in milliseconds.
    package var submission = 0.0

    package init() {}

    /// Takes over what `known` has; transfers stay as they were.
    mutating func update(with known: MeasuredCosts) {
        for (index, filter) in filters.enumerated() {
            filters[index].cost.processor = known.processor[filter.key] ?? filter.cost.processor
            filters[index].cost.device = known.device[filter.key].map { max(0, $0 - submission - filter.cost.upload - filter.cost.download) }
        }
    }

    /// The filters' costs alone.
    package var costs: [FilterCost] { filters.map(\.cost) }
}

/// Measures with the threads and the level of a run. Not for several threads at once.
package struct CostMeter {
    private let configuration: PipelineConfiguration
    private let device: ComputeDevice
    /// Time for one filter on one side, besides a first frame that takes longer.
    private static let nanoseconds: UInt64 = 60_000_000

    /// `configuration`: of the run; what it tells and traces stays out of the measuring.
    package init(_ configuration: PipelineConfiguration, device: ComputeDevice) {
        self.configuration = PipelineConfiguration(threads: configuration.threads, level: configuration.level)
        self.device = device
    }

    /// The costs of `chain` for frames of `shape`; what `known` lacks is measured and put there. Errors: a filter that does not suit the frames.
    package func costs(of chain: [FilterInstance], shape: FrameShape, known: inout MeasuredCosts) throws(FilterError) -> ChainCosts {
        var result = ChainCosts(), shape = shape
        let small = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 16, height: 16)
        result.submission = try transfer(small, &known)
        // There and back; a byte costs the same at every size, or nearly so.
        let perByte = max(0, try transfer(shape, &known) - result.submission) / Double(2 * max(1, shape.bytes))
        let planner = Planner(configuration: configuration)
        for instance in Planner.upright(chain, shape: shape) {
            let isAlwaysActive = instance.placement.from == nil && instance.placement.to == nil
            let instance = isAlwaysActive ? instance : instance.withoutTime, key = MeasuredCosts.key(instance, shape)
            let output = try measure(instance, shape, key, canCompute: planner.suitsDevice(instance, shape: shape), &known)
            var cost = FilterCost(processor: known.processor[key] ?? 0, device: nil, upload: perByte * Double(shape.bytes))
            cost.download = perByte * Double(output.bytes)
            // A filter that leaves planes alone moves fewer bytes than `update` takes away.
            result.filters.append(ChainCosts.Filter(text: instance.text, key: key, isAlwaysActive: isAlwaysActive, cost: cost))
            shape = output
        }
        result.update(with: known)
        return result
    }

    /// What it takes to send a frame and to have it back, in milliseconds, with next to nothing done in between; 0 where the device cannot.
    private func transfer(_ shape: FrameShape, _ known: inout MeasuredCosts) throws(FilterError) -> Double {
        let instance = FilterInstance(Invert()), key = MeasuredCosts.key(instance, shape)
        if known.device[key] == nil { known.device[key] = try deviceMilliseconds(instance, shape) }
        return known.device[key] ?? 0
    }

    /// Measures what `known` lacks of one filter. Returns the shape of its output.
    private func measure(
        _ instance: FilterInstance, _ shape: FrameShape, _ key: String, canCompute: Bool, _ known: inout MeasuredCosts
    ) throws(FilterError) -> FrameShape {
        let pool = FramePool(), chain = try FrameChain([instance], shape: shape, configuration: configuration, pool: pool)
        defer { chain.stop() }
        if known.processor[key] == nil { known.processor[key] = Self.median(chain, NoiseFrames(shape, pool), burst: 1) }
        if canCompute, known.device[key] == nil { known.device[key] = try deviceMilliseconds(instance, shape) }
        return chain.outputShape
    }

    /// Nil: the device has failed.
    private func deviceMilliseconds(_ instance: FilterInstance, _ shape: FrameShape) throws(FilterError) -> Double? {
        var configuration = configuration
        configuration.device = device
        let pool = FramePool(), chain = try FrameChain([instance], shape: shape, configuration: configuration, pool: pool)
        defer { chain.stop() }
        let milliseconds = Self.median(chain, NoiseFrames(shape, pool), burst: 2 * ComputeGroup.framesInFlight)
        return chain.devices == [device.info.name] ? milliseconds : nil
    }

    /// Milliseconds a frame of bursts of `burst` frames, after one frame to warm up. Bursts of several end with no frame held.
    private static func median(_ chain: FrameChain, _ frames: NoiseFrames, burst: Int) -> Double {
        func measure(_ count: Int) -> Double {
            let began = cplatform_nanoseconds()
            for _ in 0..<count { chain.feed(frames.next()) { _ in } }
            if burst > 1 { chain.finish { _ in } }
            return Double(cplatform_nanoseconds() - began) / 1e6 / Double(count)
        }
        let began = cplatform_nanoseconds(), first = measure(1)
        var times: [Double] = []
        while times.count < 15, cplatform_nanoseconds() - began < nanoseconds { times.append(measure(burst)) }
        return times.isEmpty ? first : times.sorted()[times.count / 2]
    }
}

extension FilterInstance {
    /// The same filter without limits in time, for it costs nothing while it rests.
    fileprivate var withoutTime: FilterInstance {
        var placement = placement
        (placement.from, placement.to) = (nil, nil)
        return FilterInstance(filter, text: text, placement: placement)
    }
}

extension FrameShape {
    /// Of a frame's samples.
    fileprivate var bytes: Int {
        (0..<format.planeCount).reduce(0) { $0 + size(ofPlane: $1).width * size(ofPlane: $1).height * format.bytesPerSample }
    }
}

/// One picture of seeded noise as one frame after another, 25 a second.
private final class NoiseFrames {
    private let frame: Frame
    private var count = 0

    init(_ shape: FrameShape, _ pool: FramePool) {
        let planes = pool.planes(for: shape)
        var state: UInt64 = 1
        for plane in 0..<shape.format.planeCount {
            let view = planes.view(plane)
            for y in 0..<view.size.height {
                for x in 0..<view.size.width {
                    // Knuth's numbers (MMIX); the high bits are the random ones.
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let sample = Int(state >> 40) & shape.format.maximum
                    if shape.format.bytesPerSample == 1 {
                        view.row(y).storeBytes(of: UInt8(truncatingIfNeeded: sample), toByteOffset: x, as: UInt8.self)
                    } else {
                        view.row(y).storeBytes(of: UInt16(truncatingIfNeeded: sample), toByteOffset: 2 * x, as: UInt16.self)
                    }
                }
            }
        }
        frame = Frame(shape: shape, timing: FrameTiming(), planes: planes)
    }

    func next() -> Frame {
        defer { count += 1 }
        var planes = PlaneSet()
        for plane in 0..<frame.shape.format.planeCount { planes.set(plane, frame.planes.share(plane)) }
        let timing = FrameTiming(pts: Int64(count), duration: 1, timeBase: Rational(1, 25), sequence: count)
        return Frame(shape: frame.shape, timing: timing, planes: planes)
    }
}
