// A camera that has gone: how it is found again, and what is given meanwhile.
import CPlatform
import Glibc
import VideoFrame

/// From the loss of a camera until it gives frames again.
struct CameraAbsence {
    /// When it is looked for, and how long after that again; monotonic nanoseconds.
    var retryAt: UInt64
    var pause: UInt64
    /// When the last frame is given once more.
    var repeatAt: UInt64
    var isMarked = false

    /// After an attempt that failed.
    mutating func postpone(_ patience: CameraPatience) {
        retryAt = cplatform_nanoseconds() + pause
        pause = min(pause * 2, patience.longestRetry)
    }
}

extension CameraSource {
    func beginAbsence(_ cause: MediaError, _ patience: CameraPatience) {
        // Lost again before it gave a frame: told once.
        if var absence {
            absence.postpone(patience)
            self.absence = absence
            return
        }
        let now = cplatform_nanoseconds()
        absence = CameraAbsence(retryAt: now + patience.firstRetry, pause: min(patience.firstRetry * 2, patience.longestRetry), repeatAt: now)
        options.tell("\(cause.message); waiting for \(identity.card) to come back")
    }

    /// Looks for the camera when it is time to.
    func comeBack() {
        guard var absence, cplatform_nanoseconds() >= absence.retryAt else { return }
        if let found = reopened() {
            session = found
            current.withLock { $0 = found }
            heard = cplatform_nanoseconds()
        } else {
            wait(&absence)
            self.absence = absence
        }
    }

    /// The camera at its own path, or where it lies now, in the mode that it had; nil: not yet.
    private func reopened() -> CameraSession? {
        for place in [path, system.find(identity)].compactMap({ $0 }) {
            guard let device = try? system.open(place), (device.identity.card, device.identity.driver) == (identity.card, identity.driver) else { continue }
            // One that it has no more is left alone.
            for (control, value) in controls { try? device.set(control, to: value) }
            guard let setting = try? device.configure(mode),
                (setting.mode.code, setting.mode.width, setting.mode.height) == (mode.code, mode.width, mode.height)
            else { continue }
            if let session = try? CameraSession(device, setting) { return session }
        }
        return nil
    }

    /// A frame has come.
    func returned() {
        guard absence != nil else { return }
        absence = nil
        options.tell("\(path): \(identity.card) is back")
    }

    /// The last frame once more, when it is time to.
    func repeated(at now: UInt64) -> Frame? {
        guard var absence, now >= absence.repeatAt, var frame = last.take() else { return nil }
        if !absence.isMarked {
            frame = copied(frame)
            mark(frame)
            absence.isMarked = true
        }
        absence.repeatAt = max(now, absence.repeatAt + interval)
        self.absence = absence
        let once = shared(frame, timing: timing(now))
        last = consume frame
        return once
    }

    /// A white square in the top left corner.
    private func mark(_ frame: borrowing Frame) {
        let shape = frame.shape, side = max(4, min(shape.width, shape.height) / 24)
        for plane in 0..<shape.format.colorPlaneCount {
            let view = frame.view(plane), isChroma = shape.format.isChroma(plane: plane)
            let value = isChroma ? shape.neutral : shape.white
            let columns = (side / (isChroma ? 1 << shape.format.chromaShiftX : 1)), rows = side / (isChroma ? 1 << shape.format.chromaShiftY : 1)
            for y in min(rows, view.size.height)..<min(2 * rows, view.size.height) {
                for x in min(columns, view.size.width)..<min(2 * columns, view.size.width) {
                    if shape.format.bytesPerSample == 2 {
                        view.row(y).storeBytes(of: UInt16(value), toByteOffset: 2 * x, as: UInt16.self)
                    } else {
                        view.row(y).storeBytes(of: UInt8(value), toByteOffset: x, as: UInt8.self)
                    }
                }
            }
        }
    }

    /// The same planes under another time.
    func shared(_ frame: borrowing Frame, timing: FrameTiming) -> Frame {
        var planes = PlaneSet()
        for plane in 0..<frame.shape.format.planeCount { planes.set(plane, frame.planes.share(plane)) }
        return Frame(shape: frame.shape, timing: timing, planes: planes, properties: frame.shareProperties())
    }

    /// The same samples in memory of ours.
    func copied(_ frame: borrowing Frame) -> Frame {
        let planes = pool.planes(for: frame.shape)
        for plane in 0..<frame.shape.format.planeCount {
            let from = frame.view(plane), to = planes.view(plane)
            for y in 0..<to.size.height { memcpy(to.row(y), from.row(y), to.size.width * frame.shape.format.bytesPerSample) }
        }
        return Frame(shape: frame.shape, timing: frame.timing, planes: planes, properties: frame.shareProperties())
    }
}
