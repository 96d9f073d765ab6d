// `pitviper warmup`: what series of times say about warmup, whoever measured them.

import ArgumentParser
import Foundation
import Glibc
import Profiler
import Warmup

struct WarmupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "warmup",
    abstract: "Classifies how processes warm up, from times of iterations that anything measured.",
    discussion: """
      A file holds seconds per iteration: a JSON array, or an array of arrays (processes); CSV with a column per process or
      with columns process, iteration, seconds; results of pyperf, of Krun (also .bz2) or of 'pitviper bench'. What it is shows by its content.
      Of several files each benchmark is compared with that of the first one. docs/warmup.md says what is computed.

      EXAMPLES:
        pitviper warmup times.json
        pitviper warmup before.csv after.csv --delta 2% --svg curves.svg
        pitviper warmup krun_results.json.bz2 --mode krun --json | jq '.benchmarks[].verdict'
      """)

  @Argument(help: "Files of series; - for standard input.", completion: .file())
  var files: [String]

  @Flag(help: "Print JSON (docs/warmup.md) instead of text.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Means that differ by less are equal: seconds, or percent of the fastest segment. Default: 1%, with --mode krun 0.001.",
      valueName: "seconds|percent%"))
  var delta: String?

  @Option(
    help: ArgumentHelp("The paper's rules with its faults mended, or to the letter.", valueName: "corrected|krun"))
  var mode = "corrected"

  @Option(help: ArgumentHelp("Draw the curves into this file.", valueName: "file.svg"), completion: .file())
  var svg: String?

  func validate() throws { _ = try options() }

  private func options() throws -> AnalysisOptions {
    guard let mode = AnalysisMode(rawValue: mode) else {
      throw ValidationError("--mode is corrected or krun, not '\(DisplayText.safe(mode))'")
    }
    let delta = try delta.map { text -> Delta in
      guard let delta = Delta(text) else {
        throw ValidationError("--delta is seconds (0.001) or percent (1%), not '\(DisplayText.safe(text))'")
      }
      return delta
    }
    return AnalysisOptions(mode: mode, delta: delta)
  }

  func run() throws {
    let options = try options()
    var read: [(path: String, file: SeriesFile)] = []
    for path in files {
      let file = try series(path)
      for note in file.notes { Failure.report("\(path): \(note)") }
      read.append((path, file))
    }
    let listing = WarmupListing(read, options: options)
    if let svg {
      do { try Data(listing.svg.utf8).write(to: URL(fileURLWithPath: svg), options: .atomic) } catch {
        Failure.exit("cannot write \(svg)")
      }
    }
    Failure.writeAll(json ? listing.json : listing.text(width: Terminal.width), to: STDOUT_FILENO)
  }

  private func series(_ path: String) throws -> SeriesFile {
    do {
      return try SeriesFile(path: path)
    } catch {
      guard error.problem == ImportError.isDatabase, path != "-" else {
        Failure.exit(error.description)
      }
    }
    guard let benchmark = try Recording(path: path).benchmark() else {
      Failure.exit("\(path): a profile has no times of iterations; 'pitviper bench' measures them")
    }
    var processes: [Series] = []
    for process in benchmark.timed {
      do {
        processes.append(try Series(process.iterations.map { Double($0.wall) / 1e9 }))
      } catch {
        Failure.exit("\(path): process \(process.id): \(error)")
      }
    }
    guard !processes.isEmpty else { Failure.exit("\(path): no process of this bench has ended well") }
    return SeriesFile(format: .bench, sets: [ProcessSet(name: benchmark.program, processes: processes)])
  }
}

/// All benchmarks of all files, and what became of those of the first file in the others.
struct WarmupListing {
  private struct Row {
    let path: String
    let format: SeriesFormat
    let set: ProcessSet
    let analysis: BenchmarkAnalysis
    /// Of the same benchmark in the first file.
    let comparison: BenchmarkComparison?
  }

  private let options: AnalysisOptions
  private let rows: [Row]

  init(_ files: [(path: String, file: SeriesFile)], options: AnalysisOptions) {
    self.options = options
    var rows: [Row] = []
    for (index, (path, file)) in files.enumerated() {
      let first = rows.filter { _ in index > 0 }.prefix(files[0].file.sets.count)
      for set in file.sets {
        let analysis = BenchmarkAnalysis(set, options: options)
        // A file with one benchmark is compared with another such whatever the names.
        let isOnly = file.sets.count == 1 && first.count == 1
        let before = first.first { isOnly || $0.set.name == set.name }
        rows.append(
          Row(
            path: path, format: file.format, set: set, analysis: analysis,
            comparison: before.map { BenchmarkComparison(before: $0.analysis, after: analysis) }))
      }
    }
    self.rows = rows
  }

  func text(width: Int) -> String {
    var lines = ["mode \(options.mode.rawValue), delta \(TimeText.delta(options.delta))"]
    for row in rows {
      let name = row.set.name.isEmpty ? "" : ", " + row.set.name
      lines += ["", DisplayText.safe("\(row.path)\(name) (\(row.format.rawValue))")]
      lines += WarmupReport(row.analysis, of: row.set).lines(width: width)
      guard let comparison = row.comparison else { continue }
      lines += ["", DisplayText.safe("\(row.path)\(name) against \(rows[0].path)")]
      lines += ComparisonReport(comparison).lines
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Benchmarks that are compared lie over each other.
  var svg: String {
    let isOne = Set(rows.map(\.path)).count == rows.count
    var order: [String] = []
    var groups: [String: [Row]] = [:]
    for row in rows {
      let group = isOne ? "" : row.set.name
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(row)
    }
    return WarmupCurve(
      order.map { group in
        let rows = groups[group]!
        let names = Set(rows.map(\.set.name))
        let name = names.count == 1 && names != [""] ? names.first! : rows.count == 1 ? rows[0].path : "Warmup"
        let curves = rows.map { row in
          WarmupCurve.Curve(
            name: rows.count > 1 ? DisplayText.safe(row.path) : "", processes: row.set.processes.map(\.seconds),
            row.analysis)
        }
        return .init(title: DisplayText.safe(name), curves)
      }
    ).svg
  }

  var json: String {
    let benchmarks = rows.map { row in
      WarmupJSON.object(
        [
          ("file", .string(row.path)), ("format", .string(row.format.rawValue)), ("name", .string(row.set.name)),
        ] + WarmupJSON.benchmark(row.analysis)
          + (row.comparison.map { [("comparison", .object(WarmupJSON.comparison($0)))] } ?? []))
    }
    return WarmupJSON.object(WarmupJSON.options(options) + [("benchmarks", .array(benchmarks, perLine: true))]).text
      + "\n"
  }
}
