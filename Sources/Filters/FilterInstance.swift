// One filter of a chain: what was typed, made ready.
import VideoFrame

/// A filter with its placement. Immutable.
public struct FilterInstance: Sendable {
    public let name: String
    /// What the user may type again to get it: `blur=sigma=2`.
    public let text: String
    public let filter: any VideoFilter
    public let placement: Placement

    public init(_ filter: some VideoFilter, text: String? = nil, placement: Placement = Placement()) {
        name = type(of: filter).descriptor.name
        self.text = text ?? name
        self.filter = filter
        self.placement = placement
    }

    init(make filter: any VideoFilter, name: String, text: String, placement: Placement) {
        self.name = name
        self.text = text
        self.filter = filter
        self.placement = placement
    }

    /// The placement's mask on a plane; an error names the filter.
    public func mask(for shape: FrameShape, plane: Int) throws(FilterError) -> PlacementMask? {
        do { return try placement.mask(for: shape, plane: plane) } catch { throw FilterError("\(name): \(error.message)", hint: error.hint) }
    }

    /// What the filter has to say against frames of `shape`; the error names it.
    public func checkShape(_ shape: FrameShape) throws(FilterError) {
        do { try filter.check(shape) } catch { throw FilterError("\(name): \(error.message)", hint: error.hint) }
    }

    /// For a filter that changes what all frames are (size, field order, times): it can act nowhere but everywhere. Errors: it was asked to act in a place or for a time.
    public func refusePlacement() throws(FilterError) {
        guard placement != Placement() else { return }
        throw FilterError("\(name) changes frames as a whole and can act in no region and for no part of the time", hint: "leave out region, shape and time")
    }

    /// The definition of the whole: the filter's reference where the placement covers, the input elsewhere.
    public func reference(_ picture: Picture) throws(FilterError) -> Picture {
        let filtered = filter.reference(picture)
        guard !placement.isEverywhere else { return filtered }
        var result = picture
        for plane in 0..<picture.shape.format.planeCount {
            let size = picture.shape.size(ofPlane: plane)
            guard let mask = try mask(for: picture.shape, plane: plane) else { continue }
            for y in 0..<size.height {
                for x in 0..<size.width where mask.covers(x: x, y: y) {
                    result.planes[plane][y * size.width + x] = filtered.planes[plane][y * size.width + x]
                }
            }
        }
        return result
    }
}
