// When frames of a file are due.
import Testing
import VideoFrame

@testable import Display

@Suite struct PresentationClockTests {
    private let millisecond: UInt64 = 1_000_000

    private func timing(_ pts: Int64?, duration: Int64 = 40) -> FrameTiming { FrameTiming(pts: pts, duration: duration, timeBase: Rational(1, 1000)) }

    @Test func framesKeepTheirDistance() {
        var clock = PresentationClock()
        #expect(clock.due(timing(1000), now: 5_000 * millisecond) == 5_000 * millisecond)
        #expect(clock.due(timing(1040), now: 5_010 * millisecond) == 5_040 * millisecond)
        #expect(clock.due(timing(1140), now: 5_090 * millisecond) == 5_140 * millisecond)
        #expect(clock.late == 0)
    }

    @Test func aFrameWithoutATimeFollowsTheOneBefore() {
        var clock = PresentationClock()
        _ = clock.due(timing(0), now: 0)
        #expect(clock.due(timing(nil), now: 0) == 40 * millisecond)
        #expect(clock.due(timing(nil), now: 0) == 80 * millisecond)
    }

    /// A little late is caught up with; what is too late moves all that follows.
    @Test func aSlowChainPlaysSlower() {
        var clock = PresentationClock()
        _ = clock.due(timing(0), now: 0)
        #expect(clock.due(timing(40), now: 90 * millisecond) == 40 * millisecond)
        #expect(clock.due(timing(80), now: 300 * millisecond) == 300 * millisecond)
        #expect(clock.due(timing(120), now: 310 * millisecond) == 340 * millisecond)
        #expect(clock.late == 1)
    }

    @Test func aPauseMovesAll() {
        var clock = PresentationClock()
        _ = clock.due(timing(0), now: 0)
        clock.shift(by: 1000 * millisecond)
        #expect(clock.due(timing(40), now: 1010 * millisecond) == 1040 * millisecond)
    }

    /// An input that is run again begins at its first time.
    @Test func timesThatJumpBeginAnew() {
        var clock = PresentationClock()
        _ = clock.due(timing(5000), now: 0)
        #expect(clock.due(timing(0), now: 7 * millisecond) == 7 * millisecond)
        #expect(clock.due(timing(40), now: 8 * millisecond) == 47 * millisecond)
    }
}
