// JPEG pictures of frames for eyes that watch a run: scaled down to a size that a line carries, in the colours that a JPEG means.
import CFFmpeg
import VideoFrame

/// Makes JPEG pictures. Used by one thread at a time; what it needs is made at the first picture and kept while frames stay alike.
public final class PictureEncoder {
    /// The two contexts for frames of one shape.
    private final class Machine {
        let shape: FrameShape
        let scaler: SampleScaler
        let context: UnsafeMutablePointer<AVCodecContext>

        /// JPEG means BT.601 in full range, whatever the frames are in.
        init(shape: FrameShape, size: PlaneSize, quantizer: Int32) throws(MediaError) {
            self.shape = shape
            let (width, height) = (Int32(size.width), Int32(size.height))
            var color = shape.color
            (color.matrix, color.range) = (Int(AVCOL_SPC_SMPTE170M.rawValue), .full)
            scaler = try SampleScaler(
                shape: shape, to: AV_PIX_FMT_YUVJ420P, color: color, flags: Int32(SWS_BILINEAR), size: size, matrix: Int32(SWS_CS_ITU601))
            context = try allocated(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG)), "avcodec_alloc_context3", .output)
            (context.pointee.width, context.pointee.height, context.pointee.pix_fmt) = (width, height, AV_PIX_FMT_YUVJ420P)
            context.pointee.color_range = AVCOL_RANGE_JPEG
            context.pointee.time_base = AVRational(num: 1, den: 1000)
            // libav's threads would each hold a picture back.
            context.pointee.thread_count = 1
            context.pointee.flags |= AV_CODEC_FLAG_QSCALE
            context.pointee.global_quality = quantizer * FF_QP2LAMBDA
            var settings: OpaquePointer?
            defer { av_dict_free(&settings) }
            // Tables of its own for each picture would cost a second pass.
            av_dict_set(&settings, "huffman", "default", 0)
            try check(avcodec_open2(context, nil, &settings), "avcodec_open2", .output, "mjpeg")
        }

        deinit {
            var context: UnsafeMutablePointer<AVCodecContext>? = context
            avcodec_free_context(&context)
        }
    }

    private let longest: Int
    private let quantizer: Int32
    private let frame: UnsafeMutablePointer<AVFrame>
    private let packet: InputPacket
    private var machine: Machine?

    /// `longest`: samples of the longer side at most; smaller frames keep their size. `quantizer`: 2 (best) to 31.
    public init(longest: Int = 1280, quantizer: Int = 4) throws(MediaError) {
        self.longest = longest
        self.quantizer = Int32(clamping: quantizer)
        packet = try InputPacket()
        frame = try allocated(av_frame_alloc(), "av_frame_alloc", .output)
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
    }

    /// The size in which frames of `shape` are shown, as their samples lie: sample aspect and orientation are the viewer's business.
    public func size(of shape: FrameShape) -> PlaneSize {
        let scale = min(1, Double(longest) / Double(max(shape.width, shape.height)))
        return PlaneSize(width: max(1, Int(Double(shape.width) * scale)), height: max(1, Int(Double(shape.height) * scale)))
    }

    /// The bytes of a JPEG file, valid while `body` runs. Errors: side output.
    public func encode<Result>(_ picture: borrowing Frame, _ body: (UnsafeRawBufferPointer) -> Result) throws(MediaError) -> Result {
        let machine = try machine(for: picture.shape)
        av_frame_unref(frame)
        let size = size(of: picture.shape)
        (frame.pointee.width, frame.pointee.height) = (Int32(size.width), Int32(size.height))
        frame.pointee.format = AV_PIX_FMT_YUVJ420P.rawValue
        frame.pointee.color_range = AVCOL_RANGE_JPEG
        frame.pointee.quality = machine.context.pointee.global_quality
        try check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer", .output, "mjpeg")
        try scale(picture, by: machine)
        try check(avcodec_send_frame(machine.context, frame), "avcodec_send_frame", .output, "mjpeg")
        try check(avcodec_receive_packet(machine.context, packet.pointer), "avcodec_receive_packet", .output, "mjpeg")
        defer { av_packet_unref(packet.pointer) }
        return body(UnsafeRawBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size)))
    }

    private func machine(for shape: FrameShape) throws(MediaError) -> Machine {
        if let machine, machine.shape == shape { return machine }
        let machine = try Machine(shape: shape, size: size(of: shape), quantizer: quantizer)
        self.machine = machine
        return machine
    }

    private func scale(_ picture: borrowing Frame, by machine: Machine) throws(MediaError) {
        let data = [frame.pointee.data.0, frame.pointee.data.1, frame.pointee.data.2, frame.pointee.data.3]
        let lines = [frame.pointee.linesize.0, frame.pointee.linesize.1, frame.pointee.linesize.2, frame.pointee.linesize.3]
        try machine.scaler.scale(PlaneViews(picture), to: data, lines: lines, "mjpeg")
    }
}
