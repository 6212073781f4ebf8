// Runs a filter's frame program: its phases on the scheduler's threads, then the input put back where the placement does not cover.
import CPlatform
import Filters
import KernelInterface
import Kernels
import Synchronization
import VideoFrame

/// One filter that sees whole frames. `process` is for the stage's own thread; tasks run on the scheduler's.
final class FrameStage: FrameProcessor, @unchecked Sendable {  // `phase` and `pass` change only between the phases, on the stage's thread
    let instances: [FilterInstance]
    let outputShape: FrameShape
    private(set) var bands = 1
    private let program: any FrameProgram
    private let pool: FramePool
    private let scheduler: TileScheduler
    private let slot: Int
    private let job = BandJob()
    /// By plane; nil for everywhere.
    private let masks: [PlacementMask]?
    private let mix: MixKernel
    private let nanoseconds = Atomic<UInt64>(0)
    private var pass: FramePass?
    private var phase = 0
    private let held: HeldFrames
    private let place: Int
    private let findings: FindingsRecorder?

    private enum Restoring { static let phase = -1, rows = 64 }

    /// `place` is the filter's in the chain. Errors: a region that does not lie on the frame, or any placement of a filter that changes the frames' shape.
    init(
        instance: FilterInstance, program: any FrameProgram, shape: FrameShape, kernels: KernelTable, pool: FramePool, scheduler: TileScheduler,
        submitter: Int, place: Int = 0, findings: FindingsRecorder? = nil
    ) throws(FilterError) {
        instances = [instance]
        self.program = program
        self.pool = pool
        self.scheduler = scheduler
        outputShape = program.outputShape
        slot = scheduler.slot(ofSubmitter: submitter)
        held = HeldFrames(program.reach)
        self.place = place
        self.findings = findings
        if outputShape != shape { try instance.refusePlacement() }
        masks = try instance.masks(for: shape)
        mix = shape.format.bytesPerSample == 1 ? kernels.mix8 : kernels.mix16
    }

    var filterSeconds: [Double] { [Double(nanoseconds.load(ordering: .relaxed)) / 1e9] }
    var steals: Int { job.stolenBands }
    var heldFrames: Int { program.reach.before + program.reach.after }

    func process(_ frame: consuming Frame) -> Frame {
        precondition(program.reach.after == 0, "a program that looks ahead gives no frame at once")
        guard instances[0].placement.isActive(at: frame.timing) else {
            held.removeAll()
            return frame
        }
        if held.isBroken(by: frame.timing) { held.removeAll() }
        held.append(frame)
        return filterNext()
    }

    func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Bool) -> Bool {
        if program.reach.after == 0 { return emit(process(frame)) }
        let isActive = instances[0].placement.isActive(at: frame.timing)
        if !isActive || held.isBroken(by: frame.timing) { guard finish(emit) else { return false } }
        if !isActive { return emit(frame) }
        held.append(frame)
        return held.waiting <= program.reach.after ? true : emit(filterNext())
    }

    func recall(_ memories: [PlaneView], after sequence: Int) {
        program.recall(memories)
        held.resume(after: sequence)
    }

    func finish(_ emit: (consuming Frame) -> Bool) -> Bool {
        while held.waiting > 0 { guard emit(filterNext()) else { return false } }
        held.removeAll()
        return true
    }

    /// Filters the first frame that waits.
    private func filterNext() -> Frame {
        let source = held.next()
        defer { held.didFilterNext() }
        var planes = PlaneSet(), outputs = PlaneViews()
        for plane in 0..<outputShape.format.planeCount {
            if program.writes(plane: plane) {
                let made = pool.plane(size: outputShape.size(ofPlane: plane), bytesPerSample: outputShape.format.bytesPerSample)
                outputs[plane] = made.view
                planes.set(plane, made)
            } else {
                planes.set(plane, source.planes.share(plane))
            }
        }
        let timing = source.timing
        let pass = FramePass(input: source.views, output: outputs, timing: timing, isFirst: held.isFirst, window: held.window, masks: masks)
        self.pass = pass
        let phases = program.begin(pass)
        for phase in 0..<phases {
            self.phase = phase
            let count = program.taskCount(pass, phase: phase)
            bands = max(bands, count)
            scheduler.run(self, bands: count, job: job, slot: slot, frame: timing.sequence)
        }
        if let findings, let found = program.findings {
            findings.add(masks.map { found.within($0[0]) } ?? found, of: instances[0].name, at: place, timing)
        }
        if masks != nil {
            phase = Restoring.phase
            scheduler.run(self, bands: restoringTasks, job: job, slot: slot, frame: timing.sequence)
        }
        return Frame(shape: outputShape, timing: timing, planes: planes, properties: source.properties?.share())
    }

    /// Puts the input's samples back where the placement does not cover, and mixes them in at its soft borders, in the rows of a task.
    private func restore(_ pass: FramePass, task: Int) {
        guard let masks else { return }
        let bytes = outputShape.format.bytesPerSample
        for (plane, mask) in masks.enumerated() where program.writes(plane: plane) {
            for y in FrameProgramRequest.rows(task, of: restoringTasks, height: mask.size.height) {
                let to = pass.output[plane].row(y)
                RowCall.with(pass.input[plane].row(y), to, output: to, count: mask.size.width) {
                    mask.place($0, row: y, bytesPerSample: bytes, kernel: mix)
                }
            }
        }
    }

    private var restoringTasks: Int { (outputShape.height + Restoring.rows - 1) / Restoring.rows }
}

extension FrameStage: BandWork {
    func runBand(_ band: Int, slot: Int) {
        guard let pass else { preconditionFailure("tasks run only while a frame is processed") }
        let began = cplatform_nanoseconds()
        if phase == Restoring.phase {
            restore(pass, task: band)
        } else {
            program.run(pass, phase: phase, task: band, worker: slot)
        }
        nanoseconds.wrappingAdd(cplatform_nanoseconds() - began, ordering: .relaxed)
    }
}
