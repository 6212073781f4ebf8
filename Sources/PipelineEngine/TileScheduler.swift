// One pool of workers for the process: stages submit the bands of a frame, take part themselves, and idle workers steal.
import Base
import CPlatform
import Synchronization

/// Work that falls into independent bands.
protocol BandWork: AnyObject, Sendable {
    /// Computes one band. `slot` tells the threads apart (0 ..< scheduler.slotCount): no two calls at the same time have the same.
    func runBand(_ band: Int, slot: Int)
}

/// The bands of one submission. Reused by its stage; one submission at a time.
final class BandJob: Sendable {
    fileprivate let remaining = Atomic<Int>(0)
    fileprivate let steals = Atomic<Int>(0)
    /// When the last band was done, by the monotonic clock.
    fileprivate let finished = Atomic<UInt64>(0)
    /// The submitter's alone.
    fileprivate let wait = BriefWait()

    /// Bands that a thread took from another's deque, since the job was made.
    var stolenBands: Int { steals.load(ordering: .relaxed) }
}

/// Worker threads with a deque each. Bands are dealt to all deques in contiguous runs; an owner takes from the front, a thief from the back.
final class TileScheduler: @unchecked Sendable {  // deques have their own mutexes; `monitor` guards submitted, isStopping and writing epoch
    private struct Task {
        let work: any BandWork
        let job: BandJob
        let band: Int
        /// For the trace: who submitted the band, of which frame.
        let submitter: Int
        let frame: Int
    }

    /// Fixed-capacity queue; both ends under one mutex, held for a few loads.
    private final class WorkDeque: @unchecked Sendable {  // `monitor` guards storage; a pthread mutex, which the thread sanitizer follows
        private struct Storage {
            var tasks: [Task?]
            var head = 0
            var count = 0
        }
        private let monitor = Monitor()
        private var storage = Storage(tasks: Array(repeating: nil, count: 64))

        func append(_ task: Task) {
            monitor.withLock {
                if storage.count == storage.tasks.count {
                    storage.tasks = (0..<storage.count).map { storage.tasks[(storage.head + $0) % storage.count] } + Array(repeating: nil, count: storage.count)
                    storage.head = 0
                }
                storage.tasks[(storage.head + storage.count) % storage.tasks.count] = task
                storage.count += 1
            }
        }

        func takeFirst() -> Task? {
            monitor.withLock {
                guard storage.count > 0 else { return nil }
                let task = storage.tasks[storage.head]
                storage.tasks[storage.head] = nil
                storage.head = (storage.head + 1) % storage.tasks.count
                storage.count -= 1
                return task
            }
        }

        func takeLast() -> Task? {
            monitor.withLock {
                guard storage.count > 0 else { return nil }
                let index = (storage.head + storage.count - 1) % storage.tasks.count
                let task = storage.tasks[index]
                storage.tasks[index] = nil
                storage.count -= 1
                return task
            }
        }
    }

    private let deques: [WorkDeque]
    private let workerCount: Int
    private let monitor = Monitor(conditions: 2)
    /// Counts submissions; written under `monitor`, looked at without.
    private let epoch = Atomic<Int>(0)
    /// The last one: when, and on which processor.
    private var submission: (began: UInt64, processor: Int32) = (0, -1)
    private var isStopping = false
    private var threads: [NamedThread] = []
    /// By slot.
    private let tracks: [TraceTrack]?
    /// Kernels put who is woken beside who wakes, even where another processor is idle: a guest's idle virtual processor counts as taken away by its host. A worker
    /// that took no part in what lasted so many nanoseconds may be queued behind its submitter.
    private static let amiss: UInt64 = 100_000
    /// Threads are moved one at a time: while one is, the processors that it may use are not its own.
    private let isMoving = Atomic<Bool>(false)
    private static let hasWork = 0
    private static let hasFinished = 1

    /// `threads` compute at once when one stage submits: `threads - 1` workers and the submitter. `submitters` stage threads share the pool; they have a
    /// track each when the run is traced.
    init(threads count: Int, submitters: Int, trace: (recorder: TraceRecorder, submitters: [TraceTrack])? = nil) {
        precondition(count >= 1 && submitters >= 1)
        workerCount = count - 1
        deques = (0..<(count - 1 + submitters)).map { _ in WorkDeque() }
        let names = (0..<workerCount).map { "worker-\($0)" }
        tracks = trace.map { trace in names.map { trace.recorder.track($0, isWorker: true) } + trace.submitters }
        for slot in 0..<workerCount {
            threads.append(NamedThread(names[slot]) { [unowned self] in self.work(slot: slot) })
        }
    }

    /// Stops and joins the workers. All submissions must have returned.
    func stop() {
        monitor.lock()
        isStopping = true
        monitor.broadcast(Self.hasWork)
        monitor.unlock()
        for thread in threads { thread.join() }
        threads = []
    }

