// Loads and stores: what the trace knows to be in memory, place by place, and which places may be the same.
//
// A place is a base, an index (absent, or an int that is no constant) and a displacement. Two places differ when they
// are in other regions; when they have the same base and index and other displacements; when both have constant offsets
// from bases of the same kind and these differ (see Region); when their bases are known to be different objects.

/// Where a load or store goes.
struct Place {
  var base: Reference
  var index: Reference
  var displacement: Int64
  /// Bytes.
  var width: Int64
  /// Raw value of the packing's element, or 255 for a word.
  var element: UInt8
  /// A load or store by offset alone, not one of an element.
  var isField: Bool
  var isObjectBase: Bool

  func isSame(_ other: Place) -> Bool {
    base == other.base && index == other.index && displacement == other.displacement && element == other.element
  }
}

/// What the places of each region hold.
struct MemoryFacts {
  struct Content {
    var place: Place
    var value: Reference
  }
  var contents: [[Content]] = Array(repeating: [], count: Region.allCases.count)
  /// Contents known of a region at most; the oldest are forgotten.
  static let limit = 48
}

extension Rewriter {
  func place(_ instruction: Instruction) -> Place {
    var place = Place(
      base: instruction.a, index: .none, displacement: instruction.immediate, width: 8, element: 255, isField: true,
      isObjectBase: type(instruction.a) == .object)
    switch instruction.operation {
    case .loadElement, .storeElement:
      place.isField = false
      addIndex(instruction.b, to: &place)
    case .loadPacked, .storePacked:
      let packing = Packing(immediate: instruction.immediate)
      place.isField = false
      place.displacement = Int64(packing.offset)
      place.width = Int64(packing.element.width)
      place.element = packing.element.rawValue
      addIndex(instruction.b, to: &place)
    default: break
    }
    return place
  }

  private func addIndex(_ index: Reference, to place: inout Place) {
    var index = index
    let limit = 1 << 40
    let added = definition(index)
    if added.operation == .add || added.operation == .addOverflow, let number = intConstant(added.b),
      number.magnitude < limit, allows(.distinctIndices)
    {
      place.displacement += place.width * Int64(number)
      index = resolved(added.a)
    }
    if let number = intConstant(index), number.magnitude < limit {
      place.displacement += place.width * Int64(number)
      index = .none
    }
    place.index = index
  }

  // MARK: Aliases

  func mayOverlap(_ a: Place, _ b: Place) -> Bool {
    if a.base == b.base {
      guard a.index == b.index, a.width == b.width || a.index.isNone else { return true }
      return a.displacement < b.displacement + b.width && b.displacement < a.displacement + a.width
    }
    if a.isField, b.isField, a.isObjectBase == b.isObjectBase, a.displacement != b.displacement,
      allows(.distinctOffsets)
    {
      return false
    }
    return !(allows(.distinctObjects) && areDistinct(a.base, b.base))
  }

  /// Whether two different references are known to be different objects.
  private func areDistinct(_ a: Reference, _ b: Reference) -> Bool {
    guard type(a) == .object, type(b) == .object else { return false }
    if a.isConstant && b.isConstant { return true }
    let (one, other) = (fact(a), fact(b))
    if one.isFresh && (other.isFresh || b.isConstant || b.rawValue < a.rawValue) { return true }
    if other.isFresh && (a.isConstant || a.rawValue < b.rawValue) { return true }
    if one.shape != 0 && other.shape != 0 && one.shape != other.shape { return true }
    return one.kind >= 0 && other.kind >= 0 && one.kind != other.kind
  }

  // MARK: Contents

  private func content(_ region: Region, _ place: Place) -> Reference? {
    for content in memory.contents[Int(region.rawValue)] where content.place.isSame(place) {
      return resolved(content.value)
    }
    return nil
  }

  /// Forgets what a store may change.
  mutating func forgetOverwritten(by store: Instruction) {
    let region = Int(store.region.rawValue)
    let place = place(store)
    // Taken out while it changes, so that asking `self` about aliases copies nothing.
    var contents: [MemoryFacts.Content] = []
    swap(&contents, &memory.contents[region])
    var position = contents.count - 1
    while position >= 0 {
      if mayOverlap(contents[position].place, place) { contents.remove(at: position) }
      position -= 1
    }
    swap(&contents, &memory.contents[region])
    forgetCalls(reading: Regions(store.region))
  }

  /// Notes that the place of a load or store holds `value`.
  mutating func remember(_ instruction: Instruction, _ value: Reference) {
    let region = Int(instruction.region.rawValue)
    let place = place(instruction)
    if let known = memory.contents[region].firstIndex(where: { $0.place.isSame(place) }) {
      memory.contents[region][known].value = value
      return
    }
    if memory.contents[region].count >= MemoryFacts.limit { memory.contents[region].removeFirst() }
    memory.contents[region].append(MemoryFacts.Content(place: place, value: value))
  }

