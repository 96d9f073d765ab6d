// Random traces: operations of all sorts on values of all types, guards that mostly hold the first time, loops, calls,
// memory, virtual objects in snapshots. The same seed gives the same trace.
import CRuntime
import TraceIR

@testable import Backend

/// SplitMix64.
struct Random: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

/// Contents of memory before a run: registers, and eight objects of eight words at the start of the heap.
struct RandomWorld {
  static let objects = 8
  static let objectWords = 8
  static let slots = 12
  var window: [UInt64] = []
  var heap: [UInt64] = []

  init(_ random: inout Random, heapBase: UInt64) {
    for slot in 0..<Self.slots { window.append(Self.word(slot % 4, &random, heapBase)) }
    for object in 0..<Self.objects {
      heap.append(UInt64(0x1000 + object) | UInt64(object) << 32 | UInt64(Self.objectWords) << 48)
      // Fields 1, 5: ints; 2, 6: floats; 3, 7: objects; 4: bools.
      for field in 1..<Self.objectWords { heap.append(Self.word((field - 1) % 4, &random, heapBase)) }
    }
    // The root's function object, of zeros.
    heap += Array(repeating: 0, count: Self.objectWords)
  }

  /// A word of class 0 int, 1 float, 2 object, 3 bool.
  static func word(_ kind: Int, _ random: inout Random, _ heapBase: UInt64) -> UInt64 {
    switch kind {
    case 0: intWord(random.chance(80) ? random.below(2000) - 1000 : edgeInts[random.below(edgeInts.count)])
    case 1: floatWord(Double(random.below(4000) - 2000) / 16)!
    case 2: heapBase + UInt64(random.below(objects) * objectWords * 8) + 1
    default: random.chance(50) ? 0x4D : 0x45
    }
  }

  func install(_ machine: TestMachine) {
    for (slot, word) in window.enumerated() { machine.window[slot] = word }
    for (index, word) in heap.enumerated() {
      machine.heap.storeBytes(of: word, toByteOffset: 8 * index, as: UInt64.self)
    }
  }
}

struct RandomTraceMaker {
  var random: Random
  var builder: TraceBuilder
  /// The reference machine in the state before the trace, to find out what guards will see.
  let reference: TraceMachine
  let inherited: [UInt64]
  var values: [ValueType: [Reference]] = [:]

  init(seed: UInt64, origin: TraceOrigin, reference: TraceMachine, inherited: [UInt64] = []) {
    random = Random(seed: seed)
    builder = TraceBuilder(origin: origin)
    self.reference = reference
    self.inherited = inherited
    for code in 1...3 {
      builder.trace.frames.append(
        FrameNode(
          parent: Int32(code - 1), code: UInt32(code + 1), resume: UInt32(3 * code), base: Int32(code * 16),
          result: code == 2 ? -1 : 5, function: builder.trace.constant(.object(0x5001)),
          locals: builder.trace.constant(.value(0x0D)), flags: UInt64(code)))
    }
  }

  private mutating func pick(_ type: ValueType, constants: Int = 15) -> Reference {
    let pool = values[type] ?? []
    if pool.isEmpty || random.chance(constants) {
      switch type {
      case .int:
        let number = random.chance(85) ? random.below(200) - 100 : edgeInts[random.below(edgeInts.count)]
        return builder.trace.constant(.int(number))
      case .float: return builder.trace.constant(.float(Double(random.below(200) - 100) / 8))
      case .condition: return builder.trace.constant(.condition(random.chance(50)))
      case .raw: return builder.trace.constant(.raw(random.next() >> UInt64(random.below(64))))
      case .object: return builder.trace.constant(.object(reference.words[reference.windowPointer + 16]!))
      default: return builder.trace.constant(.value(random.chance(50) ? 0x4D : 0x15))
      }
    }
    // Mostly recent values; sometimes old ones, so that registers run out.
    let index = random.chance(60) ? pool.count - 1 - random.below(min(4, pool.count)) : random.below(pool.count)
    return pool[index]
  }

