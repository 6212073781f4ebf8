// How a display must turn a picture: what cameras held sideways write instead of turning the samples.

/// One of the eight ways in which a rectangle comes to lie on itself, as what is still to be done when the picture is shown: first mirrored left to right,
/// then turned clockwise.
public struct Orientation: Hashable, Sendable {
    public var isMirrored: Bool
    /// Clockwise quarter turns, 0...3.
    public var quarterTurns: Int

    public static let upright = Orientation(isMirrored: false, quarterTurns: 0)

    public init(isMirrored: Bool, quarterTurns: Int) {
        self.isMirrored = isMirrored
        self.quarterTurns = ((quarterTurns % 4) + 4) % 4
    }

    /// Whether width and height change places.
    public var swapsSides: Bool { quarterTurns % 2 == 1 }
}
