// Files of raw frames: planes one after the other, rows without padding, samples above 8 bits in two bytes of the machine's order.
import Glibc
import VideoFrame

enum RawFrames {
    /// All frames in the file at `path`, in planes of `pool`.
    static func read(_ path: String, shape: FrameShape, pool: FramePool) throws(Refusal) -> [SharedFrame] {
        guard let file = fopen(path, "rb") else { throw Refusal("\(path): \(String(cString: strerror(errno)))") }
        defer { fclose(file) }
        var frames: [SharedFrame] = []
        while true {
            let planes = pool.planes(for: shape)
            var total = 0, isWhole = true
            for plane in 0..<shape.format.planeCount {
                let view = planes.view(plane), bytes = view.size.width * shape.format.bytesPerSample
                for y in 0..<view.size.height {
                    let count = fread(view.row(y), 1, bytes, file)
                    total += count
                    if count != bytes { isWhole = false }
                }
            }
            if total == 0, !frames.isEmpty { return frames }
            guard isWhole else { throw Refusal("\(path): is no whole number of frames of \(shape.width)x\(shape.height) \(shape.format)") }
            frames.append(SharedFrame(Frame(shape: shape, timing: FrameTiming(), planes: planes)))
        }
    }

    /// `frame`, put into the file at `path`.
    static func write(_ frame: borrowing Frame, to path: String) throws(Refusal) {
        guard let file = fopen(path, "wb") else { throw Refusal("\(path): \(String(cString: strerror(errno)))") }
        var isWritten = true
        for plane in 0..<frame.shape.format.planeCount {
            let view = frame.view(plane), bytes = view.size.width * frame.shape.format.bytesPerSample
            for y in 0..<view.size.height where fwrite(view.row(y), 1, bytes, file) != bytes { isWritten = false }
        }
        guard fclose(file) == 0, isWritten else { throw Refusal("\(path): cannot be written") }
    }
}

/// A frame of the input, given to the chain again and again.
final class SharedFrame {
    private let frame: Frame

    init(_ frame: consuming Frame) { self.frame = frame }

    /// The same planes at place `sequence` of the stream.
    func share(sequence: Int) -> Frame {
        var planes = PlaneSet()
        for plane in 0..<frame.shape.format.planeCount { planes.set(plane, frame.planes.share(plane)) }
        return Frame(shape: frame.shape, timing: FrameTiming(pts: Int64(sequence), duration: 1, sequence: sequence), planes: planes)
    }
}

extension PixelFormat {
    /// The layout that libav calls `name`, without the endianness.
    init?(named name: String) {
        for family in [Family.gray, .yuv, .rgb] {
            for depth in Self.depths {
                for (x, y) in [(0, 0), (1, 0), (1, 1), (2, 0), (0, 1), (2, 2)] where family == .yuv || (x, y) == (0, 0) {
                    for hasAlpha in [false, true] {
                        let format = PixelFormat(family: family, depth: depth, chromaShiftX: x, chromaShiftY: y, hasAlpha: hasAlpha)
                        if format.description == name {
                            self = format
                            return
                        }
                    }
                }
            }
        }
        return nil
    }
}