  private mutating func note(_ reference: Reference) {
    let type = builder.trace.type(of: reference)
    if type != .none { values[type, default: []].append(reference) }
  }

  /// A value that memory may hold.
  private mutating func storable() -> Reference {
    pick([.int, .int, .object, .value][random.below(4)])
  }

  // MARK: Snapshots

  mutating func snapshot(virtuals: Bool = true) -> Int32 {
    var entries: [(Int32, Reference)] = []
    let types: [ValueType] = [.int, .int, .float, .value, .object, .condition]
    for slot in 0..<random.below(7) {
      var value = pick(types[random.below(types.count)], constants: 5)
      if virtuals && random.chance(10) { value = virtualObject() }
      entries.append((Int32(20 + slot), value))
    }
    return builder.snapshot(entries, offset: UInt32(random.below(50)), frame: Int32(random.below(4)))
  }

  private mutating func virtualObject() -> Reference {
    var fields: [Reference] = (0..<2).map { _ in random.chance(70) ? pick(.int) : pick(.float) }
    if random.chance(30), !builder.trace.virtuals.isEmpty {
      fields.append(.virtual(random.below(builder.trace.virtuals.count)))
    }
    builder.trace.virtuals.append(
      VirtualObject(
        header: 0x2000 | UInt64(fields.count + 1) << 48, firstField: Int32(builder.trace.virtualFields.count),
        fieldCount: Int32(fields.count)))
    builder.trace.virtualFields += fields
    return .virtual(builder.trace.virtuals.count - 1)
  }

  // MARK: Instructions

  /// The bits of a value when the trace so far has run once; nil when it does not get here.
  private func evaluate(_ reference: Reference) -> UInt64? {
    var copy = builder
    copy.add(.leave, snapshot: copy.snapshot([(63, reference)]))
    var machine = self.reference
    guard let exit = try? machine.run(copy.trace, inherited: inherited), exit.cause == .leave else { return nil }
    return exit.registers[63]
  }

  /// The trace so far runs to its end: nothing promised is broken, no guard fails.
  func isAlive() -> Bool {
    var copy = builder
    copy.add(.leave, snapshot: copy.snapshot([]))
    var machine = reference
    guard let exit = try? machine.run(copy.trace, inherited: inherited) else { return false }
    return exit.cause == .leave
  }

  /// Which nan an operation gives is not said, so none is made on purpose.
  private func endsInNan() -> Bool {
    let last = Reference.instruction(builder.trace.instructions.count - 1)
    guard builder.trace.type(of: last) == .float, let word = evaluate(last) else { return false }
    return Double(bitPattern: reference.unbox(word) ?? 0).isNaN
  }

  mutating func inputs() {
    for slot in 0..<8 {
      let word = builder.add(.slot, immediate: Int64(slot))
      if random.chance(20) { note(word) }
      let guards: [Operation] = [.guardInt, .guardFloat, .guardObject, .guardBool]
      note(builder.add(guards[slot % 4], word, snapshot: snapshot()))
    }
    if random.chance(50) { note(builder.add(.rootFunction)) }
    for operation in [Operation.framePointer, .threadPointer, .windowPointer] where random.chance(30) {
      note(builder.add(operation))
    }
  }

  mutating func inherits(_ types: [ValueType]) {
    for (index, type) in types.enumerated() {
      let value = builder.add(.inherit, type: type, immediate: Int64(index))
      // New objects are too short for the loads and stores made here.
      let isNew = type == .object && inherited[index] >= reference.nextAddress - UInt64(TestMachine.heapBytes / 4)
      if isNew { values[.value, default: []].append(value) } else { note(value) }
    }
  }

  /// Adds one instruction that can run now; several tries may be needed.
  mutating func step(_ helpers: [Helper]) {
    for _ in 0..<8 {
      let saved = (builder, values)
      attempt(helpers)
      if isAlive() && !endsInNan() { return }
      (builder, values) = saved
    }
  }

