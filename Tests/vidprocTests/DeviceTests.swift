// --device and `vidproc devices`, with the device on the processor that Debian's mesa-vulkan-drivers brings.
import Foundation
import Testing
import VulkanCompute

@testable import vidproc

@Suite("devices") struct DeviceTests {
    @Test func wordsAreRead() {
        #expect(DeviceChoice(argument: "cpu") == .processor)
        #expect(DeviceChoice(argument: "gpu") == .gpu)
        #expect(DeviceChoice(argument: "auto") == .automatic)
        #expect(DeviceChoice(argument: "gpu:1") == .number(1))
        #expect(DeviceChoice(argument: "radeon") == .named("radeon"))
        for word in ["", "gpu:", "gpu:-1", "gpu:x"] { #expect(DeviceChoice(argument: word) == nil, "\(word)") }
    }

    @Test func devicesGiveTheSameBits() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let words = [BuiltCommand.clip, "--blur", "--average", "--edges=scharr,region=20%:20%:50%:50%", "--frames", "3", "--hash=frames"]
        let here = try command.run(words), there = try command.run(words + ["--device", "llvmpipe", "--report", "run.json"])
        #expect(here.status == 0 && there.status == 0, "\(there.errors)")
        #expect(here.output == there.output)
        #expect(there.errors.contains("warning") == false, "\(there.errors)")
        #expect(try String(contentsOf: command.file("run.json"), encoding: .utf8).contains("llvmpipe"))
    }

    @Test func pipelinesAreKeptInTheCacheFolder() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let line = "vidproc '\(BuiltCommand.clip)' --blur --frames 1 --hash --device llvmpipe"
        let kept = try command.shell("export XDG_CACHE_HOME=$PWD/cache; \(line) && ls cache/vidproc")
        let bare = try command.shell("unset XDG_CACHE_HOME HOME; \(line)")
        #expect(kept.status == 0 && kept.output.contains("pipelines-") && !kept.output.contains(".bin."), "\(kept.output)\(kept.errors)")
        #expect(bare.status == 0 && !bare.errors.contains("warning"), "\(bare.errors)")
    }

    @Test func thePlanNamesTheDevice() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let plan = try command.run([BuiltCommand.clip, "--blur", "--average", "--frames", "3", "--hash", "--plan", "--device", "llvmpipe"])
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("blur: llvmpipe") && plan.output.contains("average: cpu"), "\(plan.output)")
        // Nothing is digested by a plan.
        #expect(!plan.output.contains("sha256"))
    }

    /// Mesa's device is none of those that `auto` takes; on a machine with a GPU the bits are the same and the plan has the costs.
    @Test func autoGivesTheSameBits() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        // Nothing of a test belongs among what the user keeps.
        let line =
            "export XDG_CACHE_HOME='\(command.folder.path)'; vidproc '\(BuiltCommand.clip)' --blur --average --edges --frames 3 --hash=frames"
        let here = try command.shell(line), auto = try command.shell(line + " --device auto")
        #expect(here.status == 0 && auto.status == 0, "\(auto.errors)")
        #expect(here.output == auto.output)
        #expect(!auto.errors.contains("warning"), "\(auto.errors)")
        let told = try command.shell(line + " --device auto --verbose")
        #expect(told.errors.contains("vidproc: auto: "), "\(told.errors)")
    }

    @Test func calibrationPrintsATable() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let costs = command.file("cache/vidproc/costs.json")
        try FileManager.default.createDirectory(at: costs.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("{\"elsewhere\": {\"madeFor\": \"another build\", \"costs\": {\"processor\": {}, \"device\": {}}}}".utf8).write(to: costs)
        let table = try command.shell("export XDG_CACHE_HOME=\(command.folder.path)/cache; vidproc devices --calibrate")
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("llvmpipe") && table.output.contains("ms a frame") && table.output.contains("blur=sigma=20"), "\(table.output)")
        let kept = try String(contentsOf: costs, encoding: .utf8)
        #expect(!kept.contains("elsewhere") && kept.contains("llvmpipe") && kept.contains("blur=sigma=20"), "\(kept)")
    }

    @Test func devicesAreListed() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let list = try command.run(["devices"])
        #expect(list.status == 0)
        #expect(list.output.contains("cpu     ") && list.output.contains("gpu:0   ") && list.output.contains("llvmpipe"), "\(list.output)")
    }

    @Test func whatIsNotThereIsTold() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let unknown = try command.run([BuiltCommand.clip, "--blur", "--hash", "--device", "nosuch"])
        #expect(unknown.status == 2 && unknown.errors.contains("there is no such device") && unknown.errors.contains("gpu:0"), "\(unknown.errors)")
        let far = try command.run([BuiltCommand.clip, "--blur", "--hash", "--device", "gpu:99"])
        #expect(far.status == 2, "\(far.errors)")
    }

    /// A device that runs on the processor has its memory in the process's.
    @Test func memoryStaysFlat() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        func peak(frames: Int) throws -> Int {
            let words = ["pattern:noise=64x16@25", "--invert", "--bench", "--quiet", "--device", "llvmpipe", "--frames", "\(frames)", "--report", "run.json"]
            #expect(try command.run(words).status == 0)
            let report = try JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any]
            return try #require(report?["peak_rss_bytes"] as? Int)
        }
        let few = try peak(frames: 2000), many = try peak(frames: 12_000)
        // 10,000 frames that left 1 KiB each would come to ten times this.
        #expect(many - few < 1 << 20, "\(few) bytes, then \(many)")
    }
}
