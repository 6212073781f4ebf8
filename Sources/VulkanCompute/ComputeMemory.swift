// What filters keep on a device from frame to frame, whichever of the group's other filters are active meanwhile, and what keeps the frames in order.
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
    private var order: FrameOrder?

    public init(_ device: ComputeDevice) { self.device = device }

    /// Errors: memory is short.
    func buffer(_ key: Key) throws(VulkanError) -> DeviceBuffer {
        if let known = buffers[key] { return known }
        let buffer = try DeviceBuffer(device, byteCount: key.byteCount, place: .device, name: "memory \(key.number) of filter \(key.filter)")
        buffers[key] = buffer
        return buffer
    }

    /// One for all programs: a frame of one may have to wait for what another's leaves. Errors: memory is short.
    func frameOrder() throws(VulkanError) -> FrameOrder {
        if let order { return order }
        let made = try FrameOrder(device)
        order = made
        return made
    }
}

/// How far the frames of a group have come. For one thread.
final class FrameOrder {
    /// Frames that have come to the device, that have been computed, and that are back; the first two only where the ways are queues of their own.
    let uploaded, computed, done: Timeline
    /// What has been sent, frames and constants: the timelines' value when all of it is done.
    var submitted: UInt64 = 0

    init(_ device: ComputeDevice) throws(VulkanError) {
        uploaded = try Timeline(device)
        computed = try Timeline(device)
        done = try Timeline(device)
    }
}
