// One chain in several ways over the same frames, compared sample by sample.
import Filters
import Glibc
import MediaIO
import VideoFrame

/// A way of running a chain: its name and how the engine is set.
public struct VerifiedWay: Sendable {
    public let name: String
    public let configuration: PipelineConfiguration

    public init(_ name: String, _ configuration: PipelineConfiguration) {
        self.name = name
        self.configuration = configuration
    }
}

/// What came of a way.
public struct VerifiedResult: Sendable {
    public let name: String
    /// Where its stages ran, in order.
    public let devices: [String]
    public fileprivate(set) var frames = 0
    public fileprivate(set) var samples = 0
    /// Samples that are not those of the first way.
    public fileprivate(set) var differing = 0
    /// Frame, plane and place of the first of them; nil where there is none.
    public fileprivate(set) var first: String?

    fileprivate init(_ name: String, _ devices: [String]) {
        self.name = name
        self.devices = devices
    }
}

/// Runs a chain in several ways at once, a frame at a time, and compares all with the first way. For one thread.
public final class ChainVerifier {
    /// A frame of the first way that others have still to come to.
    private final class Expected {
        let frame: Frame
        init(_ frame: consuming Frame) { self.frame = frame }
    }

    private let chains: [FrameChain]
    private let pool = FramePool()
    private var expected: [Expected] = []
    /// Number of `expected[0]`.
    private var base = 0
    public private(set) var results: [VerifiedResult] = []

    /// Errors: a filter or its placement that does not suit the frames.
    public init(_ chain: [FilterInstance], shape: FrameShape, ways: [VerifiedWay]) throws(PipelineError) {
        var chains: [FrameChain] = []
        do {
            for way in ways {
                chains.append(try FrameChain(chain, shape: shape, configuration: way.configuration, pool: pool))
                results.append(VerifiedResult(way.name, chains[chains.count - 1].devices))
            }
        } catch {
            for chain in chains { chain.stop() }
            throw PipelineError(stage: "plan", message: error.message, hint: error.hint)
        }
        self.chains = chains
    }

    deinit { for chain in chains { chain.stop() } }

    /// Runs `source` to its end, or until `isStopped`.
    public func run(_ source: any FrameSource, isStopped: () -> Bool) throws(PipelineError) {
        do throws(MediaError) {
            while !isStopped(), let frame = try source.next() { feed(frame) }
        } catch {
            throw PipelineError(stage: "decode", cause: error)
        }
        for way in chains.indices { chains[way].finish { note($0, way: way) } }
        for way in results.indices where results[way].frames != results[0].frames && results[way].first == nil {
            results[way].first = "\(results[way].frames) frames, not \(results[0].frames)"
        }
    }

    private func feed(_ frame: borrowing Frame) {
        for way in chains.indices {
            var planes = PlaneSet()
            for plane in 0..<frame.shape.format.planeCount { planes.set(plane, frame.planes.share(plane)) }
            chains[way].feed(Frame(shape: frame.shape, timing: frame.timing, planes: planes)) { note($0, way: way) }
        }
        let behind = results.map(\.frames).min() ?? 0
        while base < behind, !expected.isEmpty {
            expected.removeFirst()
            base += 1
        }
    }

    private func note(_ frame: consuming Frame, way: Int) {
        let number = results[way].frames
        results[way].frames += 1
        for plane in 0..<frame.shape.format.planeCount { results[way].samples += frame.view(plane).size.width * frame.view(plane).size.height }
        guard way > 0 else { return expected.append(Expected(frame)) }
        guard number - base < expected.count else { return }
        compare(frame, expected[number - base], way: way, number: number)
    }

    private func compare(_ frame: borrowing Frame, _ other: Expected, way: Int, number: Int) {
        let format = frame.shape.format, bytes = format.bytesPerSample
        guard frame.shape == other.frame.shape else {
            results[way].first = results[way].first ?? "frame \(number): \(frame.shape.width)x\(frame.shape.height) \(format)"
            return
        }
        for plane in 0..<format.planeCount {
            let a = frame.view(plane), b = other.frame.view(plane)
            for y in 0..<a.size.height where memcmp(a.row(y), b.row(y), a.size.width * bytes) != 0 {
                for x in 0..<a.size.width where memcmp(a.row(y) + x * bytes, b.row(y) + x * bytes, bytes) != 0 {
                    results[way].differing += 1
                    results[way].first = results[way].first ?? "frame \(number), plane \(plane), column \(x), row \(y)"
                }
            }
        }
    }
}
