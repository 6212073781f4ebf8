// Canny's rows: gradient with direction, thin ridges of it, bits to samples.
import CSIMD
import KernelInterface

public enum Canny {
    /// tan 22.5° in 1/32768.
    private static var tangent: UInt32 { 13573 }

    /// Sums of one-byte samples stay below 2^11.
    public static func direction8(
        _ above: UnsafeRawPointer, _ middle: UnsafeRawPointer, _ below: UnsafeRawPointer, _ magnitude: UnsafeMutableRawPointer,
        _ direction: UnsafeMutableRawPointer, _ count: Int
    ) {
        let a = above.assumingMemoryBound(to: UInt8.self), m = middle.assumingMemoryBound(to: UInt8.self), b = below.assumingMemoryBound(to: UInt8.self)
        let sums = magnitude.assumingMemoryBound(to: UInt16.self), directions = direction.assumingMemoryBound(to: UInt16.self)
        @inline(__always) func value(_ row: UnsafePointer<UInt8>, _ x: Int) -> Int16 { Int16(truncatingIfNeeded: row[x]) }
        for x in 0..<count {
            let rising = value(b, x &+ 1) &- value(a, x &- 1), falling = value(a, x &+ 1) &- value(b, x &- 1)
            let gx = rising &+ falling &+ 2 &* (value(m, x &+ 1) &- value(m, x &- 1))
            let gy = rising &- falling &+ 2 &* (value(b, x) &- value(a, x))
            let across = UInt16(bitPattern: gx < 0 ? 0 &- gx : gx), down = UInt16(bitPattern: gy < 0 ? 0 &- gy : gy), twice = across &+ across
            let slope = UInt16(truncatingIfNeeded: (UInt32(twice) &* tangent) &>> 16)
            let diagonal: UInt16 = (gx ^ gy) < 0 ? 3 : 2, steep: UInt16 = down > twice &+ slope ? 1 : diagonal
            sums[x] = across &+ down
            directions[x] = down <= slope ? 0 : steep
        }
    }

    public static func direction16(
        _ above: UnsafeRawPointer, _ middle: UnsafeRawPointer, _ below: UnsafeRawPointer, _ magnitude: UnsafeMutableRawPointer,
        _ direction: UnsafeMutableRawPointer, _ count: Int
    ) {
        let a = above.assumingMemoryBound(to: UInt16.self), m = middle.assumingMemoryBound(to: UInt16.self), b = below.assumingMemoryBound(to: UInt16.self)
        let sums = magnitude.assumingMemoryBound(to: UInt32.self), directions = direction.assumingMemoryBound(to: UInt32.self)
        @inline(__always) func value(_ row: UnsafePointer<UInt16>, _ x: Int) -> Int32 { Int32(truncatingIfNeeded: row[x]) }
        for x in 0..<count {
            let rising = value(b, x &+ 1) &- value(a, x &- 1), falling = value(a, x &+ 1) &- value(b, x &- 1)
            let gx = rising &+ falling &+ 2 &* (value(m, x &+ 1) &- value(m, x &- 1))
            let gy = rising &- falling &+ 2 &* (value(b, x) &- value(a, x))
            let across = UInt32(bitPattern: gx < 0 ? 0 &- gx : gx), down = UInt32(bitPattern: gy < 0 ? 0 &- gy : gy)
            // Below 2^18 · 13573 < 2^32.
            let slope = (across &* tangent) &>> 15
            let diagonal: UInt32 = (gx ^ gy) < 0 ? 3 : 2, steep: UInt32 = down > 2 &* across &+ slope ? 1 : diagonal
            sums[x] = across &+ down
            directions[x] = down <= slope ? 0 : steep
        }
    }

