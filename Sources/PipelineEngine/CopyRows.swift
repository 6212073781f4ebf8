// The step that moves rows unchanged: into an output plane that other steps read too, or from a source to where they have pads.
import Filters
import Glibc
import KernelInterface

/// Output = input.
struct CopyRows: RowOperation {
    let bytesPerSample: Int
    var isPlaceless: Bool { true }

    func run(_ call: RowCall, row: Int) { memcpy(call.output + call.x * bytesPerSample, call.rows[0] + call.x * bytesPerSample, call.count * bytesPerSample) }
}