  mutating func forgetAfterCall(writing regions: Regions) {
    guard !regions.isEmpty else { return }
    for region in Region.allCases where regions.contains(region) {
      memory.contents[Int(region.rawValue)].removeAll(keepingCapacity: true)
    }
    if regions.contains(.shape) { forgetShapes() }
    if regions.contains(.versions) {
      knownVersions.removeAll(keepingCapacity: true)
      isKnownValid = false
    }
    // The cell may be one that the trace takes for granted.
    if regions.contains(.cells) { isKnownValid = false }
    forgetCalls(reading: regions)
  }

  // MARK: Loads and stores

  mutating func visitLoad(_ instruction: Instruction) -> Reference {
    if let loaded = loadedFromUnmade(instruction) ?? loadedFromConstant(instruction) { return loaded }
    let load = made(instruction)
    if let known = content(load.region, place(load)), type(known).fits(load.type) {
      let isStored = known.isVirtual || known.isConstant || classes[Int(operation(known).rawValue)] != .load
      if allows(isStored ? .storeToLoad : .loadToLoad) { return known }
    }
    let result = emit(load)
    setRange(result, load)
    remember(load, result)
    return result
  }

  /// A word of a constant object that never changes.
  private mutating func loadedFromConstant(_ load: Instruction) -> Reference? {
    guard load.region == .immutable, load.a.isConstant, allows(.constantObjects), let immutableWord else { return nil }
    let object = trace.constants[load.a.index]
    guard object.type == .object else { return nil }
    var offset = load.immediate
    switch load.operation {
    case .load: break
    case .loadElement:
      guard let index = intConstant(load.b), (0..<1 << 16).contains(index) else { return nil }
      offset += Int64(8 * index)
    default: return nil
    }
    guard let word = immutableWord(object.bits, offset) else { return nil }
    switch load.type {
    case .int: return TraceMachine.isInt(word) ? int(Int(Int64(bitPattern: word)) >> 2) : nil
    case .object: return TraceMachine.isObject(word) ? trace.constant(Constant(.object, word)) : nil
    case .raw: return trace.constant(Constant(.raw, word))
    case .value:
      if TraceMachine.isInt(word) { return int(Int(Int64(bitPattern: word)) >> 2) }
      return trace.constant(Constant(TraceMachine.isObject(word) ? .object : .value, word))
    default: return nil
    }
  }

  mutating func visitStore(_ instruction: Instruction) {
    if storedIntoUnmade(instruction) { return }
    let store = made(instruction)
    if store.operation == .setShape { return visitSetShape(store) }
    let value = store.operation == .store ? store.b : store.c
    if allows(.sameStore), content(store.region, place(store)) == value, store.operation != .storePacked { return }
    forgetOverwritten(by: store)
    emit(store)
    if holdsWhole(store, value) { remember(store, value) }
  }

  /// Whether loading what was stored gives the stored value again: a packed place may be too narrow for it.
  private func holdsWhole(_ store: Instruction, _ value: Reference) -> Bool {
    guard store.operation == .storePacked else { return true }
    switch Packing(immediate: store.immediate).element {
    case .float32: return false
    case .float64, .int64: return true
    case let element:
      let (lower, upper) = range(value)
      let wanted = Rewriter.range(of: element)
      return lower >= wanted.lower && upper <= wanted.upper
    }
  }

  private mutating func visitSetShape(_ store: Instruction) {
    let shape = UInt32(truncatingIfNeeded: store.immediate)
    if allows(.knownShape), fact(store.a).shape == shape { return }
    // An object of unknown identity may be any of those whose shape is known.
    for object in knownShapes where object != store.a {
      if !(allows(.distinctObjects) && areDistinct(object, store.a)) { updateFact(object) { $0.shape = 0 } }
    }
    knownShapes = knownShapes.filter { fact($0).shape != 0 }
    memory.contents[Int(Region.shape.rawValue)].removeAll(keepingCapacity: true)
    forgetCalls(reading: Regions(.shape))
    emit(store)
    noteShape(store.a, shape)
  }

  mutating func noteShape(_ object: Reference, _ shape: UInt32) {
    if fact(object).shape == 0 { knownShapes.append(object) }
    updateFact(object) { $0.shape = shape }
  }

  mutating func forgetShapes() {
    for object in knownShapes { updateFact(object) { $0.shape = 0 } }
    knownShapes.removeAll(keepingCapacity: true)
  }
}
