// The harness's statistics on samples with known answers, its processes, and what it takes for a program.
import Foundation
import Testing

@testable import Benchmarks

@Suite("Benchmark statistics")
struct StatisticsTests {
  @Test("Medians of odd and even counts")
  func medians() {
    #expect(median([3, 1, 2]) == 2)
    #expect(median([4, 1, 3, 2]) == 2.5)
    #expect(median([7]) == 7)
  }

  @Test("The geometric mean of a number and its inverse is one")
  func means() {
    #expect(abs(geometricMean([4, 0.25]) - 1) < 1e-12)
    #expect(abs(geometricMean([2, 4, 8]) - 4) < 1e-12)
  }

  @Test("Samples without noise have an interval without width")
  func constantSamples() {
    let estimate = speedup(of: [[0.5, 0.5], [0.5]], over: [[2, 2], [2]])
    #expect(estimate.value == 4 && estimate.low == 4 && estimate.high == 4)
  }

  @Test("The interval holds the ratio, and is the same each time")
  func noisySamples() {
    let baseline: Samples = [[1.00, 1.03, 1.06], [1.07, 1.10, 1.02], [1.03, 1.06, 1.09], [1.10, 1.02, 1.05]]
    let subject: Samples = baseline.map { $0.map { $0 / 3 } }
    let estimate = speedup(of: subject, over: baseline)
    #expect(abs(estimate.value - 3) < 1e-9)
    #expect(estimate.low < 3 && 3 < estimate.high && estimate.high - estimate.low < 0.3)
    let again = speedup(of: subject, over: baseline)
    #expect(again.low == estimate.low && again.high == estimate.high)
  }

  @Test("Processes that differ widen the interval more than iterations that differ")
  func processesAreTheUnit() {
    let baseline: Samples = Array(repeating: [1, 1, 1, 1], count: 4)
    let betweenProcesses = speedup(of: [[1, 1, 1, 1], [1, 1, 1, 1], [2, 2, 2, 2], [2, 2, 2, 2]], over: baseline)
    let withinProcesses = speedup(of: Array(repeating: [1, 2, 1, 2], count: 4), over: baseline)
    #expect(betweenProcesses.high - betweenProcesses.low >= withinProcesses.high - withinProcesses.low)
    #expect(betweenProcesses.low < betweenProcesses.high)
  }
}

@Suite("Benchmark processes")
struct ProcessTests {
  @Test("Output, status and signals")
  func results() throws {
    let ended = try #require(runChild(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], limit: 10))
    #expect(String(decoding: ended.output, as: UTF8.self) == "out\nerr\n")
    #expect(ended.status == 3 && !ended.timedOut)
    let killed = try #require(runChild(["/bin/sh", "-c", "kill -9 $$"], limit: 10))
    #expect(killed.status == 128 + 9)
    #expect(runChild(["/no/such/program"], limit: 10) == nil)
  }

  @Test("A process that does not end is killed at the limit")
  func limits() throws {
    let result = try #require(runChild(["/bin/sleep", "30"], limit: 0.2))
    #expect(result.timedOut && result.seconds < 10)
  }

  @Test("Watched memory is the child's own")
  func memory() throws {
    let result = try #require(runChild(["/bin/sleep", "0.2"], limit: 10, watchingMemory: true))
    #expect(result.peakKilobytes > 0)
    #expect(result.peakKilobytes < 8000, "sleep does not need \(result.peakKilobytes) KB")
  }
}

@Suite("Benchmark programs")
struct ProgramTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @Test("There are at least 32, each in the form the driver iterates")
  func programs() throws {
    let programs = try Program.all(in: Self.root + "/Benchmarks/programs", only: [])
    #expect(programs.count >= 32)
    for program in programs { #expect(program.form == .iterated, "\(program.name) lacks run, SIZE or EXPECTED") }
  }

  @Test("A script without run is run as a whole; bad names give one line")
  func forms() throws {
    #expect(try Program(path: Self.root + "/Benchmarks/driver.py").form == .whole)
    let folder = Self.root + "/Benchmarks/programs"
    let error = #expect(throws: HarnessError.self) { _ = try Program.all(in: folder, only: ["richard"]) }
    #expect(error?.description == "no benchmark program is named richard; did you mean richards?")
    #expect(throws: HarnessError.self) { _ = try Program(path: "/no/such/file.py") }
    #expect(throws: HarnessError.self) { _ = try Program.all(in: "/no/such/folder", only: []) }
  }
}
