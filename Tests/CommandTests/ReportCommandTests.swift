// What `report`, `doctor`, `diff` and `info` print on standard output, and what happens when that takes no more.

import Foundation
import Testing

@Suite struct ReportCommandTests {
  @Test(arguments: [
    "report x", "report x --json", "report x --screen flame", "doctor x", "doctor x --json", "diff x x", "info x",
    "export x --format list",
  ]) func aFullDiskIsOneLine(_ words: String) throws {
    let folder = Folder()
    let path = try ExportCommandTests.recording(in: folder)
    let command = words.split(separator: " ").map { $0 == "x" ? path : String($0) }.joined(separator: " ")
    let text = try Run.shell("$P \(command) 2>&1 > /dev/full; echo $?")
    #expect(text == "pitviper: the output stopped early: No space left on device\n74\n")
  }

  @Test(arguments: ["", "trap '' PIPE; "]) func aPipeThatNobodyReadsIsNoFault(_ before: String) throws {
    let folder = Folder()
    let path = try ExportCommandTests.recording(in: folder)
    let text = try Run.shell(
      """
      mkfifo pipe; (: < pipe) & exec 3> pipe; wait; \(before)
      $P report \(path) 1>&3 2> error; cat error
      """, folder: folder.path)
    #expect(text == "")
  }

  /// No findings and no change in a file without samples would pass in CI.
  @Test(arguments: [
    "doctor x --fail-on any", "diff x x", "diff y x", "export x --format collapsed", "report x --trace 3",
  ])
  func aBenchHasNoSamples(_ words: String) throws {
    let folder = Folder()
    let script = folder.path + "/work.py"
    try "def run(): pass\n".write(toFile: script, atomically: true, encoding: .utf8)
    let bench = folder.path + "/bench.pitviper"
    let made = try Run.pitviper(
      ["bench", "--quiet", "--processes", "1", "--iterations", "2", "--function", "run", "-o", bench, script])
    #expect(made.status == 0, "\(made.error)")
    let recording = try ExportCommandTests.recording(in: folder)
    let run = try Run.pitviper(
      words.split(separator: " ").map { $0 == "x" ? bench : $0 == "y" ? recording : String($0) })
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error.contains("a bench has no samples") && run.error.split(separator: "\n").count == 1, "\(run.error)")
    #expect(try Run.pitviper(["export", bench, "--format", "html"]).output.hasPrefix("<!DOCTYPE html>"))
  }

  @Test func theReportSaysWhatWasChosen() throws {
    let folder = Folder()
    let path = try ExportCommandTests.recording(in: folder)
    let words = ["report", path, "--range", "1-2", "--thread", "1", "--state", "trace"]
    #expect(try Run.pitviper(words).output.contains("\nonly 1.00 s to 2.00 s; thread 1; machine code\n"))
    #expect(
      try Run.pitviper(words + ["--screen", "overview"]).output.contains(
        "\nonly 1.00 s to 2.00 s; thread 1; machine code\n"))
    #expect(try !Run.pitviper(["report", path]).output.contains("\nonly "))
  }
}
