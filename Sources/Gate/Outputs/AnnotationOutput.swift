// The report as workflow commands: lines that GitHub Actions (and systems that copy it) show beside the source.

struct AnnotationOutput {
  private let report: GateReport
  private let directory: String

  init(_ report: GateReport, directory: String) {
    self.report = report
    self.directory = directory
  }

  var text: String {
    var lines = report.rows.compactMap(line)
    lines += report.expired.map { "::error title=\(property("expired acknowledgement"))::\(message($0))" }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ row: GateRow) -> String? {
    let level: String
    switch row.verdict {
    case .regression: level = "error"
    case .inconclusive where row.decides: level = "warning"
    case .acknowledged: level = "notice"
    default: return nil
    }
    let place = row.place ?? (row.verdict == .regression ? report.blame.first?.place : nil)
    let file = SourcePath.relative(place?.file ?? report.script.path, directory: directory)
    var text = "\(GateFigures.baseline(row)) → \(GateFigures.candidate(row)) (\(row.explanation))"
    if row.verdict == .regression, let cause = report.blame.first { text += "\nProbable cause: \(cause.text)" }
    return "::\(level) file=\(property(file)),line=\(max(1, place?.line ?? 1)),"
      + "title=\(property("\(report.script.name): \(row.title)"))::\(message(text))"
  }

  private func message(_ text: String) -> String { escaped(text, extra: []) }

  private func property(_ text: String) -> String { escaped(text, extra: [":", ","]) }

  /// Percent, line ends, and in properties what separates them. Other control characters are dropped.
  private func escaped(_ text: String, extra: Set<Unicode.Scalar>) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where extra.contains(":"): result += "%3A"
      case "," where extra.contains(","): result += "%2C"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
