// Screen 8 as a report: states over time, threads, and the garbage collector.

public struct TimelineReport: ScreenReport {
  public static let name = "timeline"
  /// Slices of time in JSON.
  private static let sliceCount = 100

  private struct Thread: Sendable {
    let thread: ProfileThread
    let samples: Int
    let weight: Int
  }

  private let rows: Timeline
  private let fine: Timeline
  private let threads: [Thread]
  private let collections: [GarbageCollection]

  public init(_ request: ScreenRequest) throws(RecordingError) {
    let profile = request.profile
    var filter = request.filter
    let range = filter.range.map { $0.lowerBound..<max($0.lowerBound + 1, min($0.upperBound, profile.duration + 1)) }
    filter.range = range
    rows = try profile.timeline(slices: request.limit, filter: filter)
    fine = try profile.timeline(slices: Self.sliceCount, filter: filter)
    collections = profile.collections(filter)
    var threads: [Thread] = []
    for thread in profile.threads where filter.threads?.contains(thread.id) ?? true {
      var own = filter
      own.threads = [thread.id]
      let counts = try profile.counts(own)
      threads.append(Thread(thread: thread, samples: counts.samples, weight: counts.weight))
    }
    self.threads = threads
  }

  /// Columns of a line beside those of states.
  private static let otherColumns = 36

  /// The states with the most time, the largest first, as many as a line has room for.
  private func largestStates(width: Int) -> [SampleState] {
    let weights = SampleState.allCases.map { state in rows.slices.reduce(0) { $0 + $1[Int(state.rawValue)] } }
    let states = SampleState.allCases.filter { weights[Int($0.rawValue)] > 0 }
      .sorted { (weights[Int($0.rawValue)], $1.rawValue) > (weights[Int($1.rawValue)], $0.rawValue) }
    var room = width - Self.otherColumns
    return Array(
      states.prefix { state in
        room -= 2 + max(7, DisplayText.width(state.label))
        return room >= 0
      })
  }

  public func lines(_ layout: TextReport) -> [String] {
    let states = largestStates(width: layout.width)
    var table = TextTable(
      [("from", .right), ("sampled", .right)] + states.map { ($0.label, .right) } + [("", .elastic)])
    for (index, slice) in rows.slices.enumerated() {
      let weight = slice.reduce(0, +)
      if weight == 0 { continue }
      let start = rows.range.lowerBound + Microseconds((Double(index) * rows.sliceLength).rounded())
      table.add(
        [Figures.time(start), Figures.time(Microseconds(weight))]
          + states.map { Figures.percent(Double(slice[Int($0.rawValue)]) / Double(weight)) }
          + [Figures.bar(Double(weight) / max(1, rows.sliceLength), width: 8)])
    }
    var threadTable = TextTable([("thread", .right), ("samples", .right), ("time", .right), ("name", .elastic)])
    for thread in threads.prefix(layout.limit) {
      threadTable.add([
        String(thread.thread.id.raw), Figures.count(thread.samples), Figures.time(Microseconds(thread.weight)),
        thread.thread.name,
      ])
    }
    var lines = layout.section("States over time; bar: sampled time of the slice", table)
    lines += layout.section("Threads", threadTable, rest: threads.count)
    if !collections.isEmpty {
      lines += [
        "",
        "Garbage collector: \(Figures.count(collections.count)) collections, \(Figures.time(collected)) in all",
      ]
    }
    return lines
  }

  private var collected: Microseconds { collections.reduce(0) { $0 + $1.duration } }

  public var members: [(String, JSONValue)] {
    [
      (
        "slices",
        .array(
          fine.slices.enumerated().map { index, slice in
            let start = Double(fine.range.lowerBound) + Double(index) * fine.sliceLength
            return .object([
              ("start_s", .number(start / 1e6)),
              (
                "states_s",
                .object(
                  SampleState.allCases.filter { slice[Int($0.rawValue)] > 0 }
                    .map { ($0.name, .number(Double(slice[Int($0.rawValue)]) / 1e6)) })
              ),
            ])
          })
      ),
      (
        "threads",
        .array(
          threads.map { thread in
            .object([
              ("thread", .integer(Int(thread.thread.id.raw))), ("name", .string(thread.thread.name)),
              ("samples", .integer(thread.samples)), ("sampled_s", .number(Double(thread.weight) / 1e6)),
            ])
          })
      ), ("collections", .integer(collections.count)), ("collected_s", .number(Double(collected) / 1e6)),
    ]
  }
}
