// Screen 7 as a report: the hottest lines of Python in the order of their files, with their text.

public struct SourceReport: ScreenReport {
  public static let name = "source"
  public static let usualLimit = 40

  private struct File: Sendable {
    let text: SourceText
    let own: Int
    let lines: [LineHeat]
  }

  private let files: [File]
  private let heat: SourceHeat

  public init(_ request: ScreenRequest) throws(RecordingError) {
    let heat = try request.profile.sourceHeat(of: request.counts)
    let all = heat.files.enumerated().flatMap { file, entry in entry.lines.indices.map { (file, $0) } }
    let hottest = all.filter { entry in
      let line = heat.files[entry.0].lines[entry.1]
      return line.total > 0 || line.guards > 0 || line.aborts > 0
    }.sorted { left, right in
      let (one, other) = (heat.files[left.0].lines[left.1], heat.files[right.0].lines[right.1])
      return (one.own, one.lost, one.total, right.0, right.1) > (other.own, other.lost, other.total, left.0, left.1)
    }.prefix(request.limit)
    let chosen = Dictionary(grouping: hottest, by: \.0)
    self.heat = heat
    files = try chosen.keys.sorted().map { file throws(RecordingError) in
      File(
        text: try request.profile.sourceText(heat.files[file].path), own: heat.files[file].own,
        lines: chosen[file]!.map(\.1).sorted().map { heat.files[file].lines[$0] })
    }
  }

  public func lines(_ layout: TextReport) -> [String] {
    if files.isEmpty { return ["", "No lines of Python."] }
    return files.flatMap { file in
      var table = TextTable(
        [("own", .right), ("total", .right)]
          + (layout.width >= 80 ? [("mostly", .left), ("gc", .right), ("lost", .right), ("traces", .right)] : [])
          + [("line", .right), ("", .elastic)])
      for line in file.lines {
        let mostly = line.states.indices.max { line.states[$0] < line.states[$1] }
          .flatMap { line.states[$0] > 0 ? SampleState(rawValue: UInt8($0))?.label : nil }
        table.add(
          [percent(line.own), percent(line.total)]
            + (layout.width >= 80
              ? [
                mostly ?? "", percent(line.collecting), line.guards > 0 ? percent(line.lost) : "",
                line.traceCount > 0 ? Figures.count(line.traceCount) : "",
              ] : []) + [String(line.line), SourceReport.text(of: line, in: file.text)])
      }
      let share = ", \(percent(file.own)) of the samples"
      let room = layout.width - DisplayText.width(share)
      let title = DisplayText.fittedAtEnd(DisplayText.safe(file.text.path), columns: room) + share
      var lines = layout.section(title, table)
      // What is to be known about the text stands between the title and the lines, where it is not cut off.
      if let note = file.text.note, lines.count > 1 {
        lines.insert(contentsOf: layout.wrapped("(\(DisplayText.safe(note)))"), at: 2)
      }
      return lines
    }
  }

  private func percent(_ weight: Int) -> String { weight == 0 ? "" : Figures.percent(heat.share(weight).share) }

  /// What stands on the line, or the function that the recording knows there.
  static func text(of line: LineHeat, in text: SourceText) -> String {
    text.line(line.line)?.replacing("\t", with: "    ") ?? "in \(line.function.name)"
  }

  public var members: [(String, JSONValue)] {
    [
      (
        "files",
        .array(
          files.map { file in
            .object([
              ("file", .string(file.text.path)), ("condition", .string(file.text.conditionName)),
              ("self", .object(JSONReport.interval(heat.share(file.own)))),
              ("lines", .array(file.lines.map { json($0, in: file.text) })),
            ])
          })
      )
    ]
  }

  private func json(_ line: LineHeat, in text: SourceText) -> JSONValue {
    let states = SampleState.allCases.filter { line.states[Int($0.rawValue)] > 0 }
    return .object([
      ("line", .integer(line.line)), ("function", .string(line.function.name)),
      ("text", JSONReport.optional(text.line(line.line))), ("self", .object(JSONReport.interval(heat.share(line.own)))),
      ("total", .object(JSONReport.interval(heat.share(line.total)))),
      ("states_s", .object(states.map { ($0.name, .number(Double(line.states[Int($0.rawValue)]) / 1e6)) })),
      ("guards", .integer(line.guards)), ("failures", .integer(line.failures)),
      ("lost", .object(JSONReport.interval(heat.share(line.lost)))), ("traces", .integer(line.traceCount)),
      ("first_traces", .array(line.traces.map { .integer($0) })), ("aborts", .integer(line.aborts)),
    ])
  }
}
