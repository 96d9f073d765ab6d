// The tests of few processes against tables and against counting.

import Testing

@testable import Gate

@Suite struct ExactTestTests {
  /// The statistic of every order of m and n figures, counted one by one.
  private func counted(_ m: Int, _ n: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: m * n + 1)
    for bits in 0..<(1 << (m + n)) where bits.nonzeroBitCount == m {
      var statistic = 0
      var seen = 0
      for position in 0..<(m + n) {
        if bits >> position & 1 == 1 { statistic += seen } else { seen += 1 }
      }
      counts[statistic] += 1
    }
    return counts
  }

  @Test(arguments: [(2, 3), (3, 3), (4, 6), (6, 5), (7, 7)]) func arrangementsAreThoseThatExist(_ m: Int, _ n: Int) {
    #expect(RankTest.arrangements(m, n) == Array(counted(m, n).prefix(m * n / 2 + 1)))
  }

  /// Critical values of the Mann–Whitney U test, one-sided: the largest U that is significant is one less than the rank.
  @Test(arguments: [(5, 5, 0.01, 1), (10, 10, 0.005, 16), (8, 10, 0.05, 20), (20, 20, 0.01, 114), (3, 3, 0.01, -1)])
  func criticalRanksAreThoseOfTables(_ m: Int, _ n: Int, _ error: Double, _ critical: Int) {
    #expect(RankTest.criticalRank(m, n, error: error) == critical + 1)
  }

  @Test func changeIsTheMedianRatio() {
    let change = RankTest.change(
      baseline: [1, 2, 4, 8, 16, 32], candidate: [1.1, 2.2, 4.4, 8.8, 17.6, 35.2], error: 0.05)
    #expect(abs(change.estimate - 0.1) < 1e-12)
    #expect(change.low < 0 && change.high > 0.1)
  }

  /// Their orders are still numbers: nothing is significant by an overflow.
  @Test func theMostProcessesCanBeCompared() {
    let most = Suitability.mostProcesses
    #expect(binomial(2 * most, most).isFinite)
    #expect(FisherTest.probability(bad: most, of: most, badBefore: 0, ofBefore: most) < 1e-200)
    #expect(abs(FisherTest.probability(bad: 0, of: most, badBefore: 0, ofBefore: most) - 1) < 1e-12)
  }

  @Test func neverIsWorseThanAnyTime() {
    let some = [Double](repeating: 1, count: 10)
    let never = [Double](repeating: .infinity, count: 10)
    #expect(RankTest.change(baseline: some, candidate: never, error: 0.001).low == .infinity)
    let same = RankTest.change(baseline: never, candidate: never, error: 0.001)
    #expect(same == Change(estimate: 0, low: 0, high: 0))
  }

  @Test func fewProcessesProveNothing() {
    let change = RankTest.change(baseline: [1, 1], candidate: [9, 9], error: 0.01)
    #expect(change.low == -1 && change.high == .infinity)
    #expect(RankTest.fewestProcesses(error: 0.01) == 5)
    #expect(RankTest.fewestProcesses(error: 0.01 / 6) == 6)
  }

  @Test func fisherCountsTables() {
    #expect(abs(FisherTest.probability(bad: 10, of: 10, badBefore: 0, ofBefore: 10) - 1 / 184_756) < 1e-12)
    #expect(abs(FisherTest.probability(bad: 3, of: 4, badBefore: 1, ofBefore: 4) - 17.0 / 70) < 1e-12)
    #expect(FisherTest.probability(bad: 0, of: 10, badBefore: 0, ofBefore: 10) == 1)
  }

  /// The rule of three, and a value of the tables of Clopper and Pearson.
  @Test func sharesHaveExactBounds() {
    let none = ShareInterval.bounds(0, of: 200, confidence: 0.95)
    #expect(none.low == 0 && abs(none.high - 0.018_275) < 1e-5)
    let some = ShareInterval.bounds(5, of: 10, confidence: 0.95)
    #expect(abs(some.low - 0.187_086) < 1e-5 && abs(some.high - 0.812_914) < 1e-5)
  }

  /// Two sides of one distribution: at most as many significant differences as promised, with heavy tails and ties too.
  @Test(arguments: [0, 1, 2]) func errorIsKept(_ kind: Int) {
    var generator = SplitMix64(seed: 7)
    func figure() -> Double {
      let uniform = Double.random(in: 0.001..<1, using: &generator)
      return kind == 0 ? 1 + uniform : kind == 1 ? 1 / uniform : (uniform * 4).rounded() + 1
    }
    let alarms = (0..<4000).count { _ in
      let sides = (0..<2).map { _ in (0..<8).map { _ in figure() } }
      return RankTest.change(baseline: sides[0], candidate: sides[1], error: 0.02).low > 0
    }
    // 80 expected; 2 % of 4,000 exceeds 110 with a probability below 0.001.
    #expect(alarms <= 110)
  }
}
