// The row step of every pointwise filter.
import KernelInterface
import Kernels

/// output = table[input], sample by sample. Tables that are a line or a step (negative, brightness, threshold) are computed: no look-up costs less, and
/// those in 16 bits and those without AVX-512 cost a great deal more.
public struct TableRows: RowOperation {
    private enum Kernel {
        case table(ConstantTable<UInt16>, TableKernel)
        case line(TableLine, TableLineKernel)
        case step(TableStep, TableStepKernel)
    }

    public let bytesPerSample: Int
    private let kernel: Kernel

    public init(table: SampleTable, bytesPerSample: Int, kernels: KernelTable) {
        self.bytesPerSample = bytesPerSample
        let isByte = bytesPerSample == 1, shapes = kernels.shapes
        if let step = TableStep(table.values) {
            kernel = .step(step, isByte ? shapes.step8 : shapes.step16)
        } else if let line = TableLine(table.values, maximum: isByte ? 255 : 65535) {
            kernel = .line(line, isByte ? shapes.line8 : shapes.line16)
        } else {
            // Codes above the depth's maximum cannot occur in a true frame; a broken one must still stay inside the table.
            let size = isByte ? 256 : 65536, last = table.values[table.values.count - 1]
            let whole = ConstantTable(table.values + Array(repeating: last, count: max(0, size - table.values.count)))
            kernel = .table(whole, isByte ? kernels.table8 : kernels.table16)
        }
    }

    public var isPlaceless: Bool { true }

    public func run(_ call: RowCall, row: Int) {
        switch kernel {
        case .table(let table, let kernel): kernel(call, table.values)
        case .line(let line, let kernel): kernel(call, line)
        case .step(let step, let kernel): kernel(call, step)
        }
    }
}

extension TableStep {
    /// Nil where `values` takes more than two values or changes more than once. Codes beyond the table have its last value.
    init?(_ values: [UInt16]) {
        let below = values[0], above = values[values.count - 1], edge = values.firstIndex { $0 != below } ?? 0
        guard values[edge...].allSatisfy({ $0 == above }) else { return nil }
        self.init(edge: UInt16(edge), below: below, above: above)
    }
}

extension TableLine {
    /// Nil where `values` is anything but a line of slope 1 or −1, cut to a range. `maximum`: of the sample's type. Codes beyond the table have its last
    /// value: a line that rises or falls has come to its bound there.
    init?(_ values: [UInt16], maximum: Int) {
        guard let start = values.indices.dropFirst().first(where: { values[$0] != values[$0 - 1] }), let low = values.min(), let high = values.max() else {
            return nil
        }
        let falls = values[start] < values[start - 1], offset = falls ? Int(values[start]) + start - maximum : Int(values[start]) - start
        let up = max(0, offset), down = max(0, -offset)
        guard up <= maximum, down <= maximum else { return nil }
        self.init(flip: UInt16(falls ? maximum : 0), up: UInt16(up), down: UInt16(down), low: low, high: high)
        for (code, value) in values.enumerated() where self[code, maximum] != Int(value) { return nil }
    }

    private subscript(_ code: Int, _ maximum: Int) -> Int {
        min(max(max(min((code ^ Int(flip)) + Int(up), maximum) - Int(down), 0), Int(low)), Int(high))
    }
}
