// Which filters of a chain run on the device: the cheapest way through, by what each costs on either side and what the transfers between them cost.

/// What one filter costs, in milliseconds a frame.
package struct FilterCost: Equatable, Sendable {
    package var processor: Double
    /// Nil: it has no shaders.
    package var device: Double?
    /// To bring its input to the device, where the filter before it is not there.
    package var upload: Double
    /// To bring its output back, where the filter after it is not there.
    package var download: Double

    package init(processor: Double, device: Double?, upload: Double = 0, download: Double = 0) {
        (self.processor, self.device, self.upload, self.download) = (processor, device, upload, download)
    }
}

/// The filters' sides, in the order of the chain, and what a frame then costs by the model: the sum over the filters, and for each group on the device a fixed
/// cost, the way there and the way back. Never more than with all filters on the processor, nor than with all on the device that can be there.
public struct DeviceAssignment: Equatable, Sendable {
    public let onDevice: [Bool]
    /// Of a frame, from the first filter to the last.
    public let milliseconds: Double

    /// Sides chosen elsewhere, at an unknown cost.
    init(onDevice: [Bool]) { (self.onDevice, milliseconds) = (onDevice, 0) }

    /// `submission`: what each group on the device costs whatever it does, in milliseconds. `fuses`: whether neighbours on the device make one group.
    /// Of two ways at the same cost the one with more on the processor is taken.
    package init(cheapestFor costs: [FilterCost], submission: Double, fuses: Bool = true) {
        /// The cheapest way to the end of the filters so far.
        struct Way {
            var milliseconds: Double
            var onDevice: [Bool]
        }
        // With the frame in the processor's memory, whichever side the last filter ran on, and with it still on the device.
        var here = Way(milliseconds: 0, onDevice: []), there: Way?
        for cost in costs {
            var nextThere: Way?
            if let device = cost.device {
                let enter = here.milliseconds + submission + cost.upload, stay = fuses ? there?.milliseconds : nil
                nextThere =
                    if let there, let stay, stay < enter {
                        Way(milliseconds: stay + device, onDevice: there.onDevice + [true])
                    } else {
                        Way(milliseconds: enter + device, onDevice: here.onDevice + [true])
                    }
            }
            here = Way(milliseconds: here.milliseconds + cost.processor, onDevice: here.onDevice + [false])
            there = nextThere
            if let there, there.milliseconds + cost.download < here.milliseconds {
                here = Way(milliseconds: there.milliseconds + cost.download, onDevice: there.onDevice)
            }
        }
        (onDevice, milliseconds) = (here.onDevice, here.milliseconds)
    }

    /// What a frame costs with the filters on the sides that `onDevice` says, all of which must be possible.
    package static func milliseconds(_ costs: [FilterCost], onDevice: [Bool], submission: Double, fuses: Bool = true) -> Double {
        var sum = 0.0
        for (index, cost) in costs.enumerated() {
            guard onDevice[index], let device = cost.device else {
                sum += cost.processor
                continue
            }
            let follows = fuses && index > 0 && onDevice[index - 1], leads = fuses && index + 1 < costs.count && onDevice[index + 1]
            sum += device + (follows ? 0 : submission + cost.upload) + (leads ? 0 : cost.download)
        }
        return sum
    }
}
