// threshold: black or white.
//
// Definition. A sample of luma, v, becomes nominal white or nominal black by `method`:
// fixed: white where v ≥ black + level · (white − black).
// otsu (N. Otsu, "A threshold selection method from gray-level histograms", 1979): luma is counted over the nominal range, samples outside counting as black or
// white; of the codes t for which there are samples up to and above t, with n₀ and n₁ samples of mean m₀ and m₁, the first with the largest n₀ · n₁ · (m₀ − m₁)²
// (in double precision) is taken; without one, the middle of the range. White where v > t.
// mean: white where v + offset > the mean of the (2 radius + 1)² samples around, half up, mirrored at the border. offset is its share of white − black, half up.
// On full-range 8-bit gray this is cv2.adaptiveThreshold with blockSize 2 radius + 1 and C = the offset, but for the border, where that repeats samples.
// gaussian: white where v + offset > luma blurred as by blur with sigma = 0.3 (radius − 1) + 0.8.
// Chroma becomes neutral; in RGB the result stands in all three planes. Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

/// Black or white, by a level for all of the frame or by what lies around.
public struct Threshold: VideoFilter {
    /// How the threshold is found.
    public enum Method: String, CaseIterable, Sendable { case fixed, otsu, mean, gaussian }

    public static let level = NumberParameter("level", 0...1, default: 0.5, "fixed: share of the range from black to white; from it on is white")
    public static let method = ChoiceParameter<Method>("method", default: .fixed, "how the threshold is found")
    public static let radius = NumberParameter("radius", 1...127, default: 5, unit: "pixels", "mean and gaussian: how far around a sample is looked")
    public static let offset = NumberParameter("offset", -1...1, default: 0.02, "mean and gaussian: share of the range that may be missing to the mean")
    public static let descriptor = FilterDescriptor(
        name: "threshold", summary: "black or white by luma", parameters: [.number(level), .choice(method), .number(radius), .number(offset)],
        example: "--threshold=method=mean,radius=10", topic: .light, planes: .lightOnly)

    public let level: Double
    public let method: Method
    public let radius: Int
    public let offset: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        self.init(
            level: arguments[Self.level], method: arguments[Self.method], radius: Int(arguments[Self.radius].rounded()), offset: arguments[Self.offset])
    }

    public init(level: Double = 0.5, method: Method = .fixed, radius: Int = 5, offset: Double = 0.02) {
        (self.level, self.method, self.radius, self.offset) = (level, method, radius, offset)
    }

    private func table(_ shape: FrameShape) -> SampleTable {
        let limit = Double(shape.black) + level * Double(shape.white - shape.black)
        return SampleTable(depth: shape.format.depth) { Double(Double($0) >= limit ? shape.white : shape.black) }
    }

    private var blur: Blur { Blur(sigma: 0.3 * Double(radius - 1) + 0.8) }

    func above(_ shape: FrameShape) -> AboveParameters {
        AboveParameters(offset: Int((offset * Double(shape.white - shape.black) + 0.5).rounded(.down)), clear: shape.black, set: shape.white)
    }

    /// Bins up to the returned one are black.
    static func otsu(_ counts: UnsafePointer<UInt32>, bins: Int) -> Int {
        var total = 0, sum = 0
        for bin in 0..<bins { (total, sum) = (total + Int(counts[bin]), sum + bin * Int(counts[bin])) }
        var below = 0, sumBelow = 0, best = 0.0, result = (bins - 1) / 2
        for bin in 0..<bins {
            below += Int(counts[bin])
            sumBelow += bin * Int(counts[bin])
            guard below > 0, below < total else { continue }
            let difference = Double(sumBelow) / Double(below) - Double(sum - sumBelow) / Double(total - below)
            let value = Double(below) * Double(total - below) * difference * difference
            if value > best { (best, result) = (value, bin) }
        }
        return result
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, luma = picture.luma, above = above(shape)
        func mark(_ isWhite: Bool) -> Int { isWhite ? shape.white : shape.black }
        var result = picture
        switch method {
        case .fixed:
            let table = table(shape)
            result.setLight(luma.map { Int(table.values[$0]) })
        case .otsu:
            let counts = LightHistogram.reference(luma, shape)
            let limit = counts.withUnsafeBufferPointer { $0.baseAddress.map { Self.otsu($0, bins: counts.count) } ?? 0 }
            result.setLight(luma.map { mark($0 > shape.black + limit) })
        case .mean:
            let area = (2 * radius + 1) * (2 * radius + 1)
            result.setLight(
                luma.indices.map { index in
                    let x = index % shape.width, y = index / shape.width
                    var sum = 0
                    for row in y - radius...y + radius {
                        let start = mirror(row, shape.height) * shape.width
                        for column in x - radius...x + radius { sum += luma[start + mirror(column, shape.width)] }
                    }
                    return mark(luma[index] + Int(above.offset) > (sum + area / 2) / area)
                })
        case .gaussian:
            let format = PixelFormat(family: .gray, depth: shape.format.depth)
            let light = Picture(shape: FrameShape(format: format, width: shape.width, height: shape.height), planes: [luma])
            let limits = blur.reference(light).planes[0]
            result.setLight(luma.indices.map { mark(luma[$0] + Int(above.offset) > limits[$0]) })
        }
        return result
    }

    public var hasRowPlan: Bool { method != .otsu }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let luma = graph.luma(kernels: kernels)
        switch method {
        case .fixed: graph.setLight(graph.table(table(graph.shape), input: luma))
        // The mean of what lies around, half up, is a box blur's.
        case .mean: planMark(&graph, luma, limits: BoxBlur(radius: radius), kernels: kernels)
        case .gaussian: planMark(&graph, luma, limits: blur, kernels: kernels)
        case .otsu: break
        }
    }

    /// Light is what lies above what `limits` makes of luma.
    private func planMark(_ graph: inout RowGraph, _ luma: Int, limits: some VideoFilter, kernels: KernelTable) {
        // Of its planes only the first is used; the others are never computed.
        let planes = graph.planes
        graph.setLight(luma)
        limits.plan(&graph, kernels: kernels)
        let limits = graph.planes[0], bytes = graph.shape.format.bytesPerSample
        graph.planes = planes
        let rows = AboveRows(
            parameters: above(graph.shape), bytesPerSample: bytes, kernel: bytes == 1 ? kernels.wholeFrame.above8 : kernels.wholeFrame.above16)
        graph.setLight(graph.operation(rows, inputs: [luma, limits]))
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        if method == .otsu { graph.setLight(graph.looked(graph.luma(kernels: kernels), table: .otsu)) } else { plan(&graph, kernels: kernels) }
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? {
        guard method == .otsu else { return nil }
        let shape = request.shape
        return HistogramProgram(request, .replaces) { table, count, counts, bins in
            let first = min(shape.black + Self.otsu(counts, bins: bins) + 1, count)
            table.update(repeating: UInt16(shape.black), count: first)
            (table + first).update(repeating: UInt16(shape.white), count: count - first)
        }
    }
}

private struct AboveRows: RowOperation {
    let parameters: AboveParameters
    let bytesPerSample: Int
    let kernel: AboveKernel

    var computePasses: [ComputePass] { [ComputePass(.above, [Int(parameters.offset), Int(parameters.clear), Int(parameters.set)])] }
    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}
