// What every row of the registry must keep to, whatever it computes: a filter that joins is tested without a new test.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct FilterValidatorTests {
    static let names = FilterRegistry.builtIn.descriptors.map(\.name)
    private let cases = FilterCases()

    /// The row's place, its descriptor and its example with `draws` draws, everywhere and always.
    private func row(_ name: String, draws: Int) throws -> (place: Int, descriptor: FilterDescriptor, instances: [FilterInstance]) {
        let place = try #require(Self.names.firstIndex(of: name)), descriptor = FilterRegistry.builtIn.descriptors[place]
        var generator = SeededGenerator(state: UInt64(place) + 77)
        return (place, descriptor, try cases.instances(descriptor, draws: draws, &generator).map { FilterInstance($0.filter, text: $0.text) })
    }

    /// Frames for `instance` that it takes, of a layout and a size that turn with `number`; nil when it takes none of the sizes.
    private func shape(_ instance: FilterInstance, _ number: Int, sizes: [(Int, Int)]) throws -> FrameShape? {
        for offset in sizes.indices {
            let shape = FilterCases.shape(testFormats[number * 4 % testFormats.count], sizes[(number + offset) % sizes.count], number)
            if try FilterCases.output([instance], shape) != nil { return shape }
        }
        return nil
    }

    /// Nobody writes the input, or beyond the rows of a task: guard bytes stand around all of them. The input lies in memory as decoders may have it, the tasks
    /// run from the last to the first, and together they write every sample, the same ones however the frame is cut, at every level.
    @Test(arguments: names) func writesItsSamplesAndNothingElse(name: String) throws {
        let (place, descriptor, instances) = try row(name, draws: 2)
        var ran = 0
        for (number, instance) in instances.enumerated() where instance.filter.frameRate == nil {
            guard let shape = try shape(instance, place + number, sizes: [(37, 101), (101, 37), (6, 5)]) else { continue }
            let pictures = TimeRun.pictures(shape, count: descriptor.topic == .time ? 3 : 1, seed: UInt64(place))
            let expected = try TimeRun.run([instance], pictures, threads: 1).map(\.picture)
            for (turn, level) in KernelLevel.allCases.enumerated() where level <= .detected {
                let layout = GuardedPlanes.Layout.allCases[(place + number + turn) % 3], seed = 1 + turn
                let sources = pictures.map { GuardedPlanes(shape, layout: layout, seed: seed, picture: $0) }
                let validator = FilterValidator(instance: instance, shape: shape, kernels: KernelTable(level: level))
                let made = try validator.run(sources, workers: [1, 3, 2][turn], seed: seed) { Issue.record("\(instance.text) \(shape.text) \(level): \($0)") }
                try #require(made.count == expected.count, "\(name) has neither a plan in rows nor a program")
                for (frame, (result, expected)) in zip(made, expected).enumerated() {
                    let picture = result.planes.picture
                    for plane in expected.planes.indices where result.isMade[plane] {
                        #expect(
                            picture.planes[plane] == expected.planes[plane], "\(instance.text) \(shape.text) \(level) \(layout) frame \(frame) plane \(plane)")
                    }
                    ran += 1
                }
            }
        }
        #expect(ran > 0 || name == "fps")
    }

    /// Outside of its region a filter's input passes, inside there is what it makes of the whole frame; rectangles and ellipses, inverted or not.
    @Test(arguments: names) func leavesTheRestOfARegionAlone(name: String) throws {
        let (place, descriptor, instances) = try row(name, draws: 1)
        guard descriptor.reach == .anywhere else { return }
        var ran = 0
        for (number, plain) in instances.enumerated() {
            // What changes the frames' size after all (rotate by a right angle) takes no region.
            guard let shape = try shape(plain, place + number, sizes: [(43, 75)]), try FilterCases.output([plain], shape) == shape else { continue }
            let pictures = TimeRun.pictures(shape, count: descriptor.topic == .time ? 3 : 1, seed: UInt64(place) + 5)
            let whole = try TimeRun.run([plain], pictures, threads: 1).map(\.picture)
            for turn in 0..<2 {
                var placement = Placement()
                placement.region = .init(x: .pixels(7), y: .pixels(11), width: .pixels(23), height: .pixels(41))
                placement.shape = (place + turn) % 2 == 0 ? .ellipse : .rect
                placement.isInverted = (place + number + turn) % 3 == 0
                let placed = FilterInstance(plain.filter, text: plain.text, placement: placement)
                let results = try TimeRun.run([placed], pictures, threads: 1 + turn * 2).map(\.picture)
                for frame in pictures.indices {
                    for plane in whole[frame].planes.indices {
                        let mask = try #require(try placed.mask(for: shape, plane: plane)), width = shape.size(ofPlane: plane).width
                        let wrong = results[frame].planes[plane].indices.first { at in
                            let expected = mask.covers(x: at % width, y: at / width) ? whole[frame] : pictures[frame]
                            return results[frame].planes[plane][at] != expected.planes[plane][at]
                        }
                        #expect(wrong == nil, "\(plain.text) \(shape.text) frame \(frame) plane \(plane) sample \(wrong ?? 0) of rows of \(width) \(placement)")
                    }
                }
                ran += 1
            }
        }
        #expect(ran > 0)
    }
}
