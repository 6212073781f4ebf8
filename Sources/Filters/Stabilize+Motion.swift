// stabilize's motions, and the places that they show.
import VideoFrame

/// z → m·z + t of complex places in luma samples from the frame's middle, across times the sample aspect.
struct FrameMotion: Equatable, Sendable {
    /// m.
    var re = 1.0, im = 0.0
    /// t.
    var x = 0.0, y = 0.0

    func applied(_ px: Double, _ py: Double) -> (x: Double, y: Double) { (re * px - im * py + x, im * px + re * py + y) }

    /// This one after `first`.
    func after(_ first: FrameMotion) -> FrameMotion {
        let (x, y) = applied(first.x, first.y)
        return FrameMotion(re: re * first.re - im * first.im, im: re * first.im + im * first.re, x: x, y: y)
    }

    /// |m| = 1.
    var rigid: FrameMotion {
        let length = (re * re + im * im).squareRoot()
        return FrameMotion(re: re / length, im: im / length, x: x, y: y)
    }

    /// y → conj(m)·(y/zoom − t): of a rigid motion and an enlargement after it.
    func inverse(zoom: Double) -> FrameMotion {
        FrameMotion(re: re / zoom, im: -im / zoom, x: -(re * x + im * y), y: -(re * y - im * x))
    }
}

/// The frame's middle and the sample aspect.
struct FrameMiddle: Sendable {
    let x, y, aspect: Double

    init(_ shape: FrameShape) {
        (x, y) = (Double(shape.width - 1) / 2, Double(shape.height - 1) / 2)
        aspect = shape.aspect
    }
}

extension PlaneScale {
    /// A motion's place of sample (px, py).
    func place(_ px: Double, _ py: Double, _ middle: FrameMiddle) -> (x: Double, y: Double) {
        ((px * scaleX + offsetX - middle.x) * middle.aspect, py * scaleY + offsetY - middle.y)
    }
}

/// Places linear in columns and rows of a plane, in 2^-32 samples.
struct LinearPlaces: Sendable {
    let xx, xy, x0, yx, yy, y0: Int

    init(_ motion: FrameMotion, _ scale: PlaneScale, _ middle: FrameMiddle) {
        let first = scale.place(0, 0, middle), (u, v) = motion.applied(first.x, first.y), ratio = scale.scaleY / (scale.scaleX * middle.aspect)
        func fixed(_ value: Double) -> Int { Int((min(max(value, -1e6), 1e6) * 4_294_967_296 + 0.5).rounded(.down)) }
        (xx, xy, x0) = (fixed(motion.re), fixed(-motion.im * ratio), fixed((u / middle.aspect + middle.x - scale.offsetX) / scale.scaleX))
        (yx, yy, y0) = (fixed(motion.im / ratio), fixed(motion.re), fixed((v + middle.y - scale.offsetY) / scale.scaleY))
    }

    /// In 2^-12 samples.
    @inline(__always) func place(_ x: Int, _ y: Int) -> (u: Int32, v: Int32) {
        func cut(_ place: Int) -> Int32 { Int32(truncatingIfNeeded: min(max((place &+ 1 << 19) &>> 20, -30000 * 4096), 30000 * 4096)) }
        return (cut(xx &* x &+ xy &* y &+ x0), cut(yx &* x &+ yy &* y &+ y0))
    }

    /// Nodes of row `y`, as a warp reads them: twice `WarpGrid.nodeCount` numbers.
    func write(row y: Int, width: Int, to nodes: UnsafeMutablePointer<Int32>) {
        for node in 0..<WarpGrid.nodeCount(width) { (nodes[2 &* node], nodes[2 &* node &+ 1]) = place(node &* WarpGrid.step, y) }
    }

    func grid(_ size: PlaneSize) -> WarpGrid {
        let count = WarpGrid.nodeCount(size.width)
        let nodes = (0..<size.height).flatMap { y in
            (0..<count).flatMap { node in
                let (u, v) = place(node * WarpGrid.step, y)
                return [u, v]
            }
        }
        return WarpGrid(nodes: nodes, pitch: 2 * count)
    }
}
