// Common subexpressions: an operation with the same operands as an earlier one has its result. Instructions with the
// same operation are chained; a search ends at the youngest operand, before which no equal instruction can be.

extension Rewriter {
  /// Instructions or comparisons that a search looks at, at most: it keeps the cost of long traces proportional.
  static let searchLimit = 200

  /// The result of an equal instruction.
  func sharedResult(_ instruction: Instruction) -> Reference? {
    var limit: Int32 = -1
    if instruction.a.isInstruction { limit = max(limit, instruction.a.rawValue) }
    if instruction.b.isInstruction { limit = max(limit, instruction.b.rawValue) }
    if instruction.c.isInstruction { limit = max(limit, instruction.c.rawValue) }
    var candidate = heads[Int(instruction.operation.rawValue)]
    var steps = 0
    while candidate > limit, steps < Rewriter.searchLimit {
      steps += 1
      let index = Int(candidate)
      if trace.instructions[index].a == instruction.a, trace.instructions[index].b == instruction.b,
        trace.instructions[index].c == instruction.c, trace.instructions[index].immediate == instruction.immediate
      {
        return resolved(.instruction(index))
      }
      candidate = facts[index].previous
    }
    return nil
  }

  /// The result of an earlier call of the same helper with the same arguments, if it has read nothing that was
  /// written since.
  func sharedCall(_ helper: Int, _ arguments: [Reference]) -> Reference? {
    for index in sharedCalls where Int(trace.instructions[index].immediate) == helper {
      if trace.arguments(of: trace.instructions[index]).elementsEqual(arguments) {
        return resolved(.instruction(index))
      }
    }
    return nil
  }

  mutating func forgetCalls(reading regions: Regions) {
    guard !sharedCalls.isEmpty else { return }
    sharedCalls.removeAll { !helpers[Int(trace.instructions[$0].immediate)].reads.isDisjoint(with: regions) }
  }
}
