// What probably caused a regression: the difference of what the JIT did on both sides, place by place, the most expensive first.
// A consequence is told with its cause: a loop that stays in the interpreter with the recording that was given up, failures of a guard
// with the bridge that no longer takes its place.

import Profiler

public struct Blame: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case newAbort = "new_abort"
    case missingBridge = "missing_bridge"
    case missingTrace = "missing_trace"
    case failingGuard = "failing_guard"
  }

  public let kind: Kind
  public let place: BenchPlace
  /// One sentence.
  public let text: String
  /// Bytecodes that it probably made the interpreter run again, in each process: only good for an order.
  public let cost: Double

  /// Bytecodes from a failed guard until machine code is entered again; measured costs differ, the order seldom does.
  static let bytecodesPerFailure = 50.0
  /// What it takes to record and compile a bridge: 20 operations of 9 µs, against 35 ns for a bytecode (docs/jit.md).
  static let bytecodesPerBridge = 5000.0
  /// Failures of a guard that are no news: a loop's end, a type seen once.
  static let failuresIgnored = 10
}

extension Blame {
  public static func find(_ baseline: BenchmarkFacts, _ candidate: BenchmarkFacts) -> [Blame] {
    guard baseline.hasCounters, candidate.hasCounters else { return [] }
    let before = TraceSet(baseline)
    let after = TraceSet(candidate)
    let grown = max(0, after.interpreted - before.interpreted)

    let missing = before.traces.compactMap { key, site -> MissingSite? in
      let now = after.traces[key]?.count ?? 0
      return now < site.count ? MissingSite(key: key, site: site, now: now) : nil
    }
    var told = Set<TraceSet.Key>()
    var found: [Blame] = []
    for (key, abort) in after.aborts where abort.count > (before.aborts[key]?.count ?? 0) {
      let lost = missing.first { $0.key.place == abort.begin.key && $0.site.isBridge == abort.isBridge }
      if let lost { told.insert(lost.key) }
      let failures = abort.isBridge ? failuresAdded(at: abort.begin, before, after) : 0
      found.append(
        Blame(
          kind: .newAbort, place: abort.place,
          text: abort.sentence(before: before.aborts[key]?.count ?? 0, lost: lost, failures: failures),
          cost: lost != nil && !abort.isBridge ? grown : failures * bytecodesPerFailure + Double(abort.count)))
    }
    for lost in missing where !told.contains(lost.key) {
      let failures = lost.site.isBridge ? failuresAdded(at: lost.site.place, before, after) : 0
      found.append(
        Blame(
          kind: lost.site.isBridge ? .missingBridge : .missingTrace, place: lost.site.place,
          text: lost.sentence(failures: failures), cost: lost.site.isBridge ? failures * bytecodesPerFailure : grown))
    }
    let explained = Set(
      found.filter { $0.kind == .missingBridge }.map(\.place.key)
        + after.aborts.filter { $1.isBridge && $1.count > (before.aborts[$0]?.count ?? 0) }.map(\.value.begin.key))
    for (key, site) in after.guards where !explained.contains(site.place.key) {
      let earlier = before.guards[key]?.failures ?? 0
      let bridges = max(0, site.bridges - (before.guards[key]?.bridges ?? 0))
      let failsMore = site.failures > earlier + failuresIgnored && Double(site.failures) > 1.1 * Double(earlier)
      guard failsMore || bridges > 0 else { continue }
      let grown =
        bridges > 0 ? ", and \(bridges == 1 ? "a new bridge grows" : "\(bridges) new bridges grow") from it" : ""
      found.append(
        Blame(
          kind: .failingGuard, place: site.place,
          text:
            "\(site.label) at \(site.place.functionText) fails \(times(site.failures)), \(times(earlier)) before\(grown)",
          cost: Double(max(0, site.failures - earlier)) * bytecodesPerFailure + Double(bridges) * bytecodesPerBridge))
    }
    return found.sorted { ($1.cost, $0.place.key, $0.text) < ($0.cost, $1.place.key, $1.text) }
  }

  private static func failuresAdded(at place: BenchPlace, _ before: TraceSet, _ after: TraceSet) -> Double {
    func failures(_ set: TraceSet) -> Int {
      set.guards.values.reduce(into: 0) { $0.saturate($1.place.key == place.key ? $1.failures : 0) }
    }
    return Double(max(0, failures(after) - failures(before)))
  }

