// A compiled trace as the VM keeps it: its code, its exits with what rebuilds the frames, and its counters.

import Backend
import CRuntime
import TraceIR

/// What the handler of a loop head reads to enter a trace. Plain memory, never freed: an instruction word points at it.
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
  /// The optimised trace: exits, bridges and reports read it.
  let trace: Trace
  let compiled: CompiledTrace
  let firstExit: Int
  /// Trace that it goes on to: itself for a loop, -1 for the interpreter.
  let link: Int
  var bridges = 0
  /// Those of them that lead back to its head: other ways through the loop's body.
  var detours = 0
  let figures: TraceFigures
  /// Failures of each exit. Plain memory, never freed, like `entry`: profilers read it from another thread.
  let failures: UnsafeMutablePointer<UInt32>
  let instructionCount: Int
  let guardCount: Int

  init(
    number: Int, parent: Int, parentExit: Int, root: Int, anchor: UnsafeMutablePointer<UInt64>?, codeID: UInt32,
    offset: Int, entry: UnsafeMutablePointer<TraceEntry>, trace: Trace, compiled: CompiledTrace, firstExit: Int,
    link: Int, figures: TraceFigures
  ) {
    self.number = number
    self.parent = parent
    self.parentExit = parentExit
    self.root = root
    self.anchor = anchor
    self.codeID = codeID
    self.offset = offset
    self.entry = entry
    self.compiled = compiled
    self.firstExit = firstExit
    self.link = link
    instructionCount = trace.instructions.count
    guardCount = trace.guardCount
    self.trace = trace
    self.figures = figures
    failures = .allocate(capacity: max(1, compiled.exits.count))
    failures.initialize(repeating: 0, count: max(1, compiled.exits.count))
  }

  var isValid: Bool { entry.pointee.isInvalid == 0 }
}

/// An exit of any trace, by its number in the program.
struct ExitRecord {
  let trace: Int32
  let index: Int32
  /// In its trace's `failures`.
  let counter: UnsafeMutablePointer<UInt32>
  /// The bridge that took its place, -1: none yet, -2: none will come.
  var bridge: Int32 = -1
  /// Failures at which the next recording starts.
  var threshold: UInt32
  var tries: UInt8 = 0

  var failures: UInt32 {
    get { counter.pointee }
    nonmutating set { counter.pointee = newValue }
  }
}
