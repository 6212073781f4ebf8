// Chromium without a window, told what to do over two pipes in its own protocol (DevTools).
import Foundation
import Glibc

/// A page in a browser of its own. Used by one thread.
public final class HeadlessBrowser {
    /// Where it is; nil: nowhere.
    public static var path: String? { ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first { access($0, X_OK) == 0 } }

    private let process = Process()
    private let folder: URL
    private let input: Int32
    private let output: Int32
    private var buffered: [UInt8] = []
    private var number = 0
    private var session: String?
    /// What scripts threw and the browser complained about.
    public private(set) var complaints: [String] = []

    /// Nil: there is none, or it does not come up.
    public init?(width: Int, height: Int, isPhone: Bool = false, isDark: Bool = false) {
        guard let path = Self.path else { return nil }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-browser-\(UUID().uuidString)")
        self.folder = folder
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pipes = ["in", "out"].map { folder.appendingPathComponent($0).path }
        for pipe in pipes { mkfifo(pipe, 0o600) }
        // For both ways, so that opening waits for nobody.
        (input, output) = (open(pipes[0], O_RDWR), open(pipes[1], O_RDWR))
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let options = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --remote-debugging-pipe"
        process.arguments = ["-c", "exec '\(path)' \(options) --user-data-dir='\(folder.path)/profile' about:blank 3<'\(pipes[0])' 4>'\(pipes[1])'"]
        (process.standardError, process.standardOutput, process.standardInput) = (FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice)
        do { try process.run() } catch { return nil }
        let targets = call("Target.getTargets")?["targetInfos"] as? [[String: Any]]
        guard let target = targets?.first(where: { $0["type"] as? String == "page" })?["targetId"] as? String,
            let attached = call("Target.attachToTarget", ["targetId": target, "flatten": true])?["sessionId"] as? String
        else { return nil }
        session = attached
        for domain in ["Page", "Runtime", "Log"] { _ = call("\(domain).enable") }
        _ = call(
            "Emulation.setDeviceMetricsOverride", ["width": width, "height": height, "deviceScaleFactor": isPhone ? 2 : 1, "mobile": isPhone] as [String: Any])
        _ = call("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
    }

    deinit {
        for descriptor in [input, output] { close(descriptor) }
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    public func go(to address: String) {
        _ = call("Page.navigate", ["url": address])
        _ = wait(for: "document.readyState == 'complete' && location.protocol.startsWith('http')")
    }

    /// What `script` comes to; a promise is waited for.
    public func value(_ script: String) -> Any? {
        let answer = call("Runtime.evaluate", ["expression": script, "awaitPromise": true, "returnByValue": true])
        if let problem = answer?["exceptionDetails"] { complaints.append("\(problem)") }
        return (answer?["result"] as? [String: Any])?["value"]
    }

    /// Whether `script` comes true within `seconds`.
    public func wait(for script: String, seconds: Int = 20) -> Bool {
        for _ in 0..<seconds * 10 {
            if value(script) as? Bool == true { return true }
            usleep(100_000)
        }
        return false
    }

    public func press(_ key: String, code: Int) {
        var event: [String: Any] = ["type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code]
        // A button is pressed by the letter, not by the key.
        if key == "Enter" { event["text"] = "\r" }
        _ = call("Input.dispatchKeyEvent", event)
        event["type"] = "keyUp"
        event["text"] = nil
        _ = call("Input.dispatchKeyEvent", event)
    }

    /// A PNG of the whole page.
    public func picture() -> Data? {
        let size = call("Page.getLayoutMetrics")?["cssContentSize"] as? [String: Any]
        let clip: [String: Any] = ["x": 0, "y": 0, "width": size?["width"] ?? 100, "height": size?["height"] ?? 100, "scale": 1]
        let answer = call("Page.captureScreenshot", ["captureBeyondViewport": true, "clip": clip])
        return (answer?["data"] as? String).flatMap { Data(base64Encoded: $0) }
    }

    /// Its answer; nil where it has none, or refuses.
    private func call(_ method: String, _ parameters: [String: Any] = [:]) -> [String: Any]? {
        number += 1
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        guard var bytes = try? Array(JSONSerialization.data(withJSONObject: message)) else { return nil }
        bytes.append(0)
        guard write(input, bytes, bytes.count) == bytes.count else { return nil }
        while let answer = read() {
            if answer["id"] as? Int == number { return answer["result"] as? [String: Any] }
            let event = answer["method"] as? String
            let entry = (answer["params"] as? [String: Any])?["entry"] as? [String: Any]
            if event == "Runtime.exceptionThrown" || entry?["level"] as? String == "error" { complaints.append("\(answer["params"] ?? "")") }
        }
        return nil
    }

    /// The next message; nil: silent for half a minute, or gone.
    private func read() -> [String: Any]? {
        while true {
            if let end = buffered.firstIndex(of: 0) {
                defer { buffered.removeSubrange(...end) }
                return (try? JSONSerialization.jsonObject(with: Data(buffered[..<end]))) as? [String: Any]
            }
            var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 30_000) > 0 else { return nil }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = Glibc.read(output, &chunk, chunk.count)
            guard count > 0 else { return nil }
            buffered += chunk[..<count]
        }
    }
}
