// `pitviper diff`: what changed between two recordings, or between two ranges.

import ArgumentParser
import Glibc
import Profiler

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Prints what changed between two recordings, or between two ranges of one.",
    discussion: """
      A star marks a change of a share or of a time that is more than the noise of sampling and what usually differs from run
      to run (docs/difference.md says how that is tested). Numbers of traces, failures, recordings given up and calls are exact for these runs.
      Functions are matched by name, file and line; a function that moved within its file, or a file that moved, is found.

      EXAMPLES:
        pitviper diff before.pitviper after.pitviper
        pitviper diff before.pitviper after.pitviper --json | jq '.functions[0]'
        pitviper diff run.pitviper --range-a 0-1 --range-b 4-5
        pitviper diff before.pitviper after.pitviper --range 2-     both without their first two seconds
      """)

  @Argument(help: "The recording before.", completion: .file(extensions: ["pitviper"]))
  var before: String

  @Argument(help: "The recording after; none: the same.", completion: .file(extensions: ["pitviper"]))
  var after: String?

  @Option(help: ArgumentHelp("Only this part of both recordings, in seconds.", valueName: "from-to"))
  var range: String?

  @Option(help: ArgumentHelp("Only this part of the recording before, in seconds.", valueName: "from-to"))
  var rangeA: String?

  @Option(help: ArgumentHelp("Only this part of the recording after, in seconds.", valueName: "from-to"))
  var rangeB: String?

  @Option(
    help: ArgumentHelp(
      "How much the time of a function differs from run to run without any change, standard deviation in percent; 0: ask for the "
        + "noise of sampling alone.", valueName: "percent"))
  var runToRun = Change.runToRun * 100

  @Flag(help: "Print JSON (docs/report-json.md) instead of text.")
  var json = false

  @Flag(help: "Show what changed by no more than noise too.")
  var all = false

  @Option(help: ArgumentHelp("Rows in each table; of text 20 unless said otherwise, of JSON all.", valueName: "n"))
  var limit: Int?

  func validate() throws {
    guard (1...100_000).contains(limit ?? 1) else { throw ValidationError("--limit is a number from 1 to 100000") }
    guard (0...100).contains(runToRun) else { throw ValidationError("--run-to-run is a number from 0 to 100") }
    guard range == nil || rangeA == nil && rangeB == nil else {
      throw ValidationError("--range is for both recordings; leave it out, or --range-a and --range-b")
    }
    guard after != nil || rangeA != nil || rangeB != nil else {
      throw ValidationError("give a second recording, or ranges with --range-a and --range-b")
    }
    _ = try filters
  }

  /// Before and after.
  private var filters: (SampleFilter, SampleFilter) {
    get throws {
      func filter(_ own: String?) throws -> SampleFilter {
        SampleFilter(range: try (own ?? range).map(FilterOptions.microseconds))
      }
      return (try filter(rangeA), try filter(rangeB))
    }
  }

  func run() throws {
    let first = try SampledRecording.profile(of: before)
    let second = try after.map(SampledRecording.profile) ?? first
    let filters = try filters
    let difference = try Difference(
      DifferenceSide(first, filter: filters.0), DifferenceSide(second, filter: filters.1), runToRun: runToRun / 100)
    let report = DifferenceReport(difference, width: Terminal.width, limit: limit ?? 20, showsAll: all)
    Failure.writeAll(json ? report.json(limit: limit ?? .max).text + "\n" : report.text, to: STDOUT_FILENO)
  }
}
