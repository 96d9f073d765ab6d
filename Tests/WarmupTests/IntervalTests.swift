// Intervals cover the truth as often as they say, and comparisons find what was planted.

import Testing

@testable import Warmup

@Suite struct IntervalTests {
  @Test func quantilesOfStudent() {
    for (degrees, wanted) in [(1, 63.6567), (2, 9.92484), (3, 5.84091), (9, 3.24984), (29, 2.75639), (200, 2.60063)] {
      #expect(abs(Student.quantile99(degrees: degrees) - wanted) < 1e-4 * wanted)
    }
  }

  /// Against the values of statsmodels 0.14, `multinomial_proportions_confint(method="sison-glaz")`, whose Edgeworth series is an
  /// approximation of what is computed here.
  @Test func multinomialIntervals() {
    let found = MultinomialIntervals.sisonGlaz([56, 72, 73, 59, 62, 87, 58], alpha: 0.05)
    let wanted = [
      (0.07922912, 0.16435573), (0.11349036, 0.19861698), (0.11563169, 0.2007583), (0.0856531, 0.17077972),
      (0.09207709, 0.1772037), (0.14561028, 0.23073689), (0.08351178, 0.16863839),
    ]
    for (range, (low, high)) in zip(found, wanted) {
      #expect(abs(range.lowerBound - low) < 1e-6 && abs(range.upperBound - high) < 1e-3, "\(range) \(low) \(high)")
    }
    let few = MultinomialIntervals.sisonGlaz([10, 15, 5])
    #expect(few.map { ($0.lowerBound * 30).rounded() } == [4, 9, 0])
    // All of one class: nothing is known but that the others are rare.
    let one = MultinomialIntervals.sisonGlaz([30, 0, 0])
    #expect(one[0] == 1...1 && one[1].lowerBound == 0 && one[1].upperBound < 0.07)
  }

  /// The probability by convolution against counting all outcomes of ten draws.
  @Test func multinomialProbabilityIsExact() {
    let counts = [5, 3, 2]
    func factorial(_ number: Int) -> Double { (1...max(1, number)).reduce(1) { $0 * Double($1) } }
    func power(_ share: Double, _ count: Int) -> Double { (0..<count).reduce(1) { result, _ in result * share } }
    for distance in 1...5 {
      var wanted = 0.0
      for first in 0...10 {
        for second in 0...(10 - first) {
          let seen = [first, second, 10 - first - second]
          guard zip(seen, counts).allSatisfy({ abs($0 - $1) <= distance }) else { continue }
          let ways = factorial(10) / seen.map(factorial).reduce(1, *)
          wanted += ways * zip(seen, counts).map { power(Double($1) / 10, $0) }.reduce(1, *)
        }
      }
      #expect(abs(MultinomialIntervals.probability(counts, within: distance) - wanted) < 1e-12)
    }
  }

  @Test func bootstrapIsDeterministic() {
    var noise = Noise(21)
    let seconds = noise.flat(500)
    #expect(ProcessAnalysis(seconds) == ProcessAnalysis(seconds))
    var other = AnalysisOptions()
    other.seed = 1
    let again = ProcessAnalysis(try! Series(seconds), options: other)
    #expect(again.steady != ProcessAnalysis(seconds).steady && again.segments == ProcessAnalysis(seconds).segments)
  }

  /// How often the 99 % interval holds the true mean, in 1000 trials each. The bounds of what is accepted are those of a
  /// binomial distribution around what was measured when this was written.
  @Test(
    arguments: [
      (20, 0.0, 0.97), (200, 0.0, 0.975), (1000, 0.0, 0.98), (1000, 0.5, 0.975), (1000, 0.8, 0.97),
    ] as [(Int, Double, Double)])
  func coverageWithinAProcess(count: Int, correlation: Double, least: Double) {
    var noise = Noise(22)
    let bootstrap = Bootstrap(AnalysisOptions())
    let plain = Bootstrap(AnalysisOptions(mode: .krun))
    let trials = 1000
    var covered = 0
    var coveredPlain = 0
    for trial in 0..<trials {
      let times = noise.correlated(count, mean: 0.01, deviation: 0.05, correlation: correlation)
      let interval = bootstrap.interval(of: times)
      if interval.low <= 0.01 && 0.01 <= interval.high { covered += 1 }
      guard trial % 10 == 0 else { continue }
      let other = plain.interval(of: times)
      if other.low <= 0.01 && 0.01 <= other.high { coveredPlain += 1 }
    }
    print(
      "one process, \(count) iterations, correlation \(correlation): \(Double(covered) / 10) % covered, krun \(coveredPlain) %"
    )
    #expect(Double(covered) >= least * Double(trials))
  }

