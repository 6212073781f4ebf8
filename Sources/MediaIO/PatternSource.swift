// Made pictures, for runs without a file: the same for everybody, cheap enough to feed a benchmark.
import CPlatform
import Glibc
import Synchronization
import VideoFrame

/// `pattern:NAME=WIDTHxHEIGHT@FPS[:SECONDS]` (FPS may be a fraction, `30000/1001`) in 8-bit 4:2:0, untagged. A few frames are made once and given in turn.
public final class PatternSource: FrameSource, @unchecked Sendable {  // `next` belongs to one thread; the flag is atomic
    public enum Pattern: String, CaseIterable, Sendable { case noise, bars, zoneplate, moving }

    public let info: SourceInfo
    private let frames: [Holder]
    private let count: Int?
    private var sequence = 0
    private let isInterrupted = Atomic<Bool>(false)

    private final class Holder: Sendable {
        let frame: Frame
        init(_ frame: consuming Frame) { self.frame = frame }
    }

    /// `text` is the whole `pattern:…`. Errors: usage.
    public convenience init(_ text: String, frames limit: Int?) throws(MediaError) {
        var options = SourceOptions()
        options.frames = limit
        try self.init(text, options: options)
    }

    /// `text` is the whole `pattern:…`; of `options`, duration, passes and frames count. Errors: usage.
    public init(_ text: String, options: SourceOptions) throws(MediaError) {
        let wrong = MediaError(
            .usage, "\(text): a pattern is pattern:NAME=WIDTHxHEIGHT@FPS[:SECONDS]",
            hint: "NAME is \(Pattern.allCases.map(\.rawValue).joined(separator: ", ")), e.g. pattern:noise=1920x1080@30:10")
        let halves = text.dropFirst("pattern:".count).split(separator: "=", omittingEmptySubsequences: false)
        guard halves.count == 2, let pattern = Pattern(rawValue: String(halves[0])) else { throw wrong }
        let parts = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        let sizeAndRate = (parts.first ?? "").split(separator: "@", omittingEmptySubsequences: false)
        let size = (sizeAndRate.first ?? "").split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let fraction = (sizeAndRate.last ?? "").split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard parts.count <= 2, sizeAndRate.count == 2, size.count == 2, (1...16384).contains(size[0]), (1...16384).contains(size[1]),
            (1...2).contains(fraction.count), fraction.allSatisfy({ (1...1_000_000).contains($0) })
        else { throw wrong }
        let rate = Rational(fraction[0], fraction.count > 1 ? fraction[1] : 1)
        guard (0.01...1000).contains(rate.doubleValue) else { throw wrong }
        var count: Int?
        if let microseconds = options.durationMicroseconds { count = min(count ?? .max, Int((Double(microseconds) / 1e6 * rate.doubleValue).rounded(.up))) }
        if parts.count == 2 {
            guard let seconds = Double(parts[1]), seconds > 0, seconds < 1e7 else { throw wrong }
            count = min(count ?? .max, Int((seconds * rate.doubleValue).rounded()))
        }
        if let once = count { count = options.passes.map { once * $0 } }
        if let frames = options.frames { count = min(count ?? .max, frames) }
        self.count = count
        let shape = FrameShape(
            format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: size[0], height: size[1], sampleAspect: Rational(1, 1))
        info = SourceInfo(
            path: text, codec: "pattern", shape: shape, storedFormat: "yuv420p", frameRate: rate, timeBase: Rational(rate.denominator, rate.numerator),
            expectedFrames: count)
        let pool = FramePool()
        frames = (0..<(pattern == .bars ? 1 : 4)).map { Holder(Self.draw(pattern, shape, step: $0, pool)) }
    }

    public var corruptFrames: Int { 0 }
    public func interrupt() { isInterrupted.store(true, ordering: .relaxed) }

    public func next() throws(MediaError) -> Frame? {
        if let count, sequence >= count { return nil }
        if isInterrupted.load(ordering: .relaxed) { return nil }
        let holder = frames[sequence % frames.count]
        var planes = PlaneSet()
        for plane in 0..<3 { planes.set(plane, holder.frame.planes.share(plane)) }
        let timing = FrameTiming(pts: Int64(sequence), duration: 1, timeBase: info.timeBase, sequence: sequence, arrival: cplatform_nanoseconds())
        sequence += 1
        return Frame(shape: info.shape, timing: timing, planes: planes)
    }

    private static func draw(_ pattern: Pattern, _ shape: FrameShape, step: Int, _ pool: FramePool) -> Frame {
        let planes = pool.planes(for: shape)
        var state = UInt64(step + 1)
        for plane in 0..<3 {
            let view = planes.view(plane)
            for y in 0..<view.size.height {
                let row = view.row(y).assumingMemoryBound(to: UInt8.self)
                for x in 0..<view.size.width {
                    // Numerical Recipes' linear congruential generator: the top bits are noise enough.
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    row[x] = value(pattern, plane: plane, x: x, y: y, size: view.size, step: step, noise: UInt8(truncatingIfNeeded: state >> 56))
                }
            }
        }
        return Frame(shape: shape, timing: FrameTiming(), planes: planes)
    }

    /// 75 % bars of BT.601: white, yellow, cyan, green, magenta, red, blue, black.
    private static let bars: [[UInt8]] = [
        [180, 162, 131, 112, 84, 65, 35, 16], [128, 44, 156, 72, 184, 100, 212, 128], [128, 142, 44, 58, 198, 212, 114, 128],
    ]

    private static func value(_ pattern: Pattern, plane: Int, x: Int, y: Int, size: PlaneSize, step: Int, noise: UInt8) -> UInt8 {
        switch pattern {
        case .noise: return noise
        case .bars: return bars[plane][x * 8 / size.width]
        case .zoneplate:
            if plane > 0 { return 128 }
            let dx = Double(2 * x - size.width), dy = Double(2 * y - size.height), scale = Double(max(size.width, size.height)) * 4
            return UInt8(125.5 + 109 * cos(.pi * (dx * dx + dy * dy) / scale + Double(step) * .pi / 2) + 0.5)
        case .moving:
            let shift = step * size.width / 16
            if plane > 0 { return UInt8(64 + (x * 128 / max(1, size.width) + (plane == 1 ? 0 : 64)) % 128) }
            return (x + shift) / 32 % 2 == y / 32 % 2 ? 200 : UInt8(32 + y * 64 / max(1, size.height)) &+ (noise >> 5)
        }
    }
}
