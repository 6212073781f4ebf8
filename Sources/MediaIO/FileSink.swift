// Files, pipes and image patterns: frames in, packets out, the file complete under its final name or not there at all.
import CFFmpeg
import Glibc
import VideoFrame

/// What an output takes over from the run's source, read once: later the source belongs to the decoding thread.
struct SinkOrigin: Sendable {
    /// As if the sink's frames came out of it.
    let info: SourceInfo
    let hdr: HDRMetadata
    let isVariableRate: Bool

    init(_ source: any FrameSource, _ stream: StreamShape) {
        let file = source as? FileSource
        info = source.info.giving(stream)
        hdr = file?.hdr ?? HDRMetadata()
        isVariableRate = file?.isVariableRate == true
    }
}

/// Encodes frames and muxes them with the input's other streams. `receive` is for the decoding thread, all else for one thread.
public final class FileSink: FrameSink, PacketReceiver, @unchecked Sendable {  // the container locks itself; the rest belongs to the encoding thread
    public let info: SinkInfo
    private let plan: OutputPlan
    private let container: OutputContainer
    private let encoder: VideoEncoder
    private let videoStream: Int32
    private let scratch: InputPacket
    /// Frames are encoded and the packets dropped.
    private let isTrial: Bool
    private var written = 0

    /// What of the input this output cannot hold, one line each.
    public let losses: [String]
    public let streams: [String]
    public private(set) var warnings: [String] = []

    /// Checks everything and opens the encoder; nothing is written before `open()`. Errors: usage, or side output.
    public convenience init(path: String, options: EncoderOptions, stream: StreamShape, source: any FrameSource) throws(MediaError) {
        let file = source as? FileSource
        try self.init(path: path, options: options, stream: stream, from: SinkOrigin(source, stream)) { container, video throws(MediaError) in
            if let file { try container.copyStreams(of: file, video: video, shape: stream.frame, others: options.copiesStreams) }
        }
        if !isTrial { file?.addReceiver(self) }
    }

    /// The same where `addStreams` makes the container's other streams, and somebody else hands on their packets.
    init(
        path: String, options: EncoderOptions, stream: StreamShape, from origin: SinkOrigin,
        addStreams: (OutputContainer, UnsafeMutablePointer<AVStream>) throws(MediaError) -> Void
    ) throws(MediaError) {
        let shape = stream.frame
        isTrial = options.isTrial
        plan = try OutputPlan(path: path, options: options, shape: shape, source: origin.info)
        container = try OutputContainer(plan: plan)
        encoder = try VideoEncoder(plan: plan, options: options, shape: shape, source: origin.info, hdr: origin.hdr)
        scratch = try InputPacket()
        let video = try container.addStream()
        videoStream = video.pointee.index
        try encoder.describe(video)
        try addStreams(container, video)
        var losses = container.losses
        if encoder.hasOneRate && !stream.hasOneRate && origin.isVariableRate {
            losses.append("frame times are rounded to \(stream.frameRate) frames a second: \(plan.muxerName) holds one rate")
        }
        if shape.isInterlaced && !plan.saysFields {
            losses.append("which field is first is lost: \(plan.encoderName) codes progressive pictures")
        }
        self.losses = losses
        streams = container.streams
        if options.isStrict, let loss = losses.first {
            throw MediaError(
                .usage, "\(path): \(loss)",
                hint: losses.count > 1 ? "and \(losses.count - 1) more; without --strict they are warnings" : "without --strict this is a warning")
        }
        info = SinkInfo(
            path: path, codec: String(cString: avcodec_get_name(plan.encoder.pointee.id)), shape: shape,
            pixelFormat: av_get_pix_fmt_name(plan.pixelFormat).map { String(cString: $0) } ?? shape.format.description, container: plan.muxerName,
            partPath: plan.partPath, fasterPreset: options.fasterPreset(of: plan.encoderName))
    }

    /// For frames of `shape` in the source's own times.
    public convenience init(path: String, options: EncoderOptions, shape: FrameShape, source: any FrameSource) throws(MediaError) {
        var stream = source.info.stream
        stream.frame = shape
        try self.init(path: path, options: options, stream: stream, source: source)
    }

    public func open() throws(MediaError) {
        if isTrial { return }
        do throws(MediaError) {
            try container.open(plan.isMovie ? .fragments : .usual)
        } catch {
            abandon()
            throw error
        }
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
            if isTrial {
                av_packet_unref(scratch.pointer)
                continue
            }
            encoder.stamp(scratch.pointer)
            try container.write(scratch.pointer, stream: videoStream, timeBase: encoder.timeBase)
        }
    }

    public func receive(_ packet: borrowing InputPacket) throws(MediaError) {
        guard let target = container.copies[packet.streamIndex] else { return }
        let copy = try InputPacket()
        try check(av_packet_ref(copy.pointer, packet.pointer), "av_packet_ref", .output, info.path)
        switch try target.filter?.apply(to: copy.pointer, info.path) ?? .packed {
        case .packed: break
        case .nothing: return
        case .damaged: return container.countMisfit(target.output)
        }
        try container.write(copy.pointer, stream: target.output, timeBase: target.input.pointee.time_base, isCopied: true)
    }

    public func finish() throws(MediaError) {
        try encoder.drain()
        try drain()
        if isTrial { return }
        try container.close()
        warnings += container.complaints
        guard let part = plan.partPath else { return }
        guard plan.isMovie else { return try OutputFile.rename(part, to: plan.finalPath) }
        let whole = part + ".index"
        do throws(MediaError) {
            try MovieIndex(pieces: container, path: part).write(to: whole)
            try OutputFile.rename(whole, to: plan.finalPath)
            unlink(part)
        } catch {
            // The pieces are all there and play: better under the final name than not at all.
            unlink(whole)
            try OutputFile.rename(part, to: plan.finalPath)
            warnings.append("\(plan.path) is complete but left in pieces, its index not in front: \(error.message)")
        }
    }

    /// Nothing of use yet: the part goes. Else it is ended as well as it can be and stays.
    @discardableResult
    public func abandon() -> String? {
        guard let part = plan.partPath else { return nil }
        guard (container.packetCounts[videoStream] ?? 0) > 0, !plan.isSinglePicture else {
            if container.isOpened { unlink(part) }
            return nil
        }
        // Where writing has failed this fails too; what lies there plays up to its end, if an mp4's first piece has got so far.
        if (try? container.close()) == nil, plan.isMovie, !MovieIndex.isReadable(part) {
            unlink(part)
            return nil
        }
        return "what was encoded up to there is in \(part)"
    }
}
