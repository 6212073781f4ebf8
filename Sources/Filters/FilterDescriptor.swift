// What the registry holds of a filter apart from its code: help, completion and the manual page are made of it.

public struct FilterDescriptor: Sendable {
    /// The heading that a filter stands under.
    public enum Topic: String, CaseIterable, Sendable {
        case detail = "Blur and edges"
        case light = "Light and colour"
        case geometry = "Size and place"
        case time = "Time and motion"
        case layers = "Pictures and text"
        case other = "More"
    }

    /// Which planes a filter changes.
    public enum Planes: String, Sendable {
        case all = "all planes, alpha too"
        case colors = "luma and chroma, or R, G and B; alpha passes"
        case colour = "chroma, or R, G and B; luma and alpha pass"
        case light = "luma, or R, G and B; chroma and alpha pass"
        case lightOnly = "luma, or R, G and B; chroma becomes neutral, alpha passes"
    }

    /// Whether a filter can act in a part of the frame and for a part of the time.
    public enum Reach: Sendable {
        case anywhere
        /// It makes frames of another size, rate or kind of all of them.
        case wholeStream
    }

    public let name: String
    public let summary: String
    /// The first may be given without its key.
    public let parameters: [ParameterSpecification]
    public let example: String
    public let topic: Topic
    /// Nil where nothing is said.
    public let planes: Planes?
    public let reach: Reach

    /// Keys of where and when that it takes besides its own.
    public var placementKeys: [String] { reach == .anywhere ? Placement.keys : [] }

    public init(
        name: String, summary: String, parameters: [ParameterSpecification] = [], example: String, topic: Topic = .other, planes: Planes? = nil,
        reach: Reach = .anywhere
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.example = example
        self.topic = topic
        self.planes = planes
        self.reach = reach
    }
}
