// Where the baseline comes from: a file, or a folder of files, of which the newest that belongs to the candidate is taken and all
// show the course of things.

import Foundation
import Profiler

public struct Baseline: Sendable {
  public let facts: BenchmarkFacts
  /// The files of a folder, oldest first; empty for a single file.
  public let history: [BenchmarkFacts]
  /// What was left out, a sentence each.
  public let notes: [String]

  static let mostFiles = 10_000

  /// - Parameters:
  ///   - candidate: decides which files of a folder belong to it; in a folder it is not its own baseline.
  ///   - accepted: what may differ in a folder's files.
  public init(
    path: String, for candidate: BenchmarkFacts, countersOnly: Bool,
    accepted: Set<GateConfiguration.Difference> = []
  ) throws(GateError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      facts = try BenchmarkFacts(path: path)
      history = []
      notes = []
      return
    }
    let name = DisplayText.safe(path)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path), names.count <= Self.mostFiles else {
      throw GateError(.unusable, "cannot read the folder \(name)")
    }
    var found: [BenchmarkFacts] = []
    var unreadable: [String] = []
    var others = 0
    for name in names.sorted() where name.hasSuffix(".pitviper") || name.hasSuffix(".json") {
      guard let facts = try? BenchmarkFacts(path: path + "/" + name) else {
        unreadable.append(name)
        continue
      }
      let belongs =
        facts.script.isSameBenchmark(as: candidate.script) && facts != candidate
        && (countersOnly || accepted.contains(.machine) || facts.machine.isComparable(with: candidate.machine))
        && (accepted.contains(.jit) || facts.jit == candidate.jit)
      if belongs { found.append(facts) } else { others += 1 }
    }
    found.sort { $0.started < $1.started }
    guard let newest = found.last else {
      throw GateError(
        .unusable,
        "the folder \(name) has no benchmark of \(candidate.script.text) on such a machine with these parameters of the JIT: "
          + "put one there with 'pitviper bench'")
    }
    facts = newest
    history = found
    var notes = ["Baseline: the newest of \(GateReport.number(found.count, "fitting file")) in \(name)."]
    if others > 0 { notes.append("\(GateReport.number(others, "file")) of other benchmarks or machines left out.") }
    if !unreadable.isEmpty { notes.append("Unreadable and left out: \(unreadable.prefix(5).joined(separator: ", ")).") }
    self.notes = notes
  }
}
