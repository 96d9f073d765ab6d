// How to rebuild the interpreter's frames at one exit, as plain memory: made when the exit is first taken, kept as long as its
// trace, followed without touching Swift's runtime.
//
// Values stay where the exit saved them: floats and conditions are boxed in place, in the native frame, where the
// collector looks for references. New objects are noted on the native stack for the same reason.

import Backend
import CRuntime
import TraceIR

/// Where an operand of the plan is when its turn comes.
struct PlannedOperand {
  /// Byte offset in the native frame; -1: the constant `word`; -2 - n: new object n.
  var place: Int32
  var word: UInt64

  static func constant(_ word: UInt64) -> PlannedOperand { PlannedOperand(place: -1, word: word) }
}

struct ExitPlan {
  /// A float or condition to be boxed in place.
  struct Box {
    var offset: Int32
    var isFloat: Bool
  }
  /// An object to be made: a virtual one, or the box of a float constant that fits no word (then `number`).
  struct Object {
    var header: UInt64
    var number: Double
    var isBox: Bool
  }
  struct Field {
    var object: Int32
    var word: Int32
    var value: PlannedOperand
  }
  struct Entry {
    var slot: Int32
    var value: PlannedOperand
  }
  /// A frame above the root, and where its caller goes on.
  struct PlannedFrame {
    var resume: UnsafePointer<UInt64>
    var info: UnsafeMutablePointer<CodeInfo>
    var base: Int32
    var result: Int32
    var function: PlannedOperand
    var locals: PlannedOperand
    var flags: UInt64
  }

  var boxes: UnsafeMutableBufferPointer<Box>
  var objects: UnsafeMutableBufferPointer<Object>
  var fields: UnsafeMutableBufferPointer<Field>
  var entries: UnsafeMutableBufferPointer<Entry>
  var frames: UnsafeMutableBufferPointer<PlannedFrame>
  /// The instruction with which the interpreter goes on, or which failed.
  var pc: UnsafePointer<UInt64>
  var raises: Bool
}

// MARK: Making

extension ExitPlan {
  /// Plans by exit number. Safety: grows, never shrinks; a plan is never moved.
  private nonisolated(unsafe) static var plans = UnsafeMutableBufferPointer<UnsafeMutablePointer<ExitPlan>?>(
    start: nil, count: 0)

  @inline(__always) static func plan(_ number: Int) -> UnsafeMutablePointer<ExitPlan> {
    if number < plans.count, let known = plans.baseAddress.unsafelyUnwrapped[number] { return known }
    return make(number)
  }

  /// Forgets the plans of exits that nobody can take any more.
  static func discard(first: Int, count: Int) {
    for number in first..<max(first, min(first + count, plans.count)) {
      guard let plan = plans[number] else { continue }
      plan.pointee.boxes.deallocate()
      plan.pointee.objects.deallocate()
      plan.pointee.fields.deallocate()
      plan.pointee.entries.deallocate()
      plan.pointee.frames.deallocate()
      plan.deallocate()
      plans[number] = nil
    }
  }

  @inline(never) private static func make(_ number: Int) -> UnsafeMutablePointer<ExitPlan> {
    if number >= plans.count {
      let larger = UnsafeMutableBufferPointer<UnsafeMutablePointer<ExitPlan>?>.allocate(capacity: 2 * number + 256)
      larger.initialize(repeating: nil)
      for index in plans.indices { larger[index] = plans[index] }
      plans.deallocate()
      plans = larger
    }
    let record = jit.traces[Int(jit.exits[number].trace)]
    var maker = ExitPlanMaker(trace: record.trace, exit: jit.exit(number))
    let plan = UnsafeMutablePointer<ExitPlan>.allocate(capacity: 1)
    plan.initialize(to: maker.make())
    plans[number] = plan
    return plan
  }
}

private struct ExitPlanMaker {
  let trace: Trace
  let exit: CompiledExit
  var live: [Reference: Int] = [:]
  var boxes: [Int32: ExitPlan.Box] = [:]
  var objects: [ExitPlan.Object] = []
  var virtuals: [Int: Int32] = [:]

