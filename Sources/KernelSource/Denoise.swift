// Samples drawn to their neighbours in the row, in the column and in time, by weights that fall with the difference.
import CSIMD
import KernelInterface

public enum Denoise {
    public static func across8(_ call: RowCall, _ parameters: DrawParameters, _ depthShift: UInt16) {
        let row = call.rows[0].assumingMemoryBound(to: UInt8.self), shift = vp_splat(depthShift)
        across(call, parameters) { vp_shl(vp_load_u8(row + $0), shift) }
    }

    public static func across16(_ call: RowCall, _ parameters: DrawParameters, _ depthShift: UInt16) {
        let row = call.rows[0].assumingMemoryBound(to: UInt16.self), shift = vp_splat(depthShift)
        across(call, parameters) { vp_shl(vp_load_u16(row + $0), shift) }
    }

    @inline(__always) private static func across(_ call: RowCall, _ parameters: DrawParameters, _ load: (Int) -> vp_u16) {
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        let limit = vp_splat(parameters.limit), shift = vp_splat(parameters.shift), factor = vp_splat(parameters.factor)
        var x = call.x
        while x < call.x &+ call.count {
            vp_store_u16(output + x, vp_draw_two(load(x), load(x &- 1), load(x &+ 1), limit, shift, factor))
            x = x &+ Int(VP_LANES)
        }
    }

    public static func down8(_ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: DenoiseParameters) {
        let output = call.output.assumingMemoryBound(to: UInt8.self)
        down(call, state, parameters) { vp_store_u8(output + $0, $1) }
    }

    public static func down16(_ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: DenoiseParameters) {
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        down(call, state, parameters) { vp_store_u16(output + $0, $1) }
    }

    @inline(__always) private static func down(
        _ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: DenoiseParameters, _ store: (Int, vp_u16) -> Void
    ) {
        let above = call.rows[0].assumingMemoryBound(to: UInt16.self), middle = call.rows[1].assumingMemoryBound(to: UInt16.self)
        let below = call.rows[2].assumingMemoryBound(to: UInt16.self)
        let limit = vp_splat(parameters.space.limit), shift = vp_splat(parameters.space.shift), factor = vp_splat(parameters.space.factor)
        let timeLimit = vp_splat(parameters.time.limit), timeShift = vp_splat(parameters.time.shift), timeFactor = vp_splat(parameters.time.factor)
        let depthShift = vp_splat(parameters.depthShift), half = vp_splat(((1 as UInt16) &<< parameters.depthShift) &>> 1)
        let isFirst = parameters.isFirst
        var x = call.x
        while x < call.x &+ call.count {
            var value = vp_draw_two(vp_load_u16(middle + x), vp_load_u16(above + x), vp_load_u16(below + x), limit, shift, factor)
            if !isFirst { value = vp_draw_one(value, vp_load_u16(state + x), timeLimit, timeShift, timeFactor) }
            vp_store_u16(state + x, value)
            store(x, vp_shr(vp_adds(value, half), depthShift))
            x = x &+ Int(VP_LANES)
        }
    }
}
