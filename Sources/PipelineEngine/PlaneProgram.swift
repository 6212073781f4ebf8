// A row graph made ready to run for one plane, or for planes that share steps: which steps, how many rows each keeps, which columns are needed, where a band starts.
import Filters
import KernelInterface
import Kernels
import VideoFrame

/// The steps that make one output plane or several, inputs before users. Planes that share a step (luma and chroma out of one look-up table) are made
/// together, so that the step runs once; a plane that shares none has a program of its own, which gives the workers more to share out.
struct PlaneProgram: Sendable {
    enum Input: Sendable {
        case step(Int)
        /// A plane of the input frame; its rows have no pads.
        case source(plane: Int)
        /// Index into `constants`.
        case constant(Int)
    }

    /// What an operand's rows are, for mirroring.
    struct Operand: Sendable {
        let input: Input
        let size: PlaneSize
        let bytesPerSample: Int
    }

    /// Columns that one call computes, and where in the arena the operation's state for them begins.
    struct Span: Sendable {
        var columns = 0..<0
        var state = 0
    }

    struct Step: Sendable {
        let operation: any RowOperation
        let operands: [Operand]
        let size: PlaneSize
        let bytesPerSample: Int
        /// Index in the group of the filter that the time is counted for.
        let filter: Int
        /// Index into `outputs` for a step that writes a plane; no other step reads it.
        var output: Int?
        /// Columns that a later step needs.
        var columns: Range<Int>
        /// Columns beyond the plane's left and right edge that a later step reads.
        var padLeft = 0
        var padRight = 0
        /// Columns computed from the source's own rows; those to the left and right of them are computed from padded copies.
        var interior = Span(), left = Span(), right = Span()
        /// Whether row y is made of row y of each input, in place.
        var isRowByRow = false
        /// Rows kept, and bytes from one to the next; 0 for a step that writes an output plane.
        var capacity = 0
        var stride = 0
        /// Bytes from the arena's start to column 0 of slot 0.
        var offset = 0
        /// Whether source rows are asked into the caches before they are read: worth its while where a row is read in a burst of copies or for a window
        /// of rows; the processor sees a plain run through a plane by itself.
        var readsAhead = false

        /// What of the pads a kept row must be given; nil for nothing.
        var pads: Pads? {
            padLeft > 0 || padRight > 0 ? Pads(width: size.width, bytesPerSample: bytesPerSample, left: padLeft, right: padRight) : nil
        }
    }

    /// Mirrored samples beyond the ends of a row. Apart from the step, whose references would be counted for every row.
    struct Pads: Sendable {
        let width: Int
        let bytesPerSample: Int
        let left: Int
        let right: Int
    }

    /// One plane that the program makes.
    struct Output: Sendable {
        let step: Int
        let plane: Int
        let size: PlaneSize
    }

    /// Rows computed in one go: later steps share the cost of the call, ring buffers grow by as many rows. With more than 16, or 8 of long rows, what one step
    /// writes leaves the nearest cache before the next one reads it.
    static func block(for steps: [Step]) -> Int {
        (steps.map { $0.size.width * $0.bytesPerSample }.max() ?? 0) <= 2048 ? 16 : 8
    }
    /// The same where one step is all: it has no ring that would grow.
    var rowsAtOnce: Int { steps.count == 1 ? 64 : block }

    let block: Int
    let steps: [Step]
    let constants: [ConstantRow]
    let outputs: [Output]
    /// Rows of each output in each band, and by band the first row that each step computes.
    let bands: [[Range<Int>]]
    let firstRows: [[Int]]
    /// Bytes that one executor needs, and in them where the padded copies of source rows begin and how far apart they are.
    let arenaSize: Int
    let copyOffset: Int
    let copyStride: Int
    /// The most rows that one call reads of all operands.
    let windowCount: Int

    /// A band's rows are asked for in this order, in the executor and in the dry run: `done` rows of the plane with the most, `lead` in all, then of each other
    /// plane the same share. The row of `rows` up to which that goes; nil for none yet.
    @inline(__always) static func lastRow(of rows: Range<Int>, done: Int, lead: Int) -> Int? {
        let share = rows.count * done / lead
        return share > 0 ? rows.lowerBound + share - 1 : nil
    }
}

/// A row of one value, with pads on both sides. Immutable.
final class ConstantRow: @unchecked Sendable {  // written only in init
    let base: UnsafeMutableRawPointer
    private let memory: UnsafeMutableRawPointer
    private let pad = 2048

    init(value: UInt16, width: Int, bytesPerSample: Int) {
        // More than any step reads beyond the edges: a Gaussian of σ = 100 reads some 900 columns.
        let count = width + 2 * pad
        memory = .allocate(byteCount: count * bytesPerSample, alignment: FramePool.alignment)
        if bytesPerSample == 1 {
            memory.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: value), count: count)
        } else {
            memory.initializeMemory(as: UInt16.self, repeating: value, count: count)
        }
        base = memory + pad * bytesPerSample
    }

    deinit { memory.deallocate() }
}
