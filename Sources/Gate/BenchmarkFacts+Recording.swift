// Facts from the file of `pitviper bench`, or from JSON.

import Foundation
import Profiler
import TraceIR

extension BenchmarkFacts {
  /// Reads a bench file or the JSON of facts.
  ///
  /// - Throws: `GateError` that names the file and says what to do.
  public init(path: String) throws(GateError) {
    let name = DisplayText.safe(path)
    guard let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 16) else {
      throw GateError(.unusable, "cannot read \(name); measure it with 'pitviper bench -o \(name) SCRIPT'")
    }
    if head.first == UInt8(ascii: "{") {
      guard let rest = try? handle.read(upToCount: Self.largestFile), rest.count < Self.largestFile else {
        throw GateError(.unusable, "\(name) is too large for benchmark facts")
      }
      try self.init(json: head + rest, name: name)
      return
    }
    let benchmark: Benchmark?
    do throws(RecordingError) { benchmark = try Recording(path: path).benchmark() } catch {
      throw GateError(.unusable, "\(error); measure it again with 'pitviper bench'")
    }
    guard let benchmark else {
      throw GateError(.unusable, "\(name) is a profile, not a benchmark; measure one with 'pitviper bench'")
    }
    self.init(benchmark)
    guard isSound else {
      throw GateError(.unusable, "\(name) holds impossible figures; measure it again with 'pitviper bench'")
    }
  }

  public init(_ benchmark: Benchmark) {
    let environment = benchmark.environment
    func text(_ name: String) -> String { environment[name] ?? "" }
    let path = text("script").isEmpty ? text("program") : text("script")
    let directory = text("directory")
    self.init(
      script: ScriptFacts(
        name: path.split(separator: "/").last.map(String.init) ?? path,
        path: path.hasPrefix("/") || directory.isEmpty ? path : directory + "/" + path, digest: text("digest"),
        function: text("function").isEmpty ? nil : text("function"),
        arguments: (try? JSONDecoder().decode([String].self, from: Data(text("arguments").utf8))) ?? []),
      machine: MachineFacts(
        host: text("host"), processor: text("processor"), processors: Int(text("processors")) ?? 0),
      version: benchmark.vm.hasPrefix("pitviper") ? text("version") : "\(benchmark.vm) \(text("vm_version"))",
      jit: text("jit").isEmpty ? text("options") : text("jit"), options: text("options"), started: text("started"),
      commit: environment["commit"],
      iterations: benchmark.timed.map(\.iterations.count).min() ?? 0,
      interpreted: benchmark.processes.filter { $0.isComplete && $0.isCounting }.compactMap(Self.interpreted),
      processes: benchmark.timed.map { ProcessFacts($0) })
    hashSeed = environment["hash_seed"]
    let asked = Int(text("processes")) ?? 0
    missing = (1...BenchmarkFacts.mostAsked).contains(asked) && asked > processes.count ? asked - processes.count : nil
  }

  /// Bytecodes of each iteration from their running totals.
  private static func interpreted(_ process: BenchProcess) -> [Int]? {
    let totals = process.iterations.compactMap { $0.counters?.bytecodes }
    guard totals.count == process.iterations.count, !totals.isEmpty else { return nil }
    return zip(totals, [0] + totals).map { max(0, $0 - $1) }
  }
}

extension ProcessFacts {
  init(_ process: BenchProcess) {
    let activity = process.activity
    self.init(
      wall: process.iterations.map { Double($0.wall) / 1e9 }, cpu: process.iterations.map { Double($0.cpu) / 1e9 },
      peakBytes: process.peakKilobytes > 0 ? process.peakKilobytes * 1024 : nil,
      traces: activity.traces.map {
        TraceFacts(kind: $0.kind, place: $0.place, count: 1, bytes: $0.bytes)
      },
      aborts: activity.aborts.map {
        AbortFacts(
          reason: $0.reason, title: AbortReason(name: $0.reason)?.info.summary ?? $0.reason, begin: $0.place,
          place: $0.abortPlace, isBridge: $0.parent != nil, count: 1)
      },
      guards: activity.exits.filter(\.isGuard).map {
        GuardFacts(
          kind: $0.kind, expected: $0.expected, place: $0.place, failures: $0.failures,
          bridges: $0.bridge == nil ? 0 : 1)
      })
    merge()
  }

  /// Sites with the same key become one: a baseline that is kept stays small.
  private mutating func merge() {
    traces = Self.merged(traces, key: { [$0.kind, $0.place.key] }) {
      $0.count.saturate($1.count); $0.bytes.saturate($1.bytes)
    }
    aborts = Self.merged(aborts, key: { [$0.reason, "\($0.isBridge)", $0.begin.key, $0.place.key] }) {
      $0.count.saturate($1.count)
    }
    guards = Self.merged(guards, key: { [$0.key] }) {
      $0.failures.saturate($1.failures)
      $0.bridges.saturate($1.bridges)
    }
  }

  private static func merged<Site>(
    _ sites: [Site], key: (Site) -> [String], add: (inout Site, Site) -> Void
  ) -> [Site] {
    var result: [Site] = []
    var indices: [[String]: Int] = [:]
    for site in sites {
      if let index = indices[key(site)] {
        add(&result[index], site)
      } else {
        indices[key(site)] = result.count
        result.append(site)
      }
    }
    return result
  }
}
