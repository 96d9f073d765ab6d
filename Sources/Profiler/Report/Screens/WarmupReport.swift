// Screen 5 as a report: from when on machine code is steady, tiers over time with what was compiled, and the events.

public struct WarmupReport: ScreenReport {
  public static let name = "warmup"
  /// Events in JSON at most.
  private static let eventLimit = 1000

  private let warmup: Warmup

  public init(_ request: ScreenRequest) throws(RecordingError) {
    warmup = try request.profile.warmup(request.filter)
  }

  public func lines(_ layout: TextReport) -> [String] {
    let steadiness = warmup.steadiness
    var lines = [""] + layout.wrapped(steadiness.statement) + layout.wrapped(steadiness.derivation)
    lines += layout.section("Tiers over time, with what they call, and events", sliceTable(layout))
    let events = warmup.slices.flatMap(\.events)
    lines += layout.section("Events", eventTable(layout, events), rest: events.count)
    return lines
  }

  private func sliceTable(_ layout: TextReport) -> TextTable {
    let tiers: [Tier] =
      layout.width >= 100
      ? Tier.allCases : layout.width >= 80 ? [.machineCode, .interpreter, .compiler] : [.machineCode, .interpreter]
    // As many kinds of events as fit, the most telling first.
    var room = layout.width - 10 - tiers.reduce(0) { $0 + max(8, $1.label.count) + 2 }
    let kinds = EventKind.allCases.filter { kind in
      guard warmup.total(of: kind) > 0 else { return false }
      room -= max(kind.label.count, 7) + 2
      return room >= 0
    }
    var table = TextTable(
      [("from", .right)] + tiers.map { ($0.label, .right) } + kinds.map { ($0.label, .right) }
        + (room >= 10 ? [("", .elastic)] : []))
    for slices in merged(into: layout.limit) {
      func share(_ tier: Tier) -> Double {
        let column = Tier.allCases.firstIndex(of: tier)!
        let total = slices.reduce(0) { $0 + $1.tiers.weight }
        return total > 0 ? Double(slices.reduce(0) { $0 + $1.tiers.weights[column] }) / Double(total) : 0
      }
      let counts = kinds.map { kind in slices.reduce(0) { $0 + $1.count(of: kind) } }
      guard slices.contains(where: { $0.tiers.weight > 0 }) || counts.contains(where: { $0 > 0 }) else { continue }
      table.add(
        [Figures.time(slices[slices.startIndex].tiers.start)] + tiers.map { Figures.percent(share($0)) }
          + counts.map { $0 == 0 ? "" : Figures.count($0) }
          + (room >= 10 ? [Figures.bar(share(.machineCode), width: 8)] : []))
    }
    return table
  }

  /// Neighbours put together so that at most `rows` are left.
  private func merged(into rows: Int) -> [ArraySlice<WarmupSlice>] {
    let count = min(rows, warmup.slices.count)
    return (0..<count).map { row in
      warmup.slices[row * warmup.slices.count / count..<(row + 1) * warmup.slices.count / count]
    }
  }

  private func eventTable(_ layout: TextReport, _ events: [WarmupEvent]) -> TextTable {
    var table = TextTable([("at", .right), ("event", .left), ("trace", .right), ("where, and details", .elastic)])
    for event in events.prefix(layout.limit) {
      let place = event.place.map { TextReport.place($0, event.line) + ": " } ?? ""
      table.add([
        Figures.time(event.time), event.kind.title, event.trace.map(String.init) ?? "", place + event.detail,
      ])
    }
    return table
  }

  public var members: [(String, JSONValue)] {
    [
      ("steady", steadiness), ("slices", .array(warmup.slices.map(slice))),
      ("events", .array(warmup.slices.flatMap(\.events).prefix(Self.eventLimit).map(event))),
    ]
  }

  private var steadiness: JSONValue {
    let (verdict, time): (String, Microseconds?) =
      switch warmup.steadiness.verdict {
      case .steady(let from): ("steady", from)
      case .unsteady(let departing): ("unsteady", departing)
      case .noMachineCode: ("no_machine_code", nil)
      case .tooFewSamples: ("too_few_samples", nil)
      }
    return .object(
      [("verdict", .string(verdict)), ("from_s", time.map { .number(Double($0) / 1e6) } ?? .null)]
        + JSONReport.interval(warmup.steadiness.share)
        + [("slice_s", .number(Double(warmup.steadiness.sliceLength) / 1e6))])
  }

  private func slice(_ slice: WarmupSlice) -> JSONValue {
    .object(
      [("start_s", .number(Double(slice.tiers.start) / 1e6))]
        + Tier.allCases.enumerated().map { ("\($1.rawValue)_s", .number(Double(slice.tiers.weights[$0]) / 1e6)) }
        + EventKind.allCases.map { ($0.rawValue, .integer(slice.count(of: $0))) })
  }

  private func event(_ event: WarmupEvent) -> JSONValue {
    .object([
      ("kind", .string(event.kind.rawValue)), ("time_s", .number(Double(event.time) / 1e6)),
      ("trace", event.trace.map { .integer($0) } ?? .null), ("file", .string(event.place?.file ?? "")),
      ("line", .integer(event.line)), ("function", .string(event.place?.name ?? "")), ("detail", .string(event.detail)),
    ])
  }
}
