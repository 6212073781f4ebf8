// lut: a colour look-up table from a .cube file.
//
// Definition. 3D: tetrahedral interpolation in R, G, B, in the whole numbers of ColourLattice.swift. YUV frames go through the frame's own matrix; a luma sample
// is looked up with the chroma that covers it, a chroma sample becomes the mean of the results of the luma samples that it covers (ChromaSampling.swift).
// 1D: on RGB a table a plane, linear between entries and rounded half up; on YUV the three curves at 65 points each make a lattice, in which tetrahedral
// interpolation is linear in each channel. Gray: R = G = B = v, of the result the luma by the frame's own matrix, as a table. Colours outside the file's input
// range are looked up at its ends; results are cut to 0...1. strength mixes with the input, in the entries. Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

public struct Lut: VideoFilter {
    public static let file = FileParameter("file", endings: ["cube"], form: "a .cube file", "look-up table, 1D (2 to 65536 entries) or 3D (2 to 129 an edge)")
    public static let strength = NumberParameter("strength", 0...1, default: 1, "share of the table's result, the rest is the input")
    public static let descriptor = FilterDescriptor(
        name: "lut", summary: "colour look-up table", parameters: [.file(file), .number(strength)], example: "--lut=film.cube,strength=0.8", topic: .light,
        planes: .colors)

    let cube: CubeTable
    public let strength: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        cube = try CubeTable.read(arguments[Self.file])
        strength = arguments[Self.strength]
    }

    init(cube: CubeTable, strength: Double = 1) {
        self.cube = cube
        self.strength = strength
    }

    private func mixed(_ input: Double, _ output: Double) -> Double { min(max((1 - strength) * min(max(input, 0), 1) + strength * output, 0), 1) }

    /// Of entry `index` of `count` the input that it stands for.
    private func input(_ channel: Int, _ index: Int, of count: Int) -> Double {
        cube.domain[channel].lowerBound + Double(index) / Double(count - 1) * (cube.domain[channel].upperBound - cube.domain[channel].lowerBound)
    }

    /// The curve of a 1D table.
    private func curve(_ channel: Int, _ value: Double) -> Double {
        let domain = cube.domain[channel], place = min(max((value - domain.lowerBound) / (domain.upperBound - domain.lowerBound), 0), 1)
        let position = place * Double(cube.size - 1), index = min(Int(position), cube.size - 2), share = position - Double(index)
        return mixed(value, cube.values[index][channel] * (1 - share) + cube.values[index + 1][channel] * share)
    }

    private func lattice(_ shape: FrameShape) -> ColourLattice {
        guard cube.isCube else {
            let size = 65, curves = (0..<3).map { channel in (0..<size).map { curve(channel, input(channel, $0, of: size)) } }
            return ColourLattice(size: size, domain: cube.domain, shape: shape) { [curves[0][$0], curves[1][$1], curves[2][$2]] }
        }
        let size = cube.size, inputs = (0..<3).map { channel in (0..<size).map { input(channel, $0, of: size) } }
        return ColourLattice(size: size, domain: cube.domain, shape: shape) { r, g, b in
            let value = cube.values[r + size * (g + size * b)]
            return [mixed(inputs[0][r], value[0]), mixed(inputs[1][g], value[1]), mixed(inputs[2][b], value[2])]
        }
    }

    /// Tables of planes that depend on their own samples alone: a 1D table's R, G and B, a gray frame's luma.
    private func tables(_ shape: FrameShape) -> [SampleTable]? {
        let black = Double(shape.black), span = Double(shape.span)
        if shape.format.family == .rgb {
            guard !cube.isCube else { return nil }
            return [1, 2, 0].map { channel in SampleTable(depth: shape.format.depth) { black + span * curve(channel, (Double($0) - black) / span) } }
        }
        guard shape.format.family == .gray else { return nil }
        var twin = shape
        // The same codes as three planes; 16 bits keep what the luma of them needs.
        twin.format = PixelFormat(family: .rgb, depth: shape.format.depth)
        twin.color.range = shape.isFullRange ? .full : .limited
        let lattice = lattice(twin), weights = LumaWeights(for: shape), scale = Double(1 << (16 - shape.format.depth))
        return [
            SampleTable(depth: shape.format.depth) { code in
                let planes = lattice.look(code, code, code)
                return Double(weights.luma(red: planes[2], green: planes[0], blue: planes[1])) / scale
            }
        ]
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, planes = picture.planes
        var result = picture
        if let tables = tables(shape) {
            for (plane, table) in tables.enumerated() { result.planes[plane] = planes[plane].map { Int(table.values[$0]) } }
            return result
        }
        let lattice = lattice(shape), isRGB = shape.format.family == .rgb, down = 16 - shape.format.depth
        let a = isRGB ? planes[2] : planes[0], b = isRGB ? planes[0] : picture.repeated(planes[1]), c = isRGB ? planes[1] : picture.repeated(planes[2])
        let quads = a.indices.map { lattice.look(a[$0], b[$0], c[$0]) }
        for plane in 0..<3 {
            let size = shape.size(ofPlane: plane), isChroma = shape.format.isChroma(plane: plane)
            let shiftX = isChroma ? shape.format.chromaShiftX : 0, shiftY = isChroma ? shape.format.chromaShiftY : 0, shift = down + shiftX + shiftY
            for index in result.planes[plane].indices {
                let left = (index % size.width) << shiftX, top = (index / size.width) << shiftY
                var sum = (1 << shift) / 2
                for y in top..<top + (1 << shiftY) {
                    for x in left..<left + (1 << shiftX) { sum += quads[min(y, shape.height - 1) * shape.width + min(x, shape.width - 1)][plane] }
                }
                result.planes[plane][index] = sum >> shift
            }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape, planes = graph.planes, bytes = shape.format.bytesPerSample
        if let tables = tables(shape) {
            for (plane, table) in tables.enumerated() { graph.planes[plane] = graph.table(table, input: planes[plane]) }
            return
        }
        let inputs =
            shape.format.family == .rgb
            ? [planes[2], planes[0], planes[1]]
            : [planes[0], graph.repeated(planes[1], kernels: kernels), graph.repeated(planes[2], kernels: kernels)]
        let quads = graph.operation(
            LatticeRows(lattice(shape), kernel: bytes == 1 ? kernels.lattice8 : kernels.lattice16), inputs: inputs,
            size: PlaneSize(width: 4 * shape.width, height: shape.height))
        for plane in 0..<3 {
            let isChroma = shape.format.isChroma(plane: plane)
            graph.planes[plane] = graph.operation(
                QuadRows(
                    component: plane, shiftX: isChroma ? shape.format.chromaShiftX : 0, shiftY: isChroma ? shape.format.chromaShiftY : 0, width: shape.width,
                    height: shape.height, depth: shape.format.depth, bytesPerSample: bytes, kernel: bytes == 1 ? kernels.quad8 : kernels.quad16),
                inputs: [quads], size: shape.size(ofPlane: plane))
        }
    }
}

