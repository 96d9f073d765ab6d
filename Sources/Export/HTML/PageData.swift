// The data of the page: one JSON object, times in whole microseconds (of calls and compiling in nanoseconds), texts and functions
// by their index, so that each is there once. Lists are `{"columns", "rows", "in_all"}` with a bound each, and `limits` says in
// words what was left out. The parts are in PageData+….swift; the page's script (Script/) is the reader.
//
// Invariant: entries of `tree` and rows of `states` sum up to `samples` and `sampled_us`, whatever was left out.

import Profiler

final class PageData {
  /// Bounds of what is in the page.
  enum Limit {
    static let nodes = 100_000
    static let functions = 2000
    static let lines = 2000
    static let traces = 5000
    static let guards = 5000
    static let places = 1000
    static let crossings = 1000
    static let sites = 100
    static let events = 4000
    static let findings = 200
    static let environment = 200
    static let threads = 500
    /// Source files whose text is read, and bytes of all of them.
    static let sources = 200
    static let sourceBytes = 64 << 20
    /// Traces that can be opened, and bytes of their operations and instructions.
    static let listings = 500
    static let listingBytes = 6 << 20
    /// The same of one trace.
    static let bytesOfListing = 1 << 20
    static let blocks = 5000
    /// Slices of the timeline.
    static let slices = 240
  }

  let job: ExportJob
  let profile: Profile
  let filter: SampleFilter
  let counts: StackCounts
  var names = PageNames()
  var functions = PageFunctions()
  /// Source files that were read, by their name in the recording, and their bytes.
  var sources: [String: SourceText] = [:]
  var sourceBytes = 0
  /// What is not in the page, a sentence each.
  var limits: [String] = []

  init(_ job: ExportJob) throws {
    self.job = job
    profile = job.profile
    filter = job.filter
    counts = try profile.counts(filter)
  }

  /// Writes the object to a sink that makes it harmless for HTML.
  func write(to sink: ByteSink) throws {
    var json = JSONStream(sink)
    try json.object { json in
      json.member("format", 1)
      head(&json)
      try job.report(0.05)
      findings(try profile.findings(filter), &json)
      try job.report(0.2)
      tree(&json)
      try job.report(0.4)
      functionRows(&json)
      try lineRows(&json)
      try job.report(0.5)
      try traces(&json)
      try job.report(0.7)
      try guards(&json)
      try aborts(&json)
      try job.report(0.8)
      try warmup(&json)
      try timeline(&json)
      try crossings(&json)
      environment(&json)
      if names.cut > 0 {
        limits.append(
          "\(Figures.count(names.cut)) texts are cut, at \(Figures.count(PageNames.longest)) characters or, beyond "
            + "\(Figures.bytes(PageNames.budget)) in all, at \(PageNames.short).")
      }
      rows("functions", ["kind", "name", "file", "line"], functions.rows, &json)
      json.array("names") { json in for text in names.texts { json.value(text) } }
      json.array("limits") { json in for text in limits { json.value(text) } }
    }
    try job.report(0.95)
  }

  // MARK: Writing

  /// A list in columns; `total` is how long it was before its bound.
  func rows(_ name: String, _ columns: [String], _ rows: [[Int]], total: Int? = nil, _ json: inout JSONStream) {
    json.object(name) { json in
      json.array("columns") { json in for column in columns { json.value(column) } }
      json.lineBreak()
      json.array("rows") { json in
        for row in rows { json.array { json in for value in row { json.value(value) } } }
      }
      json.member("in_all", total ?? rows.count)
    }
    json.lineBreak()
  }

  func column(_ name: String, _ values: some Sequence<Int>, _ json: inout JSONStream) {
    json.array(name) { json in for value in values { json.value(value) } }
    json.lineBreak()
  }

  /// Says that a list is cut.
  func bound(_ what: String, _ total: Int, _ limit: Int) {
    if total > limit { limits.append("\(what): \(Figures.count(limit)) of \(Figures.count(total)) are in this page.") }
  }

  func function(_ function: ProfileFunction?) -> Int { functions.index(function, &names) }
  func name(_ text: String?) -> Int { names.index(text) }

  static func number(_ value: Double) -> Int { Int(max(-9e15, min(9e15, value.isFinite ? value.rounded() : 0))) }
}
