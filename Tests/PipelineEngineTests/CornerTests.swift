// corners where few are kept: what is passed over on the way must change nothing.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct CornerTests {
    /// Noise in patches, of whose contrasts the strongest come last, first or in between: limits rise early or late. Order 3: squares on which all corners have
    /// the same score, so that the place in reading order decides.
    private func picture(_ shape: FrameShape, order: Int) -> Picture {
        if order == 3 {
            var squares = seededPicture(shape, seed: 1)
            for index in squares.planes[0].indices {
                squares.planes[0][index] = index / shape.width % 12 < 6 && index % shape.width % 12 < 6 ? shape.format.maximum : 0
            }
            return squares
        }
        let patch = 24, across = (shape.width + patch - 1) / patch, count = across * ((shape.height + patch - 1) / patch)
        var result = seededPicture(shape, seed: UInt64(order) + 11)
        for index in result.planes[0].indices {
            let number = index / shape.width / patch * across + index % shape.width / patch
            let strength = [number + 1, count - number, number * 7 % count + 1][order]
            result.planes[0][index] = shape.format.maximum / 2 + (result.planes[0][index] - shape.format.maximum / 2) * strength / count
        }
        return result
    }

    @Test(arguments: Corners.Method.allCases, [0, 1, 2, 3]) func fewOfMany(method: Corners.Method, order: Int) throws {
        for (depth, width, height) in [(8, 133, 75), (12, 70, 49)] {
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: width, height: height), picture = picture(shape, order: order)
            for (most, quality) in [(1, 0.0), (9, 0.01), (500, 0.5)] {
                let filter = Corners(method: method, most: most, quality: quality), points = filter.referencePoints(picture)
                #expect(!points.isEmpty)
                for level in KernelLevel.allCases where level <= .detected {
                    // Backwards too: tasks come in any order.
                    for tasks in [1, 4, -4] { #expect(try found(filter, picture, level, tasks: tasks) == points, "\(level) \(tasks) \(most) \(quality)") }
                }
            }
        }
    }

    private func found(_ filter: Corners, _ picture: Picture, _ level: KernelLevel, tasks: Int) throws -> [Corners.Point] {
        let request = FrameProgramRequest(shape: picture.shape, kernels: KernelTable(level: level), workers: 1, tasks: abs(tasks))
        let program = try #require(try filter.program(request) as? CornerProgram), pool = FramePool()
        let frame = pool.frame(picture, timing: FrameTiming()), output = pool.frame(picture, timing: FrameTiming())
        let pass = FramePass(input: PlaneViews(frame), output: PlaneViews(output), timing: FrameTiming(), isFirst: true)
        for phase in 0..<program.begin(pass) {
            let count = program.taskCount(pass, phase: phase)
            for task in 0..<count { program.run(pass, phase: phase, task: tasks < 0 ? count - 1 - task : task, worker: 0) }
        }
        return program.points
    }
}
