// In what numbers the sums of boxblur stand, and how they are divided. All are whole numbers and exact, whatever the form.
import KernelInterface

extension BoxBlur {
    enum Form: Sendable {
        /// 16 bits, divided by a high multiply: 8-bit samples up to radius 7.
        case small
        /// Column sums below 2^15, sums below 2^21 in Float.
        case float
        /// Column sums below 2^16, sums in Double.
        case middle
        /// Column sums in 32 bits, sums in Double.
        case wide

        /// `count` samples of at most `maximum`, `columns` to a row.
        init(maximum: Int, columns: Int, count: Int) {
            if maximum == 255, BoxBlur.smallDivision(by: count, upTo: 255 * count + count / 2) != nil {
                self = .small
            } else if columns * maximum < 1 << 15, (maximum + 1) * count < 1 << 21 {
                // The error of a product, (maximum + 1) · 2^-23 at most, is below half of 1/count, twice over.
                self = .float
            } else {
                self = columns * maximum < 1 << 16 ? .middle : .wide
            }
        }

        var isWide: Bool { self == .wide }

        /// Bytes of a sum.
        var sumSize: Int {
            switch self {
            case .small: 2
            case .float: 4
            case .middle, .wide: 8
            }
        }

        /// ⌊(sum + ⌊count/2⌋) / count⌋. In floating point a half more is added before the product with 1/count, which keeps it 1/(2·count) off whole numbers.
        func mean(count: Int, rows: Int) -> BoxMean {
            let division = self == .small ? BoxBlur.smallDivision(by: count, upTo: 255 * count + count / 2) : nil
            return BoxMean(
                rows: rows, bias: Double(count / 2) + 0.5, inverse: self == .float ? Double(1 / Float(count)) : 1 / Double(count),
                multiplier: division?.multiplier ?? 0, shift: division?.shift ?? 0)
        }
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