    /// Threads that compute at once when one stage submits.
    var threadCount: Int { workerCount + 1 }
    var slotCount: Int { deques.count }
    /// The slot of submitter `index`, for `run`.
    func slot(ofSubmitter index: Int) -> Int { workerCount + index }

    /// Computes all `bands` of `work` and returns. Call from the thread that owns `slot`. `frame` is for the trace.
    func run(_ work: any BandWork, bands: Int, job: BandJob, slot: Int, frame: Int = 0) {
        guard bands > 1, workerCount > 0 else {
            for band in 0..<bands { compute(Task(work: work, job: job, band: band, submitter: slot, frame: frame), slot: slot, from: slot) }
            return
        }
        job.remaining.store(bands, ordering: .relaxed)
        let sharers = workerCount + 1
        for band in 0..<bands {
            let share = band * sharers / bands
            deques[share == 0 ? slot : share - 1].append(Task(work: work, job: job, band: band, submitter: slot, frame: frame))
        }
        let began = cplatform_nanoseconds()
        monitor.lock()
        submission = (began, cplatform_processor())
        epoch.wrappingAdd(1, ordering: .releasing)
        // Without the lock, or who is woken at once would wait for it.
        monitor.unlock()
        monitor.broadcast(Self.hasWork)
        var own = 0
        while job.remaining.load(ordering: .acquiring) > 0 {
            if let (task, owner) = take(slot: slot) {
                run(task, slot: slot, from: owner)
                own += 1
                continue
            }
            guard job.remaining.load(ordering: .acquiring) > 0 else { break }
            let began = cplatform_nanoseconds()
            job.wait.look(from: began) { job.remaining.load(ordering: .acquiring) == 0 }
            monitor.lock()
            while job.remaining.load(ordering: .acquiring) > 0 { monitor.wait(Self.hasFinished) }
            monitor.unlock()
            job.wait.note(from: began, until: job.finished.load(ordering: .relaxed))
            if let tracks { tracks[slot].note(.join(frame: Int32(truncatingIfNeeded: frame)), from: began, until: cplatform_nanoseconds()) }
        }
        if own >= bands, cplatform_nanoseconds() > began + Self.amiss {
            let here = cplatform_processor()
            move { for thread in threads { thread.leave(processor: here) } }
        }
    }

    private func move(_ body: () -> Void) {
        guard !isMoving.exchange(true, ordering: .acquiring) else { return }
        body()
        isMoving.store(false, ordering: .releasing)
    }

    private func work(slot: Int) {
        var seen = 0
        let wait = BriefWait(), thread = pthread_self()
        var limit = BriefWait.limit
        while true {
            while let (task, owner) = take(slot: slot) { run(task, slot: slot, from: owner) }
            let began = cplatform_nanoseconds()
            wait.look(from: began, limit: limit) { epoch.load(ordering: .acquiring) != seen }
            monitor.lock()
            while epoch.load(ordering: .relaxed) == seen && !isStopping { monitor.wait(Self.hasWork) }
            seen = epoch.load(ordering: .relaxed)
            wait.note(from: began, until: submission.began, limit: limit)
            let isDone = isStopping, taken = submission.processor
            monitor.unlock()
            if isDone { return }
            limit = BriefWait.limit
            if cplatform_processor() == taken {
                // Moving costs as much as sleeping and waking, and the next sleep would lead back: the next wait may be longer.
                move { _ = cplatform_leave_processor(thread, taken) }
                limit *= 10
            }
        }
    }

    /// A task and the slot that it had been dealt to.
    private func take(slot: Int) -> (Task, Int)? {
        if let task = deques[slot].takeFirst() { return (task, slot) }
        for step in 1..<max(2, deques.count) {
            let other = (slot + step) % deques.count
            if let task = deques[other].takeLast() { return (task, other) }
        }
        return nil
    }

    private func compute(_ task: Task, slot: Int, from owner: Int) {
        guard let tracks else { return task.work.runBand(task.band, slot: slot) }
        let began = cplatform_nanoseconds()
        task.work.runBand(task.band, slot: slot)
        let kind = TraceEvent.Kind.band(frame: Int32(truncatingIfNeeded: task.frame), band: Int32(truncatingIfNeeded: task.band), from: tracks[owner].number)
        tracks[slot].note(kind, owner: tracks[task.submitter], from: began, until: cplatform_nanoseconds())
    }

    private func run(_ task: Task, slot: Int, from owner: Int) {
        if owner != slot { task.job.steals.wrappingAdd(1, ordering: .relaxed) }
        compute(task, slot: slot, from: owner)
        task.job.finished.store(cplatform_nanoseconds(), ordering: .relaxed)
        if task.job.remaining.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue == 1 {
            // Who has looked and not slept yet holds the lock.
            monitor.lock()
            monitor.unlock()
            monitor.broadcast(Self.hasFinished)
        }
    }
}
