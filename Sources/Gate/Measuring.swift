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

  /// Measures the benchmark as `facts` was, from another path perhaps.
  public func measure(_ facts: BenchmarkFacts, script: String, reason: String) throws(GateError) -> BenchmarkFacts {
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
    if let function = facts.script.function { words += ["--function", function] }
    words += ["--quiet", "-o", file]
    // Options of the virtual machine stand before the script.
    words += facts.options.split(separator: " ").map(String.init)
    words += (facts.script.isModule ? ["--module", script] : [script]) + facts.script.arguments
    progress("measuring \(reason): \(facts.processes.count) processes × \(facts.iterations) iterations")
    let status = try Self.run(program, words, output: nil)
    guard status.status == 0 else { throw GateError(.unusable, "measuring \(reason) failed; see above") }
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
    let top = try git(["-C", folder, "rev-parse", "--show-toplevel"], or: "\(folder) is in no git repository")
    let commit = try git(
      ["-C", top, "rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"],
      or: "git knows no revision '\(revision)'; in CI fetch it first (fetch-depth: 0)")
    guard script.hasPrefix(top + "/") else { throw GateError(.unusable, "\(script) is not below \(top)") }
    let temporary = try Self.temporaryFolder()
    defer { temporary.remove() }
    let tree = temporary.path + "/tree"
    _ = try git(
      ["-C", top, "worktree", "add", "--quiet", "--detach", tree, commit], or: "git cannot check \(revision) out")
    defer { _ = try? Self.run("/usr/bin/env", ["git", "-C", top, "worktree", "remove", "--force", tree], output: nil) }
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

  private func git(_ words: [String], or message: String) throws(GateError) -> String {
    let result = try Self.run("/usr/bin/env", ["git"] + words, output: Pipe())
    guard result.status == 0 else { throw GateError(.unusable, message) }
    return result.text
  }

  /// - Parameter output: nil: what it prints is dropped, for standard output is the report's.
  private static func run(
    _ program: String, _ words: [String], output: Pipe?
  ) throws(GateError) -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = words
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw GateError(.unusable, "cannot run \(program): \(error.localizedDescription)")
    }
    let data = output.map { $0.fileHandleForReading.readDataToEndOfFile() } ?? Data()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    return (process.terminationStatus, text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }
}
