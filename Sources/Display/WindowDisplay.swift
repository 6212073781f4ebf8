// The display that windows come up on, and the thread that it belongs to.
import Base
import CPlatform
import CSDL
import Glibc
import MediaIO

/// A connection to the display and a window's own thread, made before anything else is opened. Its owner lets go of it, or closes the sink that it gave it to.
public final class WindowDisplay: Sendable {
    let channel = WindowChannel()
    private let thread: Locked<NamedThread?>

    /// Errors: side output, where SDL is not installed or there is no display.
    public init() throws(MediaError) {
        let channel = channel
        thread = Locked(NamedThread("window") { WindowThread(channel).run() })
        do {
            try channel.waitForConnection()
        } catch {
            close()
            throw error
        }
    }

    /// What the keys may ask of the run, until its end.
    public func attach(_ controls: WindowControls) { channel.attach(controls) }

    public var figures: ShownFigures { channel.figures.current }

    /// Closes the window and waits for its thread's end. Any thread, any number of times.
    func close() {
        channel.close()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    deinit { close() }
}

/// What the window's thread does from its first call to its last.
struct WindowThread {
    private let channel: WindowChannel

    init(_ channel: WindowChannel) { self.channel = channel }

    func run() {
        let status = csdl_start()
        guard status == Int32(CSDL_DONE) else {
            return channel.answer(Self.refusal(status))
        }
        defer { csdl_stop() }
        channel.answer(nil)
        guard let opening = channel.waitForOpening() else { return channel.windowClosed() }
        // Of this thread, and of those that the graphics libraries start from it. Where it is refused the window is just dearer.
        if opening.timing == .beside { _ = cplatform_give_way(10) }
        do throws(MediaError) {
            let window = try Window(opening, channel)
            channel.answer(nil)
            try window.show()
            channel.windowClosed()
        } catch {
            channel.answer(error)
            channel.windowClosed(error)
        }
    }

    private static func refusal(_ status: Int32) -> MediaError {
        guard status != Int32(CSDL_NO_LIBRARY) else {
            return MediaError(.output, "--show: SDL 2 is not installed", hint: "on Debian: apt-get install libsdl2-2.0-0; to see nothing, write to null")
        }
        let named = ["SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"].compactMap { (name: String) -> String? in
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : "\(name)=\($0)" }
        }
        return MediaError(
            .output, "--show: there is no display for a window (\(named.isEmpty ? "DISPLAY and WAYLAND_DISPLAY are not set" : named.joined(separator: ", ")))",
            call: "SDL_InitSubSystem", hint: "run it on a desktop; over ssh with ssh -X")
    }
}
