// What every row of the registry says of what it reads, in space and in time, is true: what lies beyond may change, and nothing becomes of it.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct FilterReachTests {
    private let cases = FilterCases()

    /// A part of the output is asked for; all samples that the plan does not declare for it are changed; the part stays.
    @Test(arguments: FilterValidatorTests.names) func readsTheSamplesThatItDeclares(name: String) throws {
        let place = try #require(FilterValidatorTests.names.firstIndex(of: name)), descriptor = FilterRegistry.builtIn.descriptors[place]
        var generator = SeededGenerator(state: UInt64(place)), changed = 0, hasRows = false
        for (number, drawn) in try cases.instances(descriptor, draws: 2, &generator).enumerated() where drawn.filter.hasRowPlan {
            hasRows = true
            let shape = FilterCases.shape(testFormats[(place + number * 4) % testFormats.count], (83, 96), place + number)
            var placement = Placement()
            // Rows alone for what takes no region.
            let region = descriptor.reach == .anywhere ? (x: 36, y: 40, width: 9, height: 7) : (x: 0, y: 40, width: shape.width, height: 7)
            guard let output = try FilterCases.output([FilterInstance(drawn.filter)], shape) else { continue }
            if output == shape && descriptor.reach == .anywhere {
                placement.region = .init(x: .pixels(region.x), y: .pixels(region.y), width: .pixels(region.width), height: .pixels(region.height))
            }
            let instance = FilterInstance(drawn.filter, text: drawn.text, placement: placement)
            let graph = try FilterValidator(instance: instance, shape: shape).graph()
            var asked = (0..<output.format.planeCount).map { DeclaredNeed(output.size(ofPlane: $0)) }
            for plane in asked.indices {
                let size = output.size(ofPlane: plane), bounds = try instance.masks(for: output)?[plane].bounds
                asked[plane].add(rows: bounds?.rows ?? size.height / 3..<max(size.height / 3 + 1, size.height / 2))
                asked[plane].add(columns: bounds?.columns ?? 0..<size.width)
            }
            let need = DeclaredNeed.sources(of: graph, outputs: asked, shape: shape)
            let picture = seededPicture(shape, seed: UInt64(place))
            let other = picture.changed(seed: UInt64(number)) { !need[$0].contains(x: $1, y: $2) }
            changed += other.count
            for level in [KernelLevel.baseline, .detected] {
                let before = try TimeRun.run([instance], [picture], threads: 2, level: level)[0].picture
                let after = try TimeRun.run([instance], [other.picture], threads: 2, level: level)[0].picture
                for plane in asked.indices {
                    let width = output.size(ofPlane: plane).width
                    let wrong = before.planes[plane].indices.first {
                        asked[plane].contains(x: $0 % width, y: $0 / width) && before.planes[plane][$0] != after.planes[plane][$0]
                    }
                    #expect(wrong == nil, "\(drawn.text) \(shape.text) \(level) plane \(plane) x \((wrong ?? 0) % width) y \((wrong ?? 0) / width)")
                }
            }
        }
        #expect(!hasRows || changed > 0, "\(name) declares that it reads everything")
    }

    /// Frames later than a program's reach never matter; earlier ones only where it says that it remembers.
    @Test(arguments: FilterValidatorTests.names) func readsTheFramesThatItDeclares(name: String) throws {
        for (instance, shape, program) in try overTime(name) {
            let before = program.reach.before, after = program.reach.after, count = before + after + 5, middle = before + 2
            let pictures = TimeRun.pictures(shape, count: count, seed: 40)
            var others = pictures
            for index in others.indices where index > middle + after || index < middle - before && !program.remembers {
                others[index] = seededPicture(shape, seed: UInt64(900 + index))
            }
            let a = try TimeRun.run([instance], pictures, threads: 2).map(\.picture), b = try TimeRun.run([instance], others, threads: 2).map(\.picture)
            try #require(a.count == count && b.count == count)
            #expect(firstDifference(a[middle], b[middle]) == nil, "\(instance.text) \(shape.text)")
        }
    }

    /// Over frames each equals the definition, at every level; where frames are missing, and where `time=` lets it pause, it starts anew.
    @Test(arguments: FilterValidatorTests.names) func startsAnewAtACut(name: String) throws {
        for (instance, shape, program) in try overTime(name) {
            // More frames than it holds, then a cut, then two.
            let first = min(program.reach.before + program.reach.after + 2, 5), numbers = Array(0..<first) + [first + 1, first + 2]
            let pictures = TimeRun.pictures(shape, count: numbers.count, seed: 41)
            func reference(_ frames: Range<Int>, _ times: [FrameTiming]) -> [Picture] {
                instance.filter.reference(sequence: Array(pictures[frames]), times: Array(times[frames]))
            }
            let cut = numbers.map { FrameTiming(pts: Int64($0), duration: 1, sequence: $0) }
            let expected = reference(0..<first, cut) + reference(first..<pictures.count, cut)
            for (turn, level) in KernelLevel.allCases.enumerated() where level <= .detected {
                let results = try TimeRun.run([instance], pictures, numbers: numbers, threads: 1 + turn, level: level)
                try #require(results.map(\.timing.sequence) == numbers)
                for (frame, result) in results.enumerated() {
                    #expect(firstDifference(result.picture, expected[frame]) == nil, "\(instance.text) \(shape.text) \(level) frame \(frame)")
                }
            }
            guard try FilterCases.output([instance], shape) == shape, FilterRegistry.builtIn.type(named: name)?.descriptor.reach == .anywhere else { continue }
            // Frame 2 passes: those after it know nothing of those before.
            var before = Placement(), after = Placement()
            (before.to, after.from) = (2000, 3000)
            let times = pictures.indices.map { FrameTiming(pts: Int64($0), duration: 1, timeBase: Rational(1, 1), sequence: $0) }
            let early = try TimeRun.run([FilterInstance(instance.filter, placement: before)], pictures, times: times).map(\.picture)
            let late = try TimeRun.run([FilterInstance(instance.filter, placement: after)], pictures, times: times).map(\.picture)
            let references = reference(0..<2, times) + pictures[2...], end = reference(3..<pictures.count, times)
            for frame in pictures.indices {
                #expect(firstDifference(early[frame], references[frame]) == nil, "\(instance.text) time=-2 frame \(frame)")
                #expect(firstDifference(late[frame], frame < 3 ? pictures[frame] : end[frame - 3]) == nil, "\(instance.text) time=3- frame \(frame)")
            }
        }
    }

    /// The example and the filter as it is without values, on small frames; none where no program is needed.
    private func overTime(_ name: String) throws -> [(FilterInstance, FrameShape, any FrameProgram)] {
        let place = try #require(FilterValidatorTests.names.firstIndex(of: name)), descriptor = FilterRegistry.builtIn.descriptors[place]
        var generator = SeededGenerator(state: 0)
        let filters =
            try cases.instances(descriptor, draws: 0, &generator) + [try? FilterParser(registry: .builtIn).parse(name: name, value: nil)].compactMap { $0 }
        let shape = FilterCases.shape(testFormats[place % testFormats.count], [(19, 10), (11, 17)][place % 2], place)
        let found: [(FilterInstance, FrameShape, any FrameProgram)] = try filters.compactMap { made in
            let instance = FilterInstance(made.filter, text: made.text)
            guard !instance.filter.hasRowPlan, instance.filter.frameRate == nil, try FilterCases.output([instance], shape) != nil else { return nil }
            return try FilterValidator(instance: instance, shape: shape).program().map { (instance, shape, $0) }
        }
        try #require(!found.isEmpty || filters.allSatisfy { $0.filter.hasRowPlan || $0.filter.frameRate != nil }, "\(name) refuses the frames")
        return found
    }
}
