// What the program has open between two lines: one chain and the frames it is fed with.
import CPlatform
import Filters
import Kernels
import PipelineEngine
import VideoFrame

final class Session {
    private struct Open {
        let chain: FrameChain
        let frames: [SharedFrame]
        var fed = 0
    }

    private var open: Open?

    /// The answer to a request, without the leading `ok`.
    func answer(_ request: Request) throws(Refusal) -> String {
        switch request.command {
        case "filters": return FilterRegistry.builtIn.descriptors.map(\.name).joined(separator: "\t")
        case "machine": return "\(KernelLevel.detected.rawValue)"
        case "prepare": return try prepare(request)
        case "run": return try run(times: request.number("times"))
        case "write": return try write(to: request.text("file"))
        case "close":
            close()
            return ""
        default: throw Refusal("unknown command '\(request.command)'; there are filters, machine, prepare, run, write, close")
        }
    }

    func close() {
        open?.chain.stop()
        open = nil
    }

    /// Opens a chain (`blur=sigma=2+edges`) for the frames of a file; says the shape of the result and the stages.
    private func prepare(_ request: Request) throws(Refusal) -> String {
        close()
        let name = try request.text("format")
        guard let format = PixelFormat(named: name) else { throw Refusal("prepare: unknown format '\(name)'") }
        let word = try request.text("level")
        guard let level = KernelLevel(rawValue: word) else {
            throw Refusal("prepare: unknown level '\(word)'; there are \(KernelLevel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard level <= .detected else { throw Refusal("prepare: the processor has no \(word)") }
        let range = try request.text("range")
        guard let range = ["full": SampleRange.full, "limited": .limited][range] else { throw Refusal("prepare: range is full or limited, not '\(range)'") }
        let shape = FrameShape(format: format, width: try request.number("width"), height: try request.number("height"), color: ColorInfo(range: range))
        let pool = FramePool()
        let frames = try RawFrames.read(request.text("file"), shape: shape, pool: pool)
        let configuration = PipelineConfiguration(threads: try request.number("threads"), level: level)
        let chain: FrameChain, text = try request.text("chain")
        do {
            chain = try FrameChain(Self.chain(text), shape: shape, configuration: configuration, pool: pool)
        } catch {
            throw Refusal(error.message)
        }
        open = Open(chain: chain, frames: frames)
        let result = chain.outputShape
        return "\(result.width)\t\(result.height)\t\(result.format)\t" + chain.stages.map { $0.joined(separator: "+") }.joined(separator: " | ")
    }

    /// The filters of `text`, in order, separated by ` + `; none for an empty text.
    private static func chain(_ text: String) throws(FilterError) -> [FilterInstance] {
        let parser = FilterParser(registry: .builtIn)
        var chain: [FilterInstance] = []
        for filter in text.split(separator: " + ") {
            let parts = filter.split(separator: "=", maxSplits: 1).map(String.init)
            chain.append(try parser.parse(name: parts[0], value: parts.count > 1 ? parts[1] : nil))
        }
        return chain
    }

    /// Milliseconds of each of `times` frames, the input's in turn. What comes out goes straight back to the pool, as from a sink that keeps nothing.
    private func run(times: Int) throws(Refusal) -> String {
        guard var open else { throw Refusal("run: nothing is prepared") }
        var milliseconds: [Double] = []
        milliseconds.reserveCapacity(times)
        for _ in 0..<times {
            let frame = open.frames[open.fed % open.frames.count].share(sequence: open.fed)
            let began = cplatform_nanoseconds()
            open.chain.feed(frame) { _ = $0 }
            milliseconds.append(Double(cplatform_nanoseconds() - began) / 1e6)
            open.fed += 1
        }
        self.open = open
        return milliseconds.map { String($0) }.joined(separator: "\t")
    }

    /// Puts what becomes of the file's first frame into another; what still waits for later frames is made without them.
    private func write(to path: String) throws(Refusal) -> String {
        guard let open else { throw Refusal("write: nothing is prepared") }
        var failure: Refusal?
        var isWritten = false
        func keep(_ frame: consuming Frame) {
            guard !isWritten else { return }
            isWritten = true
            do { try RawFrames.write(frame, to: path) } catch { failure = error }
        }
        open.chain.feed(open.frames[0].share(sequence: 0), keep)
        open.chain.finish(keep)
        if let failure { throw failure }
        guard isWritten else { throw Refusal("write: the chain gave no frame") }
        return ""
    }
}
