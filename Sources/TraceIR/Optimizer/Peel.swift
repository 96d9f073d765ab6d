// Loop peeling: the recorded iteration becomes the first one, and a copy of it, sent through the walk again, the loop.
// Whatever the first iteration has computed or checked once for all is known in the copy and leaves the loop.
//
// Why that is right: all that the walk knows at the end of the first iteration was derived without assuming anything about
// the state at its start. So it holds at the end of every iteration, and at the start of each but the first, if it is said
// of values that do not change; of a value that changes it holds for the phi in its place. A phi takes the last value of a
// register, of a place in memory (so that a load of what the previous iteration stored is no load), of the float
// in a box, or of a word of an object that is not made: the object then never is, from one iteration to the next.

extension Rewriter {
  /// Makes a loop of a trace that links to itself. False: some guard of the copy would always fail, so that the loop would
  /// be left at once, or the trace is of a form that has no loop; nothing is changed then.
  mutating func peel(_ link: Instruction) -> Bool {
    let snapshot = source.snapshots[Int(link.snapshot)]
    guard snapshot.point.frame == 0, snapshot.resumption == .execute else { return false }
    let saved = self
    var plan = LoopPlan(slots: source.entries(of: snapshot).map { ($0.slot, sourceValue($0.value)) })
    for position in plan.ends.indices {
      var value = plan.ends[position].value
      if type(value) == .condition {
        value = pure(.conditionToValue, value)
      } else if isUncarried(value) {
        value = make(value)
      }
      plan.ends[position].value = value
    }
    findVariants(&plan)
    for end in plan.ends { need(end.value, &plan) }
    planMemory(&plan)
    planItems(&plan)
    // From here on the written trace is the source: point and snapshot of its end are its own.
    let end = writtenPoint(link.point)
    let snapshotAtEnd = writtenSnapshot(link.snapshot)
    let loop = trace.instructions.count
    enterLoop(at: end, &plan)
    copyBody(plan)
    point = end
    closePhis()
    // The snapshot is for leaving between two iterations, when work is pending.
    emit(Instruction(.jumpLoop, snapshot: snapshotAtEnd, point: end))
    if isHopeless {
      self = saved
      return false
    }
    if allows(.constantPhi) { replaceConstantPhis(from: loop) }
    return true
  }

  /// An object or box that cannot go round the loop unmade.
  private func isUncarried(_ value: Reference) -> Bool {
    value.isVirtual && !allows(unmade[value.index].isBox ? .carryBoxes : .carryObjects)
  }

  // MARK: What changes

  /// Marks the instructions whose value may differ from one iteration to the next.
  private mutating func findVariants(_ plan: inout LoopPlan) {
    let count = trace.instructions.count
    var stores: [[Instruction]] = Array(repeating: [], count: Region.allCases.count)
    var written: Regions = []
    for instruction in trace.instructions {
      switch classes[Int(instruction.operation.rawValue)] {
      case .store: stores[Int(instruction.region.rawValue)].append(instruction)
      case .call: written.formUnion(helpers.effects(of: instruction).writes)
      default: break
      }
    }
    var stored: Regions = []
    for region in Region.allCases where !stores[Int(region.rawValue)].isEmpty {
      stored.formUnion(Regions(region))
      // Too many to compare each with each load.
      if stores[Int(region.rawValue)].count > 64 { written.formUnion(Regions(region)) }
    }
    plan.isVariant = Array(repeating: false, count: count)
    for index in 0..<count {
      let instruction = trace.instructions[index]
      if instruction.operation == .slot {
        // A register that holds at the end what it held at the start does not change.
        let value = Reference.instruction(index)
        plan.ends.removeAll { $0.slot == Int32(instruction.immediate) && resolved($0.value) == resolved(value) }
        plan.isVariant[index] = plan.ends.contains { $0.slot == Int32(instruction.immediate) }
        continue
      }
      var isVariant = plan.changes(instruction.a) || plan.changes(instruction.b) || plan.changes(instruction.c)
      switch classes[Int(instruction.operation.rawValue)] {
      case .pure: break
      case .guardian:
        switch instruction.operation {
        case .guardShape, .guardVersion, .guardValid, .guardNoCallback, .guardRoom: isVariant = true
        default: break
        }
      case .load:
        isVariant =
          isVariant || written.contains(instruction.region)
          || stores[Int(instruction.region.rawValue)].contains { mayOverwrite($0, instruction) }
      case .call:
        let helper = helpers.effects(of: instruction)
        isVariant =
          !helper.isRemovable || helper.allocates || !helper.reads.isDisjoint(with: written.union(stored))
          || trace.arguments(of: instruction).contains { plan.changes($0) } || !allows(.shareCall)
      default: isVariant = true
      }
      plan.isVariant[index] = isVariant
    }
  }

