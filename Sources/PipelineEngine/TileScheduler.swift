// One pool of workers for the process: stages submit the bands of a frame, take part themselves, and idle workers steal.
import Base
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

    /// Bands that a thread took from another's deque, since the job was made.
    var stolenBands: Int { steals.load(ordering: .relaxed) }
}

/// Worker threads with a deque each. Bands are dealt to all deques in contiguous runs; an owner takes from the front, a thief from the back.
final class TileScheduler: @unchecked Sendable {  // deques have their own mutexes; `monitor` guards epoch and isStopping
    private struct Task {
        let work: any BandWork
        let job: BandJob
        let band: Int
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
    private var epoch = 0
    private var isStopping = false
    private var threads: [NamedThread] = []
    private static let hasWork = 0
    private static let hasFinished = 1

    /// `threads` compute at once when one stage submits: `threads - 1` workers and the submitter. `submitters` stage threads share the pool.
    init(threads count: Int, submitters: Int) {
        precondition(count >= 1 && submitters >= 1)
        workerCount = count - 1
        deques = (0..<(count - 1 + submitters)).map { _ in WorkDeque() }
        for slot in 0..<workerCount {
            threads.append(NamedThread("worker-\(slot)") { [unowned self] in self.work(slot: slot) })
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

    /// Computes all `bands` of `work` and returns. Call from the thread that owns `slot`.
    func run(_ work: any BandWork, bands: Int, job: BandJob, slot: Int) {
        guard bands > 1, workerCount > 0 else {
            for band in 0..<bands { work.runBand(band, slot: slot) }
            return
        }
        job.remaining.store(bands, ordering: .relaxed)
        let sharers = workerCount + 1
        for band in 0..<bands {
            let share = band * sharers / bands
            deques[share == 0 ? slot : share - 1].append(Task(work: work, job: job, band: band))
        }
        monitor.lock()
        epoch &+= 1
        monitor.broadcast(Self.hasWork)
        monitor.unlock()
        while job.remaining.load(ordering: .acquiring) > 0 {
            if let (task, isStolen) = take(slot: slot) {
                run(task, slot: slot, isStolen: isStolen)
                continue
            }
            monitor.lock()
            while job.remaining.load(ordering: .acquiring) > 0 { monitor.wait(Self.hasFinished) }
            monitor.unlock()
        }
    }

    private func work(slot: Int) {
        var seen = 0
        while true {
            while let (task, isStolen) = take(slot: slot) { run(task, slot: slot, isStolen: isStolen) }
            monitor.lock()
            while epoch == seen && !isStopping { monitor.wait(Self.hasWork) }
            seen = epoch
            let isDone = isStopping
            monitor.unlock()
            if isDone { return }
        }
    }

    private func take(slot: Int) -> (Task, Bool)? {
        if let task = deques[slot].takeFirst() { return (task, false) }
        for step in 1..<max(2, deques.count) {
            if let task = deques[(slot + step) % deques.count].takeLast() { return (task, true) }
        }
        return nil
    }

    private func run(_ task: Task, slot: Int, isStolen: Bool) {
        if isStolen { task.job.steals.wrappingAdd(1, ordering: .relaxed) }
        task.work.runBand(task.band, slot: slot)
        if task.job.remaining.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue == 1 {
            monitor.lock()
            monitor.broadcast(Self.hasFinished)
            monitor.unlock()
        }
    }
}
