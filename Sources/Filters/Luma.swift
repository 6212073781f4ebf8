// Luma of RGB frames, for filters that see light only.
import KernelInterface
import Kernels
import VideoFrame

/// Y = (kR·R + kG·G + kB·B + 32768) >> 16 with weights in 1/65536 that sum to 65536.
struct LumaWeights: Sendable {
    let red, green, blue: UInt32

    /// By H.273 matrix code: BT.709 (1), FCC (4), SMPTE 240M (7), BT.2020 (9, 10), else BT.601; untagged frames are BT.709 from 720 lines up, else BT.601.
    init(for shape: FrameShape) {
        let matrix = [0, 2].contains(shape.color.matrix) ? (shape.height >= 720 ? 1 : 6) : shape.color.matrix
        switch matrix {
        case 1: (red, blue) = (13933, 4732)  // 0.2126, 0.0722
        case 4: (red, blue) = (19661, 7209)  // 0.30, 0.11
        case 7: (red, blue) = (13894, 5702)  // 0.212, 0.087
        case 9, 10: (red, blue) = (17216, 3886)  // 0.2627, 0.0593
        default: (red, blue) = (19595, 7471)  // 0.299, 0.114
        }
        green = 65536 - red - blue
    }

    func luma(red r: Int, green g: Int, blue b: Int) -> Int { (Int(red) * r + Int(green) * g + Int(blue) * b + 32768) >> 16 }
}

/// Luma rows from the planes R, G, B.
private struct LumaRows: RowOperation {
    let weights: LumaWeights
    let bytesPerSample: Int
    let kernel: LumaKernel

    var computePasses: [ComputePass] { [ComputePass(.luma, [Int(weights.red), Int(weights.green), Int(weights.blue)])] }
    func run(_ call: RowCall, row: Int) { kernel(call, weights.red, weights.green, weights.blue) }
}

extension RowGraph {
    /// The node of the frame's luma: the first plane, or a step that computes it from G, B, R.
    mutating func luma(kernels: KernelTable) -> Int {
        guard shape.format.family == .rgb else { return planes[0] }
        let bytes = shape.format.bytesPerSample
        let rows = LumaRows(weights: LumaWeights(for: shape), bytesPerSample: bytes, kernel: bytes == 1 ? kernels.luma8 : kernels.luma16)
        return operation(rows, inputs: [planes[2], planes[0], planes[1]])
    }

    /// Makes `node` the picture's light: luma with neutral chroma, or all of R, G and B.
    mutating func setLight(_ node: Int) {
        planes[0] = node
        for plane in 1..<max(1, shape.format.colorPlaneCount) {
            planes[plane] = shape.format.family == .rgb ? node : constant(shape.neutral, size: shape.size(ofPlane: plane))
        }
    }
}

extension RowGraph {
    /// For a device: `fresh` becomes the picture's luma, of which `luma` was the old; R, G and B move by as much, clamped to the code range.
    mutating func moveLight(from luma: Int, to fresh: Int) {
        guard shape.format.family == .rgb else {
            planes[0] = fresh
            return
        }
        for plane in 0..<3 { planes[plane] = computed(ComputePass(.movelight, [shape.format.maximum]), inputs: [planes[plane], luma, fresh]) }
    }

    /// For a device: a plane of zeros that passes then change in place.
    mutating func zeros(_ size: PlaneSize) -> Int { computed(ComputePass(.fill, [0], size: size, bytesPerSample: 4), inputs: [planes[0]]) }

    /// For a device: labels, a plane of which each area has one root, made so. The areas are those of the labels that are not 0.
    mutating func united(_ labels: Int) -> Int {
        let united = computed(ComputePass(.unite, isInPlace: true), inputs: [labels])
        return computed(ComputePass(.flatten, isInPlace: true), inputs: [united])
    }
}

extension Picture {
    /// Luma samples, as `RowGraph.luma`.
    var luma: [Int] {
        guard shape.format.family == .rgb else { return planes[0] }
        let weights = LumaWeights(for: shape)
        return planes[0].indices.map { weights.luma(red: planes[2][$0], green: planes[0][$0], blue: planes[1][$0]) }
    }

    /// As `RowGraph.setLight`.
    mutating func setLight(_ samples: [Int]) {
        planes[0] = samples
        for plane in 1..<max(1, shape.format.colorPlaneCount) {
            planes[plane] = shape.format.family == .rgb ? samples : planes[plane].map { _ in shape.neutral }
        }
    }
}
