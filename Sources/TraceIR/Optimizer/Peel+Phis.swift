// What a peeled loop carries from one iteration to the next, and the phis that turned out to carry nothing new.

/// What a loop carries from one iteration to the next.
struct LoopPlan {
  /// Registers that change, with their value at the end of the iteration.
  var ends: [(slot: Int32, value: Reference)]
  var isVariant: [Bool] = []
  /// Values that get a phi.
  var phis: [Reference] = []
  /// Objects not made that go round.
  var objects: [Int] = []
  /// What places are known to hold at the start of each iteration, as said of the end of the previous.
  var contents: [(region: Int, content: MemoryFacts.Content)] = []
  /// The phi of a value, by its index.
  var values: [Reference] = []
  /// The object not made that stands for another at the start of an iteration.
  var entered: [Int: Reference] = [:]

  init(slots: [(Int32, Reference)]) {
    ends = slots.map { (slot: $0.0, value: $0.1) }
  }

  /// Whether a written value may differ from one iteration to the next.
  func changes(_ reference: Reference) -> Bool {
    if reference.isVirtual { return true }
    guard reference.isInstruction else { return false }
    return reference.index >= isVariant.count || isVariant[reference.index]
  }
}

/// A place that an instruction loads from, to be looked up.
private struct LoadedItem: Hashable {
  let base: Int32
  let index: Int32
  let displacement: Int64
  let element: UInt8
  let region: Int

  init(_ place: Place, _ region: Int) {
    base = place.base.rawValue
    index = place.index.rawValue
    displacement = place.displacement
    element = place.element
    self.region = region
  }
}

extension Rewriter {
  /// Items carried by one loop at most: each keeps a register busy.
  private static let itemLimit = 4

  /// Plans phis for items that the next iteration loads again because its index is this one's plus a constant: `row[i]` is
  /// `row[i - 1]` then. Only what saves more than a load is carried: numbers whose type was checked, or that were just stored.
  mutating func planItems(_ plan: inout LoopPlan) {
    guard allows(.carryItems) else { return }
    var loads: Set<LoadedItem>?
    var room = Rewriter.itemLimit
    for next in plan.phis where type(next) == .int {
      let sum = definition(next)
      guard sum.operation == .add || sum.operation == .addOverflow, let step = intConstant(sum.b),
        step.magnitude < 1 << 20
      else { continue }
      let index = resolved(sum.a)
      if loads == nil { loads = loadedItems() }
      for region in memory.contents.indices {
        for content in memory.contents[region] where content.place.index == index {
          var content = content
          content.value = resolved(content.value)
          guard room > 0, !content.place.isField, !plan.changes(content.place.base), isNumber(content.value) else {
            continue
          }
          content.place.displacement -= content.place.width * Int64(step)
          guard loads!.contains(LoadedItem(content.place, region)) else { continue }
          content.place.index = next
          need(content.value, &plan)
          plan.contents.append((region, content))
          room -= 1
        }
      }
    }
  }

  /// An int, or a float in a box or not.
  private func isNumber(_ value: Reference) -> Bool {
    if value.isVirtual { return unmade[value.index].isBox && allows(.carryBoxes) }
    return type(value) == .int || type(value) == .float || carriedContent(value) != nil
  }

  private func loadedItems() -> Set<LoadedItem> {
    var items: Set<LoadedItem> = []
    for operation in [Operation.loadElement, .loadPacked] {
      var candidate = heads[Int(operation.rawValue)]
      while candidate >= 0 {
        let load = trace.instructions[Int(candidate)]
        items.insert(LoadedItem(place(load), Int(load.region.rawValue)))
        candidate = facts[Int(candidate)].previous
      }
    }
    return items
  }

  /// A phi whose value turned out never to change is its first value.
  mutating func replaceConstantPhis(from loop: Int) {
    var replacements: [Reference] = Array(repeating: .none, count: trace.instructions.count)
    func replaced(_ reference: Reference) -> Reference {
      var reference = reference
      while reference.isInstruction, !replacements[reference.index].isNone { reference = replacements[reference.index] }
      return reference
    }
    var isChanged = true
    var hasAny = false
    while isChanged {
      isChanged = false
      var index = loop + 1
      while trace.instructions[index].operation == .phi {
        let phi = trace.instructions[index]
        let next = replaced(phi.b)
        if replacements[index].isNone, next == .instruction(index) || next == replaced(phi.a) {
          replacements[index] = replaced(phi.a)
          isChanged = true
          hasAny = true
        }
        index += 1
      }
    }
    guard hasAny else { return }
    for index in trace.instructions.indices[loop...] {
      trace.instructions[index].a = replaced(trace.instructions[index].a)
      trace.instructions[index].b = replaced(trace.instructions[index].b)
      trace.instructions[index].c = replaced(trace.instructions[index].c)
    }
    for index in trace.arguments.indices { trace.arguments[index] = replaced(trace.arguments[index]) }
    for index in trace.entries.indices { trace.entries[index].value = replaced(trace.entries[index].value) }
    for index in trace.virtualFields.indices { trace.virtualFields[index] = replaced(trace.virtualFields[index]) }
    for index in trace.frames.indices {
      trace.frames[index].function = replaced(trace.frames[index].function)
      trace.frames[index].locals = replaced(trace.frames[index].locals)
    }
  }
}
