// What compiling a trace gives: code, exits, and what the profiler and the statistics want to know.
import CRuntime
import TraceIR

/// Where a value is at an exit.
public enum Location: Hashable, Sendable {
  /// General register by number; rbx and r14 occur, for the thread's and the window's address.
  case general(UInt8)
  /// Vector register by number; the low 64 bits.
  case vector(UInt8)
  /// Spill slot.
  case slot(UInt8)

  /// Byte offset in the `TraceFrame` of an exit.
  public var frameOffset: Int {
    switch self {
    case .general(let number): 8 * Int(number)
    case .vector(let number): MemoryLayout<TraceFrame>.offset(of: \.vector)! + 8 * Int(number)
    case .slot(let slot): MemoryLayout<TraceFrame>.offset(of: \.spills)! + 8 * (NativeFrame.spillCount - 1 - Int(slot))
    }
  }

  /// Its contents after an exit.
  public func word(in frame: UnsafePointer<TraceFrame>) -> UInt64 {
    // Safety: the numbers are below 16, those of slots below TRACE_SPILLS.
    UnsafeRawPointer(frame).load(fromByteOffset: frameOffset, as: UInt64.self)
  }
}

/// A way out of a trace.
public struct CompiledExit: Sendable {
  /// The guard, `jumpLoop`, `link` or `leave`.
  public var instruction: Int32
  public var snapshot: Int32
  /// Address of the 8 bytes that `CodeMemory.patch` turns into a jump to a bridge.
  public var stub: UInt
  /// Where the live values of the snapshot are, in the order of `Trace.liveValues(ofSnapshot:)`: what `inherit #i` of a bridge is.
  public var locations: [Location]
  public var types: [ValueType]
}

public struct CompileStatistics: Sendable {
  /// Nanoseconds spent in each phase.
  public var analysis: UInt64 = 0
  public var allocation: UInt64 = 0
  public var encoding: UInt64 = 0
  /// Instructions of the trace language, and bytes of code with stubs and constants.
  public var instructions = 0
  public var bytes = 0
  /// Values that got a spill slot; registers loaded from one; moves between registers.
  public var spilledValues = 0
  public var reloads = 0
  public var moves = 0
}

public struct CompiledTrace: Sendable {
  /// Entry for the interpreter, which jumps here as to an opcode handler. 0 for a bridge.
  public var entry: UInt
  /// Entry for other traces: the native frame exists, r14 and the root frame are set. The start of a bridge.
  public var linkEntry: UInt
  /// The machine code, for `CodeMemory.free`.
  public var code: CodeRange
  public var exits: CompiledExits
  /// Which point of the trace (an index of `Trace.points`) the code from an offset on belongs to, ascending.
  public var points: [(offset: UInt32, point: Int32)]
  /// Spill slots in use, at most.
  public var spillSlots: Int
  public var statistics: CompileStatistics
}
