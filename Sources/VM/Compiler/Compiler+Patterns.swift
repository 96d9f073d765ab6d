// `match`: patterns test a subject register and jump to a label when it does not match. What a pattern captures waits in
// temporaries, reserved before it starts, until the whole pattern has matched; then the names are bound.

import Syntax

extension Compiler {
  func match(_ subject: Expression, _ cases: [MatchCase], _ span: SourceSpan) throws {
    let register = unit.allocate()
    try expression(subject, into: register)
    let end = unit.makeLabel()
    for node in cases {
      let mark = unit.next
      let next = unit.makeLabel()
      var captures: [Name] = []
      collect(node.pattern, into: &captures)
      let first = unit.allocate(captures.count)
      let matcher = PatternMatcher(compiler: self, names: captures, first: first)
      try matcher.match(node.pattern, register, else: next)
      unit.location = node.pattern.span
      for (position, name) in captures.enumerated() { store(name, from: first + position) }
      if let condition = node.guard { try self.condition(condition, jumpIf: false, to: next) }
      unit.release(to: mark)
      try statements(node.body)
      unit.jump(to: end)
      unit.place(next)
    }
    unit.place(end)
  }

  /// The names that `pattern` binds; alternatives bind the same ones.
  private func collect(_ pattern: Pattern, into names: inout [Name]) {
    func add(_ name: Name?) {
      if let name, !names.contains(name) { names.append(name) }
    }
    switch pattern.kind {
    case .value, .singleton: break
    case .star(let name): add(name)
    case .as(let inner, let name):
      if let inner { collect(inner, into: &names) }
      add(name)
    case .sequence(let patterns), .or(let patterns): for pattern in patterns { collect(pattern, into: &names) }
    case .mapping(_, let patterns, let rest):
      for pattern in patterns { collect(pattern, into: &names) }
      add(rest)
    case .class(let node): for pattern in node.patterns + node.keywordPatterns { collect(pattern, into: &names) }
    }
  }
}

/// Tests one pattern of a `case`.
private struct PatternMatcher {
  let compiler: Compiler
  /// Capture number n waits in register `first + n`.
  let names: [Name]
  let first: Int

  private var unit: CodeBuilder { compiler.unit }

  /// Jumps to `failure` unless r[subject] matches; r[subject] is kept.
  func match(_ pattern: Pattern, _ subject: Int, else failure: Label) throws {
    let mark = unit.next
    defer { unit.release(to: mark) }
    unit.location = pattern.span
    switch pattern.kind {
    case .value(let expression):
      if let number = compiler.smallInt(expression) {
        return unit.jump(.jumpIfNotEqualInt, subject, number, to: failure)
      }
      let value = try compiler.operand(expression)
      unit.location = pattern.span
      unit.jump(.jumpIfNotEqual, subject, value, to: failure)
    case .singleton(.none): unit.jump(.jumpIfNotNone, subject, to: failure)
    case .singleton(let constant):
      let value = unit.allocate()
      unit.loadConstant(ConstantFolder.constant(constant), into: value)
      unit.jump(.jumpIfNotIs, subject, value, to: failure)
    case .as(let inner, let name):
      if let inner { try match(inner, subject, else: failure) }
      capture(name, subject, pattern.span)
    case .star: preconditionFailure("stars are matched by their sequence")
    case .sequence(let patterns): try sequence(patterns, subject, pattern.span, else: failure)
    case .mapping(let keys, let patterns, let rest):
      try mapping(keys, patterns, rest, subject, pattern.span, else: failure)
    case .class(let node): try instance(node, subject, pattern.span, else: failure)
    case .or(let patterns):
      let end = unit.makeLabel()
      for alternative in patterns.dropLast() {
        let next = unit.makeLabel()
        try match(alternative, subject, else: next)
        unit.jump(to: end)
        unit.place(next)
      }
      try match(patterns.last!, subject, else: failure)
      unit.place(end)
    }
  }

  private func capture(_ name: Name?, _ register: Int, _ span: SourceSpan) {
    guard let name else { return }
    compiler.emit(span, .move, first + names.firstIndex(of: name)!, register)
  }

  private func isWildcard(_ pattern: Pattern) -> Bool {
    switch pattern.kind {
    case .as(nil, nil), .star(nil): true
    default: false
    }
  }

