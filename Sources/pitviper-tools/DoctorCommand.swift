// `pitviper doctor`: what costs time in a recording, with evidence and what to change.

import ArgumentParser
import Glibc
import Profiler

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what costs time in a recording, and what to change.",
    discussion: """
      Each finding has its cost, the line, the figures that prove it and a suggestion. What is not proved is not said: a
      healthy program has no findings. docs/doctor.md explains the rules.

      EXAMPLES:
        pitviper doctor sobel.pitviper
        pitviper doctor sobel.pitviper --range 1.5-3
        pitviper doctor sobel.pitviper --json | jq -r '.findings[].title'
      """)

  @Argument(help: "A recording made by 'pitviper profile'.", completion: .file(extensions: ["pitviper"]))
  var file: String

  @Flag(help: "Print JSON (docs/report-json.md) instead of text.")
  var json = false

  @OptionGroup var options: FilterOptions

  func validate() throws { _ = try options.filter() }

  func run() throws {
    let profile = try Recording(path: file).profile()
    let filter = try options.filter()
    let text =
      json
      ? try ScreenReports.json(DoctorReport.self, profile, filter: filter).text + "\n"
      : try ScreenReports.text(DoctorReport.self, profile, filter: filter, width: Terminal.width)
    Failure.writeAll(text, to: STDOUT_FILENO)
  }
}
