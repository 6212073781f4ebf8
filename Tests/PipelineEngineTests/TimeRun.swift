// Filters over frames, run as a pipeline's stages run them.
import Filters
import Kernels
import TestSupport
import VideoFrame
import VulkanCompute

@testable import PipelineEngine

/// Runs filters over frames as a pipeline's stages would.
enum TimeRun {
    /// What comes out for `pictures`, frame `numbers[i]` of the run being picture i; of frames that are missing in `numbers` the filter knows nothing.
    static func run(
        _ chain: [FilterInstance], _ pictures: [Picture], numbers: [Int]? = nil, threads: Int, level: KernelLevel = .detected, device: ComputeDevice? = nil
    ) throws -> [(picture: Picture, timing: FrameTiming)] {
        try run(
            chain, pictures,
            times: pictures.indices.map { index in
                let number = numbers?[index] ?? index
                return FrameTiming(pts: Int64(number), duration: 1, sequence: number)
            }, threads: threads, level: level, device: device)
    }

    /// The same with all of the frames' times.
    static func run(
        _ chain: [FilterInstance], _ pictures: [Picture], times: [FrameTiming], threads: Int = 1, level: KernelLevel = .detected,
        findings: FindingsRecorder? = nil, device: ComputeDevice? = nil
    ) throws -> [(picture: Picture, timing: FrameTiming)] {
        guard let shape = pictures.first?.shape else { return [] }
        var configuration = PipelineConfiguration(threads: threads, level: level)
        configuration.findings = findings
        configuration.device = device
        let pool = FramePool(), stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
        defer { stages.stop() }
        var results: [(picture: Picture, timing: FrameTiming)] = []
        func keep(_ frame: consuming Frame) { results.append((Picture(frame), frame.timing)) }
        for (picture, timing) in zip(pictures, times) { stages.feed(pool.frame(picture, timing: timing), keep) }
        stages.finish(keep)
        return results
    }

    static func pictures(_ shape: FrameShape, count: Int, seed: UInt64, content: Content = .noise) -> [Picture] {
        (0..<count).map { index in
            // Near its neighbour in time, else everything is motion.
            var picture = seededPicture(shape, seed: seed &+ UInt64(index / 2), content: content)
            let other = seededPicture(shape, seed: seed &* 31 &+ UInt64(index))
            guard index % 2 == 1 else { return picture }
            for plane in picture.planes.indices {
                for at in picture.planes[plane].indices {
                    picture.planes[plane][at] = max(0, min(shape.format.maximum, picture.planes[plane][at] + other.planes[plane][at] % 7 - 3))
                }
            }
            return picture
        }
    }
}
