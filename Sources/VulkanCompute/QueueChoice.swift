// Which of a device's queues compute, and which bring frames there and back.
import CVulkan

/// A queue by its family and its number in it.
struct QueueName: Hashable, Sendable {
    let family: UInt32
    let number: UInt32
}

/// A family of a device's queues, as far as it matters here.
struct QueueFamily: Sendable {
    let computes: Bool
    let draws: Bool
    let copies: Bool
    let count: UInt32
    /// Bits of its clock; 0: it has none.
    let clockBits: UInt32

    init(computes: Bool = false, draws: Bool = false, copies: Bool = false, count: UInt32 = 1, clockBits: UInt32 = 0) {
        // What computes or draws copies too, whether it says so or not.
        (self.computes, self.draws, self.copies) = (computes, draws, copies || computes || draws)
        (self.count, self.clockBits) = (count, clockBits)
    }

    init(_ family: VkQueueFamilyProperties) {
        func has(_ bit: VkQueueFlagBits) -> Bool { family.queueFlags & bit.rawValue != 0 }
        self.init(
            computes: has(VK_QUEUE_COMPUTE_BIT), draws: has(VK_QUEUE_GRAPHICS_BIT), copies: has(VK_QUEUE_TRANSFER_BIT), count: family.queueCount,
            clockBits: family.timestampValidBits)
    }
}

/// The queues that a device is used with.
struct QueueChoice: Equatable, Sendable {
    let compute: QueueName
    let upload: QueueName
    let download: QueueName
    /// Whether a frame goes to its queues in parts, one after another by semaphores; else as one to the queue that computes.
    let isSplit: Bool

    /// All work on one queue.
    init(all queue: QueueName) { self.init(compute: queue, upload: queue, download: queue, isSplit: false) }

    init(compute: QueueName, upload: QueueName, download: QueueName, isSplit: Bool) {
        (self.compute, self.upload, self.download, self.isSplit) = (compute, upload, download, isSplit)
    }

    /// nil: no family computes.
    ///
    /// Frames are brought by a family that does nothing but copy, which works beside the shaders; else by one that at least does not compute. Where it has
    /// two queues, one brings frames and one takes them back. Where it has one, results go back on the queue that computes: behind a result that is waited for, the
    /// next frame could not be brought.
    init?(_ families: [QueueFamily]) {
        guard let computing = families.firstIndex(where: { $0.computes && $0.count > 0 }) else { return nil }
        let compute = QueueName(family: UInt32(computing), number: 0),
            others = families.indices.filter { families[$0].copies && families[$0].count > 0 && !families[$0].computes }
        guard let copying = others.first(where: { !families[$0].draws }) ?? others.first else {
            self.init(all: compute)
            return
        }
        let upload = QueueName(family: UInt32(copying), number: 0)
        let download = families[copying].count > 1 ? QueueName(family: UInt32(copying), number: 1) : compute
        self.init(compute: compute, upload: upload, download: download, isSplit: true)
    }

    /// Each queue once.
    var names: [QueueName] {
        var names = [compute]
        for name in [upload, download] where !names.contains(name) { names.append(name) }
        return names
    }

    /// Each family once.
    var families: [UInt32] {
        var families: [UInt32] = []
        for name in names where !families.contains(name.family) { families.append(name.family) }
        return families
    }
}
