// `pitviper report`: the figures of a recording as text or JSON.

import ArgumentParser
import Bench
import Glibc
import Profiler

/// The choice of samples, the same for every command that shows some.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this part of the recording, in seconds.", valueName: "from-to"))
  var range: String?

  @Option(help: ArgumentHelp("Only this thread, by its number in 'info'. May be given more than once.", valueName: "n"))
  var thread: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Only this state: \(SampleState.allCases.map(\.name).joined(separator: ", ")). May be given more than once."))
  var state: [SampleState] = []

  @Option(
    help: ArgumentHelp(
      "Leave frames of this kind out and count their time as their caller's: "
        + "\(FunctionKind.allCases.map(\.name).joined(separator: ", ")). May be given more than once.",
      valueName: "kind"))
  var hide: [FunctionKind] = []

  func filter() throws -> SampleFilter {
    guard thread.allSatisfy({ (1...Int(Int32.max)).contains($0) }) else {
      throw ValidationError("--thread is the number of a thread, from 1; 'pitviper info' lists them")
    }
    return SampleFilter(
      range: try range.map(FilterOptions.microseconds),
      threads: thread.isEmpty ? nil : Set(thread.map { ThreadID($0) }),
      states: state.isEmpty ? nil : Set(state), hiddenKinds: Set(hide))
  }

  /// `1.5-3`, `2-` or `-3`, seconds.
  static func microseconds(_ text: String) throws -> Range<Microseconds> {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let from = parts[0].isEmpty ? 0 : Double(parts[0]),
      let to = parts[1].isEmpty ? 1e9 : Double(parts[1]), (0...1e9).contains(from), from < to, to <= 1e9
    else { throw ValidationError("'\(text)' is no range of seconds; write for example 1.5-3, 2- or -3") }
    return Microseconds(from * 1e6)..<Microseconds(to * 1e6)
  }
}

extension SampleState: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension FunctionKind: ExpressibleByArgument {
  public init?(argument: String) {
    guard let kind = FunctionKind.allCases.first(where: { $0.name == argument }) else { return nil }
    self = kind
  }
  public static var allValueStrings: [String] { allCases.map(\.name) }
}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Prints where the time of a recording went.",
    discussion: """
      Shares come with their 95 % confidence interval. "own" is time in the function itself, "total" includes what it
      called. Works on a file that is still being written.

      EXAMPLES:
        pitviper report sobel.pitviper
        pitviper report sobel.pitviper --hide runtime --limit 40
        pitviper report sobel.pitviper --range 1.5-3 --state gc
        pitviper report sobel.pitviper --json | jq '.functions[0]'
        pitviper report sobel.pitviper --screen flame --limit 100
        pitviper report sobel.pitviper sobel.pypy3.pitviper --svg sobel.svg
        pitviper report sobel.pitviper --trace 3
      """)

  @Argument(
    help: "A recording made by 'pitviper profile', or one or several made by 'pitviper bench'.",
    completion: .file(extensions: ["pitviper"]))
  var files: [String]

  @Flag(help: "Print JSON (docs/report-json.md) instead of text.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Only what this screen of the viewer shows: \(ScreenReports.names.joined(separator: ", ")).", valueName: "name"))
  var screen: String?

  @Option(
    help: ArgumentHelp(
      "Only this trace: its lines, exits, operations and machine code (of 'profile --traces').", valueName: "n"))
  var trace: Int?

  @Option(help: ArgumentHelp("Rows in each table of the text; usually 20. With --screen of JSON too.", valueName: "n"))
  var limit: Int?

  @Option(
    help: ArgumentHelp("Of benches: also draw the curves into this file.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var svg: String?

  @Flag(help: "Of benches: only the table of all files.")
  var table = false

  @OptionGroup var options: FilterOptions

  func validate() throws {
    guard (1...100_000).contains(limit ?? 1) else { throw ValidationError("--limit is a number from 1 to 100000") }
    _ = try options.filter()
    if trace != nil, screen != nil || limit != nil {
      throw ValidationError("--trace shows one trace as a whole: it goes with neither --screen nor --limit")
    }
    if let screen, ScreenReports.named(screen) == nil {
      let near = Suggestion.nearest(to: screen, among: ScreenReports.names).map { "; did you mean '\($0)'?" }
      throw ValidationError(
        "there is no screen '\(DisplayText.safe(screen))'"
          + (near ?? "; the screens are \(ScreenReports.names.joined(separator: ", "))"))
    }
  }

  func run() throws {
    let recordings = try files.map { try Recording(path: $0) }
    let benches = try recordings.map { try $0.benchmark() }
    if benches.allSatisfy({ $0 != nil }) { return try report(on: benches.compactMap { $0 }) }
    let recording = recordings[benches.firstIndex { $0 == nil }!]
    guard recordings.count == 1 else {
      throw ValidationError("several files are for benches; \(recording.path) is a recording; see 'pitviper diff'")
    }
    guard svg == nil, !table else {
      throw ValidationError("\(table ? "--table" : "--svg") is for files made by 'pitviper bench'")
    }
    let profile = try recording.profile()
    let filter = try options.filter()
    if let trace {
      let text =
        json
        ? try OpenedTraceReport.json(trace, profile, filter: filter).map { $0.text + "\n" }
        : try OpenedTraceReport.text(trace, profile, filter: filter, width: Terminal.width)
      guard let text else { Failure.exit("\(recording.path) has no trace \(trace)") }
      Failure.writeAll(text, to: STDOUT_FILENO)
      return
    }
    if let screen = screen.flatMap(ScreenReports.named) {
      let text =
        json
        ? try ScreenReports.json(screen, profile, filter: filter, limit: limit).text + "\n"
        : try ScreenReports.text(screen, profile, filter: filter, limit: limit, width: Terminal.width)
      Failure.writeAll(text, to: STDOUT_FILENO)
      return
    }
    let text =
      json
      ? try JSONReport.make(profile, filter: filter).text + "\n"
      : try TextReport(width: Terminal.width, limit: limit ?? 20, filter: filter).text(of: profile)
    Failure.writeAll(text, to: STDOUT_FILENO)
  }

  /// Files without samples: the screen of warmup is all there is.
  private func report(on benches: [Benchmark]) throws {
    if let screen, screen != WarmupReport.name {
      throw ValidationError("a bench has no samples; of its screens there is only \(WarmupReport.name)")
    }
    guard trace == nil, try options.filter() == .all else {
      throw ValidationError("a bench has no samples and no single trace; see 'pitviper report --help' for what it has")
    }
    let report = BenchReport(benches)
    let text =
      json ? report.json.text : table ? report.comparison().joined(separator: "\n") : report.text(width: Terminal.width)
    Failure.writeAll(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    if let svg { try BenchCurve(report.analyses).write(to: svg) }
  }
}
