// `report --trace N`: one trace as screen 3 shows it opened. Its lines of Python with their time, its exits, its operations after and
// before optimisation, and its machine code where the recording keeps them.

public struct OpenedTraceReport: Sendable {
  private let listing: TraceListing
  private let texts: [String: SourceText]

  /// nil when the recording has no trace of this number.
  public init?(_ request: ScreenRequest, number: Int) throws(RecordingError) {
    guard let listing = try request.profile.traceListing(number, of: request.counts) else { return nil }
    self.listing = listing
    var texts: [String: SourceText] = [:]
    for file in Set(listing.lines.map(\.function.file)) { texts[file] = try request.profile.sourceText(file) }
    self.texts = texts
  }

  /// The trace as text that ends with a newline; nil when there is none of this number.
  public static func text(
    _ number: Int, _ profile: Profile, filter: SampleFilter = .all, width: Int = 80
  ) throws(RecordingError) -> String? {
    let request = try ScreenRequest(profile, filter: filter, limit: .max)
    let layout = TextReport(width: width, limit: .max, filter: filter)
    guard let report = try OpenedTraceReport(request, number: number) else { return nil }
    return (layout.heading(of: request) + report.lines(layout)).joined(separator: "\n") + "\n"
  }

  /// The trace as JSON; nil when there is none of this number.
  public static func json(
    _ number: Int, _ profile: Profile, filter: SampleFilter = .all
  ) throws(RecordingError) -> JSONValue? {
    let request = try ScreenRequest(profile, filter: filter, limit: .max)
    guard let report = try OpenedTraceReport(request, number: number) else { return nil }
    return .object(
      [("format", .integer(JSONReport.format))] + ScreenReports.commonMembers(request) + report.members)
  }

  // MARK: Text

  func lines(_ layout: TextReport) -> [String] {
    let trace = listing.trace
    let total = listing.share(listing.total)
    var lines = [
      "", "\(trace.title), at \(TextReport.place(trace.place, trace.line))",
      "\(Figures.percent(total.share)) (\(Figures.interval(total))) of the samples; compiled at "
        + "\(Figures.time(trace.installed)) in \(Figures.time(nanoseconds: Double(trace.compileTime)))",
      trace.sizes,
    ].flatMap { $0.isEmpty ? [""] : layout.wrapped(DisplayText.safe($0)) }
    lines += layout.section("Lines of Python, in the order of the code", lineTable)
    lines += layout.section("Guards that failed, and exits with a bridge", exitTable(layout))
    guard listing.hasText else {
      return lines + [""]
        + layout.wrapped("Operations and machine code are there when the recording is made with 'profile --traces'.")
    }
    lines += ["", "As compiled: operations and machine code by line"] + blockLines(listing.blocks, layout)
    if !listing.recorded.isEmpty {
      lines += ["", "As recorded, before optimisation"] + blockLines(listing.recorded, layout)
    }
    return lines
  }

  private var lineTable: TextTable {
    var table = TextTable([("share", .right), ("interval", .right), ("line", .right), ("", .elastic)])
    for line in listing.lines {
      let share = listing.share(line.weight)
      table.add(
        [line.weight == 0 ? "" : Figures.percent(share.share), line.weight == 0 ? "" : Figures.interval(share)]
          + [String(line.line), text(of: line)])
    }
    return table
  }

  private func exitTable(_ layout: TextReport) -> TextTable {
    let (hasExpected, hasSeen) = (layout.width >= 96, layout.width >= 72)
    var table = TextTable(
      [("lost", .right), ("failures", .right), ("exit", .right), ("guard", .left)]
        + (hasExpected ? [("expected", .left)] : []) + (hasSeen ? [("seen", .left)] : [])
        + [("bridge", .right), ("where", .elastic)])
    for exit in listing.exits where exit.failures > 0 || exit.bridge != nil {
      table.add(
        [Figures.percent(listing.share(exit.lost).share), Figures.count(exit.failures), String(exit.number), exit.kind]
          + (hasExpected ? [short(exit.expected)] : []) + (hasSeen ? [short(exit.seen)] : [])
          + [exit.bridge.map(String.init) ?? "–", TextReport.place(exit.place, exit.line)])
    }
    return table
  }

