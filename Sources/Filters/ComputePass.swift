// What a compute device does in the stead of a row operation or a frame program: data alone, which VulkanCompute makes into dispatches.
import VideoFrame

/// The shaders there are; each of a file in Shaders/ of that name, which says what its parameters mean.
public enum ComputeShader: String, CaseIterable, Sendable {
    case above, affine, areas, betweentiles, bilateral, bilateralBytes, bilateralWide, blockshow, blocksums, box, boxrun, cannygradient, cannypeaks, convolve
    case cornerbest, cornercounts, cornerlast, cornermarks, cornerpeaks, cornerpick, cornerties, counts, covered, differs, double, drawacross, drawdown, edges
    case equalize, extreme, extremeShape, extremeTable, falloff, fast, fill, flatten, gather, ground, halve, harris, harrisgradient, key, lattice, layer
    case learn, look, luma, means, median, moved, movelight, moving, nlm, otsu, outline, placed, repeated, resize, resizeWide, settled, spill, sums, table
    case tiletable, turned, unite, unsharp, warp
}

/// One dispatch over a plane. Its first input is the operation's, or what the pass before it made; the second and third are the operation's.
///
/// A plane is any array of numbers of 1, 2 or 4 bytes: samples, labels, counts, tables.
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
    /// Whether it changes its first input, which from then on is what it made. Nothing else may want that plane as it was.
    public let isInPlace: Bool
    /// Work groups, where they are not as many as the plane's size asks for.
    public let groups: PlaneSize?
    /// Columns and rows that a group makes, where its invocations do not make four samples of a row each.
    public let madeByGroup: PlaneSize?

    public init(
        _ shader: ComputeShader, from place: (x: Int, y: Int) = (0, 0), _ parameters: [Int] = [], table: [UInt32] = [],
        reach: PlaneSize = PlaneSize(width: 0, height: 0), size: PlaneSize? = nil, bytesPerSample: Int? = nil,
        isInPlace: Bool = false, groups: PlaneSize? = nil, madeByGroup: PlaneSize? = nil
    ) {
        self.shader = shader
        self.parameters = ([place.x, place.y] + parameters).map { Int32(truncatingIfNeeded: $0) }
        precondition(self.parameters.count <= 12, "a shader takes twelve numbers")
        self.table = table
        self.reach = reach
        self.size = size
        self.bytesPerSample = bytesPerSample
        self.isInPlace = isInPlace
        self.groups = groups
        self.madeByGroup = madeByGroup
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
