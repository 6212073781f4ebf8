// Two filters that never change, so that these tests speak of the command and not of the filters of the day.
import Filters

enum Strength: String, CaseIterable, Sendable { case soft, hard }

struct TestBlur: VideoFilter {
    static let sigma = NumberParameter("sigma", 0.1...100, default: 2, unit: "pixels", "Width of the blur.")
    static let kind = ChoiceParameter("kind", default: Strength.soft, "How it blurs.")
    static let descriptor = FilterDescriptor(
        name: "blur", summary: "Blurs.", parameters: [.number(sigma), .choice(kind)], example: "--blur=3")

    init(_ arguments: FilterArguments) throws(FilterError) {}

    func reference(_ picture: Picture) -> Picture { picture }
}

struct TestEdges: VideoFilter {
    static let descriptor = FilterDescriptor(name: "edges", summary: "Finds edges.", example: "--edges")

    init(_ arguments: FilterArguments) throws(FilterError) {}

    func reference(_ picture: Picture) -> Picture { picture }
}

extension FilterRegistry {
    static let test = FilterRegistry([TestBlur.self, TestEdges.self])
}
