// stabilize's fit of one motion to many displacements, some of them wrong.

/// Displacements and what fits most of them. Allocates nothing after `init`. Belongs to one thread.
final class MotionFit {
    private let xs, ys, dxs, dys, residues, order: Scratch<Double>
    private(set) var count = 0
    /// t and q of the last fit.
    private var tx = 0.0, ty = 0.0, qx = 0.0, qy = 0.0
    private var limit = 0.0

    init(capacity: Int) {
        func scratch() -> Scratch<Double> { Scratch(capacity) }
        (xs, ys, dxs, dys, residues, order) = (scratch(), scratch(), scratch(), scratch(), scratch(), scratch())
    }

    func removeAll() { count = 0 }

    func add(at place: (x: Double, y: Double), dx: Double, dy: Double) {
        (xs.values[count], ys.values[count], dxs.values[count], dys.values[count]) = (place.x, place.y, dx, dy)
        count += 1
    }

    /// z → z + t + q·z of at least one displacement; residues up to `tolerance` are always kept.
    func solve(tolerance: Double) -> FrameMotion {
        (tx, ty, qx, qy) = (median(dxs), median(dys), 0, 0)
        for _ in 0..<5 {
            for index in 0..<count { residues.values[index] = residue(index) }
            limit = max(tolerance * tolerance, 6.25 * median(residues))
            fitKept()
        }
        for index in 0..<count { residues.values[index] = residue(index) }
        return FrameMotion(re: 1 + qx, im: qy, x: tx, y: ty)
    }

    /// Whether the last fit holds for displacement `index`.
    func isKept(_ index: Int) -> Bool { residues.values[index] <= limit }

    /// The fit's displacement at the place of displacement `index`.
    func displacement(_ index: Int) -> (x: Double, y: Double) {
        let (x, y) = (xs.values[index], ys.values[index])
        return (tx + qx * x - qy * y, ty + qx * y + qy * x)
    }

    private func residue(_ index: Int) -> Double {
        let fitted = displacement(index), (dx, dy) = (dxs.values[index] - fitted.x, dys.values[index] - fitted.y)
        return dx * dx + dy * dy
    }

    /// Least squares of those whose residue is at most `limit`; the median is, so there are some.
    private func fitKept() {
        var n = 0.0, x = 0.0, y = 0.0, dx = 0.0, dy = 0.0
        for index in 0..<count where isKept(index) {
            (n, x, y, dx, dy) = (n + 1, x + xs.values[index], y + ys.values[index], dx + dxs.values[index], dy + dys.values[index])
        }
        (x, y, dx, dy) = (x / n, y / n, dx / n, dy / n)
        var spread = 0.0, real = 0.0, imaginary = 0.0
        for index in 0..<count where isKept(index) {
            let (px, py) = (xs.values[index] - x, ys.values[index] - y), (ex, ey) = (dxs.values[index] - dx, dys.values[index] - dy)
            spread += px * px + py * py
            real += px * ex + py * ey
            imaginary += px * ey - py * ex
        }
        (qx, qy) = n >= 4 && spread > 0 ? (real / spread, imaginary / spread) : (0, 0)
        (tx, ty) = (dx - (qx * x - qy * y), dy - (qx * y + qy * x))
    }

    /// The ((count − 1)/2)th of `values` in rising order.
    private func median(_ values: Scratch<Double>) -> Double {
        let sorted = order.values, wanted = (count - 1) / 2
        sorted.update(from: values.values, count: count)
        var low = 0, high = count - 1
        while low < high {
            let pivot = sorted[(low + high) / 2]
            var i = low, j = high
            while i <= j {
                while sorted[i] < pivot { i += 1 }
                while sorted[j] > pivot { j -= 1 }
                if i <= j {
                    (sorted[i], sorted[j]) = (sorted[j], sorted[i])
                    i += 1
                    j -= 1
                }
            }
            if wanted <= j { high = j } else if wanted >= i { low = i } else { break }
        }
        return sorted[wanted]
    }
}
