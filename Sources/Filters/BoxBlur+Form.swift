// In what numbers the sums of boxblur stand, and how they are divided. All are whole numbers and exact, whatever the form.
import KernelInterface

extension BoxBlur {
    enum Form: Sendable {
        /// Sums of rows below 2^15, sums of them below 2^21 in Float, or below 2^16 in 16 bits: one step.
        case narrow
        /// Column sums below 2^16, sums in Double.
        case middle
        /// Column sums in 32 bits, sums in Double.
        case wide

        /// A window of `columns` and `rows` of samples of at most `maximum`.
        init(maximum: Int, columns: Int, rows: Int) {
            if rows * maximum < 1 << 15, (maximum + 1) * rows * columns < 1 << 21 {
                // The error of a product, (maximum + 1) · 2^-23 at most, is below half of 1/count, twice over.
                self = .narrow
            } else {
                self = columns * maximum < 1 << 16 ? .middle : .wide
            }
        }
    }

    /// The narrow form's window in planes of `width` columns. ⌊(sum + ⌊count/2⌋) / count⌋: in floating point a half more is added before the product with
    /// 1/count, which keeps it 1/(2·count) off whole numbers.
    static func window(maximum: Int, rx: Int, ry: Int, width: Int) -> BoxWindow {
        let count = (2 * rx + 1) * (2 * ry + 1), division = smallDivision(by: count, upTo: maximum * count + count / 2)
        return BoxWindow(
            rows: 2 * ry + 2, radius: rx, width: width, bias: Float(count / 2) + 0.5, inverse: 1 / Float(count), multiplier: division?.multiplier ?? 0,
            shift: division?.shift ?? 0)
    }

    /// The same of the other forms.
    static func mean(rx: Int, ry: Int) -> BoxMean {
        let count = (2 * rx + 1) * (2 * ry + 1)
        return BoxMean(rows: 2 * ry + 2, bias: Double(count / 2) + 0.5, inverse: 1 / Double(count))
    }

    /// ⌊v / divisor⌋ = (v · multiplier >> 16) >> shift for all v up to `largest`, where there are such numbers of 16 bits.
    static func smallDivision(by divisor: Int, upTo largest: Int) -> (multiplier: UInt16, shift: UInt16)? {
        guard largest < 1 << 16 else { return nil }
        for shift in 0..<16 {
            let multiplier = ((1 << (16 + shift)) + divisor - 1) / divisor, excess = multiplier * divisor - (1 << (16 + shift))
            // v · excess / (divisor · 2^(16 + shift)) must stay below 1 / divisor.
            if multiplier < 1 << 16, excess * largest < 1 << (16 + shift) { return (UInt16(multiplier), UInt16(shift)) }
        }
        return nil
    }
}
