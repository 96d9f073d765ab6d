// Benchmarks made up for tests: times drawn from a seeded generator, counters as asked for.

import Profiler
import Foundation

@testable import Gate

struct MadeFacts {
  var processes = 10
  var iterations = 60
  /// Seconds of a steady iteration.
  var steady = 0.01
  /// How processes and iterations scatter, as shares.
  var processNoise = 0.01
  var iterationNoise = 0.01
  /// Iterations that take three times as long.
  var warmup = 8
  /// Each iteration takes this share longer than the one before.
  var drift = 0.0
  var seed: UInt64 = 1
  /// Of the iterations, those at regular distances that take half as long again.
  var slowShare = 0.0
  var digest = "a"
  var traces = [TraceFacts(kind: "loop", place: MadeFacts.place(10), count: 1, bytes: 2000)]
  var aborts: [AbortFacts] = []
  var guards = [GuardFacts(kind: "guardInt", expected: "int", place: MadeFacts.place(12), failures: 3, bridges: 0)]
  var interpreted = 500

  static func place(_ line: Int, _ function: String = "run", file: String = "/work/project/sobel.py") -> BenchPlace {
    BenchPlace(function: function, file: file, line: line)
  }

  var facts: BenchmarkFacts {
    var generator = SplitMix64(seed: seed)
    func noise(_ share: Double) -> Double {
      // The sum of twelve uniform numbers is nearly normal.
      let sum = (0..<12).reduce(0.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
      return 1 + share * (sum - 6)
    }
    let made = (0..<processes).map { _ in
      let level = steady * noise(processNoise)
      let wall = (0..<iterations).map { index -> Double in
        let slow = slowShare > 0 && index % Int(1 / slowShare) == 0 ? 1.5 : 1
        return level * (index < warmup ? 3 : 1) * (1 + drift * Double(index)) * slow * noise(iterationNoise)
      }
      return ProcessFacts(
        wall: wall, cpu: wall, peakBytes: 20_000_000, traces: traces, aborts: aborts, guards: guards)
    }
    return BenchmarkFacts(
      script: ScriptFacts(
        name: "sobel.py", path: "/work/project/sobel.py", digest: digest, function: "run", arguments: []),
      machine: MachineFacts(host: "one", processor: "x86", processors: 2), version: "1.0", jit: "", options: "",
      started: "2026-11-23T14:00:00Z", commit: nil, iterations: iterations,
      interpreted: [(0..<iterations).map { $0 < warmup ? 10_000 : interpreted }], processes: made)
  }
}

extension Gate {
  /// A gate on a fixed day.
  static var fixed: Gate { Gate(today: "2026-11-23") }
}

extension GateReport {
  func row(_ metric: Metric, _ label: String = "") -> GateRow? {
    rows.first { $0.metric == metric && (label.isEmpty || $0.label == label) }
  }
}
