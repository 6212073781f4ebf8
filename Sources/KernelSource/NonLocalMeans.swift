// Non-local means, tile by tile.
import CSIMD
import KernelInterface

public enum NonLocalMeans {
    public static func means8(_ call: MeansCall, _ parameters: MeansParameters) {
        tiles(call) { x, y, width, height in
            vp_means_tile(call.plane, y &* call.stride &+ x, call.stride, Int32(width), Int32(height), weights(parameters), 0, call.scratch)
            for row in 0..<height {
                let to = (call.output + (y &+ row) &* call.outputStride).assumingMemoryBound(to: UInt8.self) + x
                guard let from = vp_means_row(call.scratch, row) else { return }
                for column in 0..<width { to[column] = UInt8(truncatingIfNeeded: from[column]) }
            }
        }
    }

    public static func means16(_ call: MeansCall, _ parameters: MeansParameters) {
        tiles(call) { x, y, width, height in
            vp_means_tile(call.plane, y &* call.stride &+ x, call.stride, Int32(width), Int32(height), weights(parameters), 1, call.scratch)
            for row in 0..<height {
                let to = (call.output + (y &+ row) &* call.outputStride).assumingMemoryBound(to: UInt16.self) + x
                guard let from = vp_means_row(call.scratch, row) else { return }
                for column in 0..<width { to[column] = UInt16(truncatingIfNeeded: from[column]) }
            }
        }
    }

    /// Bytes of the scratch memory.
    public static func meansBytes() -> Int { vp_means_bytes() }

    @inline(__always) private static func weights(_ p: MeansParameters) -> vp_means {
        vp_means(
            patch_x: p.patchX, patch_y: p.patchY, search_x: p.searchX, search_y: p.searchY, shift: p.shift, drop: p.drop, farthest: p.farthest,
            reach: p.reach, factor: p.factor, scale: p.scale)
    }

    @inline(__always) private static func tiles(_ call: MeansCall, _ body: (_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Void) {
        var y = call.firstRow
        while y < call.endRow {
            let height = min(Int(VP_TILE_HEIGHT), call.endRow &- y)
            var x = 0
            while x < call.width {
                body(x, y, min(Int(VP_TILE_WIDTH), call.width &- x), height)
                x &+= Int(VP_TILE_WIDTH)
            }
            y &+= height
        }
    }
}
