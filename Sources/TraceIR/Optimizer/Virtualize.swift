// Objects and boxes that are not made until something needs them in memory: a call, a store into an object that was
// made, a phi, a link. Until then their words live here; stores change them, loads read them, guards on them are known,
// and snapshots describe them. A box of a float is such an object too.
//
// When an object is made, all objects that it refers to are made first, so that no allocation comes between `new`
// and the stores of its words. In a cycle one word is stored later, and holds the small int 0 until then.

struct UnmadeObject {
  var isBox = false
  /// A virtual object of the source: only snapshots know it.
  var isImported = false
  /// The float in a box.
  var value = Reference.none
  var header: UInt64 = 0
  /// Words after the header: a run of `unmadeFields`; `.none` is not written yet.
  var firstField = 0
  var fieldCount = 0
  /// What it is once made.
  var made = Reference.none
  var isBeingMade = false
  /// The virtual object of the written trace that describes it, and since when.
  var captured: Int32 = -1
  var capturedEpoch = -1
}

extension Rewriter {
  // MARK: Allocation

  mutating func visitAllocation(_ instruction: Instruction) -> Reference {
    if instruction.operation == .boxFloat { return box(instruction.a) }
    // It may be the storage that it was given: not fresh.
    if instruction.operation == .makeRoom { return emit(made(instruction)) }
    let header = UInt64(bitPattern: instruction.immediate)
    let count = Int(header >> 48) - 1
    guard allows(.virtualObject), count >= 0 else {
      let object = emit(instruction)
      noteFresh(object, header: header)
      return object
    }
    return addUnmade(header: header, fieldCount: count)
  }

  mutating func addUnmade(header: UInt64, fieldCount: Int) -> Reference {
    var object = UnmadeObject()
    object.header = header
    object.firstField = unmadeFields.count
    object.fieldCount = fieldCount
    for _ in 0..<fieldCount {
      unmadeFields.append(.none)
      unmadeRegions.append(.fields)
    }
    unmade.append(object)
    return .virtual(unmade.count - 1)
  }

  mutating func addUnmadeBox(_ float: Reference) -> Reference {
    var object = UnmadeObject()
    object.isBox = true
    object.value = float
    unmade.append(object)
    return .virtual(unmade.count - 1)
  }

  /// A float as a value.
  mutating func box(_ float: Reference) -> Reference {
    if allows(.constants), float.isConstant, let word = TraceMachine.immediate(trace.constants[float.index].bits) {
      return trace.constant(.value(word))
    }
    if allows(.virtualBox) {
      let known = fact(float).boxed
      if !known.isNone { return resolved(known) }
      let boxed = addUnmadeBox(float)
      updateFact(float) { $0.boxed = boxed }
      return boxed
    }
    let boxed = emit(Instruction(.boxFloat, a: float, point: point))
    noteBox(boxed, of: float)
    return boxed
  }

  /// `boxed` is a value that holds `content`.
  mutating func noteBox(_ boxed: Reference, of content: Reference) {
    updateFact(content) { $0.boxed = boxed }
    if boxed.isInstruction { facts[boxed.index].unboxed = content }
  }

  private mutating func noteFresh(_ object: Reference, header: UInt64) {
    facts[object.index].isFresh = true
    facts[object.index].kind = Int16(truncatingIfNeeded: header >> 32 & 0xFF)
    noteShape(object, UInt32(truncatingIfNeeded: header))
  }

  // MARK: Making

  /// The value itself, made if it was not yet.
  mutating func make(_ reference: Reference) -> Reference {
    let value = resolved(reference)
    guard value.isVirtual else { return value }
    // What was captured while it was being made is out of date as well.
    defer { epoch += 1 }
    guard unmade[value.index].isBox else {
      makeObject(value.index)
      return unmade[value.index].made
    }
    let float = resolved(unmade[value.index].value)
    let boxed = emit(Instruction(.boxFloat, a: float, point: point))
    unmade[value.index].made = boxed
    noteBox(boxed, of: float)
    return boxed
  }

  mutating func made(_ instruction: Instruction) -> Instruction {
    var instruction = instruction
    if instruction.a.isVirtual { instruction.a = make(instruction.a) }
    if instruction.b.isVirtual { instruction.b = make(instruction.b) }
    if instruction.c.isVirtual { instruction.c = make(instruction.c) }
    return instruction
  }

