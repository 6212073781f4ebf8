// What a filter is: a name with parameters, a definition (the reference) and, where it pays, a plan in rows.
import Kernels
import VideoFrame

/// A user operation on frames. One file per filter states its arithmetic in words; the reference is that text as slow, obvious code.
public protocol VideoFilter: Sendable {
    static var descriptor: FilterDescriptor { get }
    /// Reads typed values; the parser has already checked names and ranges against the descriptor.
    init(_ arguments: FilterArguments) throws(FilterError)
    /// The definition: `picture` filtered everywhere (region and time are the engine's). Samples are code values.
    func reference(_ picture: Picture) -> Picture
    /// The CPU plan with the kernels of a level: appends nodes to `graph` and renames its planes.
    func plan(_ graph: inout RowGraph, kernels: KernelTable)
    /// Whether `plan` does anything; false asks for a program, and without one runs `reference` on whole frames.
    var hasRowPlan: Bool { get }
    /// The plan for a compute device, which may also use passes over whole planes and memory: by default the plan in rows. False: there is none for such frames.
    func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool
    /// Whether its program tells what it finds (`FrameProgram.findings`), which a device does not; by default false.
    var finds: Bool { get }
    /// For filters that must see whole frames or remember earlier ones. Errors: the frames' shape does not suit the filter.
    func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)?
    /// The definition over a run's frames, first to last, for filters that remember; by default each frame by itself.
    func reference(sequence: [Picture]) -> [Picture]
    /// The same for filters that show the frames' times and numbers; by default times do not matter.
    func reference(sequence: [Picture], times: [FrameTiming]) -> [Picture]
    /// Frames a second that the filter's output has; nil: it leaves times alone. A filter that names a rate changes nothing else.
    var frameRate: Rational? { get }
    /// Errors: what can be told of the frames' shape before anything runs.
    func check(_ shape: FrameShape) throws(FilterError)
    /// Whether it must see the picture as it is shown: a source that is to be turned by the display is turned in front of the chain.
    var needsUpright: Bool { get }
}

extension VideoFilter {
    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {}
    public var hasRowPlan: Bool { false }
    public var finds: Bool { false }
    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        if hasRowPlan { plan(&graph, kernels: kernels) }
        return hasRowPlan
    }
    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { nil }
    public func reference(sequence: [Picture]) -> [Picture] { sequence.map(reference) }
    public func reference(sequence: [Picture], times: [FrameTiming]) -> [Picture] { reference(sequence: sequence) }
    public var frameRate: Rational? { nil }
    public func check(_ shape: FrameShape) throws(FilterError) {}
    public var needsUpright: Bool { false }
}

/// A frame as plain arrays of code values, for references and tests only.
public struct Picture: Equatable, Sendable {
    public let shape: FrameShape
    /// Rows one after another without padding.
    public var planes: [[Int]]

    public init(shape: FrameShape, planes: [[Int]]) {
        self.shape = shape
        self.planes = planes
    }

    /// Sample of `plane` at (x, y), mirrored at the border without repeating the edge sample (OpenCV's BORDER_REFLECT_101).
    public func sample(_ plane: Int, _ x: Int, _ y: Int) -> Int {
        let size = shape.size(ofPlane: plane)
        return planes[plane][mirror(y, size.height) * size.width + mirror(x, size.width)]
    }
}

/// Index in `0..<count` of the sample at `index` when the border is mirrored without repeating the edge sample.
@inlinable public func mirror(_ index: Int, _ count: Int) -> Int {
    if index >= 0 && index < count { return index }
    if count == 1 { return 0 }
    let period = 2 * (count - 1)
    let folded = ((index % period) + period) % period
    return folded < count ? folded : period - folded
}
