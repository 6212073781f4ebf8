// A chain of filters written in Swift: ChainInSwift INPUT OUTPUT
import Filters
import Glibc
import MediaIO
import PipelineEngine

func filterFile(_ input: String, into output: String) throws -> PipelineReport {
    let parser = FilterParser(registry: .builtIn)
    let chain = [
        try parser.parse(name: "blur", value: "sigma=2"),
        try parser.parse(name: "edges", value: nil),
        try parser.parse(name: "invert", value: "region=50%:0:50%:100%"),
    ]
    let source = try openSource(input, options: SourceOptions())
    let pipeline = try Pipeline(source: source, chain: chain, configuration: PipelineConfiguration(threads: 2)) { stream in
        try openSink(output, from: source, stream: stream, options: EncoderOptions())
    }
    return try pipeline.run()
}

let words = CommandLine.arguments
if words.count == 3 {
    do {
        let report = try filterFile(words[1], into: words[2])
        print("\(report.writtenFrames) frames. \(report.advice)")
    } catch {
        print("failed: \(error)")
        exit(1)
    }
} else {
    print("usage: ChainInSwift INPUT OUTPUT")
}
