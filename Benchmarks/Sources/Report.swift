// The printed table and the JSON file. Times in milliseconds, memory in megabytes, ratios as times faster than the
// baseline, with the 95 % interval of the bootstrap. The JSON's keys are a contract: see docs/benchmarks.md.
import Foundation

struct Report: Encodable {
  struct Result: Encodable {
    var firstMedian: Double?
    var steadyMedian: Double?
    var firstSeconds: Samples
    var steadySeconds: Samples
    var peakKilobytes: Int
    /// Times faster than the baseline; absent for the baseline and after a failure.
    var firstSpeedup: Estimate?
    var steadySpeedup: Estimate?
    var failure: String?
  }

  struct Entry: Encodable {
    let name: String
    var results: [String: Result]
  }

  struct Mean: Encodable {
    /// Programs with a result on both.
    let programs: Int
    let steadySpeedup: Estimate
    let firstSpeedup: Estimate
    /// Peak memory as a multiple of the baseline's.
    let peakMemory: Double?
    /// Programs whose steady state is slower than the baseline's.
    let slower: [String]
  }

  struct StartUp: Encodable {
    let command: String
    let median: Double?
    let speedup: Estimate?
  }

  let interpreters: [String: [String]]
  let baseline: String
  let rounds: Int
  let iterations: Int
  private(set) var programs: [Entry] = []
  private(set) var means: [String: Mean] = [:]
  private(set) var startUp: [StartUp] = []
  private let order: [String]

  private enum CodingKeys: String, CodingKey {
    case interpreters, baseline, rounds, iterations, programs, means, startUp
  }

  init(_ measurer: Measurer) {
    interpreters = Dictionary(uniqueKeysWithValues: measurer.interpreters.map { ($0.name, $0.command) })
    order = measurer.interpreters.map(\.name)
    baseline = order[0]
    rounds = measurer.rounds
    iterations = measurer.iterations
  }

  var failures: Int { programs.flatMap(\.results.values).filter { $0.failure != nil }.count }

  mutating func add(_ program: Program, _ measured: [String: Measurement]) {
    let base = measured[baseline]!
    let results = measured.mapValues { one -> Result in
      let usable = one.failure == nil
      var result = Result(
        firstMedian: usable ? median(one.first.flatMap { $0 }) : nil,
        steadyMedian: usable ? median(one.steady.flatMap { $0 }) : nil,
        firstSeconds: one.first, steadySeconds: one.steady, peakKilobytes: one.peakKilobytes, failure: one.failure)
      if usable && base.failure == nil {
        result.firstSpeedup = speedup(of: one.first, over: base.first)
        result.steadySpeedup = speedup(of: one.steady, over: base.steady)
      }
      return result
    }
    programs.append(Entry(name: program.name, results: results))
    programs[programs.count - 1].results[baseline]?.firstSpeedup = nil
    programs[programs.count - 1].results[baseline]?.steadySpeedup = nil
  }

  mutating func addStartUp(_ measured: [(name: String, samples: Samples)]) {
    startUp = measured.map { one in
      let usable = !one.samples.isEmpty && !measured[0].samples.isEmpty
      return StartUp(
        command: one.name, median: usable ? median(one.samples.flatMap { $0 }) : nil,
        speedup: usable && one.name != measured[0].name ? speedup(of: one.samples, over: measured[0].samples) : nil)
    }
  }

  mutating func summarize() {
    let baseline = self.baseline
    for name in order.dropFirst() {
      let both = programs.filter { $0.results[name]?.steadySpeedup != nil }
      guard !both.isEmpty else { continue }
      let pairs = { (samples: KeyPath<Result, Samples>) in
        both.map { ($0.results[name]![keyPath: samples], $0.results[baseline]![keyPath: samples]) }
      }
      let memory = both.compactMap { entry -> Double? in
        let (peak, base) = (entry.results[name]!.peakKilobytes, entry.results[baseline]!.peakKilobytes)
        return peak > 0 && base > 0 ? Double(peak) / Double(base) : nil
      }
      means[name] = Mean(
        programs: both.count, steadySpeedup: geometricSpeedup(pairs(\.steadySeconds)),
        firstSpeedup: geometricSpeedup(pairs(\.firstSeconds)), peakMemory: memory.isEmpty ? nil : geometricMean(memory),
        slower: both.filter { $0.results[name]!.steadySpeedup!.value < 1 }.map(\.name))
    }
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(self)
  }
}

