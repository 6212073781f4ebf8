// A texture of the window with its owner.
import CSDL
import MediaIO
import VideoFrame

/// Owns a texture. Used by the window's thread, and let go of before the window.
final class Texture {
    private let texture: OpaquePointer
    let width, height: Int

    /// `kind` is CSDL's.
    init(_ window: OpaquePointer, kind: Int, width: Int, height: Int) throws(MediaError) {
        guard let texture = csdl_texture_open(window, Int32(kind), Int32(width), Int32(height)) else {
            throw Window.failure("a picture of \(width)x\(height)", "SDL_CreateTexture")
        }
        self.texture = texture
        (self.width, self.height) = (width, height)
    }

    deinit { csdl_texture_close(texture) }

    /// `body` writes all rows to the memory, so many bytes apart.
    func fill(_ body: (UnsafeMutableRawPointer, Int) throws(MediaError) -> Void) throws(MediaError) {
        var pixels: UnsafeMutableRawPointer?, stride: Int32 = 0
        guard csdl_lock(texture, &pixels, &stride) == Int32(CSDL_DONE), let pixels else { throw Window.failure("a picture", "SDL_LockTexture") }
        defer { csdl_unlock(texture) }
        try body(pixels, Int(stride))
    }

    /// Of a texture of planes: takes the first three, of 8 bits, with strides of a width or more.
    func fill(_ planes: PlaneViews) throws(MediaError) {
        let (y, u, v) = (planes[0], planes[1], planes[2])
        let status = csdl_fill_planes(texture, y.base, Int32(y.stride), u.base, Int32(u.stride), v.base, Int32(v.stride))
        guard status == Int32(CSDL_DONE) else { throw Window.failure("a picture", "SDL_UpdateYUVTexture") }
    }

    func draw(_ window: OpaquePointer, at place: PictureFit.Place, quarterTurns: Int = 0, isMirrored: Bool = false) throws(MediaError) {
        let status = csdl_draw(
            window, texture, Int32(place.x), Int32(place.y), Int32(place.width), Int32(place.height), Int32(quarterTurns), isMirrored ? 1 : 0)
        guard status == Int32(CSDL_DONE) else { throw Window.failure("a picture", "SDL_RenderCopyEx") }
    }
}