  init(trace: Trace, exit: CompiledExit) {
    self.trace = trace
    self.exit = exit
  }

  private static func kept<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return memory
  }

  mutating func make() -> ExitPlan {
    let number = Int(exit.snapshot)
    let snapshot = trace.snapshots[number]
    for (index, reference) in trace.liveValues(ofSnapshot: number).enumerated() { live[reference] = index }
    let order = trace.virtualObjects(ofSnapshot: number)
    for (index, virtual) in order.enumerated() {
      virtuals[virtual] = Int32(index)
      objects.append(ExitPlan.Object(header: trace.virtuals[virtual].header, number: 0, isBox: false))
    }
    var fields: [ExitPlan.Field] = []
    for virtual in order {
      for (field, reference) in trace.fields(of: trace.virtuals[virtual]).enumerated() where !reference.isNone {
        fields.append(ExitPlan.Field(object: virtuals[virtual]!, word: Int32(field + 1), value: operand(reference)))
      }
    }
    var entries = trace.entries(of: snapshot).map { ExitPlan.Entry(slot: $0.slot, value: operand($0.value)) }
    var frames: [ExitPlan.PlannedFrame] = []
    var frame = Int(snapshot.point.frame)
    while trace.frames[frame].parent >= 0 {
      let node = trace.frames[frame]
      let caller = info(trace.frames[Int(node.parent)].code)
      if node.flags & FrameFlags.generator != 0 {
        // A generator saves all its registers, and the collector trusts what is saved: those that the snapshot leaves out
        // must not keep what an earlier frame left there.
        let written = Set(entries.map(\.slot))
        let slots =
          node.base..<node.base + Int32(info(node.code).pointee.registerCount) - Int32(CodeRef.scratchRegisters)
        for slot in slots where !written.contains(slot) {
          entries.append(ExitPlan.Entry(slot: slot, value: .constant(Value.unbound.bits)))
        }
      }
      frames.append(
        ExitPlan.PlannedFrame(
          resume: caller.pointee.start + Int(node.resume), info: info(node.code), base: node.base, result: node.result,
          function: operand(node.function), locals: operand(node.locals), flags: node.flags))
      frame = Int(node.parent)
    }
    let code = info(trace.frames[Int(snapshot.point.frame)].code)
    return ExitPlan(
      boxes: Self.kept(Array(boxes.values)), objects: Self.kept(objects), fields: Self.kept(fields),
      entries: Self.kept(entries), frames: Self.kept(frames.reversed()),
      pc: code.pointee.start + Int(snapshot.point.offset), raises: snapshot.resumption == .raise)
  }

  private func info(_ code: UInt32) -> UnsafeMutablePointer<CodeInfo> { vm.pointee.codes[Int(code) - 1] }

  private mutating func operand(_ reference: Reference) -> PlannedOperand {
    if reference.isNone { return .constant(Value.unbound.bits) }
    if reference.isVirtual { return PlannedOperand(place: -2 - virtuals[reference.index]!, word: 0) }
    if reference.isConstant { return constant(trace.constants[reference.index]) }
    let index = live[reference]!
    let isFloat = exit.types[index] == .float
    let offset = exit.locations[index].frameOffset
    if isFloat || exit.types[index] == .condition {
      boxes[Int32(offset)] = ExitPlan.Box(offset: Int32(offset), isFloat: isFloat)
    }
    return PlannedOperand(place: Int32(offset), word: 0)
  }

  private mutating func constant(_ constant: TraceIR.Constant) -> PlannedOperand {
    switch constant.type {
    case .int: return .constant(Value.int(constant.int).bits)
    case .condition: return .constant(Value.bool(constant.bits != 0).bits)
    case .float:
      let (value, fits) = Value.immediateFloat(constant.float)
      if fits { return .constant(value.bits) }
      objects.append(ExitPlan.Object(header: 0, number: constant.float, isBox: true))
      return PlannedOperand(place: -1 - Int32(objects.count), word: 0)
    default: return .constant(constant.bits)
    }
  }
}

