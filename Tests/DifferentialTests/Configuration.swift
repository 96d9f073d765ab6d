// The ways in which every fixture is run, and the programs that the environment names for them.
import Foundation
import TraceIR

/// One program with its options.
struct Configuration: Sendable {
  let name: String
  /// The words before the script.
  let command: [String]
  /// Seconds a fixture may take.
  let limit: Double
  /// With the JIT the program prints its counters after everything else: the proof that traces were compiled.
  var hasJIT = false

  private static func program(_ variable: String) -> String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The program under test: `PITVIPER`, otherwise bin/pitviper.
  static let releaseProgram = program("PITVIPER") ?? Fixture.root.appendingPathComponent("bin/pitviper").path

  /// A program of the trampoline build, when `PITVIPER_TRAMPOLINE_PROGRAM` names one.
  static let trampolineProgram = program("PITVIPER_TRAMPOLINE_PROGRAM")

  static let oracleProgram = "/usr/bin/python3.11"

  /// The interpreter alone.
  static let plain = Configuration(name: "plain", command: words(releaseProgram) + ["--jit", "off"], limit: 30)
  static let stressed = Configuration(
    name: "gc-stress", command: words(releaseProgram) + ["--jit", "off", "--gc-stress", "101"], limit: 120)
  static let trampoline = Configuration(
    name: "trampoline", command: words(trampolineProgram ?? "") + ["--jit", "off"], limit: 60)

  /// The JIT with its own thresholds; with the lowest ones, so that nearly every loop is compiled; under GC stress.
  static let jit = compiling("jit", releaseProgram, ["--jit", "on"], limit: 30)
  static let eager = compiling("jit-2", releaseProgram, eagerly, limit: 60)
  static let eagerStressed = compiling(
    "jit-2-gc-stress", releaseProgram, eagerly + ["--gc-stress", "101"], limit: 120)
  static let eagerTrampoline = compiling("jit-2-trampoline", trampolineProgram ?? "", eagerly, limit: 120)

  /// The JIT without one pass of the optimiser. Each fixture misses one pass in a run, another one the next day.
  static func withoutPass(_ fixture: Fixture) -> Configuration {
    let day = program("PITVIPER_ROTATION").flatMap(Int.init) ?? Int(Date().timeIntervalSince1970 / 86400)
    let place = Fixture.all.firstIndex { $0.name == fixture.name } ?? 0
    let pass = Pass.allCases[(day + place) % Pass.allCases.count]
    return compiling(
      "jit-2-without-\(pass.rawValue)", releaseProgram, eagerly + ["--jit-disable", pass.rawValue], limit: 60)
  }

  private static let eagerly = ["--jit", "threshold=2,bridge-threshold=2,function-threshold=2"]

  private static func compiling(_ name: String, _ program: String, _ options: [String], limit: Double) -> Configuration
  {
    Configuration(name: name, command: words(program) + options + ["--stats"], limit: limit, hasJIT: true)
  }

  static let oracle = Configuration(name: "oracle", command: [oracleProgram], limit: 30)

  static func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// The VM-only program takes a script at once, the whole program takes `run` first.
  private static func words(_ path: String) -> [String] {
    URL(fileURLWithPath: path).lastPathComponent.hasPrefix("pitviper-vm") ? [path] : [path, "run"]
  }
}

/// The fixtures that are known to fail: lines `NAME` or `NAME CONFIGURATION`, comments after #. The list may only shrink:
/// a listed fixture that passes fails its test.
enum KnownFailures {
  static let path = "Fixtures/python/known-failures.txt"

  private static let entries: Set<String> = {
    let text = (try? String(contentsOf: Fixture.root.appendingPathComponent(path), encoding: .utf8)) ?? ""
    return Set(
      text.split(separator: "\n").map { line in
        line.prefix { $0 != "#" }.split(separator: " ").joined(separator: " ")
      })
  }()

  static func contains(_ fixture: Fixture, in configuration: Configuration) -> Bool {
    entries.contains(fixture.name) || entries.contains("\(fixture.name) \(configuration.name)")
  }

  /// Entries that name no fixture, so that nothing is listed under an old name.
  static func unknown() -> [String] {
    let names = Set(Fixture.all.map(\.name))
    return entries.filter { !$0.isEmpty && !names.contains(String($0.prefix { $0 != " " })) }.sorted()
  }
}
