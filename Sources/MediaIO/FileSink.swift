// Files, pipes and image patterns: frames in, packets out, the file complete under its final name or not there at all.
import CFFmpeg
import Glibc
import VideoFrame

/// Encodes frames and muxes them with the input's other streams. `write`, `finish`, `abandon` are for one thread; `receive` for the decoding one.
public final class FileSink: FrameSink, PacketReceiver, @unchecked Sendable {  // the container locks itself; the rest belongs to the encoding thread
    public let info: SinkInfo
    private let plan: OutputPlan
    private let container: OutputContainer
    private let encoder: VideoEncoder
    private let videoStream: Int32
    private let scratch: InputPacket
    private let shiftBase: (ticks: Int64, base: AVRational)
    private var written = 0

    /// What of the input this output cannot hold, one line each.
    public let losses: [String]

    /// Checks everything, then opens `path`.part and writes its header. Errors: usage, or side output.
    public init(path: String, options: EncoderOptions, shape: FrameShape, source: any FrameSource) throws(MediaError) {
        let file = source as? FileSource
        plan = try OutputPlan(path: path, options: options, shape: shape, source: source.info)
        container = try OutputContainer(plan: plan)
        encoder = try VideoEncoder(plan: plan, options: options, shape: shape, source: source.info)
        scratch = try InputPacket()
        let stream = try container.addStream()
        videoStream = stream.pointee.index
        try encoder.describe(stream)
        if let file {
            try container.copyStreams(of: file, video: stream, others: options.copiesStreams)
            shiftBase = (file.shift, file.info.timeBase.libav)
        } else {
            shiftBase = (0, AVRational(num: 1, den: 1))
        }
        let losesTimes = encoder.hasOneRate && file?.isVariableRate == true
        losses =
            container.losses + (losesTimes ? ["frame times are rounded to \(source.info.frameRate) frames a second: \(plan.muxerName) holds one rate"] : [])
        info = SinkInfo(
            path: path, codec: String(cString: avcodec_get_name(plan.encoder.pointee.id)), shape: shape,
            pixelFormat: av_get_pix_fmt_name(plan.pixelFormat).map { String(cString: $0) } ?? shape.format.description,
            fasterPreset: options.fasterPreset(of: plan.encoderName))
        do throws(MediaError) {
            try container.open()
        } catch {
            abandon()
            throw error
        }
        file?.setReceiver(self)
    }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        if plan.isSinglePicture && written > 0 {
            throw MediaError(.output, "\(info.path): is one picture, and there is a second frame", hint: "number them: %04d in the name, or --frames 1")
        }
        written += 1
        try encoder.send(frame)
        try drain()
    }

    private func drain() throws(MediaError) {
        while try encoder.receive(scratch.pointer) {
            encoder.stamp(scratch.pointer)
            try container.write(scratch.pointer, stream: videoStream, timeBase: encoder.timeBase)
        }
    }

    public func receive(_ packet: borrowing InputPacket) throws(MediaError) {
        guard let (input, output) = container.copyTarget(packet.streamIndex) else { return }
        let copy = try InputPacket()
        try check(av_packet_ref(copy.pointer, packet.pointer), "av_packet_ref", .output, info.path)
        let base = input.pointee.time_base, shift = av_rescale_q(shiftBase.ticks, shiftBase.base, base)
        if copy.pointer.pointee.pts != CFFMPEG_NO_PTS { copy.pointer.pointee.pts -= shift }
        if copy.pointer.pointee.dts != CFFMPEG_NO_PTS { copy.pointer.pointee.dts -= shift }
        try container.write(copy.pointer, stream: output, timeBase: base)
    }

    public func finish() throws(MediaError) {
        do throws(MediaError) {
            try complete()
        } catch {
            abandon()
            throw error
        }
    }

    private func complete() throws(MediaError) {
        try encoder.drain()
        try drain()
        try container.close()
        guard let part = plan.partPath else { return }
        let descriptor = open(part, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 {
            let code = fsync(descriptor), cause = errno
            close(descriptor)
            // A file system that cannot sync (EINVAL) still holds the file.
            if code != 0 && cause != EINVAL { throw MediaError(.output, "\(plan.path): \(String(cString: strerror(cause)))", call: "fsync", code: -cause) }
        }
        guard rename(part, plan.path) == 0 else {
            throw MediaError(.output, "\(plan.path): \(String(cString: strerror(errno)))", call: "rename", code: -errno)
        }
    }

    public func abandon() {
        if let part = plan.partPath { unlink(part) }
    }
}
