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

extension Rewriter {
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
