// What a frame in flight has on the device: memory, commands, and the planes of the host that it is copied from and to.
import CVulkan
import VideoFrame

/// A place in a buffer of the device that is memory of the host.
struct HostPlace: Equatable {
    let buffer: VkBuffer
    /// Of the import: a later one may have a handle of the same value.
    let number: UInt64
    let offset: Int
}

/// One frame's memory and commands. For one thread.
final class FrameSlot {
    let arena, upload, download: DeviceBuffer
    /// The way there, the passes, the way back. The ways are recorded anew where they begin or end elsewhere than they did last.
    let uploadCommands, commands, downloadCommands: VkCommandBuffer
    /// nil: the device has no clock.
    let clock: SpanClock?
    /// By upload and download of the plan, where its plane lies; nil: in the staging buffer.
    private(set) var uploads, downloads: [HostPlace?]
    /// Whether the commands of a way are recorded for these places. Kept beside them, not as a copy of them: that would be one on the heap for every frame.
    var isUploadRecorded = false, isDownloadRecorded = false
    /// What the device may be reading and writing.
    var input, output: PlaneSet?
    /// The timeline's value when its last frame is done.
    var value: UInt64 = 0

    init(
        arena: DeviceBuffer, upload: DeviceBuffer, download: DeviceBuffer, uploadCommands: VkCommandBuffer, commands: VkCommandBuffer,
        downloadCommands: VkCommandBuffer, clock: SpanClock?, _ plan: ComputePlan
    ) {
        (self.arena, self.upload, self.download) = (arena, upload, download)
        (self.uploadCommands, self.commands, self.downloadCommands, self.clock) = (uploadCommands, commands, downloadCommands, clock)
        uploads = Array(repeating: nil, count: plan.uploads.count)
        downloads = Array(repeating: nil, count: plan.downloads.count)
    }

    func upload(_ index: Int, from place: HostPlace?) {
        guard uploads[index] != place else { return }
        uploads[index] = place
        isUploadRecorded = false
    }

    func download(_ index: Int, to place: HostPlace?) {
        guard downloads[index] != place else { return }
        downloads[index] = place
        isDownloadRecorded = false
    }
}
