// Where the planes of a raw frame lie in a driver's buffer.
import CFFmpeg
import VideoFrame

/// V4L2's contiguous layouts: one plane after the other, chroma rows as long as the luma's stride implies.
struct V4L2Layout {
    let format: AVPixelFormat
    let width: Int
    let height: Int
    /// Bytes from one row to the next, and from the buffer's begin, of each plane in libav's order.
    private(set) var planes: [(stride: Int, offset: Int)]
    /// Bytes of all planes.
    private(set) var byteCount: Int

    /// `swapsChroma`: the planes lie in the order Y V U. Where U and V share a plane its reader swaps them.
    init(_ setting: CaptureSetting, _ format: AVPixelFormat, swapsChroma: Bool) {
        (self.format, width, height) = (format, setting.mode.width, setting.mode.height)
        let luma = setting.stride
        planes = [(luma, 0)]
        byteCount = luma * height
        guard let description = av_pix_fmt_desc_get(format)?.pointee, description.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) != 0 else { return }
        let isSemiPlanar = description.comp.1.plane == description.comp.2.plane
        let stride = (isSemiPlanar ? luma * 2 : luma) >> Int(description.log2_chroma_w)
        let bytes = stride * ((height + (1 << Int(description.log2_chroma_h)) - 1) >> Int(description.log2_chroma_h))
        planes.append((stride, swapsChroma && !isSemiPlanar ? byteCount + bytes : byteCount))
        if !isSemiPlanar { planes.append((stride, swapsChroma ? byteCount : byteCount + bytes)) }
        byteCount += isSemiPlanar ? bytes : 2 * bytes
    }

    /// Whether U and V have a plane each.
    static func hasOwnChromaPlanes(_ format: AVPixelFormat) -> Bool {
        guard let description = av_pix_fmt_desc_get(format)?.pointee else { return false }
        return description.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) != 0 && description.comp.1.plane != description.comp.2.plane
    }

    /// Makes `frame` a description of the picture at `base`, which it does not own.
    func point(_ frame: UnsafeMutablePointer<AVFrame>, at base: UnsafeMutablePointer<UInt8>) {
        (frame.pointee.format, frame.pointee.width, frame.pointee.height) = (format.rawValue, Int32(width), Int32(height))
        (frame.pointee.data.0, frame.pointee.linesize.0) = (base, Int32(planes[0].stride))
        if planes.count > 1 { (frame.pointee.data.1, frame.pointee.linesize.1) = (base + planes[1].offset, Int32(planes[1].stride)) }
        if planes.count > 2 { (frame.pointee.data.2, frame.pointee.linesize.2) = (base + planes[2].offset, Int32(planes[2].stride)) }
    }
}
