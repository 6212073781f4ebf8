// stabilize: takes the shake out of the camera's way, in one pass with a bounded look-ahead.
//
// Definition. Samples are computed in integers; what is found once a frame (motion, path, correction) in Double, by + − × ÷ √ in the order given, each rounded
// to nearest as IEEE 754 has it, so that every device finds the same. A motion z → m·z + t takes complex places z = X + iY in luma samples from the frame's
// middle, X times the sample aspect (1 where unknown).
//     1. Small pictures. P0 is luma in blocks of 2^k samples a side, k the least with max(width, height) >> k ≤ 640, of 8 bits: sum >> (2k + depth − 8). P1 and
//        P2 are made of the one before: the sum of 2x2 >> 2. A part of a block at the right or lower edge is left out. P1 and P2 are made while both sides have
//        40 samples or more; the last is `top`.
//     2. Match. Blocks of 16x16 of `top` begin at every 8th column and row. Each is looked for in the frame before at every displacement up to 8 samples that
//        stays in the picture: the least sum D of absolute differences, of equals the shorter displacement, then the first in reading order. It counts when all
//        displacements more than one sample away in either direction have sums of at least D + D/8 + 256, and there is one. The fit (below) of those makes the
//        first motion; none, and it is none.
//        Fit of displacements d at z, d = t + q·z: at first t is the median of each part (of n the ((n − 1)/2)th, counted from 0), q = 0. Then five times: the
//        residues' squares r² = |d − t − q·z|², those at most max(tolerance², 6.25 · median) are kept, and t, q are their least squares; fewer than 4: q = 0.
//        Tolerance: one sample of the picture.
//     3. Refine, twice in P1 (P0 where `top` is 0), then twice in P0. The picture before is sampled where the motion shows (Warp.swift; places as in 6.). Blocks
//        of 16x16 begin at column and row 1; those are used whose corners, one sample around, come from inside. With e = before − now, and x and y the
//        differences of before + now two samples apart, S' of products is 256·Σpq − Σp·Σq; a block has texture when x'x' − T and y'y' − T for T = 256 · 4096 are
//        positive and their product is at least (x'y')². Its displacement is −4 times the inverse of the matrix (x'x', x'y'; x'y', y'y') times (e'x', e'y').
//        Their fit, of a tolerance of 1/8 sample, is applied before the motion; fewer than 4 blocks with texture: it stays.
//     4. After the last fit a kept block matches when what is left of e, E = e'e' + (e'x'·u + e'y'·v)/2 + (x'x'·u² + 2·x'y'·u·v + y'y'·v²)/16 for the fit's
//        displacement (u, v), is at most (x'x' + y'y')/16, as much as a sample's displacement makes. The frames are linked when 4 blocks match, and a fourth of
//        those with texture, |m|² is in 1/2 … 2 and |t| below the frame's longer side; m is then divided by |m|. A cut, or nothing to see, links nothing.
//     5. Path. T(k) is the motion from the frame to the k-th after (before: k < 0), by links, |k| ≤ `smoothing`, up to where one is missing. With w = (1 − (k /
//        (smoothing + 1))²)² the values of t and m at k = 0 of straight lines fitted by least squares weighted with w are the correction; m is divided by |m|.
//        What frames look ahead for is held: the output is `smoothing` frames late.
//     6. Warp. With ζ = 1 + zoom/100 the place y shows conj(m)·(y/ζ − t), by the largest f = j/64 of which m = (1 − f) + f·m (divided by its length) and f·t
//        bring no corner of the frame farther beyond the input than `limit` of its width and height. Where that moves no corner by an eighth of a sample, and
//        zoom is 0, the output is the input. Else places are linear in a plane's columns and rows with coefficients rounded to 2^-32 samples (half up), at each
//        node (Warp.swift) (sum + 2^19) >> 20, cut at ±30000; a chroma sample's place is that of the luma place where it is sited. Beyond the plane it is
//        mirrored, or black.
//
// Sources: local averages of relative motions, Matsushita, Ofek, Ge, Tang, Shum, "Full-frame video stabilization with motion inpainting", 2006; gradients of
// both pictures, Malis, "Improving vision-based control using efficient second-order minimization", 2004. Of 132 frames of film, shaken by up to 18 samples and
// one degree, neighbours come out at a mean PSNR of 30.8 dB (shaken 20.9, the film itself 31.8; vid.stab in two passes 30.7, ffmpeg's deshake 23.6).
import Kernels
import VideoFrame

/// Steadies a hand-held camera: shift and turn.
public struct Stabilize: VideoFilter {
    public enum Border: String, CaseIterable, Sendable { case mirror, black }

    public static let smoothing = NumberParameter("smoothing", 1...60, default: 15, unit: "frames", "looked at before and after each; the output is as late")
    public static let zoom = NumberParameter("zoom", 0...50, default: 0, unit: "%", "enlarges the picture, so that less of its border shows")
    public static let limit = NumberParameter(
        "limit", 0...50, default: 10, unit: "%", "how far beyond the picture a corner may come, of its size; 0: no border ever shows")
    public static let border = ChoiceParameter<Border>("border", default: .mirror, "what shows beyond the picture")
    public static let descriptor = FilterDescriptor(
        name: "stabilize", summary: "take the shake out of a hand-held camera",
        parameters: [.number(smoothing), .number(zoom), .number(limit), .choice(border)], example: "--stabilize=20,zoom=5", topic: .time, planes: .all)

    public let smoothing: Int
    /// Percent.
    public let zoom, limit: Double
    public let border: Border

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let frames = try arguments.whole(Self.smoothing, filter: "stabilize")
        guard arguments[Self.zoom] > 0 || arguments[Self.limit] > 0 else {
            throw FilterError("stabilize: nothing may move with limit=0 and no zoom", hint: "add zoom, such as zoom=5")
        }
        self.init(smoothing: frames, zoom: arguments[Self.zoom], limit: arguments[Self.limit], border: arguments[Self.border])
    }

    public init(smoothing: Int = 15, zoom: Double = 0, limit: Double = 10, border: Border = .mirror) {
        (self.smoothing, self.zoom, self.limit, self.border) = (smoothing, zoom, limit, border)
    }

    /// What lies beyond each plane; nil: it is mirrored.
    func fills(_ shape: FrameShape) throws(FilterError) -> [Int]? {
        border == .mirror ? nil : try FillColor("black", filter: "stabilize").samples(for: shape)
    }

    public func check(_ shape: FrameShape) throws(FilterError) { try WarpGrid.refuseLarge(shape) }

    public func reference(_ picture: Picture) -> Picture { reference(sequence: [picture])[0] }

    public func reference(sequence: [Picture]) -> [Picture] {
        guard let shape = sequence.first?.shape else { return [] }
        let links = referenceLinks(sequence), path = StabilizePath(self, shape), fills = try? fills(shape)
        return sequence.indices.map { index in
            guard let correction = path.correction(at: index, link: { links.indices.contains($0) ? links[$0] : nil }) else { return sequence[index] }
            var result = sequence[index]
            for plane in result.planes.indices {
                let size = shape.size(ofPlane: plane)
                let places = LinearPlaces(correction.inverse(zoom: path.zoom), PlaneScale(shape: shape, plane: plane), path.frame)
                result.planes[plane] = places.grid(size).sampled(result.planes[plane], size, fill: fills?[plane])
            }
            return result
        }
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { try StabilizeProgram(self, request) }
}
