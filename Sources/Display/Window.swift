// The window itself: what it shows, what keys do.
import CPlatform
import CSDL
import Filters
import MediaIO
import PipelineEngine
import VideoFrame

/// An open window and all that is drawn in it. Belongs to the window's thread.
final class Window {
    /// Milliseconds between looks at the keyboard while no frame comes, between frames, between two states of the figures, and that a message stands.
    private enum Interval {
        static let events: UInt64 = 15
        /// Of frames that are shown at once: no display shows more, and not every renderer waits for it.
        static let frames: UInt64 = 15
        static let figures: UInt64 = 250
        static let message: UInt64 = 2500
    }

    let window: OpaquePointer
    let channel: WindowChannel
    let opening: WindowChannel.Opening
    private let picture: ShownPicture
    /// The newest frame that was drawn.
    private(set) var shown: Frame?
    var saver = StillSaver()
    private var panels: (figures: TextPanel, help: TextPanel, message: TextPanel)?
    /// Pixels of a point when the panels were made.
    private var panelScale = 0.0
    /// No font: said once, in the title.
    private var hasNoFont = false
    var showsFigures = false
    var showsHelp = false
    private var message: (text: String, until: UInt64)?
    private var title = ""
    private var nextFigures: UInt64 = 0
    private var lastDrawn: UInt64 = 0
    var isEnding = false
    var isStale = true

    init(_ opening: WindowChannel.Opening, _ channel: WindowChannel) throws(MediaError) {
        let fit = PictureFit(opening.shape)
        var made: OpaquePointer?
        guard csdl_open(opening.title, Int32(clamping: fit.width), Int32(clamping: fit.height), &made) == Int32(CSDL_DONE), let made else {
            throw Self.failure("a window", "SDL_CreateWindow")
        }
        do {
            picture = try ShownPicture(made, shape: opening.shape)
        } catch {
            csdl_close(made)
            throw error
        }
        (window, self.channel, self.opening) = (made, channel, opening)
        // What is slow the first time is done before a frame waits for it.
        try draw()
        isStale = true
        channel.figures.began(renderer: String(cString: csdl_renderer(made)))
    }

    /// Runs until the run is over or the person has enough.
    func show() throws(MediaError) {
        defer { close() }
        while !isEnding {
            handleEvents()
            guard csdl_is_lost() == 0 else { throw MediaError(.output, "--show: the display is gone") }
            let began: UInt64, isNew: Bool
            let earliest = opening.timing == .played ? 0 : lastDrawn + Interval.frames * 1_000_000
            switch channel.next(from: earliest, until: cplatform_nanoseconds() + Interval.events * 1_000_000) {
            case .close: return
            case .nothing: (began, isNew) = (cplatform_nanoseconds(), false)
            case .frame(let frame):
                (began, isNew) = (cplatform_nanoseconds(), true)
                lastDrawn = began
                try picture.fill(frame)
                shown = consume frame
            }
            try updateText(now: began)
            let isVisible = csdl_is_visible(window) != 0
            if (isNew || isStale) && isVisible { try draw() }
            guard isNew else { continue }
            if isVisible { noteShown(since: began) } else { channel.figures.skip() }
        }
    }

    private var arrival: UInt64 { shown?.timing.arrival ?? 0 }

    private func noteShown(since began: UInt64) {
        let now = cplatform_nanoseconds()
        channel.figures.show(arrival: arrival, now: now, work: now - began)
    }

    private func draw() throws(MediaError) {
        isStale = false
        var width: Int32 = 0, height: Int32 = 0
        guard csdl_size(window, &width, &height) == Int32(CSDL_DONE), csdl_clear(window) == Int32(CSDL_DONE) else {
            throw Self.failure("the window", "SDL_RenderClear")
        }
        let size = (width: Int(width), height: Int(height))
        if shown != nil { try picture.draw(window, size: size) }
        if let panels {
            try panels.figures.draw(window, size: size)
            try panels.help.draw(window, size: size)
            try panels.message.draw(window, size: size, atBottom: true)
        }
        csdl_present(window)
    }

    /// A line that stands for a while.
    func say(_ text: String) { message = (text, cplatform_nanoseconds() + Interval.message * 1_000_000) }

    // MARK: Text

    private func updateText(now: UInt64) throws(MediaError) {
        if let text = saver.news() { say(text) }
        if let message, now >= message.until { self.message = nil }
        let isDue = now >= nextFigures
        if isDue {
            nextFigures = now + Interval.figures * 1_000_000
            setTitle()
        }
        guard showsFigures || showsHelp || message != nil || panels != nil, let panels = panels(scale: csdl_scale(window)) else { return }
        let isHelp = showsHelp
        if try panels.help.set(isHelp ? OverlayText.help : [], window) { isStale = true }
        if try panels.message.set(message.map { [$0.text] } ?? [], window) { isStale = true }
        let showsFigures = showsFigures && !isHelp
        if isDue || isStale || !showsFigures, try panels.figures.set(showsFigures ? figures : [], window) { isStale = true }
    }

    private var figures: [String] {
        guard let run = channel.run else { return ["the run is over"] }
        return OverlayText.figures(run.snapshot(), channel.figures.current, chain: run.chain?.entries ?? [], isPaused: channel.isFrozen)
    }

    private func setTitle() {
        let shape = opening.shape
        var text = OverlayText.title(opening.title, shape.width, shape.height, fps: channel.figures.current.fps, isPaused: channel.isFrozen)
        if hasNoFont, let message { text = message.text }
        guard text != title else { return }
        title = text
        csdl_set_title(window, text)
    }

    /// Made when the first text is due, and anew on a screen of another scale.
    private func panels(scale: Double) -> (figures: TextPanel, help: TextPanel, message: TextPanel)? {
        if hasNoFont || (panels != nil && scale == panelScale) { return panels }
        do {
            let font = try ScreenFont(size: Int((15 * scale).rounded()))
            panels = (TextPanel(font), TextPanel(font), TextPanel(font))
            panelScale = scale
        } catch {
            hasNoFont = true
            say(error.message)
        }
        return panels
    }

    private func close() {
        saver.finish()
        panels = nil
        shown = nil
    }

    deinit { csdl_close(window) }

    // MARK: Errors

    static var reason: String { String(cString: csdl_error()) }

    static func failure(_ what: String, _ call: String) -> MediaError {
        let reason = reason
        return MediaError(.output, "--show: \(what) failed" + (reason.isEmpty ? "" : ": \(reason)"), call: call, hint: "SDL_RENDER_DRIVER=software needs least")
    }
}
