// What a source does besides its pictures: the packets of the other streams, and how many frames are to come.
import CFFmpeg
import VideoFrame

extension FileSource {
    /// After the last wanted frame: the other streams' packets up to the same moment are still to come.
    func readRest() throws(MediaError) {
        isDrained = true
        guard let end = span.endTick, !others.receivers.isEmpty else { return }
        while try container.read(packet) >= 0 {
            defer { av_packet_unref(packet.pointer) }
            if packet.streamIndex == videoIndex {
                if packet.pointer.pointee.dts != CFFMPEG_NO_PTS && packet.pointer.pointee.dts >= end { break }
            } else {
                try handOn()
            }
        }
        try others.release((end, span.timeBase))
        others.forget()
    }

    /// Hands on the packet just read if it lies within the wanted part, its times moved as the video's are.
    func handOn() throws(MediaError) {
        guard let stream = container.stream(packet.streamIndex) else { return }
        let base = stream.pointee.time_base, raw = packet.pointer
        let stamp = raw.pointee.pts == CFFMPEG_NO_PTS ? raw.pointee.dts : raw.pointee.pts
        let isPicture = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
        if stamp != CFFMPEG_NO_PTS && !isPicture {
            if others.isHidden(raw.pointee, base) { return }
            if span.isBeforeStart(stamp, base) || span.isAtEnd(stamp, base) || span.overlapsLastPass(stamp, base) { return }
            // Its beginning, not its end: sound that hangs over by a part of a packet shall not hold the pictures up.
            span.reach(stamp + 1, base)
        }
        try others.take(packet, at: stamp == CFFMPEG_NO_PTS || isPicture ? nil : (stamp, base), shift: isPicture ? 0 : span.shift(in: base))
    }

    static func expectedFrames(
        _ context: UnsafeMutablePointer<AVFormatContext>, _ stream: UnsafeMutablePointer<AVStream>, _ options: SourceOptions
    ) -> Int? {
        var expected = stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil
        let rate = av_q2d(stream.pointee.avg_frame_rate)
        let total = context.pointee.duration > 0 ? Double(context.pointee.duration) / 1e6 : nil
        if let total, rate > 0 {
            let start = Double(options.startMicroseconds ?? 0) / 1e6
            let wanted = min(options.durationMicroseconds.map { Double($0) / 1e6 } ?? .infinity, max(0, total - start))
            if expected == nil || options.startMicroseconds != nil || options.durationMicroseconds != nil { expected = Int((wanted * rate).rounded()) }
        }
        if let once = expected { expected = options.passes.map { once * $0 } }
        if let frames = options.frames { expected = min(expected ?? frames, frames) }
        return expected
    }
}
