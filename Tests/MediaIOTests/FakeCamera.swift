// A camera that is made up: it gives frames, fails and goes away when a test says so.
import CPlatform
import Foundation
import Synchronization
import VideoFrame

@testable import MediaIO

/// What goes wrong at a frame.
enum FakeFault { case gone(Int32), silence, damaged, short, skipped }

/// What a fake camera does; frames are counted over all times that it is opened.
final class FakeBench: @unchecked Sendable {  // `lock` guards all of it
    let lock = NSLock()
    private var faults: [Int: FakeFault] = [:]
    private var frames = 0
    private var refusals: [Int32] = []
    private(set) var opened = 0
    private(set) var queuedLeast = Int.max
    private(set) var set: [String] = []

    init(_ faults: [Int: FakeFault] = [:]) { self.faults = faults }

    /// Attempts to open that fail, one after the other, from now on.
    func refuse(_ codes: [Int32]) { lock.withLock { refusals = codes } }
    func refusal() -> Int32? {
        lock.withLock {
            opened += 1; return refusals.isEmpty ? nil : refusals.removeFirst()
        }
    }
    func fault() -> (number: Int, fault: FakeFault?) {
        lock.withLock {
            defer { frames += 1 }
            return (frames, faults.removeValue(forKey: frames))
        }
    }
    func note(queued: Int) { lock.withLock { queuedLeast = min(queuedLeast, queued) } }
    func note(_ text: String) { lock.withLock { set.append(text) } }
}

struct FakeSystem: CaptureSystem {
    let bench: FakeBench
    var formats = FakeCamera.usual
    var knobs: [CaptureControl] = []
    /// Microseconds from frame to frame.
    var interval: UInt64 = 2000
    /// Bytes of frames in place of the usual ones, in turn.
    var pictures: [[UInt8]] = []

    func open(_ path: String) throws(MediaError) -> any CaptureDevice {
        if let code = bench.refusal() { throw explain(CaptureError(call: "open", code: code), path) }
        return FakeCamera(self)
    }

    func find(_ identity: CaptureIdentity) -> String? { nil }
    func explain(_ error: CaptureError, _ path: String) -> MediaError {
        MediaError(.input, "\(path): \(String(cString: strerror(error.code)))", call: error.call, code: -error.code)
    }
}

/// Luma of frame n is n everywhere, chroma 100 and 200.
final class FakeCamera: CaptureDevice, @unchecked Sendable {  // `monitor` guards what changes
    static let usual = [
        CaptureFormat(code: FourCC(code: 0x3231_5559), words: "YU12", sizes: [CaptureSize(width: 64, height: 32, rates: [Rational(30, 1)])])
    ]
    let identity = CaptureIdentity(card: "Fake", driver: "fake", bus: "none")
    private let system: FakeSystem
    private let monitor = NSCondition()
    private var memories: [UnsafeMutableRawBufferPointer] = []
    private var free: [Int] = []
    private var isWoken = false
    private var isSilent = false
    private var due: UInt64 = 0
    private var mode = CaptureMode(code: FourCC(code: 0), width: 0, height: 0)

    init(_ system: FakeSystem) { self.system = system }
    deinit { for memory in memories { memory.deallocate() } }

    func formats(_ wish: CameraWish) throws(CaptureError) -> [CaptureFormat] { system.formats }
    func controls() -> [CaptureControl] { system.knobs }
    func set(_ control: CaptureControl, to value: Int) throws(CaptureError) { system.bench.note("\(control.name)=\(value)") }

    func configure(_ mode: CaptureMode) throws(CaptureError) -> CaptureSetting {
        self.mode = mode
        let isPacked = ["YUYV", "UYVY", "YVYU", "VYUY"].contains(mode.code.description)
        return CaptureSetting(mode: mode, stride: isPacked ? 2 * mode.width : mode.width, byteCount: mode.width * mode.height * 2)
    }

    func start(buffers: Int) throws(CaptureError) -> Int {
        for index in 0..<buffers {
            memories.append(.allocate(byteCount: mode.width * mode.height * 2 + 4096, alignment: 64))
            free.append(index)
        }
        return buffers
    }

    func next(until deadline: UInt64) throws(CaptureError) -> CaptureEvent {
        monitor.lock()
        defer { monitor.unlock() }
        while true {
            if isWoken {
                isWoken = false
                return .woken
            }
            let now = cplatform_nanoseconds()
            if due == 0 { due = now }
            if !isSilent, now >= due, let index = free.first {
                due = max(due + system.interval * 1000, now)
                let (number, fault) = system.bench.fault()
                switch fault {
                case .gone(let code)?: throw CaptureError(call: "VIDIOC_DQBUF", code: code)
                case .silence?:
                    isSilent = true
                    continue
                case .skipped?: continue
                default: break
                }
                free.removeFirst()
                system.bench.note(queued: free.count)
                var buffer = fill(index, number)
                if case .damaged? = fault { buffer.isDamaged = true }
                if case .short? = fault { buffer.byteCount = 10 }
                return .frame(buffer)
            }
            guard now < deadline else { return .timedOut }
            let until = isSilent || free.isEmpty ? deadline : min(deadline, max(due, now + 1000))
            _ = monitor.wait(until: Date(timeIntervalSinceNow: Double(until - now) / 1e9))
        }
    }

    private func fill(_ index: Int, _ number: Int) -> CapturedBuffer {
        let memory = memories[index], luma = mode.width * mode.height
        var count = luma * 3 / 2
        if system.pictures.isEmpty {
            for place in 0..<count { memory[place] = place < luma ? UInt8(number & 255) : place < luma * 5 / 4 ? 100 : 200 }
        } else {
            let picture = system.pictures[number % system.pictures.count]
            memory.copyBytes(from: picture)
            count = picture.count
        }
        return CapturedBuffer(index: index, byteCount: count, time: cplatform_nanoseconds(), number: UInt32(number))
    }

    func memory(_ index: Int) -> UnsafeMutableRawBufferPointer { memories[index] }
    func requeue(_ index: Int) {
        monitor.withLock {
            free.append(index)
            monitor.signal()
        }
    }
    func stop() {}
    func wake() {
        monitor.withLock {
            isWoken = true
            monitor.signal()
        }
    }
}
