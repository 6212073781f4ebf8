// Cameras and video devices in words: for `vidproc devices --modes`.
import CPlatform
import Glibc

extension Media {
    /// Every video device here with what it offers, a line each, the deeper ones indented.
    public static var videoDevices: [String] {
        let paths = V4L2System.paths
        return paths.isEmpty ? ["no video device"] : paths.flatMap { device($0) }
    }

    private static func device(_ path: String) -> [String] {
        let node: V4L2Node
        do { node = try V4L2Node(path) } catch { return ["\(path)  \(V4L2System.words(error, path).cause)"] }
        var kinds: [String] = []
        if node.can(.capture) { kinds.append("camera") }
        if node.can(.output) { kinds.append("output") }
        let head =
            "\(path)  \(node.identity.card) (\(node.identity.driver), \(node.identity.bus)): \(kinds.isEmpty ? "neither gives nor takes pictures" : kinds.joined(separator: ", "))"
        return [head] + names(of: path).map { "  also \($0)" } + (node.can(.capture) ? modes(node, path) : node.can(.output) ? taken(node) : [])
    }

    private static func modes(_ node: V4L2Node, _ path: String) -> [String] {
        guard let device = try? V4L2Capture(node) else { return [] }
        let formats = (try? device.formats(CameraWish())) ?? []
        let lines = formats.filter { CameraCoding.of($0.code) != nil }.flatMap { format in
            ["  \(format.code)  \(CameraCoding.of(format.code)?.name ?? "")"]
                + format.sizes.map { size in
                    "    \(size.width)x\(size.height)" + (size.rates.isEmpty ? "" : " at \(size.rates.map(\.shortText).joined(separator: ", ")) fps")
                }
        }
        let others = formats.filter { CameraCoding.of($0.code) == nil }.map(\.code.description)
        let unread = others.isEmpty ? [] : ["  cannot be read: \(others.joined(separator: " "))"]
        return lines + unread + device.controls().map { control($0) }
    }

    private static func control(_ control: CaptureControl) -> String {
        let present: String
        switch control.kind {
        case .switching: present = control.present.map { $0 == 0 ? "off" : "on" } ?? ""
        case .menu(let words): present = control.present.map { words[$0] ?? String($0) } ?? ""
        default: present = control.present.map(String.init) ?? ""
        }
        var text = "  --control \(control.name)=\(present)  (\(control.values)"
        if control.isReadOnly { text += "; can only be read" }
        if control.isInactive { text += "; not in use now" }
        return text + ")"
    }

    private static func taken(_ node: V4L2Node) -> [String] {
        node.formats(V4L2_BUF_TYPE_VIDEO_OUTPUT).compactMap { code, _ in CameraCoding.of(code).map { "  \(code)  \($0.name)" } }
    }

    /// The stable names that lead to a device.
    private static func names(of path: String) -> [String] {
        var device = stat()
        guard stat(path, &device) == 0 else { return [] }
        return ["/dev/v4l/by-id", "/dev/v4l/by-path"].flatMap { folder -> [String] in
            guard let directory = opendir(folder) else { return [] }
            defer { closedir(directory) }
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = folder + "/" + withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                var status = stat()
                if stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFCHR, status.st_rdev == device.st_rdev { names.append(name) }
            }
            return names.sorted()
        }
    }
}
