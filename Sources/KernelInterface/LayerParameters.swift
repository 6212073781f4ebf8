// What the kernels are called with that lay pictures, text and backgrounds over frames.

/// out = (in · (2^15 − alpha) + paint · alpha + 2^14) >> 15. `alpha` (0...2^15) and `paint` (samples) point at column 0; the output may be the input.
public typealias BlendKernel = @Sendable (RowCall, _ alpha: UnsafePointer<UInt16>, _ paint: UnsafeRawPointer) -> Void

/// How far two chroma samples are from the key's, and what share of the background that means.
public struct KeyParameters: Sendable {
    /// Samples are shifted right by this, to at most 12 bits; the rest is in such units.
    public var down: Int32
    public var u, v: Int32
    /// Squared distance up to which all is background, and how much more until nothing is.
    public var inner, ramp: Int32
    /// What lies in the ramp is shifted right by `shift` to at most 16 bits, and times `scale` / 2^16 comes to 2^15 at the ramp's end.
    public var shift: Int32
    public var scale: UInt32

    public init(down: Int32, u: Int32, v: Int32, inner: Int32, ramp: Int32, shift: Int32, scale: UInt32) {
        (self.down, self.u, self.v) = (down, u, v)
        (self.inner, self.ramp) = (inner, ramp)
        (self.shift, self.scale) = (shift, scale)
    }
}

/// Colour near the key's hue, and what it is worth in one plane.
public struct SpillParameters: Sendable {
    /// The key's hue: a direction of length one in 1/2^14.
    public var u, v: Int32
    public var neutral: Int32
    /// What the plane loses for each code of excess, in 1/2^10.
    public var weight: Int32
    public var maximum: Int32

    public init(u: Int32, v: Int32, neutral: Int32, weight: Int32, maximum: Int32) {
        (self.u, self.v, self.neutral, self.weight, self.maximum) = (u, v, neutral, weight, maximum)
    }
}

/// Rows of Cb and Cr to words: the background's share, 0...2^15.
public typealias KeyKernel = @Sendable (RowCall, KeyParameters) -> Void
/// Rows of Cb, Cr and the plane itself.
public typealias SpillKernel = @Sendable (RowCall, SpillParameters) -> Void
