// What filters keep on a device from frame to frame, whichever of the group's other filters are active meanwhile.
import VideoFrame

/// The memories of a group's filters; programs of the same group share them. For one thread.
public final class ComputeMemory {
    struct Key: Hashable {
        /// Index in the group, and which of the filter's.
        let filter, number: Int
        let size: PlaneSize
        let stride: Int

        init(filter: Int, number: Int, surface: Surface) {
            (self.filter, self.number) = (filter, number)
            (size, stride) = (surface.size, surface.stride)
        }

        var byteCount: Int { stride * size.height }
    }

    private let device: ComputeDevice
    private var buffers: [Key: DeviceBuffer] = [:]

    public init(_ device: ComputeDevice) { self.device = device }

    /// Errors: memory is short.
    func buffer(_ key: Key) throws(VulkanError) -> DeviceBuffer {
        if let known = buffers[key] { return known }
        let buffer = try DeviceBuffer(device, byteCount: key.byteCount, place: .device, name: "memory \(key.number) of filter \(key.filter)")
        buffers[key] = buffer
        return buffer
    }
}
