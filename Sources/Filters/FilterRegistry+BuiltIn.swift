// The rows of the one table.

extension FilterRegistry {
    /// The filters that vidproc brings.
    public static let builtIn = FilterRegistry([
        Blur.self, Edges.self, Gray.self, Invert.self, Brightness.self, Contrast.self, Gamma.self,
        // Neighbourhoods.
        Erode.self, Dilate.self, Open.self, Close.self, Median.self, Bilateral.self, BoxBlur.self, Sharpen.self, Convolve.self,
        // Colour and tone.
        Levels.self, Curves.self, Posterize.self, Threshold.self, Saturation.self, Hue.self, Temperature.self, Sepia.self, Vignette.self, Lut.self,
        // Geometry.
        Crop.self, Pad.self, Flip.self, Rotate.self, Scale.self, Perspective.self, Undistort.self,
        // Whole frames.
        Equalize.self, Clahe.self, Canny.self, Corners.self, Pixelate.self, Nlm.self,
        // Time and motion.
        FrameDifference.self, Trails.self, Average.self, Denoise.self, Motion.self, Deinterlace.self, FrameRate.self, Stabilize.self,
    ])
}
