// Screen 4 as a report: guards by lost time, recordings given up by reason.

public struct GuardReport: ScreenReport {
  public static let name = "guards"

  private let guards: [ProfileGuard]
  private let aborts: [ProfileAbort]
  private let limit: Int
  private let lost: Share

  public init(_ request: ScreenRequest) throws(RecordingError) {
    guards = try request.profile.failingGuards(of: request.counts, limit: .max)
    aborts = try request.profile.aborts(of: request.counts)
    limit = request.limit
    lost = Share(
      weight: guards.reduce(0) { $0 + $1.lost.weight }, of: request.counts.weight, samples: request.counts.samples)
  }

  public func lines(_ layout: TextReport) -> [String] {
    if guards.isEmpty, aborts.isEmpty { return ["", "No guard failed, and no recording was given up."] }
    return layout.section(
      "Guards that failed; \(Figures.percent(lost.share)) of the time lost",
      layout.guardTable(guards), rest: guards.count)
      + layout.section(
        "Recordings given up, by reason", layout.abortTable(aborts),
        rest: aborts.count)
  }

  public var members: [(String, JSONValue)] {
    [
      ("guards_in_all", .integer(guards.count)), ("lost_share", .object(JSONReport.interval(lost))),
      ("guards", .array(guards.prefix(limit).map(JSONReport.failing))),
      ("aborts", .array(aborts.prefix(limit).map(JSONReport.abort))),
    ]
  }
}
