// What one stage counts while it runs: frames, working time, latency. Costs two clock readings a frame.
import Base
import CPlatform
import Histogram
import VideoFrame

/// Counters of one stage. Written by its thread, read by any.
final class StageMetrics: Sendable {
    struct Values: Sendable {
        var frames = 0
        /// Nanoseconds between taking a frame and having it ready to hand on.
        var busy: UInt64 = 0
        /// When the stage saw its end, monotonic nanoseconds; 0 while it runs.
        var ended: UInt64 = 0
        /// Microseconds.
        var latency = Histogram<UInt32>(numberOfSignificantValueDigits: .two)
    }

    private let values = Locked(Values())

    func note(busy nanoseconds: UInt64, frames: Int = 1) {
        values.withLock {
            $0.frames += frames
            $0.busy += nanoseconds
            if frames > 0 { $0.latency.record(nanoseconds / 1000) }
        }
    }

    func noteEnd() { values.withLock { $0.ended = cplatform_nanoseconds() } }

    var frames: Int { values.withLock { $0.frames } }
    var current: (frames: Int, busy: UInt64, ended: UInt64, latency: LatencyReport) {
        values.withLock { ($0.frames, $0.busy, $0.ended, LatencyReport($0.latency)) }
    }
}

extension LatencyReport {
    package init(_ histogram: Histogram<UInt32>) {
        guard histogram.totalCount > 0 else {
            self.init()
            return
        }
        func milliseconds(_ percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) / 1000 }
        self.init(p50: milliseconds(50), p95: milliseconds(95), p99: milliseconds(99))
    }
}
