// How often the noise test is wrong, on recordings drawn by chance with a fixed seed; conditions that differ; ranges.

import Foundation
import Testing

@testable import Profiler

/// SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Normally distributed, by the polar method.
  mutating func normal() -> Double {
    while true {
      let (x, y) = (Double.random(in: -1...1, using: &self), Double.random(in: -1...1, using: &self))
      let square = x * x + y * y
      if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }
}

@Suite struct DifferenceNoiseTests {
  /// Seconds of each function in the program; forty of them, a few large.
  private static let times = (0..<40).map { 0.4 * pow(0.8, Double($0)) }

  /// A run: what each function takes varies by `spread`; every millisecond of it is a sample, of one function or another.
  private static func side(_ profile: Profile, _ spread: Double, _ random: inout Seeded, slower: Double = 1)
    -> DifferenceSide
  {
    var ends: [Double] = []
    for (index, time) in times.enumerated() {
      let varied = time * max(0, 1 + spread * random.normal()) * (index == 1 ? slower : 1)
      ends.append((ends.last ?? 0) + varied)
    }
    var samples = [Int](repeating: 0, count: times.count)
    for _ in 0..<Int(ends.last! * 1000) {
      let point = Double.random(in: 0..<ends.last!, using: &random)
      samples[ends.firstIndex { point < $0 }!] += 1
    }
    let rows = samples.enumerated().map { index, count in
      StackCounts.Row(stack: StackID(index + 1), state: .interpreting, samples: count, weight: count * 1000)
    }
    return DifferenceSide(profile, filter: .all, counts: StackCounts(rows: rows.filter { $0.samples > 0 }))
  }

  private static func profile() throws -> Profile {
    let made = try HandMade()
    for index in times.indices { made.add(["pmain:1", "pwork\(index):\(index + 10)"], count: 1, from: 0) }
    return try made.closed()
  }

  /// Pairs of the same program in which anything is marked, of 300.
  private func falseAlarms(spread: Double, judgedBy runToRun: Double) throws -> Int {
    let profile = try Self.profile()
    var random = Seeded(state: 2024)
    return try (0..<300).count { _ in
      let sides = (Self.side(profile, spread, &random), Self.side(profile, spread, &random))
      return try Difference(sides.0, sides.1, runToRun: runToRun).isSignificant
    }
  }

  @Test func theSameProgramIsSeldomMarked() throws {
    // 5 % of 300 pairs are 15; 24 and more would come by chance in 2 of 100 trials.
    #expect(try falseAlarms(spread: 0, judgedBy: 0) < 24)
    #expect(try falseAlarms(spread: Change.runToRun, judgedBy: Change.runToRun) < 24)
    // What varies from run to run is not the noise of sampling.
    #expect(try falseAlarms(spread: 0.1, judgedBy: 0) > 150)
  }

  @Test func whatChangedIsMarked() throws {
    let profile = try Self.profile()
    var random = Seeded(state: 7)
    let found = try (0..<100).count { _ in
      // Four fifths more in the second function, which has a sixth of the time.
      let sides = (
        Self.side(profile, 0.01, &random), Self.side(profile, 0.01, &random, slower: 1.8)
      )
      let row = try Difference(sides.0, sides.1).functions.first { $0.place.function == "work1" }!
      return row.own.time.isSignificant && row.own.time.difference > 0
    }
    #expect(found > 90)
  }

  @Test func conditionsThatDiffer() throws {
    func side(_ environment: [String: String]) throws -> DifferenceSide {
      let made = try HandMade()
      made.add(["pmain:3"], count: 500, from: 0)
      made.writer.set(environment: environment)
      return try DifferenceSide(try made.closed())
    }
    let before = try side(["program": "/home/ada/old/sobel.py 512", "rate_asked_hz": "1000", "host": "ada\u{1B}[2J"])
    let same = try side(["program": "new/sobel.py 512", "rate_asked_hz": "1000", "python": "3.11"])
    let other = try side(["program": "new/blur.py", "rate_asked_hz": "200", "host": "grace"])
    #expect(try Difference(before, same).conditions.isEmpty)
    let difference = try Difference(before, other)
    #expect(difference.conditions.map(\.what) == ["program", "rate in Hz", "machine"])
    #expect(difference.conditions[0] == ConditionDifference(what: "program", before: "sobel.py 512", after: "blur.py"))
    let text = DifferenceReport(difference).text
    #expect(text.contains("Different rate in Hz: 1000 before, 200 after.") && !text.contains("\u{1B}"))
    #expect(difference.conditions.count == 3 && DifferenceReport(difference).json().text.contains("\"conditions\""))
  }

  @Test func fewSamplesAreNamed() throws {
    func side(_ count: Int) throws -> DifferenceSide {
      let made = try HandMade()
      made.add(["pmain:3"], count: count, from: 0)
      return try DifferenceSide(try made.closed())
    }
    #expect(DifferenceReport(try Difference(side(50), side(500))).text.contains("With so few samples"))
    #expect(!DifferenceReport(try Difference(side(200), side(500))).text.contains("With so few samples"))
  }

  @Test func rangesHaveTheirOwnCountsWhereThereAreTimes() throws {
    let made = try TraceMade()
    // Of 1 s: traces were installed after 2 ms, trace 2 ended after 900 ms, three recordings given up after 0.5 ms.
    let profile = try made.made.closed()
    func side(_ range: Range<Microseconds>?) throws -> DifferenceSide {
      try DifferenceSide(profile, filter: SampleFilter(range: range))
    }
    let whole = try Difference(side(nil), side(nil))
    #expect(whole.aborts.map(\.count) == [CountChange(before: 3, after: 3)] && !whole.isRanged)
    let ends = try Difference(side(0..<1000), side(950_000..<1_000_000))
    #expect(ends.aborts.map(\.count) == [CountChange(before: 3, after: 0)])
    #expect(ends.traces.reduce(0) { $0 + $1.traces.before } == 0 && ends.traces.reduce(0) { $0 + $1.traces.after } == 3)
    #expect(ends.guards.allSatisfy { $0.bridges.before == 0 })
    let text = DifferenceReport(ends, width: 120).text
    #expect(text.contains("Left out, because a recording has only their totals"))
    #expect(!text.contains("failures  "))
    let json = try JSONSerialization.jsonObject(with: Data(DifferenceReport(ends).json().text.utf8)) as! [String: Any]
    #expect(json["of_whole_recordings"] as? [String] == ["entered", "failures", "calls", "bytes"])
  }
}
