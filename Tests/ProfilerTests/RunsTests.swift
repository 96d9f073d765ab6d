// Stacks in the order of time: every sample while there are few, the stack seen most of each slice when there are many.

import Testing

@testable import Profiler

@Suite struct RunsTests {
  private func profile() throws -> Profile {
    let made = try HandMade()
    for round in 0..<50 {
      let start = Microseconds(round) * 10_000
      made.add(["pmain:3", "pblur:12"], count: 6, from: start)
      made.add(["pmain:3", "nmemcpy"], count: 4, from: start + 6000, state: .cCall)
    }
    made.add(["pother:1"], count: 10, from: 0, thread: 2)
    return try made.closed()
  }

  @Test func everySample() throws {
    let profile = try profile()
    let runs = try profile.stackRuns(limit: 10_000)
    #expect(runs.slice == nil && runs.rows.count == 101)
    #expect(runs.rows.prefix(4).map(\.samples) == [6, 4, 6, 4])
    #expect(runs.rows.last?.samples == 10)
    #expect(runs.rows.reduce(0) { $0 + $1.weight } == (try profile.counts().weight))
    let some = try profile.stackRuns(SampleFilter(range: 0..<10_000, states: [.cCall]), limit: 10_000)
    #expect(some.rows.map(\.samples) == [4])
  }

  @Test func slices() throws {
    let profile = try profile()
    let runs = try profile.stackRuns(limit: 100)
    #expect(runs.slice != nil && runs.rows.count <= 101)
    #expect(runs.rows.reduce(0) { $0 + $1.samples } == 510)
    #expect(runs.rows.reduce(0) { $0 + $1.weight } == (try profile.counts().weight))
  }

  @Test func anEmptyRecording() throws {
    #expect(try HandMade().closed().stackRuns(limit: 10).rows.isEmpty)
  }
}
