// Filters that look at one sample at a time: they name a table per plane and get reference and plan from it.
import Kernels
import VideoFrame

/// A filter whose result depends on the sample's code value and plane alone.
public protocol PointwiseFilter: VideoFilter {
    /// The table of colour plane `plane`; nil passes the plane on. Alpha is never asked for.
    func table(plane: Int, shape: FrameShape) -> SampleTable?
}

extension PointwiseFilter {
    public var hasRowPlan: Bool { true }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        for plane in 0..<picture.shape.format.colorPlaneCount {
            guard let table = table(plane: plane, shape: picture.shape) else { continue }
            result.planes[plane] = result.planes[plane].map { Int(table.values[$0]) }
        }
        return result
    }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape
        for plane in 0..<shape.format.colorPlaneCount {
            guard let table = table(plane: plane, shape: shape) else { continue }
            graph.planes[plane] = graph.table(table, input: graph.planes[plane])
        }
    }
}
