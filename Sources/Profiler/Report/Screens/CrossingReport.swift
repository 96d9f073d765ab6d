// Screen 6 as a report: what calls into C cost.

public struct CrossingReport: ScreenReport {
  public static let name = "into-c"

  private let functions: [CrossingFunction]

  public init(_ request: ScreenRequest) throws(RecordingError) {
    functions = try request.profile.crossingFunctions(of: request.counts)
  }

  public func lines(_ layout: TextReport) -> [String] {
    functions.isEmpty ? ["", "No calls into C through cffi or ctypes."] : layout.crossingSections(functions)
  }

  public var members: [(String, JSONValue)] { [("crossings", .array(functions.map(JSONReport.crossing)))] }
}
