// What a recording says in a few rows, for a first picture before all of it has been read.

import GRDB

/// The sums of a recording.
public struct RecordingHead: Sendable {
  public var environment: [String: String] = [:]
  public var losses: [(cause: String, count: Int)] = []
  public var duration: Microseconds = 0
  public var samples = 0
  /// Microseconds by state.
  public var weights = [Int](repeating: 0, count: SampleState.count)
}

extension Recording {
  /// Sums by state are there once the recording was closed.
  public func head() throws(RecordingError) -> RecordingHead {
    try read { database in
      var head = RecordingHead()
      try database.forEachRow("SELECT name, value FROM environment") { head.environment[$0.text(0)] = $0.text(1) }
      try database.forEachRow("SELECT cause, n FROM loss WHERE n > 0 ORDER BY n DESC, cause") { row in
        head.losses.append((row.text(0), row.count(1)))
      }
      head.duration =
        head.environment["duration_us"].flatMap { Int64($0) }.map { min(max(0, $0), RawRow.latestTime) } ?? 0
      try database.forEachRow("SELECT state, sum(n), sum(weight) FROM stack_total GROUP BY state") { row in
        guard head.weights.indices.contains(row.int(0)) else { throw damaged("a total refers to no known state") }
        head.samples += row.count(1)
        head.weights[row.int(0)] += row.count(2)
      }
      return head
    }
  }
}
