// Which file of a cut recording a moment belongs to: a grid over the stream's time, the same for pictures and sound.
import CFFmpeg
import VideoFrame

/// Pure arithmetic. Numbers count from 0.
struct SegmentClock: Sendable {
    /// Of each file.
    let microseconds: Int64
    /// Where the first file begins.
    let origin: (ticks: Int64, base: AVRational)

    /// The file of a moment.
    func number(_ ticks: Int64, _ base: AVRational) -> Int {
        let unit = cffmpeg_microseconds()
        let passed = av_rescale_q(ticks, base, unit) - av_rescale_q(origin.ticks, origin.base, unit)
        return Int(max(0, passed / microseconds))
    }

    /// Microseconds from a file's beginning to a moment; negative before it.
    func position(_ ticks: Int64, _ base: AVRational, in number: Int) -> Int64 {
        let unit = cffmpeg_microseconds()
        return av_rescale_q(ticks, base, unit) - av_rescale_q(origin.ticks, origin.base, unit) - Int64(number) * microseconds
    }

    /// What is taken off the times in a file, so that each begins where the first did.
    func shift(_ number: Int, _ base: AVRational) -> Int64 { av_rescale_q(Int64(number) * microseconds, cffmpeg_microseconds(), base) }
}
