// Counted planes, pools and formats.
import Testing
import VideoFrame

@Suite struct FrameTests {
    @Test func poolUsesBuffersAgain() {
        let pool = FramePool()
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 33, height: 17)
        for _ in 0..<10 {
            let frame = Frame(shape: shape, timing: FrameTiming(), planes: pool.planes(for: shape))
            #expect(frame.view(1).size == PlaneSize(width: 17, height: 9))
            #expect(UInt(bitPattern: frame.view(0).base) % 64 == 0 && frame.view(0).stride % 64 == 0)
        }
        #expect(pool.statistics.allocated == 3)
        #expect(pool.statistics.reused == 27)
    }

    @Test func aPoolGoesWithItsLastBuffer() {
        weak var gone: FramePool?
        do {
            var pool: FramePool? = FramePool()
            gone = pool
            let plane = pool?.plane(size: PlaneSize(width: 4, height: 4), bytesPerSample: 1)
            _ = pool?.plane(size: PlaneSize(width: 4, height: 4), bytesPerSample: 1)
            pool = nil
            #expect(gone != nil)
            _ = consume plane
        }
        #expect(gone == nil)
    }

    @Test func sharedPlanesGoBackWithTheLastHolder() {
        let pool = FramePool()
        let size = PlaneSize(width: 8, height: 8)
        let plane = pool.plane(size: size, bytesPerSample: 1)
        #expect(plane.owner.referenceCount == 1)
        do {
            let second = plane.share()
            #expect(second.owner.referenceCount == 2)
            #expect(second.view.base == plane.view.base)
        }
        #expect(plane.owner.referenceCount == 1)
        _ = consume plane
        _ = pool.plane(size: size, bytesPerSample: 1)
        #expect(pool.statistics.allocated == 1 && pool.statistics.reused == 1)
    }

    @Test func ownersHearOfTheirLastHandle() {
        final class Counting: BufferOwner, @unchecked Sendable {  // one thread
            var count = 0
            override func didBecomeUnused() { count += 1 }
        }
        let owner = Counting()
        for round in 1...3 {
            let handle = SharedHandle(owner)
            let other = handle.share()
            _ = consume handle
            #expect(owner.count == round - 1)
            _ = consume other
            #expect(owner.count == round)
        }
    }

    @Test func namesAreLibavs() {
        #expect(PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1, chromaShiftY: 1).description == "yuv420p10")
        #expect(PixelFormat(family: .rgb, depth: 8, hasAlpha: true).description == "gbrap")
        #expect(PixelFormat(family: .gray, depth: 12).description == "gray12")
        #expect(PixelFormat(family: .yuv, depth: 8, chromaShiftX: 2).description == "yuv411p")
    }

    @Test func levelsFollowTheRange() {
        let yuv = PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1, chromaShiftY: 1)
        #expect(FrameShape(format: yuv, width: 2, height: 2).black == 64)
        #expect(FrameShape(format: yuv, width: 2, height: 2).white == 940)
        #expect(FrameShape(format: yuv, width: 2, height: 2, color: ColorInfo(range: .full)).white == 1023)
        #expect(FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 2, height: 2).white == 255)
        #expect(FrameShape(format: yuv, width: 2, height: 2).neutral == 512)
    }
}
