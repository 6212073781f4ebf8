// Radii in whole samples, by plane.
import VideoFrame

extension PixelFormat {
    /// `radius` pixels of the picture in samples of `plane`, across and down: divided by the subsampling, a half rounded up.
    func radii(_ radius: Int, plane: Int) -> (x: Int, y: Int) {
        guard isChroma(plane: plane) else { return (radius, radius) }
        return ((radius + (1 << chromaShiftX) / 2) >> chromaShiftX, (radius + (1 << chromaShiftY) / 2) >> chromaShiftY)
    }
}

extension FilterArguments {
    /// A number that counts something; a fraction is rounded to nearest.
    func whole(_ parameter: NumberParameter) -> Int { Int(self[parameter].rounded()) }
}
