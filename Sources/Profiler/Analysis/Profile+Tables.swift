// The tables of a report: totals by state, functions, lines, stacks, and the course of time.

/// Time spent in one state.
public struct StateRow: Sendable {
  public let state: SampleState
  public let samples: Int
  public let share: Share
}

/// Time spent in one function.
public struct FunctionRow: Sendable {
  public let function: ProfileFunction
  /// Samples that end in this function.
  public let own: Share
  /// Samples with the function anywhere on the stack; recursion counts once.
  public let total: Share
}

/// Time spent on one line of Python.
public struct LineRow: Sendable {
  public let function: ProfileFunction
  public let line: Int
  /// Samples whose innermost Python frame is on this line: the line itself and the native code it calls.
  public let own: Share
  /// Samples with the line anywhere on the stack; recursion counts once.
  public let total: Share
}

/// A whole stack of functions.
public struct StackRow: Sendable {
  /// Outermost first.
  public let functions: [ProfileFunction]
  public let own: Share
}

/// Weights per state in equal slices of time.
public struct Timeline: Sendable {
  public let range: Range<Microseconds>
  /// For each slice the weight per state; index = raw value of the state.
  public let slices: [[Int]]

  /// Microseconds that one slice covers.
  public var sliceLength: Double { Double(range.upperBound - range.lowerBound) / Double(max(1, slices.count)) }
}

extension Profile {
  /// Time by state, the largest first; states that do not occur are left out.
  public func stateRows(of counts: StackCounts) -> [StateRow] {
    var samples = [Int](repeating: 0, count: SampleState.count)
    var weights = samples
    for row in counts.rows {
      samples[Int(row.state.rawValue)] += row.samples
      weights[Int(row.state.rawValue)] += row.weight
    }
    return SampleState.allCases
      .filter { samples[Int($0.rawValue)] > 0 }
      .map { state in
        let index = Int(state.rawValue)
        return StateRow(
          state: state, samples: samples[index],
          share: Share(weight: weights[index], of: counts.weight, samples: counts.samples))
      }
      .sorted { ($0.share.weight, $1.state.rawValue) > ($1.share.weight, $0.state.rawValue) }
  }

  /// All functions that occur, the largest own weight first.
  public func functionRows(of counts: StackCounts, hiding hiddenKinds: Set<FunctionKind> = []) -> [FunctionRow] {
    functionTree(hiding: hiddenKinds).weightsPerKey(of: counts, nodeOfStack: nodeOfStack)
      .map { key, weights in
        FunctionRow(
          function: functions[Int(key)], own: share(weights.own, of: counts), total: share(weights.total, of: counts))
      }
      .sorted { ($0.own.weight, $0.total.weight, $1.function.id) > ($1.own.weight, $1.total.weight, $0.function.id) }
  }

  /// All lines of Python that occur, the largest own weight first.
  public func lineRows(of counts: StackCounts) -> [LineRow] {
    lineTree().weightsPerKey(of: counts, nodeOfStack: nodeOfStack)
      .map { key, weights in
        LineRow(
          function: functions[Int(frameFunctions[Int(key)])], line: Int(frameLines[Int(key)]),
          own: share(weights.own, of: counts), total: share(weights.total, of: counts))
      }
      .sorted {
        ($0.own.weight, $0.total.weight, $1.function.id, $1.line) > (
          $1.own.weight, $1.total.weight, $0.function.id, $0.line
        )
      }
  }

  /// The stacks with the largest own weight.
  public func stackRows(of counts: StackCounts, limit: Int, hiding hiddenKinds: Set<FunctionKind> = []) -> [StackRow] {
    let tree = callTree(of: counts, hiding: hiddenKinds)
    return (1..<max(1, tree.nodeCount))
      .filter { tree.selfWeight(of: $0) > 0 }
      .sorted { (tree.selfWeight(of: $0), $1) > (tree.selfWeight(of: $1), $0) }
      .prefix(limit)
      .map { node in
        StackRow(
          functions: tree.path(to: node).map { functions[tree.function(of: $0)!.index] },
          own: share(tree.selfWeight(of: node), of: counts))
      }
  }

  /// Samples whose stack could not be followed to its end.
  public func brokenSamples(of counts: StackCounts) -> Int {
    counts.rows.reduce(0) { $0 + (brokenStacks.contains($1.stack.raw) ? $1.samples : 0) }
  }

  /// Garbage collections that began in the chosen range on the chosen threads.
  public func collections(_ filter: SampleFilter) -> [GarbageCollection] {
    collections.filter {
      (filter.range?.contains($0.time) ?? true) && (filter.threads?.contains($0.thread) ?? true)
    }
  }

  /// Weights per state over time, in `slices` equal parts of the filter's range (or of the whole recording).
  public func timeline(slices count: Int, filter: SampleFilter = .all) throws(RecordingError) -> Timeline {
    let range = filter.range ?? 0..<max(1, duration + 1)
    let slices: [Int]
    if filter.range == nil, filter.threads == nil, let chunkSums {
      slices = try self.slices(count, of: range, from: chunkSums)
    } else {
      let perMicrosecond = Double(count) / Double(max(1, range.upperBound - range.lowerBound))
      var sums = [Int](repeating: 0, count: max(1, count) * SampleState.count)
      try forEachSample(range: range, threads: filter.threads) { time, _, state, weight in
        let slice = min(count - 1, Int(Double(time - range.lowerBound) * perMicrosecond))
        sums[slice * SampleState.count + state] += weight
      }
      slices = sums
    }
    let chosen = filter.states
    return Timeline(
      range: range,
      slices: (0..<max(1, count)).map { slice in
        (0..<SampleState.count).map { state in
          guard chosen?.contains(SampleState(rawValue: UInt8(state))!) ?? true else { return 0 }
          return slices[slice * SampleState.count + state]
        }
      })
  }

  private func share(_ weight: Int, of counts: StackCounts) -> Share {
    Share(weight: weight, of: counts.weight, samples: counts.samples)
  }
}
