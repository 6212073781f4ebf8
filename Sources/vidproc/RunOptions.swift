// The options of a run, in the groups of the help page.
import ArgumentParser
import Kernels
import LiveServer
import MediaIO
import PipelineEngine

/// For the help page: the chain's own options are taken out before, where their order is known.
struct ChainOptions: ParsableArguments {
    @Option(name: .long(.chain), help: ArgumentHelp("Filters from a file, one a line, # before comments; where it is typed.", valueName: "file"))
    var chain: String?

    @Flag(name: .long(.watch), help: "Follow that file while running: what is saved there holds from the next frame on.")
    var watch = false

    @Flag(name: .long(.keys), help: "Change the chain while running by keys of the terminal; ? there tells them.")
    var keys = false
}

/// Which part of the input is run, and how it is read.
struct InputOptions: ParsableArguments {
    @Option(name: .long(.start), help: ArgumentHelp("Begin here.", valueName: "time"))
    var start: TimeArgument?

    @Option(name: .long(.duration), help: ArgumentHelp("Run this much of the input.", valueName: "time"))
    var duration: TimeArgument?

    @Option(name: .long(.frames), help: ArgumentHelp("Stop after this many frames.", valueName: "count"))
    var frames: Int?

    @Option(name: .long(.loop), help: ArgumentHelp("Run it so often, sound and all; bare: without end.", valueName: "times"))
    var loop: LoopArgument?

    @Flag(name: .long(.pace), help: "At the input's own speed, not faster.")
    var pace = false

    @Option(
        name: .long(.format),
        help: ArgumentHelp("Container of what comes or goes through -, else of the input, by libav's name: y4m, rawvideo, matroska, ...", valueName: "name"))
    var format: String?

    @Option(name: .long(.size), help: ArgumentHelp("Size of raw video, or that a camera is set to.", valueName: "WxH"))
    var size: SizeArgument?

    @Option(name: .long(.rate), help: ArgumentHelp("Frames a second of raw video, numbered pictures or a camera: 25, 30000/1001.", valueName: "fps"))
    var rate: RateArgument?

    @Option(name: .long(.inputFormat), help: ArgumentHelp("Pixel format of raw video or a camera: nv12, yuyv422, mjpeg, ...", valueName: "name"))
    var inputFormat: String?

    @Option(
        name: .long(.control),
        help: ArgumentHelp("Set a camera's control, before the first frame; may be repeated (vidproc devices --modes).", valueName: "name=value"))
    var controls: [KeyValueArgument] = []

    @Option(
        name: .long(.onDisconnect),
        help: ArgumentHelp(
            "When a camera has gone: wait for it, or stop with what there is (default: wait where an output is a window or a video device, else stop).",
            valueName: "policy"
        ))
    var onDisconnect: CameraOptions.Loss?

    @Option(name: .long(.timeout), help: ArgumentHelp("Longest silence of a network at either end (default: 15).", valueName: "seconds"))
    var timeout: Double?

    func validate() throws {
        if let frames, frames < 1 { throw ValidationError("--frames must be at least 1") }
        if let timeout, !(0.001...1e6).contains(timeout) { throw ValidationError("--timeout must lie in 0.001...1000000") }
    }
}

/// How the output is made.
struct OutputOptions: ParsableArguments {
    @Option(name: .long(.encoder), help: ArgumentHelp("Encoder by libav's name; default by container, H.264 in mp4.", valueName: "name"))
    var encoder: String?

    @Option(name: .long(.crf), help: ArgumentHelp("Quality, lower is better (default for x264: 20).", valueName: "number"))
    var crf: Double?

    @Option(name: .long(.preset), help: ArgumentHelp("Encoder's speed: ultrafast ... veryslow for x264.", valueName: "name"))
    var preset: String?

    @Option(name: .long(.tune), help: ArgumentHelp("Encoder's tuning.", valueName: "name"))
    var tune: String?

    @Option(name: .long(.bitrate), help: ArgumentHelp("Bits a second in place of a quality: 800k, 5M.", valueName: "rate"))
    var bitrate: BitrateArgument?

    @Option(name: .long(.gop), help: ArgumentHelp("Most frames between key frames.", valueName: "frames"))
    var gop: Int?

    @Option(name: .long(.encoderOption), help: ArgumentHelp("Any other option of the encoder; may be repeated.", valueName: "key=value"))
    var encoderOptions: [KeyValueArgument] = []

    @Option(name: .long(.pixelFormat), help: ArgumentHelp("Stored layout; default the source's.", valueName: "name"))
    var pixelFormat: String?

    @Option(name: .long(.outputFormat), help: ArgumentHelp("Container of the output by libav's name; default by its ending.", valueName: "name"))
    var format: String?

    @Option(name: .long(.also), help: ArgumentHelp("One more output of the same frames, coded in the same way; may be repeated.", valueName: "file"))
    var also: [String] = []

