// What a recording holds of a warmup: tiers and events by slice, and from when on machine code is steady.

import Testing

@testable import Profiler

@Suite struct WarmupTests {
  /// `parts`: milliseconds and whether machine code ran in them, one after the other.
  private func profile(_ parts: [(count: Int, compiled: Bool)]) throws -> Profile {
    let made = try HandMade()
    var time = 0 as Microseconds
    for part in parts {
      made.add(
        part.compiled ? ["pmain:3", "ttrace 1"] : ["pmain:3"], count: part.count, from: time,
        state: part.compiled ? .trace : .interpreting)
      time += Microseconds(part.count) * 1000
    }
    return try made.closed()
  }

  private func verdict(_ parts: [(count: Int, compiled: Bool)]) throws -> Steadiness.Verdict {
    try profile(parts).warmup().steadiness.verdict
  }

  @Test func machineCodeAfterAFifth() throws {
    let profile = try profile([(200, false), (800, true)])
    let warmup = try profile.warmup()
    guard case .steady(let time) = warmup.steadiness.verdict else {
      Issue.record("\(warmup.steadiness)")
      return
    }
    // Slices are 25 ms long; a sample at the border may be in either.
    #expect((175_000...225_001).contains(time))
    #expect(warmup.steadiness.share.share == 1)
    #expect(warmup.slices.count == 200)
    #expect(warmup.slices.first!.tiers.share(of: .machineCode) == 0)
    #expect(warmup.slices.last!.tiers.share(of: .machineCode) == 1)
    #expect(warmup.slices.reduce(0) { $0 + $1.tiers.weight } == (try profile.counts().weight))
  }

  @Test func otherVerdicts() throws {
    #expect(try verdict([(100, true)]) == .tooFewSamples)
    #expect(try verdict([]) == .tooFewSamples)
    #expect(try verdict([(400, true), (600, false)]) == .noMachineCode)
    #expect(try verdict([(1000, true)]) == .steady(from: 0))
    // Machine code is left for a while near the end.
    guard case .unsteady = try verdict([(900, true), (50, false), (50, true)]) else {
      Issue.record("a departure in the last quarter")
      return
    }
  }

  @Test func eventsOfAThread() throws {
    let made = try TraceMade().made
    made.add(["pmain:3"], count: 10, from: 0, thread: 2)
    made.writer.add(
      GarbageCollection(thread: ThreadID(2), time: 5000, duration: 1500, bytesBefore: 9000, bytesAfter: 4000))
    let profile = try made.closed()
    func counts(_ thread: Int) throws -> [Int] {
      let warmup = try profile.warmup(SampleFilter(threads: [ThreadID(thread)]))
      return [EventKind.compiled, .bridge, .aborted, .invalidated, .collection].map(warmup.total(of:))
    }
    let first = try counts(1)
    #expect(first[0] > 0 && first[1] > 0 && first[2] > 0 && first[4] == 0)
    #expect(try counts(2) == [0, 0, 0, 0, 1])
    #expect(try profile.warmup().total(of: .collection) == 1)
  }

  @Test func eventsByTime() throws {
    let made = try HandMade()
    made.add(["pmain:3"], count: 300, from: 0)
    made.writer.add(
      GarbageCollection(thread: ThreadID(1), time: 100_000, duration: 1500, bytesBefore: 9000, bytesAfter: 4000))
    let profile = try made.closed()
    let warmup = try profile.warmup()
    #expect(warmup.total(of: .collection) == 1 && warmup.total(of: .compiled) == 0)
    let slice = warmup.slices.first { !$0.events.isEmpty }!
    #expect(slice.events[0].detail == "1.5 ms, freed 5.0 kB" && slice.tiers.start <= 100_000)
    #expect(try profile.warmup(SampleFilter(range: 150_000..<300_000)).total(of: .collection) == 0)
  }

  @Test func theReportFitsTheLineWithEveryKindOfEvent() throws {
    let made = try TraceMade().made
    for (index, kind) in ["compiled", "aborted", "blacklisted", "invalidated", "flushed"].enumerated() {
      made.writer.pending.traces.events.append(
        TraceEventRow(
          thread: ThreadID(1), time: Microseconds(index) * 100_000, kind: kind, trace: kind == "compiled" ? 0 : nil,
          exit: nil, frame: nil, detail: "because"))
    }
    let profile = try made.closed()
    for width in [60, 80, 100, 120, 160] {
      let text = try ScreenReports.text(WarmupReport.self, profile, width: width)
      for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
    }
  }
}
