// `check --rerun` and `check --baseline-ref`: what they measure, what they conclude, and what is left after Control-C.

import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite(.serialized) struct MeasuringAgainTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/gate").standardized

  private static func program(_ side: String) throws -> String {
    try String(contentsOf: fixtures.appendingPathComponent("new-abort/\(side)/program.py"), encoding: .utf8)
  }

  /// With as many processes as the tests of times need.
  private func bench(_ script: String, _ name: String, _ folder: Folder) throws -> String {
    let file = folder.file(name)
    let run = try Run.pitviper(
      [
        "bench", "--quiet", "--processes", "7", "--iterations", "20", "--hash-seed", "7", "--function", "run", "-o",
        file,
        script,
      ], folder: folder.path)
    #expect(run.status == 0, "\(run.error)")
    return file
  }

  /// The same bench with all times a hundred times as long.
  private func slowed(_ file: String, _ name: String, _ folder: Folder) throws -> String {
    let copy = folder.file(name)
    try FileManager.default.copyItem(atPath: file, toPath: copy)
    let queue = try DatabaseQueue(path: copy)
    try queue.write {
      try $0.execute(sql: "UPDATE iteration SET wall_ns = wall_ns * 100, cpu_ns = cpu_ns * 100")
    }
    try queue.close()
    return copy
  }

  private func rerun(_ baseline: String, _ candidate: String, _ folder: Folder) throws -> Run {
    let temporary = folder.path + "/temporary"
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let run = try Run.pitviper(
      ["check", "--rerun", "--baseline", baseline, "--candidate", candidate], folder: folder.path,
      environment: ["TMPDIR": temporary])
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    return run
  }

  private let measuring = "pitviper: measuring the candidate again: 7 processes × 20 iterations\n"

  @Test func aRegressionIsConfirmed() throws {
    let folder = Folder()
    let baseline = try bench(folder.file("program.py", Self.program("baseline")), "a.pitviper", folder)
    let candidate = try bench(folder.file("program.py", Self.program("planted")), "b.pitviper", folder)
    let run = try rerun(baseline, candidate, folder)
    #expect(run.status == 1 && run.error == measuring, "\(run.error)")
    #expect(run.output.contains("; confirmed by measuring again"), "\(run.output)")
  }

  /// The candidate's file says that it is slower than the baseline's, which is slower than anything measured now.
  @Test func noiseIsNotConfirmed() throws {
    let folder = Folder()
    let measured = try bench(folder.file("program.py", Self.program("baseline")), "a.pitviper", folder)
    let baseline = try slowed(measured, "b.pitviper", folder)
    let candidate = try slowed(baseline, "c.pitviper", folder)
    let run = try rerun(baseline, candidate, folder)
    #expect(run.status == 3 && run.error == measuring, "\(run.output)\(run.error)")
    #expect(run.output.contains("not confirmed by measuring again: measure more processes"))
  }

  @Test func whatCannotBeMeasuredAgainIsSaidOnOneLine() throws {
    let folder = Folder()
    let script = folder.file(
      "program.py",
      """
      import os
      def run():
          if os.path.exists(__file__ + ".flag"): raise ValueError("flag")
          return sum(range(1000))

      """)
    let baseline = try bench(script, "a.pitviper", folder)
    let candidate = try slowed(baseline, "b.pitviper", folder)
    func refusal() throws -> String {
      let run = try rerun(baseline, candidate, folder)
      #expect(run.status == 2 && run.output.isEmpty)
      let lines = run.error.split(separator: "\n").filter { $0 + "\n" != measuring }
      #expect(lines.count == 1, "\(run.error)")
      return String(lines.last ?? "")
    }
    _ = folder.file("program.py.flag", "")
    #expect(
      try refusal() == "pitviper: measuring the candidate again failed: "
        + "the process that counts bytecodes failed: exit status 1: ValueError: flag")
    try FileManager.default.removeItem(atPath: folder.file("program.py.flag"))
    _ = folder.file("program.py", "def run(): pass\n")
    #expect(try refusal() == "pitviper: cannot confirm: program.py has changed since it was measured")
    try FileManager.default.removeItem(atPath: script)
    #expect(try refusal() == "pitviper: cannot measure again: there is no \(script) any more")
  }

  /// The workload asks the check to end: the bench between them ends as well, and nothing is left.
  @Test func anInterruptionEndsTheMeasurement() throws {
    let folder = Folder()
    let script = folder.file(
      "program.py",
      """
      import os, signal, time
      def run():
          if not os.path.exists(__file__ + ".flag"): return sum(range(1000))
          with open("/proc/%d/stat" % os.getppid()) as file:
              check = int(file.read().rpartition(")")[2].split()[1])
          with open(__file__ + ".processes", "w") as file:
              file.write("%d %d" % (os.getpid(), os.getppid()))
          os.kill(check, signal.SIGINT)
          time.sleep(60)

      """)
    let baseline = try bench(script, "a.pitviper", folder)
    let candidate = try slowed(baseline, "b.pitviper", folder)
    _ = folder.file("program.py.flag", "")
    let run = try rerun(baseline, candidate, folder)
    #expect(run.status == 130 && run.signal == nil && run.output.isEmpty)
    #expect(run.error == measuring + "pitviper: stopped while measuring; nothing was compared\n", "\(run.error)")
    let processes = try String(contentsOfFile: folder.file("program.py.processes"), encoding: .utf8)
    for process in processes.split(separator: " ") {
      #expect(kill(try #require(pid_t(process)), 0) != 0 && errno == ESRCH)
    }
  }

  @Test func aRevisionIsTheBaseline() throws {
    let folder = Folder()
    let script = folder.file("program.py", try Self.program("baseline"))
    let hash = try Run.shell(
      """
      git init -q . && git add program.py && git -c user.name=n -c user.email=e@x commit -qm one && git rev-parse HEAD
      """, folder: folder.path)
    #expect(hash.count == 41)
    _ = folder.file("program.py", try Self.program("planted"))
    let candidate = try bench(script, "b.pitviper", folder)
    let benchmark = try #require(try Recording(path: candidate).benchmark())
    #expect(benchmark.environment["commit"] == hash.trimmingCharacters(in: .newlines))
    func check(_ revision: String) throws -> Run {
      try Run.pitviper(
        ["check", "--counters", "--baseline-ref", revision, "--candidate", candidate, "--format", "json"], folder: "/")
    }
    let run = try check("HEAD")
    #expect(run.status == 1, "\(run.error)")
    #expect(run.error == "pitviper: measuring the baseline at HEAD: 7 processes × 20 iterations\n")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let blame = try #require((report["blame"] as? [[String: Any]])?.first)
    #expect(blame["kind"] as? String == "new_abort" && blame["file"] as? String == script)
    #expect(try Run.shell("git worktree list | wc -l", folder: folder.path) == "1\n")

    let unknown = try check("nowhere")
    #expect(unknown.status == 2 && unknown.error.hasPrefix("pitviper: git knows no revision 'nowhere'; "))
    try FileManager.default.removeItem(atPath: folder.path + "/.git")
    let outside = try check("HEAD")
    #expect(outside.status == 2 && outside.error.hasPrefix("pitviper: git cannot use \(folder.path): "))
    #expect(outside.error.split(separator: "\n").count == 1)
  }
}
