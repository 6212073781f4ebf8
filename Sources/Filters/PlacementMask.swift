// How much of a filter each sample of a plane takes: runs of columns by row, and weights where they are neither none nor all.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// The weights of one plane, 0 (the input) ... 255 (the filter's result), made while the plan is made. Immutable.
public struct PlacementMask: Sendable {
    enum Kind: Sendable { case input, filtered, mixed }

    /// Neighbouring columns that are treated alike.
    struct Run: Sendable {
        var columns: Range<Int>
        let kind: Kind
    }

    public let size: PlaneSize
    /// Rows and columns outside which no sample takes anything of the filter's result.
    public private(set) var bounds: (rows: Range<Int>, columns: Range<Int>)
    private var runs: [Run] = []
    /// Runs of row y are those from `starts[y]` up to `starts[y + 1]`.
    private var starts: [Int] = [0]
    /// A byte a sample, row by row; nil where all are 0 or 255.
    private let weights: ConstantTable<UInt8>?

    /// Stretches of one weight shorter than this are mixed like what lies beside them: a run costs a call.
    private static let shortest = 64

    /// Samples wholly in or out: those of `span`, one for each row, or with `isInverted` all others.
    init(size: PlaneSize, isInverted: Bool, span: (Int) -> Range<Int>) {
        self.size = size
        weights = nil
        bounds = (0..<0, 0..<0)
        for y in 0..<size.height {
            let span = span(y)
            add(0..<span.lowerBound, isInverted ? .filtered : .input)
            add(span, isInverted ? .input : .filtered)
            add(span.upperBound..<size.width, isInverted ? .filtered : .input)
            endRow()
        }
    }

    /// `weights` row by row.
    init(size: PlaneSize, weights: [UInt8]) {
        self.size = size
        self.weights = ConstantTable(weights)
        bounds = (0..<0, 0..<0)
        for y in 0..<size.height {
            let row = weights[y * size.width..<(y + 1) * size.width]
            // What is not touched at both ends stays the input, however short; so a row that takes nothing reads nothing.
            guard let first = row.firstIndex(where: { $0 != 0 }), let last = row.lastIndex(where: { $0 != 0 }) else {
                add(0..<size.width, .input)
                endRow()
                continue
            }
            add(0..<first - row.startIndex, .input)
            var at = first
            while at <= last {
                var end = at + 1
                while end <= last && row[end] == row[at] { end += 1 }
                let isUniform = (row[at] == 0 || row[at] == 255) && end - at >= Self.shortest
                add(at - row.startIndex..<end - row.startIndex, !isUniform ? .mixed : row[at] == 0 ? .input : .filtered)
                at = end
            }
            add(last + 1 - row.startIndex..<size.width, .input)
            endRow()
        }
    }

    private mutating func add(_ columns: Range<Int>, _ kind: Kind) {
        guard !columns.isEmpty else { return }
        if runs.count > starts[starts.count - 1], let last = runs.last, last.kind == kind {
            runs[runs.count - 1].columns = last.columns.lowerBound..<columns.upperBound
        } else {
            runs.append(Run(columns: columns, kind: kind))
        }
    }

    private mutating func endRow() {
        let y = starts.count - 1
        for run in runs[starts[y]...] where run.kind != .input {
            bounds.rows = bounds.rows.isEmpty ? y..<y + 1 : bounds.rows.lowerBound..<y + 1
            let known = bounds.columns.isEmpty ? run.columns : bounds.columns
            bounds.columns = min(known.lowerBound, run.columns.lowerBound)..<max(known.upperBound, run.columns.upperBound)
        }
        starts.append(runs.count)
    }

    /// The sample's weight, 0...255.
    public func weight(x: Int, y: Int) -> Int {
        if let weights { return Int(weights.values[y * size.width + x]) }
        return runs[starts[y]..<starts[y + 1]].contains { $0.columns.contains(x) && $0.kind == .filtered } ? 255 : 0
    }

    /// What becomes of a sample of the input whose filtered value is `filtered`, by definition.
    public func mixed(_ input: Int, _ filtered: Int, x: Int, y: Int) -> Int {
        let weight = weight(x: x, y: y)
        return (input * (255 - weight) + filtered * weight + 127) / 255
    }

    /// Row `row` of the plane: `call`'s row 0 is the input, row 1 the filter's result, which need hold only what lies in `bounds` and may be the output itself.
    public func place(_ call: RowCall, row: Int, bytesPerSample: Int, kernel: MixKernel) {
        let span = call.x..<call.x + call.count
        for index in starts[row]..<starts[row + 1] {
            let columns = runs[index].columns.clamped(to: span), kind = runs[index].kind
            guard !columns.isEmpty else { continue }
            if kind == .mixed, let weights {
                kernel(RowCall(rows: call.rows, output: call.output, x: columns.lowerBound, count: columns.count), weights.values + row * size.width)
                continue
            }
            let from = call.rows[kind == .input ? 0 : 1], first = columns.lowerBound * bytesPerSample
            if from != UnsafeRawPointer(call.output) { memcpy(call.output + first, from + first, columns.count * bytesPerSample) }
        }
    }
}
