// The recorder: while the interpreter executes, it writes down what each instruction did as a trace.
//
// `step` is called before each instruction, with the registers as the instruction will find them. What it emits
// must leave the recorded frames as the instruction will leave the real ones; whether it did is checked at the next
// step (`expected`). Registers are numbered from the root frame's window (`slots`); a register that the trace has
// not touched still is in memory. Nothing is written to memory before a guard fails or a helper needs the frames.
//
// The recorder holds references to heap objects only as constants of the trace; `roots` keeps them alive.

import CRuntime
import Glibc
import TraceIR

final class Recorder {
  /// Registers that the frames of a recording may have together.
  static let slotLimit = 1200

  let thread: Thread
  let activation: UnsafeMutablePointer<Activation>?
  /// The outermost frame; its caller once it was left.
  private(set) var rootFrame: FramePointer
  /// The loop head whose body is recorded; nil for a bridge.
  let anchor: UnsafeMutablePointer<UInt64>?
  let parentExit: Int
  /// A version of this loop is recorded, and the bridge that shall go on to it.
  var version: (first: TraceRecord, bridge: TraceRecord)?
  /// The loop that a bridge has come to has no version for what its registers hold.
  var missesVersion = false
  var trace: Trace
  var roots: [Value] = []
  /// Global cells whose content the trace takes for granted.
  var watched: [WatchedCell] = []

  // MARK: Frames and registers
  struct RecordedFrame {
    var node: Int32
    var base: Int
    var info: UnsafeMutablePointer<CodeInfo>
    var liveness: Liveness
    /// Where this frame goes on after the call it is in, in words.
    var resume = 0
    /// The instruction whose live registers it needs while it waits: the one it goes on at, or that of the call itself
    /// when what comes next is not settled (a generator that yields or ends, an operator that refuses, an iterator that
    /// ends).
    var waiting = 0
    var flags: UInt64 = 0
    /// The function object and, for a generator's frame, the generator.
    var function: Reference
    var locals: Reference
    /// Slot for the result, or -1.
    var result: Int
  }
  var frames: [RecordedFrame] = []
  var slots: [Reference]
  /// Registers whose word in memory is older than `slots`, and all that the trace has written since its entry.
  var dirty: [Bool]
  var changed: [Bool]
  /// A helper was given frames in memory.
  var hasFlushed = false
  /// Frames that are in memory already, the root frame counted.
  var framesInMemory = 1
  /// Frames below the first root that the trace has gone on in.
  private(set) var poppedFrames = 0
  private var firstPop = -1
  /// Instructions since the first root was left.
  var instructionsAfterPop: Int { firstPop < 0 ? 0 : trace.instructions.count - firstPop }

  // MARK: The instruction being recorded
  var word: UInt64 = 0
  /// Offset of the instruction, and the word behind it.
  var offset = 0
  var pc: PC
  var r: Registers
  var k: Constants
  var fp: FramePointer
  var point: Int32 = 0
  var snapshotHere: Int32 = -1
  /// A jump whose direction the next step shows: to `target` when the condition holds, else to `otherwise`.
  var branch: (condition: Reference, target: PC, otherwise: PC)?
  /// Register that gets a value only if the jump goes to its target.
  var branchResult: (slot: Int, value: Reference)?
  /// Stores that wait until all guards of the instruction have passed.
  var deferred: [TraceInstruction] = []
  /// Codes of one-character strings (Record+Characters); ints of any size, how they were made, and their low words
  /// (Record+Integers).
  var characterCodes: [Reference: Reference] = [:]
  var integers: Set<Reference> = []
  var wideNumbers: [Reference: WideNumber] = [:]
  var lowWords: [Reference: Reference] = [:]
  /// Frames above the expected one belong to a call that is not followed.
  var isSkipping = false
  /// The first frame of a call that runs without the recorder.
  var skippedFrame: FramePointer?
  /// Python code ran: the trace may have been invalidated.
  var needsValidity = false
  /// A C function was called: it may have called back.
  var needsNoCallback = false

