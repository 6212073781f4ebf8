// The process that other libraries are measured and compared with answers line by line.
import Foundation
import Testing

@Suite struct KernelTimerTests {
    private func answers(_ lines: [String], _ command: BuiltCommand) throws -> [String] {
        let requests = command.file("requests")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: requests)
        let result = try command.run([], input: requests)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    private func prepare(_ chain: String, format: String = "gray", height: Int = 2) -> String {
        "prepare\tchain=\(chain)\twidth=3\theight=\(height)\tformat=\(format)\trange=full\tthreads=1\tlevel=baseline\tfile=in.raw"
    }

    @Test func aChainIsPreparedRunAndWritten() throws {
        let command = try BuiltCommand("KernelTimer")
        defer { command.remove() }
        // Two frames; the first one's result is written, however many have run.
        try Data([0, 1, 2, 3, 4, 255, 9, 9, 9, 9, 9, 9]).write(to: command.file("in.raw"))
        let answers = try answers([prepare("invert + flip=h"), "run\ttimes=3", "write\tfile=out.raw", "close", "run\ttimes=1"], command)
        #expect(answers.count == 5)
        #expect(answers.first == "ok\t3\t2\tgray\tinvert+flip")
        #expect(answers.dropFirst().first?.split(separator: "\t").count == 4)
        #expect(answers.last == "error\trun: nothing is prepared")
        #expect(try Data(contentsOf: command.file("out.raw")) == Data([253, 254, 255, 0, 251, 252]))
    }

    @Test(arguments: [1, 2, 4, 5]) func bytesBeyondTheLastFrameAreAnError(count: Int) throws {
        let command = try BuiltCommand("KernelTimer")
        defer { command.remove() }
        try Data(repeating: 7, count: 6 + count).write(to: command.file("in.raw"))
        #expect(try answers([prepare("invert")], command) == ["error\tin.raw: is no whole number of frames of 3x2 gray"])
    }

    @Test func anUnknownLevelIsSaidToBeUnknown() throws {
        let command = try BuiltCommand("KernelTimer")
        defer { command.remove() }
        try Data(repeating: 7, count: 6).write(to: command.file("in.raw"))
        let request = prepare("invert").replacingOccurrences(of: "level=baseline", with: "level=avx1024")
        #expect(try answers([request], command) == ["error\tprepare: unknown level 'avx1024'; there are baseline, avx2, avx512"])
    }

    @Test func whatCannotBeDoneIsSaidInALine() throws {
        let command = try BuiltCommand("KernelTimer")
        defer { command.remove() }
        try Data([0, 1, 2, 3, 4, 255]).write(to: command.file("in.raw"))
        let answers = try answers(
            ["dance", prepare("blurr"), prepare("blur", format: "gray7"), prepare("blur", height: 4), prepare("blur=2,region=9:9:1:1"), "run\ttimes=0"], command
        )
        #expect(
            answers == [
                "error\tunknown command 'dance'; there are filters, machine, prepare, run, write, close", "error\tunknown filter 'blurr'",
                "error\tprepare: unknown format 'gray7'", "error\tin.raw: is no whole number of frames of 3x4 gray",
                answers.dropFirst(4).first ?? "", "error\trun: times is a whole number from 1 on, not '0'",
            ])
        #expect(answers.dropFirst(4).first?.hasPrefix("error\tblur: region 9:9:1:1 does not lie on") == true)
    }
}
