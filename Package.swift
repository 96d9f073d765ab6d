// swift-tools-version:6.2
// The rooms of the house and the arrows between them: Viewer → Profiler → VM → Syntax.
// PITVIPER_TRAMPOLINE=1 builds the interpreter with a dispatch loop instead of tail calls
// (sanitizers and -Onone cannot promise tail calls).
// One release configuration serves the program and its tests: the rooms with @testable tests are compiled for them
// (-enable-testing keeps their internal names; VM, the hot room, is not), and the linker alone makes the program compact.
import Foundation
import PackageDescription

let trampoline = ProcessInfo.processInfo.environment["PITVIPER_TRAMPOLINE"] != nil

// A section for each function, so that the linker can lay out those that run side by side.
let sections = ["-Xfrontend", "-function-sections"]

// Merging similar functions (swiftmergefunc) is off in the VM: a merged handler has a seventh argument, so that the call of
// its shared part is no jump any more and the stack grows with every such instruction.
let hotSettings: [SwiftSetting] =
  trampoline
  ? [.swiftLanguageMode(.v5), .define("TRAMPOLINE"), .unsafeFlags(["-wmo", "-num-threads", "1"])]
  : [
    .swiftLanguageMode(.v5),
    .unsafeFlags(
      [
        "-O", "-wmo", "-num-threads", "1", "-enforce-exclusivity=unchecked", "-Xcc", "-momit-leaf-frame-pointer",
        "-Xllvm", "-swiftmergefunc-threshold=0",
      ] + sections),
  ]

let testableSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v5), .unsafeFlags(["-enable-testing"], .when(configuration: .release)),
]

let compilerSettings: [SwiftSetting] = testableSettings + [.unsafeFlags(sections)]

// Compiling a trace takes time from the program: no dynamic checks of exclusive access.
let backendSettings: [SwiftSetting] =
  compilerSettings + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

// Libraries that a static Foundation needs and that a module compiled for the shared one does not name.
let staticFoundation = [
  "FoundationInternationalization", "FoundationEssentials", "CoreFoundation", "_FoundationCollections",
  "_FoundationCShims", "_FoundationICU", "swiftSynchronization", "swift_RegexParser",
]

// Both programs are linked for one address, which saves the memory of relocated pages.
// pitviper-tools needs the C library's shared objects (the sampler follows dlopen), and exports nothing.
let fixedAddress = ["-static-stdlib", "-use-ld=lld", "-Xclang-linker", "-no-pie", "-Xlinker", "--no-export-dynamic"]

// What keeps the memory of `pitviper run` small: the C library is the only shared one (libraries that a program loads for
// ctypes or cffi need that very one), for of others the system would map much that never runs; the functions that run side by
// side (Tools/order-functions writes the list), and the others behind them.
let layout = "\(Context.packageDirectory)/Sources/pitviper"
let compact = [
  "-L\(layout)/archives", "-static-stdlib", "-use-ld=lld", "-lswiftSynchronization", "-Xclang-linker", "-no-pie",
  "-Xclang-linker", "-static-libgcc", "-Xlinker", "--no-export-dynamic",
  "-Xlinker", "--symbol-ordering-file=\(layout)/function-order.txt", "-Xlinker", "--no-warn-symbol-ordering",
  "-Xlinker", "--script=\(layout)/layout.ld",
]

