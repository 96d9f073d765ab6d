// Functions and lambdas: their code, and the instruction that makes a function of it with defaults, annotations and
// closure.

import Syntax

extension Compiler {
  // MARK: Functions

  func functionDefinition(_ definition: FunctionDefinition, _ span: SourceSpan) throws {
    let scope = table.scope(of: definition)
    try decorated(definition.decorators) { register in
      let firstLine = definition.decorators.first?.span.line ?? span.line
      let code = try nested(scope, at: span, firstLine: firstLine) {
        describe(definition.arguments)
        if let (text, _) = docstring(of: definition.body) {
          unit.code.flags |= CodeFlags.hasDocstring
          _ = unit.constant(.string(text))
        }
        try statements(definition.body)
      }
      try makeFunction(code, scope, definition.arguments, returns: definition.returns, span, into: register)
    } bind: { register in
      unit.location = span
      store(definition.name, from: register)
    }
  }

  /// Evaluates decorators, then `make`, then applies the decorators from the inside out, and binds the result.
  /// The argument register of each decorator's call is the window of the next inner one.
  func decorated(
    _ decorators: [Expression], _ make: (Int) throws -> Void, bind: (Int) throws -> Void
  ) throws {
    let first = unit.next
    for decorator in decorators {
      try expression(decorator, into: unit.allocate())
      _ = unit.allocate()
    }
    let value = unit.allocate()
    try make(value)
    for (position, decorator) in decorators.enumerated().reversed() {
      emit(decorator.span, .call, first + 2 * position, 1)
    }
    try bind(first)
  }

  func lambda(
    _ expression: Expression, _ arguments: Syntax.Arguments, _ body: Expression, _ span: SourceSpan,
    into destination: Int
  ) throws {
    let scope = table.scope(of: expression)
    let code = try nested(scope, at: span, firstLine: span.line) {
      describe(arguments)
      let register = try operand(body)
      emit(body.span, .return, register)
    }
    try makeFunction(code, scope, arguments, returns: nil, span, into: destination)
  }

  /// Parameter counts and flags of the current unit.
  private func describe(_ arguments: Syntax.Arguments) {
    unit.code.positionalOnlyCount = arguments.positionalOnly.count
    unit.code.argumentCount = arguments.positionalOnly.count + arguments.positional.count
    unit.code.keywordOnlyCount = arguments.keywordOnly.count
    if arguments.variadic != nil { unit.code.flags |= CodeFlags.varArguments }
    if arguments.keywordVariadic != nil { unit.code.flags |= CodeFlags.varKeywords }
    if arguments.variadic == nil, arguments.keywordVariadic == nil, arguments.keywordOnly.isEmpty {
      unit.code.flags |= CodeFlags.simple
    }
  }

  private enum Part {
    static let defaults = 1
    static let keywordDefaults = 2
    static let annotations = 4
    static let closure = 8
  }

  func makeFunction(
    _ code: CompiledCode, _ scope: Scope, _ arguments: Syntax.Arguments?, returns: Expression?, _ span: SourceSpan,
    into destination: Int
  ) throws {
    let constant = unit.constant(.code(code))
    let base = unit.isTop(destination) ? destination : unit.allocate()
    var parts = 0
    if let arguments {
      if !arguments.defaults.isEmpty {
        parts |= Part.defaults
        let register = unit.allocate()
        if let values = folder.values(of: arguments.defaults) {
          unit.location = span
          unit.loadConstant(.tuple(values), into: register)
        } else {
          try transient { try tuple(arguments.defaults, span, into: register) }
        }
      }
      if arguments.keywordDefaults.contains(where: { $0 != nil }) {
        parts |= Part.keywordDefaults
        let register = unit.allocate()
        try transient { try keywordDefaults(arguments, span, into: register) }
      }
      let annotated = annotations(arguments, returns)
      if !annotated.isEmpty {
        parts |= Part.annotations
        let register = unit.allocate()
        try transient { try annotationDict(annotated, span, into: register) }
      }
    }
    if !code.freeNames.isEmpty {
      parts |= Part.closure
      let register = unit.allocate()
      transient { closure(of: scope, span, into: register) }
    }
    emit(span, .makeFunction, parts == 0 ? destination : base, constant, parts)
    if parts != 0, base != destination { unit.emit(.move, destination, base) }
  }

  /// Gives back the registers that `body` allocates.
  func transient(_ body: () throws -> Void) rethrows {
    let mark = unit.next
    try body()
    unit.release(to: mark)
  }

  private func keywordDefaults(_ arguments: Syntax.Arguments, _ span: SourceSpan, into register: Int) throws {
    let first = unit.next
    var count = 0
    for (argument, value) in zip(arguments.keywordOnly, arguments.keywordDefaults) {
      guard let value else { continue }
      unit.location = argument.span
      unit.loadConstant(.string(Array(unit.scope.mangle(argument.name).text.utf8)), into: unit.allocate())
      try expression(value, into: unit.allocate())
      count += 1
    }
    emit(span, .buildDict, register, first, count)
  }

  private func annotations(_ arguments: Syntax.Arguments, _ returns: Expression?) -> [(Name, Expression)] {
    var annotated: [(Name, Expression)] = []
    func add(_ argument: Argument?) {
      if let argument, let annotation = argument.annotation { annotated.append((argument.name, annotation)) }
    }
    arguments.positionalOnly.forEach(add)
    arguments.positional.forEach(add)
    add(arguments.variadic)
    arguments.keywordOnly.forEach(add)
    add(arguments.keywordVariadic)
    if let returns { annotated.append(("return", returns)) }
    return annotated
  }

  private func annotationDict(_ annotated: [(Name, Expression)], _ span: SourceSpan, into register: Int) throws {
    let first = unit.next
    for (name, expression) in annotated {
      unit.location = expression.span
      unit.loadConstant(.string(Array(unit.scope.mangle(name).text.utf8)), into: unit.allocate())
      try annotation(expression, into: unit.allocate())
    }
    emit(span, .buildDict, register, first, annotated.count)
  }

  /// The tuple of the cells that `scope` takes from here.
  private func closure(of scope: Scope, _ span: SourceSpan, into register: Int) {
    unit.location = span
    let cells = table.freeSymbols(of: scope).map { unit.scope.cellRegister(scope.symbols[$0].name) }
    if zip(cells, cells.dropFirst()).allSatisfy({ $0 + 1 == $1 }) {
      return unit.emit(.buildTuple, register, cells[0], cells.count)
    }
    let first = unit.allocate(cells.count)
    for (position, cell) in cells.enumerated() { unit.emit(.move, first + position, cell) }
    unit.emit(.buildTuple, register, first, cells.count)
  }
}