// MARK: - Text

extension Report {
  func header() -> String {
    var line = cell("program", 20, left: true)
    for name in order {
      line += cell("\(name) ms", 15) + cell("MB", 7)
      if name != baseline { line += cell("steady", 8) + cell("interval", 14) + cell("first", 7) }
    }
    return line
  }

  func line(_ entry: Entry) -> String {
    var line = cell(entry.name, 20, left: true)
    var failures: [String] = []
    for name in order {
      let result = entry.results[name]!
      line += cell(result.steadyMedian.map { number($0 * 1000, 1) } ?? "failed", 15)
      line += cell(number(Double(result.peakKilobytes) / 1024, 1), 7)
      if name != baseline {
        line += cell(result.steadySpeedup.map { number($0.value, 2) + "×" } ?? "", 8)
        line += cell(result.steadySpeedup.map { "\(number($0.low, 2))–\(number($0.high, 2))" } ?? "", 14)
        line += cell(result.firstSpeedup.map { number($0.value, 2) + "×" } ?? "", 7)
      }
      result.failure.map { failures.append("    \(name): \($0)") }
    }
    return ([line] + failures).joined(separator: "\n")
  }

  /// The table and the summary for a document: medians of the steady state, ratios with their intervals, failures in place.
  func markdown() -> String {
    let others = order.dropFirst()
    var lines = ["| program | \(order.map { "\($0) ms" }.joined(separator: " | ")) |"]
    for name in others { lines[0] += " \(name) steady | interval | first |" }
    lines.append("|---|" + String(repeating: "---:|", count: order.count + 3 * others.count))
    for entry in programs {
      var line = "| `\(entry.name)` |"
      for name in order { line += " \(entry.results[name]?.steadyMedian.map { number($0 * 1000, 2) } ?? "failed") |" }
      for name in others {
        let result = entry.results[name]
        line += " \(result?.steadySpeedup.map { number($0.value, 2) + "×" } ?? "") |"
        line +=
          " \(result?.steadySpeedup.map { "\(number($0.low, 2))–\(number($0.high, 2))" } ?? result?.failure ?? "") |"
        line += " \(result?.firstSpeedup.map { number($0.value, 2) + "×" } ?? "") |"
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n\n" + summary() + "\n"
  }

  func summary() -> String {
    var lines: [String] = []
    for name in order.dropFirst() {
      guard let mean = means[name] else { continue }
      lines.append(
        "\(name) over \(mean.programs) programs, geometric means: steady \(text(mean.steadySpeedup)), "
          + "first iteration \(text(mean.firstSpeedup)), peak memory "
          + (mean.peakMemory.map { "\(number($0, 2))× of \(baseline)'s" } ?? "unknown"))
      if !mean.slower.isEmpty {
        lines.append("  slower than \(baseline) in steady state: \(mean.slower.joined(separator: ", "))")
      }
    }
    for one in startUp {
      let ratio = one.speedup.map { ", \(text($0))" } ?? ""
      lines.append("start-up, \(one.command): " + (one.median.map { number($0 * 1000, 1) + " ms" } ?? "failed") + ratio)
    }
    return lines.joined(separator: "\n")
  }

  private func text(_ estimate: Estimate) -> String {
    "\(number(estimate.value, 2))× (\(number(estimate.low, 2))–\(number(estimate.high, 2)))"
  }

  private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  private func cell(_ text: String, _ width: Int, left: Bool = false) -> String {
    let padding = String(repeating: " ", count: max(left ? 0 : 1, width - text.count))
    return left ? text + padding : padding + text
  }
}
