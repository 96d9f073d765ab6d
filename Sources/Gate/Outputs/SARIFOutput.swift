// The report as SARIF 2.1.0: a result for each regression, at the line that is to blame, for code scanning pages.

import Profiler

struct SARIFOutput {
  private let report: GateReport
  private let directory: String

  init(_ report: GateReport, directory: String) {
    self.report = report
    self.directory = directory
  }

  var text: String {
    let rules = Metric.allCases.map { metric in
      JSONValue.object([
        ("id", .string(metric.rawValue)),
        ("shortDescription", message("A benchmark got worse: \(metric.info.title).")),
      ])
    }
    let run = JSONValue.object([
      (
        "tool",
        .object([
          (
            "driver",
            .object([
              ("name", .string("pitviper")), ("version", .string(report.candidate.version)), ("rules", .array(rules)),
            ])
          )
        ])
      ),
      ("results", .array(report.rows.compactMap(result))),
    ])
    return JSONValue.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
      ("runs", .array([run])),
    ]).text + "\n"
  }

  private func message(_ text: String) -> JSONValue { .object([("text", .string(text))]) }

  private func result(_ row: GateRow) -> JSONValue? {
    let level: String
    switch row.verdict {
    case .regression, .acknowledged: level = "error"
    case .inconclusive where row.decides: level = "warning"
    default: return nil
    }
    let causes = Array(report.blame.prefix(5))
    var members: [(String, JSONValue)] = [
      ("ruleId", .string(row.metric.rawValue)), ("ruleIndex", .integer(Metric.allCases.firstIndex(of: row.metric)!)),
      ("level", .string(level)), ("message", message(text(row))),
      ("locations", .array([location(row.place ?? (row.verdict == .inconclusive ? nil : causes.first?.place))])),
    ]
    if !causes.isEmpty && row.verdict != .inconclusive {
      members.append(("relatedLocations", .array(causes.map { location($0.place, text: $0.text) })))
    }
    let fingerprint = [report.script.name, row.metric.rawValue, row.label, row.place?.key ?? ""].joined(separator: "|")
    members.append(("partialFingerprints", .object([("gateRow/v1", .string(fingerprint))])))
    if row.verdict == .acknowledged {
      members.append(
        (
          "suppressions",
          .array([.object([("kind", .string("external")), ("justification", .string(row.explanation))])])
        ))
    }
    return .object(members)
  }

  private func text(_ row: GateRow) -> String {
    "\(report.script.name): \(row.title) \(GateFigures.baseline(row)) → \(GateFigures.candidate(row)) "
      + "(\(row.explanation))"
  }

  private func location(_ place: BenchPlace?, text: String? = nil) -> JSONValue {
    let physical = JSONValue.object([
      (
        "artifactLocation",
        .object([("uri", .string(SourcePath.uri(place?.file ?? report.script.path, directory: directory)))])
      ),
      ("region", .object([("startLine", .integer(max(1, place?.line ?? 1)))])),
    ])
    return .object([("physicalLocation", physical)] + (text.map { [("message", message($0))] } ?? []))
  }
}

/// Paths as CI systems want them: relative to the repository when they are below it.
enum SourcePath {
  static func relative(_ path: String, directory: String) -> String {
    let folder = directory.hasSuffix("/") ? directory : directory + "/"
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }

  /// RFC 3986: relative, or with the scheme `file`.
  static func uri(_ path: String, directory: String) -> String {
    let relative = relative(path, directory: directory)
    var result = relative.hasPrefix("/") ? "file://" : ""
    for byte in relative.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}
