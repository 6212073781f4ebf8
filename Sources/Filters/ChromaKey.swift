// chromakey: what has the key's colour becomes background.
//
// Definition. Cb and Cr are the frame's own, or made of R, G, B by its matrix as in ColourMatrix.swift; N is neutral, (kU, kV) the key colour's. Above 12 bits both
// are shifted right to 12 for the distance D = (U − kU)² + (V − kV)². With the largest code M (of 12 bits where they are shifted),
// s = √2 · similarity · M and e = √2 · (similarity + blend) · M,
//     t = D − s², cut to 0...e² − s²;   kept = min((((t >> q) · m + 2^15) >> 16), 2^15),   a = 2^15 − kept
// s² and e² − s² (at least 1) rounded to whole numbers, q the least that brings e² − s² to 16 bits, m = round(2^31 / ((e² − s²) >> q)). So a is the background's
// share: all up to similarity, nothing from similarity + blend on. A luma sample takes the share of the chroma sample that covers it (ChromaSampling.swift).
//
// Spill. Light of the key's hue that falls on what stays is taken away: with the hue h = (hU, hV), of length 1, in 1/2^14, a sample's chroma has the part
// c = (U − N)·hU + (V − N)·hV along the hue and r = (U − N)·hV − (V − N)·hU across it; E = max(c − |r|, 0) >> 10 is how far it is inside 45 degrees of the hue.
//     out = v − ((E · w + 2^13) >> 14), cut to the code range,
// w = round(2^10 · despill · what the plane loses when chroma loses one code along the hue): hU of Cb, hV of Cr, of R, G and B by the inverse matrix at equal luma.
//
// Then the background is laid over it with a as in Layer.swift, frame's alpha and all. Without a background (none) the frame's alpha is times kept, and colours
// stay as the spill left them. A background picture covers the frame, its middle in the frame's middle, black where it has alpha (LayerPicture.swift).
import KernelInterface
import Kernels
import VideoFrame

/// Puts a background in place of a colour.
public struct ChromaKey: VideoFilter {
    public static let color = TextParameter(
        "color", form: FillColor.form, default: "#00B140", samples: ["lime", "blue", "#20A050"], "colour of the screen; the default is that of green cloth")
    public static let similarity = NumberParameter("similarity", 0...1, default: 0.12, "how far from the colour all is background")
    public static let blend = NumberParameter("blend", 0...1, default: 0.06, "how much farther until nothing is")
    public static let background = TextParameter(
        "background", form: "colour, picture file, or none", default: "black", samples: ["#204080", "white"],
        "what is put there; none makes frames with alpha transparent")
    public static let despill = NumberParameter("despill", 0...1, default: 1, "share of the screen's light that is taken off the rest")
    public static let descriptor = FilterDescriptor(
        name: "chromakey", summary: "replace a colour by a background",
        parameters: [.text(color), .number(similarity), .number(blend), .text(background), .number(despill)],
        example: "--chromakey=#90B020,similarity=0.06,background=navy", topic: .layers, planes: .all)

    enum Background: Sendable {
        case color(FillColor)
        case picture(LayerPicture)
        case none
    }

    public let color: FillColor
    public let similarity, blend, despill: Double
    let background: Background
    private let made = LayerMemory()

    public init(_ arguments: FilterArguments) throws(FilterError) {
        color = try FillColor(arguments[Self.color], filter: "chromakey")
        guard color.red != color.green || color.green != color.blue else {
            throw FilterError("chromakey: \(arguments[Self.color]) has no hue to tell it by", hint: "e.g. color=lime or color=#00B140")
        }
        (similarity, blend, despill) = (arguments[Self.similarity], arguments[Self.blend], arguments[Self.despill])
        let text = arguments[Self.background]
        if text == "none" {
            background = .none
        } else if text.contains("/") || text.contains(".") {
            do { background = .picture(LayerPicture(try arguments.pictures.picture(at: text))) } catch {
                throw FilterError("chromakey: \(error.message)", hint: error.hint)
            }
        } else {
            do { background = .color(try FillColor(text, filter: "chromakey")) } catch {
                throw FilterError("chromakey: background '\(text)' is neither a colour nor a file", hint: error.hint.map { $0 + "; a file's name has a dot" })
            }
        }
    }

    public func check(_ shape: FrameShape) throws(FilterError) {
        guard shape.format.family != .gray else { throw FilterError("frames of \(shape.format) have no colour to tell by", hint: "leave it out") }
        if case .none = background, !shape.format.hasAlpha {
            throw FilterError("frames of \(shape.format) have no alpha to write", hint: "name a background, e.g. background=black")
        }
        if case .picture(let picture) = background { try LayerPicture.refuseLarge(Self.cover(of: picture, on: shape)) }
    }

    public var hasRowPlan: Bool { true }

    /// The size, in whole samples, with which a background picture covers frames of `shape`.
    private static func cover(of picture: LayerPicture, on shape: FrameShape) -> (width: Double, height: Double) {
        let natural = Double(picture.width) / shape.aspect, scale = max(Double(shape.width) / natural, Double(shape.height) / Double(picture.height))
        return (max(Double(shape.width), (natural * scale).rounded()), max(Double(shape.height), (Double(picture.height) * scale).rounded()))
    }

