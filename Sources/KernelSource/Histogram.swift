// Counting of code values, and light moved by what came of it.
import KernelInterface

public enum Histogram {
    /// Eight banks of 256 bins side by side: neighbouring samples are alike, and an addition to the bin just stored would wait for the store.
    public static func count8(_ row: UnsafeRawPointer, _ count: Int, _ bins: UnsafeMutablePointer<UInt32>, _ range: BinRange) {
        var x = 0
        while x &+ 8 <= count {
            let word = (row + x).loadUnaligned(as: UInt64.self)
            bins[Int(truncatingIfNeeded: word & 255)] &+= 1
            bins[256 &+ Int(truncatingIfNeeded: (word &>> 8) & 255)] &+= 1
            bins[512 &+ Int(truncatingIfNeeded: (word &>> 16) & 255)] &+= 1
            bins[768 &+ Int(truncatingIfNeeded: (word &>> 24) & 255)] &+= 1
            bins[1024 &+ Int(truncatingIfNeeded: (word &>> 32) & 255)] &+= 1
            bins[1280 &+ Int(truncatingIfNeeded: (word &>> 40) & 255)] &+= 1
            bins[1536 &+ Int(truncatingIfNeeded: (word &>> 48) & 255)] &+= 1
            bins[1792 &+ Int(truncatingIfNeeded: word &>> 56)] &+= 1
            x &+= 8
        }
        let samples = row.assumingMemoryBound(to: UInt8.self)
        while x < count {
            bins[Int(samples[x])] &+= 1
            x &+= 1
        }
    }

    /// Pairs of neighbours count together, the second as the upper byte: half as many additions, one of which a cycle is all that a processor stores. Most
    /// pairs are nearly equal, so that the few thousand bins in use stay in the nearest cache. Eight samples like the eight before are only numbered: additions
    /// to the same bins would wait for each other. bins: 256 · 256, then 256 of the samples at a row's end.
    public static func countPairs8(_ row: UnsafeRawPointer, _ count: Int, _ bins: UnsafeMutablePointer<UInt32>) {
        @inline(__always) func add(_ word: UInt64, _ times: UInt32) {
            bins[Int(truncatingIfNeeded: word & 0xFFFF)] &+= times
            bins[Int(truncatingIfNeeded: (word &>> 16) & 0xFFFF)] &+= times
            bins[Int(truncatingIfNeeded: (word &>> 32) & 0xFFFF)] &+= times
            bins[Int(truncatingIfNeeded: word &>> 48)] &+= times
        }
        var x = 0, last: UInt64 = 0, repeats: UInt32 = 0
        while x &+ 8 <= count {
            let word = (row + x).loadUnaligned(as: UInt64.self)
            x &+= 8
            if word == last {
                repeats &+= 1
                continue
            }
            if repeats != 0 {
                add(last, repeats)
                repeats = 0
            }
            last = word
            add(word, 1)
        }
        add(last, repeats)
        let samples = row.assumingMemoryBound(to: UInt8.self)
        while x < count {
            bins[65536 &+ Int(samples[x])] &+= 1
            x &+= 1
        }
    }

    /// The pairs of `countPairs8` are added to the 256 bins behind them, and zero after that.
    public static func foldPairs8(_ bins: UnsafeMutablePointer<UInt32>) {
        let total = bins + 65536
        for second in 0..<256 {
            let pairs = bins + 256 &* second
            var sum: UInt32 = 0
            for first in 0..<256 {
                sum &+= pairs[first]
                total[first] &+= pairs[first]
                pairs[first] = 0
            }
            total[second] &+= sum
        }
    }

    /// Bin of v: (clamp(v, low, high) − low) >> shift, in one of four banks.
    public static func count16(_ row: UnsafeRawPointer, _ count: Int, _ bins: UnsafeMutablePointer<UInt32>, _ range: BinRange) {
        let samples = row.assumingMemoryBound(to: UInt16.self), low = range.low, high = range.high, shift = range.shift, stride = range.stride
        @inline(__always) func bin(_ x: Int) -> Int { (min(max(Int(samples[x]), low), high) &- low) &>> shift }
        var x = 0
        while x &+ 4 <= count {
            let a = bin(x), b = bin(x &+ 1), c = bin(x &+ 2), d = bin(x &+ 3)
            bins[a] &+= 1
            bins[stride &+ b] &+= 1
            bins[2 &* stride &+ c] &+= 1
            bins[3 &* stride &+ d] &+= 1
            x &+= 4
        }
        while x < count {
            bins[bin(x)] &+= 1
            x &+= 1
        }
    }

    /// total[i] += Σ over `banks` of bins[bank · stride + i].
    public static func merge(_ bins: UnsafePointer<UInt32>, _ banks: Int, _ stride: Int, _ total: UnsafeMutablePointer<UInt32>, _ count: Int) {
        for bank in 0..<banks {
            let from = bins + bank &* stride
            for i in 0..<count { total[i] = total[i] &+ from[i] }
        }
    }

    /// out = clamp(row 0 + row 2 − row 1, 0, maximum).
    public static func move8(_ call: RowCall, _ maximum: Int) { move(call, maximum, as: UInt8.self, wide: Int16.self) }
    public static func move16(_ call: RowCall, _ maximum: Int) { move(call, maximum, as: UInt16.self, wide: Int32.self) }

    @inline(__always) private static func move<Sample: FixedWidthInteger & UnsignedInteger, Wide: FixedWidthInteger & SignedInteger>(
        _ call: RowCall, _ maximum: Int, as type: Sample.Type, wide: Wide.Type
    ) {
        let colour = call.rows[0].assumingMemoryBound(to: Sample.self), before = call.rows[1].assumingMemoryBound(to: Sample.self)
        let after = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let limit = Wide(truncatingIfNeeded: maximum)
        for x in call.x..<call.x &+ call.count {
            let value = Wide(truncatingIfNeeded: colour[x]) &+ Wide(truncatingIfNeeded: after[x]) &- Wide(truncatingIfNeeded: before[x])
            output[x] = Sample(truncatingIfNeeded: min(max(value, 0), limit))
        }
    }
}