/// Three planes at luma's sampling to quads of 16 bits, side by side in one row.
private struct LatticeRows: RowOperation {
    let entries: ConstantTable<Int16>
    let weights: ConstantTable<Int64>
    let size: Int32
    let shift: Int32
    let isWide: Bool
    let kernel: LatticeKernel
    var bytesPerSample: Int { 2 }

    init(_ lattice: ColourLattice, kernel: @escaping LatticeKernel) {
        entries = ConstantTable(lattice.entries)
        weights = ConstantTable(lattice.weights.map(Int64.init))
        size = Int32(lattice.size)
        shift = Int32(lattice.shift)
        isWide = lattice.isWide
        self.kernel = kernel
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound / 4..<(columns.upperBound + 3) / 4 }

    var computePasses: [ComputePass] {
        var table: [UInt32] = []
        table.reserveCapacity(2 * weights.count + entries.count / 2)
        for weight in weights.elements { table += [UInt32(truncatingIfNeeded: weight), UInt32(truncatingIfNeeded: weight >> 32)] }
        for index in stride(from: 0, to: entries.count, by: 2) {
            // There the entries have their 2^15 back.
            let low = UInt16(bitPattern: entries.values[index]) ^ 0x8000, high = index % 4 == 0 ? UInt16(bitPattern: entries.values[index + 1]) ^ 0x8000 : 0
            table.append(UInt32(low) | UInt32(high) << 16)
        }
        return [ComputePass(.lattice, [Int(size), Int(shift), isWide ? 1 : 0], table: table)]
    }

    func run(_ call: RowCall, row: Int) {
        kernel(call, LatticeParameters(entries: entries.values, size: size, weights: weights.values, shift: shift, isWide: isWide))
    }
}

/// One plane out of quads.
private struct QuadRows: RowOperation {
    let component, shiftX, shiftY: Int
    /// Of the quads.
    let width, height: Int
    let depth: Int
    let bytesPerSample: Int
    let kernel: QuadKernel

    func window(input: Int, row: Int) -> Range<Int> { row << shiftY..<min((row + 1) << shiftY, height) }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { 4 * (columns.lowerBound << shiftX)..<4 * min(columns.upperBound << shiftX, width) }

    var computePasses: [ComputePass] {
        [ComputePass(.covered, [shiftX, shiftY, 4, component, 16 - depth + shiftX + shiftY])]
    }

    func run(_ call: RowCall, row: Int) {
        kernel(
            call,
            QuadParameters(
                component: component, rows: window(input: 0, row: row).count, rowShift: shiftY, columnShift: shiftX, width: width, depth: depth))
    }
}
