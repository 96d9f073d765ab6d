// The opcodes of Handlers.swift, in the form of Sources/VM/Bytecode/Op.swift.
enum Op: UInt8, CaseIterable {
  case add
  case load
  case leave
}
