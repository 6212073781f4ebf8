// The window shows the colours that were meant, whatever samples they are stored in.
import Foundation
import Testing

@Suite("window: colours", .serialized, .enabled(if: VirtualScreen.missing == nil, "\(VirtualScreen.missing ?? "")"))
struct WindowColourTests {
    private static let bars = [
        [255, 255, 255], [255, 255, 0], [0, 255, 255], [0, 255, 0], [255, 0, 255], [255, 0, 0], [0, 0, 255], [128, 128, 128],
    ]
    private let width = 256, height = 64

    struct Samples: CustomTestStringConvertible, Sendable {
        let format: String, matrix: String, isFull: Bool
        var renderer = "software"

        var testDescription: String { "\(format) \(matrix) \(isFull ? "full" : "limited") \(renderer)" }
        /// Red, green and blue of gray.
        var isGray: Bool { format.hasPrefix("gray") }
        var isYUV: Bool { format.hasPrefix("yuv") }
    }

    private static let samples = [
        Samples(format: "yuv420p", matrix: "bt709", isFull: false), Samples(format: "yuv420p", matrix: "bt709", isFull: false, renderer: "opengl"),
        Samples(format: "yuv420p", matrix: "smpte170m", isFull: false), Samples(format: "yuv420p", matrix: "smpte170m", isFull: true),
        Samples(format: "yuv420p", matrix: "bt709", isFull: true), Samples(format: "yuv444p", matrix: "smpte170m", isFull: false),
        Samples(format: "yuv420p10le", matrix: "bt2020nc", isFull: false), Samples(format: "gbrp", matrix: "", isFull: true),
        Samples(format: "gray", matrix: "", isFull: true), Samples(format: "gray", matrix: "", isFull: false),
        Samples(format: "gray10le", matrix: "", isFull: false),
    ]

    /// Bars of one colour each, stored by ffmpeg.
    private func write(_ samples: Samples, to file: URL) throws {
        let row = (0..<width).flatMap { Self.bars[$0 * 8 / width].map { UInt8($0) } }
        let raw = file.appendingPathExtension("rgb")
        try Data((0..<height).flatMap { _ in row }).write(to: raw)
        let matrix = ["smpte170m": "bt601", "bt2020nc": "bt2020"][samples.matrix] ?? samples.matrix
        let range = samples.isFull ? "full" : "limited"
        let scale = "scale=flags=accurate_rnd+full_chroma_int:out_range=\(range)" + (samples.isYUV ? ":out_color_matrix=\(matrix)" : "")
        let words =
            ["-v", "error", "-nostdin", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "\(width)x\(height)", "-i", raw.path]
            + ["-vf", "\(scale),format=\(samples.format)", "-c:v", "ffv1", "-color_range", samples.isFull ? "pc" : "tv"]
            + (samples.isYUV ? ["-colorspace", samples.matrix] : []) + [file.path]
        let process = try Process.run(URL(fileURLWithPath: "/usr/bin/env"), arguments: ["ffmpeg"] + words)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test(arguments: Self.samples) func barsHaveTheirColours(samples: Samples) throws {
        let screen = try VirtualScreen()
        defer { screen.remove() }
        let command = try screen.command(renderer: samples.renderer)
        defer { command.remove() }
        try write(samples, to: command.file("bars.mkv"))
        let left = (VirtualScreen.width - width) / 2, top = (VirtualScreen.height - height) / 2
        // One picture stays until it is told to go.
        let result = try command.run(["bars.mkv", "--show", "--quiet"]) { process in
            defer { process.terminate() }
            let shot = try screen.shot("the picture") { $0[left + 16, top + 32].contains { $0 > 0 } }
            for (index, bar) in Self.bars.enumerated() {
                let luma = Int((0.299 * Double(bar[0]) + 0.587 * Double(bar[1]) + 0.114 * Double(bar[2])).rounded())
                let expected = samples.isGray ? [luma, luma, luma] : bar
                let got = shot[left + index * 32 + 16, top + 32]
                #expect(zip(got, expected).allSatisfy { abs($0 - $1) <= 3 }, "bar \(index): \(got), not \(expected)")
            }
            // It lies where it should, to the pixel.
            #expect(shot[left, top].min() ?? 0 >= 250 && shot[left - 1, top] == [0, 0, 0] && shot[left, top - 1] == [0, 0, 0])
            #expect(shot[left + width - 1, top + height - 1].min() ?? 0 >= 125 && shot[left + width, top + height - 1] == [0, 0, 0])
            #expect(shot[left + width - 1, top + height] == [0, 0, 0])
            try screen.tool("key", "q")
            try screen.wait("the end") { process.isRunning ? nil : () }
        }
        #expect(result.status == 0, "\(result.errors)")
    }
}
