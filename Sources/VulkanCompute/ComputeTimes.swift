// What the parts of a frame's way took, by the device's own clock.
import CVulkan

/// Nanoseconds on the device, all frames together. Parts that run at once share them: what two took, they count once.
public struct ComputeTimes: Equatable, Sendable {
    /// Also what the copy waited for the frame before. 0, as `download`, where the ways are queues of their own.
    public internal(set) var upload: UInt64 = 0
    /// By filter of the group.
    public internal(set) var filters: [UInt64]
    public internal(set) var download: UInt64 = 0

    init(filters count: Int) { filters = [UInt64](repeating: 0, count: count) }
}

/// A part of a frame's commands that is timed as one.
enum ComputeSpan: Equatable {
    case upload
    /// The filter and its dispatches.
    case filter(Int, Range<Int>)
    case download

    /// In the order of the commands; neighbouring dispatches of a filter are one.
    static func spans(of plan: ComputePlan) -> [ComputeSpan] {
        var spans = [ComputeSpan.upload], first = 0
        for index in plan.dispatches.indices {
            let filter = plan.dispatches[index].filter
            guard index + 1 == plan.dispatches.count || plan.dispatches[index + 1].filter != filter else { continue }
            spans.append(.filter(filter, first..<index + 1))
            first = index + 1
        }
        return spans + [.download]
    }
}

/// Stamps between the spans of one frame in flight.
final class SpanClock {
    private let device: ComputeDevice
    private let pool: VkQueryPool
    private var stamps: [UInt64]

    /// nil: the device's queue has no clock.
    init?(_ device: ComputeDevice, spans: Int) throws(VulkanError) {
        guard device.info.choice.clockBits > 0 else { return nil }
        self.device = device
        stamps = [UInt64](repeating: 0, count: spans + 1)
        var info = VkQueryPoolCreateInfo(), pool: VkQueryPool?
        info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO
        (info.queryType, info.queryCount) = (VK_QUERY_TYPE_TIMESTAMP, UInt32(stamps.count))
        try VulkanError.check("vkCreateQueryPool", device.functions.vkCreateQueryPool(device.handle, &info, nil, &pool))
        guard let pool else { throw VulkanError(.other, "vkCreateQueryPool gave nothing") }
        self.pool = pool
    }

    deinit { device.functions.vkDestroyQueryPool(device.handle, pool, nil) }

    /// Records stamp 0; the queue must compute.
    func begin(_ commands: VkCommandBuffer) {
        device.functions.vkCmdResetQueryPool(commands, pool, 0, UInt32(stamps.count))
        stamp(commands, 0, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT)
    }

    /// Records stamp `index` for when all before it is through `stage`: the end of span `index` - 1.
    func stamp(_ commands: VkCommandBuffer, _ index: Int, _ stage: VkPipelineStageFlagBits) {
        device.functions.vkCmdWriteTimestamp(commands, stage, pool, UInt32(index))
    }

    /// Adds what a frame took that is done. Waits for nothing: where a stamp is missing, the frame does not count.
    func add(_ spans: [ComputeSpan], to times: inout ComputeTimes) {
        let code = stamps.withUnsafeMutableBytes {
            device.functions.vkGetQueryPoolResults(
                device.handle, pool, 0, UInt32($0.count / 8), $0.count, $0.baseAddress, 8, VK_QUERY_RESULT_64_BIT.rawValue)
        }
        guard code == VK_SUCCESS else { return }
        let choice = device.info.choice
        for (index, span) in spans.enumerated() {
            let ticks = choice.ticks(from: stamps[index], to: stamps[index + 1]), nanoseconds = UInt64(Double(ticks) * choice.nanosecondsPerTick)
            switch span {
            case .upload: times.upload += nanoseconds
            case .filter(let filter, _): if times.filters.indices.contains(filter) { times.filters[filter] += nanoseconds }
            case .download: times.download += nanoseconds
            }
        }
    }
}

extension PhysicalChoice {
    /// Ticks of a clock that begins anew after its last bit.
    func ticks(from: UInt64, to: UInt64) -> UInt64 { (to &- from) & (clockBits >= 64 ? ~0 : 1 << UInt64(clockBits) - 1) }
}
