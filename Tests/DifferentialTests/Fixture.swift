// The Python programs with CPython's committed output: Fixtures/python and Benchmarks/programs.
// The form of the files is described in Fixtures/python/README.md.
import Foundation
import Testing

/// One program and what CPython 3.11 prints for it.
struct Fixture: CustomTestStringConvertible, Sendable {
  let folder: URL
  let name: String

  var testDescription: String { "\(folder.lastPathComponent)/\(name)" }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let benchmarks = fixtures(in: "Benchmarks/programs")
  static let all = fixtures(in: "Fixtures/python") + benchmarks

  private static func fixtures(in folder: String) -> [Fixture] {
    let url = root.appendingPathComponent(folder)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return files.filter { $0.hasSuffix(".py") }.sorted().map { Fixture(folder: url, name: String($0.dropLast(3))) }
  }

  /// A file beside the program, nil when it is absent.
  private func file(_ suffix: String) -> Data? {
    try? Data(contentsOf: folder.appendingPathComponent(name + suffix))
  }

  var arguments: [String] {
    let text = file(".args").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Programs with loops that run long enough at every threshold.
  var mustCompile: Bool { name.hasPrefix("jit_") }

  var input: URL {
    let url = folder.appendingPathComponent(name + ".in")
    return FileManager.default.fileExists(atPath: url.path) ? url : URL(fileURLWithPath: "/dev/null")
  }

  /// The committed result; throws when the expected output has not been blessed.
  func expected() throws -> Outcome {
    let output = try #require(file(".out"), "\(name).out is missing: run Fixtures/python/bless \(name)")
    let status = file(".status").map { String(decoding: $0, as: UTF8.self) } ?? "0"
    return Outcome(
      output: String(decoding: output, as: UTF8.self), errors: String(decoding: file(".err") ?? Data(), as: UTF8.self),
      status: Int32(status.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1)
  }
}

/// What a program left: its two streams, in which the fixtures' folder is written DIRECTORY, and its exit status.
struct Outcome: Equatable {
  var output: String
  var errors: String
  var status: Int32

  /// Takes the lines of `--stats` off the end of the standard error, and returns how many traces they speak of; nil when
  /// the program ended without them.
  mutating func takeTraceCount() -> Int? {
    guard let start = errors.range(of: "heap: ", options: .backwards)?.lowerBound,
      let line = errors[start...].split(separator: "\n").first(where: { $0.hasPrefix("jit: ") })
    else { return nil }
    // jit: 12 recordings, 9 traces, …
    let words = line.split(separator: " ")
    errors.removeSubrange(start...)
    return words.count > 3 ? Int(words[3]) : nil
  }

  /// The first difference from `expected`, in a few lines; nil when there is none.
  func difference(from expected: Outcome) -> String? {
    if let text = Outcome.firstDifference(output, expected.output) { return "standard output, " + text }
    if let text = Outcome.firstDifference(errors, expected.errors) { return "standard error, " + text }
    return status == expected.status ? nil : "exit status \(status), expected \(expected.status)"
  }

  private static func firstDifference(_ actual: String, _ expected: String) -> String? {
    guard actual != expected else { return nil }
    let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let index =
      zip(actual, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(actual.count, expected.count)
    let line = { (lines: [Substring]) in index < lines.count ? String(lines[index].prefix(300)) : "(nothing)" }
    return "line \(index + 1)\n  expected: \(line(expected))\n  actual:   \(line(actual))"
  }
}
