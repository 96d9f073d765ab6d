// `report` as text: totals by state, functions, hot lines, top stacks, losses; every share with its 95 % interval.
// Made for 80 columns and more; nothing in it depends on colour.

public struct TextReport {
  public var width = 80
  /// Rows per table.
  public var limit = 20
  public var filter = SampleFilter.all

  public init(width: Int = 80, limit: Int = 20, filter: SampleFilter = .all) {
    self.width = max(60, width)
    self.limit = limit
    self.filter = filter
  }

  /// The whole report, ending with a newline.
  public func text(of profile: Profile) throws(RecordingError) -> String {
    let counts = try profile.counts(filter)
    var lines = heading(profile, counts) + choice(profile)
    guard counts.samples > 0 else {
      return (lines + ["", "No samples" + (filter.choosesSamples ? " match the filter." : ".")]).joined(separator: "\n")
        + "\n"
    }
    lines += section("Time by state", stateTable(profile.stateRows(of: counts)))
    lines += findingSection(try profile.findings(filter))
    // The time of machine code belongs to the function it was made from.
    let functions = profile.functionRows(of: counts, hiding: filter.hiddenKinds.union([.trace]))
    lines += section("Functions, by own time", functionTable(functions), rest: functions.count)
    // Half of the VM's own functions are on every stack: they would fill the table.
    let callers = profile.functionRows(of: counts, hiding: filter.hiddenKinds.union([.trace, .runtime]))
    let byTotal = callers.sorted { ($0.total.weight, $1.function.id) > ($1.total.weight, $0.function.id) }
    lines += section(
      "Functions, by total time, with what the VM does for them", functionTable(byTotal), rest: callers.count)
    let lineRows = profile.lineRows(of: counts)
    lines += section("Python lines, with the native code they call", lineTable(lineRows), rest: lineRows.count)
    lines += crossingSections(try profile.crossingFunctions(of: counts))
    lines += try traceSections(profile, counts)
    lines += stacks(profile, counts)
    lines += losses(profile.losses)
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Parts

  func heading(_ profile: Profile, _ counts: StackCounts) -> [String] {
    let environment = profile.environment
    let program = environment["program"] ?? profile.recording.path
    var first = "\(program), \(Figures.time(profile.duration))"
    if !profile.isFinished { first += " (not closed: still being written, or the program was killed)" }
    var second = "\(Figures.count(counts.samples)) samples of \(environment["mode"] ?? "?") time"
    second += ", \(Figures.time(Microseconds(counts.weight))) in all"
    if let asked = environment["rate_asked_hz"], let achieved = environment["rate_achieved_hz"] {
      second += "; asked \(asked) Hz, got \(achieved) Hz"
    }
    let broken = profile.brokenSamples(of: counts)
    let share = counts.samples > 0 ? Double(broken) / Double(counts.samples) : 0
    let third =
      "\(Figures.count(broken)) broken stacks (\(Figures.fixed(share * 100, digits: 2)) %), "
      + "timer \(environment["timer"] ?? "?"), unwinder \(environment["unwinder"] ?? "?")"
    return [first, second, third].map { DisplayText.fitted(DisplayText.safe($0), columns: width) }
  }

  /// Says which samples the figures are about when it is not all of them.
  func choice(_ profile: Profile) -> [String] {
    filter.choice(duration: profile.duration).map { [DisplayText.fitted("only " + $0, columns: width)] } ?? []
  }

  /// Harmless text in lines no wider than the report; nothing for an empty one.
  func wrapped(_ text: String) -> [String] { text.isEmpty ? [] : DisplayText.wrapped(text, columns: width) }

  func section(_ title: String, _ table: TextTable, rest count: Int = 0) -> [String] {
    if table.isEmpty { return [] }
    return ["", title] + table.lines(width: width)
      + (count > limit ? ["  … and \(Figures.count(count - limit)) more"] : [])
  }

  func stateTable(_ rows: [StateRow]) -> TextTable {
    let hasBar = width >= 72
    var table = TextTable(
      [("state", .left), ("share", .right), ("95 % interval", .right), ("time", .right)]
        + (hasBar ? [("", .elastic)] : []))
    for row in rows {
      table.add(
        [
          row.state.label, Figures.percent(row.share.share), Figures.interval(row.share),
          Figures.time(Microseconds(row.share.weight)),
        ] + (hasBar ? [Figures.bar(row.share.share, width: 24)] : []))
    }
    return table
  }

  func functionTable(_ rows: [FunctionRow]) -> TextTable {
    var table = TextTable(shareColumns + [("kind", .left), ("function", .elastic), ("where", .left)])
    for row in rows.prefix(limit) {
      let place = DisplayText.fittedAtEnd(DisplayText.safe(TextReport.place(row.function)), columns: max(16, width / 5))
      table.add(shareCells(row.own, row.total) + [row.function.kind.name, row.function.name, place])
    }
    return table
  }

  func lineTable(_ rows: [LineRow]) -> TextTable {
    var table = TextTable(shareColumns + [("function", .elastic), ("line", .left)])
    for row in rows.prefix(limit) {
      let place = DisplayText.safe("\(TextReport.lastComponent(row.function.file)):\(row.line)")
      table.add(
        shareCells(row.own, row.total) + [
          row.function.name, DisplayText.fittedAtEnd(place, columns: max(24, width / 3)),
        ])
    }
    return table
  }

  /// A narrow line has no room for all intervals.
  private var intervals: (own: Bool, total: Bool) { (width >= 80, width >= 110) }

  private var shareColumns: [(title: String, alignment: TextTable.Alignment)] {
    [("own", .right)] + (intervals.own ? [("interval", .right)] : [])
      + [("total", .right)] + (intervals.total ? [("interval", .right)] : [])
  }

  private func shareCells(_ own: Share, _ total: Share) -> [String] {
    [Figures.percent(own.share)] + (intervals.own ? [Figures.interval(own)] : [])
      + [Figures.percent(total.share)] + (intervals.total ? [Figures.interval(total)] : [])
  }

  /// Each stack as one paragraph, outermost function first, cut in the middle when it is deep.
  private func stacks(_ profile: Profile, _ counts: StackCounts) -> [String] {
    var lines = ["", "Stacks with the most own time, outermost function first"]
    for row in profile.stackRows(of: counts, limit: min(limit, 5), hiding: filter.hiddenKinds) {
      var names = row.functions.map { DisplayText.safe($0.name) }
      if names.count > 12 { names.replaceSubrange(4..<names.count - 7, with: ["… \(names.count - 11) frames …"]) }
      let head = DisplayText.padded(Figures.percent(row.own.share), columns: 8, right: true) + "  "
      var line = head
      for (index, name) in names.enumerated() {
        let piece = (index > 0 ? " › " : "") + DisplayText.fitted(name, columns: width - 16)
        if DisplayText.width(line) + DisplayText.width(piece) > width, DisplayText.width(line) > 10 {
          lines.append(line)
          line = String(repeating: " ", count: 10)
        }
        line += piece
      }
      lines.append(line)
    }
    return lines.count > 2 ? lines : []
  }

  func losses(_ losses: [(cause: String, count: Int)]) -> [String] {
    if losses.isEmpty { return ["", "Losses: none"] }
    var table = TextTable([("count", .right), ("cause", .elastic)])
    for loss in losses { table.add([Figures.count(loss.count), LossCause.meaning(loss.cause)]) }
    return section("Losses", table)
  }

  /// `file.py:12`, or the name of the library.
  static func place(_ function: ProfileFunction) -> String {
    let file = lastComponent(function.file)
    return function.line > 0 ? "\(file):\(function.line)" : file
  }

  static func lastComponent(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
