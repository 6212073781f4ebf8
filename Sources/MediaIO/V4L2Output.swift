// A video device that takes frames: buffers that are filled and handed to the driver, and come back when it has shown them.
import CPlatform
import Glibc
import VideoFrame

/// An open output node. Used by one thread, but for `wait.interrupt()`, after which nothing is waited for.
final class V4L2Output {
    let node: V4L2Node
    let wait: InterruptibleWait
    private var mapped: [UnsafeMutableRawBufferPointer] = []
    private var fresh = 0
    private var queued = 0
    private var isStreaming = false

    /// Three: one that is shown, one that waits, one that is filled. More would only be older.
    private static let buffers = 3

    /// Errors: the failing call.
    init(_ node: V4L2Node) throws(CaptureError) {
        self.node = node
        wait = try InterruptibleWait()
    }

    deinit { stop() }

    /// What the driver would make of `mode`, or with `sets` makes of it.
    func configure(_ mode: CaptureMode, color: ColorInfo, sets: Bool) throws(CaptureError) -> CaptureSetting {
        var format = v4l2_format()
        format.type = V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue
        (format.fmt.pix.pixelformat, format.fmt.pix.width, format.fmt.pix.height) = (mode.code.code, UInt32(mode.width), UInt32(mode.height))
        format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        color.describe(&format.fmt.pix)
        if sets {
            try node.request(CPLATFORM_V4L2_S_FMT, "VIDIOC_S_FMT", &format)
        } else {
            try node.request(CPLATFORM_V4L2_TRY_FMT, "VIDIOC_TRY_FMT", &format)
        }
        let given = format.fmt.pix
        return CaptureSetting(
            mode: CaptureMode(code: FourCC(code: given.pixelformat), width: Int(given.width), height: Int(given.height), rate: mode.rate),
            stride: Int(given.bytesperline), byteCount: Int(given.sizeimage))
    }

    /// Asks for buffers; frames may follow.
    func start(rate: Rational?) throws(CaptureError) {
        if let rate, rate.numerator > 0 {
            var parameters = v4l2_streamparm()
            parameters.type = V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue
            parameters.parm.output.timeperframe = v4l2_fract(numerator: UInt32(clamping: rate.denominator), denominator: UInt32(clamping: rate.numerator))
            // Only told on to readers; drivers with a rate of their own refuse.
            _ = node.asks(CPLATFORM_V4L2_S_PARM, &parameters)
        }
        var request = v4l2_requestbuffers()
        (request.count, request.type, request.memory) = (UInt32(Self.buffers), V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue, V4L2_MEMORY_MMAP.rawValue)
        try node.request(CPLATFORM_V4L2_REQBUFS, "VIDIOC_REQBUFS", &request)
        for index in 0..<Int(request.count) {
            var buffer = buffer(index)
            try node.request(CPLATFORM_V4L2_QUERYBUF, "VIDIOC_QUERYBUF", &buffer)
            guard let place = cplatform_v4l2_map(node.descriptor, Int(buffer.length), Int64(buffer.m.offset)) else {
                throw CaptureError(call: "mmap", code: errno)
            }
            mapped.append(UnsafeMutableRawBufferPointer(start: place, count: Int(buffer.length)))
        }
    }

    /// A buffer to fill, waited for until `deadline` on the monotonic clock in nanoseconds; nil: none came free, or nothing is to be waited for.
    func take(until deadline: UInt64) throws(CaptureError) -> (index: Int, memory: UnsafeMutableRawBufferPointer)? {
        if fresh < mapped.count {
            fresh += 1
            return (fresh - 1, mapped[fresh - 1])
        }
        while true {
            var buffer = buffer(0)
            let code = withUnsafeMutablePointer(to: &buffer) { cplatform_v4l2(node.descriptor, CPLATFORM_V4L2_DQBUF, $0) }
            if code >= 0, mapped.indices.contains(Int(buffer.index)) {
                queued -= 1
                return (Int(buffer.index), mapped[Int(buffer.index)])
            }
            guard code == -EAGAIN else { throw CaptureError(call: "VIDIOC_DQBUF", code: code < 0 ? -code : EIO) }
            guard case .ready = try wait.wait(for: Int32(POLLOUT), of: node.descriptor, until: deadline) else { return nil }
        }
    }

    /// Hands a filled buffer on. `time` is monotonic, nanoseconds.
    func put(_ index: Int, byteCount: Int, time: UInt64) throws(CaptureError) {
        var buffer = buffer(index)
        (buffer.bytesused, buffer.field) = (UInt32(byteCount), V4L2_FIELD_NONE.rawValue)
        buffer.timestamp = timeval(tv_sec: Int(time / 1_000_000_000), tv_usec: Int(time % 1_000_000_000 / 1000))
        try node.request(CPLATFORM_V4L2_QBUF, "VIDIOC_QBUF", &buffer)
        queued += 1
        guard !isStreaming else { return }
        var type = V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue
        try node.request(CPLATFORM_V4L2_STREAMON, "VIDIOC_STREAMON", &type)
        isStreaming = true
    }

    /// Waits until what was put has been shown, as far as the driver comes before `deadline`.
    func drain(until deadline: UInt64) throws(CaptureError) {
        fresh = mapped.count
        while queued > 0 { guard try take(until: deadline) != nil else { return } }
    }

    func stop() {
        if isStreaming {
            var type = V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue
            // A device that has gone refuses; it does not stream either.
            _ = node.asks(CPLATFORM_V4L2_STREAMOFF, &type)
            isStreaming = false
        }
        for place in mapped { cplatform_v4l2_unmap(place.baseAddress, place.count) }
        mapped = []
    }

    private func buffer(_ index: Int) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        (buffer.index, buffer.type, buffer.memory) = (UInt32(index), V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue, V4L2_MEMORY_MMAP.rawValue)
        return buffer
    }
}
