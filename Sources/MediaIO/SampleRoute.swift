// Where each component of a stored layout lies and which plane it becomes: moving samples, never computing with them.
import CFFmpeg
import Glibc
import VideoFrame

/// One component's way from a stored picture to a plane. Samples of less than 8 bits are widened so that the largest stays the largest.
struct SampleRoute: Equatable {
    /// Index of the component in libav's description; with a palette, of the byte in its entries.
    let component: Int32
    /// Plane of the stored picture.
    let storedPlane: Int
    /// Bytes from one sample to the next, and before the first.
    let step: Int
    let offset: Int
    /// Bits below the sample, and of it.
    let shift: Int
    let depth: Int
    let isBigEndian: Bool
    /// Samples lie in single bits: libav's own reader takes them.
    let needsReader: Bool
    let isInverted: Bool
    /// Plane of the frame.
    private(set) var target: Int

    /// The same samples as the other chroma plane.
    var swappingChroma: SampleRoute {
        var route = self
        if target == 1 || target == 2 { route.target = 3 - target }
        return route
    }

    /// The routes from `stored` to `format`: one for each of its planes.
    static func routes(from descriptor: AVPixFmtDescriptor, name: String, to format: PixelFormat) -> [SampleRoute] {
        let components = [descriptor.comp.0, descriptor.comp.1, descriptor.comp.2, descriptor.comp.3]
        let flags = UInt64(descriptor.flags)
        let isGrayWithAlpha = descriptor.nb_components == 2
        return (0..<format.planeCount).map { plane in
            // libav lists R, G, B where planes are G, B, R; gray with alpha gives its gray to all three.
            let index: Int
            if isGrayWithAlpha {
                index = format.isAlpha(plane: plane) ? 1 : 0
            } else if format.family == .rgb && plane < 3 {
                index = [1, 2, 0][plane]
            } else {
                index = plane
            }
            var component = components[index]
            // FFmpeg 5 describes rgb8 as 2, 3, 3 bits; its own header and libswscale have 3, 3, 2.
            if name == "rgb8" { (component.shift, component.depth) = [(5, 3), (2, 3), (0, 2)][index] }
            // A palette's entries are native words of A, R, G, B: bytes B, G, R, A.
            let isPalette = flags & UInt64(AV_PIX_FMT_FLAG_PAL) != 0
            return SampleRoute(
                component: isPalette ? [2, 1, 0, 3][index] : Int32(index), storedPlane: Int(component.plane), step: Int(component.step),
                offset: Int(component.offset), shift: Int(component.shift), depth: isPalette ? 8 : Int(component.depth),
                isBigEndian: flags & UInt64(AV_PIX_FMT_FLAG_BE) != 0,
                needsReader: flags & UInt64(AV_PIX_FMT_FLAG_BITSTREAM) != 0, isInverted: name == "monow", target: plane)
        }
    }

    /// Moves one row of `count` samples from `row`, the first byte of the stored plane's row, to `target`.
    func move(_ row: UnsafePointer<UInt8>, to target: UnsafeMutableRawPointer, count: Int, bytesPerSample: Int) {
        if bytesPerSample == 2 {
            moveWords(UnsafeRawPointer(row + offset), to: target.assumingMemoryBound(to: UInt16.self), count: count)
        } else if shift == 0 && depth == 8 {
            moveBytes(row + offset, to: target.assumingMemoryBound(to: UInt8.self), count: count)
        } else {
            moveShort(row, to: target.assumingMemoryBound(to: UInt8.self), count: count)
        }
    }

    /// Whole bytes. The steps of cameras and pictures are written out, so that the compiler may shuffle whole vectors.
    private func moveBytes(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
        switch step {
        case 1: memcpy(target, source, count)
        case 2: for x in 0..<count { target[x] = source[x &* 2] }
        case 3: for x in 0..<count { target[x] = source[x &* 3] }
        case 4: for x in 0..<count { target[x] = source[x &* 4] }
        default: for x in 0..<count { target[x] = source[x &* step] }
        }
    }

    private func moveWords(_ source: UnsafeRawPointer, to target: UnsafeMutablePointer<UInt16>, count: Int) {
        let mask = UInt16(truncatingIfNeeded: (1 << depth) - 1), shift = UInt16(shift), step = step
        if isBigEndian {
            for x in 0..<count { target[x] = (source.loadUnaligned(fromByteOffset: x &* step, as: UInt16.self).byteSwapped &>> shift) & mask }
        } else if step == 2 {
            for x in 0..<count { target[x] = (source.loadUnaligned(fromByteOffset: x &* 2, as: UInt16.self) &>> shift) & mask }
        } else if step == 4 {
            for x in 0..<count { target[x] = (source.loadUnaligned(fromByteOffset: x &* 4, as: UInt16.self) &>> shift) & mask }
        } else {
            for x in 0..<count { target[x] = (source.loadUnaligned(fromByteOffset: x &* step, as: UInt16.self) &>> shift) & mask }
        }
    }

    /// Samples of less than 8 bits in bytes or words (rgb565, rgb8, …), read where libav's own reader reads them.
    private func moveShort(_ row: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
        let isByte = shift + depth <= 8
        // In a big-endian word the low byte, which holds a sample that fits in it, is the second.
        let source = UnsafeRawPointer(row + offset + (isByte && isBigEndian ? 1 : 0))
        let mask = (1 << depth) - 1
        for x in 0..<count {
            let place = x &* step
            let word: Int
            if isByte {
                word = Int(source.load(fromByteOffset: place, as: UInt8.self))
            } else {
                let stored = source.loadUnaligned(fromByteOffset: place, as: UInt16.self)
                word = Int(isBigEndian ? stored.byteSwapped : stored)
            }
            target[x] = widened((word >> shift) & mask)
        }
    }

    /// A sample of `depth` bits in 8: 0 stays 0, the largest becomes 255.
    func widened(_ sample: Int) -> UInt8 {
        if depth >= 8 { return UInt8(truncatingIfNeeded: sample) }
        let largest = (1 << depth) - 1
        return UInt8(truncatingIfNeeded: ((isInverted ? largest - sample : sample) * 255 + largest / 2) / largest)
    }
}
