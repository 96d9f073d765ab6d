// Calls. A call has a window of registers at the top of the frame: callable, self (or scratch), arguments; the result
// takes the callable's place. A temporary destination that is the top register is the window itself, so calls in
// arguments need no moves.

import Syntax

extension Compiler {
  func call(
    _ function: Expression, _ arguments: [Expression], _ keywords: [Keyword], _ span: SourceSpan,
    into destination: Int
  ) throws {
    let window = unit.isTop(destination) ? destination : unit.allocate()
    _ = unit.allocate()
    if isSuper(function), arguments.isEmpty, keywords.isEmpty, let first = superFirst() {
      // The two arguments that `super()` takes from its frame.
      let pair = unit.allocate(2)
      load(CompilerNames.super, function.span, into: window)
      loadSuper(first, span, into: pair)
      emit(span, .call, window, 2)
    } else if arguments.contains(where: \.isStarred) || keywords.contains(where: { $0.name == nil }) {
      try expression(function, into: window)
      try spreadCall(arguments, keywords, span, window)
    } else {
      let isMethod = try callable(function, into: window)
      for argument in arguments { try expression(argument, into: unit.allocate()) }
      for keyword in keywords { try expression(keyword.value, into: unit.allocate()) }
      let count = arguments.count + keywords.count
      var place = span
      if case .attribute(_, let name, _) = function.kind { place = attributeSpan(function.span, name, upTo: span) }
      if keywords.isEmpty {
        emit(place, isMethod ? .callMethod : .call, window, count)
      } else {
        emit(place, isMethod ? .callMethodKeywords : .callKeywords, window, count, names(of: keywords))
      }
    }
    if window != destination { unit.emit(.move, destination, window) }
  }

  /// The constant with the names of keyword arguments.
  func names(of keywords: [Keyword]) -> Int { unit.constant(.tuple(keywords.map(name))) }

  private func name(of keyword: Keyword) -> Constant {
    .string(Array(unit.scope.mangle(keyword.name!).text.utf8))
  }

  /// Fills r[window] and, for a method, r[window + 1]; whether it is a method.
  private func callable(_ function: Expression, into window: Int) throws -> Bool {
    guard case .attribute(let object, let name, _) = function.kind else {
      try expression(function, into: window)
      return false
    }
    let key = unit.scope.mangle(name)
    if let first = superArguments(object) {
      loadSuper(first, object.span, into: window)
      emit(attributeSpan(function.span, name), .loadSuperMethod, window, window, unit.listed(key))
    } else {
      let register = try operand(object, scratch: window)
      emit(attributeSpan(function.span, name), .loadMethod, window, register, unit.listed(key))
    }
    return true
  }

  /// Where an attribute whose expression spans lines is reported, and the call of it (up to the end of `whole`): from
  /// its name on, as in CPython.
  func attributeSpan(_ attribute: SourceSpan, _ name: Name, upTo whole: SourceSpan? = nil) -> SourceSpan {
    var span = whole ?? attribute
    if attribute.line != attribute.endLine {
      span.line = attribute.endLine
      span.column = max(0, attribute.endColumn - Int32(name.text.unicodeScalars.count))
    }
    return span
  }

  /// Calls r[window] with arguments of which some have stars; the class body `first`, if any, comes before them.
  func spreadCall(
    first: Int? = nil, _ arguments: [Expression], _ keywords: [Keyword], _ span: SourceSpan, _ window: Int
  ) throws {
    let positional = unit.allocate()
    let named = unit.allocate()
    if let first {
      // r[first] is one of the two registers just allocated.
      emit(span, .buildList, positional, first, 1)
      for argument in arguments { try add(argument, .listAppend, .listExtend, span, to: positional) }
      unit.emit(.listToTuple, positional, positional)
    } else {
      try positionalArguments(arguments, span, into: positional)
    }
    try keywordDict(keywords, span, into: named, callable: window)
    emit(span, .callSpread, window)
  }

  private func positionalArguments(_ arguments: [Expression], _ span: SourceSpan, into register: Int) throws {
    if arguments.count == 1, case .starred(let value, _) = arguments[0].kind {
      return try expression(value, into: register)
    }
    if !arguments.contains(where: \.isStarred) {
      let mark = unit.next
      let first = try run(arguments)
      emit(span, .buildTuple, register, first, arguments.count)
      unit.release(to: mark)
      return
    }
    try growList(arguments, span, in: register)
    emit(span, .listToTuple, register, register)
  }

  private func keywordDict(
    _ keywords: [Keyword], _ span: SourceSpan, into register: Int, callable: Int
  ) throws {
    if keywords.isEmpty {
      // No instruction stores "unbound" as such.
      emit(span, .loadInt, register, 0)
      return unit.emit(.deleteLocal, register, unit.constant(.none))
    }
    let mark = unit.next
    let plain = keywords.prefix { $0.name != nil }
    let first = unit.next
    for keyword in plain {
      let key = unit.allocate()
      unit.location = keyword.span
      unit.loadConstant(name(of: keyword), into: key)
      try expression(keyword.value, into: unit.allocate())
    }
    emit(span, .buildDict, register, first, plain.count)
    unit.release(to: mark)
    for keyword in keywords.dropFirst(plain.count) {
      let mapping: Int
      if keyword.name == nil {
        mapping = try operand(keyword.value)
      } else {
        mapping = unit.allocate()
        let key = unit.allocate()
        unit.location = keyword.span
        unit.loadConstant(name(of: keyword), into: key)
        try expression(keyword.value, into: unit.allocate())
        emit(span, .buildDict, mapping, key, 1)
      }
      emit(span, .dictMerge, register, mapping, callable)
      unit.release(to: mark)
    }
  }

  // MARK: super()

  private func isSuper(_ expression: Expression) -> Bool {
    guard superIsBuiltin, case .name(CompilerNames.super, _) = expression.kind else { return false }
    return unit.scope.symbol(CompilerNames.super)?.place == .global
  }

  /// The first parameter, in a function inside a class body.
  private func superFirst() -> Symbol? {
    let scope = unit.scope
    guard scope.kind == .function || scope.kind == .lambda, scope.symbol(CompilerNames.class)?.place == .free,
      unit.code.argumentCount > 0
    else { return nil }
    return scope.symbols[0]
  }

  /// When `expression` is `super()` without arguments in a method: the method's first parameter.
  func superArguments(_ expression: Expression) -> Symbol? {
    guard case .call(let function, let arguments, let keywords) = expression.kind, arguments.isEmpty,
      keywords.isEmpty, isSuper(function)
    else { return nil }
    return superFirst()
  }

  /// r[pair], r[pair + 1] = the class and the first argument.
  func loadSuper(_ first: Symbol, _ span: SourceSpan, into pair: Int) {
    load(CompilerNames.class, span, into: pair)
    load(first.name, span, into: pair + 1)
  }
}
