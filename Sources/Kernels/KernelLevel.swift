// Instruction-set levels, from the one every x86-64 has upwards.
import CPlatform

public enum KernelLevel: String, CaseIterable, Comparable, Sendable {
    case baseline, avx2, avx512

    /// The highest that this processor has.
    public static var detected: KernelLevel {
        switch cplatform_cpu_level() {
        case 2: .avx512
        case 1: .avx2
        default: .baseline
        }
    }

    private var rank: Int {
        switch self {
        case .baseline: 0
        case .avx2: 1
        case .avx512: 2
        }
    }

    public static func < (left: KernelLevel, right: KernelLevel) -> Bool { left.rank < right.rank }
}