  /// The same over processes that differ by 2 %.
  @Test(arguments: [3, 5, 10, 30]) func coverageOverProcesses(count: Int) {
    var noise = Noise(23)
    var options = AnalysisOptions()
    options.resamples = 1000
    let bootstrap = Bootstrap(options)
    options.mode = .krun
    let plain = Bootstrap(options)
    let trials = 1000
    var covered = 0
    var coveredPlain = 0
    for trial in 0..<trials {
      let processes = (0..<count).map { _ in
        (times: noise.flat(100, mean: 0.01 * (1 + 0.02 * noise.normal()), deviation: 0.02), period: Int?.none)
      }
      let interval = bootstrap.interval(ofProcesses: processes)!
      if interval.low <= 0.01 && 0.01 <= interval.high { covered += 1 }
      guard trial % 10 == 0 else { continue }
      let other = plain.interval(ofProcesses: processes)!
      if other.low <= 0.01 && 0.01 <= other.high { coveredPlain += 1 }
    }
    print("\(count) processes: \(Double(covered) / 10) % covered, krun \(coveredPlain) %")
    #expect(covered >= (count == 3 ? 900 : 970))
    #expect(coveredPlain < 90)
  }

  private func benchmark(
    _ noise: inout Noise, processes: Int = 10, steps: [(Int, Double)] = [(100, 0.02), (400, 0.01)],
    spread: Double = 0.005
  ) -> BenchmarkAnalysis {
    let series = (0..<processes).map { _ in
      let factor = 1 + spread * noise.normal()
      // Not every process is ready at the same iteration.
      let steps = steps.map { ($0.0 + noise.generator.index(below: 10), $0.1 * factor) }
      return try! Series(noise.steps(steps.map { ($0.0, $0.1) }))
    }
    return BenchmarkAnalysis(ProcessSet(name: "", processes: series))
  }

  @Test func equalVersionsAreTheSame() {
    var noise = Noise(24)
    var alarms = 0
    for _ in 0..<100 {
      if BenchmarkComparison(before: benchmark(&noise), after: benchmark(&noise)).verdict != .same { alarms += 1 }
    }
    print("equal versions: \(alarms) of 100 comparisons not the same")
    #expect(alarms <= 2)
  }

  @Test func plantedChangesAreSeen() {
    var noise = Noise(25)
    let before = benchmark(&noise)
    let slower = BenchmarkComparison(before: before, after: benchmark(&noise, steps: [(100, 0.021), (400, 0.0105)]))
    #expect(slower.steadyTime.verdict == .worse && slower.verdict == .worse)
    let ratio = slower.steadyTime.ratio ?? 0
    #expect(abs(ratio - 1.05) < 0.01)
    let longer = BenchmarkComparison(before: before, after: benchmark(&noise, steps: [(150, 0.02), (350, 0.01)]))
    #expect(longer.steadyIteration.verdict == .worse && longer.timeToSteady.verdict == .worse)
    #expect(longer.steadyTime.verdict == .same)
    let sooner = BenchmarkComparison(before: before, after: benchmark(&noise, steps: [(40, 0.02), (460, 0.01)]))
    #expect(sooner.verdict == .better)
    let never = BenchmarkComparison(before: before, after: benchmark(&noise, steps: [(450, 0.02), (50, 0.01)]))
    #expect(never.classes.verdict == .worse && never.steadyTime.verdict == nil && never.verdict == .worse)
    let flat = BenchmarkComparison(before: before, after: benchmark(&noise, steps: [(500, 0.01)]))
    #expect(flat.classes.verdict == .different)
    let few = BenchmarkComparison(before: before, after: benchmark(&noise, processes: 2))
    #expect(few.steadyTime.verdict == nil && few.steadyTime.reason != nil)
  }
}
