// A trace with its constants, snapshots and points in the program. Flat arrays, indexed by number: a trace is built
// once, rewritten pass by pass, and read by the back end.

/// One interpreter frame above the root frame, as it is while the code of an inlined call runs. Frames form chains.
public struct FrameNode: Hashable, Sendable {
  /// The caller: an index into `Trace.frames`. The root frame is number 0, its own parent -1.
  public var parent: Int32
  /// Number of the code object.
  public var code: UInt32
  /// Where the caller goes on, in words from the start of its code.
  public var resume: UInt32
  /// First register of the window, counted from the root frame's.
  public var base: Int32
  /// Register that gets the returned value, counted from the root frame's; -1: dropped.
  public var result: Int32
  /// The function object, and the word `locals` (a generator, a namespace, or unbound).
  public var function: Reference
  public var locals: Reference
  /// FrameFlags.
  public var flags: UInt64

  public init(
    parent: Int32, code: UInt32, resume: UInt32 = 0, base: Int32 = 0, result: Int32 = -1,
    function: Reference = .none, locals: Reference = .none, flags: UInt64 = 0
  ) {
    self.parent = parent
    self.code = code
    self.resume = resume
    self.base = base
    self.result = result
    self.function = function
    self.locals = locals
    self.flags = flags
  }
}

/// A place in the program: a frame and the offset of an instruction in its code, in words.
public struct Point: Hashable, Sendable {
  public var frame: Int32
  public var offset: UInt32
  public init(frame: Int32, offset: UInt32) {
    self.frame = frame
    self.offset = offset
  }
}

/// What to do after the frames are rebuilt.
public enum Resumption: UInt8, CaseIterable, Sendable {
  /// Execute the instruction at the point.
  case execute
  /// The instruction at the point failed, and its exception is pending.
  case raise
}

/// How to rebuild the interpreter's state at an exit: the frames from the point's frame down to the root, and the registers
/// that differ from what they held at the entry of the trace (also those that the trace itself has stored since).
/// Registers that nothing reads after the exit may be left out. A register that the snapshot of a guard's own point names
/// is named by all later ones, unless nothing reads it there.
public struct Snapshot: Sendable {
  public var point: Point
  public var resumption: Resumption
  /// A run of `Trace.entries`.
  public var firstEntry: Int32
  public var entryCount: Int32
  public init(point: Point, resumption: Resumption = .execute, firstEntry: Int32, entryCount: Int32) {
    self.point = point
    self.resumption = resumption
    self.firstEntry = firstEntry
    self.entryCount = entryCount
  }
}

/// A register of the frames in a snapshot, counted from the root frame's window, and its value. Floats and conditions
/// are boxed when the snapshot is written.
public struct SnapshotEntry: Hashable, Sendable {
  public var slot: Int32
  public var value: Reference
  public init(slot: Int32, value: Reference) {
    self.slot = slot
    self.value = value
  }
}

/// An object that the trace never makes, but an exit does. Word i + 1 of the object is `fields[i]` (in the trace's
/// `virtualFields`), boxed like a snapshot's entry when it is a float or a condition; `header` is its first word.
public struct VirtualObject: Sendable {
  public var header: UInt64
  public var firstField: Int32
  public var fieldCount: Int32
  public init(header: UInt64, firstField: Int32, fieldCount: Int32) {
    self.header = header
    self.firstField = firstField
    self.fieldCount = fieldCount
  }
}

/// Where the trace starts: at the entry of a loop or function, or at an exit of its parent.
public enum TraceOrigin: Hashable, Sendable {
  case loop
  case function
  /// Types of the values that the parent's exit hands over, in the order of `inherit`.
  case bridge(inherited: [ValueType])
}

public struct Trace: Sendable {
  public var origin: TraceOrigin
  public var instructions: [Instruction] = []
  public var constants: [Constant] = []
  public var arguments: [Reference] = []
  public var frames: [FrameNode] = []
  public var points: [Point] = []
  public var snapshots: [Snapshot] = []
  public var entries: [SnapshotEntry] = []
  public var virtuals: [VirtualObject] = []
  public var virtualFields: [Reference] = []
  private var constantIndex: [Constant: Int32] = [:]

  public init(origin: TraceOrigin) { self.origin = origin }

  /// The number of an equal constant, added when new.
  public mutating func constant(_ constant: Constant) -> Reference {
    if let index = constantIndex[constant] { return .constant(Int(index)) }
    constantIndex[constant] = Int32(constants.count)
    constants.append(constant)
    return .constant(constants.count - 1)
  }

  /// For a trace whose constants live on in another one, numbered alike.
  mutating func dropConstants() {
    constants = []
    constantIndex = [:]
  }

  /// What exits need: frames, points, snapshots, virtual objects and constants, in arrays of just their size. Types of
  /// instructions are lost with them.
  public var withoutInstructions: Trace {
    func fitted<Element>(_ elements: [Element]) -> [Element] { elements.withUnsafeBufferPointer { Array($0) } }
    var rest = Trace(origin: origin)
    rest.constants = fitted(constants)
    rest.frames = fitted(frames)
    rest.points = fitted(points)
    rest.snapshots = fitted(snapshots)
    rest.entries = fitted(entries)
    rest.virtuals = fitted(virtuals)
    rest.virtualFields = fitted(virtualFields)
    return rest
  }

  @discardableResult
  public mutating func append(_ instruction: Instruction) -> Reference {
    instructions.append(instruction)
    return .instruction(instructions.count - 1)
  }

  public mutating func appendCall(
    _ helper: Int, type: ValueType, _ values: [Reference], point: Int32
  ) -> Reference {
    let first = Int32(arguments.count)
    arguments += values
    return append(
      Instruction(
        .call, type: type, immediate: Int64(helper), point: point, firstArgument: first,
        argumentCount: Int32(values.count)))
  }

  /// Type of an operand; a virtual object is an `object`.
  public func type(of reference: Reference) -> ValueType {
    if reference.isNone { return .none }
    if reference.isInstruction { return instructions[reference.index].type }
    return reference.isConstant ? constants[reference.index].type : .object
  }
}
