// The doctor on a part of a recording: what has a time is that of the part; what has none is said to be of the whole.

import Testing

@testable import Profiler

@Suite struct DoctorRangeTests {
  /// Two seconds. In the first: 25 recordings given up, 400 ms in the recorder. In the second: 5 of them and 10 ms; a guard that
  /// has failed 900 times in all costs 300 ms.
  private func made() throws -> Profile {
    let made = try HandMade()
    let line = made.frame("pmain:10")
    let function = made.writer.intern(FunctionRecord(kind: .trace, name: "trace 0", file: "/src/main.py", line: 10))
    made.writer.pending.traces.traces.append(
      TraceRow(
        id: 0, thread: ThreadID(1), kind: "loop", root: 0, parent: nil, parentExit: nil, link: 0, function: function,
        frame: line, time: 1_000_000, installed: 1_010_000, recordNanoseconds: 1000, optimizeNanoseconds: 0,
        allocateNanoseconds: 0, encodeNanoseconds: 0, recordedOperations: 12, recordedGuards: 3, operations: 6,
        guards: 2, address: 4096, bytes: 100))
    made.writer.pending.traces.exits.append(
      TraceExitRow(trace: 0, number: 0, kind: "guardInt", frame: line, expected: "int"))
    made.writer.pending.traces.failures = [(0, 0, 900)]
    made.writer.pending.traces.aborts = (0..<30).map { count in
      let time = Microseconds(count < 25 ? 1000 * count : 1_100_000 + count)
      return AbortRow(
        thread: ThreadID(1), time: time, ended: time + 10, reason: "tooLong", frame: line, parent: nil, parentExit: nil,
        tryNumber: count + 1, abortFrame: line, instruction: "CALL", operations: 10, recordNanoseconds: 1000)
    }
    var time: Microseconds = 0
    func add(_ state: SampleState, _ count: Int, exit: ExitID? = nil) {
      let stack = made.writer.intern(rootFirst: [line], broken: false, exit: exit)!
      for _ in 0..<count {
        made.writer.add(Sample(time: time, stack: stack, state: state, weight: 1000), thread: ThreadID(1))
        time += 1000
      }
    }
    add(.recording, 400)
    add(.interpreting, 600)
    add(.recording, 10)
    add(.interpreting, 300, exit: ExitID(trace: 0, exit: 0))
    add(.interpreting, 690)
    return try made.closed()
  }

  private func findings(_ range: Range<Microseconds>?) throws -> [Finding] {
    try made().findings(SampleFilter(range: range))
  }

  @Test func recordingsGivenUpAreThoseOfTheRange() throws {
    func storm(_ range: Range<Microseconds>?) throws -> Finding? {
      try findings(range).first { $0.rule == "abort-storm" }
    }
    #expect(try storm(nil)?.evidence[0].hasPrefix("30 recordings given up") == true)
    #expect(try storm(0..<1_000_000)?.evidence[0].hasPrefix("25 recordings given up") == true)
    #expect(try storm(1_000_000..<2_000_000) == nil)
  }

  @Test func failuresOfGuardsAreOfTheWholeRecording() throws {
    func failing(_ range: Range<Microseconds>?) throws -> Finding? {
      try findings(range).first { $0.rule == "failing-guard" }
    }
    #expect(try failing(nil)?.evidence[0].hasPrefix("900 failures of guardInt") == true)
    #expect(try failing(0..<1_000_000) == nil)
    let second = try #require(try failing(1_000_000..<2_000_000))
    #expect(second.evidence[0].hasPrefix("900 failures in the whole recording of guardInt"))
    #expect(abs(second.cost.share - 0.3) < 0.001)
  }

  @Test func whatIsCompiledLaterIsNotCalledNeverCompiled() throws {
    #expect(try !findings(0..<1_000_000).contains { $0.rule == "never-compiled" })
  }

  @Test func theOrderIsAlwaysTheSame() throws {
    let profile = try made()
    let first = try profile.findings().map { "\($0.rule) \($0.placeText) \($0.evidence)" }
    for _ in 0..<5 { #expect(try profile.findings().map { "\($0.rule) \($0.placeText) \($0.evidence)" } == first) }
  }
}
