// The file of a bench: what is written comes back, hostile rows are noticed, and every reader of recordings survives it.

import Foundation
import GRDB
import Testing

@testable import Bench
@testable import Profiler

@Suite struct BenchFileTests {
  @Test func whatIsWrittenComesBack() throws {
    let folder = Folder()
    var made = MadeBench.benchmark()
    made.processes[0].conditions.load = 42
    made.processes[0].conditions.migrations = 3
    made.noise = [
      BenchNoise(process: 1, kind: "load", detail: "busy"), BenchNoise(process: nil, kind: "governor", detail: "x"),
    ]
    var failed = BenchProcess(id: 9, failure: "exit status 1: ValueError: no")
    failed.started = 77
    made.processes.append(failed)
    try MadeBench.write(made, to: folder.file())
    let read = try #require(try Recording(path: folder.file()).benchmark())
    #expect(read.processes == made.processes)
    #expect(read.noise == made.noise)
    #expect(read.environment == made.environment)
    #expect(read.timed.map(\.id) == [1, 2, 3])
    #expect(read.counting?.id == 4)
    #expect(read.failed.map(\.id) == [9])
  }

  /// The longest times that a file can hold, 2300 of them before a process is steady.
  @Test func impossibleTimesAreReported() {
    var benchmark = MadeBench.benchmark()
    for process in benchmark.processes.indices {
      benchmark.processes[process].iterations = (0..<3200).map { index in
        BenchIteration(start: index, wall: index < 2300 ? 1 << 52 - index % 7 : 1_000_000 + index % 5, cpu: 1)
      }
    }
    let report = BenchReport([benchmark])
    #expect(report.json.text.contains("\"time_to_steady_ns\": {") && report.json.text.contains("\"median\": null"))
    #expect(report.text(width: 100).contains("time to steady"))
  }

  @Test func aProcessIsReplacedWhole() throws {
    let folder = Folder()
    try MadeBench.write(MadeBench.benchmark(), to: folder.file())
    let writer = try BenchWriter(continuing: folder.file())
    var second = MadeBench.process(2)
    second.iterations.removeLast(100)
    second.activity = BenchActivity()
    try writer.add(second)
    writer.close()
    let read = try #require(try Recording(path: folder.file()).benchmark())
    #expect(read.processes.first { $0.id == 2 } == second)
    #expect(read.processes.count == 4)
  }

  @Test func ordinaryRecordingsAreNoBenches() throws {
    let folder = Folder()
    let writer = try RecordingWriter(path: folder.file(), period: 1000)
    try writer.close(ending: "exit 0")
    #expect(try Recording(path: folder.file()).benchmark() == nil)
    let old = folder.file("old.pitviper")
    let queue = try DatabaseQueue(path: old)
    try queue.write { try RecordingSchema.create(in: $0, version: 3) }
    try queue.close()
    #expect(try Recording(path: old).benchmark() == nil)
  }

  @Test func readersOfRecordingsSurvive() throws {
    let folder = Folder()
    try MadeBench.write(MadeBench.benchmark(), to: folder.file())
    let profile = try Recording(path: folder.file()).profile()
    #expect(try TextReport().text(of: profile).contains("No samples"))
    let info = try InfoReport(profile: profile).text
    #expect(info.contains("/src/sobel.py:run"))
    #expect(!info.contains("samples") && !info.contains("losses"), "figures of the sampler, which did not run")
    for screen in ScreenReports.all { _ = try ScreenReports.text(screen, profile) }
    _ = try JSONReport.make(profile)
  }

  @Test(arguments: [
    "DELETE FROM process WHERE id = 2",
    "UPDATE process SET id = -5 WHERE id = 2",
    "DELETE FROM iteration WHERE process = 1 AND number = 7",
    "UPDATE iteration SET process = 88 WHERE process = 3",
    "UPDATE process_trace SET process = 500 WHERE process = 1",
    "INSERT INTO process_gc VALUES (NULL, 77, 0, 0, 0, 0)",
    "DROP TABLE noise",
    "ALTER TABLE iteration ADD COLUMN more INTEGER",
  ])
  func hostile(statements: String) throws {
    let folder = Folder()
    try MadeBench.write(MadeBench.benchmark(), to: folder.file())
    let queue = try DatabaseQueue(path: folder.file())
    try queue.write { try $0.execute(sql: statements) }
    try queue.close()
    do throws(RecordingError) {
      _ = try Recording(path: folder.file()).benchmark()
      Issue.record("not noticed: \(statements)")
    } catch {
      guard case .damaged = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  /// Numbers that are no times: bounded, and never a crash of the analysis.
  @Test(arguments: [
    "UPDATE iteration SET wall_ns = -9223372036854775807", "UPDATE iteration SET start_ns = 9223372036854775807",
    "UPDATE iteration SET guard_failures = 9223372036854775807",
    "UPDATE process_trace SET parent = 99, parent_exit = 4",
    "UPDATE process_gc SET duration_ns = 9223372036854775807", "UPDATE iteration SET wall_ns = 0",
    "UPDATE process SET load = 9223372036854775807, peak_kb = 9223372036854775807",
  ])
  func absurd(statements: String) throws {
    let folder = Folder()
    try MadeBench.write(MadeBench.benchmark(), to: folder.file())
    let queue = try DatabaseQueue(path: folder.file())
    try queue.write { try $0.execute(sql: statements) }
    try queue.close()
    let report = BenchReport([try #require(try Recording(path: folder.file()).benchmark())])
    #expect(!report.text(width: 80).isEmpty && !report.json.text.isEmpty && !BenchCurve(report.analyses).svg.isEmpty)
  }
}
