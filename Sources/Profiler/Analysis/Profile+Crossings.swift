// The ledger of calls into C, put together from exact counts and samples (CrossingCost.swift says what the figures are).

extension Profile {
  /// What each C function costs, the largest share first. Shares are of the chosen samples; calls, bytes, times per call and
  /// break-evens are of the whole recording.
  public func crossingFunctions(of counts: StackCounts) throws(RecordingError) -> [CrossingFunction] {
    if crossings.isEmpty { return [] }
    let whole = try self.counts()
    let stacks = CrossedStacks(self)
    let functions = CrossingGroups(crossings) { [$0.function.index] }
    let sites = CrossingGroups(crossings) { [$0.function.index, $0.site?.index ?? 0] }
    let functionCosts = costs(functions, stacks, chosen: counts, whole: whole)
    let siteCosts = costs(sites, stacks, chosen: counts, whole: whole)
    var sitesOfFunction: [Int: [CrossingSite]] = [:]
    for (group, rows) in sites.rows.enumerated() {
      let site = crossings[rows[0]].site
      sitesOfFunction[functions.groupOfRow[rows[0]], default: []].append(
        CrossingSite(
          function: site.map { self.functions[Int(frameFunctions[$0.index])] },
          line: site.map { Int(frameLines[$0.index]) } ?? 0, cost: siteCosts[group]))
    }
    func rank(_ cost: CrossingCost) -> (Int, Int) { (-cost.total.weight, -cost.allCalls) }
    return functions.rows.enumerated().map { group, rows in
      let mostCalled = rows.map { crossings[$0] }.max { $0.calls + $0.tracedCalls < $1.calls + $1.tracedCalls }!
      return CrossingFunction(
        function: self.functions[mostCalled.function.index], signature: mostCalled.signature,
        route: Set(rows.map { crossings[$0].route }).sorted().joined(separator: ", "), cost: functionCosts[group],
        sites: (sitesOfFunction[group] ?? []).sorted { rank($0.cost) < rank($1.cost) })
    }
    .sorted { rank($0.cost) < rank($1.cost) }
  }

  private func costs(
    _ groups: CrossingGroups, _ stacks: CrossedStacks, chosen: StackCounts, whole: StackCounts
  ) -> [CrossingCost] {
    let all = stacks.weights(of: whole, groupOfRow: groups.groupOfRow, groups: groups.rows.count)
    let shown =
      chosen.rows == whole.rows
      ? all : stacks.weights(of: chosen, groupOfRow: groups.groupOfRow, groups: groups.rows.count)
    return groups.rows.indices.map { group in
      var cost = CrossingCost()
      let rows = groups.rows[group].map { crossings[$0] }
      for row in rows {
        cost.calls.add(clamping: row.calls)
        cost.tracedCalls.add(clamping: row.tracedCalls)
        cost.bytes.add(clamping: row.bytes)
        cost.callbacks.add(clamping: row.callbacks)
      }
      func share(_ weight: Int) -> Share { Share(weight: weight, of: chosen.weight, samples: chosen.samples) }
      cost.total = share(shown[group].total)
      cost.inC = share(shown[group].weight(.inC))
      cost.overhead = share(shown[group].weight(.overhead))
      cost.callback = share(shown[group].weight(.callback))
      let times = rows.compactMap(\.times)
      if times.count == rows.count {
        cost.setTimes(measured: times)
      } else {
        cost.setTimes(sampled: all[group], of: whole)
      }
      return cost
    }
  }
}

/// Rows of the ledger that are shown as one.
private struct CrossingGroups {
  /// Indices of rows by group.
  private(set) var rows: [[Int]] = []
  private(set) var groupOfRow: [Int] = []

  init(_ crossings: [CrossingRow], key: (CrossingRow) -> [Int]) {
    var groups: [[Int]: Int] = [:]
    for (index, row) in crossings.enumerated() {
      let group = groups[key(row), default: rows.count]
      if group == rows.count {
        groups[key(row)] = group
        rows.append([])
      }
      rows[group].append(index)
      groupOfRow.append(group)
    }
  }
}

extension Int {
  /// Sums of numbers from a file, none of which is negative, must not overflow.
  fileprivate mutating func add(clamping other: Int) { self = Swift.min(self + other, 1 << 60) }
}

extension CrossingCost {
  /// By the interpreter and by machine code.
  public var allCalls: Int { calls + tracedCalls }
  /// The part of them made by machine code.
  public var tracedShare: Double { allCalls > 0 ? Double(tracedCalls) / Double(allCalls) : 0 }

  fileprivate mutating func setTimes(sampled weights: CrossingWeights, of whole: StackCounts) {
    func times(_ calls: Int, traced: Bool) -> CallTimes? {
      guard calls > 0 else { return nil }
      func estimate(_ part: CrossingPart) -> Estimate {
        let weight = weights.weight(part, traced: traced)
        return Estimate(
          Share(weight: weight, of: whole.weight, samples: whole.samples), of: whole.weight, calls: calls)
      }
      return CallTimes(
        calls: calls, inC: estimate(.inC), overhead: estimate(.overhead), callback: estimate(.callback))
    }
    interpreted = times(calls, traced: false)
    traced = times(tracedCalls, traced: true)
    breakEven = BreakEven(
      overhead: weights.weight(.overhead), inC: weights.weight(.inC),
      samples: weights.samples(.overhead) + weights.samples(.inC))
  }

  /// Callbacks are measured together: the interpreter's calls and those of machine code get their part by their time.
  fileprivate mutating func setTimes(measured rows: [CrossingRow.Times]) {
    func sum(_ path: KeyPath<CrossingRow.Times, Int>) -> Int {
      rows.reduce(into: 0) { $0.add(clamping: $1[keyPath: path]) }
    }
    let conversion = sum(\.conversion), call = sum(\.call), tracedCall = sum(\.tracedCall)
    let callback = min(sum(\.callback), call + tracedCall)
    let callbackShare = call + tracedCall > 0 ? Double(callback) / Double(call + tracedCall) : 0
    func times(_ calls: Int, _ inCall: Int, overhead: Int) -> CallTimes? {
      guard calls > 0 else { return nil }
      func each(_ total: Double) -> Estimate { Estimate(exact: total / Double(calls)) }
      return CallTimes(
        calls: calls, inC: each(Double(inCall) * (1 - callbackShare)), overhead: each(Double(overhead)),
        callback: each(Double(inCall) * callbackShare))
    }
    isExact = true
    interpreted = times(calls, call, overhead: conversion)
    traced = times(tracedCalls, tracedCall, overhead: 0)
    breakEven = BreakEven(overheadNanoseconds: conversion, inC: call + tracedCall - callback)
  }
}
