// overlay: a picture over the frame.
//
// Definition. The picture (its first frame, where it has several) is resized and converted as LayerPicture.swift says and laid over the frame as Layer.swift
// says. Its own size is that of the file; where the frame's samples are not square, sides that are not typed are such that it is shown undistorted.
// What lies beyond the frame is cut off.
import Kernels
import VideoFrame

/// A watermark, a logo, a frame around the picture.
public struct Overlay: VideoFilter {
    public static let file = FileParameter(
        "file", endings: ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"], form: "a picture",
        "PNG, JPEG or whatever can be decoded; its alpha counts")
    public static let position = LayerPosition.position(default: "bottom-right")
    public static let size = TextParameter(
        "size", form: "W[:H]", default: "-1", samples: ["25%", "5:-1", "-1:40%", "7:3"],
        "size in pixels or % of the frame; -1 keeps the aspect, alone the picture's own size")
    public static let opacity = NumberParameter("opacity", 0...1, default: 1, "0 shows nothing of it")
    public static let descriptor = FilterDescriptor(
        name: "overlay", summary: "a picture over the frame: logo, watermark",
        parameters: [.file(file), .text(position), .text(LayerPosition.margin), .text(size), .number(opacity)],
        example: "--overlay=logo.png,position=top-right,size=15%,opacity=0.6", topic: .layers, planes: .all)

    let picture: LayerPicture
    private let position: LayerPosition
    private let width, height: Measure
    public let opacity: Double
    private let made = LayerMemory()

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let path = arguments[Self.file]
        guard !path.isEmpty else { throw FilterError("overlay: no picture is given", hint: "overlay=FILE, e.g. \(Self.descriptor.example)") }
        position = try LayerPosition(position: arguments[Self.position], margin: arguments[LayerPosition.margin], filter: "overlay")
        let fields = arguments[Self.size].split(separator: ":", omittingEmptySubsequences: false), form = "size=W:H, size=W or size=20%"
        let measures = try Measure.read(fields, count: 2, percent: 0.01...1000, filter: "overlay", form: form)
        guard !measures.contains(where: \.isZero) else { throw FilterError("overlay: the size is empty", hint: form) }
        (width, height) = (measures[0], measures[1])
        opacity = arguments[Self.opacity]
        do { picture = LayerPicture(try arguments.pictures.picture(at: path)) } catch { throw FilterError("overlay: \(error.message)", hint: error.hint) }
    }

    public var needsUpright: Bool { true }
    public var hasRowPlan: Bool { true }

    /// The picture's size on frames of `shape`, in whole samples; beyond the numbers of Int where `check` refuses it.
    func size(on shape: FrameShape) -> (width: Double, height: Double) {
        let aspect = shape.aspect, ratio = Double(picture.width) / Double(picture.height) / aspect
        func side(_ measure: Measure, of total: Int) -> Double? {
            switch measure {
            case .pixels(let count): Double(count)
            case .percent(let share): share * Double(total) / 100
            case .automatic: nil
            }
        }
        let w = side(width, of: shape.width), h = side(height, of: shape.height)
        let whole = (w ?? h.map { $0 * ratio } ?? Double(picture.width) / aspect, h ?? w.map { $0 / ratio } ?? Double(picture.height))
        return (max(1, (whole.0 + 0.5).rounded(.down)), max(1, (whole.1 + 0.5).rounded(.down)))
    }

    public func check(_ shape: FrameShape) throws(FilterError) { try LayerPicture.refuseLarge(size(on: shape)) }

    func layer(_ shape: FrameShape) -> [LayerPlane?] {
        made.layer(on: shape) {
            let exact = size(on: shape), size = (width: Int(exact.width), height: Int(exact.height))
            return picture.layer(on: shape, size: size, at: position.origin(width: size.width, height: size.height, in: shape), opacity: opacity)
        }
    }

    public func reference(_ picture: Picture) -> Picture { picture.under(layer(picture.shape)) }
    public func plan(_ graph: inout RowGraph, kernels: KernelTable) { graph.lay(layer(graph.shape), kernels: kernels) }
}
