// Analysis of recordings whose answers are known: made by hand, or at random and worked out a second, slower way.

import Testing

@testable import Profiler

@Suite struct AnalysisTests {
  private func rows(_ profile: Profile, _ filter: SampleFilter = .all) throws -> [String: (own: Int, total: Int)] {
    let rows = profile.functionRows(of: try profile.counts(filter), hiding: filter.hiddenKinds)
    return Dictionary(
      uniqueKeysWithValues: rows.map { ($0.function.name, ($0.own.weight / 1000, $0.total.weight / 1000)) })
  }

  /// main → fib → fib → fib, main → sort → (C) compare, in two states and two threads.
  private func sample() throws -> Profile {
    let made = try HandMade()
    made.add(["pmain:1", "pfib:10", "pfib:11", "pfib:12"], count: 40, from: 0)
    made.add(["pmain:1", "pfib:10"], count: 10, from: 40_000)
    made.add(["pmain:2", "psort:20", "nqsort", "pcompare:30"], count: 20, from: 50_000, state: .cCall)
    made.add(["pmain:2", "rcollect"], count: 30, from: 70_000, state: .garbageCollection)
    made.add(["pworker:5"], count: 100, from: 0, thread: 2)
    return try made.closed()
  }

  @Test func functionsCountRecursionOnce() throws {
    let rows = try rows(try sample(), SampleFilter(threads: [ThreadID(1)]))
    #expect(rows.mapValues(\.own) == ["main": 0, "fib": 50, "sort": 0, "qsort": 0, "compare": 20, "collect": 30])
    #expect(rows.mapValues(\.total) == ["main": 100, "fib": 50, "sort": 20, "qsort": 20, "compare": 20, "collect": 30])
  }

