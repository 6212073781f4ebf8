// An open video device of the kernel.
import CPlatform
import Glibc
import VideoFrame

/// Owns the descriptor.
final class V4L2Node: Sendable {
    enum Role: Sendable { case capture, output }

    let descriptor: Int32
    let identity: CaptureIdentity
    /// V4L2_CAP_… of this node.
    let capabilities: UInt32

    /// Errors: the failing call with errno.
    init(_ path: String) throws(CaptureError) {
        let descriptor = path.withCString { cplatform_open($0) }
        guard descriptor >= 0 else { throw CaptureError(call: "open", code: -descriptor) }
        var about = v4l2_capability()
        let code = cplatform_v4l2(descriptor, CPLATFORM_V4L2_QUERYCAP, &about)
        guard code >= 0 else {
            close(descriptor)
            throw CaptureError(call: "VIDIOC_QUERYCAP", code: -code)
        }
        self.descriptor = descriptor
        identity = CaptureIdentity(card: text(of: about.card), driver: text(of: about.driver), bus: text(of: about.bus_info))
        capabilities = about.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0 ? about.device_caps : about.capabilities
    }

    deinit { close(descriptor) }

    func has(_ capability: Int32) -> Bool { capabilities & UInt32(bitPattern: capability) != 0 }

    /// Whether frames can be got or put by buffers that are shared with the driver.
    func can(_ role: Role) -> Bool {
        has(V4L2_CAP_STREAMING) && has(role == .capture ? V4L2_CAP_VIDEO_CAPTURE : V4L2_CAP_VIDEO_OUTPUT)
    }

    /// Errors: the request's name with errno.
    func request<Argument>(_ request: UInt, _ name: String, _ argument: inout Argument) throws(CaptureError) {
        let code = withUnsafeMutablePointer(to: &argument) { cplatform_v4l2(descriptor, request, $0) }
        guard code >= 0 else { throw CaptureError(call: name, code: -code) }
    }

    /// False: refused, which ends every list.
    func asks<Argument>(_ request: UInt, _ argument: inout Argument) -> Bool {
        withUnsafeMutablePointer(to: &argument) { cplatform_v4l2(descriptor, request, $0) } >= 0
    }

    /// The formats of a direction by the driver's order.
    func formats(_ type: v4l2_buf_type) -> [(code: FourCC, words: String)] {
        var formats: [(FourCC, String)] = []
        while formats.count < 512 {
            var entry = v4l2_fmtdesc()
            (entry.index, entry.type) = (UInt32(formats.count), type.rawValue)
            guard asks(CPLATFORM_V4L2_ENUM_FMT, &entry) else { break }
            formats.append((FourCC(code: entry.pixelformat), text(of: entry.description)))
        }
        return formats
    }
}

/// A fixed field of characters up to its zero.
func text<Field>(of field: Field) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
