// A recording of traces with every figure known: 1,000 samples of a millisecond.
//
//   trace 0  loop at main.py:10      400 in machine code on line 10, 100 on line 11, 50 in what line 11 calls
//   trace 1  bridge of 0 at exit 1   150 in machine code on line 12
//   trace 2  bridge of 1 at exit 0    30 in machine code on line 12
//   trace 3  function at main.py:30   20, called by trace 0 (line 11)
//   interpreter on line 11           200, lost at exit 1 of trace 0
//   garbage collection on line 12     50

@testable import Profiler

struct TraceMade {
  let made: HandMade

  static let text = """
    loop
    frame 0 parent -1 code 6'main' resume 0 base 0 result -1
    %0 value = slot 0 at 0:24
    %1 int = guardInt %0 -> s0
    %2 int = addOverflow %1, 1 -> s1 at 0:30
    loop
    %4 int = phi %2, %5 at 0:31
    jumpLoop -> s2
    snapshot s0 at 0:24 []
    snapshot s1 at 0:30 raise []
    snapshot s2 at 0:31 []

    """
  /// test rdi, rdi; jle 0x10; addsd xmm0, [rip + 4] (the constant at 16); ret; int3; int3; the constant 1.0.
  static let code: [UInt8] =
    [0x48, 0x85, 0xFF, 0x7E, 0x0B, 0xF2, 0x0F, 0x58, 0x05, 0x03, 0x00, 0x00, 0x00, 0xC3, 0xCC, 0xCC]
    + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]

  /// - Parameters:
  ///   - hasText: as with `profile --traces`.
  ///   - text: follows names.
  init(hasText: Bool = true, hostile text: String = "", file: String = "/src/main.py") throws {
    made = try HandMade()
    let writer = made.writer
    func python(_ name: String, _ line: Int) -> FrameID {
      let record = FunctionRecord(kind: .python, name: name + text, file: file, line: name == "main" ? 1 : 30)
      return writer.intern(function: writer.intern(record), line: line)
    }
    let lines = [10: python("main", 10), 11: python("main", 11), 12: python("main", 12), 30: python("leaf", 30)]
    var frames: [FrameID] = []
    for number in 0..<4 {
      let start = [10, 12, 12, 30][number]
      let function = writer.intern(FunctionRecord(kind: .trace, name: "trace \(number)", file: file, line: start))
      frames.append(writer.intern(function: function, line: 0))
      writer.pending.traces.traces.append(
        TraceRow(
          id: number, thread: ThreadID(1), kind: ["loop", "bridge", "bridge", "function"][number],
          root: [0, 0, 0, 3][number], parent: [nil, 0, 1, nil][number], parentExit: [nil, 1, 0, nil][number],
          link: [0, 0, nil, nil][number], function: function, frame: lines[start]!, time: 1000, installed: 2000,
          recordNanoseconds: 4000 - number, optimizeNanoseconds: 300, allocateNanoseconds: 200,
          encodeNanoseconds: 100, recordedOperations: 12, recordedGuards: 3, operations: 6, guards: 2,
          address: 4096, bytes: Self.code.count))
      for exit in 0..<3 {
        writer.pending.traces.exits.append(
          TraceExitRow(
            trace: number, number: exit, kind: ["guardInt", "addOverflow", "jumpLoop"][exit],
            frame: lines[[10, 11, 12][exit]]!, expected: exit == 0 ? "int" + text : nil))
      }
    }
    writer.pending.traces.entered = [(0, 7), (1, 100), (3, 20)]
    writer.pending.traces.failures = [(0, 1, 900), (1, 0, 5)]
    writer.pending.traces.seen = [(0, 1, "float" + text)]
    writer.pending.traces.bridges = [(0, 1, 1), (1, 0, 2)]
    writer.pending.traces.ends = [(2, 900_000, "shape changed" + text)]
    if hasText {
      writer.pending.traces.texts = [(0, "recorded", Self.text), (0, "optimized", Self.text)]
      writer.pending.traces.codes = [(0, Self.code)]
      writer.pending.traces.lines = [
        (0, 3, 0, lines[10]!), (0, 5, 0, lines[11]!), (0, 13, 0, lines[10]!), (0, 14, 0, lines[12]!),
      ]
    }
    writer.pending.traces.aborts = (0..<3).map { count in
      AbortRow(
        thread: ThreadID(1), time: 500, ended: 600, reason: "tooLong", frame: lines[12]!, parent: nil, parentExit: nil,
        tryNumber: count + 1, abortFrame: lines[12]!, instruction: "CALL", operations: 10, recordNanoseconds: 1000)
    }
    var time: Microseconds = 0
    func add(_ path: [FrameID], _ count: Int, _ state: SampleState, exit: ExitID? = nil) {
      let stack = writer.intern(rootFirst: path, broken: false, exit: exit)!
      for _ in 0..<count {
        writer.add(Sample(time: time, stack: stack, state: state, weight: 1000), thread: ThreadID(1))
        time += 1000
      }
    }
    let native = made.frame("nmemcpy")
    add([lines[10]!, frames[0]], 400, .trace)
    add([lines[11]!, frames[0]], 100, .trace)
    add([lines[11]!, frames[0], native], 50, .runtime)
    add([lines[12]!, frames[1]], 150, .trace)
    add([lines[12]!, frames[2]], 30, .trace)
    add([lines[11]!, frames[0], lines[30]!, frames[3]], 20, .trace)
    add([lines[11]!], 200, .interpreting, exit: ExitID(trace: 0, exit: 1))
    add([lines[12]!], 50, .garbageCollection)
  }
}
