// A camera as a source: times, buffers, damage, loss and return, with a made one in place of the driver.
import CPlatform
import Foundation
import Testing
import VideoFrame

@testable import MediaIO

@Suite("cameras") struct CameraTests {
    private static let patience = CameraPatience(stall: 40_000_000, firstRetry: 5_000_000, longestRetry: 20_000_000)

    private final class Told: @unchecked Sendable {  // `lock` guards the lines
        private let lock = NSLock()
        private var kept: [String] = []
        var lines: [String] { lock.withLock { kept } }
        func note(_ line: String) { lock.withLock { kept.append(line) } }
    }

    private func source(
        _ system: FakeSystem, frames: Int?, loss: CameraOptions.Loss = .stop, repeats: Bool = false, controls: [(name: String, value: String)] = [],
        told: Told = Told()
    ) throws -> CameraSource {
        var options = SourceOptions()
        options.frames = frames
        options.camera.loss = loss
        options.camera.repeatsLast = repeats
        options.camera.controls = controls
        options.camera.decoderThreads = 3
        options.tell = { told.note($0) }
        return try CameraSource(path: "cam", options: options, system: system, patience: Self.patience)
    }

    /// All frames' times and first luma sample.
    private func run(_ source: CameraSource) throws -> [(pts: Int64, luma: UInt8)] {
        var seen: [(Int64, UInt8)] = []
        while let frame = try source.next() {
            seen.append((try #require(frame.timing.pts), frame.view(0).row(0).load(as: UInt8.self)))
            #expect(frame.timing.arrival <= cplatform_nanoseconds())
        }
        return seen
    }

    /// How many frames came before the source failed.
    private func lost(_ source: CameraSource) -> (count: Int, failure: MediaError?) {
        var count = 0
        do throws(MediaError) { while try source.next() != nil { count += 1 } } catch { return (count, error) }
        return (count, nil)
    }

    private func rises(_ times: [Int64]) -> Bool { zip(times, times.dropFirst()).allSatisfy { $0 < $1 } }

    @Test func framesComeInOrderFromZero() throws {
        let source = try source(FakeSystem(bench: FakeBench()), frames: 20)
        #expect(source.info.isLive && source.info.codec == "rawvideo" && source.info.storedFormat == "yuv420p")
        #expect(source.info.choice == "Fake: 64x32 YU12, 30 fps (not compressed)")
        let seen = try run(source)
        #expect(seen.count == 20 && seen.first?.pts == 0 && rises(seen.map(\.pts)))
        let lumas = seen.map { Int($0.luma) }
        #expect(zip(lumas, lumas.dropFirst()).allSatisfy { $0 + 1 == $1 })
    }

    @Test func planarFramesAreReadInPlaceWhileBuffersLast() throws {
        let bench = FakeBench(), source = try source(FakeSystem(bench: bench), frames: 30)
        var held: [FrameHolder] = []
        // Nobody lets go: the driver keeps a buffer to fill, and what comes then is copied.
        for number in 0..<20 {
            guard let frame = try source.next() else { break }
            let properties = frame.shareProperties(), isBare = properties == nil, isInPlace = frame.planes.share(0).owner is CapturedPicture
            #expect(isBare)
            #expect(isInPlace == (number < 6))
            held.append(FrameHolder(frame))
        }
        #expect(held.count == 20 && bench.queuedLeast >= 1)
        let values = held.map { Int($0.frame.view(0).row(31).load(fromByteOffset: 63, as: UInt8.self)) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 + 1 == $1 })
        #expect(held.allSatisfy { $0.frame.view(1).row(15).load(fromByteOffset: 31, as: UInt8.self) == 100 })
        #expect(held.allSatisfy { $0.frame.view(2).row(0).load(as: UInt8.self) == 200 })
    }

    /// Luma 50, U 100, V 200 in layouts of 4:2:2 that share a plane.
    @Test(
        arguments: [
            ("NV16", "nv16", [50, 50], [100, 200]), ("NV61", "nv61", [50, 50], [200, 100]), ("YUYV", "yuyv422", [50, 100, 50, 200], []),
            ("YVYU", "yvyu422", [50, 200, 50, 100], []), ("UYVY", "uyvy422", [100, 50, 200, 50], []), ("VYUY", "vyuy422", [200, 50, 100, 50], []),
        ] as [(String, String, [UInt8], [UInt8])])
    func ordersOfChroma(code: String, name: String, first: [UInt8], second: [UInt8]) throws {
        func plane(_ pattern: [UInt8], _ bytes: Int) -> [UInt8] { (0..<(pattern.isEmpty ? 0 : bytes)).map { pattern[$0 % pattern.count] } }
        let picture = plane(first, second.isEmpty ? 64 * 32 * 2 : 64 * 32) + plane(second, 64 * 32)
        let format = CaptureFormat(
            code: try #require(FourCC(code)), words: code, sizes: [CaptureSize(width: 64, height: 32, rates: [Rational(30, 1)])])
        let source = try source(FakeSystem(bench: FakeBench(), formats: [format], pictures: [picture]), frames: 2)
        #expect(source.info.storedFormat == name && source.info.shape.format.description == "yuv422p")
        let holder = try #require(try FrameHolder.next(source))
        for (index, value) in [(0, 50), (1, 100), (2, 200)] {
            let view = holder.frame.view(index)
            for y in 0..<view.size.height {
                for x in 0..<view.size.width { try #require(view.row(y).load(fromByteOffset: x, as: UInt8.self) == value, "plane \(index) at \(x), \(y)") }
            }
        }
    }

    @Test func framesOutliveTheirCamera() throws {
        var source: CameraSource? = try source(FakeSystem(bench: FakeBench()), frames: 3)
        let frame = try #require(try FrameHolder.next(source))
        source = nil
        #expect(frame.frame.view(2).row(15).load(fromByteOffset: 31, as: UInt8.self) == 200)
    }

    @Test func damagedAndShortFramesAreCountedAndLeftOut() throws {
        let told = Told()
        let source = try source(FakeSystem(bench: FakeBench([15: .damaged, 18: .short, 22: .skipped])), frames: 25, told: told)
        #expect(try run(source).count == 25 && source.corruptFrames == 2 && source.lostFrames == 1)
        #expect(told.lines == ["cam: the driver lost 1 frame: no buffer was free in time, or the bus is too slow"])
    }

    @Test func aCameraThatGoesEndsTheRun() throws {
        let source = try source(FakeSystem(bench: FakeBench([20: .gone(ENODEV)])), frames: nil)
        let (count, failure) = lost(source)
        #expect(count > 0 && count <= 20 && failure?.message == "cam: Fake has gone" && failure?.side == .input)
        #expect(try source.next() == nil)
    }

    @Test func silenceIsNoticed() throws {
        let source = try source(FakeSystem(bench: FakeBench([20: .silence])), frames: nil)
        let (count, failure) = lost(source)
        // Five frames' time, at 30 a second.
        #expect(count <= 20 && failure?.message == "cam: no frame came for 0.166 s")
    }

    @Test func aCameraIsWaitedFor() throws {
        let bench = FakeBench([16: .gone(EIO)]), told = Told()
        let knob = CaptureControl(id: 1, name: "gain", kind: .number, range: 0...9, step: 1, usual: 0)
        let source = try source(FakeSystem(bench: bench, knobs: [knob]), frames: 30, loss: .wait, controls: [("gain", "3")], told: told)
        bench.refuse([ENOENT, ENODEV, EBUSY])
        let seen = try run(source)
        #expect(seen.count == 30 && rises(seen.map(\.pts)) && bench.opened == 5)
        #expect(told.lines == ["cam: Input/output error; waiting for Fake to come back", "cam: Fake is back"])
        #expect(bench.set == ["gain=3", "gain=3"])
        // 5 + 10 + 20 + 20 ms of waiting are in the times.
        let gaps = zip(seen, seen.dropFirst()).map { $1.pts - $0.pts }
        #expect((gaps.max() ?? 0) >= 50_000)
    }

    @Test func theLastFrameIsRepeatedWithAMark() throws {
        let bench = FakeBench([16: .gone(ENODEV)])
        let source = try source(FakeSystem(bench: bench), frames: 26, loss: .wait, repeats: true)
        bench.refuse(Array(repeating: ENODEV, count: 1000))
        var last: UInt8 = 0, marked = 0
        while let frame = try source.next() {
            let luma = frame.view(0).row(0).load(as: UInt8.self), mark = frame.view(0).row(5).load(fromByteOffset: 5, as: UInt8.self)
            if mark == 235 {
                marked += 1
                #expect(luma == last && frame.view(1).row(2).load(fromByteOffset: 2, as: UInt8.self) == 128)
            } else {
                #expect(mark == luma && marked == 0)
                last = luma
            }
        }
        #expect(marked >= 6)
    }

    @Test func interruptEndsAWait() throws {
        let source = try source(FakeSystem(bench: FakeBench([3: .silence]), interval: 1000), frames: nil, loss: .wait)
        let began = cplatform_nanoseconds()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { source.interrupt() }
        _ = try run(source)
        #expect(cplatform_nanoseconds() - began < 5_000_000_000)
    }

    @Test func aCameraWithoutAFrameIsRefused() throws {
        #expect(throws: MediaError.self) { try source(FakeSystem(bench: FakeBench([0: .silence])), frames: 1) }
        #expect(throws: MediaError.self) { try source(FakeSystem(bench: FakeBench([0: .gone(EIO)])), frames: 1) }
    }

    @Test func partsOfItAreRefused() throws {
        var options = SourceOptions()
        options.passes = 2
        #expect(throws: MediaError.self) { try CameraSource(path: "cam", options: options, system: FakeSystem(bench: FakeBench()), patience: Self.patience) }
        options.passes = 1
        options.startMicroseconds = 5
        #expect(throws: MediaError.self) { try CameraSource(path: "cam", options: options, system: FakeSystem(bench: FakeBench()), patience: Self.patience) }
    }

    @Test func picturesAreDecodedInOrder() throws {
        let scratch = try Scratch(), pattern = try scratch.make("p%02d.jpg", "-f", "lavfi", "-i", "testsrc=size=64x32:rate=10", "-frames:v", "9", "-q:v", "2")
        let pictures = try (1...9).map {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: String(format: pattern.replacingOccurrences(of: "%02d", with: "%02ld"), $0))))
        }
        var system = FakeSystem(bench: FakeBench())
        system.formats = [CaptureFormat(code: try #require(FourCC("MJPG")), words: "", sizes: FakeCamera.usual[0].sizes)]
        // The fifth cannot be decoded.
        system.pictures = pictures
        system.pictures[4] = [1, 2, 3]
        let source = try source(system, frames: 24)
        #expect(source.info.codec == "mjpeg" && source.info.storedFormat == "yuvj444p")
        var digests: [String] = []
        while let frame = try source.next() {
            let digest = try FrameDigest()
            digest.add(frame)
            digests.append(digest.line())
        }
        let wanted = try [0, 1, 2, 3, 5, 6, 7, 8].map { number -> String in
            let file = try FileSource(path: String(format: pattern.replacingOccurrences(of: "%02d", with: "%02ld"), number + 1), options: SourceOptions())
            let digest = try FrameDigest()
            if let frame = try file.next() { digest.add(frame) }
            return digest.line()
        }
        let first = try #require(wanted.firstIndex(of: digests[0]))
        #expect(digests == (0..<24).map { wanted[(first + $0) % 8] })
        #expect(source.corruptFrames >= 2)
    }
}

/// A frame that can be kept in an array.
private final class FrameHolder: Sendable {
    let frame: Frame
    init(_ frame: consuming Frame) { self.frame = frame }

    static func next(_ source: CameraSource?) throws -> FrameHolder? {
        guard let frame = try source?.next() else { return nil }
        return FrameHolder(frame)
    }
}
