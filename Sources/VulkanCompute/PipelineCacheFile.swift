// Compiled pipelines between runs: a file of the user's cache folder, one for each device, driver and set of shaders.
import Base
import CVulkan
import Filters
import Glibc

/// What a driver writes into the head of a pipeline cache, and what makes another driver's cache unusable.
struct DeviceIdentity: Equatable, Sendable {
    let vendor, device: UInt32
    /// 16 bytes, `pipelineCacheUUID`.
    let uuid: [UInt8]
}

/// Reads and writes such a file. Nothing here is an error for the run: what cannot be read is not there, what cannot be written is not kept.
struct PipelineCacheFile: Sendable {
    /// Magic word, checksum of the body, its length; 8 bytes each, in the machine's order. The body is Vulkan's.
    static let headCount = 24
    /// Larger ones are neither read nor written.
    static let most = 64 << 20
    private static let magic = UInt64(0x3130_6570_6970_7076)  // "vppipe01"

    let identity: DeviceIdentity
    /// Of the file.
    let path: String
    private let folder: CacheFolder

    /// `folder`: the one that holds the program's own, made at the first writing.
    init(_ identity: DeviceIdentity, in folder: String) {
        self.identity = identity
        self.folder = CacheFolder(in: folder)
        let uuid = identity.uuid.map { Self.hex(UInt64($0), 2) }.joined()
        let name = [Self.hex(UInt64(identity.vendor), 4), Self.hex(UInt64(identity.device), 4), uuid, Self.hex(Self.shaders, 16)].joined(separator: "-")
        path = "\(self.folder.path)/pipelines-\(name).bin"
    }

    /// What Vulkan may be given; empty where there is no file or a wrong one.
    func read() -> [UInt8] {
        // A pipe in the file's place must not block.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, (Self.headCount...Self.most).contains(Int(status.st_size)) else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size)), count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count) }
            guard more > 0 else { return [] }
            count += more
        }
        return body(of: bytes) ?? []
    }

    /// The part of `file` that is Vulkan's; nil: it is cut off, changed, or another device's. Drivers trust what they are given.
    func body(of file: [UInt8]) -> [UInt8]? {
        guard file.count >= Self.headCount else { return nil }
        let head = file.withUnsafeBytes { bytes in (0..<3).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) } }
        let body = Array(file[Self.headCount...])
        guard head[0] == Self.magic, head[2] == UInt64(body.count), head[1] == Self.sum(body), Self.identity(of: body) == identity else { return nil }
        return body
    }

    /// The device that a cache says it is for, by VkPipelineCacheHeaderVersionOne; nil: it has no such head.
    static func identity(of body: [UInt8]) -> DeviceIdentity? {
        guard body.count >= 32 else { return nil }
        let words = body.withUnsafeBytes { bytes in (0..<4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) } }
        guard (32...UInt32(clamping: body.count)).contains(words[0]), words[1] == VK_PIPELINE_CACHE_HEADER_VERSION_ONE.rawValue else { return nil }
        return DeviceIdentity(vendor: words[2], device: words[3], uuid: Array(body[16..<32]))
    }

    /// `body` as a file has it.
    static func file(_ body: [UInt8]) -> [UInt8] { [magic, sum(body), UInt64(body.count)].withUnsafeBytes { Array($0) } + body }

    /// Puts `body` in the file's place, whole or not at all: other runs may read or write the same.
    func write(_ body: [UInt8]) {
        guard body.count <= Self.most - Self.headCount else { return }
        folder.make()
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return }
        let bytes = Self.file(body)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count) }
            guard more > 0 else { break }
            count += more
        }
        // Not synced: what a loss of power leaves of it, the checksum finds.
        let isWhole = close(descriptor) == 0 && count == bytes.count
        if !isWhole || rename(template, path) != 0 { unlink(template) }
    }

    /// Of everything that is built in: pipelines of other shaders are of no use.
    private static let shaders: UInt64 = ComputeShader.allCases.reduce(0) { before, shader in
        var count = 0
        guard let words = cvulkan_shader(shader.rawValue, &count) else { return before }
        return sum(UnsafeRawBufferPointer(start: words, count: 4 * count), from: before)
    }

    private static func sum(_ body: [UInt8]) -> UInt64 { body.withUnsafeBytes { sum($0, from: 0) } }

    /// FNV-1a over words of 8 bytes, with a shift, for a product alone brings no bit down. Each step can be undone, so no single changed word goes unseen.
    private static func sum(_ bytes: UnsafeRawBufferPointer, from start: UInt64) -> UInt64 {
        var sum = start ^ 0xcbf2_9ce4_8422_2325
        func add(_ word: UInt64) {
            sum = (sum ^ word) &* 0x100_0000_01b3
            sum ^= sum >> 32
        }
        let whole = bytes.count / 8 * 8
        for offset in stride(from: 0, to: whole, by: 8) { add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        for offset in whole..<bytes.count { add(UInt64(bytes[offset])) }
        return sum
    }

    private static func hex(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
