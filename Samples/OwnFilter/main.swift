// A filter that vidproc does not have, on a command line of one's own: OwnFilter INPUT [--emboss[=STRENGTH]] [--blur …] OUTPUT
import Filters
import Glibc
import MediaIO
import PipelineEngine

/// Filters in the order typed, and the two files.
func run(_ words: [String], registry: FilterRegistry) throws -> PipelineReport? {
    let parser = FilterParser(registry: registry, pictures: PictureFiles())
    var chain: [FilterInstance] = []
    var files: [String] = []
    for word in words {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            chain.append(try parser.parse(name: parts.first ?? "", value: parts.count > 1 ? parts[1] : nil))
        } else {
            files.append(word)
        }
    }
    guard files.count == 2 else { return nil }
    let source = try openSource(files[0], options: SourceOptions())
    let pipeline = try Pipeline(source: source, chain: chain, configuration: PipelineConfiguration(threads: 2)) { stream in
        try openSink(files[1], from: source, stream: stream, options: EncoderOptions())
    }
    return try pipeline.run()
}

do {
    let registry = FilterRegistry.builtIn.adding(Emboss.self)
    if let report = try run(Array(CommandLine.arguments.dropFirst()), registry: registry) {
        print("\(report.writtenFrames) frames through \(report.chain)")
    } else {
        print("usage: OwnFilter INPUT [--FILTER[=VALUES]]... OUTPUT; filters: \(registry.descriptors.map(\.name))")
    }
} catch {
    print("failed: \(error)")
    exit(1)
}
