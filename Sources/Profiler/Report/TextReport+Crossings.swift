// The section of a report about calls into C: what each C function costs, what one call takes, and where the calls are.

extension TextReport {
  func crossingSections(_ functions: [CrossingFunction]) -> [String] {
    if functions.isEmpty { return [] }
    let sites = functions.flatMap { function in function.sites.map { (function, $0) } }
      .sorted { $0.1.cost.total.weight > $1.1.cost.total.weight }
    let source = functions.contains { $0.cost.isExact } ? "measured at every call" : "from the samples"
    return section("Crossings into C, by C function", functionTable(functions), rest: functions.count)
      + section("One call into C, \(source)", callTable(functions))
      + section("Crossings into C, by call site", siteTable(sites), rest: sites.count)
      + [
        "  break-even: items that a call should carry (now: one) for",
        "  an overhead of less than 5 %; what machine code converts",
        "  is time of its trace",
      ]
  }

  /// A column of figures, and the narrowest line that has room for it.
  private struct Figure<Item> {
    let title: String
    let width: Int
    let text: (Item) -> String
  }

  /// Figures that the line has room for, then what they are about.
  private func table<Item>(
    _ figures: [Figure<Item>], _ subject: String, _ rows: some Sequence<Item>, _ name: (Item) -> String
  ) -> TextTable {
    let shown = figures.filter { $0.width <= width }
    var table = TextTable(shown.map { ($0.title, .right) } + [(subject, .elastic)])
    for row in rows { table.add(shown.map { $0.text(row) } + [name(row)]) }
    return table
  }

  private static let always = 0
  private static let usual = 80
  private static let wide = 120

  private func functionTable(_ rows: [CrossingFunction]) -> TextTable {
    let figures: [Figure<CrossingFunction>] = [
      Figure(title: "share", width: Self.always) { Figures.percent($0.cost.total.share) },
      Figure(title: "95 % interval", width: Self.wide) { Figures.interval($0.cost.total) },
      Figure(title: "in C", width: Self.always) { Figures.percent($0.cost.inC.share) },
      Figure(title: "overhead", width: Self.always) { Figures.percent($0.cost.overhead.share) },
      Figure(title: "callback", width: Self.usual) { Figures.percent($0.cost.callback.share) },
      Figure(title: "bytes", width: Self.usual) { Figures.bytes($0.cost.bytes) },
      Figure(title: "break-even", width: Self.always) { [width] in
        Figures.items($0.cost.breakEven, withInterval: width >= Self.wide)
      },
      Figure(title: "library", width: Self.wide) { row in
        DisplayText.fitted(DisplayText.safe(TextReport.lastComponent(row.function.file)), columns: 20)
      },
    ]
    let isWide = width >= Self.wide
    return table(figures, "function", rows.prefix(limit)) { isWide ? $0.signature : $0.function.name }
  }

  /// Before and after warmup: a row for the interpreter's calls, one for those of machine code.
  private func callTable(_ rows: [CrossingFunction]) -> TextTable {
    typealias Calls = (function: CrossingFunction, caller: String, times: CallTimes)
    let calls: [Calls] = rows.prefix(limit).flatMap { row -> [Calls] in
      let callers = [("interpreter", row.cost.interpreted), ("machine code", row.cost.traced)]
      return callers.compactMap { caller, times in times.map { (row, caller, $0) } }
    }
    let isWide = width >= Self.wide
    func text(_ time: Estimate) -> String { isWide ? Figures.time(time) : Figures.time(nanoseconds: time.value) }
    let figures: [Figure<Calls>] = [
      Figure(title: "calls", width: Self.always) { Figures.count($0.times.calls) },
      Figure(title: "by", width: Self.always) { $0.caller },
      Figure(title: "in C", width: Self.always) { text($0.times.inC) },
      Figure(title: "overhead", width: Self.always) { text($0.times.overhead) },
      Figure(title: "callback", width: Self.usual) { text($0.times.callback) },
    ]
    return table(figures, "function", calls) { $0.function.function.name }
  }

  private func siteTable(_ rows: [(CrossingFunction, CrossingSite)]) -> TextTable {
    let figures: [Figure<(CrossingFunction, CrossingSite)>] = [
      Figure(title: "share", width: Self.always) { Figures.percent($0.1.cost.total.share) },
      Figure(title: "in C", width: Self.usual) { Figures.percent($0.1.cost.inC.share) },
      Figure(title: "overhead", width: Self.always) { Figures.percent($0.1.cost.overhead.share) },
      Figure(title: "callback", width: Self.usual) { Figures.percent($0.1.cost.callback.share) },
      Figure(title: "calls", width: Self.always) { Figures.count($0.1.cost.allCalls) },
      Figure(title: "machine code", width: Self.wide) { Figures.percent($0.1.cost.tracedShare) },
      Figure(title: "bytes", width: Self.wide) { Figures.bytes($0.1.cost.bytes) },
      Figure(title: "break-even", width: Self.wide) { Figures.items($0.1.cost.breakEven, withInterval: true) },
    ]
    return table(figures, "where, and what is called", rows.prefix(limit)) { function, site in
      "\(TextReport.place(of: site)) → \(function.function.name)"
    }
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
