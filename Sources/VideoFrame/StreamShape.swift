// What a run of frames is between two stages: their shape, and how they follow each other in time.

/// What comes out of a source or a stage, known before the first frame.
public struct StreamShape: Hashable, Sendable {
    public var frame: FrameShape
    /// Average frames a second; 0/1 where unknown.
    public var frameRate: Rational
    /// Ticks of the frames' times, in seconds.
    public var timeBase: Rational
    /// Nil where unknown.
    public var expectedFrames: Int?
    /// Whether every frame is known to last equally long, `1 / frameRate`.
    public var hasOneRate: Bool

    public init(frame: FrameShape, frameRate: Rational, timeBase: Rational, expectedFrames: Int? = nil, hasOneRate: Bool = false) {
        self.frame = frame
        self.frameRate = frameRate
        self.timeBase = timeBase
        self.expectedFrames = expectedFrames
        self.hasOneRate = hasOneRate
    }

    /// The same frames in the same time at `rate`, one tick each.
    public func retimed(to rate: Rational) -> StreamShape {
        var result = self
        if frameRate.doubleValue > 0 { result.expectedFrames = expectedFrames.map { Int((Double($0) / frameRate.doubleValue * rate.doubleValue).rounded()) } }
        (result.frameRate, result.timeBase, result.hasOneRate) = (rate, Rational(rate.denominator, rate.numerator), true)
        return result
    }
}
