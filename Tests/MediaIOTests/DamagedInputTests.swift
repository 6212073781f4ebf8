// Files cut short and files with wrong bytes: they give frames or one line, never a crash, never a wait; nothing of them stays behind.
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite("damaged inputs", .serialized) struct DamagedInputTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    static let endings = ["mp4", "mkv", "webm", "avi", "ts"]

    /// For a longer search by hand: so many times the runs, each time with other seeds.
    private static let rounds = UInt64(ProcessInfo.processInfo.environment["VIDPROC_FUZZ_ROUNDS"] ?? "") ?? 1

    /// A second of video with sound.
    private func whole(_ ending: String) throws -> Data {
        let coders = [
            "mp4": ["libx264", "aac"], "mkv": ["libx264", "aac"], "webm": ["libvpx-vp9", "libopus"], "avi": ["mpeg4", "libmp3lame"], "ts": ["libx264", "mp2"],
        ]
        let coder = try #require(coders[ending])
        let path = try scratch.make(
            "whole.\(ending)", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-f", "lavfi", "-i", "sine=440:d=1", "-c:v", coder[0], "-g", "12", "-c:a",
            coder[1])
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    @Test(arguments: endings) func cutShort(ending: String) throws {
        let bytes = try whole(ending)
        let tenths = (0...10).map { bytes.count * $0 / 10 }, few = [1, 2, 4, 8, 12, 16, 33, 64, 100, 188, 189, 400, bytes.count - 1]
        try HostileRuns(in: scratch).check(ending) { run in
            for length in tenths + few { run(Damage(name: "\(length) of \(bytes.count) bytes", bytes: bytes.prefix(length))) }
        }
    }

    /// A thousand wrong bytes a container, ten a file.
    @Test(arguments: endings) func wrongBytes(ending: String) throws {
        let bytes = try whole(ending)
        try HostileRuns(in: scratch).check(ending) { run in
            for seed in 0..<100 * Self.rounds { run(Damage(flipping: 10, of: bytes, seed: seed)) }
        }
    }

    /// The headers are small and most wrong bytes fall elsewhere: here all fall on the first kilobyte, or the last.
    @Test(arguments: endings) func wrongHeaders(ending: String) throws {
        let bytes = try whole(ending)
        try HostileRuns(in: scratch).check(ending) { run in
            for seed in 0..<20 * Self.rounds {
                run(Damage(flipping: 4, of: bytes, within: 0..<1000, seed: seed))
                run(Damage(flipping: 4, of: bytes, within: bytes.count - 1500..<bytes.count, seed: seed))
            }
        }
    }

    /// All the way into files: what is read from a damaged file can be written.
    @Test(arguments: endings, ["out.mkv", "out.mp4"]) func intoFiles(ending: String, output: String) throws {
        let bytes = try whole(ending)
        try HostileRuns(in: scratch, into: output).check(ending) { run in
            for seed in 0..<6 * Self.rounds {
                run(Damage(flipping: 6, of: bytes, seed: 1000 + seed))
                run(Damage(flipping: 3, of: bytes, within: 0..<1000, seed: 1000 + seed))
                run(Damage(flipping: 3, of: bytes, within: bytes.count - 1500..<bytes.count, seed: 1000 + seed))
            }
        }
    }
}
