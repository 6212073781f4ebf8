// swift-tools-version: 6.1
import PackageDescription

/// One kernel text, compiled once per instruction-set level: `march` is the level's x86-64 micro-architecture, `with` what it has beyond.
func kernels(_ name: String, march: String? = nil, with features: [String] = []) -> Target {
    let arch = (march.map { ["-march=\($0)"] } ?? []) + features.map { "-m\($0)" }
    return .target(
        name: name, dependencies: ["KernelInterface", "CSIMD"],
        swiftSettings: [.unsafeFlags(["-Ounchecked"] + arch.flatMap { ["-Xcc", $0] })])
}

// Where the loader has code for the processor, libav is no library of the program's start: see CLibavLoader.
#if arch(x86_64)
    let libavAtStart: String? = nil
#else
    let libavAtStart: String? = "libavformat libavcodec libswscale libavutil"
#endif

let package = Package(
    name: "vidproc",
    products: [
        .executable(name: "vidproc", targets: ["vidproc"]),
        .library(name: "VideoFrame", targets: ["VideoFrame"]),
        .library(name: "Filters", targets: ["Filters"]),
        .library(name: "MediaIO", targets: ["MediaIO"]),
        .library(name: "VulkanCompute", targets: ["VulkanCompute"]),
        .library(name: "PipelineEngine", targets: ["PipelineEngine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CFFmpeg", pkgConfig: libavAtStart,
            providers: [.apt(["libavformat-dev", "libavcodec-dev", "libswscale-dev", "libavutil-dev"])]),
        // The loader is opened at run time; `.incbin` finds the shaders beside the list of them.
        .target(name: "CVulkan", exclude: ["spirv"], cSettings: [.headerSearchPath(".")], linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CLibavLoader", linkerSettings: [.linkedLibrary("dl")]),
        // Loaded at its first use; only the headers are needed here, which FreeType keeps in a folder of their own.
        .target(name: "CFonts", cSettings: [.unsafeFlags(["-I/usr/include/freetype2"])], linkerSettings: [.linkedLibrary("dl")]),
        // The same with SDL.
        .target(name: "CSDL", cSettings: [.unsafeFlags(["-I/usr/include/SDL2"])], linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CPlatform"),
        .target(name: "CSIMD", exclude: ["templates"]),
        .target(name: "Base", dependencies: ["CPlatform"]),
        .target(name: "VideoFrame", dependencies: ["Base"]),
        .target(name: "KernelInterface"),
        kernels("KernelsBaseline"),
        kernels("KernelsAVX2", march: "x86-64-v3"),
        kernels("KernelsAVX512", march: "x86-64-v4", with: ["avx512vbmi", "avx512vbmi2", "avx512vnni"]),
        .target(name: "Kernels", dependencies: ["KernelsBaseline", "KernelsAVX2", "KernelsAVX512", "KernelInterface", "CPlatform"]),
        .target(name: "Filters", dependencies: ["CFonts", "Base", "Kernels", "KernelInterface", "VideoFrame"]),
        .target(name: "MediaIO", dependencies: ["CLibavLoader", "Base", "VideoFrame", "CFFmpeg", "CPlatform"]),
        .target(name: "VulkanCompute", dependencies: ["CVulkan", "Base", "Filters", "VideoFrame"]),
        .target(
            name: "PipelineEngine",
            dependencies: [
                "Base", "MediaIO", "Filters", "VulkanCompute", "Kernels", "KernelInterface", "VideoFrame", "CPlatform",
                .product(name: "Histogram", package: "hdrhistogram-swift"), .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Display",
            dependencies: [
                "CSDL", "Base", "PipelineEngine", "MediaIO", "Filters", "VideoFrame", "CPlatform", .product(name: "Histogram", package: "hdrhistogram-swift"),
            ]),
        .target(
            name: "LiveServer",
            dependencies: [
                "Base", "PipelineEngine", "MediaIO", "Filters", "VideoFrame", "CPlatform",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            // What is in the program needs no folder beside it.
            resources: [.embedInCode("Page")]),
        .executableTarget(
            name: "vidproc",
            dependencies: [
                "Base", "Display", "LiveServer", "PipelineEngine", "MediaIO", "Filters", "VulkanCompute", "Kernels", "VideoFrame", "CPlatform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(name: "ChainInSwift", dependencies: ["PipelineEngine", "MediaIO", "Filters"], path: "Samples/ChainInSwift"),
        .executableTarget(name: "OwnFilter", dependencies: ["PipelineEngine", "MediaIO", "Filters", "VideoFrame"], path: "Samples/OwnFilter"),
        .executableTarget(
            name: "KernelTimer", dependencies: ["PipelineEngine", "Filters", "Kernels", "VideoFrame", "CPlatform"], path: "Tools/peers/KernelTimer"),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .target(name: "TestSupport", dependencies: ["VideoFrame", "Filters"], path: "Tests/TestSupport"),
        .testTarget(name: "VideoFrameTests", dependencies: ["VideoFrame", "TestSupport"]),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels", "KernelInterface", "TestSupport"]),
        .testTarget(name: "FiltersTests", dependencies: ["Filters", "TestSupport"]),
        .testTarget(name: "MediaIOTests", dependencies: ["MediaIO", "TestSupport"]),
        .testTarget(name: "PipelineEngineTests", dependencies: ["PipelineEngine", "VulkanCompute", "TestSupport", "CAllocationCounter"]),
        .testTarget(name: "DisplayTests", dependencies: ["Display", "MediaIO", "TestSupport"]),
        .testTarget(name: "LiveServerTests", dependencies: ["LiveServer", "PipelineEngine", "MediaIO", "Filters", "VideoFrame", "TestSupport"]),
        .testTarget(
            name: "vidprocTests", dependencies: ["vidproc", "Display", "VulkanCompute", "PipelineEngine", "MediaIO", "Filters", "VideoFrame", "TestSupport"],
            exclude: ["Snapshots"]),
    ],
    swiftLanguageModes: [.v6])
