// Traces, guards and recordings given up, in two recordings. Numbers of traces depend on the run: what begins at the same line
// of the same function, or guards the same there, is put together. Of a range: traces that were there during it, and recordings
// given up in it.

public struct TraceDifference: Sendable {
  /// Its kind is `loop`, `function` or `bridge`.
  public let place: DifferencePlace
  public let traces: CountChange
  public let operations: CountChange
  public let bytes: CountChange
  public let entered: CountChange
  /// Samples in their machine code and exits.
  public internal(set) var own: Measure

  /// Whether there are more or fewer of them.
  public var isNewOrGone: Bool { traces.isChange }
}

public struct GuardDifference: Sendable {
  /// Its kind is the guard's name.
  public let place: DifferencePlace
  public let failures: CountChange
  /// Guards that a bridge has taken the place of.
  public let bridges: CountChange
  /// Time from a failure until machine code was entered again.
  public internal(set) var lost: Measure
}

public struct AbortDifference: Sendable {
  /// Its kind is the reason's name.
  public let place: DifferencePlace
  public let title: String
  public let count: CountChange
}

extension DifferenceSides {
  func traces() throws(RecordingError) -> [TraceDifference] {
    struct Sum {
      let place: DifferencePlace
      var traces = 0, operations = 0, bytes = 0, entered = 0, own = 0
    }
    func sums(_ side: DifferenceSide) throws(RecordingError) -> [Sum] {
      var sums: [DifferencePlace: Sum] = [:]
      for row in try side.profile.traceShares(of: side.counts) where row.trace.isAlive(in: side.filter.range) {
        let place = DifferencePlace(row.trace.place, kind: row.trace.kind, line: row.trace.line)
        var sum = sums[place] ?? Sum(place: place)
        sum.traces += 1
        sum.operations.add(row.trace.operations)
        sum.bytes.add(row.trace.bytes)
        sum.entered.add(row.trace.entered)
        sum.own += row.own.weight
        sums[place] = sum
      }
      return Array(sums.values)
    }
    return DifferencePlace.pairs(try sums(before), try sums(after), place: \.place)
      .map { place, first, second in
        func change(_ path: KeyPath<Sum, Int>) -> CountChange {
          CountChange(before: first?[keyPath: path] ?? 0, after: second?[keyPath: path] ?? 0)
        }
        return TraceDifference(
          place: place, traces: change(\.traces), operations: change(\.operations), bytes: change(\.bytes),
          entered: change(\.entered), own: measure(first?.own ?? 0, second?.own ?? 0))
      }
  }

  func guards() throws(RecordingError) -> [GuardDifference] {
    struct Sum {
      let place: DifferencePlace
      var failures = 0, bridges = 0, lost = 0
    }
    func sums(_ side: DifferenceSide) throws(RecordingError) -> [Sum] {
      var sums: [DifferencePlace: Sum] = [:]
      let alive = Set(try side.profile.traces().filter { $0.isAlive(in: side.filter.range) }.map(\.number))
      for row in try side.profile.failingGuards(of: side.counts, limit: .max) {
        let place = DifferencePlace(row.place, kind: row.kind, line: row.line)
        var sum = sums[place] ?? Sum(place: place)
        sum.failures.add(row.failures)
        sum.bridges += row.bridge.map { alive.contains($0) } == true ? 1 : 0
        sum.lost += row.lost.weight
        sums[place] = sum
      }
      return Array(sums.values)
    }
    return DifferencePlace.pairs(try sums(before), try sums(after), place: \.place)
      .map { place, first, second in
        GuardDifference(
          place: place, failures: CountChange(before: first?.failures ?? 0, after: second?.failures ?? 0),
          bridges: CountChange(before: first?.bridges ?? 0, after: second?.bridges ?? 0),
          lost: measure(first?.lost ?? 0, second?.lost ?? 0))
      }
  }

  func aborts() throws(RecordingError) -> [AbortDifference] {
    let rows = (
      try before.profile.abortPlaces(before.filter.range), try after.profile.abortPlaces(after.filter.range)
    )
    return DifferencePlace.pairs(rows.0, rows.1, place: \.place)
      .map { place, first, second in
        AbortDifference(
          place: place, title: second?.title ?? first?.title ?? place.kind,
          count: CountChange(before: first?.count ?? 0, after: second?.count ?? 0))
      }
  }
}

/// Recordings given up for one reason at one place.
struct AbortPlace {
  let place: DifferencePlace
  let title: String
  var count: Int
}

extension Profile {
  /// Those of a range, or all; in no particular order. Recordings of format 1 have none.
  func abortPlaces(_ range: Range<Microseconds>?) throws(RecordingError) -> [AbortPlace] {
    if recording.version < 2 { return [] }
    let range = range ?? 0..<RawRow.latestTime
    return try recording.read { database in
      var found: [DifferencePlace: AbortPlace] = [:]
      try database.forEachRow(
        """
        SELECT reason, coalesce(title, reason), frame, count(*) FROM abort LEFT JOIN abort_reason ON name = reason
        WHERE t >= ? AND t < ? GROUP BY reason, frame
        """, [Int(range.lowerBound), Int(range.upperBound)]
      ) { row in
        let (function, line) = try place(ofFrame: row.int(2))
        let place = DifferencePlace(function, kind: row.text(0), line: line)
        found[place, default: AbortPlace(place: place, title: row.text(1), count: 0)].count.add(row.count(3))
      }
      return Array(found.values)
    }
  }
}

extension Int {
  /// Sums of numbers from a file, none of which is negative, must not overflow.
  mutating func add(_ other: Int) { self = Swift.min(self + other, 1 << 60) }
}
