// corners on a device: scores, the best of them by their bits, crosses.
import Kernels
import VideoFrame

extension Corners {
    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        let shape = graph.shape, more = shape.format.depth - 8, bounds = shape.size(ofPlane: 0), luma = graph.luma(kernels: kernels)
        // Where one group takes eight rows of scores.
        let eights = PlaneSize(width: 1, height: (bounds.height + 7) / 8), one = PlaneSize(width: 1, height: 1)
        let peaks = ComputePass(.cornerpeaks, [(shape.black + shape.white + 1) / 2])
        let corners = graph.computed(peaks, inputs: [scores(&graph, luma, more), luma])
        var known = graph.computed(
            ComputePass(.cornerbest, isInPlace: true, groups: eights), inputs: [graph.zeros(PlaneSize(width: 6, height: 1)), corners])
        for shift in [24, 16, 8, 0] {
            let count = ComputePass(.cornercounts, [shift, fixedQuality], isInPlace: true, groups: eights)
            let counts = graph.computed(count, inputs: [graph.zeros(PlaneSize(width: 256, height: 1)), corners, known])
            known = graph.computed(ComputePass(.cornerpick, [shift, most], isInPlace: true, groups: one), inputs: [known, counts])
        }
        let rows = PlaneSize(width: bounds.height, height: 1)
        let tie = ComputePass(.cornerties, size: rows, bytesPerSample: 4, groups: PlaneSize(width: 1, height: bounds.height))
        let ties = graph.computed(tie, inputs: [corners, known])
        // Rows of a device's planes lie as those of a pool's.
        let words = FramePool.stride(width: bounds.width, bytesPerSample: 4) / 4
        let last = ComputePass(.cornerlast, [words, bounds.width], isInPlace: true, groups: one)
        known = graph.computed(last, inputs: [known, ties, corners])
        for plane in 0..<(shape.format.family == .rgb ? 3 : 1) {
            let marks = ComputePass(.cornermarks, [fixedQuality, shape.white, shape.black])
            graph.planes[plane] = graph.computed(marks, inputs: [graph.planes[plane], corners, known])
        }
        return true
    }

    public var finds: Bool { true }

    private func scores(_ graph: inout RowGraph, _ luma: Int, _ more: Int) -> Int {
        func reach(_ radius: Int) -> PlaneSize { PlaneSize(width: radius, height: radius) }
        guard method == .harris else { return graph.computed(ComputePass(.fast, [more], reach: reach(3), bytesPerSample: 4), inputs: [luma]) }
        let gradient = graph.computed(ComputePass(.harrisgradient, [more], reach: reach(1), bytesPerSample: 4), inputs: [luma])
        return graph.computed(ComputePass(.harris, reach: reach(1)), inputs: [gradient])
    }
}
