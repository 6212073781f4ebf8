// Rows of a plane sampled at places between its samples.
import CSIMD
import KernelInterface

public enum Warp {
    public static func rows8(_ call: WarpCall) { rows(call, bytes: 1) }
    public static func rows16(_ call: WarpCall) { rows(call, bytes: 2) }

    @inline(__always) private static func rows(_ call: WarpCall, bytes: Int32) {
        var plane = vpw_plane(
            source: call.source.assumingMemoryBound(to: UInt8.self), stride: call.stride, width: Int32(truncatingIfNeeded: call.width),
            height: Int32(truncatingIfNeeded: call.height), fill: Int32(truncatingIfNeeded: call.fill))
        vp_warp(&plane, bytes, call.grid, call.output.assumingMemoryBound(to: UInt8.self), call.count)
    }
}
