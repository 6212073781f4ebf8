// Capture from a video device: buffers that the driver fills and that are read where they are.
import Base
import CPlatform
import Glibc
import Synchronization
import VideoFrame

/// See `CaptureDevice`. Mappings live as long as this does, also when the device has gone.
final class V4L2Capture: CaptureDevice, @unchecked Sendable {  // `mapped` changes in `start` alone, before frames are handed out
    let node: V4L2Node
    private let wait: InterruptibleWait
    private var mapped: [UnsafeMutableRawBufferPointer] = []
    private let isStreaming = Atomic<Bool>(false)
    /// errno of a buffer that could not be given back.
    private let requeueFailure = Atomic<Int32>(0)

    var identity: CaptureIdentity { node.identity }

    /// Errors: the failing call.
    init(_ node: V4L2Node) throws(CaptureError) {
        self.node = node
        wait = try InterruptibleWait()
    }

    deinit {
        stop()
        unmap()
    }

    func configure(_ mode: CaptureMode) throws(CaptureError) -> CaptureSetting {
        unmap()
        // Drivers refuse another format while there are buffers.
        var none = v4l2_requestbuffers()
        (none.type, none.memory) = (V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue, V4L2_MEMORY_MMAP.rawValue)
        _ = node.asks(CPLATFORM_V4L2_REQBUFS, &none)
        var format = v4l2_format()
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        (format.fmt.pix.pixelformat, format.fmt.pix.width, format.fmt.pix.height) = (mode.code.code, UInt32(mode.width), UInt32(mode.height))
        format.fmt.pix.field = V4L2_FIELD_ANY.rawValue
        try node.request(CPLATFORM_V4L2_S_FMT, "VIDIOC_S_FMT", &format)
        let given = format.fmt.pix
        var setting = CaptureSetting(
            mode: CaptureMode(code: FourCC(code: given.pixelformat), width: Int(given.width), height: Int(given.height)), stride: Int(given.bytesperline),
            byteCount: Int(given.sizeimage))
        setting.color = ColorInfo(given)
        setting.isInterlaced = given.field == V4L2_FIELD_INTERLACED.rawValue || given.field == V4L2_FIELD_INTERLACED_TB.rawValue
        setting.mode.rate = try rate(wished: mode.rate)
        return setting
    }

    /// Asks for a rate; says which one it is. Drivers without rates refuse the request, which is no error when none was wished.
    private func rate(wished: Rational?) throws(CaptureError) -> Rational? {
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        if let wished {
            parameters.parm.capture.timeperframe = v4l2_fract(numerator: UInt32(wished.denominator), denominator: UInt32(wished.numerator))
            try node.request(CPLATFORM_V4L2_S_PARM, "VIDIOC_S_PARM", &parameters)
        } else if !node.asks(CPLATFORM_V4L2_G_PARM, &parameters) {
            return nil
        }
        return Rational(interval: parameters.parm.capture.timeperframe)
    }

    func start(buffers: Int) throws(CaptureError) -> Int {
        var request = v4l2_requestbuffers()
        (request.count, request.type, request.memory) = (UInt32(buffers), V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue, V4L2_MEMORY_MMAP.rawValue)
        try node.request(CPLATFORM_V4L2_REQBUFS, "VIDIOC_REQBUFS", &request)
        for index in 0..<Int(request.count) {
            var buffer = buffer(index)
            try node.request(CPLATFORM_V4L2_QUERYBUF, "VIDIOC_QUERYBUF", &buffer)
            guard let place = cplatform_v4l2_map(node.descriptor, Int(buffer.length), Int64(buffer.m.offset)) else {
                throw CaptureError(call: "mmap", code: errno)
            }
            mapped.append(UnsafeMutableRawBufferPointer(start: place, count: Int(buffer.length)))
            try node.request(CPLATFORM_V4L2_QBUF, "VIDIOC_QBUF", &buffer)
        }
        var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        try node.request(CPLATFORM_V4L2_STREAMON, "VIDIOC_STREAMON", &type)
        isStreaming.store(true, ordering: .releasing)
        return mapped.count
    }

    func next(until deadline: UInt64) throws(CaptureError) -> CaptureEvent {
        while true {
            if let event = try filled() { return event }
            switch try wait.wait(for: Int32(POLLIN | POLLPRI), of: node.descriptor, until: deadline) {
            case .timedOut: return .timedOut
            case .interrupted:
                wait.resume()
                return .woken
            // A device that has gone says so by POLLERR or POLLHUP at once; the request that follows names the cause. Where it says nothing, no frame will come.
            case .ready(let events) where events & Int32(POLLIN) == 0 && events & Int32(POLLERR | POLLHUP | POLLNVAL) != 0:
                if let event = try filled() { return event }
                throw CaptureError(call: "poll", code: events & Int32(POLLNVAL) != 0 ? EBADF : ENODEV)
            case .ready: break
            }
        }
    }

    /// Nil: none yet.
    private func filled() throws(CaptureError) -> CaptureEvent? {
        let lost = requeueFailure.exchange(0, ordering: .relaxed)
        if lost != 0 { throw CaptureError(call: "VIDIOC_QBUF", code: lost) }
        var buffer = buffer(0)
        let code = cplatform_v4l2(node.descriptor, CPLATFORM_V4L2_DQBUF, &buffer)
        if code == -EAGAIN { return nil }
        guard code >= 0, mapped.indices.contains(Int(buffer.index)) else { throw CaptureError(call: "VIDIOC_DQBUF", code: code < 0 ? -code : EIO) }
        let isMonotonic = buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK) == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
        let time = UInt64(clamping: buffer.timestamp.tv_sec) * 1_000_000_000 + UInt64(clamping: buffer.timestamp.tv_usec) * 1000
        return .frame(
            CapturedBuffer(
                index: Int(buffer.index), byteCount: min(Int(buffer.bytesused), mapped[Int(buffer.index)].count), time: isMonotonic ? time : nil,
                number: buffer.sequence, isDamaged: buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) != 0))
    }

    func memory(_ index: Int) -> UnsafeMutableRawBufferPointer { mapped[index] }

    func requeue(_ index: Int) {
        guard isStreaming.load(ordering: .acquiring) else { return }
        var buffer = buffer(index)
        let code = cplatform_v4l2(node.descriptor, CPLATFORM_V4L2_QBUF, &buffer)
        // EINVAL: the stream has been stopped meanwhile.
        if code < 0 && code != -EINVAL { requeueFailure.store(-code, ordering: .relaxed) }
    }

    func stop() {
        guard isStreaming.exchange(false, ordering: .acquiringAndReleasing) else { return }
        var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        // A device that has gone refuses; it does not stream either.
        _ = node.asks(CPLATFORM_V4L2_STREAMOFF, &type)
    }

    func wake() { wait.interrupt() }

    private func unmap() {
        for place in mapped { cplatform_v4l2_unmap(place.baseAddress, place.count) }
        mapped = []
    }

    private func buffer(_ index: Int) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        (buffer.index, buffer.type, buffer.memory) = (UInt32(index), V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue, V4L2_MEMORY_MMAP.rawValue)
        return buffer
    }
}

extension Rational {
    /// Frames a second of seconds a frame, in lowest terms; nil where a driver gives 0.
    init?(interval: v4l2_fract) {
        var (a, b) = (Int(interval.denominator), Int(interval.numerator))
        guard a > 0, b > 0 else { return nil }
        while b != 0 { (a, b) = (b, a % b) }
        self.init(Int(interval.denominator) / a, Int(interval.numerator) / a)
    }
}
