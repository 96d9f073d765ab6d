// A recording in which every text that a script, a library or a file can bring along would harm a terminal or shift its
// columns: names of functions, files, threads and C functions, signatures, types, causes, texts of traces, lines of the
// source, the program's own name. For tests of what screens, reports and other outputs make of it.

import Foundation

@testable import Profiler

public enum HostileRecording {
  /// Texts with, in this order: escape sequences, ends of lines and tabs, directions turned round, letters from right to
  /// left, wide letters, many marks on one letter, a mark on none, emoji sequences, C1 controls, invisible characters, other
  /// ends of lines, NUL, markup, formats of printf, and 10,000 characters of each of three kinds.
  public static let texts: [String] = [
    "esc\u{1B}[2J\u{1B}]2;owned\u{7}\u{1B}[31m", "line\nbreak\ttab\rreturn\u{8}\u{8}",
    "rtl\u{202E}drow\u{2066}x\u{2069}",
    "שלום مرحبا", "写真を読む漢字한글Ｆ", "e" + String(repeating: "\u{301}", count: 12), "\u{301}alone",
    "👩\u{200D}👩\u{200D}👧 🏳\u{FE0F}\u{200D}🌈 👍🏽 🇩🇪 ❤\u{FE0F} 1\u{FE0F}\u{20E3}", "\u{9B}31m\u{85}\u{90}x\u{9C}",
    "a\u{200B}b\u{FEFF}\u{AD}\u{E0041}\u{E000}", "a\u{2028}b\u{2029}c", "nul\u{0}after",
    "<script>alert(1)</script>&amp;\"'",
    "%s%n%d", String(repeating: "long ", count: 2000), String(repeating: "長", count: 10_000),
    "m" + String(repeating: "\u{301}", count: 10_000),
  ]

  /// Parts of the texts that must not reach a terminal as they are.
  public static let forbidden: [String] = [
    "\u{1B}[2J", "\u{1B}]2;", "\u{7}", "\u{202E}", "\u{9B}", "\u{90}", "\u{0}", "\r", "\u{8}",
  ]

  /// Writes the recording to `path`, and its source file beside it.
  public static func write(to path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let file = folder.appendingPathComponent("evil\u{1B}[2J\n写真.py").path
    try texts.map { $0.replacing("\n", with: "\u{1B}[2J") }.joined(separator: "\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let writer = try RecordingWriter(path: path, period: 1000)
    for (number, text) in texts.enumerated() {
      writer.addThread(ThreadID(number + 1), native: number, name: text, started: 0)
    }
    writer.set(environment: [
      "program": texts[0] + texts[1], "mode": "cpu\u{1B}[2J", "rate_asked_hz": "1000", "rate_achieved_hz": "998",
      "directory": folder.path, "python": texts[2], "arguments": texts.joined(separator: " "),
    ])
    writer.set(losses: "ring\u{1B}[2J\nfull", to: 3)
    var time: Microseconds = 0
    var root: [FrameID] = []
    for (number, text) in texts.enumerated() {
      let kinds: [FunctionKind] = [.python, .native, .runtime]
      let function = writer.intern(
        FunctionRecord(kind: .python, name: text, file: number % 2 == 0 ? file : "/tmp/\(text).py", line: number + 1))
      let line = writer.intern(function: function, line: number + 1)
      let other = writer.intern(
        FunctionRecord(kind: kinds[number % 3], name: "in " + text, file: "/lib/\(text).so", line: 0))
      let traceFunction = writer.intern(FunctionRecord(kind: .trace, name: "trace \(number)", file: file, line: number))
      let traceFrame = writer.intern(function: traceFunction, line: 0)
      let crossing = writer.makeCrossingFrame(name: "c " + text, library: "/lib/lib\(text).so")
      var row = CrossingRow(
        id: number + 1, function: crossing.function, frame: crossing.frame, site: line, route: "cffi",
        signature: "int \(text)(void)")
      row.calls = 10 + number
      writer.set(row)
      addTrace(number, text, line, traceFunction, to: writer)
      if root.count < 6 { root.append(line) }
      for (path, state, exit) in [
        (root + [line], SampleState.interpreting, ExitID(trace: number, exit: 1)),
        (root + [line, traceFrame], .trace, nil),
        (root + [line, crossing.frame, writer.intern(function: other, line: 0)], .cCall, nil),
      ] as [([FrameID], SampleState, ExitID?)] {
        let stack = writer.intern(rootFirst: path, broken: false, exit: exit)!
        for _ in 0..<(60 - number) {
          time += 1000
          writer.add(Sample(time: time, stack: stack, state: state, weight: 1000), thread: ThreadID(number + 1))
        }
      }
    }
    try writer.close(ending: "exit \u{1B}[2J")
  }

  private static func addTrace(
    _ number: Int, _ text: String, _ frame: FrameID, _ function: FunctionID, to writer: RecordingWriter
  ) {
    let time = Microseconds(number) * 100_000
    writer.pending.traces.traces.append(
      TraceRow(
        id: number, thread: ThreadID(1), kind: "loop", root: number, link: number, function: function, frame: frame,
        time: time, installed: time + 400, recordNanoseconds: 1000, optimizeNanoseconds: 1000,
        allocateNanoseconds: 1000, encodeNanoseconds: 1000, recordedOperations: 20, recordedGuards: 3, operations: 10,
        guards: 2, address: 4096, bytes: 16))
    for exit in 0..<2 {
      writer.pending.traces.exits.append(
        TraceExitRow(trace: number, number: exit, kind: "guardShape", frame: frame, expected: text))
    }
    writer.pending.traces.failures.append((number, 1, 1000 + number))
    writer.pending.traces.seen.append((number, 1, "seen " + text))
    // A name in a trace is as long as it says, in bytes.
    let name = "\(text.utf8.count)'\(text)'"
    let listing = """
      loop
      frame 0 parent -1 code \(name) resume 0 base 0 result -1
      %0 value = slot 0 at 0:24
      %1 object = guardObject %0 -> s0
      guardShape %1 0x417c5bc0\(name) -> s1
      jumpLoop -> s1
      snapshot s0 at 0:24 []
      snapshot s1 at 0:24 []

      """
    writer.pending.traces.texts += [
      (number, "recorded", listing), (number, "optimized", number % 2 == 0 ? listing : text),
    ]
    writer.pending.traces.codes.append((number, [0x48, 0x85, 0xFF, 0xC3]))
    writer.pending.traces.lines.append((number, 0, 0, frame))
    writer.pending.traces.ends.append((number, time + 50_000, "cause " + text))
    writer.pending.traces.aborts.append(
      AbortRow(
        thread: ThreadID(1), time: time, ended: time + 10, reason: "reason " + text, frame: frame, tryNumber: 1,
        abortFrame: frame, instruction: text, operations: 9, recordNanoseconds: 1000))
    for kind in ["compiled", "aborted", "blacklisted", "invalidated"] {
      writer.pending.traces.events.append(
        TraceEventRow(
          thread: ThreadID(1), time: time + 500, kind: kind, trace: kind == "aborted" ? nil : number, frame: frame,
          detail: text))
    }
  }
}
