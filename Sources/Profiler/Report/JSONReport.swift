// `report --json`: the stable contract documented in docs/report-json.md. Keys are added, never renamed or removed,
// within one value of "format".

public enum JSONReport {
  /// The value of the key "format".
  public static let format = 1

  public static func make(_ profile: Profile, filter: SampleFilter = .all) throws(RecordingError) -> JSONValue {
    let counts = try profile.counts(filter)
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
        ("lost", lost(profile.losses)),
        ("states", .array(profile.stateRows(of: counts).map(state))),
        (
          "functions",
          .array(profile.functionRows(of: counts, hiding: filter.hiddenKinds.union([.trace])).map(function))
        ),
        ("lines", .array(profile.lineRows(of: counts).map(line))),
      ] + (try traces(profile, counts, filter)) + (try crossings(profile, counts))
        + [("findings", .array(try profile.findings(filter).map(finding)))])
  }

  /// Causes and counts, without those of cut stacks, which `broken` counts.
  static func lost(_ losses: [(cause: String, count: Int)]) -> JSONValue {
    .object(losses.filter { !$0.cause.hasPrefix("truncated_") }.map { ($0.cause, .integer($0.count)) })
  }

  private static func rate(_ profile: Profile, _ name: String) -> JSONValue {
    profile.environment[name].flatMap { Double($0) }.map { .number($0) } ?? .null
  }

  static func interval(_ share: Share) -> [(String, JSONValue)] {
    [("share", .number(share.share)), ("low", .number(share.low)), ("high", .number(share.high))]
  }

  /// What tells a function from others.
  static func name(_ function: ProfileFunction) -> [(String, JSONValue)] {
    [
      ("name", .string(function.name)), ("file", .string(function.file)), ("line", .integer(function.line)),
      ("kind", .string(function.kind.name)),
    ]
  }

  static func state(_ row: StateRow) -> JSONValue {
    .object([("state", .string(row.state.name)), ("samples", .integer(row.samples))] + interval(row.share))
  }

  static func function(_ row: FunctionRow) -> JSONValue {
    .object(name(row.function) + [("self", .object(interval(row.own))), ("total", .object(interval(row.total)))])
  }

  static func line(_ row: LineRow) -> JSONValue {
    .object([
      ("file", .string(row.function.file)), ("line", .integer(row.line)), ("function", .string(row.function.name)),
      ("self", .object(interval(row.own))), ("total", .object(interval(row.total))),
    ])
  }
}
