// Planes of a frame for the executors: copied into them before the bands of a frame run.
import VideoFrame

/// The input frame's planes as plain views, without an array.
struct SourceViews: Sendable {
    private var views: (PlaneView, PlaneView, PlaneView, PlaneView)

    init() {
        let empty = PlaneView(base: UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped, stride: 0, size: PlaneSize(width: 0, height: 0))
        views = (empty, empty, empty, empty)
    }

    init(_ frame: borrowing Frame) {
        self.init()
        for plane in 0..<frame.shape.format.planeCount { self[plane] = frame.view(plane) }
    }

    subscript(plane: Int) -> PlaneView {
        get {
            switch plane {
            case 0: views.0
            case 1: views.1
            case 2: views.2
            default: views.3
            }
        }
        set {
            switch plane {
            case 0: views.0 = newValue
            case 1: views.1 = newValue
            case 2: views.2 = newValue
            default: views.3 = newValue
            }
        }
    }
}
