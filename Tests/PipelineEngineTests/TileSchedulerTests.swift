// Every band runs once, on a slot of its own, whoever submits.
import Base
import CPlatform
import Glibc
import Synchronization
import Testing

@testable import PipelineEngine

@Suite struct TileSchedulerTests {
    final class CountingWork: BandWork {
        let counts: [Slot]
        let slots: [Slot]
        let clashes = Atomic<Int>(0)
        final class Slot: Sendable { let value = Atomic<Int>(0) }

        init(bands: Int, slots: Int) {
            counts = (0..<bands).map { _ in Slot() }
            self.slots = (0..<slots).map { _ in Slot() }
        }

        func runBand(_ band: Int, slot: Int) {
            if slots[slot].value.wrappingAdd(1, ordering: .relaxed).oldValue != 0 { clashes.wrappingAdd(1, ordering: .relaxed) }
            spin(band % 7 == 0 ? 50_000 : 1000)
            counts[band].value.wrappingAdd(1, ordering: .relaxed)
            slots[slot].value.wrappingSubtract(1, ordering: .relaxed)
        }
    }

    @Test(arguments: [1, 2, 3, 8]) func runsEveryBandOnce(threads: Int) {
        let scheduler = TileScheduler(threads: threads, submitters: 1)
        let job = BandJob()
        for bands in [0, 1, 2, 5, 64, 200] {
            let work = CountingWork(bands: bands, slots: scheduler.slotCount)
            scheduler.run(work, bands: bands, job: job, slot: scheduler.slot(ofSubmitter: 0))
            #expect(work.counts.allSatisfy { $0.value.load(ordering: .relaxed) == 1 })
            #expect(work.clashes.load(ordering: .relaxed) == 0)
        }
        scheduler.stop()
    }

    final class MaskWork: BandWork {
        let least = Atomic<Int>(.max)

        func runBand(_ band: Int, slot: Int) {
            _ = least.min(Int(cplatform_processor_count()), ordering: .relaxed)
            spin(200_000)
        }
    }

    @Test func severalStagesShareTheWorkers() {
        let scheduler = TileScheduler(threads: 3, submitters: 4)
        let failures = Atomic<Int>(0)
        let threads = (0..<4).map { submitter in
            NamedThread("stage-\(submitter)") {
                let job = BandJob()
                for _ in 0..<200 {
                    let work = CountingWork(bands: 9, slots: scheduler.slotCount)
                    scheduler.run(work, bands: 9, job: job, slot: scheduler.slot(ofSubmitter: submitter))
                    if !work.counts.allSatisfy({ $0.value.load(ordering: .relaxed) == 1 }) { failures.wrappingAdd(1, ordering: .relaxed) }
                }
            }
        }
        for thread in threads { thread.join() }
        // However often workers were moved, they may go wherever this thread may.
        let masks = MaskWork()
        scheduler.run(masks, bands: 30, job: BandJob(), slot: scheduler.slot(ofSubmitter: 0))
        #expect(masks.least.load(ordering: .relaxed) == Int(cplatform_processor_count()))
        scheduler.stop()
        #expect(failures.load(ordering: .relaxed) == 0)
    }

    /// What moves a worker that was woken behind its submitter: it is elsewhere afterwards, and may still go everywhere.
    @Test func aThreadLeavesItsProcessor() {
        let count = cplatform_processor_count()
        var moves = 0
        for _ in 0..<20 {
            let here = cplatform_processor()
            #expect(cplatform_leave_processor(pthread_self(), here) == 0)
            if cplatform_processor() != here { moves += 1 }
        }
        // Others may be sent back by the kernel between the two.
        #expect(count == 1 || moves > 0)
        #expect(cplatform_leave_processor(pthread_self(), 1000) == 0)
        #expect(cplatform_leave_processor(pthread_self(), -1) == 0)
        #expect(cplatform_processor_count() == count)
    }

    @Test func idleWorkersSteal() {
        final class Uneven: BandWork {
            func runBand(_ band: Int, slot: Int) { spin(band < 4 ? 10_000_000 : 1000) }
        }
        let scheduler = TileScheduler(threads: 2, submitters: 1)
        let job = BandJob()
        scheduler.run(Uneven(), bands: 8, job: job, slot: scheduler.slot(ofSubmitter: 0))
        scheduler.stop()
        #expect(job.stolenBands > 0)
    }
}
