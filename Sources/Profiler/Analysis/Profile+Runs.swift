// Stacks in the order of time, in bounded memory: every sample while there are few, else the stack seen most in each slice.

/// Runs of one stack and state, thread after thread, each in the order of time.
public struct StackRuns: Sendable {
  public let rows: [StackCounts.Row]
  /// Microseconds of time that a row stands for; nil when the rows are the samples themselves, neighbours put together.
  public let slice: Microseconds?
}

extension Profile {
  /// - Parameter limit: runs at most; what there is more of is cut into as many slices, and each has the stack and state with
  ///   the most time in it, with all of the slice's weight.
  public func stackRuns(_ filter: SampleFilter = .all, limit: Int) throws(RecordingError) -> StackRuns {
    let range =
      filter.range.map { $0.lowerBound..<max($0.lowerBound + 1, min($0.upperBound, duration + 1)) }
      ?? 0..<max(1, duration + 1)
    let chosen = SampleState.allCases.map { filter.states?.contains($0) ?? true }
    let used = totals.map(\.thread).sorted { $0.raw < $1.raw }.filter { filter.threads?.contains($0) ?? true }
    let isExact = try counts(filter).samples <= limit
    let slices = max(50, limit / max(1, used.count))
    let length = max(1, Double(range.upperBound - range.lowerBound) / Double(slices))
    var rows: [StackCounts.Row] = []
    func close(_ cells: inout [Int: (samples: Int, weight: Int)]) {
      guard let most = cells.max(by: { ($0.value.weight, $1.key) < ($1.value.weight, $0.key) })?.key else { return }
      rows.append(
        StackCounts.Row(
          stack: StackID(most / SampleState.count), state: SampleState(rawValue: UInt8(most % SampleState.count))!,
          samples: cells.reduce(0) { $0 + $1.value.samples }, weight: cells.reduce(0) { $0 + $1.value.weight }))
      cells.removeAll(keepingCapacity: true)
    }
    for thread in used {
      var cells: [Int: (samples: Int, weight: Int)] = [:]
      var last = -1
      try forEachSample(range: range, threads: [thread]) { time, stack, state, weight in
        guard chosen[state] else { return }
        let cell = stack * SampleState.count + state
        // A sample ends the run before it when it is of another stack; a slice when its time is over.
        let group = isExact ? cell : Int(Double(time - range.lowerBound) / length)
        if group != last { close(&cells) }
        last = group
        cells[cell, default: (0, 0)].samples += 1
        cells[cell]!.weight += weight
      }
      close(&cells)
    }
    return StackRuns(rows: rows, slice: isExact ? nil : Microseconds(length.rounded()))
  }

  /// Runs as weights of a tree of functions, in their order.
  public func stackTree(of runs: StackRuns) -> StackTree { stackTree(of: StackCounts(rows: runs.rows)) }
}