  /// The helper of this instruction that was expected to succeed last, and the registers written since.
  struct Success {
    let result: Reference
    let guardIndex: Int
    let frameCount: Int
    var undo: [(slot: Int, value: Reference, dirty: Bool, changed: Bool)] = []
  }
  var success: Success?

  // MARK: What must come next
  var expectedFrame: FramePointer
  var expectedPCs: (PC?, PC?)
  /// Loop heads passed inside the recorded loop.
  var passedLoops: [PassedLoop: Int] = [:]
  struct PassedLoop: Hashable {
    let head: UInt
    /// Each call has its own frame.
    let frame: Int32
  }
  /// The latest that has no trace and belongs to the root frame.
  var passedHead: UnsafeMutablePointer<UInt64>?
  /// Heads of short loops that have traces and are followed nevertheless.
  var followed: Set<UInt> = []
  /// A short inner loop was followed, whether it has a trace or not.
  var followsShortLoop = false
  /// Containers that hold what they held at an earlier recording (Recorder+Steady.swift).
  var steadyContainers: Set<UInt64> = []
  var hasSteadyItems = false
  var isRehearsal = false
  var startTime: UInt64
  /// Nanoseconds spent in steps, the program's own work between them left out; 0 when nobody listens.
  var ownTime: UInt64 = 0
  /// The place of the first instruction.
  var startCode: UInt32 = 0
  var startOffset = 0
  /// Registers and frames that the recording needed above the root frame.
  var deepest = (registers: 0, frames: 0)

  init(
    _ thread: Thread, frame: FramePointer, anchor: UnsafeMutablePointer<UInt64>?, origin: TraceOrigin, parentExit: Int
  ) {
    self.thread = thread
    activation = thread.pointee.activation
    rootFrame = frame
    self.anchor = anchor
    self.parentExit = parentExit
    trace = Trace(origin: origin)
    slots = Array(repeating: .none, count: Recorder.slotLimit)
    dirty = Array(repeating: false, count: Recorder.slotLimit)
    changed = dirty
    pc = frame.pointee.pc
    r = frame.pointee.registers
    k = frame.pointee.constants
    fp = frame
    expectedFrame = frame
    expectedPCs = (nil, nil)
    startTime = monotonicNanoseconds()
    startOffset = frame.pointee.pc - UnsafePointer(frame.pointee.code.pointee.start.unsafelyUnwrapped)
    let info = frame.pointee.code.unsafelyUnwrapped
    startCode = info.pointee.id
    appendRoot(frame)
  }

  private func appendRoot(_ frame: FramePointer) {
    let info = frame.pointee.code.unsafelyUnwrapped
    let node = Int32(trace.frames.count)
    trace.frames.append(FrameNode(parent: -1, code: info.pointee.id, flags: frame.pointee.flags))
    frames.append(
      RecordedFrame(
        node: node, base: 0, info: info, liveness: jit.liveness(info), flags: frame.pointee.flags, function: .none,
        locals: .none, result: -1))
  }

  /// The root frame is left: its caller becomes the root, all of whose registers are in memory.
  func popRoot() {
    emit(.popFrame)
    rootFrame -= 1
    poppedFrames += 1
    if firstPop < 0 { firstPop = trace.instructions.count }
    frames.removeAll()
    appendRoot(rootFrame)
    for slot in slots.indices where !slots[slot].isNone || dirty[slot] || changed[slot] {
      slots[slot] = .none
      dirty[slot] = false
      changed[slot] = false
    }
    framesInMemory = 1
  }

  /// The current frame waits for a callee with these flags.
  func wait(resume: Int, calleeFlags: UInt64) {
    let frame = frames.count - 1
    frames[frame].resume = resume
    let isOpen =
      calleeFlags & (FrameFlags.generator | FrameFlags.binaryOperator | FrameFlags.iteration) != 0
    frames[frame].waiting = isOpen ? resume - 1 : resume
  }

  var depth: Int { frames.count - 1 }
  var base: Int { frames[frames.count - 1].base }
  var info: UnsafeMutablePointer<CodeInfo> { frames[frames.count - 1].info }

  // MARK: Emitting

