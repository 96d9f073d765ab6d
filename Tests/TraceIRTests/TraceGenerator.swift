// Random traces that are valid and run far: each instruction is executed while the trace is made, and kept when it is
// defined and, for a guard, when it holds. So a trace fails its guards in later iterations, or on other inputs.
//
// The world: registers 0 to 2 hold ints, 3 and 4 floats, 5 and 6 objects, 7 True or False; 8 to 11 are the windows of an
// inlined call. All objects have one layout and one of two shapes: a count (listHeader), an int and a float (attributes),
// an object (attributes), four items (listItems). The thread's block holds sixteen packed bytes (buffers).

@testable import TraceIR

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum World {
  static let shapes: [UInt32] = [0x1000, 0x2000]
  static let words = 9
  static func header(_ shape: Int) -> UInt64 { UInt64(words) << 48 | UInt64(shapes[shape]) }
  static let objects: [UInt64] = [0xA0000, 0xA0100, 0xA0200, 0xA0300]
  static let slotCount = 12

  static let helpers: [Helper] = [
    Helper("mix", [.int, .int], .int, isRemovable: true),
    Helper("halve", [.float], .float, isRemovable: true),
    Helper("readNumber", [.object], .int, reads: Regions(.attributes), isRemovable: true),
    Helper("writeNumber", [.object, .int], .none, writes: Regions(.attributes)),
    Helper(
      "append", [.object, .value], .none, reads: [Regions(.listHeader), Regions(.listItems)],
      writes: [Regions(.listHeader), Regions(.listItems)]),
    Helper("makeObject", [.int], .object, allocates: true),
    Helper("python", [.value], .value, runsPython: true),
    Helper("show", [.value, .float], .none),
  ]
  /// A C function: every seventh call of it runs Python code.
  static let function: UInt64 = 0xF000
  static let functionBody: TraceMachine.HelperBody = { machine, a in
    let sum = a[0] &+ a[1] >> 44
    machine.words[machine.threadPointer] = sum &* 0x9E37_79B9_7F4A_7C15
    if sum % 7 == 3 {
      _ = try bodies()[6](&machine, [0])
      machine.calledBack = true
    }
    return sum
  }
  static let names = TraceNames(helpers: helpers.map(\.name))

  static func bodies() -> [TraceMachine.HelperBody] {
    func number(_ bits: UInt64) -> Int { Int(Int64(bitPattern: bits)) }
    return [
      { _, a in UInt64(bitPattern: Int64((number(a[0]) &* 31 &+ number(a[1])) & 0xFFFF)) },
      { _, a in (Double(bitPattern: a[0]) / 2).bitPattern },
      { machine, a in UInt64(bitPattern: Int64(bitPattern: machine.words[a[0] + 15]!) >> 2) },
      { machine, a in
        machine.words[a[0] + 15] = a[1] << 2
        return 0
      },
      { machine, a in
        let count = machine.words[a[0] + 7]! >> 2
        machine.words[a[0] + 39 + 8 * (count & 3)] = a[1]
        machine.words[a[0] + 7] = ((count + 1) & 3) << 2
        return 0
      },
      { machine, a in
        let address = machine.allocate(header: header(number(a[0]) & 1))
        fill(&machine, address, number: number(a[0]), next: objects[0] + 1)
        return address + 1
      },
      { machine, a in
        for object in objects { machine.words[object + 16] = (machine.words[object + 16]! &+ 4) & 0xFFFC }
        machine.words[objects[1]] = header(Int(machine.words[objects[1] + 16]! >> 2) & 1)
        return a[0]
      },
      { _, _ in 0 },
    ]
  }

  static func fill(_ machine: inout TraceMachine, _ address: UInt64, number: Int, next: UInt64) {
    machine.words[address + 8] = UInt64(number & 3) << 2
    machine.words[address + 16] = UInt64(bitPattern: Int64(number)) << 2
    machine.words[address + 24] = TraceMachine.immediate((Double(number) + 0.5).bitPattern)!
    machine.words[address + 32] = next
    for item in 0..<4 { machine.words[address + 40 + 8 * UInt64(item)] = UInt64(bitPattern: Int64(number + item)) << 2 }
  }

  /// A machine whose registers and objects are random.
  static func machine(_ random: inout SeededGenerator) -> TraceMachine {
    var machine = TraceMachine()
    machine.helpers = helpers
    machine.bodies = bodies()
    machine.functions[function] = functionBody
    machine.acceptsBoxedFloats = true
    machine.stepLimit = 20_000
    for (index, object) in objects.enumerated() {
      machine.words[object] = header(Int.random(in: 0...1, using: &random))
      fill(
        &machine, object, number: Int.random(in: -20...20, using: &random),
        next: objects[(index + Int.random(in: 0...3, using: &random)) % 4] + 1)
    }
    machine.rootFunction = objects[3] + 1
    for offset in 0..<2 { machine.words[machine.threadPointer + 8 * UInt64(offset)] = random.next() }
    for slot in 0..<slotCount {
      let word: UInt64
      switch slot {
      case 0: word = UInt64(Int.random(in: 0...3, using: &random)) << 2
      case 1, 2:
        let isLarge = Int.random(in: 0...15, using: &random) == 0
        let bound = isLarge ? TraceMachine.largest : 40
        word = UInt64(bitPattern: Int64(Int.random(in: -bound...bound, using: &random))) << 2
      case 3, 4:
        let number = [0, -0.0, 1, 2.5, -7.25, 1e9][Int.random(in: 0..<6, using: &random)]
        word = TraceMachine.immediate(number.bitPattern)!
      case 5, 6: word = objects[Int.random(in: 0..<4, using: &random)] + 1
      case 7: word = Bool.random(using: &random) ? TraceMachine.trueWord : TraceMachine.falseWord
      default: word = 0
      }
      machine.words[machine.windowPointer + 8 * UInt64(slot)] = word
    }
    return machine
  }
}