let package = Package(
  name: "pitviper",
  products: [
    .executable(name: "pitviper", targets: ["pitviper"]),
    .executable(name: "pitviper-tools", targets: ["pitviper-tools"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // Python source text → tokens → AST, diagnostics. Its rules recurse, with depth limits made for optimised frames.
    .target(name: "Syntax", swiftSettings: trampoline ? [.unsafeFlags(["-O"])] : [.unsafeFlags(sections)]),
    // The state block shared by the VM and the signal handler; stack spilling; interpreter entry.
    .target(
      name: "CRuntime", cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2", "-ffunction-sections"])],
      linkerSettings: [.linkedLibrary("ffi")]),
    .systemLibrary(name: "CLibFFI", providers: [.apt(["libffi-dev"])]),
    .systemLibrary(name: "CGMP", providers: [.apt(["libgmp-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
    // The trace language: operations, text form, verifier, interpreter, optimiser.
    .target(
      name: "TraceIR", swiftSettings: compilerSettings, linkerSettings: [.linkedLibrary("m")]),
    // x86-64: rows of the manual → bytes.
    .target(name: "X64", swiftSettings: [.swiftLanguageMode(.v5), .unsafeFlags(sections)]),
    // Traces → machine code: register allocation, lowering, code memory.
    .target(
      name: "Backend", dependencies: ["TraceIR", "X64", "CRuntime"], swiftSettings: backendSettings),
    // The virtual machine.
    .target(
      name: "VM",
      dependencies: ["Syntax", "TraceIR", "Backend", "CRuntime", "CGMP", "CZlib", "CBzip2", "CExpat", "CLibFFI"],
      swiftSettings: hotSettings),
    // The VM alone, without the profiler: the program of the trampoline build and of sanitizers.
    .executableTarget(name: "pitviper-vm", dependencies: ["VM"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // Signal handler, unwinder and rings, all in C.
    .target(
      name: "CSampler", dependencies: ["CRuntime"],
      cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2", "-fno-omit-frame-pointer"])]),
    // C parts of the profiler: closing a recording when a signal ends the program; workloads with a known truth.
    .target(
      name: "CProfiler", cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2", "-fomit-frame-pointer"])]),
    // Machine code as text: traces in reports and viewer; tests of the encoder.
    .systemLibrary(name: "CZydis", providers: [.apt(["libzydis-dev"])]),
    // Recording, store, analysis.
    .target(
      name: "Profiler",
      dependencies: [
        "VM", "TraceIR", "CSampler", "CProfiler", "CRuntime", "CZydis", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: testableSettings),
    // The statistics of warmup: series of times in, changepoints, classes and intervals out.
    .target(name: "Warmup", dependencies: ["CBzip2"], swiftSettings: testableSettings),
    // `bench`: measuring warmup, and what explains it.
    .target(
      name: "Bench", dependencies: ["Profiler", "Warmup", "VM", "TraceIR", "CProfiler", "CRuntime"],
      swiftSettings: testableSettings),
    // Recordings in the formats of other tools.
    .target(name: "Export", dependencies: ["Profiler", "Bench", "Warmup", "CZlib"], swiftSettings: testableSettings),
    // `check`: two benchmarks compared, with verdict and blame.
    .target(name: "Gate", dependencies: ["Profiler", "Warmup", "TraceIR"], swiftSettings: testableSettings),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    // The terminal viewer.
    .target(
      name: "Viewer", dependencies: ["Profiler", "Bench", "Warmup", "CNcurses", "CProfiler"],
      swiftSettings: testableSettings),
    // The program: `run` alone. All other commands are in pitviper-tools, to which it hands over. No test target may
    // depend on the two: their linker flags would come along.
    .executableTarget(
      name: "pitviper", dependencies: ["VM"], exclude: ["archives", "function-order.txt", "layout.ld"],
      swiftSettings: [.swiftLanguageMode(.v5)],
      linkerSettings: [.unsafeFlags(compact, .when(configuration: .release))]),
    // The whole command line.
    .executableTarget(
      name: "pitviper-tools",
      dependencies: [
        "VM", "Profiler", "Viewer", "Export", "Warmup", "Bench", "Gate",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: [.swiftLanguageMode(.v5)],
      linkerSettings: [
        .unsafeFlags(fixedAddress + staticFoundation.map { "-l\($0)" }, .when(configuration: .release))
      ]),
    // A program that only writes a recording, to be killed or starved of disk space by the tests.
    .executableTarget(
      name: "recording-writer", dependencies: ["Profiler", "CProfiler"], path: "Tests/RecordingWriter",
      swiftSettings: [.swiftLanguageMode(.v5)]),
    .testTarget(
      name: "ProfilerTests",
      dependencies: ["Profiler", "CRuntime", "recording-writer", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // Trees and messages against CPython's.
    .testTarget(name: "SyntaxTests", dependencies: ["Syntax"], exclude: ["Resources"]),
    // Programs with a known stack at every moment, and what the sampler says about them.
    .target(
      name: "CSamplerWorkloads", dependencies: ["CSampler", "CRuntime"], path: "Tests/CSamplerWorkloads",
      cSettings: [
        .define("_GNU_SOURCE"), .headerSearchPath("../../Sources/CSampler"),
        .unsafeFlags(["-O2", "-fomit-frame-pointer"]),
      ],
      cxxSettings: [.unsafeFlags(["-O2", "-fomit-frame-pointer"])]),
    .testTarget(
      name: "SamplerTests", dependencies: ["CSampler", "CRuntime", "CSamplerWorkloads"],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // The trace language: text, verifier, passes by file tests, random traces.
    .testTarget(name: "TraceIRTests", dependencies: ["TraceIR"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // Every row of the encoder against a disassembler.
    .testTarget(name: "X64Tests", dependencies: ["X64", "CZydis"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // Machine code of traces, executed.
    .testTarget(
      name: "BackendTests", dependencies: ["Backend", "TraceIR", "X64", "CRuntime"],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    .testTarget(name: "CompilerTests", dependencies: ["VM", "Syntax"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // The machine code of the handlers in bin/pitviper, and of handlers with planted faults.
    .testTarget(name: "HandlerTests", exclude: ["Planted"], swiftSettings: [.swiftLanguageMode(.v5)]),
    .testTarget(name: "BenchmarksTests", dependencies: ["Benchmarks"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // Fixtures and benchmark programs against CPython's committed output.
    .testTarget(name: "DifferentialTests", dependencies: ["TraceIR"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // `make bench`: PitViper against CPython and PyPy.
    .executableTarget(
      name: "Benchmarks", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Benchmarks/Sources", swiftSettings: testableSettings),
    // The program as a user meets it: errors, help, `run` and `profile` with real scripts.
    .testTarget(
      name: "CommandTests", dependencies: ["Profiler", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // Exports read back by readers of their own.
    .testTarget(
      name: "ExportTests", dependencies: ["Export", "Profiler", "Warmup"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // A recording whose names would harm a terminal, for the tests of whatever prints them.
    .target(
      name: "HostileRecording", dependencies: ["Profiler"], path: "Tests/HostileRecording",
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // Warmup statistics against the reference tools' answers, against planted changes, and by simulation.
    .testTarget(name: "WarmupTests", dependencies: ["Warmup"], swiftSettings: [.swiftLanguageMode(.v5)]),
    // Verdicts, blame, configuration and outputs of the gate.
    .testTarget(
      name: "GateTests", dependencies: ["Gate", "Profiler", "Warmup"], exclude: ["Snapshots"],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // The protocol of a bench, its file, and what explains a curve.
    .testTarget(
      name: "BenchTests",
      dependencies: ["Bench", "Profiler", "Warmup", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // Screens as text, keys as changes of state.
    .testTarget(
      name: "ViewerTests",
      dependencies: [
        "Viewer", "Profiler", "Bench", "CNcurses", "HostileRecording", .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Snapshots"],
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // The real program in tmux.
    .testTarget(
      name: "TerminalTests", dependencies: ["Profiler", "Viewer", "CNcurses", "HostileRecording"],
      swiftSettings: [.swiftLanguageMode(.v5)]),
  ]
)
