// The course of a bench: calibration, one process that counts bytecodes, the timed processes. Each is written to the file when it
// has ended; what an interrupted bench has written stays, and the same command goes on with it.

import Foundation
import Profiler

/// How far a bench is, for whoever shows it.
public struct BenchProgress: Sendable {
  /// `calibrating`, `counting bytecodes`, `process 3 of 10`.
  public let activity: String
  /// Seconds that the rest will take; nil while nothing is known.
  public let secondsLeft: Double?
}

/// Why a bench cannot begin or go on; one line for the user.
public struct BenchError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable { case usage, failed, interrupted, recording(RecordingError) }
  public let kind: Kind
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  init(_ error: RecordingError) { self.init(.recording(error), error.description) }
}

public final class BenchRunner {
  private let plan: BenchPlan
  private let path: String
  private let version: String
  private let progress: (BenchProgress) -> Void
  private let folder: TemporaryFolder
  private var writer: BenchWriter! = nil
  private var benchmark: Benchmark
  private var origin = UInt64(0)
  /// Seconds that the processes of this run took.
  private var durations: [Double] = []

  /// - Parameters:
  ///   - path: the file to write.
  ///   - version: of pitviper.
  public init(
    _ plan: BenchPlan, path: String, version: String, progress: @escaping (BenchProgress) -> Void
  ) throws(BenchError) {
    self.plan = plan
    self.path = path
    self.version = version
    self.progress = progress
    benchmark = Benchmark(path: path)
    if case .module = plan.workload {
    } else if access(plan.name, R_OK) != 0 {
      let reason = String(cString: strerror(errno))
      throw BenchError(.usage, "can't open file '\(DisplayText.safe(plan.name))': \(reason)")
    }
    do { folder = try TemporaryFolder() } catch { throw BenchError(.failed, error.description) }
  }

  /// Measures what is missing.
  /// - Returns: all that the file holds then.
  public func run() throws(BenchError) -> Benchmark {
    Interruption.install()
    defer {
      Interruption.remove()
      folder.remove()
    }
    do throws(RecordingError) { try open() } catch { throw BenchError(error) }
    let iterations = try chosenIterations()
    if plan.isPitViper, benchmark.counting == nil {
      progress(BenchProgress(activity: "counting bytecodes", secondsLeft: nil))
      try measure(id: plan.processes + 1, iterations: iterations, isCounting: true)
    }
    let missing = (1...plan.processes).filter { id in !benchmark.timed.contains { $0.id == id } }
    for (position, id) in missing.enumerated() {
      let mean = durations.isEmpty ? nil : durations.reduce(0, +) / Double(durations.count)
      progress(
        BenchProgress(
          activity: "process \(id) of \(plan.processes)",
          secondsLeft: mean.map { $0 * Double(missing.count - position) }))
      try measure(id: id, iterations: iterations, isCounting: false)
      if benchmark.timed.isEmpty, benchmark.failed.count(where: { !$0.isCounting }) >= 2 {
        throw BenchError(.failed, "process \(id) failed as the one before: \(benchmark.failed.last!.failure!)")
      }
    }
    do throws(RecordingError) {
      let failures = benchmark.failed.count
      try writer.set(environment: ["finished": failures == 0 ? "complete" : "\(failures) processes failed"])
      writer.close()
      return try Recording(path: path).benchmark()!
    } catch { throw BenchError(error) }
  }

  // MARK: The file

  private var identity: [String: String] {
    let machine = Machine.description
    return plan.identity.merging(["version": version, "host": machine["host"]!, "processor": machine["processor"]!]) {
      $1
    }
  }

  /// Goes on with an unfinished file of the same plan, or makes a new one.
  private func open() throws(RecordingError) {
    if access(path, F_OK) == 0, let found = try? Recording(path: path).benchmark(), !found.isFinished,
      identity.allSatisfy({ found.environment[$0.key] == $0.value })
    {
      benchmark = found
      origin = found.environment["origin_ns"].flatMap { UInt64($0) } ?? monotonicClock()
      writer = try BenchWriter(continuing: path)
      return
    }
    origin = monotonicClock()
    var environment = Machine.description.merging(identity) { $1 }
    environment["origin_ns"] = String(origin)
    environment["directory"] = FileManager.default.currentDirectoryPath
    if let commit = GitCommit.checkedOut(at: plan.folder) { environment["commit"] = commit }
    environment["python"] = "3.11"
    environment.merge(Conditions.machine) { $1 }
    if case .pitviper(let options) = plan.interpreter { environment["options"] = options.joined(separator: " ") }
    benchmark.environment = environment
    writer = try BenchWriter(creating: path, environment: environment)
    try writer.add(noise: Conditions.noiseOfMachine())
  }

  // MARK: Processes

  private func chosenIterations() throws(BenchError) -> Int {
    if let asked = plan.iterations { return try note(iterations: asked) }
    if let known = benchmark.environment["iterations"].flatMap({ Int($0) }), known > 0 { return known }
    progress(BenchProgress(activity: "calibrating", secondsLeft: nil))
    let trial = runProcess(
      id: 0, iterations: BenchPlan.chosenIterations.upperBound, seconds: 2, isCounting: false, limit: plan.limit ?? 600)
    if let failure = trial.failure { throw try giveUp(trial, "calibration: \(failure)") }
    let late = trial.iterations.suffix((trial.iterations.count + 1) / 2).map(\.wall).sorted()
    guard let typical = late.dropFirst(late.count / 2).first else {
      throw BenchError(.failed, "calibration: no iteration ended")
    }
    let fitting = Int((BenchPlan.usualSeconds * 1e9 / Double(max(1, typical))).rounded())
    return try note(
      iterations: max(
        BenchPlan.chosenIterations.lowerBound, min(BenchPlan.chosenIterations.upperBound, fitting)))
  }

