// Time of filters on a 1080p gray plane, one thread, by level, in a build as for `Tools/check allocations`; nothing is judged:
//   VIDPROC_SPEED='erode=3|median=2+edges' swift test -c release -Xswiftc -enable-testing --scratch-path .build-optimised --filter SpeedTests
import CPlatform
import Filters
import Foundation
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

private final class SharedFrame: Sendable {
    private let frame: Frame
    init(_ frame: consuming Frame) { self.frame = frame }

    func share() -> Frame {
        var planes = PlaneSet()
        for plane in 0..<frame.shape.format.planeCount { planes.set(plane, frame.planes.share(plane)) }
        return Frame(shape: frame.shape, timing: FrameTiming(), planes: planes)
    }
}

@Suite struct SpeedTests {
    static let asked = ProcessInfo.processInfo.environment["VIDPROC_SPEED"]

    /// A plane with the noise of a camera on soft shapes: medians and bilaterals see neither flat areas nor pure noise.
    static func picture(depth: Int, width: Int, height: Int) -> Picture {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: width, height: height)
        var picture = seededPicture(shape, seed: 1)
        for y in 0..<height {
            for x in 0..<width {
                let wave = 0.5 + 0.25 * sin(Double(x) / 37) + 0.2 * cos(Double(y) / 23 + Double(x) / 91),
                    noise = picture.planes[0][y * width + x] >> (depth - 4)
                picture.planes[0][y * width + x] = min(shape.format.maximum, Int(wave * Double(shape.format.maximum)) + (noise << (depth - 8)))
            }
        }
        return picture
    }

    @Test(.enabled(if: asked != nil)) func ofOnePlane() throws {
        let environment = ProcessInfo.processInfo.environment
        let depth = environment["VIDPROC_SPEED_DEPTH"].flatMap(Int.init) ?? 8
        let runs = environment["VIDPROC_SPEED_RUNS"].flatMap(Int.init) ?? 41
        let picture = Self.picture(depth: depth, width: 1920, height: 1080)
        let scheduler = TileScheduler(threads: 1, submitters: 1)
        defer { scheduler.stop() }
        let pool = FramePool(), parser = FilterParser(registry: .builtIn)
        let chains = (Self.asked ?? "").split(separator: "|").map(String.init)
        var groups: [(name: String, level: KernelLevel, group: FilterGroup, times: [Double])] = []
        for chain in chains {
            let instances = try chain.split(separator: "+").map { filter in
                let parts = filter.split(separator: "=", maxSplits: 1)
                return try parser.parse(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : nil)
            }
            for level in KernelLevel.allCases.reversed() where level <= .detected {
                let group = try FilterGroup(
                    instances: instances, shape: picture.shape, kernels: KernelTable(level: level), pool: pool, scheduler: scheduler, submitter: 0)
                groups.append((chain, level, group, []))
            }
        }
        // Four frames in turn, as the peers were measured.
        let frames = (0..<4).map { _ in SharedFrame(pool.frame(picture)) }
        for run in 0..<runs {
            for index in groups.indices {
                let frame = frames[run % 4].share()
                let began = cplatform_nanoseconds()
                let result = groups[index].group.process(frame)
                groups[index].times.append(Double(cplatform_nanoseconds() - began) / 1e6)
                _ = consume result
            }
        }
        for (name, level, _, times) in groups {
            let sorted = times.sorted()
            print("\(name) \(level) depth \(depth): median \(sorted[sorted.count / 2]) ms, least \(sorted[0])")
        }
    }
}
