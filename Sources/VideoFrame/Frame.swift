// The handle that moves through the rings: up to four counted planes, their shape and their time.

/// Up to four planes without an array, so that a frame costs no allocation.
public struct PlaneSet: ~Copyable, Sendable {
    private var first: PlaneRef?
    private var second: PlaneRef?
    private var third: PlaneRef?
    private var fourth: PlaneRef?

    public init() {}

    /// Puts `plane` at `index` (0...3), letting go of what was there.
    public mutating func set(_ index: Int, _ plane: consuming PlaneRef) {
        switch index {
        case 0: first = consume plane
        case 1: second = consume plane
        case 2: third = consume plane
        case 3: fourth = consume plane
        default: preconditionFailure("a frame has at most four planes")
        }
    }

    /// Another reference to plane `index`, which must have been set.
    public borrowing func share(_ index: Int) -> PlaneRef {
        let plane: PlaneRef? =
            switch index {
            case 0: first?.share()
            case 1: second?.share()
            case 2: third?.share()
            default: fourth?.share()
            }
        guard let plane else { preconditionFailure("plane \(index) is not set") }
        return plane
    }

    public borrowing func view(_ index: Int) -> PlaneView { share(index).view }

    /// Who owns plane `index`, which must have been set.
    public borrowing func owner(_ index: Int) -> BufferOwner { share(index).owner }

    /// The same planes once more, for another holder.
    public borrowing func share() -> PlaneSet {
        var planes = PlaneSet()
        planes.first = first?.share()
        planes.second = second?.share()
        planes.third = third?.share()
        planes.fourth = fourth?.share()
        return planes
    }
}

/// A picture on its way: planes, shape, time and the source's other properties. One holder at a time; planes may be shared between frames.
public struct Frame: ~Copyable, Sendable {
    public let shape: FrameShape
    public var timing: FrameTiming
    public var planes: PlaneSet
    /// The source's own frame (side data, picture type, flags), carried untouched from decoder to encoder.
    public var properties: SharedHandle?

    public init(shape: FrameShape, timing: FrameTiming, planes: consuming PlaneSet, properties: consuming SharedHandle? = nil) {
        self.shape = shape
        self.timing = timing
        self.planes = planes
        self.properties = properties
    }

    public borrowing func view(_ plane: Int) -> PlaneView { planes.view(plane) }

    /// The same picture once more, for another holder: no sample is copied.
    public borrowing func share() -> Frame {
        var shared = PlaneSet()
        for plane in 0..<shape.format.planeCount { shared.set(plane, planes.share(plane)) }
        return Frame(shape: shape, timing: timing, planes: shared, properties: shareProperties())
    }

    /// The source's properties once more, for a frame made from this one.
    public borrowing func shareProperties() -> SharedHandle? {
        properties?.share()
    }
}