  private func short(_ text: String?) -> String { DisplayText.fitted(DisplayText.safe(text ?? "–"), columns: 16) }

  /// Each block: its line, its operations with what their exits did, its instructions.
  private func blockLines(_ blocks: [TraceListing.Block], _ layout: TextReport) -> [String] {
    var seen: Set<Int> = []
    return blocks.flatMap { block in
      var heading = "         (line unknown)"
      if let index = block.line {
        let line = listing.lines[index]
        // A second block of a line has no samples of its own.
        let share =
          line.weight > 0 && seen.insert(index).inserted ? Figures.percent(listing.share(line.weight).share) : ""
        heading =
          DisplayText.padded(share, columns: 8, right: true) + "  \(line.line)  "
          + (block.isBehind ? "exits of this line" : text(of: line).trimmed)
      }
      var lines = [heading]
      for operation in block.operations {
        let note = operation.exit.flatMap { listing.exits.indices.contains($0) ? listing.note(listing.exits[$0]) : nil }
        lines.append("            \(operation.text)" + (note.map { $0.isEmpty ? "" : "  ← \($0)" } ?? ""))
      }
      for instruction in block.instructions {
        let offset = String(instruction.offset, radix: 16)
        lines.append(
          "              " + DisplayText.padded(offset, columns: 5, right: true) + "  \(instruction.text)")
      }
      return lines.map { DisplayText.fitted(DisplayText.safe($0), columns: layout.width) }
    }
  }

  private func text(of line: TraceListing.Line) -> String {
    let name = line.function.id == listing.trace.place.id ? "" : "  (\(line.function.name))"
    guard let text = texts[line.function.file]?.line(line.line) else { return "in \(line.function.name)" }
    return text.replacing("\t", with: "    ") + name
  }

  // MARK: JSON

  var members: [(String, JSONValue)] {
    let trace = listing.trace
    return JSONReport.figures(trace) + [
      ("ended_s", trace.ended.map { .number(Double($0) / 1e6) } ?? .null),
      ("total", .object(JSONReport.interval(listing.share(listing.total)))),
      (
        "lines",
        .array(
          listing.lines.map { line in
            .object(
              JSONReport.place(line.function, line.line) + [
                ("text", JSONReport.optional(texts[line.function.file]?.line(line.line))),
                ("total", .object(JSONReport.interval(listing.share(line.weight)))),
              ])
          })
      ),
      ("exits", .array(listing.exits.map(json))), ("compiled", .array(listing.blocks.map(json))),
      ("recorded", .array(listing.recorded.map(json))),
    ]
  }

  private func json(_ exit: ProfileExit) -> JSONValue {
    .object(
      [("exit", .integer(exit.number)), ("kind", .string(exit.kind))] + JSONReport.place(exit.place, exit.line) + [
        ("expected", JSONReport.optional(exit.expected)), ("seen", JSONReport.optional(exit.seen)),
        ("failures", .integer(exit.failures)), ("bridge", JSONReport.optional(exit.bridge)),
        ("lost", .object(JSONReport.interval(listing.share(exit.lost)))),
      ])
  }

  private func json(_ block: TraceListing.Block) -> JSONValue {
    .object([
      ("line", JSONReport.optional(block.line)), ("behind", .bool(block.isBehind)),
      (
        "operations",
        .array(
          block.operations.map { operation in
            .object([
              ("text", .string(operation.text)),
              ("exit", JSONReport.optional(operation.exit.flatMap(exitNumber))),
            ])
          })
      ),
      (
        "instructions",
        .array(block.instructions.map { .object([("offset", .integer($0.offset)), ("text", .string($0.text))]) })
      ),
    ])
  }

  private func exitNumber(_ index: Int) -> Int? {
    listing.exits.indices.contains(index) ? listing.exits[index].number : nil
  }
}

extension String {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
