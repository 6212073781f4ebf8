// Frame programs: phases in order, every task once, regions and pauses.
import Base
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

/// Adds the plane's mean, taken modulo the depth, to every sample of the first plane, and how many frames came before without a pause.
private struct AddMean: VideoFilter {
    static let descriptor = FilterDescriptor(name: "add-mean", summary: "", example: "")
    init(_ arguments: FilterArguments) throws(FilterError) {}
    init() {}

    func reference(_ picture: Picture) -> Picture { reference(sequence: [picture])[0] }

    func reference(sequence: [Picture]) -> [Picture] {
        sequence.enumerated().map { index, picture in
            var result = picture
            let sum = picture.planes[0].reduce(0, +), mask = picture.shape.format.maximum
            result.planes[0] = picture.planes[0].map { ($0 + sum + index) & mask }
            return result
        }
    }

    func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { Program(request) }

    final class Program: FrameProgram {
        let outputShape: FrameShape
        private let tasks: Int
        private let state = Locked((sum: 0, frames: 0))

        init(_ request: FrameProgramRequest) {
            outputShape = request.shape
            tasks = request.tasks
        }

        func writes(plane: Int) -> Bool { plane == 0 }

        func begin(_ pass: FramePass) -> Int {
            state.withLock { $0 = (0, pass.isFirst ? 0 : $0.frames + 1) }
            return 2
        }

        func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks }

        func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
            let size = pass.input[0].size, bytes = outputShape.format.bytesPerSample, mask = outputShape.format.maximum
            let (sum, frames) = state.withLock { ($0.sum, $0.frames) }
            for y in FrameProgramRequest.rows(task, of: tasks, height: size.height) {
                var rowSum = 0
                for x in 0..<size.width {
                    let from = pass.input[0].row(y) + x * bytes
                    let sample = bytes == 1 ? Int(from.load(as: UInt8.self)) : Int(from.load(as: UInt16.self))
                    rowSum += sample
                    guard phase == 1 else { continue }
                    let value = (sample + sum + frames) & mask, to = pass.output[0].row(y) + x * bytes
                    if bytes == 1 { to.storeBytes(of: UInt8(value), as: UInt8.self) } else { to.storeBytes(of: UInt16(value), as: UInt16.self) }
                }
                if phase == 0 { state.withLock { $0.sum += rowSum } }
            }
        }
    }
}

@Suite struct FrameStageTests {
    @Test(arguments: testFormats) func equalsTheReference(format: PixelFormat) throws {
        var placement = Placement()
        placement.region = Placement.Region(x: .percent(25), y: .percent(10), width: .percent(50), height: .percent(60))
        var ellipse = placement
        ellipse.shape = .ellipse
        var inverted = ellipse
        inverted.isInverted = true
        var (soft, softInverted) = (ellipse, inverted)
        (soft.feather, softInverted.feather) = (7, 4)
        for (index, (width, height)) in testSizes.enumerated() {
            let picture = seededPicture(FrameShape(format: format, width: width, height: height), seed: UInt64(index))
            for place in [Placement(), placement, ellipse, inverted, soft, softInverted] where place == Placement() || (width > 8 && height > 8) {
                let chain = [FilterInstance(AddMean(), placement: place), FilterInstance(AddMean())]
                let expected = try FilterGroupTests.reference(chain, picture)
                for threads in [1, 2, 5] {
                    let result = try FilterGroupTests.run(chain, picture, threads: threads, fuses: true)
                    #expect(firstDifference(result, expected) == nil, "\(format) \(width)x\(height) threads \(threads)")
                }
            }
        }
    }

    @Test func memoryEndsAtAPause() throws {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 20, height: 30)
        var placement = Placement()
        (placement.from, placement.to) = (nil, nil)
        let pictures = (0..<6).map { seededPicture(shape, seed: UInt64($0)) }
        let scheduler = TileScheduler(threads: 3, submitters: 1)
        defer { scheduler.stop() }
        let pool = FramePool()
        let processors = try Planner(configuration: PipelineConfiguration(threads: 3)).processors(
            [[FilterInstance(AddMean(), placement: placement)]], shape: shape, pool: pool, scheduler: scheduler)
        func run(_ numbers: [Int]) -> [Picture] {
            numbers.map { Picture(processors[0].process(pool.frame(pictures[$0], timing: FrameTiming(pts: Int64($0), duration: 1, sequence: $0)))) }
        }
        #expect(run([0, 1, 2]) == AddMean().reference(sequence: Array(pictures[0...2])))
        // Frame 3 is missing: what follows begins anew.
        #expect(run([4, 5]) == AddMean().reference(sequence: Array(pictures[4...5])))
    }

    @Test func rowsOfTasksCoverThePlane() {
        for height in [0, 1, 2, 7, 64, 1080] {
            for count in [1, 2, 6, 13] {
                for unit in [1, 2, 16] {
                    let rows = (0..<count).flatMap { Array(FrameProgramRequest.rows($0, of: count, height: height, unit: unit)) }
                    #expect(rows == Array(0..<height))
                }
            }
        }
    }
}
