// The formats, one row each: name, ending, what a file of it carries, and what reads it. `--format`, its list and the tests go
// by this table; docs/exports.md describes each format.

/// A format that recordings can be exported to.
public struct ExportFormat: Sendable {
  /// What `--format` takes.
  public let name: String
  /// Usual ending of the file's name.
  public let ending: String
  /// Not for a terminal.
  public let isBinary: Bool
  /// What is in it, and in which unit.
  public let carries: String
  /// What reads it.
  public let reader: String
  /// Writes everything of a job.
  let body: @Sendable (ExportJob) throws -> Void

  /// Writes the whole export, and what the sink's buffer still holds.
  public func write(_ job: ExportJob) throws {
    try job.report(0)
    try body(job)
    try job.sink.finish()
    try job.report(1)
  }

  public static let all: [ExportFormat] = [
    ExportFormat(
      name: "collapsed", ending: "collapsed", isBinary: false,
      carries: "stacks with microseconds; states, kinds, lines and threads as marks",
      reader: "inferno, flamegraph.pl, flameshow, gprof2dot", body: CollapsedStacks.write),
    ExportFormat(
      name: "pprof", ending: "pb.gz", isBinary: true,
      carries: "stacks with lines and libraries, samples and microseconds, labels for thread, state, trace and exit",
      reader: "go tool pprof, flameshow", body: PprofProfile.write),
    ExportFormat(
      name: "callgrind", ending: "callgrind", isBinary: false,
      carries: "functions and lines, self and inclusive microseconds by state",
      reader: "callgrind_annotate, KCachegrind, gprof2dot", body: CallgrindProfile.write),
    ExportFormat(
      name: "perfetto", ending: "trace.json", isBinary: false,
      carries: "samples and states over time as slices, JIT events, garbage collections, counters; microseconds",
      reader: "Perfetto, chrome://tracing", body: ChromeTrace.write),
    ExportFormat(
      name: "speedscope", ending: "speedscope.json", isBinary: false,
      carries: "stacks over time by thread, microseconds; states, kinds, lines as marks", reader: "speedscope",
      body: SpeedscopeFile.write),
    ExportFormat(
      name: "firefox", ending: "profile.json", isBinary: false,
      carries:
        "samples over time with states as categories, JIT events and garbage collections as markers; milliseconds",
      reader: "profiler.firefox.com", body: FirefoxProfile.write),
    ExportFormat(
      name: "html", ending: "html", isBinary: false,
      carries:
        "one page: flame graph, states, lines, traces, guards, warmup, timeline, calls into C, findings; microseconds",
      reader: "a browser; no network is needed", body: HTMLReport.write),
  ]

  /// The format of a name, or nil.
  public static func named(_ name: String) -> ExportFormat? { all.first { $0.name == name } }
}
