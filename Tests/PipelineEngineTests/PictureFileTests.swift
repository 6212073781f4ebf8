import Filters
import Foundation
import PipelineEngine
import Testing
import VideoFrame

/// Still pictures for filters, as the decoders give them.
struct PictureFileTests {
    @Test func picturesComeInTheirOwnLayout() throws {
        // 2 x 1: red, then half covered blue.
        let png =
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8AAQg0AD3oDfnfpf5cAAAAASUVORK5CYII="
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("picture-\(UUID().uuidString).png")
        defer { try? FileManager.default.removeItem(at: path) }
        try #require(Data(base64Encoded: png)).write(to: path)
        let picture = try PictureFiles().picture(at: path.path)
        #expect(picture.shape.width == 2 && picture.shape.height == 1)
        #expect(picture.shape.format.family == .rgb && picture.shape.format.hasAlpha && picture.shape.format.depth == 8)
        // G, B, R, alpha: the order of planar RGB.
        #expect(picture.planes == [[0, 0], [0, 255], [255, 0], [255, 128]])
    }

    @Test func whatIsNoPictureIsRefused() {
        for path in ["/nowhere.png", "-", "/", #filePath] {
            let error = #expect(throws: FilterError.self) { try PictureFiles().picture(at: path) }
            #expect(error?.message.contains(path) == true)
        }
    }
}