  private mutating func attempt(_ helpers: [Helper]) {
    switch random.below(20) {
    case 0...8: pure()
    case 9...11: overflow()
    case 12: condition()
    case 13, 14: memory()
    case 15: packed()
    case 16: call(helpers)
    case 17: allocation()
    case 18: identity()
    default: objectGuard()
    }
  }

  private mutating func pure() {
    let operations = MachineCode.LoweringTests.pure
    let operation = operations[random.below(operations.count)]
    let types = operation.info.operands
    let a = pick(types[0] == .value ? [.int, .object, .value][random.below(3)] : types[0])
    var b = Reference.none
    if types.count > 1 {
      b = pick(types[1] == .value ? [.int, .object, .value][random.below(3)] : types[1])
      if [.floorDivide, .modulo].contains(operation), random.chance(60) {
        b = builder.trace.constant(.int(1 + random.below(1000)))
      }
      if [.shiftLeft, .shiftRight].contains(operation), random.chance(50) {
        b = builder.trace.constant(.int(random.below(12)))
      }
    }
    note(builder.add(operation, a, b, immediate: operation == .rawShiftRight ? Int64(random.below(64)) : 0))
  }

  private mutating func overflow() {
    let operation = MachineCode.LoweringTests.overflow[random.below(MachineCode.LoweringTests.overflow.count)]
    let types = operation.info.operands
    let a = pick(types[0])
    var b = types.count > 1 ? pick(types[1]) : .none
    if operation == .shiftLeftOverflow, random.chance(50) { b = builder.trace.constant(.int(random.below(61))) }
    note(builder.add(operation, a, b, snapshot: snapshot()))
  }

  private mutating func condition() {
    let condition = pick(.condition, constants: 2)
    let holds = evaluate(condition) == 0x4D
    builder.add(holds ? .guardTrue : .guardFalse, condition, snapshot: snapshot())
  }

  private mutating func identity() {
    let a = pick([.int, .object, .value][random.below(3)]), b = pick([.int, .object, .value][random.below(3)])
    let same = evaluate(a) == evaluate(b)
    builder.add(same ? .guardSame : .guardDifferent, a, b, snapshot: snapshot())
  }

  private mutating func objectGuard() {
    let object = pick(.object)
    guard object.isInstruction, let word = evaluate(object), let header = reference.words[word &- 1] else {
      builder.add(.guardValid, snapshot: snapshot())
      return
    }
    switch random.below(4) {
    case 0: builder.add(.guardShape, object, immediate: Int64(header & 0xFFFF_FFFF), snapshot: snapshot())
    case 1: builder.add(.guardKind, object, immediate: Int64(header >> 32 & 0xFF), snapshot: snapshot())
    case 2: builder.add(.setShape, object, immediate: Int64(header & 0xFFFF_FFFF) ^ 0x10)
    default: builder.add(.guardValid, snapshot: snapshot())
    }
  }

  private mutating func memory() {
    let object = pick(.object)
    let field = 1 + random.below(7)
    let types: [ValueType] = [.int, .value, .object, .value]
    if random.chance(30) {
      // A field keeps its class, so that later loads get what they expect.
      let stored = [pick(.int), pick(.value, constants: 60), pick(.object), pick(.value, constants: 100)][
        (field - 1) % 4]
      if (field - 1) % 4 == 1 { return }
      if random.chance(50) {
        builder.add(.store, object, stored, immediate: Int64(8 * field))
      } else {
        builder.add(.storeElement, object, builder.trace.constant(.int(field)), stored)
      }
      return
    }
    let type = random.chance(80) ? types[(field - 1) % 4] : .raw
    if random.chance(50) {
      note(builder.add(.load, object, type: type, immediate: Int64(8 * field)))
    } else {
      let index = pick(.int)
      let masked = builder.add(.and, index, builder.trace.constant(.int(1)))
      // Elements 1 and 2 or 5 and 6 differ in class: only raw words fit both.
      note(builder.add(.loadElement, object, masked, type: .raw, immediate: Int64(8 * field & ~8)))
    }
  }