    /// classes[x]: 0 no ridge, 1 above low, 2 above high; then bits of them.
    public static func peaks8(
        _ above: UnsafeRawPointer, _ middle: UnsafeRawPointer, _ below: UnsafeRawPointer, _ direction: UnsafeRawPointer, _ low: UInt32, _ high: UInt32,
        _ classes: UnsafeMutablePointer<UInt8>, _ weak: UnsafeMutablePointer<UInt64>, _ strong: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        let a = above.assumingMemoryBound(to: UInt16.self), m = middle.assumingMemoryBound(to: UInt16.self), b = below.assumingMemoryBound(to: UInt16.self)
        let directions = direction.assumingMemoryBound(to: UInt16.self), none = vp_splat(0), one = vp_splat(1), two = vp_splat(2), three = vp_splat(3)
        let lows = vp_splat(UInt16(truncatingIfNeeded: low)), highs = vp_splat(UInt16(truncatingIfNeeded: high))
        var x = 0
        // Rows have room for a whole vector beyond their end.
        while x < count {
            let sum = vp_load_u16(m + x), way = vp_load_u16(directions + x)
            let isSlant = vp_above(way, one), isRising = vp_above(three, way), isSteep = vp_above(way, none)
            let slantEarlier = vp_select(isRising, vp_load_u16(a + (x &- 1)), vp_load_u16(a + (x &+ 1)))
            let slantLater = vp_select(isRising, vp_load_u16(b + (x &+ 1)), vp_load_u16(b + (x &- 1)))
            let earlier = vp_select(isSlant, slantEarlier, vp_select(isSteep, vp_load_u16(a + x), vp_load_u16(m + (x &- 1))))
            let later = vp_select(isSlant, slantLater, vp_select(isSteep, vp_load_u16(b + x), vp_load_u16(m + (x &+ 1))))
            // Across and down a tie with the later neighbour counts.
            let raised = vp_select(isSlant, sum, vp_add(sum, one))
            let isWeak = vp_and(vp_and(vp_above(sum, earlier), vp_above(raised, later)), vp_above(sum, lows))
            vp_store_u8(classes + x, vp_and(isWeak, vp_select(vp_above(sum, highs), two, one)))
            x &+= Int(VP_LANES)
        }
        bits(classes, weak, strong, count)
    }

    public static func peaks16(
        _ above: UnsafeRawPointer, _ middle: UnsafeRawPointer, _ below: UnsafeRawPointer, _ direction: UnsafeRawPointer, _ low: UInt32, _ high: UInt32,
        _ classes: UnsafeMutablePointer<UInt8>, _ weak: UnsafeMutablePointer<UInt64>, _ strong: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        // Sums are below 2^20: signed comparisons, which every level has.
        let a = above.assumingMemoryBound(to: Int32.self), m = middle.assumingMemoryBound(to: Int32.self), b = below.assumingMemoryBound(to: Int32.self)
        let directions = direction.assumingMemoryBound(to: Int32.self), low = Int32(truncatingIfNeeded: low), high = Int32(truncatingIfNeeded: high)
        for x in 0..<count {
            let sum = m[x], way = directions[x]
            // All are read, so that the loop has no branches.
            let a0 = a[x &- 1], a1 = a[x], a2 = a[x &+ 1], m0 = m[x &- 1], m2 = m[x &+ 1], b0 = b[x &- 1], b1 = b[x], b2 = b[x &+ 1]
            let earlierSlant = way == 2 ? a0 : a2, laterSlant = way == 2 ? b2 : b0
            let earlierSteep = way == 1 ? a1 : earlierSlant, laterSteep = way == 1 ? b1 : laterSlant
            let earlier = way == 0 ? m0 : earlierSteep, later = way == 0 ? m2 : laterSteep
            // Across and down a tie with the later neighbour counts; `sum` is above 0 here, so nothing is lost by raising it.
            let raised = sum &+ (way < 2 ? 1 : 0)
            let isPeak: UInt8 = sum > earlier ? 1 : 0, isLatest: UInt8 = raised > later ? 1 : 0, isWeak: UInt8 = sum > low ? 1 : 0
            let isStrong: UInt8 = sum > high ? 1 : 0
            classes[x] = (isPeak & isLatest & isWeak) &* (1 &+ isStrong)
        }
        bits(classes, weak, strong, count)
    }

    /// `classes` has room up to a multiple of 64.
    @inline(__always) private static func bits(
        _ classes: UnsafeMutablePointer<UInt8>, _ weak: UnsafeMutablePointer<UInt64>, _ strong: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        let words = (count &+ 63) / 64
        for x in count..<64 &* words { classes[x] = 0 }
        for word in 0..<words {
            weak[word] = vp_bits_above(classes + 64 &* word, 0)
            strong[word] = vp_bits_above(classes + 64 &* word, 1)
        }
    }

    public static func expand8(_ bits: UnsafePointer<UInt64>, _ output: UnsafeMutableRawPointer, _ count: Int, _ clear: UInt16, _ set: UInt16) {
        vp_expand_bits(bits, output.assumingMemoryBound(to: UInt8.self), count, UInt8(truncatingIfNeeded: clear), UInt8(truncatingIfNeeded: set))
    }

    public static func expand16(_ bits: UnsafePointer<UInt64>, _ output: UnsafeMutableRawPointer, _ count: Int, _ clear: UInt16, _ set: UInt16) {
        vp_expand_bits16(bits, output.assumingMemoryBound(to: UInt16.self), count, clear, set)
    }
}
