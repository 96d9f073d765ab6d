// Two recordings compared: the noise test against published figures, a recording against itself, and planted changes.

import Foundation
import Testing

@testable import Profiler

@Suite struct DifferenceTests {
  /// R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
  @Test(arguments: [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 10, 0.6075, 1),
  ])
  func publishedIntervals(a: Int, m: Int, b: Int, n: Int, low: Double, high: Double) {
    let change = Change(
      Sampled(weight: b, total: n, effective: Double(n)), Sampled(weight: a, total: m, effective: Double(m)))
    #expect(abs(change.low - low) < 0.0001 && abs(change.high - high) < 0.0001)
    #expect((change.probability < 0.05) == (low > 0 || high < 0))
  }

  /// The example of Y. Benjamini and Y. Hochberg, JRSS B 57 (1995): four of fifteen are rejected at 5 %.
  @Test func publishedStepUp() {
    let values = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
    ]
    #expect(Change.threshold(values.reversed()) == 0.0095)
    #expect(Change.threshold([0.06, 0.2]) < 0)
    #expect(Change.threshold([]) < 0)
  }

  /// `blur` grows from 300 to 420 of 1,000 samples, `jitter` changes by two, `moved` begins at another line.
  private func profile(blur: Int, jitter: Int, movedTo line: Int, folder: String = "/src") throws -> Profile {
    let made = try HandMade()
    var time = 0 as Microseconds
    func add(_ name: String, _ line: Int, _ count: Int) {
      let main = made.frame("pmain:3", file: folder + "/main.py")
      let function = FunctionRecord(kind: .python, name: name, file: folder + "/main.py", line: line)
      let frame = made.writer.intern(function: made.writer.intern(function), line: line + 1)
      let stack = made.writer.intern(rootFirst: [main, frame])!
      for _ in 0..<count {
        made.writer.add(Sample(time: time, stack: stack, state: .interpreting, weight: 1000), thread: ThreadID(1))
        time += 1000
      }
    }
    add("blur", 10, blur)
    add("jitter", 20, jitter)
    add("moved", line, 100)
    add("rest", 90, 900 - blur - jitter)
    return try made.closed()
  }

  @Test func aRecordingAgainstItself() throws {
    for profile in [
      try profile(blur: 300, jitter: 50, movedTo: 30), try LedgerMade().made.closed(), try HandMade().closed(),
    ] {
      let side = try DifferenceSide(profile)
      let difference = try Difference(side, side)
      #expect(!difference.isSignificant)
      #expect(difference.functions.allSatisfy { $0.own.share.probability == 1 && $0.own.share.difference == 0 })
      let text = DifferenceReport(difference).text
      #expect(text.contains("No share and no time changed") && !text.contains("*"))
    }
  }

  @Test func plantedChanges() throws {
    let before = try DifferenceSide(try profile(blur: 300, jitter: 50, movedTo: 30))
    let after = try DifferenceSide(try profile(blur: 420, jitter: 52, movedTo: 35, folder: "/other"))
    #expect(abs(before.effective - 1000) < 0.001)
    let difference = try Difference(before, after)
    let changed = difference.functions.filter(\.isSignificant)
    #expect(changed.map(\.place.function) == ["rest", "blur"])
    #expect(changed[1].own.share.before == 0.3 && changed[1].own.share.after == 0.42)
    #expect(abs(changed[1].own.time.difference - 0.12) < 1e-9 && changed[1].own.time.isSignificant)
    // Found although folder and line are others.
    let moved = difference.functions.first { $0.place.function == "moved" }!
    #expect(moved.isOnBothSides && moved.place.line == 35 && moved.place.file == "/other/main.py")
    #expect(difference.functions.first { $0.place.function == "jitter" }!.own.share.isSignificant == false)
    let text = DifferenceReport(difference, width: 120).text
    #expect(text.contains("+12.0 *") && text.contains("3 that did not change") && !text.contains("jitter"))
    #expect(DifferenceReport(difference, showsAll: true).text.contains("jitter"))
  }

  @Test func aSlowerRunWithTheSameShares() throws {
    let made = try (HandMade(), HandMade())
    for (recording, times) in [(made.0, 1), (made.1, 2)] {
      recording.add(["pmain:3", "pblur:12"], count: 400 * times, from: 0)
      recording.add(["pmain:3", "pload:20"], count: 600 * times, from: 2_000_000, state: .cCall)
    }
    let difference = try Difference(try DifferenceSide(try made.0.closed()), try DifferenceSide(try made.1.closed()))
    let blur = difference.functions.first { $0.place.function == "blur" }!
    #expect(!blur.own.share.isSignificant && blur.own.time.isSignificant)
    #expect(blur.own.time.before == 0.4 && blur.own.time.after == 0.8)
  }

  @Test func rangesOfOneRecording() throws {
    let made = try HandMade()
    made.add(["pmain:3", "pwarm:12"], count: 500, from: 0)
    made.add(["pmain:3", "psteady:20"], count: 500, from: 500_000)
    let profile = try made.closed()
    func side(_ range: Range<Microseconds>) throws -> DifferenceSide {
      try DifferenceSide(profile, filter: SampleFilter(range: range))
    }
    let difference = try Difference(side(0..<500_000), side(500_000..<1_000_000))
    #expect(Set(difference.functions.filter(\.own.isSignificant).map(\.place.function)) == ["warm", "steady"])
    #expect(try Difference(side(0..<250_000), side(250_000..<500_000)).isSignificant == false)
    #expect(DifferenceReport(difference).text.contains("0 µs to 500 ms"))
  }

  @Test func samplesOfUnequalWeightCountLess() throws {
    let rows = [
      StackCounts.Row(stack: StackID(1), state: .interpreting, samples: 1, weight: 9000),
      StackCounts.Row(stack: StackID(2), state: .interpreting, samples: 9, weight: 9000),
    ]
    let side = DifferenceSide(try HandMade().closed(), filter: .all, counts: StackCounts(rows: rows))
    // 18² / (9² + 9·1²)
    #expect(abs(side.effective - 3.6) < 1e-9)
  }

  @Test func callsIntoC() throws {
    let difference = try Difference(
      try DifferenceSide(try HandMade().closed()), try DifferenceSide(try LedgerMade().made.closed()))
    #expect(difference.crossings.map(\.place.function) == ["cos", "qsort"])
    #expect(difference.crossings[0].calls == CountChange(before: 0, after: 6500))
  }

  @Test func jsonIsTheSameEachTime() throws {
    let sides = (
      try DifferenceSide(try profile(blur: 300, jitter: 50, movedTo: 30)),
      try DifferenceSide(try profile(blur: 420, jitter: 52, movedTo: 35))
    )
    let report = DifferenceReport(try Difference(sides.0, sides.1))
    let json = try JSONSerialization.jsonObject(with: Data(report.json().text.utf8)) as! [String: Any]
    #expect(
      Set(json.keys) == [
        "format", "significant", "before", "after", "conditions", "of_whole_recordings", "states", "functions",
        "traces",
        "guards", "aborts", "crossings",
      ])
    #expect(json["significant"] as? Bool == true && (json["functions"] as! [Any]).count == 5)
    #expect(try DifferenceReport(Difference(sides.0, sides.1)).json().text == report.json().text)
  }

  @Test(arguments: [60, 80, 120]) func everyLineFits(width: Int) throws {
    let side = (
      try DifferenceSide(try HandMade().closed()),
      try DifferenceSide(try LedgerMade(hostile: "\u{1B}漢\n").made.closed())
    )
    let text = DifferenceReport(try Difference(side.0, side.1), width: width, showsAll: true).text
    for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.spelling(of: $0) == nil })
  }
}
