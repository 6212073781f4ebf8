// Rows of planes sampled at places between their samples.
import CSIMD
import KernelInterface

public enum Warp {
    public static func rows8(_ call: WarpCall) { rows(call, bytes: 1) }
    public static func rows16(_ call: WarpCall) { rows(call, bytes: 2) }

    @inline(__always) private static func rows(_ call: WarpCall, bytes: Int32) {
        let size = vpw_size(width: Int32(truncatingIfNeeded: call.width), height: Int32(truncatingIfNeeded: call.height))
        // A literal, else unoptimised builds take it from the heap: WarpCall.mostPlanes.
        withUnsafeTemporaryAllocation(of: vpw_plane.self, capacity: 3) { planes in
            guard let base = planes.baseAddress else { return }
            for k in 0..<call.planeCount {
                let plane = call.planes[k]
                (base + k).initialize(
                    to: vpw_plane(
                        source: plane.source.assumingMemoryBound(to: UInt8.self), stride: plane.stride,
                        output: plane.output.assumingMemoryBound(to: UInt8.self), output_stride: plane.outputStride, fill: Int32(truncatingIfNeeded: plane.fill)
                    ))
            }
            // Each number of planes is compiled by itself, so that what belongs to a plane stays in registers.
            switch call.planeCount {
            case 1: vp_warp(base, 1, size, bytes, call.grid, call.pitch, call.count, call.rows)
            case 2: vp_warp(base, 2, size, bytes, call.grid, call.pitch, call.count, call.rows)
            default: vp_warp(base, 3, size, bytes, call.grid, call.pitch, call.count, call.rows)
            }
        }
    }
}
