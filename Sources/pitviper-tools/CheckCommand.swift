// `pitviper check`: did the warmup, the steady state or the work of the JIT get worse?

import ArgumentParser
import Foundation
import Gate
import Profiler

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares two benchmarks and says whether the candidate got worse.",
    discussion: """
      Baseline and candidate are files of 'pitviper bench'. Times are compared by exact tests over processes, so that the whole check
      raises a false alarm at most once in a hundred; traces, bridges, recordings given up, failures of guards and bytecodes
      do not depend on the machine's noise and are compared exactly. docs/gate.md explains both, and the configuration.

      EXAMPLES:
        pitviper check --baseline main.pitviper --candidate branch.pitviper
        pitviper check --baseline-ref main --candidate branch.pitviper
        pitviper check --baseline history/ --candidate new.pitviper --rerun
        pitviper check --baseline counters.json --candidate new.pitviper --counters
        pitviper check --baseline a.pitviper --candidate b.pitviper --format terminal --format junit=gate.xml
        pitviper check --calibrate many.pitviper --write-config gate.json

      EXIT STATUS:
        0  no regression
        1  a regression
        2  wrong usage, or files that must not be compared
        3  inconclusive; it says what would settle it
        130  interrupted while it was measuring
      """)

  @Option(help: ArgumentHelp("A bench file, or a folder of them (the newest counts).", valueName: "path"))
  var baseline: String?

  @Option(help: ArgumentHelp("Measure the script of this git revision as the baseline.", valueName: "revision"))
  var baselineRef: String?

  @Option(help: ArgumentHelp("The bench file to judge.", valueName: "file"), completion: .file())
  var candidate: String?

  @Option(name: .customLong("config"), help: ArgumentHelp("Thresholds and acknowledgements.", valueName: "file"))
  var configurationFile: String?

  @Flag(help: "Compare only what does not depend on the machine's noise.")
  var counters = false

  @Flag(help: "Measure a regression of times again before failing.")
  var rerun = false

  @Option(help: ArgumentHelp("The time that is compared: cpu (the default) or wall.", valueName: "wall|cpu"))
  var clock: String?

  @Option(
    help: ArgumentHelp(
      "Compare although this differs: machine, version, jit. May be given more than once.", valueName: "what"))
  var accept: [String] = []

  @Option(
    help: ArgumentHelp(
      "How to print: \(GateOutput.allCases.map(\.rawValue).joined(separator: ", ")), into a file as NAME=FILE. "
        + "May be given more than once; terminal when it is not given.", valueName: "name[=file]"))
  var format: [String] = []

  @Option(
    help: ArgumentHelp("Also write the candidate's counters as JSON, a baseline to keep.", valueName: "file"))
  var writeCounters: String?

  @OptionGroup(title: "Calibration") var calibration: CalibrationOptions

  func validate() throws {
    _ = try (outputs(), gate)
    if !calibration.calibrate.isEmpty {
      guard baseline == nil, baselineRef == nil, candidate == nil else {
        throw ValidationError("--calibrate compares a benchmark with itself: leave out baseline and candidate")
      }
      guard try outputs().allSatisfy({ [.terminal, .json].contains($0.0) }) else {
        throw ValidationError("of a calibration there are the formats terminal and json")
      }
      return
    }
    guard candidate != nil else { throw ValidationError("give the bench file to judge with --candidate") }
    guard baseline == nil || baselineRef == nil else {
      throw ValidationError("give one of --baseline and --baseline-ref")
    }
    guard baseline != nil || baselineRef != nil || writeCounters != nil else {
      throw ValidationError("give a --baseline, or a --baseline-ref")
    }
  }

  func run() throws {
    do throws(GateError) {
      if !calibration.calibrate.isEmpty { return try runCalibration() }
      let facts = try BenchmarkFacts(path: candidate!)
      if let writeCounters {
        try write(facts.countersOnly.json, to: writeCounters)
        if baseline == nil && baselineRef == nil { return }
      }
      try finish(try report(facts))
    } catch {
      Failure.exit(error.description, status: error.exitStatus)
    }
  }

  private func report(_ facts: BenchmarkFacts) throws(GateError) -> GateReport {
    let gate = try self.gate
    let measuring = Measuring { Failure.report($0) }
    var report: GateReport
    if let baselineRef {
      report = try gate.check(try measuring.measure(revision: baselineRef, like: facts), facts)
    } else {
      report = try gate.check(
        Baseline(
          path: baseline!, for: facts, countersOnly: gate.countersOnly, accepted: gate.configuration.accepted), facts)
    }
    if rerun, report.rows.contains(where: \.isDoubtful) {
      let again = try measuring.measureAgain(facts)
      guard again.script.digest == facts.script.digest else {
        throw GateError(.unusable, "cannot confirm: \(facts.script.name) has changed since it was measured")
      }
      report = gate.confirm(report, by: try gate.check(report.baseline, again))
    }
    return report
  }

  /// Prints and ends the program.
  private func finish(_ report: GateReport) throws(GateError) -> Never {
    let directory = FileManager.default.currentDirectoryPath
    for (output, file) in try outputs() {
      let text = output.text(report, width: Terminal.width, directory: directory)
      if let file { try write(text, to: file) } else { Failure.writeAll(text, to: STDOUT_FILENO) }
    }
    if let summary = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"], !summary.isEmpty {
      let text = GateOutput.markdown.text(report, width: 80, directory: directory)
      guard let handle = FileHandle(forWritingAtPath: summary) ?? Self.created(summary) else {
        throw GateError(.unusable, "cannot append to \(summary), which GITHUB_STEP_SUMMARY names")
      }
      handle.seekToEndOfFile()
      handle.write(Data((text + "\n").utf8))
    }
    for line in report.expired { Failure.report(line) }
    Glibc.exit(report.expired.isEmpty || report.verdict == .regression ? report.verdict.exitStatus : 1)
  }

  private static func created(_ path: String) -> FileHandle? {
    FileManager.default.createFile(atPath: path, contents: nil) ? FileHandle(forWritingAtPath: path) : nil
  }

  private func write(_ text: String, to path: String) throws(GateError) {
    if path == "-" { return Failure.writeAll(text, to: STDOUT_FILENO) }
    do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
      throw GateError(.unusable, "cannot write \(DisplayText.safe(path)): \((error as NSError).localizedDescription)")
    }
  }

  // MARK: Options

  private var gate: Gate {
    get throws(GateError) {
      var gate = Gate()
      if let configurationFile { gate.configuration = try GateConfiguration(file: configurationFile) }
      if let clock {
        guard let known = GateClock(rawValue: clock) else { throw GateError(.unusable, "--clock is wall or cpu") }
        gate.configuration.clock = known
      }
      for word in accept {
        guard let difference = GateConfiguration.Difference(rawValue: word) else {
          throw GateError(.unusable, "--accept knows machine, version and jit, not '\(word)'")
        }
        gate.configuration.accepted.insert(difference)
      }
      gate.countersOnly = counters
      return gate
    }
  }

  private func outputs() throws(GateError) -> [(GateOutput, String?)] {
    if format.isEmpty { return [(.terminal, nil)] }
    var outputs: [(GateOutput, String?)] = []
    for word in format {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let output = GateOutput(rawValue: parts[0]), parts.last != "" else {
        let near = Suggestion.nearest(to: parts[0], among: GateOutput.allCases.map(\.rawValue))
        throw GateError(
          .unusable, "no format '\(word)'; " + (near.map { "did you mean '\($0)'?" } ?? "see 'pitviper help check'"))
      }
      outputs.append((output, parts.count > 1 ? parts[1] : nil))
    }
    return outputs
  }
}

