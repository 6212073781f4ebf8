// The commands that a program is recorded with: the way there, the passes, the way back.
import CVulkan
import Filters

extension ComputeProgram {
    /// Records the ways of a frame anew, where its planes lie elsewhere than when they were recorded.
    func recordWays(_ slot: FrameSlot) throws(VulkanError) {
        if !slot.isUploadRecorded {
            try record(slot.uploadCommands) { commands throws(VulkanError) in recordUpload(slot, commands) }
            slot.isUploadRecorded = true
        }
        if !slot.isDownloadRecorded {
            try record(slot.downloadCommands) { commands throws(VulkanError) in recordDownload(slot, commands) }
            slot.isDownloadRecorded = true
        }
    }

    private func recordUpload(_ slot: FrameSlot, _ commands: VkCommandBuffer) {
        device.names?.begin(commands, "upload")
        defer { device.names?.end(commands) }
        if !isSplit { slot.clock?.begin(commands) }
        var offset = 0
        for (index, upload) in plan.uploads.enumerated() {
            let surface = plan.surfaces[upload.surface], host = slot.uploads[index]
            copy(commands, host?.buffer ?? slot.upload.handle, host?.offset ?? offset, to: slot.arena.handle, surface.offset, surface.byteCount)
            offset += surface.byteCount
        }
        for (_, index) in plan.firstFrames {
            let surface = plan.surfaces[index]
            copy(commands, slot.upload.handle, offset, to: slot.arena.handle, surface.offset, surface.byteCount)
            offset += surface.byteCount
        }
        if !isSplit { slot.clock?.stamp(commands, 1, Self.transfers.stage) }
    }

    private func recordDownload(_ slot: FrameSlot, _ commands: VkCommandBuffer) {
        device.names?.begin(commands, "download")
        defer { device.names?.end(commands) }
        if !isSplit { barrier(commands, from: plan.dispatches.isEmpty ? Self.transfers : Self.shaders, to: Self.transfers) }
        var offset = 0
        for (index, download) in plan.downloads.enumerated() {
            let surface = plan.surfaces[download.surface], host = slot.downloads[index]
            copy(commands, slot.arena.handle, surface.offset, to: host?.buffer ?? slot.download.handle, host?.offset ?? offset, surface.byteCount)
            offset += surface.byteCount
        }
        for (key, memory) in zip(plan.memories, memories) {
            copy(commands, memory.handle, 0, to: slot.download.handle, offset, key.byteCount)
            offset += key.byteCount
        }
        if !isSplit { slot.clock?.stamp(commands, spans.count, Self.transfers.stage) }
        barrier(commands, from: Self.transfers, to: (VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT.rawValue))
    }

    /// What lies between the two; it is the same for all frames.
    func recordPasses(_ slot: FrameSlot, _ commands: VkCommandBuffer) throws(VulkanError) {
        // A queue that only copies can neither begin a clock nor, often, read one, and another queue's clock is another clock: then the ways are not timed.
        if isSplit {
            slot.clock?.begin(commands)
            slot.clock?.stamp(commands, 1, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT)
        }
        // The frame before may still be writing what it leaves to this one, or reading it to send it back; semaphores keep other queues apart.
        if !memories.isEmpty { barrier(commands, from: Self.shaders, to: Self.shaders) }
        if !isSplit { barrier(commands, from: Self.transfers, to: Self.shaders) }
        var level = plan.dispatches.first?.level
        for (index, span) in spans.enumerated() {
            guard case .filter(let filter, let dispatches) = span else { continue }
            device.names?.begin(commands, filters.indices.contains(filter) ? filters[filter] : "filter \(filter)")
            defer { device.names?.end(commands) }
            for dispatch in plan.dispatches[dispatches] {
                if dispatch.level != level { barrier(commands, from: Self.shaders, to: Self.shaders) }
                level = dispatch.level
                try record(dispatch, slot, commands)
            }
            slot.clock?.stamp(commands, index + 1, Self.shaders.stage)
        }
        if isSplit { slot.clock?.stamp(commands, spans.count, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT) }
    }

    private func record(_ dispatch: ComputePlan.Dispatch, _ slot: FrameSlot, _ commands: VkCommandBuffer) throws(VulkanError) {
        func plane(_ index: Int) -> (Surface, UInt64) {
            let surface = plan.surfaces[index]
            switch surface.place {
            case .frame: return (surface, slot.arena.address + UInt64(surface.offset))
            case .constant: return (surface, constants.address + UInt64(surface.offset))
            case .memory(let number): return (surface, memories[number].address)
            }
        }
        func input(_ place: Int) -> (Surface, UInt64)? { place < dispatch.inputs.count ? plane(dispatch.inputs[place]) : nil }
        let result = plane(dispatch.result), first = input(0) ?? result, second = input(1)
        let table = dispatch.table.map { constants.address + UInt64($0) } ?? 0, third = input(2)?.1
        var parameters = dispatch.pass.parameters
        if third != nil && dispatch.table != nil {
            parameters += [Int32](repeating: 0, count: 10 - parameters.count)
            parameters += [Int32(truncatingIfNeeded: table), Int32(truncatingIfNeeded: table >> 32)]
        }
        let key = PipelineKey(
            shader: dispatch.pass.shader, outputBytes: result.0.bytesPerSample, firstBytes: first.0.bytesPerSample, secondBytes: second?.0.bytesPerSample ?? 1,
            reachX: dispatch.pass.reach.width, reachY: dispatch.pass.reach.height)
        device.functions.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, try device.pipelines.pipeline(key))
        let push = PushConstants(result: result, first: first, second: second, table: third ?? table, parameters: parameters)
        push.words.withUnsafeBytes {
            device.functions.vkCmdPushConstants(
                commands, device.pipelines.layout, VK_SHADER_STAGE_COMPUTE_BIT.rawValue, 0, UInt32($0.count), $0.baseAddress)
        }
        let groups = plan.groups(dispatch)
        device.functions.vkCmdDispatch(commands, UInt32(groups.width), UInt32(groups.height), 1)
    }
}
