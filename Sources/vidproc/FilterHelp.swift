// What the help says of filters: all of it from the registry's rows.
import Filters
import Kernels
import VideoFrame

struct FilterHelp {
    let registry: FilterRegistry
    /// The level that a run without --cpu would use.
    var level = KernelLevel.detected

    /// A line a filter, under headings where there are several.
    var list: [String] {
        let width = (registry.descriptors.map(\.name.count).max() ?? 0) + 4
        let topics = FilterDescriptor.Topic.allCases.map { topic in (topic, registry.descriptors.filter { $0.topic == topic }) }.filter { !$0.1.isEmpty }
        return topics.flatMap { topic, descriptors in
            (topics.count > 1 ? ["  \(topic.rawValue)"] : [])
                + descriptors.map { "\(topics.count > 1 ? "    " : "  ")\("--\($0.name)".left(width))\($0.summary)" }
        }
    }

    /// What `vidproc filters` writes.
    var overview: [String] {
        ["Filters run in the order typed: --NAME, --NAME=VALUE, --NAME=KEY=VALUE,..."] + list + [""] + Self.everywhere
            + ["", "vidproc filters NAME tells a filter's keys, ranges and defaults."]
    }

    /// One filter with its parameters.
    func page(_ type: any VideoFilter.Type) -> [String] {
        let descriptor = type.descriptor
        var lines = ["\(descriptor.name): \(descriptor.summary)", ""]
        if !descriptor.parameters.isEmpty {
            let width = (descriptor.parameters.map(\.key.count).max() ?? 0) + 2
            lines.append("Keys (the first may be left out: --\(descriptor.name)=\(Self.firstValue(descriptor))):")
            lines += descriptor.parameters.map { "  \($0.key.left(width))\($0.summary) (\(Self.values($0)))" }
            lines.append("")
        }
        lines += descriptor.reach == .anywhere ? Self.everywhere : ["It changes all of the frames and takes neither region nor time."]
        lines.append("")
        if let planes = descriptor.planes { lines.append("Acts on:  \(planes.rawValue)") }
        if let words = Self.overTime(type) { lines.append("In time:  \(words)") }
        lines.append("Frames:   \(Self.frames)")
        lines.append("Kernels:  \(kernels(of: type))")
        lines += ["", "Example:", "  vidproc in.mp4 \(descriptor.example) out.mp4"]
        return lines
    }

    /// What every filter takes besides its own parameters.
    static var everywhere: [String] {
        let texts = Placement.keyTable.map { "\($0.key)=\($0.form)" }, width = (texts.map(\.count).max() ?? 0) + 2
        return ["Every filter that leaves the frames' size, rate and kind alone also takes:"]
            + zip(texts, Placement.keyTable).map { "  \($0.left(width))\($1.summary)" }
    }

    static let frames =
        "\(PixelFormat.depths.lowerBound) to \(PixelFormat.depths.upperBound) bits a sample; gray, YUV of any subsampling, RGB; with or without alpha"

    /// `baseline, avx2, avx512`.
    static var levels: String { KernelLevel.allCases.map(\.rawValue).joined(separator: ", ") }

    /// The levels that a filter's kernels are compiled for.
    private func kernels(of type: any VideoFilter.Type) -> String {
        guard Self.hasKernels(type) else { return "none; its definition runs on whole frames" }
        return "\(Self.levels); here \(level.rawValue) is used (--cpu sets a lower one); the bits are the same"
    }

    /// Whether it runs by a plan in rows or a program; one with neither runs its definition.
    static func hasKernels(_ type: any VideoFilter.Type) -> Bool {
        // A filter that cannot be made without a file is not asked; those that the registry holds have plans.
        guard let filter = try? type.init(FilterArguments()) else { return true }
        return filter.hasRowPlan || program(of: filter) != nil
    }

    /// What a filter without values sees of other frames; nil where each is by itself.
    static func overTime(_ type: any VideoFilter.Type) -> String? {
        guard let filter = try? type.init(FilterArguments()), !filter.hasRowPlan, let program = program(of: filter) else { return nil }
        func frames(_ count: Int, _ word: String) -> String? { count == 0 ? nil : count == 1 ? "the frame \(word)" : "\(count) frames \(word)" }
        let seen = [frames(program.reach.before, "before"), frames(program.reach.after, "after")].compactMap { $0 }.joined(separator: " and ")
        let words = [program.remembers ? "remembers all frames since the run, or its last pause, began" : nil, seen.isEmpty ? nil : "sees \(seen)"]
        return words.contains { $0 != nil } ? words.compactMap { $0 }.joined(separator: "; ") : nil
    }

    private static func program(of filter: any VideoFilter) -> (any FrameProgram)? {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 64, height: 64)
        return try? filter.program(FrameProgramRequest(shape: shape, kernels: KernelTable(level: .baseline), workers: 1, tasks: 1))
    }

    private static func firstValue(_ descriptor: FilterDescriptor) -> String {
        switch descriptor.parameters.first?.kind {
        case .number(_, default: let value, _)?: shortNumber(value)
        case .choice(_, default: let word)?, .text(_, default: let word, _)?: word
        case .file(let endings, _)?: "FILE.\(endings[0])"
        case nil: ""
        }
    }

    /// Range or words, and the default.
    static func values(_ parameter: ParameterSpecification) -> String {
        switch parameter.kind {
        case .number(let range, default: let value, let unit):
            "\(shortNumber(range.lowerBound)) to \(shortNumber(range.upperBound))\(unit.isEmpty ? "" : " " + unit), default \(shortNumber(value))"
        case .choice(let words, default: let word): "\(words.joined(separator: ", ")); default \(word)"
        case .text(let form, default: let word, _): "\(form), default \(word)"
        case .file(_, let form): "path of \(form); must be given"
        }
    }
}
