// Repeats and drops frames so that they come at one rate: the definition stands in FrameRate.
import Filters
import VideoFrame

/// Holds the frame that is shown until the next one comes. For the stage's own thread.
final class RateStage: FrameProcessor, @unchecked Sendable {  // all state belongs to the stage's thread
    let instances: [FilterInstance]
    let outputShape: FrameShape
    private let rate: Rational
    private let shown = HeldFrame()
    /// The tick that is given next; nil before the first frame.
    private var next: Int64?
    private var origin: Int64 = 0
    private var count = 0

    /// Errors: a placement, which makes no sense here.
    init(instance: FilterInstance, rate: Rational, shape: FrameShape) throws(FilterError) {
        try instance.refusePlacement()
        instances = [instance]
        self.rate = rate
        outputShape = shape
    }

    var filterSeconds: [Double] { [0] }
    var steals: Int { 0 }
    var heldFrames: Int { 1 }
    var bands: Int { 1 }

    func output(for input: StreamShape) -> StreamShape { input.retimed(to: rate) }

    func process(_ frame: consuming Frame) -> Frame { preconditionFailure("frames are given when the next one is known") }

    func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Bool) -> Bool {
        let timing = frame.timing, tick = Self.tick(timing.pts ?? timing.origin &+ timing.elapsedTicks, timing.timeBase, rate)
        if next == nil {
            next = tick
            origin = Self.tick(timing.origin, timing.timeBase, rate)
        }
        guard show(until: tick, emit) else { return false }
        shown.hold(frame)
        return true
    }

    func finish(_ emit: (consuming Frame) -> Bool) -> Bool {
        if next == nil { return true }
        let timing = shown.timing, start = timing.pts ?? timing.origin &+ timing.elapsedTicks
        let end = Self.tick(start &+ max(0, timing.duration), timing.timeBase, rate), own = Self.tick(start, timing.timeBase, rate)
        defer { shown.letGo() }
        return show(until: timing.duration > 0 && count > 0 ? end : max(end, own + 1), emit)
    }

    /// Gives the held frame for every tick before `end` that has none yet.
    private func show(until end: Int64, _ emit: (consuming Frame) -> Bool) -> Bool {
        guard var tick = next else { return true }
        while tick < end {
            var timing = shown.timing
            timing.pts = tick
            (timing.duration, timing.timeBase, timing.origin, timing.sequence) = (1, Rational(rate.denominator, rate.numerator), origin, count)
            var planes = PlaneSet()
            for plane in 0..<outputShape.format.planeCount { planes.set(plane, shown.planes.share(plane)) }
            tick += 1
            (next, count) = (tick, count + 1)
            guard emit(Frame(shape: outputShape, timing: timing, planes: planes, properties: shown.properties?.share())) else { return false }
        }
        return true
    }

    /// floor(time · rate + 1/2), exactly.
    static func tick(_ time: Int64, _ base: Rational, _ rate: Rational) -> Int64 {
        let divisor = Int128(max(1, base.denominator)) * Int128(rate.denominator)
        let doubled = 2 * Int128(time) * Int128(base.numerator) * Int128(rate.numerator) + divisor
        let (quotient, remainder) = doubled.quotientAndRemainder(dividingBy: 2 * divisor)
        return Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
    }
}
