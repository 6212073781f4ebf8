// What a compute device does in a row operation's stead: data alone, which VulkanCompute makes into dispatches.
import VideoFrame

/// The shaders there are; each of a file in Shaders/ of that name, which says what its parameters mean.
public enum ComputeShader: String, CaseIterable, Sendable {
    case above, affine, bilateral, bilateralWide, box, convolve, covered, double, edges, extreme, extremeShape, extremeTable, falloff, ground, halve
    case key, lattice, layer, luma, means, median, moved, placed, repeated, resize, resizeWide, spill, sums, table, unsharp
}

/// One dispatch over a plane. Its first input is the operation's, or what the pass before it made; the second and third are the operation's.
public struct ComputePass: Sendable {
    public let shader: ComputeShader
    /// p[0] … p[11] of the shader: p[0] and p[1] lead from an output sample's place to the input's.
    public let parameters: [Int32]
    /// What stands at the shader's table; empty where it has none. A third input stands in the table's place: then p[10] and p[11] are its address.
    public let table: [UInt32]
    /// Columns and rows beside a sample's place that its window of the first input reaches.
    public let reach: PlaneSize
    /// Of the plane that it makes; nil: the operation's.
    public let size: PlaneSize?
    /// Bytes per sample of that plane; nil: the operation's.
    public let bytesPerSample: Int?

    public init(
        _ shader: ComputeShader, from place: (x: Int, y: Int) = (0, 0), _ parameters: [Int] = [], table: [UInt32] = [],
        reach: PlaneSize = PlaneSize(width: 0, height: 0), size: PlaneSize? = nil, bytesPerSample: Int? = nil
    ) {
        self.shader = shader
        self.parameters = ([place.x, place.y] + parameters).map { Int32(truncatingIfNeeded: $0) }
        precondition(self.parameters.count <= 12, "a shader takes twelve numbers")
        self.table = table
        self.reach = reach
        self.size = size
        self.bytesPerSample = bytesPerSample
    }

    /// 16-bit words, two to one of a table's.
    public static func packed(_ values: some Collection<UInt16>) -> [UInt32] {
        var words: [UInt32] = []
        for (index, value) in values.enumerated() {
            if index & 1 == 0 { words.append(UInt32(value)) } else { words[words.count - 1] |= UInt32(value) << 16 }
        }
        return words
    }
}
