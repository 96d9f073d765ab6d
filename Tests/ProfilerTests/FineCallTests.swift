// The doctor's rule on calls that carry too little, where samples are few.

import Testing

@testable import Profiler

@Suite struct FineCallTests {
  /// 24 samples around calls of `crc32` and 16 in it, of 120: too few for the ledger's number, enough to say that it is at least four.
  @Test func fewSamplesAreEnoughForAFinding() throws {
    let made = try HandMade()
    let (function, frame) = made.writer.makeCrossingFrame(name: "crc32", library: "/lib/libz.so.1")
    var row = CrossingRow(
      id: 1, function: function, frame: frame, site: made.frame("pchecksum:30"), route: "cffi",
      signature: "unsigned long crc32(unsigned long, char *, unsigned int)")
    row.calls = 1_000_000
    row.bytes = 44_000_000
    made.writer.set(row)
    let line = made.frame("pchecksum:30")
    let stacks: [([FrameID], SampleState, Int)] = [
      ([line, frame, made.frame("rinvoke", file: "/bin/pitviper-tools")], .conversion, 24),
      ([line, frame, made.frame("ncrc32_z")], .cCall, 16), ([line], .interpreting, 80),
    ]
    var time: Microseconds = 0
    for (path, state, count) in stacks {
      let stack = made.writer.intern(rootFirst: path)!
      for _ in 0..<count {
        made.writer.add(Sample(time: time, stack: stack, state: state, weight: 1000), thread: ThreadID(1))
        time += 1000
      }
    }
    let profile = try made.closed()
    #expect(try profile.crossingFunctions(of: profile.counts()).first?.cost.breakEven == nil)
    let finding = try #require(try profile.findings().first { $0.rule == "fine-calls" })
    #expect(finding.line == 30 && finding.suggestion.contains("or more of them to C in one call"))
  }
}
