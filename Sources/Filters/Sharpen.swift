// sharpen: unsharp mask.
//
// Definition. b is blur (Blur.swift) of the plane with `sigma`. With d = p − b, A = round(256 · amount) and T = round(threshold · (2^depth − 1) / 255),
//     out = p where |d| < T, else clamp(p + ((A · d + 128) >> 8), 0, 2^depth − 1).
// The shift rounds half up, down to minus infinity below. Luma, or each of R, G and B; chroma and alpha pass.
import KernelInterface
import Kernels
import VideoFrame

/// Unsharp mask: adds a share of what a blur takes away; below zero it softens.
public struct Sharpen: VideoFilter {
    public static let amount = NumberParameter("amount", -2...5, default: 1, "share of the difference from the blur that is added")
    public static let sigma = NumberParameter("sigma", 0.1...100, default: 1.5, unit: "pixels", "standard deviation of the blur")
    public static let threshold = NumberParameter("threshold", 0...255, default: 0, unit: "of 255", "smaller differences are left alone")
    public static let descriptor = FilterDescriptor(
        name: "sharpen", summary: "unsharp mask", parameters: [.number(amount), .number(sigma), .number(threshold)],
        example: "--sharpen=0.7,threshold=3", topic: .detail, planes: .light)

    public let amount: Double
    public let sigma: Double
    public let threshold: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        amount = arguments[Self.amount]
        sigma = arguments[Self.sigma]
        threshold = arguments[Self.threshold]
    }

    private func parameters(_ format: PixelFormat) -> UnsharpParameters {
        UnsharpParameters(
            amount: Int32((amount * 256).rounded()), threshold: Int32((threshold * Double(format.maximum) / 255).rounded()),
            maximum: Int32(format.maximum))
    }

    private func planes(_ format: PixelFormat) -> Range<Int> { format.family == .rgb ? 0..<3 : 0..<1 }

    public func reference(_ picture: Picture) -> Picture {
        let blurred = Blur(sigma: sigma).reference(picture), parameters = parameters(picture.shape.format)
        var result = picture
        for plane in planes(picture.shape.format) {
            for index in picture.planes[plane].indices {
                let sample = picture.planes[plane][index], difference = sample - blurred.planes[plane][index]
                if abs(difference) < Int(parameters.threshold) { continue }
                let changed = sample + (Int(parameters.amount) * difference + 128) >> 8
                result.planes[plane][index] = min(max(changed, 0), Int(parameters.maximum))
            }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let format = graph.shape.format, blur = Blur(sigma: sigma)
        let rows = UnsharpRows(
            parameters: parameters(format), bytesPerSample: format.bytesPerSample,
            kernel: format.bytesPerSample == 1 ? kernels.convolution.unsharp8 : kernels.convolution.unsharp16)
        for plane in planes(format) {
            let before = graph.planes[plane]
            blur.plan(&graph, plane: plane, kernels: kernels)
            // A plane that the blur leaves as it is has no difference.
            guard graph.planes[plane] != before else { continue }
            graph.planes[plane] = graph.operation(rows, inputs: [before, graph.planes[plane]])
        }
    }
}

private struct UnsharpRows: RowOperation {
    let parameters: UnsharpParameters
    let bytesPerSample: Int
    let kernel: UnsharpKernel

    var computePasses: [ComputePass] {
        [ComputePass(.unsharp, [parameters.amount, parameters.threshold, parameters.maximum].map { Int($0) })]
    }
    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}
