// What a run took, taken over into the stored costs where they are far off, for the next run to plan with.

extension MeasuredCosts {
    /// A difference up to this share of the stored cost is noise.
    private static let tolerance = 0.25
    /// Too few frames tell nothing: the first ones take longer.
    private static let leastFrames = 20
    /// A device works on while its stage waits for others; what it then seems to take is too little.
    private static let mostWaiting = 0.1

    /// Takes over what the stages of a run took, where that is more than a quarter away from `costs`, with which the run was planned: processor costs by the same
    /// factor for the whole stage, device costs by equal parts. Filters that rested for a part of the time tell nothing. Returns whether something was changed.
    package mutating func learn(from stages: [StageReport], _ costs: ChainCosts, _ assignment: DeviceAssignment) -> Bool {
        var place = 0, hasChanged = false
        for stage in stages where stage.role == .filter {
            let range = place..<place + stage.filters.count
            place = range.upperBound
            guard place <= costs.filters.count, place <= assignment.onDevice.count, !range.isEmpty else { return hasChanged }
            let filters = costs.filters[range], onDevice = assignment.onDevice[range], isComputed = stage.device != "cpu"
            // A device that failed in the midst of the run has left its part to the processor.
            guard stage.frames >= Self.leastFrames, stage.capableFPS > 0, filters.allSatisfy(\.isAlwaysActive), onDevice.allSatisfy({ $0 == isComputed }) else {
                continue
            }
            let predicted = DeviceAssignment.milliseconds(filters.map(\.cost), onDevice: Array(onDevice), submission: costs.submission)
            let measured = 1000 / stage.capableFPS
            guard measured.isFinite, predicted > 0, abs(measured - predicted) > Self.tolerance * predicted else { continue }
            if isComputed, measured < predicted, stage.starved + stage.blocked > Self.mostWaiting { continue }
            for filter in filters {
                if isComputed {
                    device[filter.key] = device[filter.key].map { max(0, $0 + (measured - predicted) / Double(filters.count)) }
                } else {
                    processor[filter.key] = processor[filter.key].map { $0 * measured / predicted }
                }
            }
            hasChanged = true
        }
        return hasChanged
    }
}
