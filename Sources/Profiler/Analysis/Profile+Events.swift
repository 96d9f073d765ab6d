// What the JIT did, in the order of time, with thread and place: traces compiled, recordings given up, traces ended. Events
// pass by one after the other; recordings of format 1 have none.

import GRDB

/// Something that the JIT did; its durations are of the program's clock, so that the recorded iteration counts too.
public struct ProfileEvent: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// A trace was recorded and compiled: from the begin of its recording until its code was ready.
    case compiled
    /// A recording was given up: from its begin until then.
    case aborted
    /// A place was left to the interpreter; an instant, as are the two below.
    case blacklisted
    /// A trace will not be entered again.
    case invalidated
    /// Machine code was given back.
    case flushed
  }

  public let kind: Kind
  public let thread: ThreadID
  public let start: Microseconds
  /// Nil for an instant.
  public let end: Microseconds?
  /// Of an abort the trace that a bridge was to grow from.
  public let trace: Int?
  /// Python function and line where the trace begins, if it is known.
  public let place: ProfileFunction?
  public let line: Int
  /// Of a trace `loop`, `function` or `bridge`; otherwise the reason or cause.
  public let detail: String
  /// Operations after optimisation; of an abort, those recorded until then.
  public let operations: Int?
  /// Nanoseconds in recorder, optimiser, register allocation and encoder; of an abort in the recorder.
  public let compileTime: Int?
}

extension Profile {
  /// Calls `body` for every event of the chosen threads that begins in the range.
  /// - Parameter body: false ends the reading.
  public func forEachEvent(_ filter: SampleFilter, _ body: (ProfileEvent) -> Bool) throws(RecordingError) {
    if recording.version < 2 { return }
    let range = filter.range ?? 0..<RawRow.latestTime
    var isStopped = false
    try recording.read { database in
      try database.forEachRow(
        """
        SELECT * FROM (
          SELECT thread, t, installed, 'compiled' AS event, id, frame, kind AS detail, operations,
                 record_ns + optimize_ns + allocate_ns + encode_ns AS time FROM trace
          UNION ALL SELECT thread, t, ended, 'aborted', parent, frame, reason, operations, record_ns FROM abort
          UNION ALL SELECT thread, t, NULL, kind, trace, frame, detail, NULL, NULL FROM trace_event
            WHERE kind IN ('blacklisted', 'invalidated', 'flushed'))
        WHERE t >= ? AND t < ? ORDER BY t
        """, [Int(range.lowerBound), Int(range.upperBound)]
      ) { row in
        guard !isStopped, let kind = ProfileEvent.Kind(rawValue: row.text(3)),
          filter.threads?.contains(ThreadID(row.int(0))) ?? true
        else { return }
        var place: (function: ProfileFunction, line: Int)?
        if let number = row.optionalInt(5) {
          guard (1..<frameCount).contains(number) else {
            throw recording.damaged("a trace refers to a frame that does not exist")
          }
          place = frame(FrameID(number))
        }
        let start = row.time(1)
        isStopped = !body(
          ProfileEvent(
            kind: kind, thread: ThreadID(row.int(0)), start: start,
            end: row.optionalInt(2) == nil ? nil : max(start, row.time(2)), trace: row.optionalInt(4),
            place: place?.function, line: place?.line ?? 0, detail: row.text(6),
            operations: row.optionalInt(7) == nil ? nil : row.count(7),
            compileTime: row.optionalInt(8) == nil ? nil : row.count(8)))
      }
    }
  }
}