extension CheckCommand {
  struct CalibrationOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Compare the processes of this bench file with each other and print how often that raises an alarm. "
          + "May be given more than once, for files of one benchmark.", valueName: "file"))
    var calibrate: [String] = []

    @Option(help: ArgumentHelp("Comparisons at random.", valueName: "n"))
    var comparisons = 200

    @Option(help: ArgumentHelp("Processes of each side; half of all, at most 10, when not given.", valueName: "n"))
    var perSide: Int?

    @Option(help: ArgumentHelp("Of the lots.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write the thresholds that this machine can keep.", valueName: "file"))
    var writeConfig: String?

    func validate() throws {
      guard (1...100_000).contains(comparisons) else { throw ValidationError("--comparisons is from 1 to 100000") }
      guard (3...Suitability.mostProcesses).contains(perSide ?? 3) else {
        throw ValidationError("--per-side is from 3 to \(Suitability.mostProcesses)")
      }
    }
  }

  private func runCalibration() throws(GateError) {
    let options = calibration
    var pool = try BenchmarkFacts(path: options.calibrate[0])
    let gate = try self.gate
    for file in options.calibrate.dropFirst() {
      let more = try BenchmarkFacts(path: file)
      _ = try Suitability.check(pool, more, configuration: gate.configuration, countersOnly: gate.countersOnly)
      pool.processes += more.processes
    }
    let summary = try Calibration.run(
      GateSide(pool, clock: gate.configuration.clock), perSide: options.perSide, comparisons: options.comparisons,
      seed: options.seed, configuration: gate.configuration, countersOnly: gate.countersOnly)
    for (output, file) in try outputs() { try write(output == .json ? summary.json : summary.text, to: file ?? "-") }
    if let file = options.writeConfig {
      var configuration = gate.configuration
      configuration.take(summary)
      try write(configuration.json, to: file)
    }
  }
}
