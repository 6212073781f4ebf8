// Compressed frames of a camera decoded on several threads, in the order in which they came.
import Base
import CFFmpeg
import VideoFrame

/// A ring of decoders, each with its own thread: the frames, which stand alone, go to them in turn. `submit`, `takeOldest` and `stop` are for one thread.
final class CameraDecoders: Sendable {
    struct Job: ~Copyable, @unchecked Sendable {  // the bytes are the picture's, which nobody writes while it is referred to
        let picture: SharedHandle
        let bytes: UnsafeMutableRawBufferPointer
        let time: UInt64

        init(_ picture: consuming SharedHandle, bytes: UnsafeMutableRawBufferPointer, time: UInt64) {
            self.picture = picture
            (self.bytes, self.time) = (bytes, time)
        }
    }

    /// A decoded picture, or none where the frame was damaged.
    struct Outcome: Sendable {
        let picture: DecodedPicture?
        let time: UInt64
    }

    /// One decoder and what it is at.
    private final class Slot: @unchecked Sendable {  // the ring's monitor guards all but the decoder and the packet, which are the thread's
        let decoder: VideoDecoder
        let packet: InputPacket
        var job: Job?
        var outcome: Outcome?

        init(path: String) throws(MediaError) {
            decoder = try VideoDecoder(AV_CODEC_ID_MJPEG, path: path)
            packet = try InputPacket()
        }
    }

    private final class Ring: @unchecked Sendable {  // `monitor` guards the slots' jobs and the rest
        let monitor = Monitor(conditions: 2)
        let slots: [Slot]
        let pictures = DecodedPicturePool()
        let done: @Sendable () -> Void
        var submitted = 0
        var taken = 0
        var isStopping = false

        init(_ slots: [Slot], done: @escaping @Sendable () -> Void) { (self.slots, self.done) = (slots, done) }
    }

    private let ring: Ring
    private let threads: [NamedThread]

    /// `done` is called on a decoder's thread whenever a frame is ready.
    init(count: Int, path: String, done: @escaping @Sendable () -> Void) throws(MediaError) {
        var slots: [Slot] = []
        for _ in 0..<max(1, count) { slots.append(try Slot(path: path)) }
        let ring = Ring(slots, done: done)
        self.ring = ring
        threads = slots.map { slot in NamedThread("jpeg") { Self.work(slot, ring) } }
    }

    deinit {
        ring.monitor.withLock {
            ring.isStopping = true
            ring.monitor.broadcast()
        }
        for thread in threads { thread.join() }
    }

    /// Whether a frame can be submitted now.
    var hasRoom: Bool { ring.monitor.withLock { ring.submitted - ring.taken < ring.slots.count } }
    var isEmpty: Bool { ring.monitor.withLock { ring.submitted == ring.taken } }

    /// There must be room.
    func submit(_ job: consuming Job) {
        ring.monitor.lock()
        defer { ring.monitor.unlock() }
        ring.slots[ring.submitted % ring.slots.count].job = consume job
        ring.submitted += 1
        ring.monitor.broadcast()
    }

    /// The oldest frame when it is ready, waited for where `waits`; nil: not yet, or there is none.
    func takeOldest(waits: Bool) -> Outcome? {
        ring.monitor.lock()
        defer { ring.monitor.unlock() }
        guard ring.taken < ring.submitted else { return nil }
        let slot = ring.slots[ring.taken % ring.slots.count]
        while waits && slot.outcome == nil { ring.monitor.wait(1) }
        guard let outcome = slot.outcome.take() else { return nil }
        ring.taken += 1
        return outcome
    }

    private static func work(_ slot: Slot, _ ring: Ring) {
        while true {
            ring.monitor.lock()
            while slot.job == nil && !ring.isStopping { ring.monitor.wait(0) }
            let job = slot.job.take()
            ring.monitor.unlock()
            guard let job else { return }
            let outcome = decode(job, slot, ring.pictures)
            ring.monitor.withLock {
                slot.outcome = outcome
                ring.monitor.broadcast(1)
            }
            ring.done()
        }
    }

    private static func decode(_ job: consuming Job, _ slot: Slot, _ pictures: DecodedPicturePool) -> Outcome {
        let packet = slot.packet.pointer
        packet.pointee.data = job.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        packet.pointee.size = Int32(clamping: job.bytes.count)
        // libavcodec makes a copy of data that no buffer owns.
        let isTaken = slot.decoder.send(packet)
        (packet.pointee.data, packet.pointee.size) = (nil, 0)
        guard isTaken, let picture = try? pictures.take() else { return Outcome(picture: nil, time: job.time) }
        if slot.decoder.receive(into: picture.frame) == .frame, picture.frame.pointee.decode_error_flags == 0 {
            return Outcome(picture: picture, time: job.time)
        }
        pictures.putBackUnused(picture)
        return Outcome(picture: nil, time: job.time)
    }
}
