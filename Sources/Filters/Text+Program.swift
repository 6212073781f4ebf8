// Text on frames: glyphs are drawn into words of alpha when the text changes, and rows are blended by the workers.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// A rectangle of luma samples.
private struct Rect {
    var columns = 0..<0, rows = 0..<0

    /// Cut to the frame, grown to whole chroma samples.
    init(x: Int, y: Int, width: Int, height: Int, in shape: FrameShape) {
        let step = shape.format.chromaStep
        func whole(_ start: Int, _ length: Int, _ step: Int, _ side: Int) -> Range<Int> {
            let cut = (start..<start + length).clamped(to: 0..<side)
            return cut.isEmpty ? 0..<0 : cut.lowerBound / step * step..<min(side, (cut.upperBound + step - 1) / step * step)
        }
        columns = whole(x, width, step.x, shape.width)
        rows = whole(y, height, step.y, shape.height)
    }

    init() {}

    mutating func join(_ other: Rect) {
        if other.columns.isEmpty || other.rows.isEmpty { return }
        if columns.isEmpty || rows.isEmpty {
            self = other
            return
        }
        columns = min(columns.lowerBound, other.columns.lowerBound)..<max(columns.upperBound, other.columns.upperBound)
        rows = min(rows.lowerBound, other.rows.lowerBound)..<max(rows.upperBound, other.rows.upperBound)
    }

    /// In samples of a plane with these shifts.
    func shifted(_ shift: (x: Int, y: Int)) -> Rect {
        func down(_ range: Range<Int>, _ shift: Int) -> Range<Int> { range.lowerBound >> shift..<(range.upperBound + (1 << shift) - 1) >> shift }
        var result = Rect()
        (result.columns, result.rows) = (down(columns, shift.x), down(rows, shift.y))
        return result
    }
}

final class TextProgram: FrameProgram, @unchecked Sendable {  // what changes is written in `begin`, on the stage's thread, and read by tasks
    let outputShape: FrameShape
    private let style: TextStyle
    private let position: LayerPosition
    private let writer: TextWriter
    private let kernel: BlendKernel
    private let mean: MeanKernel
    private let tasks: PlaneTasks
    /// Alpha of the letters at luma's and at chroma's sampling; the second is unused where they are the same.
    private let ink: RowMemory
    private let chromaInk: RowMemory
    private let boxAlpha: RowMemory
    /// A row of colour for each plane.
    private let paint: RowMemory
    private let boxPaint: RowMemory
    private var drawn = Rect()
    private var box = Rect()

    init(_ filter: Text, _ request: FrameProgramRequest) throws(FilterError) {
        let shape = request.shape, bytes = shape.format.bytesPerSample
        outputShape = shape
        style = try filter.style(for: shape, frameRate: request.frameRate)
        position = filter.position
        writer = TextWriter(style)
        kernel = bytes == 1 ? request.kernels.layer.blend8 : request.kernels.layer.blend16
        mean = request.kernels.mean16
        tasks = PlaneTasks(shape: shape, planes: Array(0..<shape.format.planeCount), count: request.tasks)
        ink = RowMemory(width: shape.width, height: shape.height, bytesPerElement: 2)
        let isSubsampled = shape.format.chromaShiftX + shape.format.chromaShiftY > 0
        chromaInk = isSubsampled ? RowMemory(shape.size(ofPlane: 1), bytesPerElement: 2) : RowMemory(width: 0, height: 0, bytesPerElement: 2)
        boxAlpha = RowMemory(width: shape.width, height: 1, bytesPerElement: 2)
        boxAlpha.row(0, as: UInt16.self).update(repeating: UInt16(style.boxAlpha), count: shape.width)
        paint = RowMemory(width: shape.width, height: shape.format.planeCount, bytesPerElement: bytes)
        boxPaint = RowMemory(width: shape.width, height: shape.format.planeCount, bytesPerElement: bytes)
        let light = FrameLight(shape: shape)
        for (memory, color) in [(paint, filter.color), (boxPaint, filter.boxColor)] {
            for (plane, sample) in color.samples(for: shape).enumerated() { light.fill(memory.row(plane), sample, count: shape.width) }
        }
    }

