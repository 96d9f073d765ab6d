// Screen 3 as a report: the traces as trees, each with its sampled time, and what compiling them took.

public struct TraceReport: ScreenReport {
  public static let name = "traces"

  private let tree: TraceTree
  private let rows: [TraceTree.Row]

  public init(_ request: ScreenRequest) throws(RecordingError) {
    tree = try request.profile.traceTree(of: request.counts)
    rows = Array(tree.rows(.time).prefix(request.limit))
  }

  public func lines(_ layout: TextReport) -> [String] {
    if rows.isEmpty { return ["", "No traces."] }
    let isWide = layout.width >= 110
    let hasRoom = layout.width >= 80
    var table = TextTable(
      [("tree", .right), ("total", .right)] + (hasRoom ? [("own", .right)] : [])
        + (isWide ? [("interval", .right)] : [])
        + [("trace", .left)] + (hasRoom ? [("entered", .right), ("ops", .right)] : [])
        + (isWide ? [("bytes", .right), ("compiled in", .right), ("to", .right), ("ended", .left)] : [])
        + [("where", .elastic)])
    for row in rows {
      let trace = tree.traces[row.index]
      let total = tree.share(tree.total[row.index])
      table.add(
        [Figures.percent(tree.share(tree.tree[row.index]).share), Figures.percent(total.share)]
          + (hasRoom ? [Figures.percent(tree.share(tree.own[row.index]).share)] : [])
          + (isWide ? [Figures.interval(total)] : [])
          + [String(repeating: "  ", count: min(row.depth, layout.width / 20)) + "\(trace.number) \(trace.kind)"]
          + (hasRoom
            ? [Figures.shortCount(trace.entered), "\(trace.recordedOperations)→\(trace.operations)"] : [])
          + (isWide
            ? [
              Figures.shortCount(trace.bytes), Figures.time(nanoseconds: Double(trace.compileTime)),
              trace.link.map(String.init) ?? "–", DisplayText.fitted(DisplayText.safe(trace.cause ?? ""), columns: 20),
            ] : []) + [TextReport.place(trace.place, trace.line)])
    }
    let inTraces = Figures.percent(tree.share(tree.inTraces).share)
    let title = "Traces, \(inTraces) of the samples (tree: with bridges; own: without what it calls)"
    return layout.section(
      DisplayText.fitted(title, columns: layout.width), table, rest: tree.traces.count)
      + layout.compileCost(tree.traces)
  }

  public var members: [(String, JSONValue)] {
    [
      ("traces_in_all", .integer(tree.traces.count)),
      ("in_traces", .object(JSONReport.interval(tree.share(tree.inTraces)))),
      (
        "traces",
        .array(
          rows.map { row in
            let trace = tree.traces[row.index]
            return .object(
              JSONReport.figures(trace) + [
                ("ended_s", trace.ended.map { .number(Double($0) / 1e6) } ?? .null),
                ("self", .object(JSONReport.interval(tree.share(tree.own[row.index])))),
                ("total", .object(JSONReport.interval(tree.share(tree.total[row.index])))),
                ("tree", .object(JSONReport.interval(tree.share(tree.tree[row.index])))),
              ])
          })
      ),
    ]
  }
}
