// Between libav's display matrix and the quarter turns that filters know.
import CFFmpeg
import VideoFrame

extension Orientation {
    /// Of the stream's display matrix. Nil: it does more than quarter turns and mirroring.
    init?(stream: UnsafeMutablePointer<AVStream>) {
        self = .upright
        for item in StreamSideData(stream) where item.type == AV_PKT_DATA_DISPLAYMATRIX {
            var found: Orientation?
            item.withValues(of: Int32.self, count: 9) { found = Orientation(matrix: $0) }
            guard let found else { return nil }
            self = found
        }
    }

    /// The matrix maps stored (x, y) to shown (a·x + c·y, b·x + d·y), in units of 1/65536; y runs downward.
    private init?(matrix: UnsafePointer<Int32>) {
        let (a, b, c, d) = (matrix[0].signum(), matrix[1].signum(), matrix[3].signum(), matrix[4].signum())
        let lengths = [matrix[0], matrix[1], matrix[3], matrix[4]].map { Int64($0).magnitude }.filter { $0 != 0 }
        guard lengths.count == 2, lengths[0] == lengths[1] else { return nil }
        switch (a, b, c, d) {
        case (1, 0, 0, 1): self.init(isMirrored: false, quarterTurns: 0)
        case (0, 1, -1, 0): self.init(isMirrored: false, quarterTurns: 1)
        case (-1, 0, 0, -1): self.init(isMirrored: false, quarterTurns: 2)
        case (0, -1, 1, 0): self.init(isMirrored: false, quarterTurns: 3)
        case (-1, 0, 0, 1): self.init(isMirrored: true, quarterTurns: 0)
        case (0, -1, -1, 0): self.init(isMirrored: true, quarterTurns: 1)
        case (1, 0, 0, -1): self.init(isMirrored: true, quarterTurns: 2)
        case (0, 1, 1, 0): self.init(isMirrored: true, quarterTurns: 3)
        default: return nil
        }
    }
}
