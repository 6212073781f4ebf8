// The packets of an input's other streams on their way to the output.
import CFFmpeg

/// Hands packets to receivers, in the order read; where a run ends after so many frames only once the video has come so far, so that sound ends with the
/// picture. Used by the decoding thread.
final class OtherStreams {
    typealias Moment = (tick: Int64, base: AVRational)

    var receivers: [any PacketReceiver] = []
    /// While set every packet waits.
    var holdsAll = false
    private let waitsForVideo: Bool
    private var held: [Held] = []

    private final class Held {
        let packet: InputPacket
        let moment: Moment?

        init(_ packet: consuming InputPacket, _ moment: Moment?) {
            self.packet = packet
            self.moment = moment
        }
    }

    init(waitsForVideo: Bool) { self.waitsForVideo = waitsForVideo }

    /// Whether an edit list hides the packet: then it is no part of what is seen and heard. Sound just before the beginning stays, for its decoders need up to
    /// 80 ms (Opus, RFC 7845) to come to themselves; the output's own edit list hides it again.
    func isHidden(_ packet: AVPacket, _ base: AVRational) -> Bool {
        guard packet.flags & AV_PKT_FLAG_DISCARD != 0, packet.pts != CFFMPEG_NO_PTS else { return false }
        let end = Double(packet.pts + packet.duration) * av_q2d(base)
        return end < -0.1 || packet.pts > 0
    }

    /// Takes a copy of `packet` with `shift` added to its times. `moment` is its time before that; nil: it belongs to no time.
    func take(_ packet: borrowing InputPacket, at moment: Moment?, shift: Int64) throws(MediaError) {
        guard !receivers.isEmpty || holdsAll else { return }
        let copy = try InputPacket()
        try check(av_packet_ref(copy.pointer, packet.pointer), "av_packet_ref", .input, "packet")
        if copy.pointer.pointee.pts != CFFMPEG_NO_PTS { copy.pointer.pointee.pts += shift }
        if copy.pointer.pointee.dts != CFFMPEG_NO_PTS { copy.pointer.pointee.dts += shift }
        if holdsAll || !held.isEmpty || (waitsForVideo && moment != nil) {
            held.append(Held(copy, moment))
        } else {
            try give(copy)
        }
    }

    /// Gives what waits for a moment before `moment`; nil: all.
    func release(_ moment: Moment?) throws(MediaError) {
        guard !holdsAll, !held.isEmpty else { return }
        guard waitsForVideo, let moment else {
            for entry in held { try give(entry.packet) }
            return held.removeAll()
        }
        var rest: [Held] = []
        for entry in held {
            if let at = entry.moment, av_compare_ts(at.tick, at.base, moment.tick, moment.base) >= 0 {
                rest.append(entry)
            } else {
                try give(entry.packet)
            }
        }
        held = rest
    }

    private func give(_ packet: borrowing InputPacket) throws(MediaError) { for receiver in receivers { try receiver.receive(packet) } }

    /// Lets go of what waits for a moment that does not come.
    func forget() { held.removeAll() }
}
