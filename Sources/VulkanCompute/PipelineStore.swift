// Compute pipelines by shader and constants, each made once, and compiled anew only where no earlier run has kept them.
import Base
import CVulkan
import Filters
import VideoFrame

/// What a shader is compiled with; see Shaders/common.glsl.
struct PipelineKey: Hashable {
    let shader: ComputeShader
    let outputBytes, firstBytes, secondBytes: Int
    let reachX, reachY: Int

    /// Invocations of a group, each making four samples of a row.
    static let columns = 32, rows = 8

    /// Columns and rows that a group makes.
    static let madeByGroup = PlaneSize(width: 4 * columns, height: rows)

    /// Groups in a row and in a column that make a plane of `size`.
    static func groups(_ size: PlaneSize, each made: PlaneSize = madeByGroup) -> PlaneSize {
        PlaneSize(width: (size.width + made.width - 1) / made.width, height: (size.height + made.height - 1) / made.height)
    }

    /// Samples that a group and its windows cover.
    var tileCount: Int { (4 * Self.columns + (2 * reachX + 3) / 4 * 4) * (Self.rows + 2 * reachY) }
}

/// The pipelines of a device. Thread-safe.
final class PipelineStore: @unchecked Sendable {  // `made` is locked, the rest changes in init and destroy alone
    let layout: VkPipelineLayout
    private let device: VkDevice
    private let functions: CVulkanDevice
    private let sharedMemory: Int
    private let made = Locked<[PipelineKey: VkPipeline]>([:])
    private let file: PipelineCacheFile?
    private let names: DebugNames?
    /// nil: the driver makes none; then nothing is kept.
    private let cache: VkPipelineCache?
    /// Bytes that an earlier run had kept.
    let loadedByteCount: Int
    /// Bytes that the file holds.
    private let kept: Locked<Int>

    /// `file`: where pipelines are kept between runs; nil: nowhere.
    init(_ device: VkDevice, _ functions: CVulkanDevice, sharedMemory: Int, file: PipelineCacheFile?, names: DebugNames?) throws(VulkanError) {
        self.device = device
        self.functions = functions
        self.sharedMemory = sharedMemory
        self.file = file
        self.names = names
        let bytes = file?.read() ?? []
        if !bytes.isEmpty, let cache = Self.cache(device, functions, bytes) {
            (self.cache, loadedByteCount) = (cache, bytes.count)
        } else {
            (cache, loadedByteCount) = (Self.cache(device, functions, []), 0)
        }
        kept = Locked(loadedByteCount)
        var range = VkPushConstantRange(stageFlags: VK_SHADER_STAGE_COMPUTE_BIT.rawValue, offset: 0, size: UInt32(PushConstants.byteCount))
        var layout: VkPipelineLayout?
        let code = withUnsafePointer(to: &range) { range in
            var info = VkPipelineLayoutCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO
            (info.pushConstantRangeCount, info.pPushConstantRanges) = (1, range)
            return functions.vkCreatePipelineLayout(device, &info, nil, &layout)
        }
        guard code == VK_SUCCESS, let layout else {
            functions.vkDestroyPipelineCache(device, cache, nil)
            throw VulkanError("vkCreatePipelineLayout", code)
        }
        self.layout = layout
    }

    private static func cache(_ device: VkDevice, _ functions: CVulkanDevice, _ kept: [UInt8]) -> VkPipelineCache? {
        kept.withUnsafeBytes { kept in
            var info = VkPipelineCacheCreateInfo(), cache: VkPipelineCache?
            info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO
            (info.initialDataSize, info.pInitialData) = (kept.count, kept.baseAddress)
            return functions.vkCreatePipelineCache(device, &info, nil, &cache) == VK_SUCCESS ? cache : nil
        }
    }

    /// Writes what the cache holds, if that is more than the file does.
    func keep() {
        guard let file, let cache, made.withLock({ !$0.isEmpty }) else { return }
        kept.withLock { kept in
            var count = 0
            guard functions.vkGetPipelineCacheData(device, cache, &count, nil) == VK_SUCCESS, count > kept else { return }
            var bytes = [UInt8](repeating: 0, count: count)
            guard functions.vkGetPipelineCacheData(device, cache, &count, &bytes) == VK_SUCCESS else { return }
            file.write(Array(bytes.prefix(count)))
            kept = count
        }
    }

    /// When nothing runs any longer.
    func destroy() {
        keep()
        functions.vkDestroyPipelineCache(device, cache, nil)
        made.withLock { for pipeline in $0.values { functions.vkDestroyPipeline(device, pipeline, nil) } }
        functions.vkDestroyPipelineLayout(device, layout, nil)
    }

    func pipeline(_ key: PipelineKey) throws(VulkanError) -> VkPipeline {
        try made.withLock { made throws(VulkanError) in
            if let known = made[key] { return known }
            let pipeline = try make(key)
            names?.name(VK_OBJECT_TYPE_PIPELINE, pipeline, "\(key.shader) of \(key.firstBytes) to \(key.outputBytes) bytes")
            made[key] = pipeline
            return pipeline
        }
    }

    private func make(_ key: PipelineKey) throws(VulkanError) -> VkPipeline {
        var count = 0
        guard let words = cvulkan_shader(key.shader.rawValue, &count) else { throw VulkanError(.other, "there is no shader \(key.shader)") }
        var info = VkShaderModuleCreateInfo(), made: VkShaderModule?
        info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO
        (info.codeSize, info.pCode) = (4 * count, words)
        try VulkanError.check("vkCreateShaderModule", functions.vkCreateShaderModule(device, &info, nil, &made))
        guard let module = made else { throw VulkanError(.other, "vkCreateShaderModule gave nothing") }
        defer { functions.vkDestroyShaderModule(device, module, nil) }
        let isTiled = (key.reachX > 0 || key.reachY > 0) && 4 * key.tileCount <= sharedMemory
        let values = [
            PipelineKey.columns, PipelineKey.rows, key.outputBytes, key.firstBytes, key.secondBytes, key.reachX, key.reachY, isTiled ? key.tileCount : 1,
        ].map { UInt32($0) }
        let entries = values.indices.map { VkSpecializationMapEntry(constantID: UInt32($0), offset: UInt32(4 * $0), size: 4) }
        var pipeline: VkPipeline?
        let code = values.withUnsafeBytes { values in
            entries.withUnsafeBufferPointer { entries in
                var constants = VkSpecializationInfo(
                    mapEntryCount: UInt32(entries.count), pMapEntries: entries.baseAddress, dataSize: values.count, pData: values.baseAddress)
                return withUnsafePointer(to: &constants) { constants in
                    "main".withCString { name in
                        var info = VkComputePipelineCreateInfo()
                        info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO
                        info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO
                        info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT
                        (info.stage.module, info.stage.pName, info.stage.pSpecializationInfo) = (module, name, constants)
                        info.layout = layout
                        return functions.vkCreateComputePipelines(device, cache, 1, &info, nil, &pipeline)
                    }
                }
            }
        }
        try VulkanError.check("vkCreateComputePipelines", code)
        guard let pipeline else { throw VulkanError(.other, "vkCreateComputePipelines gave nothing") }
        return pipeline
    }
}
