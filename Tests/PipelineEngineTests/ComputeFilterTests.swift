// Every row of the registry that has shaders equals its reference on a device, in every layout, placed and in chains.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame
import VulkanCompute

@testable import PipelineEngine

extension DeviceSuites {
    @Suite struct ComputeFilterTests {
        private let cases = FilterCases()

        /// The picture that comes out, and whether a device made all of it.
        private func run(_ chain: [FilterInstance], _ picture: Picture, onDevice: Bool = true) throws -> (picture: Picture, isComputed: Bool) {
            var configuration = PipelineConfiguration(threads: 1)
            if onDevice { configuration.device = try ComputeDevices.device }
            let pool = FramePool(), stages = try FrameChain(chain, shape: picture.shape, configuration: configuration, pool: pool)
            defer { stages.stop() }
            var made: [Picture] = []
            func keep(_ frame: consuming Frame) { made.append(Picture(frame)) }
            stages.feed(pool.frame(picture, timing: FrameTiming()), keep)
            stages.finish(keep)
            let isComputed = stages.devices.allSatisfy { $0 != "cpu" }
            return (try #require(made.first), isComputed)
        }

        /// False: the chain does not suit frames of that size, or the processor did a part of it.
        private func check(_ chain: [FilterInstance], _ picture: Picture) throws -> Bool {
            guard try FilterCases.output(chain, picture.shape) != nil else { return false }
            let kernels = KernelTable(level: .detected)
            guard chain.count > 1 || GroupGraph.forDevice(chain, shape: picture.shape, kernels: kernels) != nil else { return false }
            let expected = try FilterGroupTests.reference(chain, picture), result = try run(chain, picture)
            #expect(firstDifference(result.picture, expected) == nil, "\(chain.map(\.text)) \(picture.shape.text)")
            return result.isComputed
        }

        /// Rows of the registry whose example must run there.
        static let computed = [
            "bilateral", "blur", "boxblur", "brightness", "canny", "clahe", "close", "contrast", "convolve", "corners", "curves", "denoise", "dilate", "edges",
            "equalize",
            "erode", "flip", "gamma", "gray", "hue", "invert", "levels", "lut", "median", "motion", "nlm", "open", "overlay", "perspective", "pixelate",
            "posterize", "rotate", "saturation", "sepia", "sharpen", "temperature", "threshold", "undistort", "vignette",
        ]
        /// What must run there on frames that suit and is not the row's example.
        static let further = [
            ("bilateral", "200,sigma-space=7"), ("bilateral", "1,sigma-space=0.5"), ("blur", "1.5"), ("blur", "11"), ("boxblur", "128"),
            ("canny", "0,high=0"), ("canny", "20,high=900"), ("clahe", "0.1,tiles=1"), ("clahe", "40,tiles=7"), ("corners", "fast,max=7,quality=0"),
            ("corners", "harris,max=3,quality=1"), ("corners", "fast,max=5000,quality=0"), ("denoise", "20"), ("denoise", "0"),
            ("flip", "v"), ("flip", "both"), ("motion", "0,area=1,mark=mask"), ("nlm", "30,patch=9,search=5"), ("nlm", "0.1,patch=3,search=17"),
            ("perspective", "10:5:60:0:50:30:0:35"), ("pixelate", "2"), ("pixelate", "256"), ("rotate", "90"), ("rotate", "180"), ("rotate", "270"),
            ("rotate", "-33.3,fill=#20A060"), ("threshold", "method=mean,radius=3"), ("threshold", "method=otsu"), ("undistort", "0.7,k2=-0.3"),
            ("chromakey", "green,background=black,despill=1"), ("chromakey", "blue,similarity=0.3,blend=0.4,background=#408020"),
            ("crop", "80%:60%:10%:20%"), ("crop", "50%:50%:0:0"), ("pad", "150%:120%"), ("pad", "200%:130%:0:0:#4080C0"), ("scale", "50%,method=area"),
            ("scale", "50%,method=bilinear"),
            ("scale", "150%,method=lanczos"), ("scale", "130%:70%,method=bilinear"), ("scale", "7%:12%,method=lanczos"), ("scale", "25%:200%"),
            ("threshold", "0.4"), ("threshold", "method=gaussian,radius=7"),
        ]

        /// Wider than what a work group makes, than the plane, and of more than one pass; running sums of 32 and of 64 bits. The processor stands in for
        /// the reference, which takes minutes.
        @Test(arguments: ["gray14", "yuv411p", "yuv422p10", "gbrap16"]) func wideWindows(format: String) throws {
            let format = try #require(testFormats.first { $0.description == format }), parser = FilterParser(registry: .builtIn)
            var number = 0
            for (name, value) in [
                ("boxblur", "5"), ("boxblur", "33"), ("boxblur", "128"), ("erode", "3"), ("dilate", "4"), ("erode", "9"), ("dilate", "10"), ("erode", "50"),
                ("dilate", "127"), ("erode", "31,element=cross"), ("open", "8,element=cross"), ("close", "11"),
            ] {
                for size in [(300, 75), (33, 7), (1, 40)] {
                    number += 1
                    let picture = seededPicture(
                        FilterCases.shape(format, size, number), seed: UInt64(number), content: number % 2 == 0 ? .noise : .blackAndWhiteNoise)
                    let chain = [try parser.parse(name: name, value: value)], result = try run(chain, picture)
                    #expect(result.isComputed)
                    #expect(try firstDifference(result.picture, run(chain, picture, onDevice: false).picture) == nil, "\(name) \(value) \(size)")
                }
            }
            #expect(try ComputeDevices.messages == [])
        }

        @Test(arguments: testFormats) func equalsItsReference(format: PixelFormat) throws {
            var generator = SeededGenerator(state: UInt64(format.depth))
            var number = format.depth + format.planeCount
            let layout = testFormats.firstIndex(of: format) ?? 0
            var ran: Set<String> = []
            for (place, descriptor) in FilterRegistry.builtIn.descriptors.enumerated() {
                let isFull = (place + layout) % 4 == 0
                for (draw, instance) in try cases.instances(descriptor, draws: isFull ? 1 : 0, &generator).enumerated() {
                    number += 1
                    var size = draw == 0 ? [(131, 20), (33, 7), (1, 1), (70, 9)][number % 4] : [(17, 9), (2, 2), (9, 1), (40, 5)][number % 4]
                    if !instance.placement.isEverywhere && min(size.0, size.1) < 3 { size = (40, 12) }
                    let content = Content.allCases[number % Content.allCases.count]
                    if try check([instance], seededPicture(FilterCases.shape(format, size, number), seed: UInt64(number), content: content)) {
                        ran.insert(descriptor.name)
                    }
                }
            }
            #expect(Set(Self.computed).subtracting(ran).isEmpty)
            #expect(try ComputeDevices.messages == [])
        }

        @Test(arguments: testFormats, further) func furtherOnesRunThere(format: PixelFormat, filter: (name: String, value: String)) throws {
            guard format.family != .gray || filter.name != "chromakey" else { return }
            let instance = try FilterParser(registry: .builtIn, pictures: TestPictures()).parse(name: filter.name, value: filter.value)
            let number = filter.value.count + format.depth, content = Content.allCases[number % Content.allCases.count]
            // Sums of a window of 257x257 samples of 16 bits need more than 32; few of them will do.
            let shape = FilterCases.shape(format, filter.name == "boxblur" ? (9, 5) : [(64, 36), (132, 20)][number % 2], number)
            #expect(try check([instance], seededPicture(shape, seed: UInt64(number), content: content)), "the processor did a part of it")
            #expect(try ComputeDevices.messages == [])
        }

        /// Codes above the depth's largest, which only a broken file has, have the last entry of a table, as on the processor.
        @Test func codesBeyondTheDepthStayInsideTables() throws {
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: 10), width: 37, height: 5)
            let picture = Picture(shape: shape, planes: [(0..<37 * 5).map { $0 % 3 == 0 ? 65535 - 7 * $0 : 5 * $0 }])
            let gamma = try FilterParser(registry: .builtIn).parse(name: "gamma", value: "1.7")
            let result = try run([gamma], picture)
            #expect(result.isComputed)
            #expect(firstDifference(result.picture, try run([gamma], picture, onDevice: false).picture) == nil)
        }

