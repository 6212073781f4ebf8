// What the header of a video says of its pictures.
import VideoFrame

/// Geometry, rate and colour of a video stream. Colour words are libav's; nil is untagged.
public struct PictureDescription: Sendable, Equatable {
    /// Luma samples, before rotation.
    public var width: Int
    public var height: Int
    /// libav's name; nil where the header does not tell.
    public var pixelFormat: String?
    /// Of a sample.
    public var bits: Int?
    /// Frames a second: on the average, and the least rate that has a tick for every frame.
    public var averageRate: Rational?
    public var tickRate: Rational?
    /// Width to height of a sample.
    public var sampleAspect: Rational?
    /// Degrees counterclockwise by which the display matrix turns the picture, as ffprobe tells; nil: no matrix, or one that does nothing.
    public var rotation: Double?
    /// Whether the display matrix mirrors the picture besides.
    public var isMirrored = false
    public var range: SampleRange
    public var matrix: String?
    public var primaries: String?
    public var transfer: String?
    public var chromaLocation: String?
    public var fieldOrder: FieldOrder?
    public var mastering: MasteringDisplay?
    public var light: ContentLight?

    public init(width: Int, height: Int, pixelFormat: String? = nil, bits: Int? = nil, range: SampleRange = .unspecified) {
        self.width = width
        self.height = height
        self.pixelFormat = pixelFormat
        self.bits = bits
        self.range = range
    }

    /// Width to height of the whole picture in lowest terms; nil without a sample aspect.
    public var displayAspect: Rational? {
        guard let sampleAspect, width > 0, height > 0 else { return nil }
        return Rational(width * sampleAspect.numerator, height * sampleAspect.denominator).inLowestTerms
    }
}

extension Rational {
    /// Undefined fractions stay as they are.
    var inLowestTerms: Rational {
        var (left, right) = (abs(numerator), abs(denominator))
        while right != 0 { (left, right) = (right, left % right) }
        return left == 0 ? self : Rational(numerator / left, denominator / left)
    }
}

/// The display on which an HDR picture was graded (SMPTE ST 2086), in the whole numbers in which streams carry it: containers that store fractions of
/// their own come to the same.
public struct MasteringDisplay: Sendable, Equatable {
    /// CIE 1931 x and y, in units of 1/50000.
    public struct Chromaticity: Sendable, Equatable {
        public static let unitsPerOne = 50_000
        public var x: Int
        public var y: Int

        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    public struct Gamut: Sendable, Equatable {
        public var red: Chromaticity
        public var green: Chromaticity
        public var blue: Chromaticity
        public var white: Chromaticity

        public init(red: Chromaticity, green: Chromaticity, blue: Chromaticity, white: Chromaticity) {
            self.red = red
            self.green = green
            self.blue = blue
            self.white = white
        }
    }

    /// Darkest and brightest, in units of 1/10000 cd/m².
    public struct Luminance: Sendable, Equatable {
        public static let unitsPerOne = 10_000
        public var minimum: Int
        public var maximum: Int

        public init(minimum: Int, maximum: Int) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    public var gamut: Gamut?
    public var luminance: Luminance?

    public init(gamut: Gamut? = nil, luminance: Luminance? = nil) {
        self.gamut = gamut
        self.luminance = luminance
    }
}

/// Content light level (CTA-861.3), in cd/m².
public struct ContentLight: Sendable, Equatable {
    /// Of the brightest pixel (MaxCLL).
    public var maximum: Int
    /// Of the brightest frame's average (MaxFALL).
    public var maximumAverage: Int

    public init(maximum: Int, maximumAverage: Int) {
        self.maximum = maximum
        self.maximumAverage = maximumAverage
    }
}
