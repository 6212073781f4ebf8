// Which part of an input is wanted, how often, and where its times come to lie in the run.
import CFFmpeg

/// Times of one video stream. A copy is a value; the source's belongs to its decoding thread.
struct InputSpan {
    /// Seconds per tick of the video stream, in which all ticks here are.
    let timeBase: AVRational
    /// Where the input's time begins.
    let origin: Int64
    /// First wanted tick and the first beyond; nil: as far as it goes.
    let firstTick: Int64?
    private(set) var endTick: Int64?
    /// Nil: without end.
    private let passes: Int?
    private var pass = 0
    /// Ticks that earlier passes took.
    private var offset: Int64 = 0
    /// End of what was read of this pass.
    private var reached: Int64?

    init(stream: AVStream, options: SourceOptions) {
        timeBase = stream.time_base
        origin = stream.start_time == CFFMPEG_NO_PTS ? 0 : stream.start_time
        let microseconds = cffmpeg_microseconds(), base = stream.time_base, origin = origin
        let start = options.startMicroseconds.map { origin + av_rescale_q($0, microseconds, base) }
        firstTick = start
        endTick = options.durationMicroseconds.map { (start ?? origin) + av_rescale_q($0, microseconds, base) }
        passes = options.passes
    }

    var isWhole: Bool { firstTick == nil && endTick == nil }

    /// What is added to the input's ticks: a cut run begins at 0, a whole one keeps its times.
    var shift: Int64 { offset - (firstTick ?? 0) }

    /// The same in another stream's ticks.
    func shift(in base: AVRational) -> Int64 { av_rescale_q(shift, timeBase, base) }

    /// First wanted tick and the first beyond in other ticks.
    func wanted(in base: AVRational) -> (first: Int64?, end: Int64?) {
        (firstTick.map { av_rescale_q($0, timeBase, base) }, endTick.map { av_rescale_q($0, timeBase, base) })
    }

    func isBeforeStart(_ tick: Int64, _ base: AVRational) -> Bool { firstTick.map { av_compare_ts(tick, base, $0, timeBase) < 0 } ?? false }
    func isAtEnd(_ tick: Int64, _ base: AVRational) -> Bool { endTick.map { av_compare_ts(tick, base, $0, timeBase) >= 0 } ?? false }

    /// Whether what begins at `tick` would fall into the pass before, as the priming of sound does.
    func overlapsLastPass(_ tick: Int64, _ base: AVRational) -> Bool { pass > 0 && av_compare_ts(tick, base, firstTick ?? origin, timeBase) < 0 }

    /// Notes that the pass goes on to `tick` at least.
    mutating func reach(_ tick: Int64, _ base: AVRational) {
        let end = min(av_rescale_q(tick, base, timeBase), endTick ?? Int64.max)
        reached = max(reached ?? end, end)
    }

    /// Nothing at or after `tick` is wanted any more.
    mutating func end(at tick: Int64) { endTick = min(endTick ?? tick, tick) }

    /// Goes on to the next pass. False: there is none.
    mutating func beginNextPass() -> Bool {
        pass += 1
        guard passes.map({ pass < $0 }) ?? true, let end = endTick ?? reached else { return false }
        offset += max(1, end - (firstTick ?? origin))
        reached = nil
        return true
    }
}
