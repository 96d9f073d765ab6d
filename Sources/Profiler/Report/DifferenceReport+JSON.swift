// `diff --json`: documented in docs/report-json.md. Keys are added, never renamed or removed, within one value of "format".

extension DifferenceReport {
  /// Every row of every table, at most `limit` of each.
  public func json(limit: Int = .max) -> JSONValue {
    func array<Row>(_ rows: [Row], _ members: (Row) -> [(String, JSONValue)]) -> JSONValue {
      .array(rows.prefix(limit).map { .object(members($0)) })
    }
    return .object([
      ("format", .integer(JSONReport.format)), ("significant", .bool(difference.isSignificant)),
      ("before", Self.side(difference.before)), ("after", Self.side(difference.after)),
      (
        "conditions",
        .array(
          difference.conditions.map {
            .object([("what", .string($0.what)), ("before", .string($0.before)), ("after", .string($0.after))])
          })
      ),
      (
        "of_whole_recordings",
        .array(difference.isRanged ? Difference.countsOfWholeRecordings.map { .string($0) } : [])
      ),
      ("states", array(difference.states) { [("state", .string($0.state.name))] + Self.measure($0.measure) }),
      (
        "functions",
        array(difference.functions) { row in
          Self.place(row.place) + [
            ("self", .object(Self.measure(row.own))), ("total", .object(Self.measure(row.total))),
          ]
        }
      ),
      (
        "traces",
        array(difference.traces) { row in
          Self.place(row.place) + [
            ("traces", Self.count(row.traces)), ("operations", Self.count(row.operations)),
            ("bytes", Self.count(row.bytes)), ("entered", Self.count(row.entered)),
            ("self", .object(Self.measure(row.own))),
          ]
        }
      ),
      (
        "guards",
        array(difference.guards) { row in
          Self.place(row.place) + [
            ("failures", Self.count(row.failures)), ("bridges", Self.count(row.bridges)),
            ("lost", .object(Self.measure(row.lost))),
          ]
        }
      ),
      (
        "aborts",
        array(difference.aborts) {
          Self.place($0.place) + [("title", .string($0.title)), ("count", Self.count($0.count))]
        }
      ),
      (
        "crossings",
        array(difference.crossings) { row in
          Self.place(row.place) + [
            ("calls", Self.count(row.calls)), ("bytes", Self.count(row.bytes)),
            ("total", .object(Self.measure(row.total))),
          ]
        }
      ),
    ])
  }

  private static func side(_ side: DifferenceSide) -> JSONValue {
    .object([
      ("file", .string(side.profile.recording.path)),
      ("from_s", side.filter.range.map { .number(Double($0.lowerBound) / 1e6) } ?? .null),
      ("to_s", side.filter.range.map { .number(Double(min($0.upperBound, side.profile.duration)) / 1e6) } ?? .null),
      ("samples", .integer(side.counts.samples)), ("effective_samples", .number(side.effective)),
      ("sampled_s", .number(Double(side.counts.weight) / 1e6)),
    ])
  }

  private static func place(_ place: DifferencePlace) -> [(String, JSONValue)] {
    [
      ("kind", .string(place.kind)), ("function", .string(place.function)), ("file", .string(place.file)),
      ("line", .integer(place.line)),
    ]
  }

  private static func count(_ change: CountChange) -> JSONValue {
    .object([("before", .integer(change.before)), ("after", .integer(change.after))])
  }

  private static func measure(_ measure: Measure) -> [(String, JSONValue)] {
    [("share", change(measure.share)), ("time_s", change(measure.time))]
  }

  private static func change(_ change: Change) -> JSONValue {
    .object([
      ("before", .number(change.before)), ("after", .number(change.after)), ("change", .number(change.difference)),
      ("low", .number(change.low)), ("high", .number(change.high)), ("p", .number(change.probability)),
      ("significant", .bool(change.isSignificant)),
    ])
  }
}
