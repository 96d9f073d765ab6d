// What the doctor says about the recording of TraceModel: a guard, a C function with a hostile name, the whole program.

@testable import Profiler
@testable import Viewer

extension TraceModel {
  static let findings: [Finding] = [
    Finding(
      rule: "failing-guard", title: "A guard keeps failing", cost: share(160),
      costMeaning: "in the interpreter after this guard failed", place: function("convolve", file, 12), line: 14,
      evidence: ["expected float, saw int", "12,345 failures; a bridge took its place after 8"],
      suggestion: "Start with a float, so that the type of the sum never changes.", edit: "total = 0.0   # not 0",
      target: .exit(ExitID(trace: 0, exit: 2))),
    Finding(
      rule: "fine-calls", title: "Calls into C are too fine", cost: share(60),
      costMeaning: "around calls of qsort\u{1B}[2J", place: function(evil, "/tmp/e\u{7}vil.py", 9), line: 9,
      evidence: ["1.2 M calls, 0.8 µs in C and 1.5 µs around it"],
      suggestion: "Let a call carry more: a call should carry 38 times as much for an overhead of less than 5 %.",
      target: .crossing("adler32")),
    Finding(
      rule: "garbage-pressure", title: "Much time goes into collecting garbage", cost: share(20),
      costMeaning: "in the garbage collector", evidence: ["41 collections, the longest 1.2 ms"],
      suggestion: "Keep objects that are needed again instead of making them anew."),
  ]

  private static func share(_ samples: Int) -> Share { Share(weight: samples * 1000, of: 1_000_000, samples: 1000) }

  private static func function(_ name: String, _ file: String, _ line: Int) -> ProfileFunction {
    ProfileFunction(id: FunctionID(0), kind: .python, name: name, file: file, line: line)
  }
}
