// What every thread of a run did when, kept in memory until the run is over.
import Base
import CPlatform
import Synchronization

/// One thing that a thread did. Times in nanoseconds of the monotonic clock.
struct TraceEvent: Sendable {
    enum Kind: Sendable {
        /// A frame's way through a stage.
        case work(frame: Int32)
        /// The sink completes its output.
        case finish
        /// A band of a frame; `from` is the track whose thread it had been dealt to, `owner` of the event the stage.
        case band(frame: Int32, band: Int32, from: Int32)
        /// Waits for the bands that other threads still compute.
        case join(frame: Int32)
        /// Waits of a stage on a ring, whose reader is the event's `owner`.
        case starved, blocked
        /// The ring before the event's `owner` now holds so many frames.
        case queue(count: Int32)
    }

    let kind: Kind
    /// A track's number.
    let owner: Int32
    let began: UInt64
    let nanoseconds: UInt64
}

/// Collects a run's events, up to a limit. Give one to a configuration, run, then `write`.
///
/// Each thread appends to a track of its own, so its lock is never fought for. At the limit the first events are kept and the rest is counted,
/// for all threads at once: what is there is complete up to one moment of the run.
public final class TraceRecorder: Sendable {
    /// About 40 bytes each, and 120 in the file.
    public static let defaultLimit = 1 << 20

    let began = cplatform_nanoseconds()
    let budget: TraceBudget
    private let tracks = Locked<[TraceTrack]>([])

    public init(limit: Int = defaultLimit) { budget = TraceBudget(limit: limit) }

    public var limit: Int { budget.limit }
    /// Events that are kept.
    public var eventCount: Int { min(budget.asked, budget.limit) }
    /// Events beyond the limit.
    public var leftOutCount: Int { max(0, budget.asked - budget.limit) }

    /// A track for a thread. A name that is taken gets a number.
    func track(_ name: String, isWorker: Bool = false) -> TraceTrack {
        tracks.withLock { tracks in
            var unique = name
            var number = 2
            while tracks.contains(where: { $0.name == unique }) {
                unique = "\(name) #\(number)"
                number += 1
            }
            let track = TraceTrack(name: unique, number: Int32(tracks.count + 1), isWorker: isWorker, budget: budget)
            tracks.append(track)
            return track
        }
    }

    var allTracks: [TraceTrack] { tracks.withLock { $0 } }
}

/// How many events there may be in all.
final class TraceBudget: Sendable {
    let limit: Int
    private let count = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    var asked: Int { count.load(ordering: .relaxed) }
    func take() -> Bool { count.wrappingAdd(1, ordering: .relaxed).oldValue < limit }
}

/// The events of one thread in the order of their ends.
final class TraceTrack: Sendable {
    let name: String
    let number: Int32
    let isWorker: Bool
    private let budget: TraceBudget
    private let chunks = Locked<[[TraceEvent]]>([])
    private static let chunkSize = 4096

    init(name: String, number: Int32, isWorker: Bool, budget: TraceBudget) {
        self.name = name
        self.number = number
        self.isWorker = isWorker
        self.budget = budget
    }

    /// Adds an event; `owner` where it is not this track. Called by the track's thread.
    func note(_ kind: TraceEvent.Kind, owner: TraceTrack? = nil, from began: UInt64, until ended: UInt64) {
        guard budget.take() else { return }
        let event = TraceEvent(kind: kind, owner: (owner ?? self).number, began: began, nanoseconds: ended &- began)
        chunks.withLock { chunks in
            if chunks.last.map({ $0.count == Self.chunkSize }) ?? true {
                var chunk: [TraceEvent] = []
                chunk.reserveCapacity(Self.chunkSize)
                chunks.append(chunk)
            }
            chunks[chunks.count - 1].append(event)
        }
    }

    var events: [[TraceEvent]] { chunks.withLock { $0 } }
}

/// The two ends of a ring.
struct RingTrace: Sendable {
    let writer: TraceTrack
    let reader: TraceTrack
}
