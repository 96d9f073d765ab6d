// The section of a report about calls into C: what each C function costs, what one call takes, and where the calls are.

extension TextReport {
  func crossingSections(_ profile: Profile, _ counts: StackCounts) throws(RecordingError) -> [String] {
    let functions = try profile.crossingFunctions(of: counts)
    if functions.isEmpty { return [] }
    let sites = functions.flatMap { function in function.sites.map { (function, $0) } }
      .sorted { $0.1.cost.total.weight > $1.1.cost.total.weight }
    return section("Crossings into C, by C function", functionTable(functions), rest: functions.count)
      + section("One call into C\(note(functions))", callTable(functions))
      + section("Crossings into C, by call site", siteTable(sites), rest: sites.count)
      + [
        "  break-even: items that a call should carry, when it carries one now, for its overhead",
        "  to be less than 5 %; in machine code conversions are part of the trace's own time",
      ]
  }

  private var isWide: Bool { width >= 120 }

  private func note(_ functions: [CrossingFunction]) -> String {
    functions.contains { $0.cost.isExact } ? ", measured at every call" : ", from the samples"
  }

  private func functionTable(_ rows: [CrossingFunction]) -> TextTable {
    var table = TextTable(
      [("share", .right)] + (isWide ? [("95 % interval", .right)] : [])
        + [("in C", .right), ("overhead", .right), ("callback", .right), ("bytes", .right), ("break-even", .right)]
        + (isWide ? [("by", .left), ("library", .left)] : []) + [("function", .elastic)])
    for row in rows.prefix(limit) {
      let cost = row.cost
      table.add(
        [Figures.percent(cost.total.share)] + (isWide ? [Figures.interval(cost.total)] : []) + [
          Figures.percent(cost.inC.share), Figures.percent(cost.overhead.share), Figures.percent(cost.callback.share),
          Figures.bytes(cost.bytes), Figures.items(cost.breakEven, withInterval: isWide),
        ] + (isWide ? [row.route, library(row)] : []) + [isWide ? row.signature : row.function.name])
    }
    return table
  }

  private func library(_ row: CrossingFunction) -> String {
    DisplayText.fitted(DisplayText.safe(TextReport.lastComponent(row.function.file)), columns: 20)
  }

  /// Before and after warmup: a row for the interpreter's calls, one for those of machine code.
  private func callTable(_ rows: [CrossingFunction]) -> TextTable {
    var table = TextTable([
      ("calls", .right), ("by", .left), ("in C", .right), ("overhead", .right), ("callback", .right),
      ("function", .elastic),
    ])
    for row in rows.prefix(limit) {
      for (caller, times) in [("interpreter", row.cost.interpreted), ("machine code", row.cost.traced)] {
        guard let times else { continue }
        table.add([
          Figures.count(times.calls), caller, figure(times.inC), figure(times.overhead), figure(times.callback),
          row.function.name,
        ])
      }
    }
    return table
  }

  private func figure(_ time: Estimate) -> String {
    let text = Figures.time(nanoseconds: time.value)
    guard isWide, time.low < time.high else { return text }
    return text + " (\(Figures.time(nanoseconds: time.low))–\(Figures.time(nanoseconds: time.high)))"
  }

  private func siteTable(_ rows: [(CrossingFunction, CrossingSite)]) -> TextTable {
    var table = TextTable(
      [("share", .right), ("in C", .right), ("overhead", .right), ("callback", .right), ("calls", .right)]
        + (isWide ? [("machine code", .right), ("bytes", .right), ("break-even", .right)] : [])
        + [("where, and what is called", .elastic)])
    for (function, site) in rows.prefix(limit) {
      let cost = site.cost
      let traced = cost.allCalls > 0 ? Double(cost.tracedCalls) / Double(cost.allCalls) : 0
      table.add(
        [
          Figures.percent(cost.total.share), Figures.percent(cost.inC.share), Figures.percent(cost.overhead.share),
          Figures.percent(cost.callback.share), Figures.count(cost.allCalls),
        ]
          + (isWide
            ? [
              Figures.percent(traced), Figures.bytes(cost.bytes), Figures.items(cost.breakEven, withInterval: true),
            ] : []) + ["\(TextReport.place(of: site)) → \(function.function.name)"])
    }
    return table
  }

  /// `file.py:12 function` of a call site.
  static func place(of site: CrossingSite) -> String {
    site.function.map { place($0, site.line) } ?? "outside of Python code"
  }
}

extension Figures {
  /// `≥ 540`, `≥ 540 (480–610)`, `1` where a call carries enough, `too few` where there are too few samples.
  public static func items(_ breakEven: BreakEven?, withInterval: Bool = false) -> String {
    guard let breakEven else { return "too few" }
    guard breakEven.wholeItems > 1 else { return "1" }
    let text = "≥ \(count(breakEven.wholeItems))"
    guard withInterval, breakEven.low < breakEven.high else { return text }
    return text + " (\(count(Int(breakEven.low.rounded())))–\(count(Int(breakEven.high.rounded()))))"
  }
}
