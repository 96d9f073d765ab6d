// `report --screen NAME`: what one screen of the viewer shows, as text and JSON. One type per screen, listed in
// `ScreenReports.all`; each asks the analysis, so that screen and report show the same figures.

/// One screen as a report: made from a recording and a choice of samples, written as text or JSON.
public protocol ScreenReport: Sendable {
  /// What `--screen` takes: the viewer's title in lower case, a hyphen for a blank.
  static var name: String { get }
  /// Rows of each table unless `--limit` says otherwise.
  static var usualLimit: Int { get }

  /// Reads what the screen shows of `request.profile`.
  init(_ request: ScreenRequest) throws(RecordingError)
  /// The lines below the heading, none wider than `layout.width`. Tables have `layout.limit` rows.
  func lines(_ layout: TextReport) -> [String]
  /// The members that follow the common ones (docs/report-json.md), in the order in which they are written.
  var members: [(String, JSONValue)] { get }
}

extension ScreenReport {
  public static var usualLimit: Int { 20 }
}

/// What a screen is asked for.
public struct ScreenRequest: Sendable {
  public let profile: Profile
  public let filter: SampleFilter
  /// The samples that the filter has chosen.
  public let counts: StackCounts
  /// Rows of each table.
  public let limit: Int

  public init(_ profile: Profile, filter: SampleFilter, limit: Int) throws(RecordingError) {
    self.profile = profile
    self.filter = filter
    self.limit = limit
    counts = try profile.counts(filter)
  }
}

/// The screens that `report --screen` knows. To add one: a type here, its row in the table, its keys in docs/report-json.md.
public enum ScreenReports {
  /// In the order of the viewer's number keys.
  public static let all: [any ScreenReport.Type] = [
    OverviewReport.self, FlameReport.self, TraceReport.self, GuardReport.self, WarmupReport.self, CrossingReport.self,
    SourceReport.self, TimelineReport.self,
  ]

  public static var names: [String] { all.map { $0.name } }

  /// The screen of a name, nil when there is none.
  public static func named(_ name: String) -> (any ScreenReport.Type)? { all.first { $0.name == name } }

  /// The screen as text that ends with a newline.
  public static func text(
    _ screen: any ScreenReport.Type, _ profile: Profile, filter: SampleFilter = .all, limit: Int? = nil, width: Int = 80
  ) throws(RecordingError) -> String {
    let request = try ScreenRequest(profile, filter: filter, limit: limit ?? screen.usualLimit)
    return text(try screen.init(request), request, width: width)
  }

  /// A screen that has been made, as text that ends with a newline.
  public static func text(_ screen: any ScreenReport, _ request: ScreenRequest, width: Int = 80) -> String {
    let layout = TextReport(width: width, limit: request.limit, filter: request.filter)
    return (layout.heading(of: request) + screen.lines(layout)).joined(separator: "\n") + "\n"
  }

  /// The screen as JSON.
  public static func json(
    _ screen: any ScreenReport.Type, _ profile: Profile, filter: SampleFilter = .all, limit: Int? = nil
  ) throws(RecordingError) -> JSONValue {
    let request = try ScreenRequest(profile, filter: filter, limit: limit ?? screen.usualLimit)
    return json(try screen.init(request), request)
  }

  /// A screen that has been made, as JSON.
  public static func json(_ screen: any ScreenReport, _ request: ScreenRequest) -> JSONValue {
    .object(
      [("format", .integer(JSONReport.format)), ("screen", .string(type(of: screen).name))] + commonMembers(request)
        + screen.members)
  }

  /// What the JSON of every screen says of the recording.
  static func commonMembers(_ request: ScreenRequest) -> [(String, JSONValue)] {
    [
      ("duration_s", .number(Double(request.profile.duration) / 1e6)),
      ("sampled_s", .number(Double(request.counts.weight) / 1e6)), ("samples", .integer(request.counts.samples)),
      ("finished", .bool(request.profile.isFinished)),
    ]
  }
}

extension TextReport {
  /// Program, length, samples, and which of them were chosen.
  func heading(of request: ScreenRequest) -> [String] {
    var lines = Array(heading(request.profile, request.counts).prefix(2))
    lines += choice(request.profile)
    if request.counts.samples == 0 {
      lines.append("No samples" + (request.filter.choosesSamples ? " match the filter." : "."))
    }
    return lines
  }
}
