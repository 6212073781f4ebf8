// Outputs beyond this machine: which format an address takes, and how long is waited for whoever takes it.
import CFFmpeg
import VideoFrame

/// What is known of an address before it is opened.
enum NetworkOutput {
    /// Whether libav reaches `path` by a network.
    static func isAddress(_ path: String) -> Bool { path.contains("://") && !path.hasPrefix("file://") }

    /// libav's muxer for the scheme of `path`; nil: it goes by the ending.
    static func format(_ path: String) -> String? {
        guard isAddress(path), let colon = path.firstIndex(of: ":") else { return nil }
        switch path[..<colon] {
        case "rtmp", "rtmps", "rtmpt", "rtmpe", "rtmpte", "rtmpts": return "flv"
        // Sound goes along only in a transport stream.
        case "rtp": return "rtp_mpegts"
        case "rtsp": return "rtsp"
        case "tcp", "udp", "srt", "rist": return av_guess_format(nil, path, nil) == nil ? "mpegts" : nil
        default: return nil
        }
    }

    /// What libav is told when it opens `path`, unless the address says it itself.
    static func settings(_ path: String) -> [(key: String, value: String)] {
        let known: [(scheme: String, key: String, value: String)] = [
            // Datagrams hold whole packets of a transport stream, seven of 188 bytes.
            ("udp://", "pkt_size", "1316"),
            // Seconds in which what is under way may still arrive.
            ("srt://", "linger", "3"),
        ]
        return known.filter { path.hasPrefix($0.scheme) && !path.contains("\($0.key)=") }.map { ($0.key, $0.value) }
    }

    /// What the muxer is told. `isLive`: nobody will want the first pieces later.
    static func settings(muxer: String, isLive: Bool) -> [(key: String, value: String)] {
        guard muxer == "hls" else { return [] }
        return isLive ? [("hls_list_size", "6"), ("hls_flags", "delete_segments")] : [("hls_list_size", "0"), ("hls_playlist_type", "vod")]
    }

    /// Whoever joins must wait for a key frame, and HLS cuts there: frames for two seconds; nil where that does not matter.
    static func gop(_ path: String, muxer: String, _ rate: Rational) -> Int? {
        guard isAddress(path) || muxer == "hls", rate.doubleValue > 0 else { return nil }
        return max(1, Int((rate.doubleValue * 2).rounded()))
    }
}

extension OutputContainer {
    /// From now on libav may wait so long for the other end; only for addresses.
    func allowWait() { interruption?.allow(seconds: plan.patience) }

    /// Makes waits inside libav end when they have lasted long enough.
    static func interruption(_ plan: OutputPlan, _ context: UnsafeMutablePointer<AVFormatContext>) -> InputContainer.Interruption? {
        guard NetworkOutput.isAddress(plan.path) else { return nil }
        let interruption = InputContainer.Interruption()
        context.pointee.interrupt_callback = interruption.callback
        return interruption
    }

    /// Why libav gave up, where it was for waiting too long.
    var timeout: MediaError? {
        guard let interruption, interruption.isTimedOut, let seconds = plan.patience else { return nil }
        let text = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
        return MediaError(.output, "\(plan.path): took nothing for \(text) s", call: "av_write_frame", hint: "--timeout SECONDS waits longer")
    }

    func openAddress() throws(MediaError) {
        var settings: OpaquePointer?
        defer { av_dict_free(&settings) }
        for (key, value) in NetworkOutput.settings(plan.path) { av_dict_set(&settings, key, value, 0) }
        allowWait()
        let code = avio_open2(&context.pointee.pb, plan.writingPath, AVIO_FLAG_WRITE, &context.pointee.interrupt_callback, &settings)
        if code < 0, let timeout { throw timeout }
        try check(code, "avio_open2", .output, plan.path)
        // Whoever watches waits for each frame.
        context.pointee.flags |= AVFMT_FLAG_FLUSH_PACKETS
    }
}

extension InputContainer.Interruption {
    /// For libav's contexts; the object must outlive them.
    var callback: AVIOInterruptCB {
        AVIOInterruptCB(
            callback: { argument in
                guard let argument else { return 0 }
                return Unmanaged<InputContainer.Interruption>.fromOpaque(argument).takeUnretainedValue().isDue() ? 1 : 0
            }, opaque: Unmanaged.passUnretained(self).toOpaque())
    }
}
