// Reads the picture files of filters and masks through the decoders.
import Filters
import MediaIO
import VideoFrame

/// Reads anything that libav decodes, of a film the first frame.
public struct PictureFiles: PictureReader {
    public init() {}

    public func picture(at path: String) throws(FilterError) -> Picture {
        guard path != "-" else { throw FilterError("-: a picture cannot come from standard input", hint: "name a file") }
        do {
            var options = SourceOptions()
            options.frames = 1
            options.decoderThreads = 1
            guard let frame = try openSource(path, options: options).next() else { throw FilterError("\(path): has no picture") }
            let picture = Picture(frame)
            guard let orientation = picture.shape.orientation, orientation != .upright else { return picture }
            return Turn(orientation).reference(picture)
        } catch let error as MediaError {
            throw FilterError(error.message, hint: error.hint)
        } catch let error as FilterError {
            throw error
        } catch {
            throw FilterError("\(path): \(error)")
        }
    }
}