// MARK: Following

extension ExitPlan {
  /// Objects that are noted on the native stack; more are noted among the JIT's temporaries.
  static let objectsOnStack = 64

  /// Writes registers and frames of the thread; the innermost frame becomes the current one.
  @inline(__always)
  func follow(_ t: Thread, _ native: UnsafeMutablePointer<TraceFrame>) {
    let words = UnsafeMutableRawPointer(native)
    for index in 0..<boxes.count {
      let box = boxes[index]
      let place = words + Int(box.offset)
      let value: Value
      if box.isFloat {
        value = t.makeFloat(place.load(as: Double.self))
      } else {
        value = .bool(place.load(as: UInt64.self) != 0)
      }
      place.storeBytes(of: value, as: Value.self)
    }
    if objects.count == 0 {
      write(t, native, nil)
    } else if objects.count <= Self.objectsOnStack {
      withUnsafeTemporaryAllocation(of: Value.self, capacity: Self.objectsOnStack) { buffer in
        makeObjects(t, native, buffer.baseAddress.unsafelyUnwrapped)
      }
    } else {
      makeManyObjects(t, native)
    }
  }

  @inline(never) private func makeObjects(
    _ t: Thread, _ native: UnsafeMutablePointer<TraceFrame>, _ made: UnsafeMutablePointer<Value>
  ) {
    for index in 0..<objects.count { made[index] = makeObject(t, index) }
    write(t, native, made)
  }

  @inline(never) private func makeManyObjects(_ t: Thread, _ native: UnsafeMutablePointer<TraceFrame>) {
    let first = jit.temporaries.count
    for index in 0..<objects.count { jit.temporaries.append(makeObject(t, index)) }
    jit.temporaries.withUnsafeMutableBufferPointer { write(t, native, $0.baseAddress.unsafelyUnwrapped + first) }
    jit.temporaries.removeLast(objects.count)
  }

  /// With harmless words: objects may refer to each other, and the next one may collect.
  private func makeObject(_ t: Thread, _ index: Int) -> Value {
    let object = objects[index]
    if object.isBox { return t.makeFloat(object.number) }
    let words = Int(object.header >> 48)
    let memory = t.allocate(object.header, words: words)
    var word = 1
    while word < words {
      memory.setWord(word, .int(0))
      word += 1
    }
    return .object(memory)
  }

  @inline(__always) private func value(
    _ operand: PlannedOperand, _ words: UnsafeRawPointer, _ made: UnsafeMutablePointer<Value>?
  ) -> Value {
    if operand.place >= 0 { return words.load(fromByteOffset: Int(operand.place), as: Value.self) }
    if operand.place == -1 { return Value(bits: operand.word) }
    return made.unsafelyUnwrapped[Int(-2 - operand.place)]
  }

  /// Nothing is allocated from here on.
  @inline(__always) private func write(
    _ t: Thread, _ native: UnsafeMutablePointer<TraceFrame>, _ made: UnsafeMutablePointer<Value>?
  ) {
    let words = UnsafeRawPointer(native)
    let root = native.pointee.root.unsafelyUnwrapped
    let window = root.pointee.registers.unsafelyUnwrapped
    for index in 0..<fields.count {
      let field = fields[index]
      made.unsafelyUnwrapped[Int(field.object)].pointer.setWord(Int(field.word), value(field.value, words, made))
    }
    for index in 0..<entries.count {
      let entry = entries[index]
      window[Int(entry.slot)] = value(entry.value, words, made)
    }
    var frame = root
    for index in 0..<frames.count {
      let planned = frames[index]
      frame.pointee.pc = planned.resume
      frame += 1
      frame.pointee = Frame(
        pc: planned.info.pointee.start, registers: window + Int(planned.base), code: planned.info,
        function: value(planned.function, words, made),
        result: planned.result < 0 ? t.discard : window + Int(planned.result),
        locals: value(planned.locals, words, made), flags: planned.flags, constants: planned.info.pointee.constants)
    }
    t.pointee.frame = frame
  }
}