  /// Whether a store of any iteration may change what is loaded from a place that does not move.
  private func mayOverwrite(_ store: Instruction, _ load: Instruction) -> Bool {
    guard store.operation != .setShape else { return true }
    let (a, b) = (place(load), place(store))
    if a.base == b.base || !allows(.distinctObjects) { return mayOverlap(a, b) }
    // What is known of the bases must hold in every iteration: kinds do, and a new object is another one each time.
    let (one, other) = (fact(a.base), fact(b.base))
    if other.isFresh && (a.base.isConstant || a.base.rawValue < b.base.rawValue) { return false }
    if one.kind >= 0 && other.kind >= 0 && one.kind != other.kind { return false }
    if a.base.isConstant && b.base.isConstant && a.isObjectBase && b.isObjectBase { return false }
    let isOffset = a.isField && b.isField && a.isObjectBase == b.isObjectBase && allows(.distinctOffsets)
    return !(isOffset && a.displacement != b.displacement)
  }

  // MARK: What goes round

  /// Plans a phi for a value at the end of the iteration, or for what it is made of.
  mutating func need(_ value: Reference, _ plan: inout LoopPlan) {
    let value = resolved(value)
    if value.isVirtual {
      guard !plan.objects.contains(value.index) else { return }
      plan.objects.append(value.index)
      let object = unmade[value.index]
      if object.isBox { return need(object.value, &plan) }
      for position in object.firstField..<object.firstField + object.fieldCount {
        need(unmadeFields[position], &plan)
      }
    } else if plan.changes(value) {
      if let content = carriedContent(value) { return need(content, &plan) }
      if !plan.phis.contains(value) { plan.phis.append(value) }
    }
  }

  /// The float in a value, if the loop can carry that instead.
  func carriedContent(_ value: Reference) -> Reference? {
    guard value.isInstruction, allows(.carryBoxes), type(value) == .value else { return nil }
    let content = resolved(facts[value.index].unboxed)
    return content.isInstruction && type(content) == .float ? content : nil
  }

  /// Keeps what is known of places that do not move, and plans phis for what they hold.
  private mutating func planMemory(_ plan: inout LoopPlan) {
    let loaded = loadedPlaces()
    for region in memory.contents.indices {
      for content in memory.contents[region] {
        let place = content.place
        guard !plan.changes(place.index), !plan.changes(place.base) || plan.phis.contains(place.base) else { continue }
        let value = resolved(content.value)
        let isConstant = !plan.changes(value) && !plan.changes(place.base)
        guard isConstant || (allows(.carryMemory) && loaded.contains(key(place, region))) else { continue }
        need(value, &plan)
        plan.contents.append((region, content))
      }
    }
  }

  /// The places that the iteration loads from, as `key`s.
  private func loadedPlaces() -> Set<Int64> {
    var keys: Set<Int64> = []
    for operation in [Operation.load, .loadElement, .loadPacked] {
      var candidate = heads[Int(operation.rawValue)]
      while candidate >= 0 {
        let load = trace.instructions[Int(candidate)]
        keys.insert(key(place(load), Int(load.region.rawValue)))
        candidate = facts[Int(candidate)].previous
      }
    }
    return keys
  }

  /// Equal for places that differ in base and index only.
  private func key(_ place: Place, _ region: Int) -> Int64 {
    place.displacement << 16 | Int64(place.element) << 8 | Int64(region)
  }

  // MARK: The loop