  private mutating func packed() {
    let object = pick(.object)
    let element = Packing.Element.allCases[random.below(9)]
    let index: Reference =
      random.chance(40)
      ? builder.trace.constant(.int(random.below(8)))
      : builder.add(.and, pick(.int), builder.trace.constant(.int(8 / element.width - (element.width == 8 ? 0 : 1))))
    // Field 4 holds nothing that loads of objects expect.
    let packing = Packing(element, offset: element.width == 8 ? 32 - 8 * 0 : 32)
    let safe = element.width == 8 || index.isConstant && random.chance(0) ? builder.trace.constant(.int(0)) : index
    if random.chance(40) {
      builder.add(.storePacked, object, bounded(safe, element), pick(element.result), immediate: packing.immediate)
    } else {
      note(
        builder.add(.loadPacked, object, bounded(safe, element), type: element.result, immediate: packing.immediate))
    }
  }
  /// An index inside the one word that packed numbers use.
  private mutating func bounded(_ index: Reference, _ element: Packing.Element) -> Reference {
    if index.isInstruction { return index }
    let count = 8 / element.width
    return builder.trace.constant(.int(builder.trace.constants[index.index].int % count))
  }

  private mutating func call(_ helpers: [Helper]) {
    let number = random.below(helpers.count)
    let arguments = helpers[number].parameters.map { type -> Reference in
      type == .value ? storable() : pick(type)
    }
    note(builder.trace.appendCall(number, type: helpers[number].result, arguments, point: 0))
  }

  private mutating func allocation() {
    if random.chance(40) {
      note(builder.add(.boxFloat, pick(.float)))
      return
    }
    if random.chance(20) { return storage() }
    let words = 2 + random.below(4)
    let object = builder.add(.new, immediate: Int64(0x3000 | words << 48))
    for word in 1..<words { builder.add(.store, object, storable(), immediate: Int64(8 * word)) }
    // Not among the objects that loads and stores use: its fields have other classes.
    values[.value, default: []].append(object)
  }

  /// Storage of a list for four items, and room in it or in a copy.
  private mutating func storage() {
    let zero = builder.trace.constant(.int(0))
    let first = builder.add(.makeRoom, zero, zero)
    for word in 2..<6 { builder.add(.store, first, storable(), immediate: Int64(8 * word)) }
    let count = builder.trace.constant(.int(random.below(5)))
    let room = builder.add(.makeRoom, first, count)
    builder.add(.storeElement, room, count, storable(), immediate: 16)
    values[.value, default: []].append(room)
  }

  // MARK: Whole traces

  /// Steps, then perhaps a loop of more steps.
  mutating func make(_ helpers: [Helper], steps: Int, loopSteps: Int) -> Trace {
    for _ in 0..<steps { step(helpers) }
    if loopSteps == 0 {
      builder.add(.leave, snapshot: snapshot())
      return builder.trace
    }
    var phis: [Reference] = []
    builder.add(.loop)
    let zero = builder.trace.constant(.int(0))
    let counter = builder.add(.phi, zero, zero, type: .int)
    let types: [ValueType] = [.int, .int, .float, .object, .value, .condition, .raw]
    for _ in 0..<random.below(8) {
      let type = types[random.below(types.count)]
      let first = pick(type)
      if first.isNone || builder.trace.type(of: first) != type { continue }
      // Until the end is known, each phi keeps its value.
      phis.append(builder.add(.phi, first, first, type: type))
    }
    for phi in phis { note(phi) }
    values[.int, default: []].append(counter)
    let limit = builder.trace.constant(.int(random.below(30)))
    let goesOn = builder.add(.intLess, counter, limit)
    builder.add(.guardTrue, goesOn, snapshot: snapshot())
    for _ in 0..<loopSteps { step(helpers) }
    let next = builder.add(.add, counter, builder.trace.constant(.int(1)))
    builder.trace.instructions[counter.index].b = next
    for phi in phis {
      let type = builder.trace.type(of: phi)
      let last = pick(type, constants: 10)
      if builder.trace.type(of: last) == type { builder.trace.instructions[phi.index].b = last }
    }
    builder.add(.jumpLoop, snapshot: random.chance(50) ? snapshot() : -1)
    return builder.trace
  }
}

