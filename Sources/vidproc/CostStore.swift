// Where measured costs are kept from run to run: for each pair of processor and device, with its threads and level.
import Base
import FoundationEssentials
import Glibc
import Kernels
import PipelineEngine
import VulkanCompute

/// Reads and writes measured costs. Whatever is wrong with the file, it counts as none; that it cannot be written is no error either.
struct CostStore {
    private struct Entry: Codable {
        /// What the costs hold for; another build or driver makes them void.
        var madeFor: String
        var costs: MeasuredCosts
    }

    private let folder: CacheFolder?
    private let place: String
    private let madeFor: String

    /// `folder`: holds the program's own; nil where there is none.
    init(device: DeviceInfo, threads: Int, level: KernelLevel, folder: String? = CacheFolder.users) {
        self.folder = folder.map { CacheFolder(in: $0) }
        place = "\(Machine.processorName), \(Machine.processorCount) processors, \(threads) threads, \(level.rawValue), \(device.name)"
        madeFor = "driver \(device.driverVersion), vidproc \(Version.number) \(Self.build)"
    }

    /// Nil: there is nowhere to keep them.
    var path: String? { folder.map(Self.path) }

    /// What is known; empty where nothing is.
    func load() -> MeasuredCosts {
        guard let entry = entries[place], entry.madeFor == madeFor else { return MeasuredCosts() }
        var costs = entry.costs
        costs.processor = costs.processor.filter { Self.isPlausible($0.value) }
        costs.device = costs.device.filter { Self.isPlausible($0.value) }
        return costs
    }

    func save(_ costs: MeasuredCosts) {
        guard let folder else { return }
        var entries = entries
        entries[place] = Entry(madeFor: madeFor, costs: costs)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(entries) else { return }
        folder.make()
        try? TextFile.write(to: Self.path(folder)) { put in put(Array(bytes) + [10]) }
    }

    /// Takes away all that is kept, for whatever device.
    static func removeAll(in folder: String? = CacheFolder.users) { if let folder { unlink(path(CacheFolder(in: folder))) } }

    private static func path(_ folder: CacheFolder) -> String { folder.path + "/costs.json" }

    /// By place.
    private var entries: [String: Entry] {
        guard let path, let data = try? Data(contentsOf: URL(filePath: path)) else { return [:] }
        return (try? JSONDecoder().decode([String: Entry].self, from: data)) ?? [:]
    }

    private static func isPlausible(_ milliseconds: Double) -> Bool { milliseconds >= 0 && milliseconds < 1e7 }

    /// Tells one build of a version from another.
    private static var build: String {
        var status = stat()
        return stat("/proc/self/exe", &status) == 0 ? "\(status.st_size).\(status.st_mtim.tv_sec)" : ""
    }
}
