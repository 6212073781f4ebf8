// What was typed for a camera's controls, checked against what the camera has.
import Base

extension CaptureControl {
    /// The control and value that `name` and `value` mean. A name may be cut short where only one control begins with it. Errors: usage.
    static func parse(_ name: String, _ value: String, of controls: [CaptureControl], path: String) throws(MediaError) -> (CaptureControl, Int) {
        let wanted = normalised(name), settable = controls.filter { !$0.isReadOnly }, names = settable.map(\.name)
        let matches = settable.filter { $0.name == wanted }
        let begun = matches.isEmpty ? settable.filter { $0.name.hasPrefix(wanted) } : matches
        guard !begun.isEmpty else {
            let guess = nearest(wanted, in: names)
            throw MediaError(
                .usage, "\(path): has no control \(name)",
                hint: guess.map { "did you mean \($0)?" } ?? (names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"))
        }
        guard begun.count == 1 else {
            throw MediaError(.usage, "\(path): \(name) may be one of several controls", hint: begun.map(\.name).joined(separator: ", "))
        }
        let control = begun[0]
        guard let number = control.number(value) else {
            throw MediaError(.usage, "\(path): \(control.name) cannot be \(value)", hint: "it takes \(control.values)")
        }
        if control.isInactive {
            throw MediaError(
                .usage, "\(path): \(control.name) is not in use now", hint: "another control decides it, mostly an automatic one: switch that off first")
        }
        return (control, number)
    }

    /// Nil: not within what it takes.
    private func number(_ text: String) -> Int? {
        switch kind {
        case .switching:
            if ["on", "true", "yes"].contains(text.lowercased()) { return 1 }
            if ["off", "false", "no"].contains(text.lowercased()) { return 0 }
        case .menu(let words):
            if let word = words.first(where: { Self.normalised($0.value) == Self.normalised(text) && !Self.normalised(text).isEmpty }) { return word.key }
            guard let number = Int(text), words[number] != nil else { return nil }
            return number
        case .number, .button: break
        }
        guard let number = Int(text), range.contains(number), (number - range.lowerBound) % step == 0 else { return nil }
        return number
    }

    /// What it takes, in words.
    var values: String {
        switch kind {
        case .switching: "on, off"
        case .button: "0"
        case .menu(let words): words.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        case .number: "\(range.lowerBound)...\(range.upperBound)" + (step > 1 ? " in steps of \(step)" : "")
        }
    }
}
