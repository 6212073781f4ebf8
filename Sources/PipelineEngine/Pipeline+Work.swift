// What each thread of a run does: from the source, through the filters, into the sink.
import CPlatform
import MediaIO
import VideoFrame

extension Pipeline {
    func decode() {
        while !isStopping {
            let began = cplatform_nanoseconds(), waited = source.waited
            do throws(MediaError) {
                guard var frame = try source.next() else { break }
                let now = cplatform_nanoseconds()
                note(stages[0], frame: frame.timing.sequence, from: min(now, began + (source.waited - waited)), until: now)
                digest(0, frame)
                if let pacer {
                    pacer.wait(for: frame.timing)
                    // A camera would have it only now.
                    frame.timing.arrival = cplatform_nanoseconds()
                }
                frame.timing.chainVersion = versions.take()
                guard rings[0].push(.frame(frame), dropping: drop) else { return }
            } catch {
                let failure = PipelineError(stage: "decode", cause: error)
                guard source.info.isLive else { return fail(failure) }
                // What a camera has given comes never again: it is made a whole of.
                sourceFailure.withLock { $0 = failure }
                break
            }
        }
        _ = rings[0].push(.end)
    }

    func filter(_ index: Int) {
        let stage = stages[index], runner = StageRunner(versions, stage: index - 1)
        var count = 0
        while let item = rings[index - 1].pop() {
            switch consume item {
            case .frame(var frame):
                if index == 1 { guard admit(&frame, &count) else { continue } }
                let number = frame.timing.sequence
                var began = cplatform_nanoseconds()
                let goesOn = runner.feed(frame) { result in
                    note(stage, frame: number, from: began, until: cplatform_nanoseconds())
                    digest(index, result)
                    defer { began = cplatform_nanoseconds() }
                    return rings[index].push(.frame(result))
                }
                guard goesOn else { return }
            case .end:
                var began = cplatform_nanoseconds()
                let goesOn = runner.finish { result in
                    note(stage, frame: result.timing.sequence, from: began, until: cplatform_nanoseconds())
                    digest(index, result)
                    defer { began = cplatform_nanoseconds() }
                    return rings[index].push(.frame(result))
                }
                if goesOn { _ = rings[index].push(.end) }
                return
            }
        }
    }

    func encode(_ index: Int) {
        let stage = stages[index]
        var count = 0
        while let item = rings[index - 1].pop() {
            let began = cplatform_nanoseconds()
            do throws(MediaError) {
                switch consume item {
                case .frame(var frame):
                    if index == 1 { guard admit(&frame, &count) else { continue } }
                    let arrival = frame.timing.arrival, number = frame.timing.sequence, waited = sink.waited
                    try sink.write(frame)
                    let now = cplatform_nanoseconds()
                    note(stage, frame: number, from: min(now, began + (sink.waited - waited)), until: now)
                    endToEnd.withLock { _ = $0.record((now &- arrival) / 1000) }
                case .end:
                    try sink.finish()
                    let now = cplatform_nanoseconds()
                    stage.metrics.note(busy: now - began, frames: 0)
                    stage.track?.note(.finish, from: began, until: now)
                    return
                }
            } catch {
                return fail(PipelineError(stage: stage.name, cause: error))
            }
        }
    }

    /// Behind the place where frames are dropped: whether this one is still worth the work. `count` numbers those that are, for to what comes after the others
    /// have never been; without, filters over time would begin anew at each gap.
    private func admit(_ frame: inout Frame, _ count: inout Int) -> Bool {
        guard drop != .never || maxAge != nil else { return true }
        if let maxAge, cplatform_nanoseconds() &- frame.timing.arrival > maxAge, !isStopping {
            lateFrames.wrappingAdd(1, ordering: .relaxed)
            return false
        }
        frame.timing.sequence = count
        count += 1
        return true
    }

    /// Frames that left the source and went no further, because others were younger or they were too old.
    var droppedFrames: Int { rings[0].statistics.dropped + lateFrames.load(ordering: .relaxed) }

    private func digest(_ stage: Int, _ frame: borrowing Frame) { if stage < stageDigests.count { stageDigests[stage].digest.add(frame) } }

    private func note(_ stage: Stage, frame: Int, from began: UInt64, until ended: UInt64) {
        stage.metrics.note(busy: ended - began)
        stage.track?.note(.work(frame: Int32(truncatingIfNeeded: frame)), from: began, until: ended)
    }
}
