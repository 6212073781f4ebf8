// V4L2's names of pixel formats, and what each is to us.
import CFFmpeg
import CPlatform

/// Four characters that name a format to V4L2.
public struct FourCC: Hashable, Sendable, CustomStringConvertible {
    public let code: UInt32

    public init(code: UInt32) { self.code = code }

    /// Of up to four ASCII characters; shorter ones are filled with spaces. Nil: longer, or others.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (1...4).contains(bytes.count), bytes.allSatisfy({ (32...126).contains($0) }) else { return nil }
        code = (0..<4).reduce(0) { $0 | UInt32($1 < bytes.count ? bytes[$1] : 32) << (8 * UInt32($1)) }
    }

    /// The characters without spaces at the end, `-BE` behind those of a big-endian one.
    public var description: String {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: (code & 0x7fff_ffff) >> (8 * UInt32($0))) }
        var text = String(decoding: bytes.map { (32...126).contains($0) ? $0 : 63 }, as: UTF8.self)
        while text.hasSuffix(" ") { text.removeLast() }
        return code >> 31 == 1 ? text + "-BE" : text
    }
}

/// How frames of a camera's format are read.
enum CameraCoding: Equatable {
    /// `swapsChroma`: V lies where the format has U, and U where it has V.
    case raw(AVPixelFormat, swapsChroma: Bool)
    /// Each frame a JPEG picture.
    case jpeg

    /// One format that can be read; the earlier of two in `all` is preferred.
    struct Entry {
        let name: StaticString
        let coding: CameraCoding

        init(_ name: StaticString, _ format: AVPixelFormat, swapsChroma: Bool = false) {
            (self.name, coding) = (name, .raw(format, swapsChroma: swapsChroma))
        }

        init(jpeg name: StaticString) { (self.name, coding) = (name, .jpeg) }

        var fourCC: FourCC? { FourCC(name.description) }
    }

    /// Planar ones first, whose frames are read where the driver put them; then those that are moved sample by sample; gray, which has no colour, last.
    static let all: [Entry] = [
        Entry("YU12", AV_PIX_FMT_YUV420P), Entry("YV12", AV_PIX_FMT_YUV420P, swapsChroma: true), Entry("NV12", AV_PIX_FMT_NV12),
        Entry("YUYV", AV_PIX_FMT_YUYV422),
        Entry("UYVY", AV_PIX_FMT_UYVY422), Entry("YVYU", AV_PIX_FMT_YVYU422), Entry("VYUY", AV_PIX_FMT_UYVY422, swapsChroma: true),
        Entry("422P", AV_PIX_FMT_YUV422P), Entry("NV21", AV_PIX_FMT_NV21),
        Entry("NV16", AV_PIX_FMT_NV16), Entry("NV61", AV_PIX_FMT_NV16, swapsChroma: true), Entry("411P", AV_PIX_FMT_YUV411P), Entry("NV24", AV_PIX_FMT_NV24),
        Entry("NV42", AV_PIX_FMT_NV42),
        Entry("RGB3", AV_PIX_FMT_RGB24), Entry("BGR3", AV_PIX_FMT_BGR24), Entry("XR24", AV_PIX_FMT_BGR0), Entry("BX24", AV_PIX_FMT_0RGB),
        Entry("RGBP", AV_PIX_FMT_RGB565LE), Entry(jpeg: "MJPG"), Entry(jpeg: "JPEG"), Entry("Y16", AV_PIX_FMT_GRAY16LE), Entry("Y12", AV_PIX_FMT_GRAY12LE),
        Entry("Y10", AV_PIX_FMT_GRAY10LE), Entry("GREY", AV_PIX_FMT_GRAY8),
    ]

    static func of(_ name: FourCC) -> CameraCoding? { all.first { $0.fourCC == name }?.coding }

    /// Place in the order of preference; nil: cannot be read.
    static func rank(_ name: FourCC) -> Int? { all.firstIndex { $0.fourCC == name } }

    /// libav's name, or one in its manner where it has none: `yuyv422`, `mjpeg`, `nv61`.
    var name: String {
        switch self {
        case .raw(let format, let swaps): swaps ? StoredLayout.nameSwappingChroma(of: format.name) : format.name
        case .jpeg: "mjpeg"
        }
    }

    var isCompressed: Bool { self == .jpeg }

    /// The format that frames can be written in, plane by plane; nil: V and U would have to change places within a plane.
    var writable: AVPixelFormat? {
        guard case .raw(let format, let swaps) = self, !swaps || V4L2Layout.hasOwnChromaPlanes(format) else { return nil }
        return format
    }
}
