// The deterministic counters of all processes of one side: a row for each counter, a number for each process. The same program on
// the same version counts the same; a row whose numbers differ between processes of one side is no longer compared exactly.

import Profiler

/// A counter: a metric, and for its parts the reason or the place.
struct CounterKey: Hashable, Sendable {
  let metric: Metric
  let part: String

  init(_ metric: Metric, part: String = "") {
    self.metric = metric
    self.part = part
  }
}

struct CounterRow: Sendable {
  /// One per process; of bytecodes, one per process that counted them.
  var values: [Int]
  /// What the row is of, for parts.
  let label: String
  let place: BenchPlace?

  var isConstant: Bool { values.allSatisfy { $0 == values[0] } }
}

struct CounterTable: Sendable {
  private(set) var rows: [CounterKey: CounterRow] = [:]
  private let processes: Int

  init(_ facts: BenchmarkFacts) {
    processes = facts.processes.count
    guard facts.hasCounters else { return }
    let warmups = facts.interpreted.map { InterpretedWarmup($0) }
    rows[CounterKey(.interpretedUntilSteady)] = CounterRow(values: warmups.map(\.untilSteady), label: "", place: nil)
    rows[CounterKey(.interpretedSteady)] = CounterRow(values: warmups.map(\.steady), label: "", place: nil)
    for (index, process) in facts.processes.enumerated() {
      add(0, to: CounterKey(.traces), index)
      add(0, to: CounterKey(.bridges), index)
      add(0, to: CounterKey(.codeBytes), index)
      for trace in process.traces {
        add(trace.count, to: CounterKey(trace.isBridge ? .bridges : .traces), index)
        add(trace.bytes, to: CounterKey(.codeBytes), index)
      }
      add(0, to: CounterKey(.aborts), index)
      for abort in process.aborts {
        add(abort.count, to: CounterKey(.aborts), index)
        let part = abort.reason + " " + abort.place.key
        add(abort.count, to: CounterKey(.abort, part: part), index, label: abort.reason, place: abort.place)
      }
      add(0, to: CounterKey(.guardFailures), index)
      for site in process.guards {
        add(site.failures, to: CounterKey(.guardFailures), index)
        add(
          site.failures, to: CounterKey(.guardSite, part: site.key), index, label: site.text, place: site.place)
      }
    }
  }

  private init(rows: [CounterKey: CounterRow], processes: Int) {
    self.rows = rows
    self.processes = processes
  }

  private mutating func add(
    _ number: Int, to key: CounterKey, _ process: Int, label: String = "", place: BenchPlace? = nil
  ) {
    let empty = CounterRow(values: Array(repeating: 0, count: processes), label: label, place: place)
    rows[key, default: empty].values[process].saturate(number)
  }

  /// Nothing counted: other interpreters.
  var isEmpty: Bool { rows.isEmpty }

  subscript(_ key: CounterKey) -> CounterRow {
    rows[key] ?? CounterRow(values: Array(repeating: 0, count: processes), label: "", place: nil)
  }

  func choosing(_ processes: [Int]) -> CounterTable {
    CounterTable(
      rows: Dictionary(
        uniqueKeysWithValues: rows.map { key, row in
          // Those who counted bytecodes counted for all.
          key.metric.isOfBytecodes
            ? (key, row)
            : (key, CounterRow(values: processes.map { row.values[$0] }, label: row.label, place: row.place))
        }), processes: processes.count)
  }
}

extension GuardFacts {
  /// What two versions of a program have in common.
  var key: String { "\(kind) \(expected ?? "") \(place.key)" }
}

/// Where the interpreter's work is steady: from the first iteration on from which each interprets what the last quarter does at its
/// median, within 1 % or 64 bytecodes. No clock takes part in it.
struct InterpretedWarmup: Equatable {
  let iteration: Int
  /// Bytecodes interpreted before that iteration; all, when the last ones still differ.
  let untilSteady: Int
  /// Bytecodes interpreted by an iteration of the last quarter, at its median.
  let steady: Int

  static let tolerance = 0.01
  static let slack = 64

  init(_ interpreted: [Int]) {
    let last = interpreted.suffix(max(1, interpreted.count / 4)).sorted()
    steady = last[last.count / 2]
    let allowed = max(Self.slack, Int(Double(steady) * Self.tolerance))
    let level = steady
    let departing = interpreted.lastIndex { max($0, level) - min($0, level) > allowed }
    iteration = departing.map { $0 + 1 } ?? 0
    untilSteady = interpreted.prefix(iteration).reduce(into: 0) { $0.saturate($1) }
  }
}
