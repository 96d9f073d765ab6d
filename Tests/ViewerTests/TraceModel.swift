// Answers about traces, guards and source with fixed figures, from a recording made for it: a loop with bridges of bridges, a guard that
// fails often, recordings given up, a source file that has changed and one that is missing, names that need care.

import Foundation

@testable import Profiler
@testable import Viewer

enum TraceModel {
  static let file = "/home/ada/edges/sobel.py"
  static let evil = "evil\u{1B}[2Jname\u{202E}"

  /// As it is now.
  static let source = (1...70).map { line in
    switch line {
    case 12: "def convolve(image, kernel):"
    case 13: "\tfor y in range(image.height):"
    case 14: "\t\ttotal += image.pixel(x, y) * kernel[y][x]"
    case 15: "\t\tif total > 255: total = 255.0  # evil\u{1B}[2J 写真"
    default: line % 5 == 0 ? "" : "\tx\(line) = y + \(line)"
    }
  }

  static func answer(_ question: Question) -> Reply {
    switch question {
    case .traces: return .traces(tree)
    case .trace(let number, _):
      guard let listing = listings[number] else { return .failed("there is no trace \(number)") }
      return .trace(OpenedTrace(listing: listing, texts: [file: text]))
    case .guards: return .guards(guards)
    case .source: return .source(heat)
    case .sourceFile(file): return .sourceFile(text)
    case .sourceFile(let path):
      return .sourceFile(SourceText(path: path, condition: .missing("No such file or directory"), lines: []))
    default: return .failed("not asked here")
    }
  }

  static let text = SourceText(path: file, condition: .changed, lines: source)
  static let tree = try! profile.traceTree(of: try! profile.counts())
  static let heat = try! profile.sourceHeat(of: try! profile.counts())
  static let guards = try! GuardTables(profile, try! profile.counts())
  static let listings = Dictionary(
    uniqueKeysWithValues: (0..<6).map { ($0, try! profile.traceListing($0, of: try! profile.counts())!) })

  private static let operations = """
    loop
    frame 0 parent -1 code 6'convolve' resume 0 base 0 result -1
    %0 value = slot 0 at 0:24
    %1 object = guardObject %0 -> s0
    guardShape %1 0x417c5bc0'range_iterator' -> s0
    %3 int = load.iterators %1 +24 at 0:30
    %4 float = guardFloat %3 -> s1
    %5 int = addOverflow %3, 1 -> s1 at 0:36
    loop
    %7 int = phi %5, %8 at 0:40
    %8 int = addOverflow %7, 1 -> s2
    jumpLoop -> s2
    snapshot s0 at 0:24 []
    snapshot s1 at 0:30 [1 = %3]
    snapshot s2 at 0:40 []

    """

