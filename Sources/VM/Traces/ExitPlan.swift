// What an exit does, worked out when the trace is compiled: plain memory that the exit only has to follow. Exits are
// taken millions of times; Swift arrays and classes cost ten times what the work itself does.

import Backend
import CRuntime
import TraceIR

/// A value that the exit needs: where it is, or what it is.
struct ExitValue {
  enum Source: UInt8 { case constant, general, vector, spill }
  let source: Source
  let type: ValueType
  /// Register or spill slot.
  let number: UInt16
  /// The word of a constant.
  let bits: UInt64
}

/// A register of the rebuilt frames and the number of its value.
struct ExitSlot {
  let slot: Int32
  let value: Int32
}

/// An inlined frame, from the one above the root inwards.
struct ExitFrame {
  let code: UnsafeMutablePointer<CodeInfo>
  /// Where its caller goes on.
  let resume: PC
  let base: Int
  /// Register for its result, or -1.
  let result: Int
  let function: Int32
  let locals: Int32
  let flags: UInt64
}

/// An object to make: a run of fields.
struct ExitObject {
  let header: UInt64
  let firstField: Int32
  let fieldCount: Int32
}

/// Values are numbered: first the `valueCount` of `values`, then the objects.
struct ExitPlan {
  let pc: PC
  let raises: Bool
  let values: UnsafeMutableBufferPointer<ExitValue>
  let objects: UnsafeMutableBufferPointer<ExitObject>
  /// Number of the value of each field, -1: left alone.
  let fields: UnsafeMutableBufferPointer<Int32>
  let slots: UnsafeMutableBufferPointer<ExitSlot>
  let frames: UnsafeMutableBufferPointer<ExitFrame>

  static func make(_ trace: Trace, _ exit: CompiledExit) -> UnsafeMutablePointer<ExitPlan> {
    let index = Int(exit.snapshot)
    let snapshot = trace.snapshots[index]
    let live = trace.liveValues(ofSnapshot: index)
    let virtuals = trace.virtualObjects(ofSnapshot: index)
    var values: [ExitValue] = []
    for number in 0..<live.count { values.append(value(exit.locations[number], exit.types[number])) }
    // Constants get numbers behind the live values; objects come after both, so their numbers are settled at the end.
    var constants: [Int32: Int32] = [:]
    func number(_ reference: Reference) -> Int32 {
      if reference.isNone { return -1 }
      if reference.isVirtual { return -2 - Int32(virtuals.firstIndex(of: reference.index)!) }
      if reference.isInstruction { return Int32(live.firstIndex(of: reference)!) }
      if let known = constants[reference.rawValue] { return known }
      let constant = trace.constants[reference.index]
      let bits = constant.type == .int ? Value.int(constant.int).bits : constant.bits
      values.append(ExitValue(source: .constant, type: constant.type, number: 0, bits: bits))
      constants[reference.rawValue] = Int32(values.count - 1)
      return Int32(values.count - 1)
    }
    var objects: [ExitObject] = []
    var fields: [Int32] = []
    for virtual in virtuals {
      let object = trace.virtuals[virtual]
      let first = Int32(fields.count)
      for field in trace.fields(of: object) { fields.append(number(field)) }
      objects.append(ExitObject(header: object.header, firstField: first, fieldCount: Int32(fields.count) - first))
    }
    var slots = trace.entries(of: snapshot).map { (slot: $0.slot, value: number($0.value)) }
    var chain: [FrameNode] = []
    var node = snapshot.point.frame
    let code = trace.frames[Int(node)].code
    while node > 0 {
      chain.append(trace.frames[Int(node)])
      node = trace.frames[Int(node)].parent
    }
    var callee: [(FrameNode, Int32, Int32)] = chain.reversed().map { ($0, number($0.function), number($0.locals)) }
    // Now the numbers of the objects are known.
    func settled(_ number: Int32) -> Int32 { number < -1 ? Int32(values.count) + (-2 - number) : number }
    fields = fields.map(settled)
    slots = slots.map { ($0.slot, settled($0.value)) }
    callee = callee.map { ($0.0, settled($0.1), settled($0.2)) }
    var caller = vm.pointee.codes[Int(trace.frames[0].code) - 1]
    var frames: [ExitFrame] = []
    for (node, function, locals) in callee {
      let info = vm.pointee.codes[Int(node.code) - 1]
      frames.append(
        ExitFrame(
          code: info, resume: PC(caller.pointee.start) + Int(node.resume), base: Int(node.base), result: Int(node.result),
          function: function, locals: locals, flags: node.flags))
      caller = info
    }
    let start = PC(vm.pointee.codes[Int(code) - 1].pointee.start.unsafelyUnwrapped)
    let plan = UnsafeMutablePointer<ExitPlan>.allocate(capacity: 1)
    plan.initialize(
      to: ExitPlan(
        pc: start + Int(snapshot.point.offset), raises: snapshot.resumption == .raise, values: copy(values),
        objects: copy(objects), fields: copy(fields), slots: copy(slots.map { ExitSlot(slot: $0.slot, value: $0.value) }),
        frames: copy(frames)))
    return plan
  }

  private static func value(_ location: Location, _ type: ValueType) -> ExitValue {
    switch location {
    case .general(let number): ExitValue(source: .general, type: type, number: UInt16(number), bits: 0)
    case .vector(let number): ExitValue(source: .vector, type: type, number: UInt16(number), bits: 0)
    case .slot(let number): ExitValue(source: .spill, type: type, number: UInt16(number), bits: 0)
    case .constant(let bits): ExitValue(source: .constant, type: type, number: 0, bits: bits)
    }
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
    _ = buffer.initialize(from: array)
    return buffer
  }
}

/// The exits of all traces by number, in plain memory.
struct ExitTable {
  private(set) var count = 0
  private var capacity = 0
  private var records: UnsafeMutablePointer<ExitRecord>?

  @inline(__always) subscript(number: Int) -> ExitRecord {
    get { records.unsafelyUnwrapped[number] }
    nonmutating set { records.unsafelyUnwrapped[number] = newValue }
  }
  @inline(__always) func pointer(_ number: Int) -> UnsafeMutablePointer<ExitRecord> { records.unsafelyUnwrapped + number }

  mutating func append(_ record: ExitRecord) {
    if count == capacity {
      let grown = UnsafeMutablePointer<ExitRecord>.allocate(capacity: max(256, capacity * 2))
      if let records {
        grown.moveInitialize(from: records, count: count)
        records.deallocate()
      }
      records = grown
      capacity = max(256, capacity * 2)
    }
    (records.unsafelyUnwrapped + count).initialize(to: record)
    count += 1
  }
}

/// Read at every exit, so neither in a class nor behind a once-check.
nonisolated(unsafe) var exitTable = ExitTable()
