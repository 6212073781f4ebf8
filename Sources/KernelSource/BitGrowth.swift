// Hysteresis on rows of bits: what belongs to an edge spreads through what may, 64 samples at a time.
//
// The result is the one smallest set that holds the seeds and cannot grow, so that the order of growing does not matter: parts of a frame may grow by
// themselves, and what crosses their seams afterwards.
import KernelInterface

public enum BitGrowth {
    /// Down, up, then from word to word what goes round corners.
    public static func grow(
        _ maps: BitMaps, _ first: Int, _ end: Int, _ stack: UnsafeMutablePointer<UInt32>, _ isStacked: UnsafeMutablePointer<UInt8>
    ) {
        var depth = 0
        for y in first..<end { sweep(maps, y, from: y == first ? -1 : y &- 1, nil, isStacked, &depth) }
        var y = end &- 1
        while y >= first {
            sweep(maps, y, from: y == end &- 1 ? -1 : y &+ 1, stack, isStacked, &depth)
            y &-= 1
        }
        spread(maps, first, end, stack, isStacked, &depth)
    }

    public static func join(
        _ maps: BitMaps, _ seams: UnsafePointer<Int>, _ count: Int, _ stack: UnsafeMutablePointer<UInt32>, _ isStacked: UnsafeMutablePointer<UInt8>
    ) {
        var depth = 0
        for seam in 0..<count {
            for y in seams[seam] &- 1...seams[seam] {
                for word in 0..<maps.words {
                    let index = y &* maps.stride &+ word
                    if maps.strong[index] == 0 || isStacked[index] != 0 { continue }
                    isStacked[index] = 1
                    stack[depth] = UInt32(truncatingIfNeeded: index)
                    depth &+= 1
                }
            }
        }
        spread(maps, 0, maps.height, stack, isStacked, &depth)
    }

    /// One row takes from the row `source` (−1: none) and from itself, left to right. Words that grew are put on the stack, where there is one.
    @inline(__always) private static func sweep(
        _ maps: BitMaps, _ y: Int, from source: Int, _ stack: UnsafeMutablePointer<UInt32>?, _ isStacked: UnsafeMutablePointer<UInt8>, _ depth: inout Int
    ) {
        let weak = maps.weak + y &* maps.stride, strong = maps.strong + y &* maps.stride, beside = maps.strong + source &* maps.stride
        for word in 0..<maps.words {
            let may = weak[word], does = strong[word]
            if may == does { continue }
            let middle = beside[word]
            var seeds = middle | middle &<< 1 | middle &>> 1 | beside[word &- 1] &>> 63 | beside[word &+ 1] &<< 63
            seeds = (seeds | strong[word &- 1] &>> 63 | strong[word &+ 1] &<< 63) & may | does
            if seeds == 0 { continue }
            let grown = fill(seeds, may)
            if grown == does { continue }
            strong[word] = grown
            if let stack {
                isStacked[y &* maps.stride &+ word] = 1
                stack[depth] = UInt32(truncatingIfNeeded: y &* maps.stride &+ word)
                depth &+= 1
            }
        }
    }

    /// Every word on the stack gives to its eight neighbours in rows first ..< end; those that grow are put on the stack.
    @inline(__always) private static func spread(
        _ maps: BitMaps, _ first: Int, _ end: Int, _ stack: UnsafeMutablePointer<UInt32>, _ isStacked: UnsafeMutablePointer<UInt8>, _ depth: inout Int
    ) {
        let lowest = first &* maps.stride, highest = end &* maps.stride, weak = maps.weak, strong = maps.strong
        @inline(__always) func offer(_ index: Int, _ bits: UInt64, _ depth: inout Int) {
            let may = weak[index], does = strong[index], new = bits & may & ~does
            if new == 0 { return }
            strong[index] = fill(does | new, may)
            if isStacked[index] != 0 { return }
            isStacked[index] = 1
            stack[depth] = UInt32(truncatingIfNeeded: index)
            depth &+= 1
        }
        while depth > 0 {
            depth &-= 1
            let index = Int(stack[depth])
            isStacked[index] = 0
            let bits = strong[index], wide = bits | bits &<< 1 | bits &>> 1, right = bits &>> 63, left = bits &<< 63
            offer(index &- 1, left, &depth)
            offer(index &+ 1, right, &depth)
            if index &- maps.stride >= lowest {
                offer(index &- maps.stride &- 1, left, &depth)
                offer(index &- maps.stride, wide, &depth)
                offer(index &- maps.stride &+ 1, right, &depth)
            }
            if index &+ maps.stride < highest {
                offer(index &+ maps.stride &- 1, left, &depth)
                offer(index &+ maps.stride, wide, &depth)
                offer(index &+ maps.stride &+ 1, right, &depth)
            }
        }
    }

    /// `seeds`, which lie in `may`, spread along its runs. Upwards by the carry of an addition, downwards by doubling steps.
    @inline(__always) private static func fill(_ seeds: UInt64, _ may: UInt64) -> UInt64 {
        var bits = ((may &+ seeds) ^ may | seeds) & may, path = may
        bits |= path & (bits &>> 1)
        path &= path &>> 1
        bits |= path & (bits &>> 2)
        path &= path &>> 2
        bits |= path & (bits &>> 4)
        path &= path &>> 4
        bits |= path & (bits &>> 8)
        path &= path &>> 8
        bits |= path & (bits &>> 16)
        path &= path &>> 16
        return bits | path & (bits &>> 32)
    }
}
