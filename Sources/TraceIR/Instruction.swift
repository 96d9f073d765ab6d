// One instruction of a trace.

public struct Instruction: Sendable {
  public var operation: Operation
  /// Type of the result.
  public var type: ValueType
  /// Where a load or store goes.
  public var region: Region
  public var a: Reference
  public var b: Reference
  public var c: Reference
  /// See `OperationInfo.immediate`.
  public var immediate: Int64
  /// Arguments of a call: a run of `Trace.arguments`.
  public var firstArgument: Int32
  public var argumentCount: Int32
  /// Index of the snapshot of a guard or end, or -1.
  public var snapshot: Int32
  /// Index of the point in the program it comes from.
  public var point: Int32

  public init(
    _ operation: Operation, type: ValueType? = nil, a: Reference = .none, b: Reference = .none, c: Reference = .none,
    immediate: Int64 = 0, region: Region = .fields, snapshot: Int32 = -1, point: Int32 = 0, firstArgument: Int32 = 0,
    argumentCount: Int32 = 0
  ) {
    self.operation = operation
    self.type = type ?? operation.info.result
    self.region = region
    self.a = a
    self.b = b
    self.c = c
    self.immediate = immediate
    self.firstArgument = firstArgument
    self.argumentCount = argumentCount
    self.snapshot = snapshot
    self.point = point
  }
}

extension Instruction {
  /// Whether it has a run of arguments.
  var isCall: Bool { operation == .call || operation == .foreignCall }
}

/// A native function that a trace may call: one row of the table that the VM hands to passes and back end.
public struct Helper: Sendable {
  public let name: String
  public let parameters: [ValueType]
  public let result: ValueType
  /// Memory it may read and write.
  public let reads: Regions
  public let writes: Regions
  /// Its result depends on its arguments and on what it reads alone, and nobody misses a call that is left out.
  public let isRemovable: Bool
  /// May allocate, and so collect.
  public let allocates: Bool
  /// May run Python code: reads and writes everything, may invalidate the trace. The frames are in memory before it
  /// (the recorder stores them), and a `guardValid` follows it.
  public let runsPython: Bool
  /// May assign a global that the trace takes for granted, or otherwise make it invalid.
  public var mayInvalidate: Bool { runsPython || writes.contains(Regions(.cells)) }
  /// Address of a C function: the thread in rdi, then the parameters (ints, values, objects, raws and conditions in
  /// rsi, rdx, rcx, r8, r9; floats in xmm0 …); at most five words and four floats. An error is the word `error` (5).
  public let address: UInt

  public init(
    _ name: String, _ parameters: [ValueType], _ result: ValueType, reads: Regions = [], writes: Regions = [],
    isRemovable: Bool = false, allocates: Bool = false, runsPython: Bool = false, address: UInt = 0
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.reads = runsPython ? .mutable : reads
    // Whatever allocates may raise: the thread holds another exception then.
    let effects = allocates ? writes.union(Regions(.thread)) : writes
    self.writes = runsPython ? .mutable : effects
    self.isRemovable = isRemovable
    self.allocates = allocates || runsPython
    self.runsPython = runsPython
    self.address = address
  }
}
