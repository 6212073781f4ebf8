// The row step of every pointwise filter.
import KernelInterface
import Kernels

/// output = table[input], sample by sample.
public struct TableRows: RowOperation {
    public let bytesPerSample: Int
    private let table: ConstantTable<UInt16>
    private let kernel: TableKernel

    public init(table: SampleTable, bytesPerSample: Int, kernels: KernelTable) {
        self.bytesPerSample = bytesPerSample
        // Codes above the depth's maximum cannot occur in a true frame; a broken one must still stay inside the table.
        let size = bytesPerSample == 1 ? 256 : 65536
        let last = table.values[table.values.count - 1]
        self.table = ConstantTable(table.values + Array(repeating: last, count: max(0, size - table.values.count)))
        kernel = bytesPerSample == 1 ? kernels.table8 : kernels.table16
    }

    public func run(_ call: RowCall, row: Int) { kernel(call, table.values) }
}
