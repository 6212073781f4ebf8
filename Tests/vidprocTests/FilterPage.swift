// The documentation's pages of filters, written from the registry's rows and the definitions at the top of their files.
import Filters
import Foundation
import PipelineEngine

@testable import vidproc

struct FilterPage {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = top.appendingPathComponent("Sources/vidproc/vidproc.docc/Filters")

    let type: any VideoFilter.Type
    private var descriptor: FilterDescriptor { type.descriptor }

    /// The page's name in the catalog, and its files' without their ending.
    var name: String { "filter-\(descriptor.name)" }

    /// What stands behind the picture: the example, or what shows more in a small frame; nil where a picture shows nothing.
    var pictured: String? {
        switch descriptor.name {
        case "crop": "--crop=200:110:60:30"
        case "pad": "--pad=400:226:-1:-1:#4080C0"
        case "scale": "--scale=50%,method=lanczos"
        case "blur": "--blur=3"
        case "fps": nil
        default: descriptor.example
        }
    }

    /// The picture's line. Tools/pages reads from it what to run.
    var picture: String { pictured.map { "![A frame, and what \(Self.escaped($0)) makes of it](\(name).jpg)" } ?? "" }

    var text: String {
        var lines = ["# \(descriptor.name)", "", "\(descriptor.summary.prefix(1).uppercased() + descriptor.summary.dropFirst()).", ""]
        if pictured != nil { lines += [picture, ""] }
        lines += ["## Overview", "", "```", "vidproc in.mp4 \(descriptor.example) out.mp4", "```", ""]
        if !descriptor.parameters.isEmpty {
            lines += ["| Key | | Values |", "|---|---|---|"]
            lines += descriptor.parameters.map { "| `\($0.key)` | \(Self.escaped($0.summary)) | \(Self.escaped(FilterHelp.values($0))) |" }
            lines += ["", "The first key may be left out.", ""]
        }
        if let planes = descriptor.planes { lines.append("* Acts on \(planes.rawValue).") }
        if let words = FilterHelp.overTime(type) { lines.append("* Over time, it \(words).") }
        lines.append(
            descriptor.reach == .anywhere
                ? "* Takes a region, a shape and a time; see <doc:Filters>." : "* Changes all of the frames and takes neither region nor time.")
        lines.append("* Takes frames of \(FilterHelp.frames).")
        lines.append(
            "* Kernels: \(FilterHelp.hasKernels(type) ? FilterHelp.levels + "; the same bits with each" : "none; its definition runs on whole frames").")
        lines += ["", "## Definition", ""] + definition + ["", "From \(source.place), where other files that are named stand too."]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The file that the filter is defined in: of its type's name, or the one that holds its type.
    private var source: (place: String, text: String) {
        let folder = "Sources/Filters", name = String(describing: type)
        func text(_ file: String) -> String { (try? String(contentsOf: Self.top.appendingPathComponent("\(folder)/\(file)"), encoding: .utf8)) ?? "" }
        let own = text(name + ".swift")
        if !own.isEmpty { return ("`\(folder)/\(name).swift`", own) }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.top.appendingPathComponent(folder).path)) ?? []
        guard let file = files.sorted().first(where: { text($0).contains("struct \(name):") }) else { return ("no file", "") }
        return ("`\(folder)/\(file)`", text(file))
    }

    /// The file's opening comment: indented lines are formulas, the others paragraphs.
    private var definition: [String] {
        let comment = source.text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("//") }.map { $0.dropFirst(2) }
        var lines: [String] = [], isFormula = false
        for line in comment {
            let isIndented = line.hasPrefix("    ")
            if isIndented != isFormula { lines += isIndented ? ["", "```"] : ["```", ""] }
            isFormula = isIndented
            lines.append(isIndented ? String(line.dropFirst(5)) : Self.escaped(String(line.drop { $0 == " " })))
        }
        return isFormula ? lines + ["```"] : lines
    }

    /// Text that means nothing to Markdown, but for its code spans.
    static func escaped(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index % 2 == 1 ? "`\(part)`" : part.map { "\\*_<>[]|#~".contains($0) ? "\\\($0)" : String($0) }.joined()
        }.joined()
    }

    /// The page that leads to all others.
    static func index(_ registry: FilterRegistry) -> String {
        var lines = ["# Filters", "", "What each filter does to a frame; a page for each tells its keys and defines every bit of its result."]
        lines += ["", "## Overview", ""]
        lines += ["Filters run in the order typed: `--NAME`, `--NAME=VALUE`, `--NAME=KEY=VALUE,...`"]
        lines += ["Those that leave the frames' size, rate and kind alone also take:", "", "| Key | |", "|---|---|"]
        lines += Placement.keyTable.map { "| `\($0.key)=\($0.form.replacingOccurrences(of: "|", with: "\\|"))` | \(escaped($0.summary)) |" }
        lines += ["", "These pages are written by `Tools/pages` from the registry and the filters' files; a new filter gets one by itself."]
        lines += ["The pictures are frames of *Big Buck Bunny*, © 2008 Blender Foundation, CC BY 3.0, made small before the filter."]
        for (topic, types) in topics(registry) {
            lines += ["", "### \(topic)", "", "| | |", "|---|---|"]
            lines += types.map { type in
                let page = FilterPage(type: type)
                return "| <doc:\(page.name)> | \(escaped(type.descriptor.summary)) \(page.picture) |"
            }
        }
        lines += ["", "## Topics"]
        for (topic, types) in topics(registry) { lines += ["", "### All of \(topic.lowercased())", ""] + types.map { "- <doc:\(FilterPage(type: $0).name)>" } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func topics(_ registry: FilterRegistry) -> [(String, [any VideoFilter.Type])] {
        FilterDescriptor.Topic.allCases.map { topic in (topic.rawValue, registry.types.filter { $0.descriptor.topic == topic }) }.filter { !$0.1.isEmpty }
    }
}
