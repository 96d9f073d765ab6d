// What steers the JIT: thresholds and limits, each with its default. `--jit key=value` and `pitviper.jit` set them.

import TraceIR

public struct JITParameters: Sendable {
  public var isEnabled = true
  /// Iterations of a loop in the interpreter before it is recorded.
  public var loopThreshold = 40
  /// Calls of a function in the interpreter before it is recorded.
  public var functionThreshold = 150
  /// Failures of a guard before a bridge is recorded from it.
  public var bridgeThreshold = 8
  /// Instructions recorded in the whole program for which the thresholds above hold; with twice as many they are twice as
  /// high, and so on.
  public var warmSize = 4096
  /// Instructions of a recording.
  public var traceLimit = 5000
  /// Inlined calls inside each other.
  public var inlineLimit = 16
  /// Instructions of a recording from which on functions that have a trace are called and not inlined.
  public var inlineSize = 2500
  /// Calls of the same function inside each other that are inlined.
  public var recursionLimit = 6
  /// Instructions of a recording from which on no recursive call is inlined.
  public var recursionSize = 300
  /// Times that a loop inside the recorded one is followed before the recording is given up.
  public var unrollLimit = 12
  /// Recordings of one place that fail before it is blacklisted.
  public var tryLimit = 5
  /// Traces of one loop, for different types of its registers.
  public var versionLimit = 4
  /// Bridges that may grow from one root trace.
  public var bridgeLimit = 120
  /// Traces of the whole program.
  public var traceCountLimit = 4000
  /// Machine code at most, in KiB; when it is full, all traces are flushed.
  public var codeLimit = 32768
  /// Thresholds are multiplied by it whenever the code memory was full.
  public var flushFactor = 4

  public init() {}

  /// One row per parameter: name, place, smallest and largest value.
  nonisolated(unsafe) static let rows:
    [(name: String, path: WritableKeyPath<JITParameters, Int>, range: ClosedRange<Int>)] = [
      ("threshold", \.loopThreshold, 1...1_000_000_000),
      ("function-threshold", \.functionThreshold, 1...1_000_000_000),
      ("bridge-threshold", \.bridgeThreshold, 1...1_000_000_000),
      ("warm-size", \.warmSize, 1...1_000_000_000),
      ("trace-limit", \.traceLimit, 10...100_000),
      ("inline-limit", \.inlineLimit, 0...64),
      ("inline-size", \.inlineSize, 0...100_000),
      ("recursion-size", \.recursionSize, 0...100_000),
      ("recursion-limit", \.recursionLimit, 1...64),
      ("unroll-limit", \.unrollLimit, 0...1000),
      ("try-limit", \.tryLimit, 1...1000),
      ("version-limit", \.versionLimit, 1...1000),
      ("bridge-limit", \.bridgeLimit, 0...100_000),
      ("trace-count", \.traceCountLimit, 0...1_000_000),
      ("code-limit", \.codeLimit, 4...65536),
      ("flush-factor", \.flushFactor, 1...1024),
    ]

  public static var names: [String] { rows.map(\.name) }

  /// Sets a parameter by name; a message when name or value is wrong.
  public mutating func set(_ name: String, _ text: String) -> String? {
    guard let row = JITParameters.rows.first(where: { $0.name == name }) else {
      return "unknown JIT parameter '\(name)' (known: \(JITParameters.names.joined(separator: ", ")))"
    }
    guard let value = Int(text), row.range.contains(value) else {
      return
        "JIT parameter '\(name)' takes a number from \(row.range.lowerBound) to \(row.range.upperBound), not '\(text)'"
    }
    self[keyPath: row.path] = value
    return nil
  }

  /// `off`, or all settings as the command line takes them.
  public var text: String {
    isEnabled ? JITParameters.rows.map { "\($0.name)=\(self[keyPath: $0.path])" }.joined(separator: ",") : "off"
  }

  public func value(_ name: String) -> Int? {
    JITParameters.rows.first { $0.name == name }.map { self[keyPath: $0.path] }
  }
}

extension VMOptions {
  /// `on`, `off`, or settings `key=value,…`; a message when they make no sense.
  mutating func setJIT(_ text: String) -> String? {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part == "on" || part == "off" {
        jit.isEnabled = part == "on"
        continue
      }
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard words.count == 2 else { return "unknown mode '\(part)' (known: off, on, key=value)" }
      jit.isEnabled = true
      if let problem = jit.set(words[0], words[1]) { return problem }
    }
    return nil
  }

  mutating func disablePasses(_ names: [String]) -> String? {
    for name in names where Pass(rawValue: name) == nil {
      return "unknown pass '\(name)' (known: \(Pass.allCases.map(\.rawValue).joined(separator: ", ")))"
    }
    disabledPasses += names
    return nil
  }
}