  private func isStar(_ pattern: Pattern) -> Bool { if case .star = pattern.kind { true } else { false } }

  private func sequence(
    _ patterns: [Pattern], _ subject: Int, _ span: SourceSpan, else failure: Label
  ) throws {
    let test = unit.allocate()
    unit.emit(.matchSequence, test, subject)
    unit.jump(.jumpIfFalse, test, to: failure)
    let star = patterns.firstIndex(where: isStar)
    let least = patterns.count - (star == nil ? 0 : 1)
    let length = unit.allocate()
    if star == nil || least > 0 {
      unit.emit(.length, length, subject)
      unit.jump(star == nil ? .jumpIfNotEqualInt : .jumpIfLessInt, length, least, to: failure)
    }
    if patterns.allSatisfy(isWildcard) { return }
    if let star, isWildcard(patterns[star]) {
      // Only the items that are looked at are fetched.
      for (position, pattern) in patterns.enumerated() where !isWildcard(pattern) {
        let item = unit.allocate()
        unit.location = span
        if position < star {
          unit.emit(.getItemInt, item, subject, position)
        } else {
          unit.emit(.subtractInt, item, length, patterns.count - position)
          unit.emit(.getItem, item, subject, item)
        }
        try match(pattern, item, else: failure)
      }
      return
    }
    let items = unit.allocate(patterns.count)
    unit.location = span
    if let star {
      unit.emit(.unpackEx, items, subject, star | (patterns.count - star - 1) << 8)
    } else {
      unit.emit(.unpackSequence, items, subject, patterns.count)
    }
    for (position, pattern) in patterns.enumerated() {
      if case .star(let name) = pattern.kind {
        capture(name, items + position, pattern.span)
      } else {
        try match(pattern, items + position, else: failure)
      }
    }
  }

  private func mapping(
    _ keys: [Expression], _ patterns: [Pattern], _ rest: Name?, _ subject: Int, _ span: SourceSpan,
    else failure: Label
  ) throws {
    let test = unit.allocate()
    unit.emit(.matchMapping, test, subject)
    unit.jump(.jumpIfFalse, test, to: failure)
    if keys.isEmpty && rest == nil { return }
    if !keys.isEmpty {
      unit.emit(.length, test, subject)
      unit.jump(.jumpIfLessInt, test, keys.count, to: failure)
    }
    let keyTuple = unit.allocate()
    try compiler.transient { try compiler.keyTuple(keys, span, into: keyTuple) }
    let values = unit.allocate()
    compiler.emit(span, .matchKeys, values, subject, keyTuple)
    unit.jump(.jumpIfNone, values, to: failure)
    if let rest {
      unit.emit(.mappingRest, first + names.firstIndex(of: rest)!, subject, keyTuple)
    }
    try fields(patterns, values, span, else: failure)
  }

  private func instance(_ node: ClassPattern, _ subject: Int, _ span: SourceSpan, else failure: Label) throws {
    let window = unit.allocate(3)
    unit.emit(.move, window, subject)
    try compiler.transient { try compiler.expression(node.type, into: window + 1) }
    unit.location = span
    unit.emit(.loadInt, window + 2, node.patterns.count)
    let names = node.keywordNames.map { Constant.string(Array(compiler.unit.scope.mangle($0).text.utf8)) }
    unit.emit(.matchClass, window, window, unit.constant(.tuple(names)))
    unit.jump(.jumpIfNone, window, to: failure)
    try fields(node.patterns + node.keywordPatterns, window, span, else: failure)
  }

  /// Matches the items of the tuple r[values], one by one.
  private func fields(_ patterns: [Pattern], _ values: Int, _ span: SourceSpan, else failure: Label) throws {
    if patterns.allSatisfy(isWildcard) { return }
    let items = unit.allocate(patterns.count)
    unit.location = span
    unit.emit(.unpackSequence, items, values, patterns.count)
    for (position, pattern) in patterns.enumerated() { try match(pattern, items + position, else: failure) }
  }
}

extension Compiler {
  /// The tuple of a mapping pattern's keys.
  fileprivate func keyTuple(_ keys: [Expression], _ span: SourceSpan, into register: Int) throws {
    if let values = folder.values(of: keys) {
      unit.location = span
      return unit.loadConstant(.tuple(values), into: register)
    }
    try tuple(keys, span, into: register)
  }
}
