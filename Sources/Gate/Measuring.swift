// Measuring again, by `pitviper bench` itself: the script of a git revision as baseline, or the candidate once more.

import Foundation
import Profiler

public struct Measuring {
  /// Words before the arguments of `bench`: this program.
  let program: String
  /// Called with one line before each measurement.
  let progress: (String) -> Void

  public init(program: String = "/proc/self/exe", progress: @escaping (String) -> Void) {
    self.program = program
    self.progress = progress
  }

  /// Measures the benchmark as `facts` was.
  ///
  /// - Throws: `GateError`; after Control-C, too, when what was made for the measurement has been removed.
  public func measureAgain(_ facts: BenchmarkFacts) throws(GateError) -> BenchmarkFacts {
    Interruption.install()
    defer { Interruption.remove() }
    return try measure(facts, script: facts.script.path, reason: "the candidate again")
  }

  private func measure(_ facts: BenchmarkFacts, script: String, reason: String) throws(GateError) -> BenchmarkFacts {
    guard facts.hasCounters else {
      throw GateError(.unusable, "cannot measure again what another interpreter ran; use --vm with 'pitviper bench'")
    }
    guard facts.script.isModule || FileManager.default.fileExists(atPath: script) else {
      throw GateError(.unusable, "cannot measure again: there is no \(script) any more")
    }
    let folder = try Self.temporaryFolder()
    defer { folder.remove() }
    let file = folder.path + "/measured.pitviper"
    var words = ["bench", "--processes", String(facts.processes.count), "--iterations", String(facts.iterations)]
    if let hashSeed = facts.hashSeed { words += ["--hash-seed", hashSeed] }
    if let function = facts.script.function { words += ["--function", function] }
    words += ["--quiet", "-o", file]
    // Options of the virtual machine stand before the script.
    words += facts.options.split(separator: " ").map(String.init)
    words += (facts.script.isModule ? ["--module", script] : [script]) + facts.script.arguments
    progress("measuring \(reason): \(facts.processes.count) processes × \(facts.iterations) iterations")
    let result = try ChildProgram(program, words).run()
    guard result.status == 0 else {
      throw GateError(.unusable, "measuring \(reason) failed: \(result.reason)")
    }
    return try BenchmarkFacts(path: file)
  }

  /// The script as it is at a git revision, measured as `candidate` was. Only files that git knows are there: the
  /// revision is checked out into a temporary folder. Nothing is built.
  public func measure(revision: String, like candidate: BenchmarkFacts) throws(GateError) -> BenchmarkFacts {
    guard !candidate.script.isModule else {
      throw GateError(.unusable, "a module has no revision of its own; give a --baseline file")
    }
    let script = URL(fileURLWithPath: candidate.script.path).resolvingSymlinksInPath().path
    let folder = URL(fileURLWithPath: script).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw GateError(.unusable, "there is no folder \(folder) on this machine; give a --baseline file")
    }
    Interruption.install()
    defer { Interruption.remove() }
    let top = try git(["-C", folder, "rev-parse", "--show-toplevel"], or: "git cannot use \(folder)", says: true)
    let commit = try git(
      ["-C", top, "rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"],
      or: "git knows no revision '\(revision)'; in CI fetch it first (fetch-depth: 0)")
    guard script.hasPrefix(top + "/") else { throw GateError(.unusable, "\(script) is not below \(top)") }
    let temporary = try Self.temporaryFolder()
    defer { temporary.remove() }
    let tree = temporary.path + "/tree"
    _ = try git(
      ["-C", top, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", tree, commit],
      or: "git cannot check \(revision) out",
      says: true)
    defer {
      let remove = ChildProgram("/usr/bin/env", ["git", "-C", top, "worktree", "remove", "--force", tree])
      _ = try? remove.run(isTidying: true)
    }
    let path = tree + script.dropFirst(top.count)
    guard FileManager.default.fileExists(atPath: path) else {
      throw GateError(
        .unusable, "\(candidate.script.name) does not exist at \(revision): there is nothing to compare with")
    }
    var facts = try measure(candidate, script: path, reason: "the baseline at \(revision)")
    facts.commit = commit
    return facts
  }

  private static func temporaryFolder() throws(GateError) -> TemporaryFolder {
    do { return try TemporaryFolder() } catch { throw GateError(.unusable, error.description) }
  }

  /// - Parameter says: whether git's own reason belongs to the message.
  private func git(_ words: [String], or message: String, says: Bool = false) throws(GateError) -> String {
    let result = try ChildProgram("/usr/bin/env", ["git"] + words).run()
    guard result.status == 0 else { throw GateError(.unusable, says ? "\(message): \(result.reason)" : message) }
    return result.output
  }
}