  @discardableResult
  func emit(
    _ operation: Operation, type: ValueType? = nil, _ a: Reference = .none, _ b: Reference = .none,
    _ c: Reference = .none, immediate: Int64 = 0, region: Region = .fields
  ) -> Reference {
    trace.append(
      TraceInstruction(
        operation, type: type, a: a, b: b, c: c, immediate: immediate, region: region, point: point))
  }

  /// A guard that goes back to the start of this instruction when it fails.
  @discardableResult
  func guardian(
    _ operation: Operation, _ a: Reference = .none, _ b: Reference = .none, immediate: Int64 = 0
  ) -> Reference {
    trace.append(
      TraceInstruction(
        operation, a: a, b: b, immediate: immediate, snapshot: snapshot(), point: point))
  }

  /// Registers to restore when the trace is left before this instruction.
  func snapshot() -> Int32 {
    if snapshotHere >= 0 { return snapshotHere }
    snapshotHere = makeSnapshot(.execute)
    return snapshotHere
  }

  /// The state now. `completesGenerators` where inlined frames go to memory for good: a generator saves all its registers,
  /// and the collector trusts what is saved, so those without a value must not keep what an earlier frame left there.
  func makeSnapshot(_ resumption: Resumption, completesGenerators: Bool = false) -> Int32 {
    let first = Int32(trace.entries.count)
    // A generator that is suspended copies all its registers to where the collector trusts them. What is dead in a frame
    // made by the trace holds anything: it becomes 0.
    var saved = 0
    for frame in frames where frame.flags & FrameFlags.generator != 0 {
      saved = max(saved, frame.base + Int(frame.info.pointee.registerCount) - CodeRef.scratchRegisters)
    }
    func clear(_ dead: Range<Int>) {
      for slot in dead { trace.entries.append(SnapshotEntry(slot: Int32(slot), value: int(constant: 0))) }
    }
    for index in 0..<frames.count {
      let frame = frames[index]
      let isTop = index == frames.count - 1
      let limit = isTop ? Int(frame.info.pointee.registerCount) : frames[index + 1].base - frame.base
      // What an open call may leave as it was, at the end of a loop for one, counts like any other register.
      let isOpen = frame.waiting != frame.resume
      let unset = isTop || isOpen ? -1 : frames[index + 1].result
      var next = index == 0 ? Int.max : frame.base
      frame.liveness.forEach(at: isTop ? offset : frame.waiting, below: limit) { register in
        let slot = frame.base + register
        if slot == unset { return }
        if next < min(slot, saved) { clear(next..<min(slot, saved)) }
        if next <= slot { next = slot + 1 }
        if changed[slot] { trace.entries.append(SnapshotEntry(slot: Int32(slot), value: slots[slot])) }
      }
      let end = min(frame.base + limit, saved)
      if next < end { clear(next..<end) }
    }
    if completesGenerators {
      var written = Set(trace.entries[Int(first)...].map(\.slot))
      for frame in frames.dropFirst() where frame.flags & FrameFlags.generator != 0 {
        let capacity = Int(frame.info.pointee.registerCount) - CodeRef.scratchRegisters
        for slot in frame.base..<frame.base + capacity where written.insert(Int32(slot)).inserted {
          trace.entries.append(SnapshotEntry(slot: Int32(slot), value: constant(.unbound)))
        }
      }
    }
    trace.snapshots.append(
      Snapshot(
        point: Point(frame: frames[frames.count - 1].node, offset: UInt32(offset)), resumption: resumption,
        firstEntry: first, entryCount: Int32(trace.entries.count) - first))
    return Int32(trace.snapshots.count - 1)
  }

  // MARK: Constants

  func int(constant number: Int) -> Reference { trace.constant(.int(number)) }
  func raw(constant word: UInt64) -> Reference { trace.constant(.raw(word)) }
  func raw(address: UnsafeRawPointer?) -> Reference { raw(constant: UInt64(UInt(bitPattern: address))) }

  func constant(_ value: Value) -> Reference {
    if value.isInt { return trace.constant(.int(value.asInt)) }
    if value.isImmediateFloat { return trace.constant(.float(value.asDouble)) }
    if value.isObject {
      roots.append(value)
      return trace.constant(.object(value.bits))
    }
    return trace.constant(.value(value.bits))
  }

