// Sums of columns, and what is compared with or made of them.
import KernelInterface

public enum LocalMean {
    public static func columnSums8(_ row: UnsafeRawPointer, _ removed: UnsafeRawPointer?, _ sums: UnsafeMutablePointer<UInt32>, _ count: Int) {
        columnSums(row, removed, sums, count, as: UInt8.self)
    }

    public static func columnSums16(_ row: UnsafeRawPointer, _ removed: UnsafeRawPointer?, _ sums: UnsafeMutablePointer<UInt32>, _ count: Int) {
        columnSums(row, removed, sums, count, as: UInt16.self)
    }

    @inline(__always) private static func columnSums<Sample: FixedWidthInteger & UnsignedInteger>(
        _ row: UnsafeRawPointer, _ removed: UnsafeRawPointer?, _ sums: UnsafeMutablePointer<UInt32>, _ count: Int, as type: Sample.Type
    ) {
        let added = row.assumingMemoryBound(to: Sample.self)
        guard let removed = removed?.assumingMemoryBound(to: Sample.self) else {
            for x in 0..<count { sums[x] = sums[x] &+ UInt32(truncatingIfNeeded: added[x]) }
            return
        }
        for x in 0..<count { sums[x] = sums[x] &+ UInt32(truncatingIfNeeded: added[x]) &- UInt32(truncatingIfNeeded: removed[x]) }
    }

    public static func aboveMean8(
        _ row: UnsafeRawPointer, _ sums: UnsafePointer<UInt32>, _ scratch: UnsafeMutablePointer<UInt32>, _ output: UnsafeMutableRawPointer, _ count: Int,
        _ radius: Int, _ parameters: AboveParameters
    ) {
        let samples = row.assumingMemoryBound(to: UInt8.self), output = output.assumingMemoryBound(to: UInt8.self)
        let side = 2 &* radius &+ 1, area = Int32(truncatingIfNeeded: side &* side), half = area / 2, offset = parameters.offset
        let clear = UInt8(truncatingIfNeeded: parameters.clear), set = UInt8(truncatingIfNeeded: parameters.set)
        slide(sums, scratch, count, radius)
        // Sums below 255 · 255² < 2^24.
        for x in 0..<count {
            output[x] = (Int32(samples[x]) &+ offset) &* area > Int32(truncatingIfNeeded: scratch[x]) &+ half ? set : clear
        }
    }

    public static func aboveMean16(
        _ row: UnsafeRawPointer, _ sums: UnsafePointer<UInt32>, _ scratch: UnsafeMutablePointer<UInt32>, _ output: UnsafeMutableRawPointer, _ count: Int,
        _ radius: Int, _ parameters: AboveParameters
    ) {
        let samples = row.assumingMemoryBound(to: UInt16.self), output = output.assumingMemoryBound(to: UInt16.self)
        let side = 2 &* radius &+ 1, area = Int64(side &* side), half = area / 2, offset = Int64(parameters.offset)
        slide(sums, scratch, count, radius)
        for x in 0..<count { output[x] = (Int64(samples[x]) &+ offset) &* area > Int64(scratch[x]) &+ half ? parameters.set : parameters.clear }
    }

    /// scratch[x] = Σ sums[x − radius … x + radius], which is below 2^32.
    @inline(__always) private static func slide(
        _ sums: UnsafePointer<UInt32>, _ scratch: UnsafeMutablePointer<UInt32>, _ count: Int, _ radius: Int
    ) {
        var sum: UInt32 = 0
        for k in 0 &- radius..<radius { sum = sum &+ sums[k] }
        for x in 0..<count {
            sum = sum &+ sums[x &+ radius]
            scratch[x] = sum
            sum = sum &- sums[x &- radius]
        }
    }

    public static func above8(_ call: RowCall, _ parameters: AboveParameters) { above(call, parameters, as: UInt8.self) }
    public static func above16(_ call: RowCall, _ parameters: AboveParameters) { above(call, parameters, as: UInt16.self) }

    @inline(__always) private static func above<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: AboveParameters, as type: Sample.Type
    ) {
        let samples = call.rows[0].assumingMemoryBound(to: Sample.self), limits = call.rows[1].assumingMemoryBound(to: Sample.self)
        let output = call.output.assumingMemoryBound(to: Sample.self), offset = parameters.offset
        let clear = Sample(truncatingIfNeeded: parameters.clear), set = Sample(truncatingIfNeeded: parameters.set)
        for x in call.x..<call.x &+ call.count {
            output[x] = Int32(truncatingIfNeeded: samples[x]) &+ offset > Int32(truncatingIfNeeded: limits[x]) ? set : clear
        }
    }

    public static func blockMeans8(
        _ sums: UnsafePointer<UInt32>, _ output: UnsafeMutableRawPointer, _ count: Int, _ size: Int, _ shift: Int, _ rows: Int
    ) {
        blockMeans(sums, output.assumingMemoryBound(to: UInt8.self), count, size, shift, rows)
    }

    public static func blockMeans16(
        _ sums: UnsafePointer<UInt32>, _ output: UnsafeMutableRawPointer, _ count: Int, _ size: Int, _ shift: Int, _ rows: Int
    ) {
        blockMeans(sums, output.assumingMemoryBound(to: UInt16.self), count, size, shift, rows)
    }

    @inline(__always) private static func blockMeans<Sample: FixedWidthInteger & UnsignedInteger>(
        _ sums: UnsafePointer<UInt32>, _ output: UnsafeMutablePointer<Sample>, _ count: Int, _ size: Int, _ shift: Int, _ rows: Int
    ) {
        var x = 0, next = size
        while x < count {
            let end = min(count, (next &+ 1 &<< shift &- 1) &>> shift)
            next &+= size
            if end == x { continue }
            var sum: UInt64 = 0
            for column in x..<end { sum = sum &+ UInt64(sums[column]) }
            let area = UInt64(truncatingIfNeeded: (end &- x) &* rows), mean = Sample(truncatingIfNeeded: (2 &* sum &+ area) / (2 &* area))
            for column in x..<end { output[column] = mean }
            x = end
        }
    }
}
