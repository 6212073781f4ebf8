// --verify: the chain at every level and on every device, compared.
import Filters
import Kernels
import MediaIO
import PipelineEngine
import VideoFrame
import VulkanCompute

struct VerifyRun {
    let request: RunRequest
    let results: ResultOutput
    let warn: (String) -> Void

    /// Status `failed` where two ways differ. Errors: those of a run.
    func run(_ source: any FrameSource, _ signals: SignalWatch) throws -> CommandStatus {
        let ways = try ways()
        let verifier: ChainVerifier
        do {
            verifier = try ChainVerifier(request.chain, shape: source.info.shape, ways: ways)
        } catch {
            throw Failure(.usage, error.message, hint: error.hint)
        }
        signals.use { source.interrupt() }
        try verifier.run(source) { signals.status != nil }
        for line in Self.lines(verifier.results) { results.write(line: line) }
        try results.check()
        if let status = signals.status { return status }
        return verifier.results.allSatisfy { $0.first == nil } ? .done : .failed
    }

    /// First the plainest way, which the others are compared with.
    private func ways() throws(Failure) -> [VerifiedWay] {
        var plain = request.configuration
        plain.level = .baseline
        plain.threads = 1
        plain.fuses = false
        var ways = [VerifiedWay("baseline, one thread, filters apart", plain)]
        for level in KernelLevel.allCases where level <= request.configuration.level {
            var configuration = request.configuration
            configuration.level = level
            ways.append(VerifiedWay(level.rawValue, configuration))
        }
        do throws(VulkanError) {
            let instance = try VulkanInstance()
            for info in try instance.devices() {
                if let refusal = info.refusal {
                    warn("\(info.name) is left out: \(refusal)")
                    continue
                }
                var configuration = request.configuration
                configuration.device = try ComputeDevice(info, of: instance)
                ways.append(VerifiedWay(info.name, configuration))
            }
        } catch {
            warn("no device is compared: \(error)")
        }
        return ways
    }

    static func lines(_ results: [VerifiedResult]) -> [String] {
        guard let reference = results.first else { return [] }
        let width = results.map(\.name.count).max() ?? 0
        let head = "\(reference.frames) frames, \(reference.samples) samples in each way"
        return [head]
            + results.enumerated().map { index, result in
                var text = result.name + String(repeating: " ", count: width - result.name.count + 2)
                if index == 0 { return text + "what the others are compared with" }
                text += result.first == nil ? "equal" : "\(result.differing) samples differ"
                if let first = result.first { text += ", first \(first)" }
                let isDevice = result.devices.contains { $0 == result.name }
                let isLevel = KernelLevel(rawValue: result.name) != nil
                return text + (isLevel || isDevice ? "" : " (no filter of the chain runs there)")
            }
    }
}
