// stabilize's path: what a frame's motion would be without the shake.
import VideoFrame

struct StabilizePath: Sendable {
    let reach: Int
    let zoom: Double
    let frame: FrameMiddle
    /// Of the frame's corners from its middle; and how far they may come.
    private let corner, bounds: (x: Double, y: Double)
    /// Of frames k = 0 … reach away.
    private let weights: [Double]

    init(_ filter: Stabilize, _ shape: FrameShape) {
        reach = filter.smoothing
        zoom = 1 + filter.zoom / 100
        frame = FrameMiddle(shape)
        let (width, height, room) = (Double(shape.width), Double(shape.height), filter.limit / 100)
        corner = (frame.x * frame.aspect, frame.y)
        bounds = ((frame.x + room * width) * frame.aspect, frame.y + room * height)
        weights = (0...filter.smoothing).map { k in
            let share = Double(k) / Double(filter.smoothing + 1), rest = 1 - share * share
            return rest * rest
        }
    }

    /// Sums for a line's value at 0.
    private struct Line {
        var w = 0.0, wk = 0.0, wkk = 0.0
        var values = FrameMotion(re: 0, im: 0), moments = FrameMotion(re: 0, im: 0)

        mutating func add(_ motion: FrameMotion, k: Double, weight: Double) {
            (w, wk, wkk) = (w + weight, wk + weight * k, wkk + weight * k * k)
            values = FrameMotion(
                re: values.re + weight * motion.re, im: values.im + weight * motion.im, x: values.x + weight * motion.x, y: values.y + weight * motion.y)
            let m = weight * k
            moments = FrameMotion(re: moments.re + m * motion.re, im: moments.im + m * motion.im, x: moments.x + m * motion.x, y: moments.y + m * motion.y)
        }

        var atZero: FrameMotion {
            let divisor = w * wkk - wk * wk
            func value(_ sum: Double, _ moment: Double) -> Double { (wkk * sum - wk * moment) / divisor }
            return FrameMotion(
                re: value(values.re, moments.re), im: value(values.im, moments.im), x: value(values.x, moments.x), y: value(values.y, moments.y))
        }
    }

    /// The correction of a frame; nil where it stays as it is. `link(i)` is the motion from frame i to frame i − 1, nil where there is none.
    func correction(at index: Int, link: (Int) -> FrameMotion?) -> FrameMotion? {
        var line = Line(), count = 1
        line.add(FrameMotion(), k: 0, weight: weights[0])
        var motion = FrameMotion()
        for k in 1...reach {
            guard let next = link(index + k) else { break }
            motion = next.inverse(zoom: 1).after(motion)
            line.add(motion, k: Double(k), weight: weights[k])
            count += 1
        }
        motion = FrameMotion()
        for k in 1...reach {
            guard let next = link(index - k + 1) else { break }
            motion = next.after(motion)
            line.add(motion, k: Double(-k), weight: weights[k])
            count += 1
        }
        let found = count > 1 ? limited(line.atZero.rigid) : FrameMotion()
        return zoom == 1 && isNothing(found) ? nil : found
    }

    private func corners(_ motion: FrameMotion, zoom: Double, _ isRight: (_ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) -> Bool) -> Bool {
        let shown = motion.inverse(zoom: zoom)
        for index in 0..<4 {
            let from = (x: index & 1 == 0 ? -corner.x : corner.x, y: index & 2 == 0 ? -corner.y : corner.y)
            guard isRight(from, shown.applied(from.x, from.y)) else { return false }
        }
        return true
    }

    private func limited(_ motion: FrameMotion) -> FrameMotion {
        for step in stride(from: 64, to: 0, by: -1) {
            let f = Double(step) / 64
            let part = FrameMotion(re: 1 - f + f * motion.re, im: f * motion.im, x: f * motion.x, y: f * motion.y).rigid
            if corners(part, zoom: zoom, { _, to in abs(to.x) <= bounds.x && abs(to.y) <= bounds.y }) { return part }
        }
        return FrameMotion()
    }

    private func isNothing(_ motion: FrameMotion) -> Bool {
        corners(motion, zoom: 1) { from, to in
            let (dx, dy) = ((to.x - from.x) / frame.aspect, to.y - from.y)
            return dx * dx + dy * dy < 1.0 / 64
        }
    }
}