  private mutating func makeObject(_ index: Int) {
    let first = unmade[index].firstField
    let count = unmade[index].fieldCount
    unmade[index].isBeingMade = true
    for position in first..<first + count {
      let field = resolved(unmadeFields[position])
      if field.isVirtual, !unmade[field.index].isBeingMade { _ = make(field) }
    }
    let header = unmade[index].header
    let object = emit(Instruction(.new, immediate: Int64(bitPattern: header), point: point))
    noteFresh(object, header: header)
    for position in first..<first + count {
      let field = resolved(unmadeFields[position])
      let isLater = field.isVirtual && field.index != index
      if isLater { laterStores.append((object, position - first, field.index, unmadeRegions[position])) }
      let value = field.isNone || isLater ? int(0) : field.index == index && field.isVirtual ? object : field
      storeField(object, position - first, value, unmadeRegions[position])
    }
    unmade[index].made = object
    unmade[index].isBeingMade = false
    guard !laterStores.isEmpty else { return }
    for (holder, field, target, region) in laterStores where target == index {
      storeField(holder, field, object, region)
    }
    laterStores.removeAll { $0.target == index }
  }

  private mutating func storeField(_ object: Reference, _ field: Int, _ value: Reference, _ region: Region) {
    let store = Instruction(
      .store, a: object, b: value, immediate: Int64(8 * (field + 1)), region: region, point: point)
    forgetOverwritten(by: store)
    emit(store)
    remember(store, value)
  }

  // MARK: Uses of objects not made

  /// The words of the object that a load or store names, if it is not made and the place is one of them.
  private func unmadeField(_ instruction: Instruction) -> Int? {
    guard instruction.a.isVirtual, !unmade[instruction.a.index].isBox else { return nil }
    var offset = instruction.immediate
    switch instruction.operation {
    case .load, .store: break
    case .loadElement, .storeElement:
      guard let index = intConstant(instruction.b), index >= 0, index < 1 << 16 else { return nil }
      offset += Int64(8 * index)
    default: return nil
    }
    let object = unmade[instruction.a.index]
    let field = Int(offset / 8) - 1
    guard offset % 8 == 0, field >= 0, field < object.fieldCount else { return nil }
    return object.firstField + field
  }

  /// The result of a load from an object that is not made.
  mutating func loadedFromUnmade(_ instruction: Instruction) -> Reference? {
    guard let field = unmadeField(instruction), !unmadeFields[field].isNone else { return nil }
    let value = resolved(unmadeFields[field])
    return type(value).fits(instruction.type) ? value : nil
  }

  /// Whether a store only changed an object that is not made.
  mutating func storedIntoUnmade(_ instruction: Instruction) -> Bool {
    if instruction.operation == .setShape {
      guard instruction.a.isVirtual else { return false }
      let shape = UInt64(UInt32(truncatingIfNeeded: instruction.immediate))
      unmade[instruction.a.index].header = unmade[instruction.a.index].header & ~0xFFFF_FFFF | shape
      epoch += 1
      return true
    }
    guard let field = unmadeField(instruction) else { return false }
    let value = instruction.operation == .store ? instruction.b : instruction.c
    guard type(value).fits(.value) || type(value) == .raw else { return false }
    unmadeFields[field] = value
    unmadeRegions[field] = instruction.region
    epoch += 1
    return true
  }

  /// The outcome of a guard on an object or box that is not made; otherwise its operands are made.
  mutating func guardUnmade(_ instruction: inout Instruction) -> Outcome {
    let (a, b) = (instruction.a, instruction.b)
    guard a.isVirtual || b.isVirtual else { return .keep }
    let isBox = a.isVirtual && unmade[a.index].isBox
    let header = a.isVirtual ? unmade[a.index].header : 0
    switch instruction.operation {
    case .guardFloat where isBox: return .use(resolved(unmade[a.index].value))
    case .guardObject where !isBox: return .use(a)
    case .guardShape where UInt32(truncatingIfNeeded: header) == UInt32(truncatingIfNeeded: instruction.immediate):
      return .use(.none)
    case .guardKind where header >> 32 & 0xFF == UInt64(bitPattern: instruction.immediate): return .use(.none)
    case .guardSame where a == b: return .use(.none)
    case .guardDifferent where a != b && (isUnmadeObject(a) || isUnmadeObject(b)): return .use(.none)
    default: break
    }
    instruction = made(instruction)
    return .keep
  }

  private func isUnmadeObject(_ reference: Reference) -> Bool {
    reference.isVirtual && !unmade[reference.index].isBox
  }

  /// An object that is not made is nothing but itself.
  mutating func comparedUnmade(_ instruction: Instruction) -> Reference? {
    let (a, b) = (instruction.a, instruction.b)
    guard isUnmadeObject(a) || isUnmadeObject(b) else { return nil }
    switch instruction.operation {
    case .same: return condition(a == b)
    case .different: return condition(a != b)
    default: return nil
    }
  }
}
