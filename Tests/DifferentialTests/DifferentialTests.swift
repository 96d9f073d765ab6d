// Every fixture must print what CPython 3.11 prints: standard output, traceback text and exit status, in the plain
// interpreter, with a collection at every 101st allocation, and in the trampoline build.
import Foundation
import Testing

@Suite("Fixtures against CPython's output", .serialized)
struct DifferentialTests {
  @Test("The program under test is built")
  func programExists() {
    #expect(
      Configuration.exists(Configuration.releaseProgram),
      "\(Configuration.releaseProgram) is missing: run make build, or set PITVIPER")
    if let program = Configuration.trampolineProgram {
      #expect(Configuration.exists(program), "PITVIPER_TRAMPOLINE_PROGRAM names \(program), which is missing")
    }
  }

  @Test("There are fixtures, and the known failures are among them")
  func fixturesExist() {
    #expect(Fixture.all.count >= 180)
    #expect(KnownFailures.unknown().isEmpty, "\(KnownFailures.path) names programs that do not exist")
  }

  @Test("Plain", .enabled(if: Configuration.exists(Configuration.releaseProgram)), arguments: Fixture.all)
  func plain(fixture: Fixture) throws {
    try check(fixture, .plain)
  }

  @Test("Under GC stress", .enabled(if: Configuration.exists(Configuration.releaseProgram)), arguments: Fixture.all)
  func underCollectionStress(fixture: Fixture) throws {
    try check(fixture, .stressed)
  }

  @Test(
    "Trampoline build", .enabled(if: Configuration.trampolineProgram.map(Configuration.exists) ?? false),
    arguments: Fixture.all)
  func trampoline(fixture: Fixture) throws {
    try check(fixture, .trampoline)
  }

  @Test(
    "The committed output is CPython's", .enabled(if: Configuration.exists(Configuration.oracleProgram)),
    arguments: Fixture.all)
  func oracle(fixture: Fixture) throws {
    try check(fixture, .oracle)
  }

  @Test(
    "Benchmark size", .enabled(if: Configuration.exists(Configuration.releaseProgram)), arguments: Fixture.benchmarks)
  func benchmarkSize(fixture: Fixture) throws {
    // The driver compares the value of run(SIZE) with EXPECTED and prints both when they differ.
    let outcome = try fixture.run(.plain, words: ["../driver.py", fixture.name + ".py", "1"])
    #expect(outcome.status == 0, "\(fixture.name): \(outcome.output.prefix(500))\(outcome.errors.suffix(500))")
  }

  private func check(_ fixture: Fixture, _ configuration: Configuration) throws {
    let expected = try fixture.expected()
    let difference: String?
    do {
      difference = try fixture.run(configuration).difference(from: expected)
    } catch let error as ExecutionError {
      difference = error.description
    }
    if configuration.name != "oracle" && KnownFailures.contains(fixture, in: configuration) {
      #expect(difference != nil, "\(fixture.name) passes now: take it off \(KnownFailures.path)")
    } else if let difference {
      Issue.record("\(fixture.testDescription), \(configuration.name): \(difference)")
    }
  }
}
