// What became of the frames that a window was given.
import Base
import Histogram
import PipelineEngine

/// Counts of a window's frames so far.
public struct ShownFigures: Sendable {
    /// Frames that came onto the screen.
    public var shown = 0
    /// Frames that a newer one replaced before the display was ready, and those that came while the picture stood still.
    public var skipped = 0
    /// Frames of a file that came too late for their time; they were shown at once.
    public var late = 0
    /// Frames a second on the screen during the last second or so.
    public var fps = 0.0
    /// Milliseconds of the window's thread for a frame: conversion, upload, drawing; waiting for the display left out where it is told apart.
    public var work = LatencyReport()
    /// Milliseconds from a frame's leaving its source until the display had it; of a file that is played from when it was due.
    public var latency = LatencyReport()
    /// Whether frames are shown at their own times.
    public var isPlayed = false
    /// SDL's name of what draws: `opengl`, `software`; empty before the window is open.
    public var renderer = ""

    /// What `latency` is.
    public var latencyWords: String { isPlayed ? "behind its time" : "source to screen" }
}

/// Collects them. Any thread.
final class FigureCounter: Sendable {
    private struct State: Sendable {
        var figures = ShownFigures()
        /// Microseconds.
        var latency = Histogram<UInt32>(numberOfSignificantValueDigits: .two)
        var work = Histogram<UInt32>(numberOfSignificantValueDigits: .two)
        /// Monotonic nanoseconds and frames shown when the rate was last taken.
        var rated: (clock: UInt64, shown: Int)?
    }

    private let state = Locked(State())

    func began(renderer: String) { state.withLock { $0.figures.renderer = renderer } }
    func plays(_ isPlayed: Bool) { state.withLock { $0.figures.isPlayed = isPlayed } }
    func skip() { state.withLock { $0.figures.skipped += 1 } }
    func late(_ count: Int) { state.withLock { $0.figures.late = count } }

    /// A frame that left its source or was due at `arrival` is on the screen at `now`, after so much work; monotonic nanoseconds.
    func show(arrival: UInt64, now: UInt64, work: UInt64) {
        state.withLock { state in
            state.figures.shown += 1
            _ = state.latency.record((now &- min(arrival, now)) / 1000)
            _ = state.work.record(work / 1000)
            guard let rated = state.rated else {
                state.rated = (now, state.figures.shown)
                return
            }
            guard now - rated.clock >= 1_000_000_000 else { return }
            state.figures.fps = Double(state.figures.shown - rated.shown) * 1e9 / Double(now - rated.clock)
            state.rated = (now, state.figures.shown)
        }
    }

    var current: ShownFigures {
        state.withLock { state in
            var figures = state.figures
            figures.latency = LatencyReport(state.latency)
            figures.work = LatencyReport(state.work)
            return figures
        }
    }
}
