// The small virtual machine of Tools/v4l2-guest, where the kernel's test driver is a camera.
import Foundation
import Testing

enum Guest {
    private static let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Tools/v4l2-guest").path

    /// Why none can run here; nil: it can. Setting it up takes a download of 107 MB, so no test does it.
    static let refusal: String? = {
        do {
            let bash = try BuiltCommand()
            defer { bash.remove() }
            let result = try bash.shell("'\(tool)' --ready")
            return result.status == 0 ? nil : result.output.trimmingCharacters(in: .whitespacesAndNewlines)
        } catch { return "\(error)" }
    }()

    static var trait: any SuiteTrait { .disabled(if: refusal != nil, Comment(rawValue: refusal ?? "")) }

    /// Runs lines of bash there; `vidproc` in them is the built command. What follows a line `== NAME` of the output, by name.
    static func run(_ script: String, modules: String = "vivid") throws -> [String: [String]] {
        let command = try BuiltCommand()
        defer { command.remove() }
        let body = """
            plain() { '\(command.executable.path)' "$@"; }
            vidproc() { plain --quiet "$@"; }
            # Waits, for a minute at most, until a file has so many lines.
            lines() { for _ in $(seq 600); do [ "$(wc -l <"$1")" -ge "$2" ] && return; sleep 0.1; done; }
            pull() { echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind; }
            put() { echo vivid.0 >/sys/bus/platform/drivers/vivid/bind; chmod a+rw /dev/video*; }
            cd /tmp
            \(script)
            """
        try body.write(to: command.file("script"), atomically: true, encoding: .utf8)
        let result = try command.shell("'\(tool)' --timeout 200 --modules '\(modules)' -- bash '\(command.file("script").path)'")
        #expect(result.status == 0, "\(result.errors)")
        var parts: [String: [String]] = [:], name = ""
        for line in result.output.split(separator: "\n").map(String.init) {
            if line.hasPrefix("== ") { name = String(line.dropFirst(3)) } else { parts[name, default: []].append(line) }
        }
        if result.status != 0 || !result.errors.isEmpty { parts["errors"] = result.errors.split(separator: "\n").map(String.init) }
        return parts
    }
}
