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
      healthy program has no findings. docs/doctor.md explains the rules. The exit status is 0 whatever is found, unless
      --fail-on is given.

      EXAMPLES:
        pitviper doctor sobel.pitviper
        pitviper doctor sobel.pitviper --range 1.5-3
        pitviper doctor sobel.pitviper --json | jq -r '.findings[].title'
        pitviper doctor sobel.pitviper --fail-on any                  status 1 when there is a finding, for CI
        pitviper doctor sobel.pitviper --fail-on failing-guard --fail-on abort-storm
      """)

  @Argument(help: "A recording made by 'pitviper profile'.", completion: .file(extensions: ["pitviper"]))
  var file: String

  @Flag(help: "Print JSON (docs/report-json.md) instead of text.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "End with status 1 when this rule has a finding, or 'any' rule: \(Doctor.ruleNames.joined(separator: ", ")). May be given more "
        + "than once.", valueName: "rule"))
  var failOn: [String] = []

  @OptionGroup var options: FilterOptions

  /// Stands for every rule in `--fail-on`.
  private static let anyRule = "any"

  func validate() throws {
    _ = try options.filter()
    for name in failOn where name != Self.anyRule && !Doctor.ruleNames.contains(name) {
      let near = Suggestion.nearest(to: name, among: Doctor.ruleNames + [Self.anyRule]).map {
        " (did you mean '\($0)'?)"
      }
      throw ValidationError("the doctor has no rule '\(name)'\(near ?? "; docs/doctor.md lists them")")
    }
  }

  func run() throws {
    let profile = try SampledRecording.profile(of: file)
    let filter = try options.filter()
    let request = try ScreenRequest(profile, filter: filter, limit: .max)
    let report = try DoctorReport(request)
    let text =
      json
      ? ScreenReports.json(report, request).text + "\n"
      : ScreenReports.text(report, request, width: Terminal.width)
    Failure.writeAll(text, to: STDOUT_FILENO)
    let isFailure = report.findings.contains { failOn.contains(Self.anyRule) || failOn.contains($0.rule) }
    if isFailure { throw ExitCode(ExitStatus.notMet) }
  }
}
