// A plan made ready on a device: memory, pipelines and recorded commands for several frames in flight.
import CVulkan
import Filters
import VideoFrame

/// Filters frames of one shape on a device. For one thread. After `init` nothing is allocated or compiled.
public final class ComputeProgram {
    /// What the device took for the frames that were fetched; zeros where it has no clock.
    public private(set) var times: ComputeTimes
    let device: ComputeDevice
    let plan: ComputePlan
    let constants: DeviceBuffer
    let commandPools: CommandPools
    private let order: FrameOrder
    let spans: [ComputeSpan]
    let memories: [DeviceBuffer]
    let filters: [String]
    private var slots: [FrameSlot] = []
    var isSplit: Bool { device.info.choice.queues.isSplit }

    /// Whether every step of `graph` has shaders.
    public static func suits(_ graph: RowGraph) -> Bool {
        graph.nodes.allSatisfy { node in
            guard case .operation(let operation) = node.kind else { return true }
            return !operation.computePasses.isEmpty
        }
    }

    /// `made`: the planes of the graph's frame that it makes; `filters`: names of the group's filters, which nodes tell by number. Errors: memory is short, or
    /// the device has gone.
    public init(_ graph: RowGraph, made: [Int], filters: [String], device: ComputeDevice, memory: ComputeMemory, slots slotCount: Int) throws(VulkanError) {
        self.device = device
        let plan = ComputePlan(graph, made: made)
        self.plan = plan
        let fits = plan.dispatches.allSatisfy { dispatch in
            let groups = plan.groups(dispatch)
            return max(groups.width, groups.height) <= device.info.choice.groups
        }
        guard fits else {
            throw VulkanError(.other, "frames of this size are beyond the device's limits")
        }
        spans = ComputeSpan.spans(of: plan)
        times = ComputeTimes(filters: filters.count)
        self.filters = filters
        var memories: [DeviceBuffer] = []
        for key in plan.memories { memories.append(try memory.buffer(key)) }
        self.memories = memories
        constants = try DeviceBuffer(device, byteCount: plan.constants.count, place: .device, name: "constants")
        commandPools = try CommandPools(device)
        order = try memory.frameOrder()
        try fillConstants()
        for number in 0..<slotCount { slots.append(try makeSlot(number)) }
    }

    deinit {
        // Frames whose results nobody fetched may still run.
        if order.submitted > 0 { try? device.wait(for: order.done.handle, value: order.submitted) }
    }

    /// Sends the planes of `input` that it reads and starts the work. Slot `slot` must be free: never used, or fetched. Where the device can be let into the memory of
    /// a plane's owner, nothing is copied on the host, neither there nor back. `output`: the planes that `fetch` will be asked for, which nobody may touch until
    /// then. Both are held until the frame is back, or is known never to be. `isFirst`: whether a filter of the group may remember nothing of earlier frames.
    public func submit(_ slot: Int, _ input: consuming PlaneSet, into output: consuming PlaneSet, isFirst: (Int) -> Bool) throws(VulkanError) {
        var views = PlaneViews()
        let slot = slots[slot]
        for (index, (plane, surface)) in plan.uploads.enumerated() {
            views[plane] = input.view(plane)
            slot.upload(index, from: hostImport(of: views[plane], input.owner(plane), plan.surfaces[surface]))
        }
        for (index, (plane, surface)) in plan.downloads.enumerated() {
            slot.download(index, to: hostImport(of: output.view(plane), output.owner(plane), plan.surfaces[surface]))
        }
        slot.input = consume input
        slot.output = consume output
        try submit(slot, views, isFirst: isFirst)
    }

    private func hostImport(of view: PlaneView, _ owner: BufferOwner, _ surface: Surface) -> HostPlace? {
        guard let (known, offset) = device.hostImport(of: view, owner, stride: surface.stride, byteCount: surface.byteCount) else { return nil }
        return HostPlace(buffer: known.handle, number: known.number, offset: offset)
    }