  /// Writes the head of the loop, and sets up what is known there. The source is what was written so far: its points
  /// are those of the written trace.
  private mutating func enterLoop(at end: Int32, _ plan: inout LoopPlan) {
    source = trace
    source.dropConstants()
    map = Array(repeating: .none, count: source.instructions.count)
    prepareMaps()
    isPeeled = true
    isCopying = true
    isHopeless = false
    point = end
    emit(Instruction(.loop, point: end))
    plan.values = Array(repeating: .none, count: source.instructions.count)
    var shapes: [(Reference, UInt32)] = []
    for value in plan.phis {
      let phi = emit(Instruction(.phi, type: type(value), a: value, point: end))
      openPhis.append((phi.index, value))
      let known = facts[value.index]
      facts[phi.index].lower = known.lower
      facts[phi.index].upper = known.upper
      facts[phi.index].kind = known.kind
      if known.shape != 0 { shapes.append((phi, known.shape)) }
      plan.values[value.index] = phi
    }
    for object in knownShapes where plan.changes(object) { updateFact(object) { $0.shape = 0 } }
    knownShapes = knownShapes.filter { fact($0).shape != 0 }
    for (phi, shape) in shapes { noteShape(phi, shape) }
    sharedCalls = []
    memory = MemoryFacts()
    for (region, content) in plan.contents {
      var content = content
      content.place.base = entering(content.place.base, &plan)
      content.place.index = entering(content.place.index, &plan)
      content.value = entering(content.value, &plan)
      memory.contents[region].append(content)
    }
    overlay = []
    for end in plan.ends {
      overlay.append((end.slot, entering(end.value, &plan)))
      while slotStamps.count <= Int(end.slot) { slotStamps.append(0) }
    }
    for index in source.instructions.indices where source.instructions[index].operation == .slot {
      map[index] = .instruction(index)
      let slot = Int32(source.instructions[index].immediate)
      guard let value = overlay.first(where: { $0.slot == slot })?.value else { continue }
      map[index] = type(value) == .float ? box(value) : value
    }
  }

  /// What a value at the end of an iteration is at the start of the next.
  private mutating func entering(_ value: Reference, _ plan: inout LoopPlan) -> Reference {
    let value = resolved(value)
    if value.isVirtual {
      if let known = plan.entered[value.index] { return known }
      let object = unmade[value.index]
      if object.isBox { return box(entering(object.value, &plan)) }
      let copy = addUnmade(header: object.header, fieldCount: object.fieldCount)
      plan.entered[value.index] = copy
      let first = unmade[copy.index].firstField
      for position in 0..<object.fieldCount {
        unmadeRegions[first + position] = unmadeRegions[object.firstField + position]
        let field = unmadeFields[object.firstField + position]
        if field.isNone { continue }
        let carried = entering(field, &plan)
        unmadeFields[first + position] = carried
      }
      return copy
    }
    guard plan.changes(value) else { return value }
    if let content = carriedContent(value) { return box(entering(content, &plan)) }
    return plan.values[value.index]
  }

  private mutating func copyBody(_ plan: LoopPlan) {
    for index in source.instructions.indices {
      if !map[index].isNone { continue }
      if index < plan.isVariant.count, !plan.isVariant[index] {
        // Also a guard: what it tests does not change, and it held.
        map[index] = .instruction(index)
      } else {
        rewrite(index)
      }
      if source.instructions[index].snapshot >= 0 { dropNamed(source.instructions[index]) }
    }
  }

  /// A register that a snapshot names is named by the later ones too, where it is read: they need no more what it held
  /// at the end of the previous iteration.
  private mutating func dropNamed(_ instruction: Instruction) {
    guard allows(.deadRegisters), !overlay.isEmpty else { return }
    let snapshot = source.snapshots[Int(instruction.snapshot)]
    // An exit to elsewhere, the other way of a jump, may name what only that way changes.
    guard source.points[Int(instruction.point)] == snapshot.point else { return }
    overlayStamp += 1
    for entry in source.entries(of: snapshot) { stamp(entry.slot) }
    overlay.removeAll { slotStamps[Int($0.slot)] == overlayStamp }
  }
}
