// The one table of filters: help, parsing, tests and benchmarks follow from its rows.

/// Filters by name. A program on the library adds its own with `adding(_:)`.
public struct FilterRegistry: Sendable {
    public private(set) var types: [any VideoFilter.Type]

    public init(_ types: [any VideoFilter.Type]) { self.types = types }

    /// This registry and one filter more; a filter of the same name replaces the earlier one.
    public func adding(_ type: any VideoFilter.Type) -> FilterRegistry {
        FilterRegistry(types.filter { $0.descriptor.name != type.descriptor.name } + [type])
    }

    public var descriptors: [FilterDescriptor] { types.map { $0.descriptor } }

    public func type(named name: String) -> (any VideoFilter.Type)? { types.first { $0.descriptor.name == name } }
}
