// HDR levels that only the pictures themselves carry.
import CFFmpeg
import Glibc

/// Finds the first frame of a stream without a run.
enum FirstFrameLevels {
    /// A decoder gives its first frame after a few packets; what gives none after so many is damaged.
    private static let packetLimit = 100

    /// Reads from where `container` stands to the first frame that can be decoded. Nil where there is none, which a run would complain about.
    static func read(_ container: InputContainer, stream index: Int) -> HDRMetadata? {
        var allocation = av_frame_alloc()
        defer { av_frame_free(&allocation) }
        // One thread: several would each want a packet before the first frame comes out.
        guard let frame = allocation, let stream = container.stream(index), let packet = try? InputPacket(),
            let decoder = try? VideoDecoder(stream: stream, path: container.path, threads: 1), decode(container, index, decoder, packet, into: frame)
        else { return nil }
        return HDRMetadata(frame: frame)
    }

    private static func decode(
        _ container: InputContainer, _ index: Int, _ decoder: VideoDecoder, _ packet: borrowing InputPacket, into frame: UnsafeMutablePointer<AVFrame>
    ) -> Bool {
        // Demuxers need not hand out what nobody asks for.
        for other in 0..<container.streamCount where other != index { container.stream(other)?.pointee.discard = AVDISCARD_ALL }
        var left = packetLimit
        var isDraining = false
        while true {
            switch decoder.receive(into: frame) {
            case .frame: return true
            case .ended: return false
            // Damage; the decoder may go on with the next packet.
            case .failed where isDraining: return false
            case .failed, .needsPacket: break
            }
            let code = left > 0 ? av_read_frame(container.context, packet.pointer) : cffmpeg_eof()
            if code >= 0 {
                if packet.streamIndex == index {
                    left -= 1
                    _ = decoder.send(packet.pointer)
                }
                av_packet_unref(packet.pointer)
            } else if code == cffmpeg_error(EAGAIN) || code == cffmpeg_invalid_data() {
                left -= 1
                usleep(1000)
            } else {
                guard !isDraining else { return false }
                isDraining = true
                decoder.drain()
            }
        }
    }
}
