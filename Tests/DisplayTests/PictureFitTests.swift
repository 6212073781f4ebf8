// Where the picture lies in the window.
import Testing
import VideoFrame

@testable import Display

@Suite struct PictureFitTests {
    private func fit(_ width: Int, _ height: Int, aspect: Rational = Rational(1, 1), turns: Int = 0) -> PictureFit {
        let format = PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1)
        return PictureFit(
            FrameShape(format: format, width: width, height: height, sampleAspect: aspect, orientation: Orientation(isMirrored: false, quarterTurns: turns)))
    }

    private func size(_ fit: PictureFit) -> [Int] { [fit.width, fit.height] }

    @Test func samplesHaveTheirShape() {
        #expect(size(fit(720, 576, aspect: Rational(16, 11))) == [1047, 576])
        #expect(size(fit(720, 480, aspect: Rational(8, 9))) == [720, 540])
        #expect(size(fit(720, 576, aspect: Rational(0, 1))) == [720, 576])
    }

    @Test func aTurnedPictureIsUpright() {
        let turned = fit(1280, 720, turns: 1)
        #expect(size(turned) == [720, 1280] && turned.quarterTurns == 1)
        #expect(size(fit(1280, 720, turns: 2)) == [1280, 720])
        // Samples are wide before they are turned.
        #expect(size(fit(720, 576, aspect: Rational(16, 11), turns: 3)) == [576, 1047])
    }

    @Test func whatIsLeftIsBlack() {
        #expect(fit(1280, 720).place(in: (1280, 800)) == .init(x: 0, y: 40, width: 1280, height: 720))
        #expect(fit(1280, 720).place(in: (1000, 360)) == .init(x: 180, y: 0, width: 640, height: 360))
        #expect(fit(1280, 720).place(in: (1280, 720)) == .init(x: 0, y: 0, width: 1280, height: 720))
        let tiny = fit(4000, 1).place(in: (32, 32))
        #expect([tiny.width, tiny.height] == [32, 1])
    }
}
