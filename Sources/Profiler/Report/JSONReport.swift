// `report --json`: the stable contract documented in docs/report-json.md. Keys are added, never renamed or removed,
// within one value of "format".

public enum JSONReport {
  /// The value of the key "format".
  public static let format = 1

  public static func make(_ profile: Profile, filter: SampleFilter = .all) throws(RecordingError) -> JSONValue {
    let counts = try profile.counts(filter)
    let lost = profile.losses.filter { !$0.cause.hasPrefix("truncated_") }
    return .object(
      [
        ("format", .integer(format)),
        ("duration_s", .number(Double(profile.duration) / 1e6)),
        ("sampled_s", .number(Double(counts.weight) / 1e6)),
        ("finished", .bool(profile.isFinished)),
        (
          "rate",
          .object([("asked_hz", rate(profile, "rate_asked_hz")), ("achieved_hz", rate(profile, "rate_achieved_hz"))])
        ),
        ("samples", .integer(counts.samples)),
        ("broken", .integer(profile.brokenSamples(of: counts))),
        ("lost", .object(lost.map { ($0.cause, .integer($0.count)) })),
        ("states", .array(profile.stateRows(of: counts).map(state))),
        (
          "functions",
          .array(profile.functionRows(of: counts, hiding: filter.hiddenKinds.union([.trace])).map(function))
        ),
        ("lines", .array(profile.lineRows(of: counts).map(line))),
      ] + (try traces(profile, counts, filter)) + (try crossings(profile, counts)))
  }

  private static func rate(_ profile: Profile, _ name: String) -> JSONValue {
    profile.environment[name].flatMap { Double($0) }.map { .number($0) } ?? .null
  }

  static func interval(_ share: Share) -> [(String, JSONValue)] {
    [("share", .number(share.share)), ("low", .number(share.low)), ("high", .number(share.high))]
  }

  private static func state(_ row: StateRow) -> JSONValue {
    .object([("state", .string(row.state.name)), ("samples", .integer(row.samples))] + interval(row.share))
  }

  private static func function(_ row: FunctionRow) -> JSONValue {
    .object([
      ("name", .string(row.function.name)), ("file", .string(row.function.file)), ("line", .integer(row.function.line)),
      ("kind", .string(row.function.kind.name)), ("self", .object(interval(row.own))),
      ("total", .object(interval(row.total))),
    ])
  }

  private static func line(_ row: LineRow) -> JSONValue {
    .object([
      ("file", .string(row.function.file)), ("line", .integer(row.line)), ("function", .string(row.function.name)),
      ("self", .object(interval(row.own))), ("total", .object(interval(row.total))),
    ])
  }
}