// MARK: Helpers

/// Records the call; the result depends on all arguments.
private func note(_ helper: UInt64, _ arguments: [UInt64]) -> UInt64 {
  helperLog.append([helper] + arguments)
  return mix(arguments)
}
/// All nans are one: which one an operation gives is not said.
func canonical(_ bits: UInt64) -> UInt64 { Double(bitPattern: bits).isNaN ? Double.nan.bitPattern : bits }
private func mix(_ arguments: [UInt64]) -> UInt64 { arguments.reduce(1) { ($0 &* 31) ^ $1 } }

/// Helpers of every form with their bodies for the reference machine. They spoil all registers that a call may spoil.
enum RandomHelpers {
  typealias Words2 = @convention(c) (UnsafeMutableRawPointer?, UInt64, UInt64) -> UInt64
  typealias Words5 = @convention(c) (UnsafeMutableRawPointer?, UInt64, UInt64, UInt64, UInt64, UInt64) -> UInt64
  typealias Float4 = @convention(c) (UnsafeMutableRawPointer?, Double, Double, Double, Double) -> Double
  typealias Mixed = @convention(c) (UnsafeMutableRawPointer?, UInt64, Double, UInt64, Double) -> UInt8
  typealias Nothing = @convention(c) (UnsafeMutableRawPointer?) -> Void

  private static let words2: Words2 = { _, a, b in (note(0, [a, b]) & 0xFFF) << 2 }
  private static let words5: Words5 = { _, a, b, c, d, e in (note(1, [a, b, c, d, e]) & 0xFF) << 2 }
  private static let float4: Float4 = { _, a, b, c, d in
    _ = note(2, [a, b, c, d].map { canonical($0.bitPattern) })
    return a + b * 2 - c + d
  }
  private static let mixed: Mixed = { _, a, b, c, d in
    UInt8(truncatingIfNeeded: note(3, [a, canonical(b.bitPattern), c, canonical(d.bitPattern)]) & 1)
  }
  private static let nothing: Nothing = { _ in _ = note(4, []) }

  static let table: [Helper] = [
    Helper("words2", [.int, .int], .int, address: unsafeBitCast(words2, to: UInt.self)),
    Helper("words5", [.value, .object, .raw, .condition, .int], .value, address: unsafeBitCast(words5, to: UInt.self)),
    Helper("float4", [.float, .float, .float, .float], .float, address: unsafeBitCast(float4, to: UInt.self)),
    Helper("mixed", [.value, .float, .raw, .float], .condition, address: unsafeBitCast(mixed, to: UInt.self)),
    Helper("nothing", [], .none, address: unsafeBitCast(nothing, to: UInt.self)),
  ]

  /// The reference passes ints of `int` parameters as numbers; the log holds machine words.
  private static func tagged(_ arguments: [UInt64], _ helper: Int) -> [UInt64] {
    zip(arguments, table[helper].parameters).map { $1 == .int ? $0 << 2 : $1 == .float ? canonical($0) : $0 }
  }
  static let bodies: [TraceMachine.HelperBody] = [
    { _, a in mix(tagged(a, 0)) & 0xFFF },
    { _, a in (mix(tagged(a, 1)) & 0xFF) << 2 },
    { _, a in
      let n = a.map { Double(bitPattern: $0) }
      return (n[0] + n[1] * 2 - n[2] + n[3]).bitPattern
    },
    { _, a in mix(tagged(a, 3)) & 1 },
    { _, _ in 0 },
  ]
  /// A call in the reference's notes as the helpers note it.
  static func noted(_ call: TraceMachineCall) -> [UInt64] {
    [UInt64(call.helper)] + tagged(call.arguments, call.helper)
  }
}