        /// Filters that remember, with frames missing, pauses of their own and of others in the group.
        @Test(arguments: testFormats) func memoriesEqualTheProcessors(format: PixelFormat) throws {
            let parser = FilterParser(registry: .builtIn), numbers = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
            let pictures = TimeRun.pictures(FilterCases.shape(format, (41, 22), format.depth), count: numbers.count, seed: 5)
            let chains = [
                [("denoise", "9")], [("motion", "0.02,area=1")],
                [("denoise", "12,time=-4"), ("invert", "time=2-6"), ("motion", "0.01,area=2,mark=mask,time=1-"), ("denoise", "3,region=5:4:20:10")],
            ]
            for words in chains {
                let chain = try words.map { try parser.parse(name: $0.0, value: $0.1) }
                let expected = try TimeRun.run(chain, pictures, numbers: numbers, threads: 1)
                let found = try TimeRun.run(chain, pictures, numbers: numbers, threads: 1, device: ComputeDevices.device)
                #expect(found.count == expected.count)
                for (found, expected) in zip(found, expected) {
                    #expect(firstDifference(found.picture, expected.picture) == nil, "\(words) \(format) frame \(expected.timing.sequence)")
                }
            }
            #expect(try ComputeDevices.messages == [])
        }

        @Test(arguments: testFormats) func chainsEqualTheirReferences(format: PixelFormat) throws {
            var generator = SeededGenerator(state: UInt64(format.depth) + 77)
            let descriptors = FilterRegistry.builtIn.descriptors.filter { Self.computed.contains($0.name) }
            var ran = 0
            for number in 0..<4 {
                let chain = try cases.chain(4, of: descriptors, draws: 0, number: number, &generator)
                let size = [(17, 31), (140, 9), (70, 45)][number % 3]
                if try check(chain, seededPicture(FilterCases.shape(format, size, number), seed: UInt64(number))) { ran += 1 }
            }
            #expect(ran > 0)
            #expect(try ComputeDevices.messages == [])
        }
    }
}
