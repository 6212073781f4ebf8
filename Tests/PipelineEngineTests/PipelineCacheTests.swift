// Compiled pipelines kept between runs: found again, and never given to a driver when anything about them is wrong.
import Foundation
import Testing
import VideoFrame

@testable import PipelineEngine
@testable import VulkanCompute

extension DeviceSuites {
    @Suite struct PipelineCacheTests {
        private let identity = DeviceIdentity(vendor: 0x10de, device: 0x2330, uuid: (0..<16).map { UInt8($0 * 16) })

        /// A cache's head, and something behind it.
        private var body: [UInt8] { words([32, 1, 0x10de, 0x2330]) + identity.uuid + (0..<77).map { UInt8($0 * 3) } }

        private func words(_ words: [UInt32]) -> [UInt8] { words.withUnsafeBytes { [UInt8]($0) } }

        /// Gives `body` an empty folder, which is gone afterwards.
        private func inFolder(_ body: (String) throws -> Void) throws {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-cache-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try body(folder)
        }

        /// Opens the device, makes one pipeline, and gives how much an earlier opening had kept, and what the validation layer said.
        private func open(_ folder: String) throws -> (loaded: Int, path: String, messages: [String]) {
            let instance = try VulkanInstance(validates: true), info = try #require(try instance.devices().first { $0.refusal == nil })
            let device = try ComputeDevice(info, of: instance, cacheFolder: folder)
            _ = try device.pipelines.pipeline(PipelineKey(shader: .table, outputBytes: 1, firstBytes: 1, secondBytes: 1, reachX: 0, reachY: 0))
            return (device.pipelines.loadedByteCount, PipelineCacheFile(info.choice.identity, in: folder).path, instance.messages)
        }

        private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

        @Test func theSecondOpeningLoads() throws {
            try inFolder { folder in
                let first = try open(folder)
                #expect(first.loaded == 0)
                let kept = try bytes(first.path).count - PipelineCacheFile.headCount
                let second = try open(folder)
                #expect(second.loaded == kept && kept >= 32)
                #expect(first.messages + second.messages == [])
                // No temporary file stays.
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/vidproc").count == 1)
            }
        }

        @Test func aWrongFileIsIgnoredAndReplaced() throws {
            try inFolder { folder in
                let path = try open(folder).path, right = try bytes(path)
                for place in [0, 8, 16, PipelineCacheFile.headCount, PipelineCacheFile.headCount + 20, right.count - 1] {
                    var wrong = right
                    wrong[place] ^= 1
                    try Data(wrong).write(to: URL(fileURLWithPath: path))
                    #expect(try open(folder).loaded == 0, "byte \(place)")
                    #expect(try open(folder).loaded > 0, "byte \(place)")
                }
            }
        }

        @Test func whatCannotBeReadOrWrittenIsNoError() throws {
            for path in ["/proc/nowhere", "/dev/null", "/dev/full"] { #expect(try open(path).loaded == 0) }
            try inFolder { folder in
                // A folder in the file's place, where neither reading nor renaming does.
                let file = PipelineCacheFile(identity, in: folder)
                try FileManager.default.createDirectory(atPath: "\(file.path)/x", withIntermediateDirectories: true)
                file.write(body)
                #expect(file.read() == [])
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/vidproc").count == 1)
            }
            try inFolder { folder in
                // A pipe there does not block.
                let file = PipelineCacheFile(identity, in: folder)
                try FileManager.default.createDirectory(atPath: "\(folder)/vidproc", withIntermediateDirectories: true)
                #expect(mkfifo(file.path, 0o600) == 0)
                #expect(file.read() == [])
            }
        }

        @Test func bodiesComeBackAsTheyWere() throws {
            try inFolder { folder in
                let file = PipelineCacheFile(identity, in: "\(folder)/new")
                #expect(file.read() == [])
                file.write(body)
                #expect(file.read() == body)
                // Another device's or driver's has another name, and what lies under its name all the same is not taken.
                for other in [
                    DeviceIdentity(vendor: 0x1002, device: 0x2330, uuid: identity.uuid), DeviceIdentity(vendor: 0x10de, device: 1, uuid: identity.uuid),
                    DeviceIdentity(vendor: 0x10de, device: 0x2330, uuid: identity.uuid.reversed()),
                ] {
                    let other = PipelineCacheFile(other, in: "\(folder)/new")
                    #expect(other.path != file.path && other.read() == [])
                    try FileManager.default.copyItem(atPath: file.path, toPath: other.path)
                    #expect(other.read() == [])
                }
            }
        }

        @Test func everyChangedBitAndEveryLengthIsFound() {
            let file = PipelineCacheFile(identity, in: "/nowhere"), right = PipelineCacheFile.file(body)
            #expect(file.body(of: right) == body)
            for bit in 0..<8 * right.count {
                var wrong = right
                wrong[bit / 8] ^= 1 << (bit % 8)
                #expect(file.body(of: wrong) == nil, "bit \(bit)")
            }
            for count in 0..<right.count { #expect(file.body(of: Array(right[..<count])) == nil, "\(count) bytes") }
            #expect(file.body(of: right + [0]) == nil)
        }

        /// Heads that a right checksum may cover: a program of old wrote them, or a driver with a fault.
        @Test func vulkansOwnHeadIsReadToo() {
            let file = PipelineCacheFile(identity, in: "/nowhere")
            for head in [[31, 1], [110, 1], [0, 1], [32, 2], [32, 0]] as [[UInt32]] {
                let wrong = words(head) + body[8...]
                #expect(file.body(of: PipelineCacheFile.file(wrong)) == nil, "\(head)")
            }
            for count in [0, 16, 31] { #expect(file.body(of: PipelineCacheFile.file(Array(body[..<count]))) == nil) }
            #expect(file.body(of: PipelineCacheFile.file(Array(body[..<32]))) != nil)
        }
    }
}