  /// test rdi, rdi; jle; add rax, 1; addsd with a constant behind the code; ret.
  private static let code: [UInt8] =
    [0x48, 0x85, 0xFF, 0x7E, 0x0F, 0x48, 0x83, 0xC0, 0x01, 0xF2, 0x0F, 0x58, 0x05, 0x0F, 0x00, 0x00, 0x00, 0xC3]
    + [UInt8](repeating: 0x90, count: 14) + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]

  private static let profile: Profile = {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-\(UUID().uuidString)").path
    let writer = try! RecordingWriter(path: path, period: 1000)
    func python(_ name: String, _ first: Int, _ line: Int, in path: String = file) -> FrameID {
      let function = writer.intern(FunctionRecord(kind: .python, name: name, file: path, line: first))
      return writer.intern(function: function, line: line)
    }
    let lines = [
      python("convolve", 12, 14), python("convolve", 12, 15), python("Image.pixel", 40, 41, in: "/home/ada/image.py"),
      python(evil, 9, 9, in: "/tmp/e\u{7}vil.py"),
    ]
    let parents: [Int?] = [nil, 0, 1, 0, nil, nil]
    var frames: [FrameID] = []
    for number in 0..<6 {
      let start = lines[[0, 1, 1, 1, 2, 3][number]]
      let function = writer.intern(FunctionRecord(kind: .trace, name: "trace \(number)", file: file, line: number))
      frames.append(writer.intern(function: function, line: 0))
      writer.pending.traces.traces.append(
        TraceRow(
          id: number, thread: ThreadID(1), kind: number == 4 ? "function" : parents[number] == nil ? "loop" : "bridge",
          root: number < 4 ? 0 : number, parent: parents[number], parentExit: parents[number].map { $0 + 2 },
          link: number == 4 ? nil : number == 3 ? 5 : 0, function: function, frame: start,
          time: 100_000 + Microseconds(number) * 10_000, installed: 104_000 + Microseconds(number) * 10_000,
          recordNanoseconds: 812_000 - number * 1000, optimizeNanoseconds: 301_000, allocateNanoseconds: 120_500,
          encodeNanoseconds: 98_000, recordedOperations: 412 - number * 40, recordedGuards: 90,
          operations: 187 - number * 10, guards: 31, address: 4096, bytes: code.count * (number + 1)))
      for (exit, kind) in ["guardObject", "guardShape", "guardFloat", "addOverflow", "addOverflow", "jumpLoop"]
        .enumerated()
      {
        writer.pending.traces.exits.append(
          TraceExitRow(
            trace: number, number: exit, kind: kind, frame: exit < 3 ? start : lines[1],
            expected: exit == 1 ? "range_iterator" : exit == 2 ? "float" : nil))
      }
      writer.pending.traces.entered.append((number, [12, 0, 0, 3, 1_234_567, 40][number]))
      writer.pending.traces.texts += [(number, "recorded", operations), (number, "optimized", operations)]
      writer.pending.traces.codes.append((number, code))
      writer.pending.traces.lines += [
        (number, 3, 0, start), (number, 5, 0, lines[1]), (number, 9, 0, start), (number, 17, 0, lines[1]),
        (number, 18, 0, start),
      ]
    }
    writer.pending.traces.failures = [(0, 2, 12_345), (0, 3, 8), (1, 3, 8), (5, 1, 98_765)]
    writer.pending.traces.seen = [(0, 2, "int"), (5, 1, evil)]
    writer.pending.traces.bridges = [(0, 2, 1), (1, 3, 2), (0, 3, 3)]
    writer.pending.traces.ends = [(3, 9_000_000, "code memory was full")]
    for (count, reason, line) in [(7, "tooLong", lines[2]), (3, "unsupported", lines[3])] {
      writer.pending.traces.aborts += (0..<count).map { number in
        AbortRow(
          thread: ThreadID(1), time: 50_000, ended: 51_000, reason: reason, frame: line, parent: nil,
          parentExit: nil, tryNumber: number + 1, abortFrame: line, instruction: "CALL", operations: 5000,
          recordNanoseconds: 2_000_000)
      }
    }
    var time: Microseconds = 0
    func add(_ path: [FrameID], _ count: Int, _ state: SampleState, exit: ExitID? = nil) {
      let stack = writer.intern(rootFirst: path, broken: false, exit: exit)!
      for _ in 0..<count {
        writer.add(Sample(time: time, stack: stack, state: state, weight: 1000), thread: ThreadID(1))
        time += 1000
      }
    }
    add([lines[0], frames[0]], 3400, .trace)
    add([lines[1], frames[0]], 1200, .trace)
    add([lines[1], frames[1]], 900, .trace)
    add([lines[1], frames[2]], 150, .trace)
    add([lines[1], frames[3]], 50, .trace)
    add([lines[0], frames[0], lines[2], frames[4]], 700, .trace)
    add([lines[3], frames[5]], 300, .trace)
    add([lines[1]], 1600, .interpreting, exit: ExitID(trace: 0, exit: 2))
    add([lines[1]], 400, .runtime)
    add([lines[0], lines[2]], 800, .interpreting)
    add([lines[3]], 300, .interpreting, exit: ExitID(trace: 5, exit: 1))
    add([lines[3]], 200, .garbageCollection)
    try! writer.close(ending: "exit 0")
    let profile = try! Recording(path: path).profile()
    _ = try! profile.traces()
    return profile
  }()
}

extension ViewerState {
  var traces: TracesScreen { self[.traces] as! TracesScreen }
  var guards: GuardsScreen { self[.guards] as! GuardsScreen }
  var source: SourceScreen { self[.source] as! SourceScreen }
}
