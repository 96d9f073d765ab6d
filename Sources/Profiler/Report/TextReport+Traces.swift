// The sections of a report about traces: which there are and what they cost, guards that fail, recordings given up.

extension TextReport {
  func traceSections(_ profile: Profile, _ counts: StackCounts) throws(RecordingError) -> [String] {
    let shares = try profile.traceShares(of: counts)
    let guards = try profile.failingGuards(of: counts, limit: limit)
    let aborts = try profile.aborts(of: counts)
    if shares.isEmpty && aborts.isEmpty { return [] }
    return section("Traces, by share of the samples", traceTable(shares), rest: shares.count)
      + compileCost(shares.map(\.trace))
      + section("Guards, by time from failure to machine code", guardTable(guards))
      + section("Recordings given up, by reason", abortTable(aborts))
      + section("Tiers over time, with what they call", tierTable(try profile.tierSlices(12, filter: filter)))
  }

  private func traceTable(_ rows: [TraceShare]) -> TextTable {
    let isWide = width >= 110
    var table = TextTable(
      [("trace", .right), ("kind", .left), ("share", .right)] + (isWide ? [("interval", .right)] : [])
        + [("entered", .right), ("ops", .right), ("bytes", .right)]
        + (isWide ? [("compiled at", .right), ("in", .right)] : [])
        + [("where", .elastic)])
    for row in rows.prefix(limit) {
      let trace = row.trace
      table.add(
        [
          String(trace.number), trace.parent.map { "\(trace.kind) of \($0)" } ?? trace.kind,
          Figures.percent(row.total.share),
        ] + (isWide ? [Figures.interval(row.total)] : []) + [
          Figures.count(trace.entered), Figures.count(trace.operations), Figures.count(trace.bytes),
        ]
          + (isWide
            ? [Figures.time(trace.installed), Figures.time(Microseconds(trace.compileTime) / 1000)] : []) + [
            TextReport.place(trace.place, trace.line)
          ])
    }
    return table
  }

  /// Where the time of compiling went, per recorded operation.
  func compileCost(_ rows: [ProfileTrace]) -> [String] {
    let operations = rows.reduce(0) { $0 + $1.recordedOperations }
    if operations == 0 { return [] }
    let phases: [(String, KeyPath<ProfileTrace, Int>)] = [
      ("record", \.recordTime), ("optimise", \.optimizeTime), ("allocate", \.allocateTime), ("encode", \.encodeTime),
    ]
    let parts = phases.map { name, path in
      let time = rows.reduce(0) { $0 + $1[keyPath: path] }
      return "\(name) \(Figures.fixed(Double(time) / 1000 / Double(operations), digits: 2))"
    }
    let bytes = rows.reduce(0) { $0 + $1.bytes }
    return [
      "  \(Figures.count(rows.count)) traces, \(Figures.count(operations)) operations recorded, "
        + "\(Figures.count(bytes)) bytes of code",
      "  µs per operation: " + parts.joined(separator: ", "),
    ].map { DisplayText.fitted($0, columns: width) }
  }

  func guardTable(_ rows: [ProfileGuard]) -> TextTable {
    let (hasExpected, hasSeen) = (width >= 96, width >= 72)
    var table = TextTable(
      [("lost", .right), ("failures", .right), ("guard", .left)] + (hasExpected ? [("expected", .left)] : [])
        + (hasSeen ? [("seen", .left)] : []) + [("trace", .right), ("bridge", .right), ("where", .elastic)])
    for row in rows.prefix(limit) {
      table.add(
        [Figures.percent(row.lost.share), Figures.count(row.failures), row.kind]
          + (hasExpected ? [short(row.expected)] : []) + (hasSeen ? [short(row.seen)] : [])
          + [String(row.trace), row.bridge.map(String.init) ?? "–", TextReport.place(row.place, row.line)])
    }
    return table
  }

  private func short(_ text: String?) -> String { DisplayText.fitted(DisplayText.safe(text ?? "–"), columns: 16) }

  func abortTable(_ rows: [ProfileAbort]) -> TextTable {
    var table = TextTable([
      ("count", .right), ("reason", .left), ("recording", .right), ("interpreted", .right), ("most often at", .elastic),
    ])
    for row in rows.prefix(limit) {
      table.add([
        Figures.count(row.count), DisplayText.fitted(DisplayText.safe(row.title), columns: width / 4),
        Figures.time(Microseconds(row.recordTime) / 1000),
        Figures.percent(row.interpreted.share),
        "\(TextReport.place(row.place, row.line)) (\(Figures.count(row.countAtPlace)))",
      ])
    }
    return table
  }

  private func tierTable(_ slices: [TierSlice]) -> TextTable {
    var table = TextTable(
      [("from", .right)] + Tier.allCases.map { ($0.label, .right) } + [("traces", .right), ("", .elastic)])
    for slice in slices where slice.weight > 0 || slice.traces > 0 {
      table.add(
        [Figures.time(slice.start)] + Tier.allCases.map { Figures.percent(slice.share(of: $0)) } + [
          Figures.count(slice.traces), Figures.bar(slice.share(of: .machineCode), width: 10),
        ])
    }
    return table
  }

  /// `file.py:12 function`.
  static func place(_ function: ProfileFunction, _ line: Int) -> String {
    "\(lastComponent(function.file)):\(line) \(function.name)"
  }
}
