// Sums of columns and means of blocks of them; samples beside what they are compared with.
import CSIMD
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

    public static func above8(_ call: RowCall, _ parameters: AboveParameters) {
        vp_above_8(
            call.rows[0].assumingMemoryBound(to: UInt8.self) + call.x, call.rows[1].assumingMemoryBound(to: UInt8.self) + call.x,
            call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count, parameters.offset, UInt8(truncatingIfNeeded: parameters.clear),
            UInt8(truncatingIfNeeded: parameters.set))
    }

    public static func above16(_ call: RowCall, _ parameters: AboveParameters) {
        vp_above_16(
            call.rows[0].assumingMemoryBound(to: UInt16.self) + call.x, call.rows[1].assumingMemoryBound(to: UInt16.self) + call.x,
            call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, parameters.offset, parameters.clear, parameters.set)
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
