// Screen 1 as a report: time by state, findings, the hottest functions and lines, losses.

public struct OverviewReport: ScreenReport {
  public static let name = "overview"

  private let states: [StateRow]
  private let findings: [Finding]
  /// By own time; the time of machine code belongs to the function it was made from.
  private let functions: [FunctionRow]
  private let lines: [LineRow]
  private let losses: [(cause: String, count: Int)]
  private let broken: Int

  public init(_ request: ScreenRequest) throws(RecordingError) {
    let profile = request.profile
    states = profile.stateRows(of: request.counts)
    findings = try profile.findings(request.filter)
    functions = profile.functionRows(of: request.counts, hiding: request.filter.hiddenKinds.union([.trace, .runtime]))
    lines = profile.lineRows(of: request.counts)
    losses = profile.losses
    broken = profile.brokenSamples(of: request.counts)
  }

  public func lines(_ layout: TextReport) -> [String] {
    layout.section("Time by state", layout.stateTable(states))
      + layout.findingSection(findings)
      + layout.section(
        "Functions, by own time, with what the VM does for them", layout.functionTable(functions), rest: functions.count
      )
      + layout.section("Python lines, with the native code they call", layout.lineTable(lines), rest: lines.count)
      + layout.losses(losses)
  }

  public var members: [(String, JSONValue)] {
    [
      ("broken", .integer(broken)), ("lost", JSONReport.lost(losses)), ("states", .array(states.map(JSONReport.state))),
      ("functions", .array(functions.map(JSONReport.function))), ("lines", .array(lines.map(JSONReport.line))),
      ("findings", .array(findings.map(JSONReport.finding))),
    ]
  }
}
