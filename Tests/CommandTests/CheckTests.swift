// `check` with real benches: planted regressions are found by their counters and blamed on the right line; bad baselines are
// refused with one line.

import Foundation
import Testing

@Suite(.serialized) struct CheckCommandTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/gate").standardized

  private func bench(_ kind: String, _ side: String, _ folder: Folder, iterations: Int = 12) throws -> String {
    let file = folder.file("\(kind)-\(side)-\(iterations).pitviper")
    let run = try Run.pitviper(
      [
        "bench", "--quiet", "--processes", "2", "--iterations", String(iterations), "--function", "run", "-o", file,
        Self.fixtures.appendingPathComponent("\(kind)/\(side)/program.py").path,
      ], folder: folder.path)
    #expect(run.status == 0, "\(run.error)")
    return file
  }

  private func check(_ words: [String], _ folder: Folder) throws -> Run {
    try Run.pitviper(["check"] + words, folder: folder.path)
  }

  private func blamedLines(_ kind: String) throws -> [Int] {
    let script = Self.fixtures.appendingPathComponent("\(kind)/planted/program.py")
    let lines = try String(contentsOf: script, encoding: .utf8).components(separatedBy: "\n")
    return lines.indices.filter { lines[$0].hasSuffix("# blamed") }.map { $0 + 1 }
  }

  @Test(arguments: ["failing-guard", "missing-bridge", "new-abort"])
  func plantedRegressionIsFoundAndBlamed(_ kind: String) throws {
    let folder = Folder()
    let words = ["--counters", "--baseline", try bench(kind, "baseline", folder)]
    let run = try check(
      words + ["--candidate", try bench(kind, "planted", folder), "--format", "json"], folder)
    #expect(run.status == 1, "\(run.error)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let blame = try #require((report["blame"] as? [[String: Any]])?.first)
    #expect(try blamedLines(kind).contains(blame["line"] as? Int ?? 0), "\(blame)")
  }

  @Test func theSameProgramCountsTheSame() throws {
    let folder = Folder()
    let first = try bench("missing-bridge", "baseline", folder)
    let kept = folder.file("kept.json")
    #expect(try check(["--candidate", first, "--write-counters", kept], folder).status == 0)
    let second = try bench("missing-bridge", "baseline", folder)
    let run = try check(["--counters", "--baseline", kept, "--candidate", second], folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
  }

  @Test func badBaselinesAreRefused() throws {
    let folder = Folder()
    let good = try bench("new-abort", "baseline", folder)
    let other = try bench("new-abort", "baseline", folder, iterations: 13)
    let damaged = folder.file("damaged.pitviper")
    try Data(contentsOf: URL(fileURLWithPath: good)).prefix(9000).write(to: URL(fileURLWithPath: damaged))
    let text = folder.file("text.pitviper", "no bench at all\n")
    let cases: [(baseline: String, words: [String], status: Int32)] = [
      (damaged, [], 2), (text, [], 2), (folder.path + "/missing", [], 2), (other, ["--counters"], 2), (good, [], 3),
      (good, ["--config", text], 2), (good, ["--format", "xml"], 2), (good, ["--clock", "moon"], 2),
      (good, ["--accept", "all"], 2),
    ]
    let calibration = try check(["--calibrate", good, "--format", "junit"], folder)
    #expect(calibration.status == 2 && calibration.error.contains("formats terminal and json"))
    for (baseline, words, status) in cases {
      let run = try check(["--baseline", baseline, "--candidate", good] + words, folder)
      #expect(run.status == status, "\(baseline) \(words): \(run.output)\(run.error)")
      #expect(run.output.isEmpty && run.error.split(separator: "\n").count == 1 && run.error.hasPrefix("pitviper: "))
    }
  }

  /// What a file says is printed on one line, and no terminal obeys it.
  @Test func namesInErrorsAreHarmless() throws {
    let folder = Folder()
    let good = try bench("new-abort", "baseline", folder)
    let kept = folder.file("kept.json")
    #expect(try check(["--candidate", good, "--write-counters", kept], folder).status == 0)
    let text = try String(contentsOfFile: kept, encoding: .utf8)
    let hostile = folder.file(
      "hostile.json",
      text.replacingOccurrences(of: "\"name\" : \"program.py\"", with: "\"name\" : \"\\u001b[31mred\\nx\""))
    let run = try check(["--counters", "--baseline", hostile, "--candidate", good], folder)
    #expect(run.status == 2 && run.error.hasPrefix("pitviper: the baseline measures run of ␛[31mred␊x"), "\(run.error)")
    #expect(run.error.split(separator: "\n").count == 1)
  }

  @Test func reportsGoIntoFiles() throws {
    let folder = Folder()
    let good = try bench("new-abort", "baseline", folder)
    let run = try check(
      [
        "--counters", "--baseline", good, "--candidate", good, "--format", "junit=out.xml", "--format",
        "sarif=out.sarif",
      ],
      folder)
    #expect(run.status == 0 && run.output.isEmpty)
    #expect(try String(contentsOfFile: folder.path + "/out.xml", encoding: .utf8).contains("<testsuites"))
    #expect(try String(contentsOfFile: folder.path + "/out.sarif", encoding: .utf8).contains("2.1.0"))
  }
}
