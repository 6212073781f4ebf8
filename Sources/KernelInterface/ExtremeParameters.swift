// Parameters of the kernels of minima and maxima.

/// Which extreme, of how many rows or columns.
public struct ExtremeParameters: Sendable {
    public var count: Int
    public var isMaximum: Bool
    /// Whether the sample of a second row takes part.
    public var joinsSecond: Bool

    public init(count: Int, isMaximum: Bool, joinsSecond: Bool = false) {
        self.count = count
        self.isMaximum = isMaximum
        self.joinsSecond = joinsSecond
    }
}

/// A row of extremes of 1, 2, 4, … columns.
public struct ExtremeTable: Sendable {
    /// Column of the input that stands first, and how many are taken.
    public var first: Int
    public var count: Int
    public var levels: Int
    /// Samples from one level to the next.
    public var pitch: Int
    public var isMaximum: Bool

    public init(first: Int, count: Int, levels: Int, pitch: Int, isMaximum: Bool) {
        self.first = first
        self.count = count
        self.levels = levels
        self.pitch = pitch
        self.isMaximum = isMaximum
    }
}

/// Extremes of a call's `rows` rows and of the columns up to `radius` (1…4) away that lie in a plane of `width` columns.
public struct ExtremeSquare: Sendable {
    public var rows: Int
    public var radius: Int
    public var width: Int
    public var isMaximum: Bool

    public init(rows: Int, radius: Int, width: Int, isMaximum: Bool) {
        self.rows = rows
        self.radius = radius
        self.width = width
        self.isMaximum = isMaximum
    }
}

public typealias ExtremeKernel = @Sendable (RowCall, ExtremeParameters) -> Void
public typealias ExtremeSquareKernel = @Sendable (RowCall, ExtremeSquare) -> Void
public typealias ExtremeTableKernel = @Sendable (RowCall, ExtremeTable) -> Void
/// Two places a row.
public typealias ExtremeShapeKernel = @Sendable (RowCall, ExtremeParameters, UnsafePointer<Int>) -> Void
