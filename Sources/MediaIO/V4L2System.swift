// The kernel's cameras: which there are, how one is opened, and what its refusals mean.
import CPlatform
import Glibc
import VideoFrame

struct V4L2System: CaptureSystem {
    /// Whether `path` names a camera, also one that is not there.
    static func isCamera(_ path: String) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFCHR && cplatform_is_video(UInt64(status.st_rdev)) != 0 }
        return path.hasPrefix("/dev/video") || path.hasPrefix("/dev/v4l/")
    }

    /// `/dev/video0`, …, by number.
    static var paths: [String] {
        var numbers: [Int] = []
        guard let folder = opendir("/dev") else { return [] }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasPrefix("video"), let number = Int(name.dropFirst(5)) { numbers.append(number) }
        }
        return numbers.sorted().map { "/dev/video\($0)" }
    }

    /// Nodes that give or take pictures, with their card.
    static func nodes(_ role: V4L2Node.Role) -> [(path: String, card: String)] {
        paths.compactMap { path in
            guard let node = try? V4L2Node(path), node.can(role) else { return nil }
            return (path, node.identity.card)
        }
    }

    func open(_ path: String) throws(MediaError) -> any CaptureDevice {
        let node: V4L2Node
        do { node = try V4L2Node(path) } catch { throw explain(error, path) }
        guard node.can(.capture) else { throw refused(node, path) }
        do { return try V4L2Capture(node) } catch { throw explain(error, path) }
    }

    func find(_ identity: CaptureIdentity) -> String? {
        let nodes = Self.paths.compactMap { path -> (String, CaptureIdentity)? in
            guard let node = try? V4L2Node(path), node.can(.capture) else { return nil }
            return (path, node.identity)
        }
        if let same = nodes.first(where: { $0.1 == identity }) { return same.0 }
        // Plugged in elsewhere it has another bus; two of a kind cannot be told apart then.
        let alike = nodes.filter { ($0.1.card, $0.1.driver) == (identity.card, identity.driver) }
        return alike.count == 1 ? alike[0].0 : nil
    }

    /// What no errno says.
    private func refused(_ node: V4L2Node, _ path: String) -> MediaError {
        let what =
            if node.has(V4L2_CAP_META_CAPTURE) {
                "gives the camera's metadata, no pictures"
            } else if node.has(V4L2_CAP_VIDEO_OUTPUT) || node.has(V4L2_CAP_VIDEO_OUTPUT_MPLANE) {
                "takes pictures, it gives none"
            } else if node.has(V4L2_CAP_VIDEO_CAPTURE_MPLANE) {
                "gives frames in several buffers each, which cannot be read"
            } else {
                "is no camera"
            }
        let others = Self.nodes(.capture).filter { $0.path != path }
        let own = others.filter { other in (try? V4L2Node(other.path).identity.bus) == node.identity.bus }
        let offered = (own.isEmpty ? others : own).map { "\($0.path) (\($0.card))" }
        return MediaError(
            .input, "\(path): \(what) (\(node.identity.card))", call: "VIDIOC_QUERYCAP",
            hint: offered.isEmpty ? nil : "a camera is \(offered.joined(separator: ", "))")
    }

    func explain(_ error: CaptureError, _ path: String) -> MediaError {
        let (cause, hint) = Self.words(error, path)
        return MediaError(.input, "\(path): \(cause)", call: error.call, code: -error.code, hint: hint)
    }

    /// A refusal's cause and what helps.
    static func words(_ error: CaptureError, _ path: String, for role: V4L2Node.Role = .capture) -> (cause: String, hint: String?) {
        switch error.code {
        case ENOENT, ENODEV, ENXIO:
            let there = nodes(role).map { "\($0.path) (\($0.card))" },
                none = role == .capture ? "no camera is plugged in" : "sudo modprobe v4l2loopback makes one"
            return ("there is no such device", there.isEmpty ? none : "there is \(there.joined(separator: ", "))")
        case EACCES, EPERM:
            return ("no permission", "members of the group video have it: sudo usermod -aG video $USER, then log in again")
        case EBUSY:
            let users = users(of: path)
            return (
                "is busy" + (users.isEmpty ? "" : ": \(users.joined(separator: ", ")) has it open"),
                role == .capture ? "one program at a time can use a camera" : nil
            )
        case EINVAL where error.call == "VIDIOC_S_FMT" || error.call == "VIDIOC_S_PARM":
            return ("refuses its mode", "vidproc devices --modes lists what it offers")
        default: return ("\(String(cString: strerror(error.code))) (\(error.call))", nil)
        }
    }

    /// Other processes that have the device open, as far as this user may see: `ffmpeg (1234)`.
    private static func users(of path: String) -> [String] {
        var device = stat()
        guard stat(path, &device) == 0, let processes = opendir("/proc") else { return [] }
        defer { closedir(processes) }
        var users: [String] = []
        while let entry = readdir(processes) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let number = Int32(name), number != getpid(), let files = opendir("/proc/\(name)/fd") else { continue }
            defer { closedir(files) }
            while let file = readdir(files) {
                let link = withUnsafeBytes(of: file.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                var status = stat()
                guard stat("/proc/\(name)/fd/\(link)", &status) == 0, status.st_mode & S_IFMT == S_IFCHR, status.st_rdev == device.st_rdev else { continue }
                users.append("\(command(of: name)) (\(name))")
                break
            }
        }
        return users
    }

    private static func command(of process: String) -> String {
        let descriptor = Glibc.open("/proc/\(process)/comm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "process" }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
        }
    }
}
