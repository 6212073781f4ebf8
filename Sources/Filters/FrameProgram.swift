// What a filter does that must see a whole frame, or the frames before: phases of tasks, one after another.
import Kernels
import VideoFrame

/// One frame on its way through a program.
public struct FramePass: Sendable {
    /// The input's planes; to be read only.
    public let input: PlaneViews
    /// Planes of the output that the program writes; the others are the input's.
    public let output: PlaneViews
    public let timing: FrameTiming
    /// Whether nothing may be remembered of earlier frames: the first frame of a run, and the first after a pause of the filter (`time=`).
    public let isFirst: Bool
    private let window: FrameWindow?
    private let masks: [PlacementMask]?

    /// `masks`: where the placement covers the planes; nil for everywhere.
    public init(
        input: PlaneViews, output: PlaneViews, timing: FrameTiming, isFirst: Bool, window: FrameWindow? = nil, masks: [PlacementMask]? = nil
    ) {
        self.input = input
        self.output = output
        self.timing = timing
        self.isFirst = isFirst
        self.window = window
        self.masks = masks
    }

    /// Rows and columns of an output plane beyond which the placement shows the input: the program may leave those as they are. Either may be empty.
    public func bounds(ofPlane plane: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        masks?[plane].bounds ?? (0..<output[plane].size.height, 0..<output[plane].size.width)
    }

    /// The input's planes `offset` frames later, or earlier where it is negative, within the program's reach; nil where there is no such frame: before the
    /// first, behind the last, beyond a pause.
    public func neighbour(_ offset: Int) -> PlaneViews? { offset == 0 ? input : window?[offset] }
}

/// How many input frames around the one in work a program reads. They are the decoder's own or those of the filter before: held, not copied.
public struct FrameReach: Hashable, Sendable {
    public let before: Int
    /// Frames that must come in before one goes out.
    public let after: Int

    public init(before: Int = 0, after: Int = 0) {
        self.before = before
        self.after = after
    }
}

/// The planes of the frames around the one in work. The engine fills it between frames, on the stage's thread; tasks read.
public final class FrameWindow: @unchecked Sendable {  // see above: never written while tasks run
    private let reach: FrameReach
    private var views: [PlaneViews?]

    public init(_ reach: FrameReach) {
        self.reach = reach
        views = Array(repeating: nil, count: reach.before + 1 + reach.after)
    }

    public subscript(offset: Int) -> PlaneViews? {
        get { offset >= -reach.before && offset <= reach.after ? views[reach.before + offset] : nil }
        set { views[reach.before + offset] = newValue }
    }
}

/// A filter made ready for frames of one shape. It may hold tables, scratch memory for each worker, and what it remembers of earlier frames; nothing is
/// allocated per frame. The engine puts the input back outside of a region, so a program fills its planes everywhere, or at least within `FramePass.bounds`.
///
/// For each frame, on the stage's thread: `begin`, then for each phase `taskCount` and, on any threads at once, `run` of each task. A phase begins when the
/// one before is done, so `taskCount` may sum up what its tasks found. No two tasks that run at once have the same `worker`.
public protocol FrameProgram: AnyObject, Sendable {
    var outputShape: FrameShape { get }
    /// Input frames that it wants to see besides the one in work; by default none.
    var reach: FrameReach { get }
    /// Whether what becomes of a frame may depend on frames before those in reach, by what the program keeps itself; by default it does not.
    var remembers: Bool { get }
    /// Whether output plane `plane` is written; else it is the input's plane of that number, shared.
    func writes(plane: Int) -> Bool
    /// Returns the number of phases.
    func begin(_ pass: FramePass) -> Int
    /// Tasks of `phase`; 0 is allowed.
    func taskCount(_ pass: FramePass, phase: Int) -> Int
    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int)
    /// Takes over what the filter kept on a device, the planes in the order in which its `computePlan` asked for them: the next frame is not the first.
    /// On the stage's thread, between frames; by default nothing.
    func recall(_ memories: [PlaneView])
    /// What it found in the frame that it processed last; nil: nothing, or it is no filter that finds. Asked on the stage's thread after the last phase, and only
    /// where somebody wants to know, so it may allocate. By default nil.
    var findings: FrameFindings? { get }
}

extension FrameProgram {
    public var reach: FrameReach { FrameReach() }
    public var remembers: Bool { false }
    public func recall(_ memories: [PlaneView]) {}
    public var findings: FrameFindings? { nil }
}

/// What a program is made for.
public struct FrameProgramRequest: Sendable {
    public let shape: FrameShape
    public let kernels: KernelTable
    /// `worker` lies in 0 ..< workers.
    public let workers: Int
    /// A good number of tasks to cut a phase into: a few for each thread.
    public let tasks: Int
    /// Nominal frames a second; 0/1 where unknown.
    public let frameRate: Rational

    public init(shape: FrameShape, kernels: KernelTable, workers: Int, tasks: Int, frameRate: Rational = Rational(0, 1)) {
        self.shape = shape
        self.kernels = kernels
        self.workers = workers
        self.tasks = tasks
        self.frameRate = frameRate
    }

    /// Rows of task `task` when `height` rows are cut into `count` of nearly the same number, each a multiple of `unit` but the last.
    public static func rows(_ task: Int, of count: Int, height: Int, unit: Int = 1) -> Range<Int> {
        func edge(_ task: Int) -> Int { task >= count ? height : min(height, height * task / count / unit * unit) }
        return edge(task)..<edge(task + 1)
    }

    /// The same of some rows of a plane.
    public static func rows(_ task: Int, of count: Int, in part: Range<Int>, unit: Int = 1) -> Range<Int> {
        let rows = rows(task, of: count, height: part.count, unit: unit)
        return part.lowerBound + rows.lowerBound..<part.lowerBound + rows.upperBound
    }
}
