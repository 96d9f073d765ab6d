// `selftest`: workloads whose truth is known, recorded and analysed by the whole chain (sampler, collector, file,
// profile), so that a user sees the profiler's error, loss and overhead on the machine at hand. Uses one temporary file,
// which it removes. It judges by the project's targets, and says so line by line.

import CProfiler
import CSampler
import Glibc

/// One thing measured, what was wanted, and whether it was met.
public struct SelfTestResult: Sendable {
  public let name: String
  public let measured: String
  public let wanted: String
  public let passed: Bool
}

public struct SelfTest {
  /// Seconds each workload lasts.
  public var seconds: Double
  public var rate: Double
  private let path: String

  public init(seconds: Double = 3, rate: Double = 1000) {
    self.seconds = seconds
    self.rate = rate
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(folder)/pitviper-selftest-\(getpid()).pitviper"
  }

  /// Runs everything; `report` receives each result as soon as it is there.
  public func run(_ report: (SelfTestResult) -> Void) throws {
    defer { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) } }
    let stepsPerSecond = SelfTest.stepsPerSecond()
    try split(stepsPerSecond).forEach(report)
    try chain(stepsPerSecond).forEach(report)
    try callback().forEach(report)
    try overhead(stepsPerSecond).forEach(report)
    try stress(stepsPerSecond).forEach(report)
  }

  // MARK: Workloads

  /// Two callers of one function share its time as 30 to 70, in bursts of changing length.
  private func split(_ stepsPerSecond: Double) throws -> [SelfTestResult] {
    var first = 0
    var second = 0
    let (profile, summary) = try record(rate: rate) {
      var seed = 1 as UInt64
      SelfTest.repeatFor(seconds) {
        for _ in 0..<64 {
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let length = 100 + Int(seed >> 56)
          _ = selftest_first(UInt64(length * 3))
          _ = selftest_second(UInt64(length * 7))
          first += length * 3
          second += length * 7
        }
      }
    }
    let rows = profile.functionRows(of: try profile.counts())
    let inFirst = weight(of: "selftest_first", in: rows)
    let inSecond = weight(of: "selftest_second", in: rows)
    let truth = Double(first) / Double(first + second)
    let share = Share(weight: inFirst, of: inFirst + inSecond, samples: summary.samples)
    let error = abs(share.share - truth) * 100
    return [
      SelfTestResult(
        name: "rate",
        measured: "\(Figures.fixed(summary.achievedRate, digits: 1)) Hz of \(Figures.fixed(rate, digits: 0)) asked, "
          + "timer \(profile.environment["timer"] ?? "?")",
        wanted: "≥ 98 %", passed: summary.achievedRate >= 0.98 * rate),
      SelfTestResult(
        name: "split 30/70",
        measured:
          "\(Figures.fixed(share.share * 100, digits: 2)) % where \(Figures.fixed(truth * 100, digits: 2)) % is "
          + "true: off by \(Figures.fixed(error, digits: 2)) points (interval \(Figures.interval(share)))",
        wanted: "≤ 1 point, or within the interval", passed: error <= 1 || (share.low <= truth && truth <= share.high)),
    ]
  }

  /// A leaf function below a known chain of callers.
  private func chain(_ stepsPerSecond: Double) throws -> [SelfTestResult] {
    let (profile, _) = try record(rate: rate) {
      SelfTest.repeatFor(seconds / 2) { _ = selftest_outer(UInt64(stepsPerSecond / 1000)) }
    }
    return [
      try chainResult(
        profile, name: "leaf function",
        chain: ["selftest_outer", "selftest_middle", "selftest_inner", "selftest_burn"])
    ]
  }

  /// A callback from the C library into our code.
  private func callback() throws -> [SelfTestResult] {
    let (profile, _) = try record(rate: rate) { SelfTest.repeatFor(seconds / 2) { _ = selftest_sort(2000) } }
    return [
      try chainResult(
        profile, name: "callback from C",
        chain: ["selftest_sort", nil, "selftest_compare", "selftest_burn"])
    ]
  }

  /// The share of samples in the chain's last function that show exactly this chain above it; nil stands for one or
  /// more frames of a library.
  private func chainResult(_ profile: Profile, name: String, chain: [String?]) throws -> SelfTestResult {
    let counts = try profile.counts()
    var right = 0
    var all = 0
    for row in profile.stackRows(of: counts, limit: .max) where row.functions.last?.name == chain.last! {
      all += row.own.weight
      if SelfTest.ends(row.functions, with: chain) { right += row.own.weight }
    }
    let share = all > 0 ? Double(right) / Double(all) : 0
    return SelfTestResult(
      name: name, measured: "exact chain in \(Figures.fixed(share * 100, digits: 2)) % of its samples",
      wanted: "≥ 99.7 %", passed: share >= 0.997)
  }

  static func ends(_ functions: [ProfileFunction], with chain: [String?]) -> Bool {
    var index = functions.count - 1
    for wanted in chain.reversed() {
      guard index >= 0 else { return false }
      if let wanted {
        if functions[index].name != wanted { return false }
        index -= 1
      } else {
        guard functions[index].kind == .native else { return false }
        while index >= 0, functions[index].kind == .native { index -= 1 }
      }
    }
    return true
  }

  /// The same work with and without sampling, by turns; CPU time of the working thread.
  private func overhead(_ stepsPerSecond: Double) throws -> [SelfTestResult] {
    let work = UInt64(stepsPerSecond * min(0.1, seconds / 30))
    var plain: [Double] = []
    var sampled: [Double] = []
    func measure() -> Double {
      let start = Machine.threadCPUNanoseconds
      _ = selftest_deep(40, work)
      return Double(Machine.threadCPUNanoseconds - start)
    }
    let (_, summary) = try record(rate: rate) {
      for _ in 0..<15 {
        sampler_pause()
        plain.append(measure())
        sampler_resume()
        sampled.append(measure())
      }
    }
    let ratios = zip(plain, sampled).map { $1 / $0 - 1 }.sorted()
    let median = ratios[ratios.count / 2]
    let perSample = summary.samples > 0 ? Double(summary.handler) * 1000 / Double(summary.samples) : 0
    return [
      SelfTestResult(
        name: "overhead",
        measured: "\(Figures.fixed(median * 100, digits: 2)) % of CPU time (median of 15 pairs, stack of 40 calls), "
          + "\(Figures.fixed(perSample, digits: 0)) ns in the handler per sample",
        wanted: "≤ 2 %", passed: median <= 0.02)
    ]
  }

  /// Twenty thousand samples a second on deep stacks: what is lost, what is cut.
  private func stress(_ stepsPerSecond: Double) throws -> [SelfTestResult] {
    let (profile, summary) = try record(rate: 20_000) {
      SelfTest.repeatFor(seconds / 2) { _ = selftest_deep(60, UInt64(stepsPerSecond / 2000)) }
    }
    let full = profile.losses.first { $0.cause == "ring_full" }?.count ?? 0
    let broken = summary.samples > 0 ? Double(summary.broken) / Double(summary.samples) : 1
    return [
      SelfTestResult(
        name: "20 kHz, loss",
        measured: "\(Figures.count(full)) lost of \(Figures.count(summary.samples + full)) samples, "
          + "\(Figures.fixed(summary.achievedRate, digits: 0)) Hz reached",
        wanted: "none lost", passed: full == 0 && summary.samples > 0),
      SelfTestResult(
        name: "20 kHz, broken", measured: "\(Figures.fixed(broken * 100, digits: 3)) % of stacks cut",
        wanted: "≤ 0.3 %", passed: broken <= 0.003),
    ]
  }

  // MARK: Tools

  private func record(rate: Double, _ body: () -> Void) throws -> (Profile, CollectorSummary) {
    var options = CollectorOptions(path: path)
    options.rate = rate
    options.environment = ["program": "selftest"]
    let collector = try Collector(options: options, frameNamer: nil)
    body()
    let summary = collector.stop(ending: "closed")
    if let failure = summary.failure { throw failure }
    return (try Recording(path: path).profile(), summary)
  }

  private func weight(of name: String, in rows: [FunctionRow]) -> Int {
    rows.first { $0.function.name == name }?.total.weight ?? 0
  }

  private static func repeatFor(_ seconds: Double, _ body: () -> Void) {
    let end = sampler_now() + UInt64(seconds * 1e9)
    while sampler_now() < end { body() }
  }

  /// Steps of the burning loop in a second: the best of a few tries.
  private static func stepsPerSecond() -> Double {
    var best = Double.infinity
    for _ in 0..<20 {
      let start = sampler_now()
      _ = selftest_first(200_000)
      best = min(best, Double(sampler_now() - start))
    }
    return 200_000 * 1e9 / best
  }
}
