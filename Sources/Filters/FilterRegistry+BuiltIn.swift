// The rows of the one table.

extension FilterRegistry {
    /// The filters that vidproc brings.
    public static let builtIn = FilterRegistry(
        [Blur.self, Edges.self, Gray.self, Invert.self, Brightness.self, Contrast.self, Gamma.self]
            + [FrameDifference.self, Trails.self, Average.self, Denoise.self, Motion.self, Deinterlace.self, FrameRate.self])
}
