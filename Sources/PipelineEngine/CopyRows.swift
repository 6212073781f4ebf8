// The step that gives an output plane the rows that other steps read too.
import Filters
import Glibc
import KernelInterface

struct CopyRows: RowOperation {
    let bytesPerSample: Int

    func run(_ call: RowCall, row: Int) {
        memcpy(call.output + call.x * bytesPerSample, call.rows[0] + call.x * bytesPerSample, call.count * bytesPerSample)
    }
}
