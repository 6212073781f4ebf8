// The rows of the one table.

extension FilterRegistry {
    /// The filters that vidproc brings.
    public static let builtIn = FilterRegistry([
        Blur.self, Edges.self, Gray.self, Invert.self, Brightness.self, Contrast.self, Gamma.self, Equalize.self, Canny.self, Clahe.self, Corners.self,
        Threshold.self, Pixelate.self, Nlm.self,
    ])
}