struct TraceGenerator {
  var random: SeededGenerator
  private(set) var trace = Trace(origin: .loop)
  private var machine: TraceMachine
  private var execution: TraceExecution
  private var pool: [ValueType: [Reference]] = [:]
  /// What the registers hold where they differ from the entry.
  private var registers: [Int32: Reference] = [:]
  private var frame: Int32 = 0
  /// The snapshot that the next guard may share.
  private var latest = 0

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
    machine = World.machine(&random)
    trace.frames = [FrameNode(parent: -1, code: 0)]
    trace.points = [Point(frame: 0, offset: 0)]
    execution = TraceExecution(trace: trace, inherited: [])
    for number in [-1, 0, 1, 2, 3, 4, 7, 8, 255] { pool[.int, default: []].append(trace.constant(.int(number))) }
    for number in [0.0, -0.0, 1, 2, 0.5, -1, 3.5] { pool[.float, default: []].append(trace.constant(.float(number))) }
    for object in World.objects[0...1] { pool[.object, default: []].append(trace.constant(.object(object + 1))) }
    for word in [TraceMachine.trueWord, TraceMachine.falseWord, 0x15] {
      pool[.value, default: []].append(trace.constant(.value(word)))
    }
  }

  // MARK: Choices

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
  private mutating func choose<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
  /// A value of a type; young ones more often.
  private mutating func pick(_ type: ValueType) -> Reference {
    let values = pool[type] ?? []
    if values.isEmpty { return .none }
    return chance(50) ? values[max(0, values.count - 1 - below(6))] : choose(values)
  }
  private mutating func number(_ limit: Int) -> Reference { trace.constant(.int(below(limit))) }

  // MARK: Building

  /// Appends an instruction if it can be executed now; the result goes into the pool.
  @discardableResult
  private mutating func add(_ instruction: Instruction, isPooled: Bool = true) -> Reference? {
    var instruction = instruction
    let info = instruction.operation.info
    for (operand, _) in zip([instruction.a, instruction.b, instruction.c], info.operands) where operand.isNone {
      return nil
    }
    instruction.point = Int32(trace.points.count - 1)
    let snapshots = trace.snapshots.count
    if instruction.operation.hasSnapshot {
      instruction.snapshot = snapshot()
      let place = trace.snapshots[Int(instruction.snapshot)].point
      if trace.points.last != place { trace.points.append(place) }
      instruction.point = Int32(trace.points.count - 1)
      if chance(10) { instruction.snapshot = snapshotElsewhere() }
    }
    trace.instructions.append(instruction)
    execution.trace = trace
    execution.registers.append(0)
    execution.index = trace.instructions.count - 1
    var bits: UInt64?
    var trial = machine
    if info.operationClass == .call {
      bits = try? execution.call(instruction, &trial)
    } else if info.operationClass == .guardian {
      bits = (try? execution.testGuard(instruction, &trial)) ?? nil
    } else {
      bits = try? execution.compute(instruction, &trial)
    }
    guard let bits else {
      trace.instructions.removeLast()
      execution.registers.removeLast()
      trace.snapshots.removeLast(trace.snapshots.count - snapshots)
      return nil
    }
    machine = trial
    execution.registers[execution.index] = bits
    let result = Reference.instruction(execution.index)
    if instruction.type != .none, isPooled { pool[instruction.type, default: []].append(result) }
    return result
  }

  private mutating func snapshot() -> Int32 {
    if latest < trace.snapshots.count, chance(30), trace.snapshots[latest].point.frame == frame { return Int32(latest) }
    latest = trace.snapshots.count
    return makeSnapshot()
  }

  private mutating func makeSnapshot() -> Int32 {
    let first = Int32(trace.entries.count)
    for (slot, value) in registers.sorted(by: { $0.key < $1.key }) {
      trace.entries.append(SnapshotEntry(slot: slot, value: value))
    }
    trace.snapshots.append(
      Snapshot(
        point: Point(frame: frame, offset: UInt32(trace.snapshots.count)), resumption: chance(10) ? .raise : .execute,
        firstEntry: first, entryCount: Int32(registers.count)))
    return Int32(trace.snapshots.count - 1)
  }

  /// The snapshot of an exit to another place, on the way to which one more register changes.
  private mutating func snapshotElsewhere() -> Int32 {
    let before = registers
    registers[Int32(1 + below(2))] = pick(.int)
    let number = makeSnapshot()
    registers = before
    return number
  }

  private mutating func call(_ helper: Int) {
    let arguments = World.helpers[helper].parameters.map { type in
      type == .value ? pick(choose([.value, .int, .object])) : pick(type)
    }
    if arguments.contains(where: \.isNone) { return }
    let first = Int32(trace.arguments.count)
    trace.arguments += arguments
    add(
      Instruction(
        .call, type: World.helpers[helper].result, immediate: Int64(helper), firstArgument: first,
        argumentCount: Int32(arguments.count)))
    if World.helpers[helper].runsPython { add(Instruction(.guardValid)) }
  }

  private mutating func foreignCall() {
    let arguments = [pick(.raw), pick(.float)]
    if arguments.contains(where: \.isNone) { return }
    let results: [ForeignConvention.Result] = [.void, .int8, .uint16, .int32, .word]
    let convention = ForeignConvention(choose(results), singles: chance(30) ? 1 : 0)
    let before = self
    let first = Int32(trace.arguments.count)
    trace.arguments += arguments
    add(
      Instruction(
        .foreignCall, type: convention.result.type, a: trace.constant(.raw(World.function)),
        b: trace.constant(.raw(0x77)), immediate: convention.immediate, firstArgument: first, argumentCount: 2))
    // One that calls back on this machine is no way on.
    if add(Instruction(.guardNoCallback)) == nil { self = before }
  }

  // MARK: Steps

  private mutating func step() {
    switch below(21) {
    case 0...3: arithmetic()
    case 4...5: floats()
    case 6...7: comparison()
    case 8...10: load()
    case 11...12: store()
    case 13: newObject()
    case 14: if chance(25) { foreignCall() } else { call(below(World.helpers.count)) }
    case 15: guards()
    case 16: boxes()
    case 17: changeFrame()
    case 18: storage()
    default: assign()
    }
  }

  private mutating func arithmetic() {
    let small = add(Instruction(.and, a: pick(.int), b: choose([.int(7), .int(255)].map { trace.constant($0) })))!
    switch below(10) {
    case 0: add(Instruction(choose([.add, .subtract, .multiply]), a: small, b: pick(.int)))
    case 1: add(Instruction(choose([.floorDivide, .modulo]), a: pick(.int), b: pick(.int)))
    case 2: add(Instruction(choose([.shiftLeft, .shiftRight, .shiftLeftOverflow]), a: pick(.int), b: number(9)))
    case 3: add(Instruction(.shiftRight, a: pick(.int), b: small))
    case 4: add(Instruction(choose([.negate, .negateOverflow, .invert]), a: pick(.int)))
    case 5: add(Instruction(choose([.and, .or, .xor, .intMinimum, .intMaximum]), a: pick(.int), b: pick(.int)))
    case 6:
      let raw = add(Instruction(.intToRaw, a: pick(.int)))!
      let mask = trace.constant(.raw(choose([0xFFFF, 0xFF, .max])))
      add(Instruction(choose([.rawAdd, .rawSubtract, .rawMultiply, .rawAnd, .rawOr, .rawXor]), a: raw, b: mask))
      if let low = add(Instruction(.rawAnd, a: pick(.raw), b: trace.constant(.raw(0xFFFF)))) {
        add(Instruction(.rawToInt, a: low))
      }
    default:
      add(Instruction(choose([.addOverflow, .subtractOverflow, .multiplyOverflow]), a: pick(.int), b: pick(.int)))
    }
  }

  private mutating func floats() {
    switch below(6) {
    case 0: add(Instruction(.intToFloat, a: pick(.int)))
    case 1: add(Instruction(.floatToInt, a: pick(.float)))
    case 2: add(Instruction(choose([.floatNegate, .floatAbsolute]), a: pick(.float)))
    default:
      let operations: [Operation] = [
        .floatAdd, .floatSubtract, .floatMultiply, .floatDivide, .floatMinimum, .floatMaximum,
      ]
      add(Instruction(choose(operations), a: pick(.float), b: pick(.float)))
    }
  }

  private mutating func comparison() {
    let condition: Reference?
    switch below(5) {
    case 0:
      condition = add(
        Instruction(choose([.floatLess, .floatLessEqual, .floatEqual]), a: pick(.float), b: pick(.float)))
    case 1:
      condition = add(Instruction(choose([.same, .different]), a: pick(choose([.value, .int])), b: pick(.value)))
    case 2: condition = add(Instruction(.same, a: pick(.object), b: pick(.object)))
    case 3: condition = add(Instruction(.intBelow, a: pick(.int), b: pick(.int)))
    default:
      condition = add(
        Instruction(choose([.intLess, .intLessEqual, .intEqual, .intNotEqual]), a: pick(.int), b: pick(.int)))
    }
    guard let condition else { return }
    if chance(20) { add(Instruction(.not, a: condition)) }
    if chance(20) { add(Instruction(.conditionToInt, a: pick(.condition))) }
    if chance(50), add(Instruction(.guardTrue, a: pick(.condition))) == nil {
      add(Instruction(.guardFalse, a: pick(.condition)))
    }
  }

  private mutating func load() {
    let object = pick(.object)
    switch below(7) {
    case 0: add(Instruction(.load, type: .int, a: object, immediate: 8, region: .listHeader))
    case 1: add(Instruction(.load, type: choose([.int, .value]), a: object, immediate: 16, region: .attributes))
    case 2:
      if let value = add(Instruction(.load, type: .value, a: object, immediate: 24, region: .attributes)), chance(70) {
        add(Instruction(.guardFloat, a: value))
      }
    case 3: add(Instruction(.load, type: .object, a: object, immediate: 32, region: .attributes))
    case 4: add(Instruction(.load, type: .raw, a: object, immediate: 0, region: .shape))
    case 5:
      guard let thread = add(Instruction(.threadPointer), isPooled: false) else { return }
      let packing = Packing(choose([.uint8, .int8, .uint16]), offset: 0)
      if let index = index() {
        add(
          Instruction(
            .loadPacked, type: .int, a: thread, b: index, immediate: packing.immediate, region: .buffers))
      }
    default:
      if let index = index() {
        let value = add(
          Instruction(.loadElement, type: .value, a: object, b: index, immediate: 40, region: .listItems))
        if let value, chance(50) { add(Instruction(.guardInt, a: value)) }
      }
    }
  }

  /// An index of one of four items.
  private mutating func index() -> Reference? {
    if chance(30) { return number(4) }
    let index = pick(.int)
    if chance(30) {
      if let next = add(Instruction(.addOverflow, a: index, b: trace.constant(.int(below(3) - 1)))) {
        if let isItem = add(Instruction(.intBelow, a: next, b: trace.constant(.int(4)))),
          add(Instruction(.guardTrue, a: isItem)) != nil
        {
          return next
        }
      }
    }
    return add(Instruction(.and, a: index, b: trace.constant(.int(3))))
  }

  private mutating func store() {
    let object = pick(.object)
    switch below(6) {
    case 0:
      guard let count = add(Instruction(.and, a: pick(.int), b: trace.constant(.int(3)))) else { return }
      add(Instruction(.store, a: object, b: count, immediate: 8, region: .listHeader))
    case 1: add(Instruction(.store, a: object, b: pick(.int), immediate: 16, region: .attributes))
    case 2:
      if let box = add(Instruction(.boxFloat, a: pick(.float))) {
        add(Instruction(.store, a: object, b: box, immediate: 24, region: .attributes))
      }
    case 3: add(Instruction(.store, a: object, b: pick(.object), immediate: 32, region: .attributes))
    case 4:
      guard let thread = add(Instruction(.threadPointer), isPooled: false), let index = index() else { return }
      let packing = Packing(choose([.uint8, .int8, .uint16]), offset: 0)
      add(
        Instruction(.storePacked, a: thread, b: index, c: pick(.int), immediate: packing.immediate, region: .buffers))
    default:
      if let index = index() {
        add(
          Instruction(
            .storeElement, a: object, b: index, c: pick(choose([.int, .value, .object])), immediate: 40,
            region: .listItems))
      }
    }
    if chance(20) { add(Instruction(.setShape, a: object, immediate: Int64(choose(World.shapes)), region: .shape)) }
  }

  /// A new object with all its words.
  private mutating func newObject() {
    let count = add(Instruction(.and, a: pick(.int), b: trace.constant(.int(3))))!
    let box = add(Instruction(.boxFloat, a: pick(.float)))!
    let header = Int64(bitPattern: World.header(below(2)))
    let next = pick(.object)
    let object = add(Instruction(.new, immediate: header))!
    add(Instruction(.store, a: object, b: count, immediate: 8, region: .listHeader))
    add(Instruction(.store, a: object, b: pick(.int), immediate: 16, region: .attributes))
    add(Instruction(.store, a: object, b: box, immediate: 24, region: .attributes))
    add(Instruction(.store, a: object, b: chance(10) ? object : next, immediate: 32, region: .attributes))
    for item in 0..<4 {
      add(
        Instruction(
          .storeElement, a: object, b: trace.constant(.int(item)), c: pick(choose([.int, .value])), immediate: 40,
          region: .listItems))
    }
  }

  /// Storage of a list for four items, room in it or in a copy, and an item of that.
  private mutating func storage() {
    let zero = trace.constant(.int(0))
    let first = add(Instruction(.makeRoom, a: zero, b: zero), isPooled: false)!
    for index in 0..<4 {
      let item = pick(choose([.int, .value, .object]))
      add(
        Instruction(.storeElement, a: first, b: trace.constant(.int(index)), c: item, immediate: 16, region: .listItems)
      )
    }
    guard let count = chance(50) ? number(5) : add(Instruction(.and, a: pick(.int), b: trace.constant(.int(3)))) else {
      return
    }
    let room = add(Instruction(.makeRoom, a: first, b: count), isPooled: false)!
    let item = pick(choose([.int, .value, .object]))
    add(Instruction(.storeElement, a: room, b: count, c: item, immediate: 16, region: .listItems))
    add(Instruction(.loadElement, type: .value, a: room, b: number(4), immediate: 16, region: .listItems))
  }

  private mutating func guards() {
    switch below(6) {
    case 0: add(Instruction(.guardShape, a: pick(.object), immediate: Int64(choose(World.shapes))))
    case 1: add(Instruction(.guardKind, a: pick(.object), immediate: 0))
    case 2: add(Instruction(choose([.guardSame, .guardDifferent]), a: pick(.object), b: pick(.object)))
    case 3: add(Instruction(choose([.guardInt, .guardFloat, .guardBool, .guardObject]), a: pick(.value)))
    case 4: add(Instruction(.guardVersion, immediate: 0x1_0000_1000))
    default: add(Instruction(choose([.guardSame, .guardDifferent]), a: pick(.value), b: pick(choose([.value, .int]))))
    }
  }

  private mutating func boxes() {
    if chance(50) { add(Instruction(.boxFloat, a: pick(.float))) }
    add(Instruction(.conditionToValue, a: pick(.condition)))
    if chance(40) { add(Instruction(.guardFloat, a: pick(.value))) }
    if chance(40) { add(Instruction(.guardBool, a: pick(.value))) }
  }

  /// Enters an inlined call or returns from it.
  private mutating func changeFrame() {
    if frame > 0 {
      for slot in 8..<Int32(World.slotCount) { registers[slot] = nil }
      frame = 0
    } else {
      trace.frames.append(
        FrameNode(
          parent: 0, code: UInt32(trace.frames.count), resume: 3, base: 8, result: 1, function: pick(.object),
          locals: chance(50) ? pick(.value) : .none))
      frame = Int32(trace.frames.count - 1)
    }
    trace.points.append(Point(frame: frame, offset: UInt32(trace.points.count)))
  }

  /// Puts a value into a register, in which values of its type belong as a rule.
  private mutating func assign() {
    let slot = 1 + below(frame > 0 ? 11 : 7)
    switch slot {
    case 1, 2: registers[Int32(slot)] = chance(90) ? pick(.int) : pick(.value)
    case 3, 4: registers[Int32(slot)] = pick(.float)
    case 5, 6: registers[Int32(slot)] = pick(.object)
    case 7: registers[7] = chance(50) ? pick(.condition) : pick(.value)
    default: registers[Int32(slot)] = pick(choose([.int, .float, .value, .object]))
    }
    if registers[Int32(slot)]?.isNone == true { registers[Int32(slot)] = nil }
  }

  // MARK: The trace

  /// A trace of about `length` steps.
  mutating func generate(length: Int) -> Trace {
    var counter = Reference.none
    for slot in 0..<8 {
      let word = add(Instruction(.slot, immediate: Int64(slot)))!
      switch slot {
      case 0: counter = add(Instruction(.guardInt, a: word))!
      case 1, 2: add(Instruction(.guardInt, a: word))
      case 3, 4: if chance(80) { add(Instruction(.guardFloat, a: word)) }
      case 5, 6: add(Instruction(.guardObject, a: word))
      default: if chance(50) { add(Instruction(.guardBool, a: word)) }
      }
    }
    let goesOn = add(Instruction(.intLess, a: counter, b: trace.constant(.int(4 + below(4)))))!
    add(Instruction(.guardTrue, a: goesOn))
    for _ in 0..<length { step() }
    if frame > 0 { changeFrame() }
    registers[0] = add(Instruction(.addOverflow, a: counter, b: trace.constant(.int(1))))
    let end = chance(85) ? Instruction(.link, immediate: -1) : Instruction(.leave)
    let number = snapshotAtEnd()
    var last = end
    last.snapshot = number
    last.point = Int32(trace.points.count - 1)
    trace.instructions.append(last)
    return trace
  }

  private mutating func snapshotAtEnd() -> Int32 {
    let first = Int32(trace.entries.count)
    for (slot, value) in registers.sorted(by: { $0.key < $1.key }) where slot < 8 {
      trace.entries.append(SnapshotEntry(slot: slot, value: value))
    }
    trace.snapshots.append(
      Snapshot(
        point: Point(frame: 0, offset: 999), firstEntry: first,
        entryCount: Int32(trace.entries.count) - first))
    return Int32(trace.snapshots.count - 1)
  }
}
