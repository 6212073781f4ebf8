// From a camera's path to its first frame: all that can be refused is refused here, before any output is opened.
import Base
import CFFmpeg
import CPlatform
import VideoFrame

/// A camera that streams in the mode that was chosen.
struct CameraOpening {
    let session: CameraSession
    let choice: CameraChoice
    let coding: CameraCoding
    let layout: StoredLayout
    let shape: FrameShape
    let controls: [(CaptureControl, Int)]

    var identity: CaptureIdentity { session.device.identity }

    /// Nanoseconds from one frame to the next.
    var interval: UInt64 { Self.interval(session.setting) }

    static func interval(_ setting: CaptureSetting) -> UInt64 {
        let rate = setting.mode.rate?.doubleValue ?? 0
        return UInt64(1e9 / (rate > 0 ? rate : 30))
    }

    init(_ path: String, _ options: CameraOptions, _ system: any CaptureSystem, _ patience: CameraPatience) throws(MediaError) {
        cffmpeg_silence()
        let device = try system.open(path)
        let formats: [CaptureFormat]
        do { formats = try device.formats(options.wish) } catch { throw system.explain(error, path) }
        let choice = try CameraChoice(formats, options.wish, path: path)
        var controls: [(CaptureControl, Int)] = []
        for (name, value) in options.controls {
            // One that switches an automatic off makes the next one settable.
            let parsed = try CaptureControl.parse(name, value, of: device.controls(), path: path)
            do { try device.set(parsed.0, to: parsed.1) } catch { throw system.explain(error, "\(path): \(parsed.0.name)") }
            controls.append(parsed)
        }
        let setting: CaptureSetting
        do {
            setting = try device.configure(choice.mode)
            session = try CameraSession(device, setting)
        } catch { throw system.explain(error, path) }
        guard setting.mode.code == choice.mode.code, setting.mode.width == choice.mode.width, setting.mode.height == choice.mode.height,
            let coding = CameraCoding.of(setting.mode.code)
        else {
            let given = "\(setting.mode.width)x\(setting.mode.height) \(setting.mode.code)"
            throw MediaError(.input, "\(path): was asked for \(choice.mode.width)x\(choice.mode.height) \(choice.mode.code) and gives \(given)")
        }
        self.choice = choice
        self.coding = coding
        self.controls = controls
        (layout, shape) = try Self.first(of: session, coding, path, system, patience)
    }

    /// Waits for a frame and learns from it what frames are.
    private static func first(
        of session: CameraSession, _ coding: CameraCoding, _ path: String, _ system: any CaptureSystem, _ patience: CameraPatience
    ) throws(MediaError) -> (StoredLayout, FrameShape) {
        let setting = session.setting, time = patience.stall(interval: interval(setting)), deadline = cplatform_nanoseconds() + time
        let decoder = coding.isCompressed ? try VideoDecoder(AV_CODEC_ID_MJPEG, path: path) : nil
        let picture = DecodedPicture(frame: try allocated(av_frame_alloc(), "av_frame_alloc", .input))
        while true {
            let event: CaptureEvent
            do { event = try session.device.next(until: deadline) } catch { throw system.explain(error, path) }
            switch event {
            case .woken: continue
            case .timedOut:
                let seconds = Rational(Int(time / 1_000_000), 1000).shortText
                throw MediaError(.input, "\(path): no frame came in \(seconds) s", hint: "it may be covered by a switch, or have no signal")
            case .frame(let buffer):
                defer { session.discard(buffer) }
                if buffer.isDamaged || buffer.byteCount == 0 { continue }
                if case .raw(let format, let swaps) = coding { return try description(format, swapsChroma: swaps, setting, path, nil) }
                guard let decoder, Self.decode(session.device.memory(buffer.index), buffer.byteCount, decoder, picture) else { continue }
                return try description(AVPixelFormat(picture.frame.pointee.format), setting, path, picture)
            }
        }
    }

    private static func decode(_ memory: UnsafeMutableRawBufferPointer, _ count: Int, _ decoder: VideoDecoder, _ picture: DecodedPicture) -> Bool {
        guard let packet = try? InputPacket() else { return false }
        packet.pointer.pointee.data = memory.baseAddress?.assumingMemoryBound(to: UInt8.self)
        packet.pointer.pointee.size = Int32(clamping: count)
        let isTaken = decoder.send(packet.pointer)
        (packet.pointer.pointee.data, packet.pointer.pointee.size) = (nil, 0)
        return isTaken && decoder.receive(into: picture.frame) == .frame
    }

    private static func description(
        _ format: AVPixelFormat, swapsChroma: Bool = false, _ setting: CaptureSetting, _ path: String, _ picture: DecodedPicture?
    ) throws(MediaError) -> (StoredLayout, FrameShape) {
        guard var layout = StoredLayout(format) else { throw MediaError(.input, "\(path): pixel format \(format.name) has no planar form of 8 to 16 bits") }
        if swapsChroma { layout = layout.swappingChroma }
        var color = setting.color.adapted(to: layout.format.family), width = setting.mode.width, height = setting.mode.height
        if let frame = picture?.frame.pointee {
            // What the picture says of itself is truer than the driver's word.
            if frame.colorspace != AVCOL_SPC_UNSPECIFIED { color.matrix = Int(frame.colorspace.rawValue) }
            (width, height) = (Int(frame.width), Int(frame.height))
        }
        if layout.isFullRange { color.range = .full }
        return (
            layout,
            FrameShape(
                format: layout.format, width: width, height: height, color: color, sampleAspect: Rational(1, 1),
                fieldOrder: setting.isInterlaced ? .topFirst : .progressive)
        )
    }
}
