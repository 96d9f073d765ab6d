// The function of the program that is told of its traces (`pitviper.jit.set_hook`). It is called at the next safepoint
// after the event, never during a recording, and what it causes itself is not told: it may call whatever it likes.

import CRuntime
import TraceIR

struct JITHook {
  enum Event {
    case compiled(TraceRecord)
    case aborted(Recorder, AbortReason)
    case invalidated(TraceRecord, String)
    case flushed(traces: Int, bytes: Int, String)
  }
  /// More than that wait for no safepoint: the rest is counted and told with the next one.
  static let limit = 1000

  /// The function, or unbound.
  var function = Value.unbound
  private var waiting: [(name: String, fields: [(String, JITHookField)])] = []
  private var isRunning = false

  func mark(_ heap: inout Heap) { heap.mark(function) }

  mutating func add(_ event: @autoclosure () -> Event, _ thread: Thread) {
    if function.isUnbound || isRunning || waiting.count >= JITHook.limit { return }
    waiting.append(JITHook.describe(event()))
  }

  /// Asks for a safepoint if something waits and no recording would be disturbed.
  mutating func request(_ thread: Thread) {
    if waiting.isEmpty || thread.pointee.isRecording != 0 { return }
    thread.pointee.pendingWork |= PendingWork.jitHook
    thread.requestSafepoint()
  }

  /// What waits, to be told now; the hook is taken to be running until `finish`.
  mutating func begin() -> [(name: String, fields: [(String, JITHookField)])] {
    if isRunning { return [] }
    defer { waiting = [] }
    isRunning = !waiting.isEmpty
    return waiting
  }

  mutating func finish() { isRunning = false }

  private static func describe(_ event: Event) -> (name: String, fields: [(String, JITHookField)]) {
    switch event {
    case .compiled(let record): ("compiled", record.fields)
    case .aborted(let recorder, let reason):
      (
        "aborted",
        CodePlace(code: recorder.startCode, offset: UInt32(recorder.startOffset)).fields + [
          ("reason", .text(reason.info.title)), ("operations", .number(recorder.trace.instructions.count)),
        ]
      )
    case .invalidated(let record, let cause):
      ("invalidated", [("trace", .number(record.number)), ("cause", .text(cause))])
    case .flushed(let traces, let bytes, let cause):
      ("flushed", [("traces", .number(traces)), ("bytes", .number(bytes)), ("cause", .text(cause))])
    }
  }
}

/// A value of a row that the program sees.
enum JITHookField {
  case number(Int)
  case text(String)
  case none

  func value(_ thread: Thread) -> Value {
    switch self {
    case .number(let number): thread.makeInt(number)
    case .text(let text): StringRef.make(thread, text)
    case .none: .none
    }
  }
}

extension CodePlace {
  var fields: [(String, JITHookField)] {
    let description = CodeRegistry.describe(Int(code))
    return [
      ("function", description.map { .text($0.qualifiedName) } ?? .none),
      ("file", description.map { .text($0.filename) } ?? .none),
      ("line", CodeRegistry.line(Int(code), offset: Int(offset)).map { .number($0) } ?? .none),
    ]
  }
}

extension TraceRecord {
  /// A row of `pitviper.jit.traces()`.
  var fields: [(String, JITHookField)] {
    [
      ("trace", .number(number)),
      ("kind", .text(trace.origin == .function ? "function" : parent < 0 ? "loop" : "bridge")),
    ]
      + CodePlace(code: codeID, offset: UInt32(offset)).fields + [
        ("parent", parent < 0 ? .none : .number(parent)), ("link", link < 0 ? .none : .number(link)),
        ("operations", .number(instructionCount)), ("guards", .number(guardCount)), ("bytes", .number(bytes)),
        ("entered", .number(Int(entry.pointee.entered))),
      ]
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A dict of the fields.
  func makeDict(_ fields: [(String, JITHookField)]) -> Value {
    let dict = DictRef.make(self)
    for (name, field) in fields { dict.set(name: StringRef.intern(name), field.value(self)) }
    return dict.value
  }

  /// Tells the program's hook; an exception in it is reported and forgotten.
  func runJITHook() {
    guard let jit = jitStorage else { return }
    let events = jit.hook.begin()
    for event in events {
      let function = jit.hook.function
      if function.isUnbound { break }
      let fields = makeDict(event.fields)
      if call(function, StringRef.make(self, event.name), fields).isError {
        reportUnraisable("Exception ignored in", function)
      }
    }
    if !events.isEmpty { jit.hook.finish() }
  }
}
