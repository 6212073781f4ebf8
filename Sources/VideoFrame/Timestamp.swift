// Time as containers have it: whole ticks of a fraction of a second.

/// An exact fraction; as a time base, seconds per tick. `denominator` is positive.
public struct Rational: Hashable, Sendable {
    public var numerator: Int
    public var denominator: Int

    public init(_ numerator: Int, _ denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    public var doubleValue: Double { denominator == 0 ? 0 : Double(numerator) / Double(denominator) }
}

extension Rational: CustomStringConvertible { public var description: String { "\(numerator)/\(denominator)" } }

/// When a frame is shown and where it stands in its run.
public struct FrameTiming: Sendable {
    /// Presentation time in ticks of `timeBase`; nil where the container has none.
    public var pts: Int64?
    /// Ticks; 0 where unknown.
    public var duration: Int64
    public var timeBase: Rational
    /// Presentation time of the first frame of the run, so that `time=` counts from where the input starts.
    public var origin: Int64
    /// Counts up from 0 in presentation order.
    public var sequence: Int
    /// Monotonic clock, nanoseconds, when the frame came out of its source.
    public var arrival: UInt64
    /// Which version of a chain that is changed while it runs filters the frame.
    public var chainVersion = 0

    public init(pts: Int64? = nil, duration: Int64 = 0, timeBase: Rational = Rational(1, 25), origin: Int64 = 0, sequence: Int = 0, arrival: UInt64 = 0) {
        self.pts = pts
        self.duration = duration
        self.timeBase = timeBase
        self.origin = origin
        self.sequence = sequence
        self.arrival = arrival
    }

    /// Ticks since the input's start; a frame without pts counts by sequence and duration.
    public var elapsedTicks: Int64 { pts.map { $0 &- origin } ?? Int64(sequence) &* duration }
}
