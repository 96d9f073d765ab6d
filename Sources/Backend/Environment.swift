// What the back end must know of the running program to compile a trace.
import TraceIR

/// Addresses that belong to one code object.
public struct CodeAddresses: Sendable {
  /// The `CodeInfo`, its first instruction word, its constants.
  public var info: UInt
  public var start: UInt
  public var constants: UInt
  /// Size of its register window.
  public var registerCount: Int
  public init(info: UInt, start: UInt, constants: UInt, registerCount: Int) {
    self.info = info
    self.start = start
    self.constants = constants
    self.registerCount = registerCount
  }
}

public struct Environment {
  /// Where the code goes.
  public var codeMemory: CodeMemory
  /// The table that `call` instructions index.
  public var helpers: [Helper]
  /// Number of the trace's first exit; the others follow.
  public var firstExit: UInt32
  /// Address of the byte that is not 0 once the trace is invalid.
  public var validity: UInt
  /// Offset of the 32-bit version in a shape.
  public var shapeVersionOffset: Int
  /// Addresses of a code object by its number.
  public var code: (UInt32) -> CodeAddresses
  /// `CompiledTrace.linkEntry` of another trace by its number.
  public var linkEntry: (Int64) -> UInt
  /// What a handler returns to the loop that calls handlers one by one; nil where they jump from one to the next.
  public var continueWord: UInt64?
  /// Count the cycles of calls into C (`--exact-crossings`).
  public var countsCycles = false
  /// Replay the allocation and prove that every operand reads the value it should; a fault ends the program.
  public var checksAllocation = false

  public init(
    codeMemory: CodeMemory, helpers: [Helper], firstExit: UInt32, validity: UInt, shapeVersionOffset: Int,
    code: @escaping (UInt32) -> CodeAddresses, linkEntry: @escaping (Int64) -> UInt
  ) {
    self.codeMemory = codeMemory
    self.helpers = helpers
    self.firstExit = firstExit
    self.validity = validity
    self.shapeVersionOffset = shapeVersionOffset
    self.code = code
    self.linkEntry = linkEntry
  }
}
