// What the doctor finds, as `pitviper doctor` prints it; the overview and the whole report have its short form.

public struct DoctorReport: ScreenReport {
  public static let name = "doctor"

  public let findings: [Finding]

  public init(_ request: ScreenRequest) throws(RecordingError) {
    findings = Array(try request.profile.findings(request.filter).prefix(request.limit))
  }

  public func lines(_ layout: TextReport) -> [String] {
    findings.isEmpty ? ["", "No findings."] : findings.flatMap { [""] + layout.full($0) }
  }

  public var members: [(String, JSONValue)] { [("findings", .array(findings.map(JSONReport.finding)))] }
}

extension TextReport {
  /// One line a finding.
  func findingSection(_ findings: [Finding]) -> [String] {
    var table = TextTable([("cost", .right), ("finding", .elastic), ("where", .left)])
    for finding in findings.prefix(limit) {
      let place = DisplayText.fittedAtEnd(DisplayText.safe(finding.placeText), columns: max(16, width / 4))
      table.add([Figures.percent(finding.cost.share), finding.title, place])
    }
    return section("Findings, by cost; pitviper doctor says more", table)
  }

  /// A finding with its evidence, lines broken between words.
  public func full(_ finding: Finding) -> [String] {
    var lines = wrapped("\(Figures.percent(finding.cost.share))  \(finding.title)", indent: 0)
    lines += wrapped(
      "\(finding.rule), \(finding.placeText). Cost: \(Figures.time(Microseconds(finding.cost.weight))) \(finding.costMeaning); "
        + "95 % interval \(Figures.interval(finding.cost)) % of the time.",
      indent: 2)
    for line in finding.evidence { lines += wrapped("- " + line, indent: 2) }
    lines += wrapped("Try: " + finding.suggestion, indent: 2)
    for line in (finding.edit ?? "").split(separator: "\n", omittingEmptySubsequences: false) where !line.isEmpty {
      lines.append(DisplayText.fitted("      " + DisplayText.safe(String(line)), columns: width))
    }
    return lines
  }

  private func wrapped(_ text: String, indent: Int) -> [String] {
    DisplayText.wrapped(DisplayText.safe(text), columns: width - indent).map {
      String(repeating: " ", count: indent) + $0
    }
  }
}

extension DisplayText {
  /// Harmless text broken between words into lines of at most `columns`; words that are longer are cut.
  public static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let word = fitted(String(word), columns: columns)
      if !line.isEmpty, width(line) + 1 + width(word) > columns {
        lines.append(line)
        line = word
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }
}

extension JSONReport {
  static func finding(_ finding: Finding) -> JSONValue {
    .object([
      ("rule", .string(finding.rule)), ("title", .string(finding.title)),
      ("cost", .object(interval(finding.cost) + [("seconds", .number(Double(finding.cost.weight) / 1e6))])),
      ("cost_is", .string(finding.costMeaning)), ("file", finding.place.map { .string($0.file) } ?? .null),
      ("line", finding.place == nil ? .null : .integer(finding.line)),
      ("function", finding.place.map { .string($0.name) } ?? .null),
      ("evidence", .array(finding.evidence.map { .string($0) })), ("suggestion", .string(finding.suggestion)),
      ("edit", finding.edit.map { .string($0) } ?? .null),
    ])
  }
}