  /// The value of a constant operand, or nil.
  func constantValue(_ reference: Reference) -> Value? {
    guard reference.isConstant else { return nil }
    let constant = trace.constants[reference.index]
    switch constant.type {
    case .int: return .int(constant.int)
    case .value, .object: return Value(bits: constant.bits)
    case .condition: return .bool(constant.bits != 0)
    default: return nil
    }
  }

  // MARK: Registers

  /// The value of a register of the current frame.
  func read(_ register: Int) -> Reference {
    let slot = base + register
    if slots[slot].isNone { slots[slot] = emit(.slot, immediate: Int64(slot)) }
    return slots[slot]
  }

  func write(_ register: Int, _ value: Reference) { writeSlot(base + register, value) }

  func writeSlot(_ slot: Int, _ value: Reference) {
    success?.undo.append((slot, slots[slot], dirty[slot], changed[slot]))
    slots[slot] = value
    dirty[slot] = true
    changed[slot] = true
  }

  /// A register's value now known in a narrower type; memory still holds the same word.
  private func refine(_ register: Int, _ reference: Reference) { slots[base + register] = reference }

  /// The register as an int (it holds one now).
  func readInt(_ register: Int) -> Reference {
    let value = read(register)
    if trace.type(of: value) == .int { return value }
    let int = asInt(value)
    if trace.type(of: value) != .condition { refine(register, int) }
    return int
  }

  func asInt(_ value: Reference) -> Reference {
    switch trace.type(of: value) {
    case .int: value
    case .condition: emit(.conditionToInt, value)
    default: guardian(.guardInt, value)
    }
  }

  /// The register as a double; `actual` is what it holds now: a float or an int.
  func readFloat(_ register: Int, _ actual: Value) -> Reference {
    if actual.isInt && trace.type(of: read(register)) != .float { return emit(.intToFloat, readInt(register)) }
    let value = read(register)
    let float = asFloat(value, actual)
    if trace.type(of: value) == .value { refine(register, float) }
    return float
  }

  func asFloat(_ value: Reference, _ actual: Value) -> Reference {
    let type = trace.type(of: value)
    if type == .float { return value }
    if actual.isInt { return emit(.intToFloat, asInt(value)) }
    if actual.isImmediateFloat { return guardian(.guardFloat, value) }
    let object = asObject(value)
    guardian(.guardShape, object, immediate: Int64(vm.pointee.shapes.float.address))
    return emit(.load, type: .float, object, immediate: 8, region: .immutable)
  }

  func asObject(_ value: Reference) -> Reference {
    if trace.type(of: value) == .object { return value }
    // A double that no word holds is an object for the interpreter.
    return guardian(.guardObject, boxed(value))
  }

  /// The register as an object of the shape it has now.
  func readObject(_ register: Int, _ actual: Value) -> Reference {
    let value = read(register)
    let object = asObject(value)
    if trace.type(of: value) == .value { refine(register, object) }
    guardShape(object, actual)
    return object
  }

  func guardShape(_ object: Reference, _ actual: Value) {
    // The shape of an object without attributes never changes.
    if object.isConstant, actual.objectKind != .instance,
      ShapeRef(address: actual.pointer.shapeWord).pointer.pointee.attributeWord == 0
    {
      return
    }
    guardian(.guardShape, object, immediate: Int64(actual.pointer.shapeWord))
  }

  /// Leaves unless the value is this one.
  func guardIdentity(_ value: Reference, _ actual: Value) {
    if value.isConstant { return }
    switch trace.type(of: value) {
    case .condition: guardian(actual.isTrue ? .guardTrue : .guardFalse, value)
    default: guardian(.guardSame, boxed(value), constant(actual))
    }
  }

  /// As a tagged word.
  func boxed(_ value: Reference) -> Reference {
    switch trace.type(of: value) {
    case .float: emit(.boxFloat, value)
    case .condition: emit(.conditionToValue, value)
    default: value
    }
  }
}
