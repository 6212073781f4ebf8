// What the process takes of the machine's processors: the only figure that libav's own threads show in.
import CPlatform
import Glibc

struct ProcessorUse: Sendable {
    /// Processors that the process may use.
    let count: Int
    /// Processor time of the whole process so far.
    let seconds: @Sendable () -> Double

    static var system: ProcessorUse {
        ProcessorUse(count: Int(cplatform_processor_count())) {
            var time = timespec()
            guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
    }
}
