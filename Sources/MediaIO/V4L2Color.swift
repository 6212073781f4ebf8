// Colour tags between V4L2's words and the codes of H.273.
import CPlatform
import VideoFrame

extension ColorInfo {
    /// What a driver says of a format, or V4L2's own meaning of what it leaves open.
    init(_ format: v4l2_pix_format) {
        self.init()
        let space = v4l2_colorspace(format.colorspace)
        switch space {
        case V4L2_COLORSPACE_REC709, V4L2_COLORSPACE_SRGB, V4L2_COLORSPACE_JPEG: primaries = 1
        case V4L2_COLORSPACE_SMPTE170M: primaries = 6
        case V4L2_COLORSPACE_470_SYSTEM_BG: primaries = 5
        case V4L2_COLORSPACE_BT2020: primaries = 9
        // The camera does not say: nothing is tagged.
        default: return
        }
        switch v4l2_xfer_func(format.xfer_func) {
        case V4L2_XFER_FUNC_709: transfer = 1
        case V4L2_XFER_FUNC_SRGB: transfer = 13
        case V4L2_XFER_FUNC_SMPTE2084: transfer = 16
        case V4L2_XFER_FUNC_NONE: transfer = 8
        default: transfer = space == V4L2_COLORSPACE_SRGB || space == V4L2_COLORSPACE_JPEG ? 13 : 1
        }
        switch v4l2_ycbcr_encoding(format.ycbcr_enc) {
        case V4L2_YCBCR_ENC_601: matrix = 6
        case V4L2_YCBCR_ENC_709: matrix = 1
        case V4L2_YCBCR_ENC_BT2020: matrix = 9
        default: matrix = space == V4L2_COLORSPACE_REC709 ? 1 : space == V4L2_COLORSPACE_BT2020 ? 9 : 6
        }
        switch v4l2_quantization(format.quantization) {
        case V4L2_QUANTIZATION_FULL_RANGE: range = .full
        case V4L2_QUANTIZATION_LIM_RANGE: range = .limited
        default: range = space == V4L2_COLORSPACE_JPEG ? .full : .limited
        }
    }

    /// The same tags for frames of another family: RGB has no matrix of luma and chroma, and all its codes.
    func adapted(to family: PixelFormat.Family) -> ColorInfo {
        guard family == .rgb else { return self }
        var color = self
        (color.matrix, color.range) = (0, .full)
        return color
    }

    /// Tells a driver what the tags say; what they leave open is left to it.
    func describe(_ format: inout v4l2_pix_format) {
        let space: [Int: v4l2_colorspace] = [
            1: V4L2_COLORSPACE_REC709, 5: V4L2_COLORSPACE_470_SYSTEM_BG, 6: V4L2_COLORSPACE_SMPTE170M, 9: V4L2_COLORSPACE_BT2020,
        ]
        let encoding: [Int: v4l2_ycbcr_encoding] = [1: V4L2_YCBCR_ENC_709, 5: V4L2_YCBCR_ENC_601, 6: V4L2_YCBCR_ENC_601, 9: V4L2_YCBCR_ENC_BT2020]
        if let space = space[primaries] { format.colorspace = space.rawValue }
        if let encoding = encoding[matrix] { format.ycbcr_enc = encoding.rawValue }
        switch range {
        case .full: format.quantization = V4L2_QUANTIZATION_FULL_RANGE.rawValue
        case .limited: format.quantization = V4L2_QUANTIZATION_LIM_RANGE.rawValue
        case .unspecified: break
        }
    }
}
