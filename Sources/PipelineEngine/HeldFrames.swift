// The frames around the one in work: held by reference while a program may read them.
import Filters
import VideoFrame

/// A frame's parts in a slot that is used again.
final class HeldFrame: @unchecked Sendable {  // belongs to the stage's thread
    fileprivate(set) var planes = PlaneSet()
    fileprivate(set) var views = PlaneViews()
    fileprivate(set) var timing = FrameTiming()
    fileprivate(set) var properties: SharedHandle?

    func hold(_ frame: consuming Frame) {
        timing = frame.timing
        properties = frame.shareProperties()
        var shared = PlaneSet()
        for plane in 0..<frame.shape.format.planeCount { shared.set(plane, frame.planes.share(plane)) }
        views = PlaneViews(frame)
        planes = shared
    }

    func letGo() {
        planes = PlaneSet()
        properties = nil
    }
}

/// A queue of at most `before` filtered frames and `after + 1` that wait. Used by a stage's thread; allocates nothing after `init`.
final class HeldFrames {
    let window: FrameWindow
    private let reach: FrameReach
    private let slots: [HeldFrame]
    private var start = 0
    private var filtered = 0
    /// Frames that have come in and not gone out.
    private(set) var waiting = 0
    /// Whether no frame has been filtered since the run, or the last pause, began.
    private(set) var isFirst = true
    /// Sequence number of the newest frame.
    private var newest: Int?

    init(_ reach: FrameReach) {
        self.reach = reach
        window = FrameWindow(reach)
        slots = (0..<reach.before + 1 + reach.after).map { _ in HeldFrame() }
    }

    private func slot(_ index: Int) -> HeldFrame { slots[(start + index) % slots.count] }

    /// Whether frames are missing between the newest and this one.
    func isBroken(by timing: FrameTiming) -> Bool { newest.map { $0 + 1 != timing.sequence } ?? false }

    func append(_ frame: consuming Frame) {
        newest = frame.timing.sequence
        slot(filtered + waiting).hold(frame)
        waiting += 1
    }

    /// The first that waits; fills the window around it.
    func next() -> HeldFrame {
        for offset in -reach.before...reach.after {
            let index = filtered + offset
            window[offset] = index >= 0 && index < filtered + waiting ? slot(index).views : nil
        }
        return slot(filtered)
    }

    func didFilterNext() {
        (filtered, waiting, isFirst) = (filtered + 1, waiting - 1, false)
        while filtered > reach.before { dropFirst() }
    }

    private func dropFirst() {
        slot(0).letGo()
        start = (start + 1) % slots.count
        filtered -= 1
    }

    /// Goes on behind frame `sequence`, which has been filtered elsewhere and is not held.
    func resume(after sequence: Int) { (isFirst, newest) = (false, sequence) }

    /// Forgets everything: what comes next is the first frame.
    func removeAll() {
        for slot in slots { slot.letGo() }
        (start, filtered, waiting, isFirst, newest) = (0, 0, 0, true, nil)
    }
}
