// Dead stores: a store is dropped when a later one writes the same place and nobody can look in between. Guards, ends,
// the head of a loop and calls that read look; so does an allocation, for a new object must be whole before it, and
// a load that may read the place.

extension Trace {
  mutating func dropDeadStores(helpers: [Helper]) {
    let classes = Operation.classes
    var later: [Instruction] = []
    var kept: [Bool] = Array(repeating: true, count: instructions.count)
    var isChanged = false
    for index in instructions.indices.reversed() {
      let instruction = instructions[index]
      switch instruction.operation {
      case .store, .storeElement, .storePacked:
        if later.contains(where: { $0.writesSamePlace(as: instruction) }) {
          kept[index] = false
          isChanged = true
        } else {
          later.append(instruction)
        }
      case .setShape: break
      case .load, .loadElement, .loadPacked: later.removeAll { $0.region == instruction.region }
      case .call:
        let helper = helpers.effects(of: instruction)
        if helper.allocates { later = [] } else { later.removeAll { helper.reads.contains($0.region) } }
      default: if classes[Int(instruction.operation.rawValue)] != .pure { later = [] }
      }
    }
    if isChanged { keep(kept) }
  }
}

extension Instruction {
  fileprivate func writesSamePlace(as other: Instruction) -> Bool {
    guard operation == other.operation, region == other.region, a == other.a, immediate == other.immediate else {
      return false
    }
    return operation == .store || b == other.b
  }
}
