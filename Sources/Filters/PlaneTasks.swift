// How the rows of several planes are dealt to a program's tasks.
import VideoFrame

/// Rows of planes, cut into tasks of nearly the same number of samples.
struct PlaneTasks: Sendable {
    let tasks: [(plane: Int, rows: Range<Int>)]

    /// About `count` tasks for the first plane and as many samples in each for the others; edges at multiples of `unit` rows.
    init(shape: FrameShape, planes: [Int], count: Int, unit: Int = 1) {
        var tasks: [(plane: Int, rows: Range<Int>)] = []
        let whole = max(1, shape.width * shape.height)
        for plane in planes {
            let size = shape.size(ofPlane: plane)
            let parts = max(1, (size.width * size.height * count + whole - 1) / whole)
            for part in 0..<parts {
                let rows = FrameProgramRequest.rows(part, of: parts, height: size.height, unit: unit)
                if !rows.isEmpty { tasks.append((plane, rows)) }
            }
        }
        self.tasks = tasks
    }

    var count: Int { tasks.count }
    subscript(task: Int) -> (plane: Int, rows: Range<Int>) { tasks[task] }
}
