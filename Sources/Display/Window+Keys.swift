// What happens when a key is pressed in the window.
import CSDL
import MediaIO
import PipelineEngine

extension Window {
    /// All that has come since the last time.
    func handleEvents() {
        var key: Int32 = 0
        while !isEnding {
            switch Int(csdl_next_event(&key)) {
            case CSDL_QUIT: end()
            case CSDL_REDRAW: isStale = true
            case CSDL_DOUBLE_CLICK: perform(.fullScreen)
            case CSDL_KEY: if let key = WindowKey(character: key) { perform(key) }
            default: return
            }
        }
    }

    private func perform(_ key: WindowKey) {
        isStale = true
        switch key {
        case .pause: channel.togglePause()
        case .fullScreen:
            let isOn = csdl_is_full_screen(window) != 0
            if csdl_set_full_screen(window, isOn ? 0 : 1) != Int32(CSDL_DONE) { say("full screen: \(Self.reason)") }
        case .end: end()
        case .overlay: (showsFigures, showsHelp) = (!showsFigures || showsHelp, false)
        case .help: showsHelp.toggle()
        case .save: save()
        case .filter(let place): toggle(place)
        }
    }

    private func end() {
        isEnding = true
        channel.run?.stop()
    }

    private func toggle(_ place: Int) {
        guard let chain = channel.run?.chain else { return say("this run's chain cannot be changed") }
        var outcome = ""
        do throws(PipelineError) {
            try chain.change { entries in
                guard entries.indices.contains(place) else {
                    outcome = "the chain has \(entries.count) filter\(entries.count == 1 ? "" : "s")"
                    return
                }
                entries[place].isOn.toggle()
                outcome = "\(place + 1) \(entries[place].text): \(entries[place].isOn ? "on" : "off")"
            }
            say(outcome)
        } catch {
            say(error.message)
        }
    }

    private func save() {
        guard let frame = shown?.share() else { return say("there is no picture yet") }
        if !saver.save(frame, name: opening.name) { say("the picture before is still being saved") }
    }
}
