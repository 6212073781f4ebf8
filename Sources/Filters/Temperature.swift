// temperature: warmer or cooler light.
//
// Definition. What is white under 6500 K shall look as under 6500 K + shift. Both whites are those of the Planckian locus (Kim et al. 2002, US 7024034: cubic
// splines for x and y, 1667 to 25000 K) in linear light of BT.709 primaries. R, G and B, counted from black, are multiplied by the ratio of the whites to the
// power 1/2.2, so by the right factor if the transfer is a power of 2.2, and all three by one more factor that leaves the luma of gray as it was. Below 0 is
// warmer, above 0 cooler. Arithmetic as in ColourMatrix.swift. Gray frames pass.
import Glibc
import VideoFrame

public struct Temperature: MatrixFilter {
    public static let shift = NumberParameter(
        "shift", -4500...13500, default: 0, unit: "kelvin", "added to the colour temperature of 6500 K: below 0 warmer, above 0 cooler")
    public static let descriptor = FilterDescriptor(
        name: "temperature", summary: "warmer or cooler light", parameters: [.number(shift)], example: "--temperature=-800", topic: .light, planes: .colors)

    /// Kelvin.
    public let shift: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { shift = arguments[Self.shift] }
    public init(shift: Double) { self.shift = shift }

    /// x and y of a black body, `kelvin` in 1667...25000.
    static func planckian(_ kelvin: Double) -> (x: Double, y: Double) {
        let t = 1000 / kelvin
        let x =
            kelvin <= 4000
            ? ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910 : ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
        let y =
            kelvin <= 2222
            ? ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
            : kelvin <= 4000
                ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
                : ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
        return (x, y)
    }

    /// Linear R, G, B of BT.709 primaries at Y = 1 (IEC 61966-2-1).
    static func white(_ kelvin: Double) -> [Double] {
        let (x, y) = planckian(kelvin), bigX = x / y, bigZ = (1 - x - y) / y
        return [
            3.2404542 * bigX - 1.5371385 - 0.4985314 * bigZ, -0.9692660 * bigX + 1.8760108 + 0.0415560 * bigZ,
            0.0556434 * bigX - 0.2040259 + 1.0572252 * bigZ,
        ]
    }

    func matrix(for shape: FrameShape) -> ColourMatrix {
        guard shift != 0 else { return .identity }
        let gains = zip(Self.white(6500 + shift), Self.white(6500)).map { pow(max($0 / $1, 0), 1 / 2.2) }
        let frame = FrameMatrix(for: shape), light = frame.red * gains[0] + frame.green * gains[1] + frame.blue * gains[2]
        return .diagonal(gains[0] / light, gains[1] / light, gains[2] / light)
    }
}