    @Option(
        name: .long(.segment),
        help: ArgumentHelp("Cut the recording into files of this length, out-001.mp4 and so on: 10min, 90s, 0:30:00.", valueName: "length"))
    var segment: LengthArgument?

    @Option(
        name: .long(.serve),
        help: ArgumentHelp(
            "Show the run in the browser, and change its chain there: --serve for this machine alone, or --serve=0.0.0.0:8080.", valueName: "address"))
    var serve: ServeAddress?

    @Option(name: .long(.recordings), help: ArgumentHelp("Where --serve puts what is recorded there (default: where you are).", valueName: "folder"))
    var recordings: String?

    @Flag(name: .long(.strict), help: "Fail, before anything is written, where the output cannot hold all of the input.")
    var strict = false

    @Flag(name: .long(.noAudio), help: "Leave the other streams out.")
    var noAudio = false

    @Flag(name: [.customLong(CommandOption.overwrite.rawValue), .customShort("y")], help: "Replace an existing output.")
    var overwrite = false

    func validate() throws {
        if let gop, gop < 1 { throw ValidationError("--gop must be at least 1") }
        if let crf, !(0...63).contains(crf) { throw ValidationError("--crf must lie in 0...63") }
        if let segment, segment.milliseconds < 1000 { throw ValidationError("--segment must be at least 1 second") }
        if crf != nil && bitrate != nil { throw ValidationError("--crf and --bitrate exclude each other") }
        if recordings != nil && serve == nil { throw ValidationError("--recordings goes with --serve") }
    }
}

/// How the engine runs. None of these changes a bit of the result.
struct EngineOptions: ParsableArguments {
    @Option(name: .long(.threads), help: ArgumentHelp("Filter threads (default: processors).", valueName: "count"))
    var threads: Int?

    @Option(
        name: .long(.device),
        help: ArgumentHelp(
            "Where filters run that have shaders: auto (default: each where it costs less), cpu, gpu, gpu:N of vidproc devices, or a part of its name.",
            valueName: "device"))
    var device: DeviceChoice?

    @Option(name: .long(.cpu), help: ArgumentHelp("Highest instruction set to use (default: the processor's).", valueName: "level"))
    var level: KernelLevel?

    @Option(name: .long(.queue), help: ArgumentHelp("Frames held between two stages (default: 4, or fewer with --max-latency).", valueName: "frames"))
    var queue: Int?

    @Option(name: .long(.fuse), help: ArgumentHelp("Run neighbouring filters in one pass (default: on).", valueName: "switch"))
    var fuse: Switch?

    @Option(
        name: .long(.drop),
        help: ArgumentHelp(
            "Which frames go when they come faster than they are filtered: all that wait (latest: default for live inputs and with --pace), the oldest, or none.",
            valueName: "policy"))
    var drop: DropPolicy?

    @Option(
        name: .long(.maxLatency), help: ArgumentHelp("Let go, before work, of frames that left the input so many milliseconds ago.", valueName: "milliseconds"))
    var maxLatency: Double?

    func validate() throws {
        if let maxLatency, !(1...1e6).contains(maxLatency) { throw ValidationError("--max-latency must lie in 1...1000000") }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must lie in 1...1024") }
        if let queue, !(1...256).contains(queue) { throw ValidationError("--queue must lie in 1...256") }
    }
}

/// What is told about the run.
struct TellingOptions: ParsableArguments {
    @Flag(name: .long(.plan), help: "Say what would be done, and how fast, and stop.")
    var plan = false

    @Flag(name: .long(.bench), help: "Measure this chain: no output, the table of stages and fps.")
    var bench = false

    @Option(
        name: .long(.hash),
        help: ArgumentHelp("Write SHA-256 of the samples in place of an output: --hash, or --hash=frames for one a frame.", valueName: "mode"))
    var hash: DigestMode?

    @Flag(name: .long(.hashStages), help: "Such a line for the input and after every filter.")
    var hashStages = false

    @Flag(name: .long(.show), help: "Show it in a window, beside an output or in place of one; h there tells the keys.")
    var show = false

    @Flag(name: .long(.verify), help: "Run the chain at every instruction set and on every device here and say where two differ.")
    var verify = false

    @Option(name: .long(.report), help: ArgumentHelp("Write the figures of the run as JSON, with what corners, motion and stabilize found.", valueName: "file"))
    var report: String?

    @Option(name: .long(.trace), help: ArgumentHelp("Write what every thread did when, for Perfetto (ui.perfetto.dev).", valueName: "file"))
    var trace: String?

    @Flag(name: .long(.quiet), help: "Errors and warnings only.")
    var quiet = false

    @Flag(name: .long(.verbose), help: "More on standard error.")
    var verbose = false

    @Flag(name: .long(.noColor), help: "No colours (also: NO_COLOR set).")
    var noColor = false
}
