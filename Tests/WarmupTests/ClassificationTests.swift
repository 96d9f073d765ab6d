// Outliers, classes, steady states and cycles of series whose truth is known.

import Testing

@testable import Warmup

@Suite struct ClassificationTests {
  @Test func outliersAreThoseOfTheDefinition() {
    var noise = Noise(11)
    for _ in 0..<30 {
      var seconds = noise.flat(200 + noise.generator.index(below: 200))
      for _ in 0..<10 { seconds[noise.generator.index(below: seconds.count)] *= 0.5 + 2 * noise.uniform() }
      let window = seconds.count / 10
      let wanted = seconds.indices.filter { index in
        let (low, high) = (max(0, index - window / 2), min(seconds.count, index + window / 2))
        if low == 0 && high < window { return false }
        let sorted = seconds[low..<high].sorted()
        let reach = 3 * (Order.percentile(sorted, 0.9) - Order.percentile(sorted, 0.1))
        return abs(seconds[index] - Order.percentile(sorted, 0.5)) > reach
      }
      #expect(Outliers.indices(in: seconds, window: window) == wanted)
    }
  }

  /// Outliers neither move a changepoint nor count in means, but take time.
  @Test func outliersAreCutOutAndPutBack() throws {
    var noise = Noise(12)
    let plain = noise.steps([(200, 0.02), (800, 0.01)])
    var spiked = plain
    for index in [150, 170, 400, 999] { spiked.insert(1, at: index) }
    let (before, after) = (ProcessAnalysis(plain), ProcessAnalysis(spiked))
    #expect(Set(after.outliers).isSuperset(of: [150, 170, 400, 999]))
    #expect(after.changepoints == before.changepoints.map { $0 + 2 })
    let (steadyBefore, steadyAfter) = (try #require(before.steady), try #require(after.steady))
    #expect(abs(steadyAfter.timeToSteady - steadyBefore.timeToSteady - 2) < 1e-9)
    #expect(abs(steadyAfter.time.value - steadyBefore.time.value) < 1e-5)
  }

  @Test func noiseIsFlat() {
    var noise = Noise(13)
    var flat = 0
    var cycles = 0
    let trials = 400
    for trial in 0..<trials {
      let deviation = [0.002, 0.02, 0.1, 0.3][trial % 4]
      let analysis = ProcessAnalysis(noise.flat([50, 200, 500, 1000][trial / 4 % 4], deviation: deviation))
      if analysis.classification == .flat { flat += 1 }
      if analysis.cycle != nil { cycles += 1 }
    }
    print("flat noise: \(trials - flat) of \(trials) not flat, \(cycles) with a cycle")
    #expect(flat >= trials - 4 && cycles <= 4)
  }

  @Test(
    arguments: [
      ([(200, 0.02), (800, 0.01)], WarmupClass.warmup, 200),
      ([(100, 0.03), (100, 0.02), (800, 0.01)], .warmup, 200),
      ([(200, 0.01), (800, 0.02)], .slowdown, 200),
      ([(100, 0.03), (200, 0.01), (700, 0.02)], .slowdown, 300),
      ([(900, 0.01), (100, 0.02)], .noSteadyState, nil),
      ([(200, 0.02), (300, 0.01), (500, 0.01004)], .warmup, 200),
    ] as [([(Int, Double)], WarmupClass, Int?)])
  func classes(steps: [(Int, Double)], wanted: WarmupClass, steady: Int?) {
    var noise = Noise(14)
    for _ in 0..<20 {
      let analysis = ProcessAnalysis(noise.steps(steps.map { ($0.0, $0.1) }))
      #expect(analysis.classification == wanted)
      #expect(analysis.steady?.iteration == steady)
    }
  }

  /// A first iteration that takes several times as long is warmup, however wide the interval of its short segment.
  @Test(arguments: [([0.021], 1), ([0.021, 0.012], 2), ([0.010, 0.0098, 0.0061, 0.0055], 4)] as [([Double], Int)])
  func slowFirstIterationsAreWarmup(first: [Double], steady: Int) throws {
    var noise = Noise(20)
    for count in [30, 60, 200, 1000] {
      for _ in 0..<20 {
        let analysis = ProcessAnalysis(first + noise.flat(count - first.count, mean: 0.0038, deviation: 0.02))
        #expect(analysis.classification == .warmup)
        let found = try #require(analysis.steady)
        // A segment has two iterations at least, so it may hold one that is steady.
        #expect((steady...max(2, steady + 1)).contains(found.iteration))
        #expect(found.timeToSteady >= first.reduce(0, +) - 1e-12 && abs(found.time.value - 0.0038) < 0.0001)
      }
    }
  }

  /// Noise as machines make it, around one mean: how much is not flat, at most in percent.
  @Test(arguments: [
    ("lognormal 5 %", 2), ("2 % of iterations half as slow again", 2), ("correlated 0.5", 2), ("correlated 0.9", 60),
    ("one-sided with a tail", 2), ("bursts of ten, 1.3 times as slow", 90),
  ])
  func noiseOfMachinesIsFlat(kind: String, most: Int) {
    var noise = Noise(19)
    func series() -> [Double] {
      var burst = 0
      switch kind {
      case "lognormal 5 %": return (0..<500).map { _ in 0.01 * exponential(0.05 * noise.normal()) }
      case "correlated 0.5": return noise.correlated(500, mean: 0.01, deviation: 0.02, correlation: 0.5)
      case "correlated 0.9": return noise.correlated(500, mean: 0.01, deviation: 0.02, correlation: 0.9)
      case "one-sided with a tail":
        return (0..<500).map { _ in
          0.01 * (1 + 0.02 * abs(noise.normal()) - (noise.uniform() < 0.05 ? 0.1 * logarithm(1 - noise.uniform()) : 0))
        }
      case "bursts of ten, 1.3 times as slow":
        return noise.flat(500, deviation: 0.02).map { value in
          if burst == 0 && noise.uniform() < 0.002 { burst = 11 }
          burst = max(0, burst - 1)
          return burst > 0 ? 1.3 * value : value
        }
      default: return noise.flat(500, deviation: 0.02).map { noise.uniform() < 0.02 ? 1.5 * $0 : $0 }
      }
    }
    let all = (0..<200).map { _ in series() }
    let counts = AnalysisMode.allCases.map { mode in
      all.count { ProcessAnalysis($0, mode: mode, delta: .share(0.01)).classification != .flat }
    }
    print("\(kind): not flat of 200: krun \(counts[0]), corrected \(counts[1])")
    #expect(counts[1] * 100 <= most * all.count)
  }

  /// What the modes differ in: times of microseconds, where a millisecond is everything, and times of many seconds, where
  /// square seconds are more than seconds.
  @Test func modesDiffer() {
    var noise = Noise(15)
    let short = noise.steps([(200, 20e-6), (800, 10e-6)])
    #expect(ProcessAnalysis(short).classification == .warmup)
    #expect(ProcessAnalysis(short, mode: .krun).classification == .flat)
    let long = noise.steps([(200, 200), (800, 100)], deviation: 0.1)
    #expect(ProcessAnalysis(long).classification == .warmup)
    #expect(ProcessAnalysis(long, mode: .krun).classification == .flat)
  }

  @Test(arguments: [10, 24, 60, 100, 250]) func cyclesAreFound(period: Int) throws {
    var noise = Noise(16)
    for _ in 0..<10 {
      let cycle =
        noise.steps([(200, 0.04)])
        + (0..<1800).map { index in
          (index % period < period / 2 ? 0.01 : 0.015) * (1 + 0.01 * noise.normal())
        }
      let analysis = ProcessAnalysis(cycle)
      #expect(analysis.cycle?.period == period)
      // Segments of a few iterations are not told apart: such a cycle is a steady state.
      #expect(analysis.classification == (period < 50 ? .warmup : .cyclic), "\(analysis.changepoints)")
      #expect(analysis.steady?.iteration == 200)
      #expect(abs(try #require(analysis.steady).time.value - 0.0125) < 2e-4)
      #expect(ProcessAnalysis(cycle, mode: .krun).cycle == nil)
    }
  }

  /// Rare slow iterations that come at equal distances, as of a collector.
  @Test func periodicSpikesAreFound() {
    var noise = Noise(17)
    var seconds = noise.flat(1000)
    for index in stride(from: 7, to: 1000, by: 23) { seconds[index] *= 1.6 }
    let analysis = ProcessAnalysis(seconds)
    #expect(analysis.cycle?.period == 23 && analysis.classification == .flat)
  }

  /// Series that change without a period: drifts, walks, steps at random places.
  @Test func othersHaveNoCycle() {
    var noise = Noise(18)
    var found = 0
    let trials = 300
    for trial in 0..<trials {
      var seconds: [Double]
      switch trial % 4 {
      case 0: seconds = noise.flat(1000).enumerated().map { $1 * (2 - Double($0) / 1000) }
      case 1:
        var level = 0.0
        seconds = noise.flat(1000).map { value in
          level = 0.98 * level + 0.05 * noise.normal()
          return value * (1 + abs(level))
        }
      case 2:
        var steps: [(Int, Double)] = []
        while steps.reduce(0, { $0 + $1.0 }) < 1000 {
          steps.append((20 + noise.generator.index(below: 200), steps.count % 2 == 0 ? 0.01 : 0.015))
        }
        seconds = noise.steps(steps.map { ($0.0, $0.1) })
      default: seconds = noise.correlated(1000, mean: 0.01, deviation: 0.05, correlation: 0.9)
      }
      if ProcessAnalysis(seconds).cycle != nil { found += 1 }
    }
    print("changes without a period: a cycle in \(found) of \(trials)")
    #expect(found <= trials / 20)
  }

  @Test func verdicts() {
    #expect(WarmupVerdict([.flat, .flat]).description == "flat")
    #expect(WarmupVerdict([.flat, .warmup]).description == "good inconsistent")
    #expect(WarmupVerdict([.flat, .cyclic]).description == "bad inconsistent")
    #expect(WarmupVerdict([.noSteadyState, .noSteadyState]).description == "no steady state")
  }
}
