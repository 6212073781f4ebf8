// Values for filters drawn from their descriptors: a filter that joins the registry is tested without a new test.
import Filters
import Glibc
import VideoFrame

extension FilterDescriptor {
    /// What stands behind `--name=` in the example; files are named by `file`.
    public func exampleValue(file: String) -> String? {
        let words = example.split(separator: "=", maxSplits: 1)
        guard words.count > 1 else { return nil }
        let fields = words[1].split(separator: ",").map(String.init)
        return fields.map { field in endings.contains { field.hasSuffix("." + $0) } ? replacingPath(field, by: file) : field }.joined(separator: ",")
    }

    /// A value in range for each parameter, the numbers' ends among them; nil for a filter without parameters.
    public func randomValue(file: String, using generator: inout SeededGenerator) -> String? {
        guard !parameters.isEmpty else { return nil }
        return parameters.map { parameter in
            let text: String
            switch parameter.kind {
            case .number(let range, _, _):
                switch generator.next() % 8 {
                case 0: text = shortNumber(range.lowerBound)
                case 1: text = shortNumber(range.upperBound)
                // More often near the lower end, where most filters do their usual work and none is slow.
                case 2, 3, 4: text = String(range.lowerBound + (range.upperBound - range.lowerBound) * 0.05 * Double.random(in: 0...1, using: &generator))
                default: text = String(Double.random(in: range, using: &generator))
                }
            case .choice(let words, _): text = words[Int.random(in: words.indices, using: &generator)]
            case .text(_, let word, let samples): text = (samples + [word])[Int.random(in: 0...samples.count, using: &generator)]
            case .file: text = file
            }
            return "\(parameter.key)=\(text)"
        }.joined(separator: ",")
    }

    private var endings: [String] {
        parameters.flatMap { parameter -> [String] in
            if case .file(let endings, _) = parameter.kind { endings } else { [] }
        }
    }

    private func replacingPath(_ field: String, by file: String) -> String {
        guard let equals = field.firstIndex(of: "=") else { return file }
        return field[...equals] + file
    }
}

/// A small 3D table that changes every colour, at a path of its own; removed with the object.
public final class TestCube: Sendable {
    public let path: String

    /// `text` or, without one, a table of `size` entries an edge.
    public init(_ text: String? = nil, size: Int = 5) {
        path = "/tmp/vidproc-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).cube"
        guard let file = fopen(path, "we") else { return }
        fputs(text ?? Self.table(size: size), file)
        fclose(file)
    }

    deinit { unlink(path) }

    /// Bent, mixed and partly beyond 0...1.
    public static func table(size: Int) -> String {
        var lines = ["TITLE \"test\"", "LUT_3D_SIZE \(size)"]
        let last = Double(size - 1)
        for b in 0..<size {
            for g in 0..<size {
                for r in 0..<size {
                    let red = Double(r) / last, green = Double(g) / last, blue = Double(b) / last
                    lines.append("\(red * red + 0.1 * green) \(1 - green * (0.5 + 0.5 * blue)) \(blue * 1.1 - 0.05 * red)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// In place of picture files, whatever their names: a small picture with every shade of alpha.
public struct TestPictures: PictureReader {
    public let shape: FrameShape

    public init(_ shape: FrameShape = FrameShape(format: PixelFormat(family: .rgb, depth: 8, hasAlpha: true), width: 12, height: 7)) { self.shape = shape }

    public func picture(at path: String) throws(FilterError) -> Picture { seededPicture(shape, seed: 5) }
}
