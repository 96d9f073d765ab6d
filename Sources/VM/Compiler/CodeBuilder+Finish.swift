// From symbolic items to the words, positions and handlers of a `CompiledCode`.
// Jumps with 16-bit distances that turn out too long become a short jump around (or to) a `jump`.

import Syntax

/// What the operands of each opcode need at the end of compilation, indexed by raw value.
struct OpLayout {
  enum Jump: UInt8 { case none, wide, short }
  /// Words of the instruction with its inline cache.
  let words: [Int]
  let jump: [Jump]

  static let shared = OpLayout()

  private init() {
    words = Op.allCases.map { 1 + $0.info.cacheWords }
    jump = Op.allCases.map { op in
      let info = op.info
      if info.b == .wideJump { return .wide }
      return info.c == .jump ? .short : .none
    }
  }
}

extension CodeBuilder {
  /// - Throws: `SyntaxProblem` when the code exceeds what operands can say.
  func finish(_ source: SourceText) throws -> CompiledCode {
    if isReachable { emit(.returnNone) }
    if highest > Int(UInt16.max) || constants.count > Int(UInt16.max) {
      let what = highest > Int(UInt16.max) ? "variables" : "constants"
      throw source.problem("too many \(what) in one code block", at: location, kind: .recursion)
    }
    let layout = OpLayout.shared
    threadJumps(layout)
    let (starts, labels) = place(layout)
    code.instructions.reserveCapacity(starts.last!)
    for position in items.indices where !items[position].isLabel {
      encode(items[position], from: starts[position], labels, layout)
    }
    writePositions(starts)
    writeHandlers(starts, labels)
    code.constants = constants
    // `raise` alone names register 0, too.
    code.registerCount = max(1, highest)
    return code
  }

  /// A jump to a `jump` goes straight to where that one leads.
  private func threadJumps(_ layout: OpLayout) {
    var followers: [Int: Int] = [:]
    var pending: [Int] = []
    for item in items {
      if item.isLabel {
        pending.append(Int(item.a))
      } else {
        if item.op == .jump { for label in pending { followers[label] = Int(item.b) } }
        pending.removeAll(keepingCapacity: true)
      }
    }
    if followers.isEmpty { return }
    for position in items.indices where !items[position].isLabel {
      let op = items[position].op
      let kind = layout.jump[Int(op.rawValue)]
      if kind == .none || op == .forIter || op == .send { continue }
      var label = Int(kind == .wide ? items[position].b : items[position].c)
      var hops = 0
      while hops < 8, let next = followers[label] {
        label = next
        hops += 1
      }
      if kind == .wide { items[position].b = Int32(label) } else { items[position].c = Int32(label) }
    }
  }

  /// Offsets in words of all items (and of the end), and of all labels.
  private func place(_ layout: OpLayout) -> (starts: [Int], labels: [Int]) {
    var starts = [Int](repeating: 0, count: items.count + 1)
    var labels: [Int] = []
    while true {
      var offset = 0
      for (position, item) in items.enumerated() {
        starts[position] = offset
        if item.isLabel {
          while labels.count <= Int(item.a) { labels.append(0) }
          labels[Int(item.a)] = offset
        } else {
          offset += size(of: item, layout)
        }
      }
      starts[items.count] = offset
      if offset <= Int(Int16.max) || !lengthen(starts, labels, layout) { return (starts, labels) }
    }
  }

  private func size(of item: Item, _ layout: OpLayout) -> Int {
    if !item.isLong { return layout.words[Int(item.op.rawValue)] }
    return item.op.opposite == nil ? 3 : 2
  }

  /// Marks the short jumps that do not reach their label; whether there were any.
  private func lengthen(_ starts: [Int], _ labels: [Int], _ layout: OpLayout) -> Bool {
    var hasChanged = false
    for position in items.indices {
      let item = items[position]
      if item.isLabel || item.isLong || layout.jump[Int(item.op.rawValue)] != .short { continue }
      let distance = labels[Int(item.c)] - starts[position] - 1
      // A margin, since other jumps may still grow in between.
      if abs(distance) > 30_000 {
        items[position].isLong = true
        hasChanged = true
      }
    }
    return hasChanged
  }