    /// A background picture on frames of `shape`.
    func ground(_ picture: LayerPicture, on shape: FrameShape) -> [LayerPlane?] {
        made.layer(on: shape) {
            let cover = Self.cover(of: picture, on: shape), size = (width: Int(cover.width), height: Int(cover.height))
            return picture.ground(on: shape, size: size, at: ((shape.width - size.width) / 2, (shape.height - size.height) / 2))
        }
    }

    /// The background's samples.
    private func paint(_ shape: FrameShape) -> KeyPaint {
        switch background {
        case .none: return .nothing
        case .color(let color):
            let bytes = shape.format.bytesPerSample
            return .lines(
                color.samples(for: shape).enumerated().map { plane, sample in
                    LayerPlane(
                        columns: 0..<shape.size(ofPlane: plane).width, rows: 0..<shape.size(ofPlane: plane).height, paint: sample, bytesPerSample: bytes)
                })
        case .picture(let picture): return .lines(ground(picture, on: shape))
        }
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, planes = picture.planes, numbers = KeyNumbers(self, shape), paint = paint(shape)
        let isRGB = shape.format.family == .rgb
        let u = isRGB ? planes[0].indices.map { numbers.chroma[0].value(planes[2][$0], planes[0][$0], planes[1][$0]) } : planes[1]
        let v = isRGB ? planes[0].indices.map { numbers.chroma[1].value(planes[2][$0], planes[0][$0], planes[1][$0]) } : planes[2]
        let share = u.indices.map { numbers.share(u[$0], v[$0]) }, repeated = isRGB ? share : picture.repeated(share)
        var result = picture
        for plane in planes.indices {
            let own = shape.format.isChroma(plane: plane) ? share : repeated, width = shape.size(ofPlane: plane).width
            for index in planes[plane].indices {
                var sample = planes[plane][index]
                if let spill = numbers.spill(plane: plane) { sample = KeyNumbers.spilled(sample, u[index], v[index], spill) }
                switch paint {
                case .nothing: if shape.format.isAlpha(plane: plane) { sample = blended(sample, 0, alpha: own[index]) }
                case .lines(let layer):
                    if let part = layer[plane] { sample = blended(sample, part.paintSample(x: index % width, y: index / width), alpha: own[index]) }
                }
                result.planes[plane][index] = sample
            }
        }
        return result
    }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape, planes = graph.planes, bytes = shape.format.bytesPerSample, numbers = KeyNumbers(self, shape, kernels: kernels)
        let rgb = shape.format.family == .rgb ? [planes[2], planes[0], planes[1]] : []
        let u = rgb.isEmpty ? planes[1] : graph.operation(numbers.chroma[0], inputs: rgb)
        let v = rgb.isEmpty ? planes[2] : graph.operation(numbers.chroma[1], inputs: rgb)
        let keyKernel = bytes == 1 ? kernels.layer.key8 : kernels.layer.key16
        let share = graph.operation(KeyRows(parameters: numbers.key, kernel: keyKernel), inputs: [u, v])
        let repeated = rgb.isEmpty ? graph.repeated(share, bytesPerSample: 2, kernels: kernels) : share
        let blend = bytes == 1 ? kernels.layer.blend8 : kernels.layer.blend16, paint = paint(shape)
        for plane in planes.indices {
            let own = shape.format.isChroma(plane: plane) ? share : repeated
            var node = planes[plane]
            if let spill = numbers.spill(plane: plane) {
                let kernel = bytes == 1 ? kernels.layer.spill8 : kernels.layer.spill16
                node = graph.operation(SpillRows(parameters: spill, bytesPerSample: bytes, kernel: kernel), inputs: [u, v, node])
            }
            var ground: LayerPlane?
            switch paint {
            case .nothing:
                let size = shape.size(ofPlane: plane)
                if shape.format.isAlpha(plane: plane) {
                    ground = LayerPlane(columns: 0..<size.width, rows: 0..<size.height, paint: 0, bytesPerSample: bytes)
                }
            case .lines(let layer): ground = layer[plane]
            }
            if let ground { node = graph.operation(GroundRows(ground: ground, kernel: blend), inputs: [node, own]) }
            graph.planes[plane] = node
        }
    }
}

private enum KeyPaint {
    case nothing
    case lines([LayerPlane?])
}

private struct KeyRows: RowOperation {
    let parameters: KeyParameters
    let kernel: KeyKernel
    var bytesPerSample: Int { 2 }
    var computePasses: [ComputePass] {
        let p = parameters
        return [ComputePass(.key, [p.down, p.u, p.v, p.inner, p.ramp, p.shift].map { Int($0) } + [Int(p.scale)])]
    }

    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}

private struct SpillRows: RowOperation {
    let parameters: SpillParameters
    let bytesPerSample: Int
    let kernel: SpillKernel
    var computePasses: [ComputePass] {
        let p = parameters
        return [ComputePass(.spill, [p.u, p.v, p.neutral, p.weight, p.maximum].map { Int($0) })]
    }

    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}

/// Input 0 under the background, whose alpha is input 1.
private struct GroundRows: RowOperation {
    let ground: LayerPlane
    let kernel: BlendKernel
    var bytesPerSample: Int { ground.bytesPerSample }
    var computePasses: [ComputePass] {
        let paints = ground.paints
        return [ComputePass(.ground, [paints.count == 1 ? 0 : ground.columns.count], table: ComputePass.packed(paints))]
    }

    func run(_ call: RowCall, row: Int) { kernel(call, call.rows[1].assumingMemoryBound(to: UInt16.self), ground.paintRow(row)) }
}
