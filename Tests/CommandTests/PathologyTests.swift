// Programs that a tracing JIT could ruin itself with (Fixtures/python/jit_pathology_*.py; that their output is right, the differential
// tests see). What is checked here are counters, no times: the work of the JIT has a bound, whatever the program goes on to do.
// docs/verification/jit.md has the times.

import Foundation
import Testing

@Suite struct PathologyTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/python").path

  /// The counters of `pitviper.jit` at the end of a program.
  private func counters(_ name: String, scale: Int, jit: String) throws -> [String: Int] {
    let folder = Folder()
    let script = folder.file(
      "run.py",
      """
      import io, sys
      path = sys.argv[1]
      sys.argv = sys.argv[1:]
      output, sys.stdout = sys.stdout, io.StringIO()
      with open(path) as file:
          exec(compile(file.read(), path, "exec"), {"__name__": "__main__"})
      sys.stdout = output
      from pitviper import jit
      for name, value in jit.counters().items():
          print(name, value)

      """)
    let run = try Run.pitviper(
      ["run", "--jit", jit, script, Self.fixtures + "/jit_pathology_\(name).py", "\(scale)"])
    #expect(run.status == 0, "\(run.error)")
    var counters: [String: Int] = [:]
    for line in run.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      counters[String(words[0])] = Int(words[1])
    }
    return counters
  }

  /// Four times the work: hardly any more recordings, and no more code than the limits allow.
  @Test(arguments: ["aborts", "bridges", "megamorphic", "types", "long_body", "recursion", "memory"])
  func effortIsBounded(_ name: String) throws {
    let once = try counters(name, scale: 8, jit: "on")
    let often = try counters(name, scale: 32, jit: "on")
    let recordings = (once["recordings"] ?? 0, often["recordings"] ?? 0)
    #expect(recordings.0 > 0 && recordings.1 > 0, "\(once)")
    #expect(recordings.1 <= recordings.0 * 2 + 40, "\(name): \(recordings)")
    #expect((often["recorded_instructions"] ?? 0) < 1_000_000, "\(often)")
    #expect((often["bridges"] ?? 0) <= 120 * (often["traces"] ?? 0), "\(often)")
    #expect((often["code_bytes_in_use"] ?? 0) <= 4 << 20, "\(often)")
  }

  @Test func abortedPlacesAreLeftAlone() throws {
    let counters = try counters("aborts", scale: 30, jit: "try-limit=2")
    // Each of 120 loops, and each guard of the traces among them, at most twice.
    #expect((counters["aborts"] ?? 0) <= 2 * 120 + 2 * (counters["bridges"] ?? 0), "\(counters)")
  }

  @Test func bridgesOfARootAreLimited() throws {
    let counters = try counters("bridges", scale: 4, jit: "bridge-limit=10,bridge-threshold=2")
    #expect((counters["bridges"] ?? 0) > 5, "\(counters)")
    #expect((counters["bridges"] ?? 0) <= 10 * (counters["traces"] ?? 0), "\(counters)")
  }

  @Test func longBodiesAreCompiledInPieces() throws {
    // Of its own thresholds, not of those that grow with what the program has recorded.
    let counters = try counters("long_body", scale: 30, jit: "warm-size=1000000")
    #expect((counters["bridges"] ?? 0) >= 5 && (counters["compiled_instructions"] ?? 0) > 25000, "\(counters)")
  }

  @Test func fullCodeMemoryIsFlushedEverLessOften() throws {
    let once = try counters("memory", scale: 8, jit: "on")
    let often = try counters("memory", scale: 64, jit: "on")
    #expect((once["flushes"] ?? 0) > 0 && (once["flushed_bytes"] ?? 0) > 32 << 10, "\(once)")
    // Eight times the work: the iterations that count as hot have grown by a factor of four with each flush.
    #expect((often["flushes"] ?? 0) <= (once["flushes"] ?? 0) + 2, "\(often)")
    #expect((often["code_bytes_in_use"] ?? 0) <= 64 << 10, "\(often)")
  }
}