  @Test func linesTakeTheNativeCodeTheyCall() throws {
    let profile = try sample()
    let rows = profile.lineRows(of: try profile.counts(SampleFilter(threads: [ThreadID(1)])))
    let own = Dictionary(uniqueKeysWithValues: rows.map { ("\($0.function.name):\($0.line)", $0.own.weight / 1000) })
    let total = Dictionary(
      uniqueKeysWithValues: rows.map { ("\($0.function.name):\($0.line)", $0.total.weight / 1000) })
    #expect(
      own == ["main:1": 0, "fib:10": 10, "fib:11": 0, "fib:12": 40, "main:2": 30, "sort:20": 0, "compare:30": 20])
    #expect(
      total == ["main:1": 50, "fib:10": 50, "fib:11": 40, "fib:12": 40, "main:2": 50, "sort:20": 20, "compare:30": 20])
  }

  @Test func filters() throws {
    let profile = try sample()
    #expect(try profile.counts().samples == 200)
    #expect(try profile.counts(SampleFilter(threads: [ThreadID(2)])).samples == 100)
    #expect(try profile.counts(SampleFilter(states: [.garbageCollection])).samples == 30)
    #expect(try profile.counts(SampleFilter(range: 40_000..<60_000, threads: [ThreadID(1)])).samples == 20)
    #expect(try profile.counts(SampleFilter(range: 40_000..<60_000)).samples == 40)
    #expect(try profile.counts(SampleFilter(range: 0..<(1 << 40))).rows == profile.counts().rows)
    #expect(try profile.counts(SampleFilter(threads: [ThreadID(9)])).samples == 0)
    let hidden = try rows(profile, SampleFilter(threads: [ThreadID(1)], hiddenKinds: [.runtime, .native]))
    #expect(hidden["main"]! == (30, 100))
    #expect(hidden["collect"] == nil)
    #expect(hidden["compare"]! == (20, 20))
  }

  @Test func statesAddUp() throws {
    let profile = try sample()
    let rows = profile.stateRows(of: try profile.counts())
    #expect(rows.map(\.state) == [.interpreting, .garbageCollection, .cCall])
    #expect(rows.map(\.samples) == [150, 30, 20])
    #expect(abs(rows.map(\.share.share).reduce(0, +) - 1) < 1e-12)
    #expect(rows.allSatisfy { $0.share.low < $0.share.share && $0.share.share < $0.share.high })
  }

  @Test func treeAndInvertedTree() throws {
    let profile = try sample()
    let tree = try profile.callTree()
    #expect(tree.weight == 200_000)
    let top = tree.children(of: CallTree.root).map { profile.function(tree.function(of: Int($0))!).name }
    #expect(top == ["main", "worker"], "equal weights keep the order of appearance")
    let main = Int(tree.children(of: CallTree.root).first!)
    #expect(tree.totalWeight(of: main) == 100_000)
    #expect(tree.selfWeight(of: main) == 0)
    #expect(tree.totalWeight(of: main, in: .garbageCollection) == 30_000)
    #expect(tree.dominantState(of: main) == .interpreting)
    #expect(
      tree.children(of: main).map { profile.function(tree.function(of: Int($0))!).name } == ["fib", "collect", "sort"])
    let inverted = tree.inverted()
    #expect(inverted.weight == tree.weight)
    let leaves = inverted.children(of: CallTree.root).map { node in
      (profile.function(inverted.function(of: Int(node))!).name, inverted.totalWeight(of: Int(node)) / 1000)
    }
    #expect(leaves.map(\.0) == ["worker", "fib", "collect", "compare"])
    #expect(leaves.map(\.1) == [100, 50, 30, 20])
    let compare = Int(inverted.children(of: CallTree.root).last!)
    let caller = Int(inverted.children(of: compare).first!)
    #expect(profile.function(inverted.function(of: caller)!).name == "qsort")
  }

  @Test func deepRecursionStaysBounded() throws {
    let made = try HandMade()
    for depth in stride(from: 1, through: 2000, by: 40) {
      made.add((0..<depth).map { "pf\($0 % 2):1" }, count: 1, from: Microseconds(depth) * 1000)
    }
    let tree = try made.closed().callTree()
    let inverted = tree.inverted(depthLimit: 100)
    #expect(inverted.weight == tree.weight)
    #expect(inverted.nodeCount <= 2 * 100 + 1)
    #expect(inverted.children(of: CallTree.root).reduce(0) { $0 + inverted.totalWeight(of: Int($1)) } == tree.weight)
  }

  @Test func timelineHasEverySample() throws {
    let profile = try sample()
    let timeline = try profile.timeline(slices: 10)
    #expect(timeline.slices.joined().reduce(0, +) == 200_000)
    #expect(timeline.slices[9][Int(SampleState.garbageCollection.rawValue)] > 0)
    #expect(timeline.slices[0][Int(SampleState.garbageCollection.rawValue)] == 0)
    let part = try profile.timeline(slices: 4, filter: SampleFilter(range: 50_000..<70_000, states: [.cCall]))
    #expect(part.slices.map { $0.reduce(0, +) } == [5000, 5000, 5000, 5000])
  }

  @Test func brokenStacksAreCounted() throws {
    let made = try HandMade()
    made.add(["pmain:1"], count: 95, from: 0)
    made.add(["n[stack cut]", "nfree"], count: 5, from: 95_000, broken: true)
    let profile = try made.closed()
    #expect(profile.brokenSamples(of: try profile.counts()) == 5)
    #expect(profile.brokenSamples(of: try profile.counts(SampleFilter(range: 0..<97_000))) == 2)
  }

  @Test func stacksOutermostFirst() throws {
    let profile = try sample()
    let rows = profile.stackRows(of: try profile.counts(), limit: 2)
    #expect(rows.map { $0.functions.map(\.name) } == [["worker"], ["main", "fib", "fib", "fib"]])
  }

  /// Random stacks, worked out from the list of samples without trees.
  @Test(arguments: 0..<10)
  func agreesWithTheSlowWay(seed: Int) throws {
    let made = try HandMade()
    var own: [String: Int] = [:]
    var total: [String: Int] = [:]
    var time = 0 as Microseconds
    for _ in 0..<400 {
      let stack = (0...Int.random(in: 0...12)).map { _ in
        "p" + "abcdefg".randomElement()!.description + ":\(Int.random(in: 1...3))"
      }
      let count = Int.random(in: 1...5)
      made.add(stack, count: count, from: time, state: SampleState.allCases.randomElement()!)
      time += Microseconds(count) * 1000
      let names = stack.map { String($0.dropFirst().prefix(1)) }
      own[names.last!, default: 0] += count
      for name in Set(names) { total[name, default: 0] += count }
      if Bool.random() { try made.writer.flush() }
    }
    let rows = try rows(try made.closed())
    #expect(rows.mapValues(\.total) == total)
    #expect(rows.mapValues(\.own).filter { $0.value > 0 } == own)
  }

  /// Published values of the Wilson interval: Agresti and Coull, The American Statistician 52 (1998), and its
  /// closed form at the ends.
  @Test func wilson() {
    let tenth = Share(weight: 10, of: 100, samples: 100)
    #expect(abs(tenth.low - 0.05523) < 1e-4 && abs(tenth.high - 0.17437) < 1e-4)
    let none = Share(weight: 0, of: 50, samples: 50)
    #expect(none.low == 0 && abs(none.high - 0.07135) < 1e-4)
    let all = Share(weight: 50, of: 50, samples: 50)
    #expect(all.high == 1 && abs(all.low - 0.92865) < 1e-4)
    let heavy = Share(weight: 3000, of: 10_000, samples: 100)
    #expect(heavy.share == 0.3 && heavy == Share(weight: 3000, of: 10_000, samples: 100))
    #expect(abs(heavy.low - Share(weight: 30, of: 100, samples: 100).low) < 1e-12)
  }
}