    private func submit(_ slot: FrameSlot, _ input: PlaneViews, isFirst: (Int) -> Bool) throws(VulkanError) {
        var offset = 0
        if let bytes = slot.upload.bytes {
            for (index, (plane, surface)) in plan.uploads.enumerated() {
                let view = input[plane], stride = plan.surfaces[surface].stride, count = view.size.width * plan.surfaces[surface].bytesPerSample
                if slot.uploads[index] == nil {
                    for y in 0..<view.size.height { (bytes + offset + y * stride).copyMemory(from: view.row(y), byteCount: count) }
                }
                offset += plan.surfaces[surface].byteCount
            }
            for (filter, surface) in plan.firstFrames {
                (bytes + offset).storeBytes(of: isFirst(filter) ? 1 : 0, as: UInt32.self)
                offset += plan.surfaces[surface].byteCount
            }
        }
        try recordWays(slot)
        let next = order.submitted + 1, before = order.submitted
        if isSplit {
            try device.submit(.work(slot.uploadCommands, signal: order.uploaded, next), to: .upload)
            // Memories that the frame before leaves must be on their way back before they change.
            let work = CVulkanWork.work(
                slot.commands, after: (order.uploaded, next), memories.isEmpty ? nil : (order.done, before), signal: order.computed, next)
            try device.submit(work, to: .compute)
            try device.submit(.work(slot.downloadCommands, after: (order.computed, next), signal: order.done, next), to: .download)
        } else {
            try device.submit(.work(slot.uploadCommands, slot.commands, slot.downloadCommands, signal: order.done, next), to: .compute)
        }
        order.submitted = next
        slot.value = next
    }

    /// Waits for slot `slot` and writes the planes that it has made to `output`.
    public func fetch(_ slot: Int, _ output: PlaneViews) throws(VulkanError) {
        let slot = slots[slot]
        try device.checkLoss()
        try device.wait(for: order.done.handle, value: slot.value)
        slot.clock?.add(spans, to: &times)
        slot.input = nil
        slot.output = nil
        guard let bytes = slot.download.bytes else { return }
        var offset = 0
        for (index, (plane, surface)) in plan.downloads.enumerated() {
            let view = output[plane], stride = plan.surfaces[surface].stride, count = view.size.width * plan.surfaces[surface].bytesPerSample
            if slot.downloads[index] == nil {
                for y in 0..<view.size.height { view.row(y).copyMemory(from: bytes + offset + y * stride, byteCount: count) }
            }
            offset += plan.surfaces[surface].byteCount
        }
    }

    /// What filter `filter` kept after the frame that was fetched last from slot `slot`; valid until the slot is used again.
    public func memories(of filter: Int, slot: Int) -> [PlaneView] {
        guard let bytes = slots[slot].download.bytes else { return [] }
        var offset = plan.downloads.reduce(0) { $0 + plan.surfaces[$1.surface].byteCount }, views: [PlaneView] = []
        for key in plan.memories {
            if key.filter == filter { views.append(PlaneView(base: bytes + offset, stride: key.stride, size: key.size)) }
            offset += key.byteCount
        }
        return views
    }

    private func makeSlot(_ number: Int) throws(VulkanError) -> FrameSlot {
        let slot = FrameSlot(
            arena: try DeviceBuffer(device, byteCount: plan.arenaBytes, place: .device, name: "planes \(number)"),
            upload: try DeviceBuffer(device, byteCount: plan.uploadBytes, place: .upload, name: "upload \(number)"),
            download: try DeviceBuffer(device, byteCount: plan.downloadBytes, place: .download, name: "download \(number)"),
            uploadCommands: try commandPools.upload.buffer(), commands: try commandPools.compute.buffer(), downloadCommands: try commandPools.download.buffer(),
            clock: try SpanClock(device, spans: spans.count), plan)
        try record(slot.commands) { commands throws(VulkanError) in try recordPasses(slot, commands) }
        return slot
    }

    /// Sends the constants; returns when they are there.
    private func fillConstants() throws(VulkanError) {
        guard !plan.constants.isEmpty else { return }
        let staging = try DeviceBuffer(device, byteCount: plan.constants.count, place: .upload, name: "upload of constants")
        let commands = try commandPools.compute.buffer()
        plan.constants.withUnsafeBytes { from in
            if let to = staging.bytes, let base = from.baseAddress { to.copyMemory(from: base, byteCount: from.count) }
        }
        try record(commands) { commands throws(VulkanError) in
            copy(commands, staging.handle, 0, to: constants.handle, 0, plan.constants.count)
            // For all frames to come.
            barrier(commands, from: Self.transfers, to: Self.shaders)
        }
        try device.submit(.work(commands, signal: order.done, order.submitted + 1), to: .compute)
        order.submitted += 1
        try device.wait(for: order.done.handle, value: order.submitted)
    }
}
