// The key of `report --json` about calls into C.

extension JSONReport {
  static func crossings(_ profile: Profile, _ counts: StackCounts) throws(RecordingError) -> [(String, JSONValue)] {
    [("crossings", .array(try profile.crossingFunctions(of: counts).map(crossing)))]
  }

  static func crossing(_ row: CrossingFunction) -> JSONValue {
    .object(
      [
        ("function", .string(row.function.name)), ("library", .string(row.function.file)),
        ("signature", .string(row.signature)), ("route", .string(row.route)),
      ] + cost(row.cost) + [("sites", .array(row.sites.map(site)))])
  }

  private static func site(_ row: CrossingSite) -> JSONValue {
    .object(
      [
        ("file", .string(row.function?.file ?? "")), ("line", .integer(row.line)),
        ("function", .string(row.function?.name ?? "")),
      ] + cost(row.cost))
  }

  private static func cost(_ cost: CrossingCost) -> [(String, JSONValue)] {
    [
      ("calls", .integer(cost.calls)), ("traced_calls", .integer(cost.tracedCalls)), ("bytes", .integer(cost.bytes)),
      ("callbacks", .integer(cost.callbacks)), ("exact", .bool(cost.isExact)),
      ("total", .object(interval(cost.total))), ("c", .object(interval(cost.inC))),
      ("overhead", .object(interval(cost.overhead))), ("callback", .object(interval(cost.callback))),
      ("interpreter", times(cost.interpreted)), ("machine_code", times(cost.traced)),
      (
        "break_even",
        cost.breakEven.map { value in
          .object([("items", .number(value.items)), ("low", .number(value.low)), ("high", .number(value.high))])
        } ?? .null
      ),
    ]
  }

  private static func times(_ times: CallTimes?) -> JSONValue {
    guard let times else { return .null }
    func estimate(_ value: Estimate) -> JSONValue {
      .object([("ns", .number(value.value)), ("low", .number(value.low)), ("high", .number(value.high))])
    }
    return .object([
      ("c", estimate(times.inC)), ("overhead", estimate(times.overhead)), ("callback", estimate(times.callback)),
    ])
  }
}
