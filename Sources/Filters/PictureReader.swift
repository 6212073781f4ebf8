// Picture files that filters and masks take: this room knows no decoder, so the one who parses a chain hands in a reader.
import VideoFrame

/// Reads still pictures while a chain is parsed.
public protocol PictureReader: Sendable {
    /// The first picture of the file, upright, in the file's own layout and depth. Errors say what is wrong with the file; the caller adds the filter's name.
    func picture(at path: String) throws(FilterError) -> Picture
}

/// For programs that parse no filter with a picture file.
public struct NoPictureReader: PictureReader {
    public init() {}

    public func picture(at path: String) throws(FilterError) -> Picture {
        throw FilterError("\(path): no picture files can be read here", hint: "give FilterParser a PictureReader, such as PipelineEngine's PictureFiles")
    }
}
