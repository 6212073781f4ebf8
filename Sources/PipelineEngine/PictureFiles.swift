// Reads the picture files of filters and masks through the decoders.
import Filters
import MediaIO
import VideoFrame

/// Reads anything that libav decodes, of a film the first frame.
public struct PictureFiles: PictureReader {
    public init() {}

    public func picture(at path: String) throws(FilterError) -> Picture {
        guard path != "-" else { throw FilterError("-: a picture cannot come from standard input", hint: "name a file") }
        var options = SourceOptions()
        options.frames = 1
        options.decoderThreads = 1
        var read: Picture?
        do throws(MediaError) {
            if let frame = try openSource(path, options: options).next() { read = Picture(frame) }
        } catch {
            throw FilterError(error.message, hint: error.hint)
        }
        guard let picture = read else { throw FilterError("\(path): has no picture") }
        guard let orientation = picture.shape.orientation, orientation != .upright else { return picture }
        return Turn(orientation).reference(picture)
    }
}
