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

    /// The placement's masks of the planes, nil for everywhere; an error names the filter.
    public func masks(for shape: FrameShape) throws(FilterError) -> [PlacementMask]? {
        do { return try placement.masks(for: shape) } catch { throw FilterError("\(name): \(error.message)", hint: error.hint) }
    }

    /// What the filter has to say against frames of `shape`; the error names it.
    public func checkShape(_ shape: FrameShape) throws(FilterError) {
        do { try filter.check(shape) } catch { throw FilterError("\(name): \(error.message)", hint: error.hint) }
    }

    /// For a filter that changes what all frames are (size, field order, times): it can act nowhere but everywhere. Errors: it was asked to act in a place or for a time.
    public func refusePlacement() throws(FilterError) {
        guard placement != Placement() else { return }
        throw FilterError("\(name) changes frames as a whole and can act in no region and for no part of the time", hint: "leave out region, mask and time")
    }

    /// The definition of the whole: the filter's reference where the placement covers, the input elsewhere, in between what the weights say.
    public func reference(_ picture: Picture) throws(FilterError) -> Picture {
        let filtered = filter.reference(picture)
        guard let masks = try masks(for: picture.shape) else { return filtered }
        var result = picture
        for plane in 0..<picture.shape.format.planeCount {
            let size = picture.shape.size(ofPlane: plane)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let index = y * size.width + x
                    result.planes[plane][index] = masks[plane].mixed(picture.planes[plane][index], filtered.planes[plane][index], x: x, y: y)
                }
            }
        }
        return result
    }
}
