// `export --format html`: a recording as one page that needs nothing else: figures as JSON inside it, a style sheet and a script of
// our own (HTMLStyle.swift, HTMLScript.swift). The figures are those of `report --json` and `report --screen flame`.
//
// Invariants: nothing of the recorded program is written as HTML: names are in the JSON only, in which `<`, `>` and `&` are
// spelled as escapes, and the script shows them as text. The page forbids itself any request (Content-Security-Policy).
// Its size is bounded: lists are cut at `rows`, boxes of the flame graph at a share; the page says what was left out.

import Profiler

public enum HTMLReport {
  /// Rows of each list at most.
  static let rows = 300
  /// Boxes of the flame graph at most; none is smaller than 0.2 % of the samples.
  static let boxes = 6000
  /// Characters of a name at most.
  static let longestName = 400

  static func write(_ job: ExportJob) throws { job.sink.write(try page(job.profile, filter: job.filter)) }

  /// The whole page.
  public static func page(_ profile: Profile, filter: SampleFilter = .all) throws -> String {
    let title = DisplayText.fitted(DisplayText.safe(profile.environment["program"] ?? "recording"), columns: 100)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(escaped(title)) – PitViper</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>
      <div id="page"><noscript>This page shows its figures with a script, which is inside it.</noscript></div>
      <script type="application/json" id="data">
      \(embedded(try figures(profile, filter)))
      </script>
      <script>
      \(HTMLScript.text)
      </script>
      </body>
      </html>

      """
  }

  /// What the page shows.
  private static func figures(_ profile: Profile, _ filter: SampleFilter) throws -> JSONValue {
    guard case .object(let report) = try JSONReport.make(profile, filter: filter),
      case .object(let flame) = try ScreenReports.json(FlameReport.self, profile, filter: filter, limit: boxes)
    else { return .null }
    var members: [(String, JSONValue)] = [("program", .string(profile.environment["program"] ?? ""))]
    for name in ["mode", "started", "host", "processor", "version", "jit"] {
      members.append((name, .string(profile.environment[name] ?? "")))
    }
    for (name, value) in report {
      if case .array(let items) = value, items.count > rows {
        members.append((name, .array(Array(items.prefix(rows)))))
        members.append(("\(name)_in_all", .integer(items.count)))
      } else {
        members.append((name, value))
      }
    }
    members.append(
      (
        "state_names",
        .object(SampleState.allCases.map { ($0.name, .string($0.label)) })
      ))
    members += flame.filter { ["nodes_in_all", "hidden", "nodes"].contains($0.0) }
    return harmless(.object(members))
  }

  /// Control characters and direction marks spelled out, long names cut.
  private static func harmless(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      // A line break is part of code that the doctor suggests; names have theirs spelled out.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.safe(String($0)) }
      return .string(String(lines.joined(separator: "\n").prefix(longestName * 4)))
    case .array(let items): return .array(items.map(harmless))
    case .object(let members): return .object(members.map { ($0.0, harmless($0.1)) })
    default: return value
    }
  }

  /// JSON that cannot end the element it is in.
  static func embedded(_ value: JSONValue) -> String {
    var text = ""
    for scalar in value.text.unicodeScalars {
      switch scalar {
      case "<": text += "\\u003c"
      case ">": text += "\\u003e"
      case "&": text += "\\u0026"
      case "\u{2028}": text += "\\u2028"
      case "\u{2029}": text += "\\u2029"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