  private func encode(_ item: Item, from start: Int, _ labels: [Int], _ layout: OpLayout) {
    let (a, b, c) = (Int(item.a), Int(item.b), Int(item.c))
    let end = start + layout.words[Int(item.op.rawValue)]
    switch layout.jump[Int(item.op.rawValue)] {
    case .wide: code.instructions.append(Instruction.encode(item.op, a, wide: labels[b] - end))
    case .short:
      if !item.isLong {
        code.instructions.append(Instruction.encode(item.op, a, b, labels[c] - end))
      } else if let opposite = item.op.opposite {
        code.instructions.append(Instruction.encode(opposite, a, b, 1))
        code.instructions.append(Instruction.encode(.jump, 0, wide: labels[c] - start - 2))
      } else {
        code.instructions.append(Instruction.encode(item.op, a, b, 1))
        code.instructions.append(Instruction.encode(.jump, 0, wide: 1))
        code.instructions.append(Instruction.encode(.jump, 0, wide: labels[c] - start - 3))
      }
    case .none:
      if item.op == .loadInt {
        code.instructions.append(Instruction.encode(item.op, a, wide: b))
      } else {
        code.instructions.append(Instruction.encode(item.op, a, b, c))
      }
    }
    for _ in 1..<max(1, end - start) { code.instructions.append(0) }
  }

  private func writePositions(_ starts: [Int]) {
    var last: SourceSpan?
    for (position, item) in items.enumerated() where !item.isLabel {
      if item.span == last { continue }
      last = item.span
      code.positions.append(
        SourcePosition(
          start: UInt32(starts[position]), line: UInt32(max(0, item.span.line)),
          endLine: UInt32(max(0, item.span.endLine)), column: UInt16(clamping: item.span.column),
          endColumn: UInt16(clamping: item.span.endColumn)))
    }
  }

  /// Each instruction names the one handler that catches there, so the table's ranges do not overlap.
  private func writeHandlers(_ starts: [Int], _ labels: [Int]) {
    var position = 0
    while position < items.count {
      let number = items[position].handler
      let first = position
      while position < items.count, items[position].handler == number || items[position].isLabel { position += 1 }
      if number == 0 || starts[first] == starts[position] { continue }
      let handler = handlers[Int(number)]
      let entry = ExceptionHandler(
        start: UInt32(starts[first]), end: UInt32(starts[position]), target: UInt32(labels[handler.label.number]),
        register: UInt32(handler.register))
      code.handlers.append(entry)
    }
  }
}

extension Op {
  /// The jump on the opposite outcome of a comparison. `less` and `notLess`, not `greaterEqual`: a NaN is neither.
  var opposite: Op? {
    switch self {
    case .jumpIfIs: .jumpIfNotIs
    case .jumpIfNotIs: .jumpIfIs
    case .jumpIfLess: .jumpIfNotLess
    case .jumpIfLessEqual: .jumpIfNotLessEqual
    case .jumpIfEqual: .jumpIfNotEqual
    case .jumpIfNotEqual: .jumpIfEqual
    case .jumpIfUnequal: .jumpIfNotUnequal
    case .jumpIfGreater: .jumpIfNotGreater
    case .jumpIfGreaterEqual: .jumpIfNotGreaterEqual
    case .jumpIfNotLess: .jumpIfLess
    case .jumpIfNotLessEqual: .jumpIfLessEqual
    case .jumpIfNotUnequal: .jumpIfUnequal
    case .jumpIfNotGreater: .jumpIfGreater
    case .jumpIfNotGreaterEqual: .jumpIfGreaterEqual
    case .jumpIfLessInt: .jumpIfNotLessInt
    case .jumpIfLessEqualInt: .jumpIfNotLessEqualInt
    case .jumpIfEqualInt: .jumpIfNotEqualInt
    case .jumpIfNotEqualInt: .jumpIfEqualInt
    case .jumpIfUnequalInt: .jumpIfNotUnequalInt
    case .jumpIfGreaterInt: .jumpIfNotGreaterInt
    case .jumpIfGreaterEqualInt: .jumpIfNotGreaterEqualInt
    case .jumpIfNotLessInt: .jumpIfLessInt
    case .jumpIfNotLessEqualInt: .jumpIfLessEqualInt
    case .jumpIfNotUnequalInt: .jumpIfUnequalInt
    case .jumpIfNotGreaterInt: .jumpIfGreaterInt
    case .jumpIfNotGreaterEqualInt: .jumpIfGreaterEqualInt
    default: nil
    }
  }
}
