// What one recording holds of the program's warmup: time by tier in equal slices of it, what the compiler and the garbage
// collector did in each, and from when on the share of machine code is steady. One process, one recording: it says
// nothing about how the program behaves in other runs.
// Bounded: a slice keeps its first events of each kind and counts the others.

import GRDB

public struct WarmupEvent: Sendable {
  public let kind: EventKind
  public let time: Microseconds
  /// The trace it is about.
  public let trace: Int?
  /// Where it happened, nil when that is not known.
  public let place: ProfileFunction?
  public let line: Int
  /// More about it: kind of trace and size, the reason, how long it took.
  public let detail: String
}

public struct WarmupSlice: Sendable {
  public let tiers: TierSlice
  /// How often each kind happened; index as in `EventKind.allCases`.
  public internal(set) var counts = [Int](repeating: 0, count: EventKind.allCases.count)
  /// The first of each kind, in the order of time.
  public internal(set) var events: [WarmupEvent] = []

  public func count(of kind: EventKind) -> Int { counts[kind.index] }
}

public struct Warmup: Sendable {
  public let range: Range<Microseconds>
  public let slices: [WarmupSlice]
  public let steadiness: Steadiness

  /// Microseconds of one slice.
  public var sliceLength: Double { Double(range.upperBound - range.lowerBound) / Double(max(1, slices.count)) }

  public func total(of kind: EventKind) -> Int { slices.reduce(0) { $0 + $1.count(of: kind) } }
}

extension Profile {
  /// Slices of a warmup at most; recordings with few samples have fewer, so that a slice has some.
  public static let warmupSlices = 240
  /// Events of each kind that a slice keeps.
  static let keptEvents = 20

  public func warmup(_ filter: SampleFilter = .all) throws(RecordingError) -> Warmup {
    let range =
      filter.range.map { $0.lowerBound..<max($0.lowerBound + 1, min($0.upperBound, duration + 1)) }
      ?? 0..<max(1, duration + 1)
    var chosen = filter
    chosen.range = range
    let samples = try counts(chosen).samples
    let count = max(20, min(Self.warmupSlices, samples / 5))
    var slices = try tierSlices(count, filter: chosen).map { WarmupSlice(tiers: $0) }
    let length = Double(range.upperBound - range.lowerBound) / Double(slices.count)
    try forEachWarmupEvent(of: filter.threads) { kind, time, event in
      guard range.contains(time) else { return }
      let slice = min(slices.count - 1, Int(Double(time - range.lowerBound) / length))
      slices[slice].counts[kind.index] += 1
      if slices[slice].counts[kind.index] <= Self.keptEvents { slices[slice].events.append(try event()) }
    }
    for slice in slices.indices { slices[slice].events.sort { $0.time < $1.time } }
    let coarse = try tierSlices(Steadiness.slices, filter: chosen)
    return Warmup(range: range, slices: slices, steadiness: Steadiness(coarse, range: range, samples: samples))
  }

  /// Calls `body(kind, time, event)` for what happened on these threads, nil: on any; the event itself is made only when it is asked for.
  private func forEachWarmupEvent(
    of threads: Set<ThreadID>?,
    _ body: (EventKind, Microseconds, () throws -> WarmupEvent) throws -> Void
  ) throws(RecordingError) {
    func isChosen(_ thread: Int) -> Bool { threads?.contains(ThreadID(thread)) ?? true }
    for collection in collections(SampleFilter(threads: threads)) {
      do {
        try body(.collection, collection.time) {
          let freed = max(0, collection.bytesBefore - collection.bytesAfter)
          return WarmupEvent(
            kind: .collection, time: collection.time, trace: nil, place: nil, line: 0,
            detail: "\(Figures.time(collection.duration)), freed \(Figures.bytes(freed))")
        }
      } catch { throw Recording.translate(error, path: recording.path) }
    }
    guard recording.version >= 2 else { return }
    try recording.read { database in
      try database.forEachRow(
        "SELECT id, kind, frame, installed, operations, bytes, parent, thread FROM trace ORDER BY id"
      ) { row in
        guard isChosen(row.int(7)) else { return }
        let kind = row.text(1) == "bridge" ? EventKind.bridge : .compiled
        try body(kind, row.time(3)) {
          let (place, line) = try place(ofFrame: row.int(2))
          let parent = row.optionalInt(6).map { " of trace \($0)" } ?? ""
          return WarmupEvent(
            kind: kind, time: row.time(3), trace: row.int(0), place: place, line: line,
            detail: "\(row.text(1))\(parent), \(Figures.count(row.count(4))) operations, \(Figures.bytes(row.count(5)))"
          )
        }
      }
      try database.forEachRow(
        """
        SELECT ended, coalesce(title, reason), abort_frame, thread FROM abort LEFT JOIN abort_reason ON name = reason
        ORDER BY abort.id
        """
      ) { row in
        guard isChosen(row.int(3)) else { return }
        try body(.aborted, row.time(0)) {
          let (place, line) = try place(ofFrame: row.int(2))
          return WarmupEvent(
            kind: .aborted, time: row.time(0), trace: nil, place: place, line: line, detail: row.text(1))
        }
      }
      try database.forEachRow(
        """
        SELECT trace_event.kind, trace_event.t, trace_event.trace, coalesce(trace_event.frame, trace.frame), detail,
               trace_event.thread
        FROM trace_event LEFT JOIN trace ON trace.id = trace_event.trace
        WHERE trace_event.kind IN ('blacklisted', 'invalidated', 'flushed') ORDER BY trace_event.id
        """
      ) { row in
        guard isChosen(row.int(5)), let kind = EventKind(rawValue: row.text(0)) else { return }
        try body(kind, row.time(1)) {
          let found = try row.optionalInt(3).map { try place(ofFrame: $0) }
          return WarmupEvent(
            kind: kind, time: row.time(1), trace: row.optionalInt(2), place: found?.0, line: found?.1 ?? 0,
            detail: row.text(4))
        }
      }
    }
  }
}
