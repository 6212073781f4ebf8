// Which failure ends with which exit code, and how it is printed.
import Filters
import MediaIO
import PipelineEngine
import Testing

@testable import vidproc

@Suite("failures") struct FailureTests {
    @Test func mediaErrorsDecideBySide() {
        #expect(Failure(MediaError(.input, "x")).status == .input)
        #expect(Failure(MediaError(.output, "x")).status == .output)
        #expect(Failure(MediaError(.usage, "x")).status == .usage)
    }

    @Test func filterErrorsAreUsage() {
        let failure = Failure(FilterError("sigma must lie in 0.1...100", hint: "smaller"))
        #expect(failure == Failure(.usage, "sigma must lie in 0.1...100", hint: "smaller"))
    }

    @Test func stagesAreNamedAndTheirCauseDecides() {
        #expect(Failure(stage: "encode", cause: MediaError(.output, "disk full"), message: "disk full", hint: nil) == Failure(.output, "encode: disk full"))
        #expect(Failure(stage: "blur", cause: nil, message: "broken", hint: "h") == Failure(.failed, "blur: broken", hint: "h"))
    }

    @Test func anyErrorFindsItsPlace() {
        #expect(Failure(any: MediaError(.input, "x") as any Error).status == .input)
        #expect(Failure(any: CancellationError()).status == .failed)
    }

    @Test func hintsStandOnTheirOwnLine() {
        #expect(Failure(.usage, "a", hint: "b").lines == ["vidproc: error: a", "hint: b"])
        #expect(Failure(.usage, "a").lines == ["vidproc: error: a"])
    }

    @Test func exitCodesAreThePromisedOnes() {
        let codes: [CommandStatus] = [.done, .failed, .usage, .input, .output, .interrupted, .terminated]
        #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 4, 130, 143])
    }
}
