// Packed, padded, big-endian and palette layouts sample by sample: libswscale takes some of these through arithmetic that moves the lowest bit.
import CFFmpeg
import VideoFrame

/// Copies the components of one stored layout to the planes of its twin; samples move, values stay. Used by the decoding thread.
final class SampleReader {
    /// Layouts that libswscale only rearranges, and faster than one component at a time.
    private static let rearranged: Set<String> = ["nv12", "nv21", "yuyv422", "uyvy422", "rgb24", "bgr24"]

    private let format: PixelFormat
    private let descriptor: UnsafePointer<AVPixFmtDescriptor>
    /// For each plane of the twin: the stored component, or for a palette the byte of its entries.
    private let components: [Int]
    private let isPalette: Bool
    private var line: [UInt16]

    /// Nil where libswscale is as exact, or where samples of fewer bits must be widened.
    init?(layout: StoredLayout, stored: AVPixelFormat, width: Int) {
        // XYZ is no YUV before its arithmetic; the lumas of UYYVYY do not stand at equal steps as its description says.
        guard !Self.rearranged.contains(layout.name), !layout.name.hasPrefix("xyz"), layout.name != "uyyvyy411", let descriptor = av_pix_fmt_desc_get(stored)
        else { return nil }
        let description = descriptor.pointee, count = Int(description.nb_components)
        let depths = [description.comp.0.depth, description.comp.1.depth, description.comp.2.depth, description.comp.3.depth].prefix(count)
        guard depths.allSatisfy({ Int($0) == layout.format.depth }) else { return nil }
        isPalette = UInt64(description.flags) & UInt64(AV_PIX_FMT_FLAG_PAL) != 0
        if isPalette {
            // Entries are 32-bit words 0xAARRGGBB.
            components = Int(1).littleEndian == 1 ? [1, 0, 2, 3] : [2, 3, 1, 0]
        } else if count == 2 {
            // Gray with alpha becomes R = G = B.
            components = [0, 0, 0, 1]
        } else {
            components = layout.format.family == .rgb ? [1, 2, 0, 3] : [0, 1, 2, 3]
        }
        format = layout.format
        self.descriptor = descriptor
        line = [UInt16](repeating: 0, count: width)
    }

    func read(_ picture: AVFrame, to planes: borrowing PlaneSet) {
        var data: [UnsafePointer<UInt8>?] = [
            UnsafePointer(picture.data.0), UnsafePointer(picture.data.1), UnsafePointer(picture.data.2), UnsafePointer(picture.data.3),
        ]
        let strides = [picture.linesize.0, picture.linesize.1, picture.linesize.2, picture.linesize.3]
        for plane in 0..<format.planeCount {
            let view = planes.view(plane), component = components[plane], width = view.size.width
            for y in 0..<view.size.height {
                let row = view.row(y)
                if isPalette {
                    guard let indices = data[0]?.advanced(by: y * Int(strides[0])), let entries = data[1] else { return }
                    let samples = row.assumingMemoryBound(to: UInt8.self)
                    for x in 0..<width { samples[x] = entries[4 * Int(indices[x]) + component] }
                } else if format.bytesPerSample == 2 {
                    av_read_image_line2(row, &data, strides, descriptor, 0, Int32(y), Int32(component), Int32(width), 0, 2)
                } else {
                    let samples = row.assumingMemoryBound(to: UInt8.self)
                    line.withUnsafeMutableBufferPointer { line in
                        av_read_image_line2(line.baseAddress, &data, strides, descriptor, 0, Int32(y), Int32(component), Int32(width), 0, 2)
                        for x in 0..<width { samples[x] = UInt8(truncatingIfNeeded: line[x]) }
                    }
                }
            }
        }
    }
}
