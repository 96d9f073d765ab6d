// `diff` as text: what changed by more than noise, one table a subject. A star stands behind a change that is more than noise;
// what is not is only counted, unless everything is asked for.

public struct DifferenceReport {
  public let difference: Difference
  public var width = 80
  /// Rows per table.
  public var limit = 20
  /// Rows that changed by no more than noise too.
  public var showsAll = false

  public init(_ difference: Difference, width: Int = 80, limit: Int = 20, showsAll: Bool = false) {
    self.difference = difference
    self.width = max(60, width)
    self.limit = limit
    self.showsAll = showsAll
  }

  /// The whole report, ending with a newline.
  public var text: String {
    let difference = self.difference
    var lines = [side("before", difference.before), side("after", difference.after)] + conditions
    if !difference.isSignificant { lines.append("No share and no time changed by more than the noise of sampling.") }
    lines += section("Time by state", stateTable, difference.states.map { ($0, $0.measure.share.isSignificant) })
    lines += section(
      "Functions, share of the samples, with what the VM does for them", shareTable,
      difference.functions.map { ($0, $0.own.share.isSignificant || $0.total.share.isSignificant) })
    lines += section(
      "Functions, time of one run", timeTable,
      difference.functions.map { ($0, $0.own.time.isSignificant || $0.total.time.isSignificant) })
    lines += section(
      "Traces, by where they begin", traceTable,
      difference.traces.map { ($0, $0.isNewOrGone || $0.own.isSignificant) })
    lines += section(
      "Guards that fail", guardTable,
      difference.guards.map { ($0, $0.lost.isSignificant || !difference.isRanged && $0.failures.isChange) },
      isSampled: difference.isRanged)
    lines += section(
      "Recordings given up", abortTable, difference.aborts.map { ($0, $0.count.isChange) }, isSampled: false)
    lines += section(
      "Calls into C", crossingTable,
      difference.crossings.map { ($0, $0.total.isSignificant || !difference.isRanged && $0.calls.isChange) })
    if difference.isRanged {
      lines.append("")
      lines += DisplayText.wrapped(
        "Left out, because a recording has only their totals: failures of guards, and the number of calls into C. Traces are those "
          + "that were there during the range; recordings given up are those of the range.", columns: width)
    }
    return lines.map { DisplayText.fitted($0, columns: width) }.joined(separator: "\n") + "\n"
  }

  private func side(_ name: String, _ side: DifferenceSide) -> String {
    var text = ": \(Figures.count(side.counts.samples)) samples, \(Figures.time(Microseconds(side.counts.weight)))"
    if let range = side.filter.range {
      let end = max(range.lowerBound, min(range.upperBound, side.profile.duration))
      text = ", \(Figures.time(range.lowerBound)) to \(Figures.time(end))" + text
    }
    let path = DisplayText.safe(side.profile.recording.path)
    let room = width - 7 - DisplayText.width(text)
    return DisplayText.padded(name, columns: 7) + DisplayText.fittedAtEnd(path, columns: room) + text
  }

  /// What makes a comparison doubtful.
  private var conditions: [String] {
    var lines = difference.conditions.flatMap { condition in
      DisplayText.wrapped(
        DisplayText.safe("Different \(condition.what): \(condition.before) before, \(condition.after) after."),
        columns: width)
    }
    let fewest = min(difference.before.effective, difference.after.effective)
    if fewest < Self.fewSamples {
      lines += DisplayText.wrapped(
        "With so few samples only large changes can be told from noise.", columns: width)
    }
    return lines
  }

  /// Effective samples below which a share of one half must change by 14 points to be marked.
  private static let fewSamples = 100.0

  /// - Parameter isSampled: whether what is left out may have changed, within the noise.
  private func section<Row>(
    _ title: String, _ table: ([Row]) -> TextTable, _ rows: [(Row, isChange: Bool)], isSampled: Bool = true
  ) -> [String] {
    if rows.isEmpty { return [] }
    let changed = rows.filter(\.isChange)
    let shown = Array((showsAll ? changed + rows.filter { !$0.isChange } : changed).map(\.0).prefix(limit))
    var lines = ["", title]
    if !shown.isEmpty { lines += table(shown).lines(width: width) }
    let rest = changed.count - min(changed.count, shown.count)
    if rest > 0 { lines.append("  … and \(Figures.count(rest)) more that changed") }
    let same = rows.count - changed.count
    if same > 0, !showsAll {
      lines.append(
        "  \(changed.isEmpty ? "" : "… and ")\(Figures.count(same)) that did not change\(isSampled ? " by more than noise" : "")"
      )
    }
    return lines
  }

  // MARK: Cells

  private var isWide: Bool { width >= 110 }

