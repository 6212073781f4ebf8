// `--watch`: the chain of a run follows its files.
import Filters
import PipelineEngine

/// The words of a command line whose chain files may be read again.
struct WatchedChain: Sendable {
    let files: [String]
    private let registry: FilterRegistry
    private let arguments: [String]

    init(files: [String], arguments: [String], registry: FilterRegistry) {
        self.files = files
        self.arguments = arguments
        self.registry = registry
    }

    /// Lets `control` follow the files from now on. A version that cannot be used is told in a line, and the chain stays as it is.
    func follow(_ control: any ChainControl, _ console: Console) throws(Failure) -> FileWatch {
        try FileWatch(files) { [self] in
            do {
                let entries = try entries()
                try control.change(to: entries)
                console.note(["vidproc: the chain is now \(entries.isEmpty ? "empty" : entries.map(\.text).joined(separator: " "))".printable])
            } catch {
                let failure = Failure(any: error), hint = failure.hint.map { " (\($0))" } ?? ""
                console.warn("\(failure.message)\(hint): the chain stays as it was")
            }
        }
    }

    private func entries() throws(Failure) -> [ChainEntry] {
        let tokens = try ChainExtractor(registry: registry).extract(arguments).filters
        // For errors with the line; the pipeline reads the words once more.
        _ = try tokens.filters(registry)
        return tokens.map { ChainEntry(text: $0.text) }
    }
}

extension FilterToken {
    /// As typed, without the dashes.
    var text: String { value.map { "\(name)=\($0)" } ?? name }
}

extension [FilterToken] {
    /// Errors: usage, with the file and line where there is one.
    func filters(_ registry: FilterRegistry) throws(Failure) -> [FilterInstance] {
        let parser = FilterParser(registry: registry, pictures: PictureFiles())
        var chain: [FilterInstance] = []
        for token in self {
            do throws(FilterError) {
                chain.append(try parser.parse(name: token.name, value: token.value))
            } catch {
                let failure = Failure(error)
                throw token.origin.map { Failure(failure.status, "\($0): \(failure.message)", hint: failure.hint) } ?? failure
            }
        }
        return chain
    }
}
