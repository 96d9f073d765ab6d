// `pitviper diff`: what changed between two recordings, or between two ranges.

import ArgumentParser
import Glibc
import Profiler

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Prints what changed between two recordings, or between two ranges of one.",
    discussion: """
      A star marks a change of a share or of a time that is more than the noise of sampling (docs/difference.md says how that
      is tested). Numbers of traces, failures, recordings given up and calls are exact for these runs.
      Functions are matched by name, file and line; a function that moved within its file, or a file that moved, is found.

      EXAMPLES:
        pitviper diff before.pitviper after.pitviper
        pitviper diff before.pitviper after.pitviper --json | jq '.functions[0]'
        pitviper diff run.pitviper --range-a 0-1 --range-b 4-5
      """)

  @Argument(help: "The recording before.", completion: .file(extensions: ["pitviper"]))
  var before: String

  @Argument(help: "The recording after; none: the same.", completion: .file(extensions: ["pitviper"]))
  var after: String?

  @Option(help: ArgumentHelp("Only this part of the recording before, in seconds.", valueName: "from-to"))
  var rangeA: String?

  @Option(help: ArgumentHelp("Only this part of the recording after, in seconds.", valueName: "from-to"))
  var rangeB: String?

  @Flag(help: "Print JSON (docs/report-json.md) instead of text.")
  var json = false

  @Flag(help: "Show what changed by no more than noise too.")
  var all = false

  @Option(help: ArgumentHelp("Rows in each table; of text 20 unless said otherwise, of JSON all.", valueName: "n"))
  var limit: Int?

  func validate() throws {
    guard (1...100_000).contains(limit ?? 1) else { throw ValidationError("--limit is a number from 1 to 100000") }
    guard after != nil || rangeA != nil || rangeB != nil else {
      throw ValidationError("give a second recording, or ranges with --range-a and --range-b")
    }
    _ = try (rangeA.map(FilterOptions.microseconds), rangeB.map(FilterOptions.microseconds))
  }

  func run() throws {
    let first = try Recording(path: before).profile()
    let second = try after.map { try Recording(path: $0).profile() } ?? first
    let difference = try Difference(
      DifferenceSide(first, filter: SampleFilter(range: try rangeA.map(FilterOptions.microseconds))),
      DifferenceSide(second, filter: SampleFilter(range: try rangeB.map(FilterOptions.microseconds))))
    let report = DifferenceReport(difference, width: Terminal.width, limit: limit ?? 20, showsAll: all)
    Failure.writeAll(json ? report.json(limit: limit ?? .max).text + "\n" : report.text, to: STDOUT_FILENO)
  }
}
