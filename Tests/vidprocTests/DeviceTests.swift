// --device and `vidproc devices`, with the device on the processor that Debian's mesa-vulkan-drivers brings.
import Foundation
import Testing
import VulkanCompute

@testable import vidproc

@Suite("devices") struct DeviceTests {
    @Test func wordsAreRead() {
        #expect(DeviceChoice(argument: "cpu") == .processor)
        #expect(DeviceChoice(argument: "gpu") == .gpu)
        #expect(DeviceChoice(argument: "gpu:1") == .number(1))
        #expect(DeviceChoice(argument: "radeon") == .named("radeon"))
        for word in ["", "gpu:", "gpu:-1", "gpu:x"] { #expect(DeviceChoice(argument: word) == nil, "\(word)") }
    }

    @Test func devicesGiveTheSameBits() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let words = [BuiltCommand.clip, "--blur", "--equalize", "--edges=scharr,region=20%:20%:50%:50%", "--frames", "3", "--hash=frames"]
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
        let plan = try command.run([BuiltCommand.clip, "--blur", "--equalize", "--frames", "3", "--hash", "--plan", "--device", "llvmpipe"])
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("blur: llvmpipe") && plan.output.contains("equalize: cpu"), "\(plan.output)")
        // Nothing is digested by a plan.
        #expect(!plan.output.contains("sha256"))
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
}