    func writes(plane: Int) -> Bool { true }

    func begin(_ pass: FramePass) -> Int {
        if writer.write(pass.timing) { draw() }
        return 1
    }

    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks.count }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let (plane, rows) = tasks[task], isChroma = outputShape.format.isChroma(plane: plane), shift = outputShape.format.shifts(plane: plane)
        let isOwn = isChroma && shift != (0, 0), letters = drawn.shifted(shift), ground = box.shifted(shift)
        let bytes = outputShape.format.bytesPerSample
        for y in rows.clamped(to: pass.bounds(ofPlane: plane).rows) {
            let output = pass.output[plane].row(y)
            memcpy(output, pass.input[plane].row(y), pass.input[plane].size.width * bytes)
            withUnsafePointer(to: UnsafeRawPointer(output)) { row in
                if ground.rows.contains(y) {
                    let call = RowCall(rows: row, output: output, x: ground.columns.lowerBound, count: ground.columns.count)
                    kernel(call, boxAlpha.row(0, as: UInt16.self), boxPaint.row(plane))
                }
                if letters.rows.contains(y) {
                    let call = RowCall(rows: row, output: output, x: letters.columns.lowerBound, count: letters.columns.count)
                    kernel(call, (isOwn ? chromaInk : ink).row(y, as: UInt16.self), paint.row(plane))
                }
            }
        }
    }

    /// Draws what the writer has written.
    private func draw() {
        for y in drawn.rows { memset(ink.row(y, as: UInt16.self) + drawn.columns.lowerBound, 0, 2 * drawn.columns.count) }
        drawn = Rect()
        let set = style.glyphs, padding = style.padding
        let width = writer.width + 2 * padding, height = writer.lineCount * set.height + 2 * padding
        let origin = position.origin(width: width, height: height, in: outputShape)
        box = padding > 0 ? Rect(x: origin.x, y: origin.y, width: width, height: height, in: outputShape) : Rect()
        for index in 0..<writer.count {
            let place = writer.places.values[index], glyph = set.glyphs.values[Int(place.number)]
            let left = origin.x + padding + Int(place.x) + glyph.left
            let top = origin.y + padding + Int(place.line) * set.height + set.ascent - glyph.top
            draw(glyph, left, top)
            drawn.join(Rect(x: left, y: top, width: glyph.width, height: glyph.rows, in: outputShape))
        }
        if outputShape.format.chromaShiftX + outputShape.format.chromaShiftY > 0 { drawChroma() }
    }

    private func draw(_ glyph: GlyphSet.Glyph, _ left: Int, _ top: Int) {
        let columns = (left..<left + glyph.width).clamped(to: 0..<outputShape.width)
        for y in (top..<top + glyph.rows).clamped(to: 0..<outputShape.height) {
            let row = ink.row(y, as: UInt16.self), from = style.glyphs.pixels.values + glyph.start + (y - top) * glyph.width - left
            for x in columns { row[x] = max(row[x], UInt16((Int(from[x]) * style.alpha + 127) / 255)) }
        }
    }

    /// At chroma's sampling, by the mean of ChromaSampling.swift.
    private func drawChroma() {
        let format = outputShape.format, (shiftX, shiftY) = (format.chromaShiftX, format.chromaShiftY), area = drawn.shifted((shiftX, shiftY))
        withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: format.chromaStep.y) { memory in
            guard let rows = memory.baseAddress else { return }
            for y in area.rows {
                let first = y << shiftY, count = min(format.chromaStep.y, outputShape.height - first)
                for row in 0..<count { (rows + row).initialize(to: UnsafeRawPointer(ink.row(first + row))) }
                let call = RowCall(rows: rows, output: chromaInk.row(y), x: area.columns.lowerBound, count: area.columns.count)
                mean(call, count, shiftY, shiftX, outputShape.width)
            }
        }
    }
}
