// The keys of `report --json` about traces.

extension JSONReport {
  /// Guards in the report at most.
  private static let guardLimit = 1000
  /// Slices of time by tier.
  private static let sliceCount = 100

  static func traces(_ profile: Profile, _ counts: StackCounts, _ filter: SampleFilter) throws(RecordingError) -> [(
    String, JSONValue
  )] {
    [
      ("traces", .array(try profile.traceShares(of: counts).map(trace))),
      ("guards", .array(try profile.failingGuards(of: counts, limit: guardLimit).map(failing))),
      ("aborts", .array(try profile.aborts(of: counts).map(abort))),
      ("tiers", .array(try profile.tierSlices(sliceCount, filter: filter).map(slice))),
    ]
  }

  static func place(_ function: ProfileFunction, _ line: Int) -> [(String, JSONValue)] {
    [("file", .string(function.file)), ("line", .integer(line)), ("function", .string(function.name))]
  }

  static func optional(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }
  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
  static func micros(_ nanoseconds: Int) -> JSONValue { .number(Double(nanoseconds) / 1000) }

  private static func trace(_ row: TraceShare) -> JSONValue {
    .object(
      figures(row.trace) + [
        ("self", .object(interval(row.own))), ("total", .object(interval(row.total))),
      ])
  }

  /// What is known of a trace without samples.
  static func figures(_ trace: ProfileTrace) -> [(String, JSONValue)] {
    [
      ("trace", .integer(trace.number)), ("kind", .string(trace.kind)), ("root", .integer(trace.root)),
      ("parent", optional(trace.parent)), ("parent_exit", optional(trace.parentExit)), ("link", optional(trace.link)),
    ] + place(trace.place, trace.line) + [
      ("started_s", .number(Double(trace.started) / 1e6)), ("entered", .integer(trace.entered)),
      ("recorded_operations", .integer(trace.recordedOperations)),
      ("recorded_guards", .integer(trace.recordedGuards)),
      ("operations", .integer(trace.operations)), ("guards", .integer(trace.guards)),
      ("bytes", .integer(trace.bytes)),
      ("record_us", micros(trace.recordTime)), ("optimize_us", micros(trace.optimizeTime)),
      ("allocate_us", micros(trace.allocateTime)), ("encode_us", micros(trace.encodeTime)),
      ("cause", optional(trace.cause)),
    ]
  }

  static func failing(_ row: ProfileGuard) -> JSONValue {
    .object(
      [("trace", .integer(row.trace)), ("exit", .integer(row.exit)), ("kind", .string(row.kind))]
        + place(row.place, row.line) + [
          ("expected", optional(row.expected)), ("seen", optional(row.seen)), ("failures", .integer(row.failures)),
          ("bridge", optional(row.bridge)), ("lost", .object(interval(row.lost))),
        ])
  }

  static func abort(_ row: ProfileAbort) -> JSONValue {
    .object(
      [
        ("reason", .string(row.reason)), ("title", .string(row.title)), ("count", .integer(row.count)),
        ("record_us", micros(row.recordTime)), ("interpreted", .object(interval(row.interpreted))),
      ] + place(row.place, row.line) + [("count_at_place", .integer(row.countAtPlace))])
  }

  private static func slice(_ row: TierSlice) -> JSONValue {
    .object(
      [("start_s", .number(Double(row.start) / 1e6)), ("traces", .integer(row.traces))]
        + Tier.allCases.map { ("\($0.rawValue)_s", .number(row.share(of: $0) * Double(row.weight) / 1e6)) })
  }
}
