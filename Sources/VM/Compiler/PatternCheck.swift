// What a `match` pattern must obey beyond its grammar: one binding per name, the same names in all alternatives, no
// alternative or case that can never be reached, one star per sequence, no key or attribute twice.

import Syntax

struct PatternCheck {
  let table: SymbolTable

  func check(_ pattern: Pattern, mayBeIrrefutable: Bool) throws {
    var names: [Name] = []
    try collect(pattern, into: &names)
    if !mayBeIrrefutable, let cause = irrefutable(pattern) {
      throw table.problem("\(cause) makes remaining patterns unreachable", pattern.span)
    }
  }

  private func irrefutable(_ pattern: Pattern) -> String? {
    switch pattern.kind {
    case .as(nil, nil): "wildcard"
    case .as(nil, let name?): "name capture '\(name)'"
    case .as(let inner?, _): irrefutable(inner)
    case .or(let patterns): patterns.last.flatMap(irrefutable)
    default: nil
    }
  }

  private func add(_ name: Name?, _ span: SourceSpan, to names: inout [Name]) throws {
    guard let name else { return }
    if names.contains(name) { throw table.problem("multiple assignments to name '\(name)' in pattern", span) }
    names.append(name)
  }

  private func collect(_ pattern: Pattern, into names: inout [Name]) throws {
    let span = pattern.span
    switch pattern.kind {
    case .value, .singleton: break
    case .star(let name): try add(name, span, to: &names)
    case .as(let inner, let name):
      if let inner { try collect(inner, into: &names) }
      try add(name, span, to: &names)
    case .sequence(let patterns):
      let stars = patterns.filter { if case .star = $0.kind { true } else { false } }
      if stars.count > 1 { throw table.problem("multiple starred names in sequence pattern", span) }
      for pattern in patterns { try collect(pattern, into: &names) }
    case .mapping(let keys, let patterns, let rest):
      try checkKeys(keys, span)
      for pattern in patterns { try collect(pattern, into: &names) }
      try add(rest, span, to: &names)
    case .class(let node):
      for (position, name) in node.keywordNames.enumerated() where node.keywordNames[..<position].contains(name) {
        throw table.problem(
          "attribute name repeated in class pattern: \(name)", node.keywordPatterns[position].span)
      }
      for pattern in node.patterns + node.keywordPatterns { try collect(pattern, into: &names) }
    case .or(let patterns): try collectAlternatives(patterns, into: &names)
    }
  }

  private func checkKeys(_ keys: [Expression], _ span: SourceSpan) throws {
    var seen: Set<Constant> = []
    for key in keys {
      guard let value = ConstantFolder(isDebug: true).value(of: key) else { continue }
      if !seen.insert(numberKey(value)).inserted {
        throw table.problem("mapping pattern checks duplicate key (\(Disassembler.text(of: value)))", span)
      }
    }
  }

  /// Numbers that are equal are one key: 0, False, 0.0 and 0j.
  private func numberKey(_ value: Constant) -> Constant {
    switch value {
    case .true: return .int(1)
    case .false: return .int(0)
    case .float(let bits): return Int(exactly: Double(bitPattern: bits)).map { .int($0) } ?? value
    case .imaginary(let bits): return Double(bitPattern: bits) == 0 ? .int(0) : value
    default: return value
    }
  }

  private func collectAlternatives(_ patterns: [Pattern], into names: inout [Name]) throws {
    var first: Set<Name>?
    for (position, pattern) in patterns.enumerated() {
      if position < patterns.count - 1, let cause = irrefutable(pattern) {
        throw table.problem("\(cause) makes remaining patterns unreachable", pattern.span)
      }
      var own = names
      try collect(pattern, into: &own)
      let bound = Set(own[names.count...])
      if let first, first != bound { throw table.problem("alternative patterns bind different names", pattern.span) }
      if position == patterns.count - 1 { names = own }
      first = bound
    }
  }
}