  static func times(_ count: Int) -> String {
    switch count {
    case 0: "never"
    case 1: "once"
    default: "\(count) times"
    }
  }
}

/// A place where there were more traces.
private struct MissingSite {
  let key: TraceSet.Key
  let site: TraceSet.TraceSite
  let now: Int

  func sentence(failures: Double) -> String {
    let rest = now == 0 ? "is no longer made" : "is made \(Blame.times(now)) instead of \(Blame.times(site.count))"
    guard site.isBridge else { return "the \(site.kind) trace at \(site.place.functionText) \(rest)" }
    return "the bridge at \(site.place.functionText) \(rest)"
      + (failures > 0 ? ": its guard fails \(Int(failures)) times more" : "")
  }
}

extension TraceSet.AbortSite {
  fileprivate func sentence(before: Int, lost: MissingSite?, failures: Double) -> String {
    let what = isBridge ? "the bridge from \(begin.functionText)" : "the trace from \(begin.functionText)"
    let often = before == 0 ? "" : ", \(Blame.times(count)) instead of \(Blame.times(before))"
    return "recording \(what) is given up at \(place.functionText)\(often): \(title)"
      + (lost == nil ? "" : isBridge ? "; the bridge is missing" : "; its loop stays in the interpreter")
      + (failures > 0 ? "; its guard fails \(Int(failures)) times more" : "")
  }
}

/// What the JIT did in a typical process: the median process of each count.
struct TraceSet {
  struct Key: Hashable {
    let kind: String
    let place: String
  }

  struct TraceSite {
    let kind: String
    let place: BenchPlace
    var count: Int
    var isBridge: Bool { kind == "bridge" }
  }

  struct AbortSite {
    let title: String
    let begin: BenchPlace
    let place: BenchPlace
    let isBridge: Bool
    var count: Int
  }

  struct GuardSite {
    let label: String
    let place: BenchPlace
    var failures: Int
    var bridges: Int
  }

  private(set) var traces: [Key: TraceSite] = [:]
  private(set) var aborts: [Key: AbortSite] = [:]
  private(set) var guards: [Key: GuardSite] = [:]
  let interpreted: Double

  init(_ facts: BenchmarkFacts) {
    let processes = facts.processes
    interpreted = Self.median(facts.interpreted.map { $0.reduce(0.0) { $0 + Double($1) } })
    for (key, site, count) in Self.sites(
      processes, { $0.traces }, key: { Key(kind: $0.kind, place: $0.place.key) }, count: \.count)
    {
      traces[key] = TraceSite(kind: site.kind, place: site.place, count: count)
    }
    for (key, site, count) in Self.sites(
      processes, { $0.aborts },
      key: { Key(kind: "\($0.reason) \($0.isBridge) \($0.begin.key)", place: $0.place.key) }, count: \.count)
    {
      aborts[key] = AbortSite(
        title: site.title, begin: site.begin, place: site.place, isBridge: site.isBridge, count: count)
    }
    func guardKey(_ facts: GuardFacts) -> Key {
      Key(kind: facts.kind + " " + (facts.expected ?? ""), place: facts.place.key)
    }
    for (key, site, count) in Self.sites(processes, { $0.guards }, key: guardKey, count: \.failures) {
      guards[key] = GuardSite(label: site.text, place: site.place, failures: count, bridges: 0)
    }
    for (key, _, count) in Self.sites(processes, { $0.guards }, key: guardKey, count: \.bridges) {
      guards[key]?.bridges = count
    }
  }

  /// Each site with its median count over the processes.
  private static func sites<Site>(
    _ processes: [ProcessFacts], _ sites: (ProcessFacts) -> [Site], key: (Site) -> Key, count: (Site) -> Int
  ) -> [(Key, Site, Int)] {
    var found: [Key: (site: Site, counts: [Int])] = [:]
    for (index, process) in processes.enumerated() {
      for site in sites(process) {
        found[key(site), default: (site, Array(repeating: 0, count: processes.count))].counts[index].saturate(
          count(site))
      }
    }
    return found.map { ($0.key, $0.value.site, Int(min(1e15, median($0.value.counts.map { Double($0) })))) }
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : RankTest.median(values.sorted())
  }
}
