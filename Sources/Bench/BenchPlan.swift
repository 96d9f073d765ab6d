// What `pitviper bench` shall measure: the workload, the interpreter, how often. Two equal plans may share one file, which is how
// a bench goes on after it was interrupted.

import Foundation

public struct BenchPlan: Sendable, Equatable {
  public enum Workload: Sendable, Equatable {
    /// The whole script as `__main__` with fresh globals, each time.
    case script(String)
    /// A function of a script that was loaded once.
    case function(String, script: String)
    /// A function of a module that was imported once.
    case module(String, function: String)
  }

  public enum Interpreter: Sendable, Equatable {
    /// This program, with options of its virtual machine.
    case pitviper(options: [String])
    /// The words before the script.
    case other([String])
  }

  public static let usualProcesses = 10
  public static let mostProcesses = 10_000
  public static let mostIterations = 1_000_000
  /// Seconds that a process is to last when the iterations are chosen.
  public static let usualSeconds = 3.0
  /// Iterations that are chosen at least and at most: with fewer no steady state can be told, and more show nothing new.
  public static let chosenIterations = 30...2000

  public var workload: Workload
  public var interpreter: Interpreter
  public var arguments: [String]
  public var processes = usualProcesses
  /// Nil: as many as take about `usualSeconds`.
  public var iterations: Int?
  /// Seconds that one process may take; nil: ten times the longest so far and a minute at least, the first one ten minutes.
  public var limit: Double?
  /// `PYTHONHASHSEED` of every process.
  public var hashSeed = "0"
  /// Parameters of the JIT in force, `off`, or nothing on other interpreters.
  public var jit = ""

  public init(workload: Workload, interpreter: Interpreter, arguments: [String]) {
    self.workload = workload
    self.interpreter = interpreter
    self.arguments = arguments
  }

  /// Of PitViper: it counts, and has events.
  public var isPitViper: Bool { if case .pitviper = interpreter { true } else { false } }

  /// How the interpreter is called in tables.
  public var vm: String {
    switch interpreter {
    case .pitviper(let options): (["pitviper"] + options).joined(separator: " ")
    case .other(let words): words.joined(separator: " ")
    }
  }

  /// The script, or the module.
  public var name: String {
    switch workload {
    case .script(let path), .function(_, let path): path
    case .module(let name, _): name
    }
  }

  /// Where the script lies; of a module the working directory, where it is looked for.
  var folder: String {
    if case .module = workload { return FileManager.default.currentDirectoryPath }
    return URL(fileURLWithPath: name).deletingLastPathComponent().path
  }

  public var function: String? {
    switch workload {
    case .script: nil
    case .function(let name, _), .module(_, let name): name
    }
  }

  /// `sobel.py:run 512`
  public var title: String {
    ([name + (function.map { ":\($0)" } ?? "")] + arguments).joined(separator: " ")
  }

  /// The base of the file's name when none is given.
  public var baseName: String {
    var base = name.split(separator: "/").last.map(String.init) ?? "bench"
    if base.hasSuffix(".py") { base = String(base.dropLast(3)) }
    if case .other(let words) = interpreter {
      base += "." + (words[0].split(separator: "/").last.map(String.init) ?? "other")
    }
    return base
  }

  /// The script's text now, as a number by which a change of it is noticed; empty for a module.
  public var digest: String {
    if case .module = workload { return "" }
    guard let data = FileManager.default.contents(atPath: name) else { return "" }
    // FNV-1a, 64 bits.
    let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }

  /// What a file must say for this plan to go on with it.
  public var identity: [String: String] {
    [
      "kind": "bench", "program": title, "script": name, "function": function ?? "", "vm": vm,
      "arguments": String(decoding: (try? JSONEncoder().encode(arguments)) ?? Data(), as: UTF8.self),
      "digest": digest, "hash_seed": hashSeed, "jit": jit, "processes": String(processes),
      "iterations_asked": iterations.map(String.init) ?? "",
    ]
  }

  /// The driver's words after its own path.
  func driverArguments(report: String, count: Int, seconds: Double) -> [String] {
    let kind =
      switch workload {
      case .script: "script"
      case .function: "function"
      case .module: "module"
      }
    return [report, String(count), String(seconds), BenchDriver.noMark, kind, name, function ?? "-"] + arguments
  }
}
