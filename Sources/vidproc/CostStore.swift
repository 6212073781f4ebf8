// Where measured costs are kept from run to run: a file for each pair of processor and device, with its threads and level.
import FoundationEssentials
import Glibc
import Kernels
import PipelineEngine
import VulkanCompute

/// Reads and writes measured costs. Whatever is wrong with a file, it counts as none; that one cannot be written is no error either.
struct CostStore {
    private struct Content: Codable {
        /// What the costs hold for; another build, driver or processor makes them void.
        var madeFor: String
        var costs: MeasuredCosts
    }

    private let madeFor: String
    /// Nil: there is nowhere to keep them.
    let path: String?

    /// `folder`: nil where there is none.
    init(device: DeviceInfo, threads: Int, level: KernelLevel, folder: String? = Self.folder) {
        let place = "\(Machine.processorName), \(Machine.processorCount) processors, \(threads) threads, \(level.rawValue), \(device.name)"
        madeFor = "\(place), driver \(device.driverVersion), vidproc \(Version.number) \(Self.build)"
        path = folder.map { "\($0)/\(Self.prefix)\(Self.digest(place)).json" }
    }

    /// What is known; empty where nothing is.
    func load() -> MeasuredCosts {
        guard let path, let data = try? Data(contentsOf: URL(filePath: path)), let content = try? JSONDecoder().decode(Content.self, from: data),
            content.madeFor == madeFor
        else { return MeasuredCosts() }
        var costs = content.costs
        costs.processor = costs.processor.filter { Self.isPlausible($0.value) }
        costs.device = costs.device.filter { Self.isPlausible($0.value) }
        return costs
    }

    func save(_ costs: MeasuredCosts) {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(Content(madeFor: madeFor, costs: costs)) else { return }
        if let end = path.lastIndex(of: "/") { Self.makeFolder(String(path[..<end])) }
        try? TextFile.write(to: path) { put in put(Array(bytes) + [10]) }
    }

    /// Takes away all that is kept, for whatever device.
    static func removeAll(in folder: String? = Self.folder) {
        guard let folder, let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(".json") { unlink("\(folder)/\(name)") }
    }

    /// The user's folder for what can be made anew.
    static var folder: String? {
        func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } }
        return (value("XDG_CACHE_HOME") ?? value("HOME").map { $0 + "/.cache" }).map { $0 + "/vidproc" }
    }

    private static let prefix = "costs-"

    private static func isPlausible(_ milliseconds: Double) -> Bool { milliseconds >= 0 && milliseconds < 1e7 }

    /// Tells one build of a version from another.
    private static var build: String {
        var status = stat()
        return stat("/proc/self/exe", &status) == 0 ? "\(status.st_size).\(status.st_mtim.tv_sec)" : ""
    }

    /// FNV-1a, for a name that stays the same from run to run.
    private static func digest(_ text: String) -> String {
        String(text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)
    }

    private static func makeFolder(_ folder: String) {
        // The folder for caches itself may not be there yet.
        if let end = folder.lastIndex(of: "/"), end != folder.startIndex { mkdir(String(folder[..<end]), 0o700) }
        mkdir(folder, 0o700)
    }
}
