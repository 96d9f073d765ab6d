// Every fixture must print what CPython 3.11 prints: standard output, traceback text and exit status, in the plain
// interpreter, with a collection at every 101st allocation, in the trampoline build, and with the JIT: its own thresholds,
// the lowest ones, these under GC stress, without one pass, and in the trampoline build. Random programs come on top.
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

  @Test("JIT", .enabled(if: Configuration.exists(Configuration.releaseProgram)), arguments: Fixture.all)
  func compiled(fixture: Fixture) throws {
    try check(fixture, .jit)
  }

  @Test("JIT, threshold 2", .enabled(if: Configuration.exists(Configuration.releaseProgram)), arguments: Fixture.all)
  func compiledEagerly(fixture: Fixture) throws {
    try check(fixture, .eager)
  }

  @Test(
    "JIT, threshold 2, under GC stress", .enabled(if: Configuration.exists(Configuration.releaseProgram)),
    arguments: Fixture.all)
  func compiledUnderCollectionStress(fixture: Fixture) throws {
    try check(fixture, .eagerStressed)
  }

  @Test(
    "JIT, threshold 2, without a pass", .enabled(if: Configuration.exists(Configuration.releaseProgram)),
    arguments: Fixture.all)
  func compiledWithoutPass(fixture: Fixture) throws {
    try check(fixture, .withoutPass(fixture))
  }

  @Test(
    "JIT, threshold 2, trampoline build",
    .enabled(if: Configuration.trampolineProgram.map(Configuration.exists) ?? false), arguments: Fixture.all)
  func compiledTrampoline(fixture: Fixture) throws {
    try check(fixture, .eagerTrampoline)
  }

  @Test(
    "Random programs", .enabled(if: Configuration.exists(Configuration.releaseProgram)),
    arguments: [Configuration.plain, .jit, .eager])
  func randomPrograms(configuration: Configuration) throws {
    // --stats would be seen as a difference.
    let program = configuration.command.filter { $0 != "--stats" }.joined(separator: " ")
    let folder = Fixture.root.appendingPathComponent("Fixtures/random")
    let outcome = try Fixture(folder: folder, name: "compare").run(
      Configuration(name: configuration.name, command: [Configuration.oracleProgram], limit: 600),
      words: ["compare", "--seed", "1", "--count", "60", "--reduce", "1", "\(configuration.name)=\(program)"])
    #expect(outcome.status == 0, "\(outcome.output.suffix(3000))\(outcome.errors.suffix(2000))")
    #expect(outcome.output.contains("programs compared, 0 differ"))
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
      var outcome = try fixture.run(configuration)
      if configuration.hasJIT {
        let count = outcome.takeTraceCount()
        #expect(!fixture.mustCompile || count ?? 0 > 0, "\(fixture.name), \(configuration.name): nothing was compiled")
      }
      difference = outcome.difference(from: expected)
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
