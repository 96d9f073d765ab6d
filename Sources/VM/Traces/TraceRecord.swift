// A compiled trace as the VM keeps it: its code, its exits with what rebuilds the frames, and its counters. The instructions
// are gone: a program has many traces, and nobody reads them once there is machine code.

import Backend
import CRuntime
import TraceIR

/// What the handler of a loop head reads to enter a trace. Plain memory: an instruction word points at it while the trace is
/// valid, machine code until its memory is given back, profilers for ever.
struct TraceEntry {
  /// Address of the machine code, or nil once the trace is gone.
  var code: UnsafeRawPointer?
  /// Registers and frames that the trace may need above the frame in which it is entered.
  var registers: Int
  var frames: Int
  /// Times that the interpreter entered it.
  var entered: UInt64
  /// Not 0 once the trace is invalid: read by `guardValid`.
  var isInvalid: UInt64
}

/// The instruction of an exit, as far as reports need it.
struct ExitGuard {
  let operation: TraceIR.Operation
  let immediate: Int64
  let a: Reference
  let b: Reference
  /// The value behind `a` before it was known to be an object, or none.
  let source: Reference
  /// The register that `a` was read from, or -1.
  let slot: Int32

  init(_ instruction: TraceInstruction, in trace: Trace) {
    operation = instruction.operation
    immediate = instruction.immediate
    a = instruction.a
    b = instruction.b
    var origin = a
    var source = Reference.none
    if origin.isInstruction, trace.instructions[origin.index].operation == .guardObject {
      origin = trace.instructions[origin.index].a
      source = origin
    }
    self.source = source
    let isRegister = origin.isInstruction && trace.instructions[origin.index].operation == .slot
    slot = isRegister ? Int32(trace.instructions[origin.index].immediate) : -1
  }
}

final class TraceRecord {
  let number: Int
  /// The trace whose exit this bridge grew from, and that exit; -1 for a root.
  let parent: Int
  let parentExit: Int
  /// Root of the tree of bridges: the trace itself for a root.
  let root: Int
  /// The loop head that enters it; nil for a bridge.
  let anchor: UnsafeMutablePointer<UInt64>?
  let codeID: UInt32
  let offset: Int
  let entry: UnsafeMutablePointer<TraceEntry>
  /// The optimised trace without its instructions: what exits, bridges and reports read. Empty once the code is gone.
  private(set) var trace: Trace
  private(set) var compiled: CompiledTrace
  /// The instructions of the exits.
  private(set) var guards: [ExitGuard]
  let firstExit: Int
  /// Trace that it goes on to: itself for a loop, -1 for the interpreter.
  let link: Int
  /// It ends in the middle of the loop; the next piece is the bridge of its last exit.
  let isSplit: Bool
  var bridges = 0
  /// Of the trace that a loop head enters: what it expects of registers, its versions for other types, and how often
  /// recording one has failed.
  let expected: [ExpectedType]
  var versions: [TraceRecord] = []
  var versionTries = 0
  /// Those of them that lead back to its head: other ways through the loop's body.
  var detours = 0
  /// Takes items of containers for constants (Recorder+Steady.swift).
  var hasSteadyItems = false
  /// Of a root: compiled instructions, those of its bridges included.
  var treeInstructions = 0
  /// Instructions recorded in callers of the frame in which the root begins, in all its bridges.
  var popped = 0
  /// Traces that are of no use without this one: its bridges, and those that go on to it.
  var followers: [Int] = []
  let figures: TraceFigures
  /// Failures of each exit. Plain memory, like `entry`: profilers read it from another thread.
  let failures: UnsafeMutablePointer<UInt32>
  let instructionCount: Int
  let guardCount: Int
  /// Objects that the machine code or an exit refers to.
  private(set) var roots: [Value]
  /// Global cells whose content it takes for granted, with their names.
  let watched: [WatchedCell]
  /// A listener knows it, and may read its counters.
  var wasReported = false
  /// Its memory was given back.
  private(set) var isFreed = false

  init(
    number: Int, parent: Int, parentExit: Int, root: Int, recorder: Recorder, entry: UnsafeMutablePointer<TraceEntry>,
    trace: Trace, compiled: CompiledTrace, firstExit: Int, link: Int, isSplit: Bool,
    figures: TraceFigures
  ) {
    self.number = number
    self.parent = parent
    self.parentExit = parentExit
    self.root = root
    anchor = recorder.anchor
    codeID = recorder.startCode
    offset = recorder.startOffset
    self.entry = entry
    self.compiled = compiled
    self.firstExit = firstExit
    self.link = link
    self.isSplit = isSplit
    self.figures = figures
    watched = recorder.watched
    expected = recorder.anchor == nil ? [] : ExpectedType.all(of: trace)
    instructionCount = trace.instructions.count
    guardCount = trace.guardCount
    guards = compiled.exits.map { ExitGuard(trace.instructions[Int($0.instruction)], in: trace) }
    roots = watched.map(\.cell.value)
    for constant in trace.constants where constant.type == .object || constant.type == .value {
      if Value(bits: constant.bits).isObject { roots.append(Value(bits: constant.bits)) }
    }
    self.trace = trace.withoutInstructions
    failures = .allocate(capacity: max(1, compiled.exits.count))
    failures.initialize(repeating: 0, count: max(1, compiled.exits.count))
  }

  var isValid: Bool { entry.pointee.isInvalid == 0 }
  var bytes: Int { compiled.code.count }

  /// Forgets everything that only code needs which is gone. Counters stay where a listener may read them.
  func discard() {
    isFreed = true
    roots = []
    guards = []
    trace = Trace(origin: trace.origin)
    compiled.exits = CompiledExits()
    compiled.points = []
    if !wasReported { failures.deallocate() }
  }
}

/// A global cell that a trace takes for granted.
struct WatchedCell {
  let cell: CellRef
  let name: Value
}

/// An exit of any trace, by its number in the program.
struct ExitRecord {
  let trace: Int32
  let index: Int32
  /// In its trace's `failures`.
  var counter: UnsafeMutablePointer<UInt32>
  /// The bridge that took its place, -1: none yet, -2: none will come.
  var bridge: Int32 = -1
  /// Failures at which the next recording starts.
  var threshold: UInt32
  var tries: UInt8 = 0
  /// A bridge is recorded when it is taken next, however seldom it was: it is the end of a piece of a trace, or there is
  /// a better trace for its bridge to go on to.
  var isAwaited = false

  var failures: UInt32 {
    get { counter.pointee }
    nonmutating set { counter.pointee = newValue }
  }
}
