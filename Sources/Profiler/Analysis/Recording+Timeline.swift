// The course of things: samples by state and events on one time axis, and the events of a span of time by name.
//
// Reads only the rows of the span, so that a close look at a long recording costs little. Totals of a state over the
// slices are those of `Profile.timeline`. Crossings have no rows of their own in time: the states "C call" and
// "conversion" tell them.

import GRDB

/// Something that happened at one moment.
public struct TimelineEvent: Sendable, Equatable {
  public var time: Microseconds
  public var kind: EventKind
  public var trace: Int?
  /// Microseconds, for collections.
  public var duration: Microseconds?
  /// Reason, cause, or what was freed; empty when there is nothing to say.
  public var detail: String
  /// Function and line; empty and 0 where there is none.
  public var function: String
  public var file: String
  public var line: Int

  public init(
    time: Microseconds, kind: EventKind, trace: Int? = nil, duration: Microseconds? = nil, detail: String = "",
    function: String = "", file: String = "", line: Int = 0
  ) {
    self.time = time
    self.kind = kind
    self.trace = trace
    self.duration = duration
    self.detail = detail
    self.function = function
    self.file = file
    self.line = line
  }
}

/// A span of time in equal slices.
public struct TimeView: Sendable, Equatable {
  public var range: Range<Microseconds>
  /// Weight by state for each slice, microseconds.
  public var states: [[Int]]
  /// Number of events by kind for each slice.
  public var events: [[Int]]

  public init(range: Range<Microseconds>, states: [[Int]], events: [[Int]]) {
    self.range = range
    self.states = states
    self.events = events
  }
}

/// The events of a span of time.
public struct EventList: Sendable, Equatable {
  public var events: [TimelineEvent]
  /// There are more than were read.
  public var isCut: Bool

  public init(events: [TimelineEvent], isCut: Bool) {
    self.events = events
    self.isCut = isCut
  }
}

extension Recording {
  /// Slices of a screen, at most.
  static let mostSlices = 10_000

  /// States and events in `count` equal slices of `range`.
  public func timeView(_ range: Range<Microseconds>, slices count: Int) throws(RecordingError) -> TimeView {
    let count = max(1, min(count, Self.mostSlices))
    let perMicrosecond = Double(count) / Double(max(1, range.upperBound - range.lowerBound))
    func slice(_ time: Microseconds) -> Int {
      max(0, min(count - 1, Int(Double(time - range.lowerBound) * perMicrosecond)))
    }
    var states = [Int](repeating: 0, count: count * SampleState.count)
    var events = [Int](repeating: 0, count: count * EventKind.allCases.count)
    try forEachSample(in: range) { time, state, weight in
      states[slice(time) * SampleState.count + state] += weight
    }
    try read { database in
      func add(_ kind: EventKind, at time: Microseconds) {
        events[slice(time) * EventKind.allCases.count + kind.index] += 1
      }
      let bounds = [Int(range.lowerBound), Int(range.upperBound)]
      try database.forEachRow("SELECT t FROM gc WHERE t >= ? AND t < ?", bounds) { add(.collection, at: $0.time(0)) }
      guard version >= 2 else { return }
      try database.forEachRow(
        """
        SELECT e.t, e.kind, trace.kind = 'bridge' FROM trace_event AS e LEFT JOIN trace ON trace.id = e.trace
        WHERE e.t >= ? AND e.t < ?
        """, bounds
      ) { row in
        if let kind = Self.kind(row.text(1), isBridge: row.int(2) != 0) { add(kind, at: row.time(0)) }
      }
    }
    func rows(_ flat: [Int]) -> [[Int]] {
      let width = flat.count / count
      return (0..<count).map { Array(flat[$0 * width..<($0 + 1) * width]) }
    }
    return TimeView(range: range, states: rows(states), events: rows(events))
  }

  /// The events of a span of time, the first `limit` of them, in order.
  public func events(_ range: Range<Microseconds>, limit: Int) throws(RecordingError) -> EventList {
    var found: [TimelineEvent] = []
    let bounds = [Int(range.lowerBound), Int(range.upperBound), limit + 1]
    try read { database in
      try database.forEachRow(
        """
        SELECT t, duration, bytes_before, bytes_after FROM gc WHERE t >= ? AND t < ? ORDER BY t LIMIT ?
        """, bounds
      ) { row in
        let freed = max(0, row.count(2) - row.count(3))
        found.append(
          TimelineEvent(
            time: row.time(0), kind: .collection, duration: row.time(1),
            detail: "freed \(Figures.bytes(freed)) of \(Figures.bytes(row.count(2)))"))
      }
      guard version >= 2 else { return }
      try database.forEachRow(
        """
        SELECT e.t, e.kind, trace.kind = 'bridge', e.trace, coalesce(reason.title, e.detail), function.name,
               function.file, frame.line
        FROM trace_event AS e LEFT JOIN trace ON trace.id = e.trace
             LEFT JOIN frame ON frame.id = coalesce(e.frame, trace.frame)
             LEFT JOIN function ON function.id = frame.function
             LEFT JOIN abort_reason AS reason ON reason.name = e.detail AND e.kind IN ('aborted', 'blacklisted')
        WHERE e.t >= ? AND e.t < ? AND e.kind <> 'started' ORDER BY e.t, e.id LIMIT ?
        """, bounds
      ) { row in
        guard let kind = Self.kind(row.text(1), isBridge: row.int(2) != 0) else { return }
        found.append(
          TimelineEvent(
            time: row.time(0), kind: kind, trace: row.optionalInt(3), detail: row.text(4), function: row.text(5),
            file: row.text(6), line: Int(Int32(clamping: row.int(7)))))
      }
    }
    found.sort { $0.time < $1.time }
    return EventList(events: Array(found.prefix(limit)), isCut: found.count > limit)
  }

  private static func kind(_ name: String, isBridge: Bool) -> EventKind? {
    switch name {
    case "compiled": isBridge ? .bridge : .compiled
    case "aborted": .aborted
    case "blacklisted": .blacklisted
    case "invalidated": .invalidated
    case "flushed": .flushed
    default: nil
    }
  }

  /// Calls `body(time, state, weight)` for every sample of the range, without the tables of names in memory.
  private func forEachSample(
    in range: Range<Microseconds>, _ body: (Microseconds, Int, Int) -> Void
  ) throws(RecordingError) {
    try read { database in
      var stackLimit = 1
      try database.forEachRow("SELECT coalesce(max(id), 0) + 1 FROM stack") { stackLimit = max(1, $0.int(0)) }
      try database.forEachRow(
        "SELECT t0, n, period, rawlen, data FROM chunk WHERE t0 < ? AND t1 >= ?",
        [Int(range.upperBound), Int(range.lowerBound)]
      ) { row in
        let bytes = row.blob(4)
        guard bytes.count == row.int(3) else { throw damaged("a chunk of samples has the wrong length") }
        let problem = SampleCoding.decode(
          bytes, start: Microseconds(row.int(0)), period: Microseconds(row.int(2)), count: row.int(1),
          stackLimit: stackLimit
        ) { time, _, state, weight in
          if range.contains(time) { body(time, state, weight) }
        }
        if let problem { throw damaged(problem) }
      }
    }
  }
}