  /// `12.3 %  18.0 %  +5.7 *`, in percent points, and its interval where there is room.
  private func shareCells(_ change: Change) -> [String] {
    [
      Figures.percent(change.before), Figures.percent(change.after),
      Self.signed(change.difference * 100, digits: 1) + (change.isSignificant ? " *" : "  "),
    ]
      + (isWide
        ? [Self.signed(change.low * 100, digits: 1) + " … " + Self.signed(change.high * 100, digits: 1)] : [])
  }

  private func shareColumns(_ name: String) -> [(title: String, alignment: TextTable.Alignment)] {
    [("\(name) before", .right), ("after", .right), ("change  ", .right)] + (isWide ? [("95 % interval", .right)] : [])
  }

  private func timeCells(_ change: Change) -> [String] {
    func time(_ seconds: Double) -> String { Figures.time(Microseconds((seconds * 1e6).rounded())) }
    func signedTime(_ seconds: Double) -> String { (seconds >= 0.5e-6 ? "+" : "") + time(seconds) }
    return [
      time(change.before), time(change.after), signedTime(change.difference) + (change.isSignificant ? " *" : "  "),
    ] + (isWide ? [signedTime(change.low) + " … " + signedTime(change.high)] : [])
  }

  /// With a sign unless it is rounded to nothing.
  public static func signed(_ value: Double, digits: Int) -> String {
    let text = Figures.fixed(value, digits: digits)
    return value > 0 && text != Figures.fixed(0, digits: digits) ? "+" + text : text
  }

  private static func signed(_ value: Int) -> String { (value > 0 ? "+" : "") + Figures.count(value) }

  private static func countColumns(_ name: String) -> [(title: String, alignment: TextTable.Alignment)] {
    [(name, .right), ("after", .right), ("change", .right)]
  }

  private func countCells(_ change: CountChange) -> [String] {
    [Figures.count(change.before), Figures.count(change.after), Self.signed(change.difference)]
  }

  private func place(_ place: DifferencePlace) -> String {
    "\(place.function)  \(TextReport.lastComponent(place.file))\(place.line > 0 ? ":\(place.line)" : "")"
  }

  // MARK: Tables

  private func stateTable(_ rows: [StateDifference]) -> TextTable {
    var table = TextTable(shareColumns("share") + [("state", .elastic)])
    for row in rows { table.add(shareCells(row.measure.share) + [row.state.label]) }
    return table
  }

  private func shareTable(_ rows: [FunctionDifference]) -> TextTable {
    functionTable(rows, columns: shareColumns) { shareCells($0.share) }
  }

  private func timeTable(_ rows: [FunctionDifference]) -> TextTable {
    functionTable(rows, columns: shareColumns) { timeCells($0.time) }
  }

  /// Own figures, and total ones where there is room.
  private func functionTable(
    _ rows: [FunctionDifference], columns: (String) -> [(title: String, alignment: TextTable.Alignment)],
    cells: (Measure) -> [String]
  ) -> TextTable {
    let hasTotal = width >= 90
    var table = TextTable(columns("own") + (hasTotal ? columns("total") : []) + [("function", .elastic)])
    for row in rows { table.add(cells(row.own) + (hasTotal ? cells(row.total) : []) + [place(row.place)]) }
    return table
  }

  private func traceTable(_ rows: [TraceDifference]) -> TextTable {
    var table = TextTable(
      [("traces", .right), ("after", .right), ("operations", .right), ("after", .right)] + shareColumns("own")
        + [("kind", .left), ("where", .elastic)])
    for row in rows {
      table.add(
        [
          Figures.count(row.traces.before), Figures.count(row.traces.after), Figures.count(row.operations.before),
          Figures.count(row.operations.after),
        ] + shareCells(row.own.share) + [row.place.kind, place(row.place)])
    }
    return table
  }

  private func guardTable(_ rows: [GuardDifference]) -> TextTable {
    let (hasCounts, hasShares) = (!difference.isRanged, difference.isRanged || isWide)
    var table = TextTable(
      (hasCounts ? Self.countColumns("failures") : []) + (hasShares ? shareColumns("lost") : [])
        + [("guard", .left), ("where", .elastic)])
    for row in rows {
      table.add(
        (hasCounts ? countCells(row.failures) : []) + (hasShares ? shareCells(row.lost.share) : [])
          + [row.place.kind, place(row.place)])
    }
    return table
  }

  private func abortTable(_ rows: [AbortDifference]) -> TextTable {
    var table = TextTable(Self.countColumns("count") + [("reason", .left), ("where", .elastic)])
    for row in rows {
      table.add(
        countCells(row.count) + [DisplayText.fitted(DisplayText.safe(row.title), columns: 24), place(row.place)])
    }
    return table
  }

  private func crossingTable(_ rows: [CrossingDifference]) -> TextTable {
    let hasCounts = !difference.isRanged
    var table = TextTable(
      (hasCounts ? Self.countColumns("calls") : []) + shareColumns("share") + [("function", .elastic)])
    for row in rows {
      table.add((hasCounts ? countCells(row.calls) : []) + shareCells(row.total.share) + [row.place.function])
    }
    return table
  }
}
