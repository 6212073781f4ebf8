// From the frames' times to an encoder's ticks.
import CFFmpeg
import VideoFrame

/// Maps times to ticks of the encoder's time base: as they are where the container keeps each frame's time. Used by the encoding thread.
struct EncoderClock {
    /// Seconds per tick.
    let timeBase: AVRational
    /// Whether ticks are frames of one rate.
    let hasOneRate: Bool
    /// Ticks of a frame whose source does not say.
    private let usualDuration: Int64
    private var last = Int64.min
    private var durations: [Int64: Int64] = [:]

    /// Containers and codecs that know one frame rate alone (y4m, avi, MPEG-1 and -2, also MPEG-4 with its ticks of 16 bits) take ticks of a frame each: they
    /// would write the time base as their rate. All others take the source's time base.
    init(source: SourceInfo, plan: OutputPlan) {
        let flags = plan.muxer.pointee.flags
        // libav does not say it of mp4, whose samples each have a duration of their own.
        let keepsTimes = plan.isMovie || (flags & AVFMT_VARIABLE_FPS != 0 && flags & AVFMT_NOTIMESTAMPS == 0)
        let hasShortTicks = plan.encoder.pointee.id == AV_CODEC_ID_MPEG4 && source.timeBase.denominator > 65535
        let hasRates = [AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO].contains { $0 == plan.encoder.pointee.id }
        let rate = source.frameRate
        // 120000/1001, and what damaged files declare.
        let hasLongRate = keepsTimes && plan.encoder.pointee.id == AV_CODEC_ID_MPEG4 && rate.numerator > 65535
        if rate.numerator > 0, rate.denominator > 0, !hasLongRate, !keepsTimes || hasShortTicks || hasRates {
            timeBase = AVRational(num: Int32(clamping: rate.denominator), den: Int32(clamping: rate.numerator))
            usualDuration = 1
            hasOneRate = true
        } else {
            // For MPEG-4 without a rate that it can count in: ticks that hit the frames of nearly all rates.
            timeBase = keepsTimes && hasShortTicks || hasLongRate ? AVRational(num: 1, den: 60_000) : source.timeBase.libav
            let ticks = rate.numerator > 0 ? 1 / (rate.doubleValue * max(av_q2d(timeBase), 1e-12)) : 1
            usualDuration = max(1, Int64(min(ticks, 1e15).rounded()))
            hasOneRate = false
        }
    }

    /// The frame's tick and how many it lasts. Ticks rise: encoders refuse two frames at a time, which damaged files and coarse ticks give.
    mutating func tick(of timing: FrameTiming) -> (tick: Int64, duration: Int64) {
        let asked: Int64
        if let pts = timing.pts {
            asked = av_rescale_q(pts, timing.timeBase.libav, timeBase)
        } else {
            asked = last == Int64.min ? 0 : last + usualDuration
        }
        let tick = last == Int64.min ? asked : max(asked, last + 1)
        last = tick
        let duration = timing.duration > 0 ? max(1, av_rescale_q(timing.duration, timing.timeBase.libav, timeBase)) : usualDuration
        durations[tick] = duration
        // An encoder that changes ticks would let the table grow.
        if durations.count > 1024 { durations.removeAll(keepingCapacity: true) }
        return (tick, duration)
    }

    /// The duration of the frame at `tick`, once; 0 where unknown.
    mutating func takeDuration(at tick: Int64) -> Int64 { durations.removeValue(forKey: tick) ?? 0 }
}