  private func note(iterations: Int) throws(BenchError) -> Int {
    let entries = ["iterations": String(iterations)]
    benchmark.environment.merge(entries) { $1 }
    do throws(RecordingError) { try writer.set(environment: entries) } catch { throw BenchError(error) }
    return iterations
  }

  /// Keeps a failure, under the number of the first process.
  private func giveUp(_ process: BenchProcess, _ reason: String) throws(BenchError) -> BenchError {
    if Interruption.isRequested { return interruption }
    var failed = process
    failed.id = 1
    do throws(RecordingError) { try writer.add(failed) } catch { throw BenchError(error) }
    return BenchError(.failed, reason)
  }

  private var interruption: BenchError {
    let done = benchmark.timed.count
    return BenchError(
      .interrupted, "stopped after \(done) of \(plan.processes) processes; the same command goes on from there")
  }

  private func measure(id: Int, iterations: Int, isCounting: Bool) throws(BenchError) {
    let start = monotonicClock()
    let limit = plan.limit ?? max(60, (durations.max() ?? 60) * 10)
    let process = runProcess(id: id, iterations: iterations, seconds: 0, isCounting: isCounting, limit: limit)
    if Interruption.isRequested { throw interruption }
    if !isCounting { durations.append(Double(monotonicClock() - start) / 1e9) }
    let noise = Conditions.noise(of: process, before: benchmark.timed.last)
    benchmark.processes.removeAll { $0.id == id }
    benchmark.processes.append(process)
    do throws(RecordingError) { try writer.add(process, noise: noise) } catch { throw BenchError(error) }
    if isCounting, let failure = process.failure {
      throw BenchError(.failed, "the process that counts bytecodes failed: \(failure)")
    }
  }

  /// Runs one process to its end; what went wrong is in the result.
  private func runProcess(
    id: Int, iterations: Int, seconds: Double, isCounting: Bool, limit: Double
  ) -> BenchProcess {
    var process = BenchProcess(id: id, isCounting: isCounting)
    process.conditions.load = Conditions.load
    process.conditions.frequencyBefore = Conditions.frequency
    let paths = (
      driver: folder.path + "/driver.py", times: folder.path + "/times.json", activity: folder.path + "/activity.json"
    )
    for path in [paths.times, paths.activity] { unlink(path) }
    do {
      try BenchDriver.text.write(toFile: paths.driver, atomically: true, encoding: .utf8)
    } catch {
      process.failure = "cannot write \(paths.driver)"
      return process
    }
    let words = plan.driverArguments(report: paths.times, count: iterations, seconds: seconds)
    let command: [String] =
      switch plan.interpreter {
      case .other(let interpreter): interpreter + [paths.driver] + words
      case .pitviper(let options):
        [Self.program, BenchWorker.command, paths.activity, isCounting ? "counting" : "timed", String(iterations)]
          + options + [paths.driver] + words
      }
    let child = BenchChild(
      command: command, environment: ["PYTHONHASHSEED": plan.hashSeed, "PYTHONUNBUFFERED": ""], limit: limit,
      errorPath: folder.path + "/errors.txt")
    process.started = Microseconds(Int64(monotonicClock() &- origin) / 1000)
    switch child.run() {
    case .success: process.failure = read(paths.times, paths.activity, into: &process)
    case .failed(let reason): process.failure = reason
    case .interrupted: process.failure = "interrupted"
    }
    process.conditions.frequencyAfter = Conditions.frequency
    return process
  }

  /// This program: the VM's own worker is a command of it.
  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }

  // MARK: Reports

  /// - Returns: what is wrong with them, nil when nothing is.
  private func read(_ times: String, _ activity: String, into process: inout BenchProcess) -> String? {
    guard let data = FileManager.default.contents(atPath: times) else {
      return "it ended without a report, as after os._exit()"
    }
    guard let report = try? JSONDecoder().decode(DriverReport.self, from: data),
      report.walls.count == report.starts.count, report.cpus.count == report.starts.count
    else { return "its report makes no sense" }
    var recorder: RecorderReport?
    if plan.isPitViper {
      guard let data = FileManager.default.contents(atPath: activity),
        let found = try? JSONDecoder().decode(RecorderReport.self, from: data), found.marks.count >= report.starts.count
      else { return "its report makes no sense" }
      recorder = found
      process.activity = found.activity.shifted(by: report.origin)
    }
    process.overhead = max(0, report.overhead)
    process.peakKilobytes = max(0, report.peak)
    process.conditions.involuntarySwitches = report.switches < 0 ? nil : report.switches
    process.conditions.migrations = report.migrations < 0 ? nil : report.migrations
    process.iterations = report.starts.indices.map {
      BenchIteration(
        start: max(0, report.starts[$0] - report.origin), wall: max(0, report.walls[$0]), cpu: max(0, report.cpus[$0]),
        counters: recorder?.marks[$0])
    }
    if benchmark.environment["vm_version"] == nil {
      let entries = ["vm_version": report.version]
      benchmark.environment.merge(entries) { $1 }
      try? writer.set(environment: entries)
    }
    return nil
  }
}

extension BenchActivity {
  /// The same with times since an origin.
  func shifted(by origin: Int) -> BenchActivity {
    var result = self
    func shift(_ time: inout Int) { time = max(0, time - origin) }
    for index in result.traces.indices {
      shift(&result.traces[index].time)
      shift(&result.traces[index].installed)
      if result.traces[index].ended != nil { shift(&result.traces[index].ended!) }
    }
    for index in result.aborts.indices { shift(&result.aborts[index].time) }
    for index in result.events.indices { shift(&result.events[index].time) }
    for index in result.collections.indices { shift(&result.collections[index].time) }
    return result
  }
}
