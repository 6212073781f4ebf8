// What this machine is and what the run took of it.
import CPlatform
import Glibc

struct Machine {
    /// The processor's name as the kernel tells it.
    static var processorName: String {
        guard let file = fopen("/proc/cpuinfo", "re") else { return "unknown" }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, Int32(line.count), file) != nil {
            let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") else { continue }
            return String(text[text.index(after: colon)...].drop { $0 == " " })
        }
        return "unknown"
    }

    static var processorCount: Int { Int(cplatform_processor_count()) }

    static var hasEnergyCounters: Bool { access("/sys/class/powercap/intel-rapl:0/energy_uj", F_OK) == 0 }

    /// Largest memory and processor time of this process so far.
    static var usage: (peakBytes: Int, cpuSeconds: Double) {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return (0, 0) }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return (usage.ru_maxrss * 1024, seconds(usage.ru_utime) + seconds(usage.ru_stime))
    }
}
