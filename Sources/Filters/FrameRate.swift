// fps: another number of frames a second, by repeating and dropping frames.
//
// Definition. Frame i, shown at t seconds, gets the tick k = floor(t · rate + 1/2), the nearest, later at the half; t counts from the time base's zero as the
// other streams' times do, so nothing moves against the sound by more than half a tick. Tick n of the output shows the last frame whose tick is at most n: a
// frame that has the next one's tick is dropped, one whose next is further off is repeated. The last frame is shown up to the tick of its end (its time and
// its duration), so that the whole lasts as long within half a tick; it is given at its own tick where it has no duration or would be the only one. Samples
// stay as they are.
import VideoFrame

/// Brings frames to one rate.
public struct FrameRate: VideoFilter {
    public enum Method: String, CaseIterable, Sendable { case drop }

    public static let rate = NumberParameter(
        "rate", 0.1...1000, default: 25, unit: "frames a second", "also as a fraction; 23.976, 29.97 and 59.94 mean 24000/1001 and so on")
    public static let method = ChoiceParameter<Method>("method", default: .drop, "repeats and drops whole frames")
    public static let descriptor = FilterDescriptor(
        name: "fps", summary: "another frame rate, sound stays in time", parameters: [.number(rate), .choice(method)], example: "--fps=30000/1001",
        topic: .time, planes: nil, reach: .wholeStream)

    /// Frames a second.
    public let rate: Rational
    public var frameRate: Rational? { rate }

    public init(_ arguments: FilterArguments) throws(FilterError) { rate = Self.fraction(arguments[Self.rate]) }
    /// `rate`: both parts positive.
    public init(rate: Rational) { self.rate = rate }

    public func reference(_ picture: Picture) -> Picture { picture }

    /// The fraction that a typed number means: n · 1000/1001 where a whole n is that near (23.98 is written, too), else the simplest one within 10^-6.
    static func fraction(_ value: Double) -> Rational {
        let whole = value.rounded()
        if abs(value - whole) < 1e-9 { return Rational(Int(whole), 1) }
        let television = (value * 1.001).rounded()
        if television > 0, abs(value - television / 1.001) < 0.0045 { return Rational(Int(television) * 1000, 1001) }
        // Continued fraction; 10^6 is enough for a number typed with six digits.
        var (n0, d0, n1, d1) = (0.0, 1.0, 1.0, 0.0), rest = value
        while d1 < 1_000_000 {
            let digit = rest.rounded(.down)
            (n0, d0, n1, d1) = (n1, d1, digit * n1 + n0, digit * d1 + d0)
            if abs(n1 / d1 - value) < 1e-6 * value || rest - digit < 1e-9 { break }
            rest = 1 / (rest - digit)
        }
        return Rational(Int(n1), Int(d1))
    }
}
