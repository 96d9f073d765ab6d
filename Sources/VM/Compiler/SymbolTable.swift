// The first pass of the compiler: one walk over the tree finds the scopes, what each does to its names, and the
// errors that grammar alone cannot see. `SymbolTable+Resolve.swift` then decides where each name lives.

import Syntax

final class SymbolTable {
  let source: SourceText
  let features: FutureFeatures
  let root: Scope
  /// Scope of each definition, lambda and comprehension.
  private(set) var scopes: [ObjectIdentifier: Scope] = [:]
  /// In order of their beginnings: outer scopes come before inner ones.
  private(set) var order: [Scope] = []

  var current: Scope
  /// Names of `global` statements in all scopes.
  private var declaredGlobals: [Name] = []
  var warnings: [SourceWarning] = []
  /// What the statement under the walk stands in, up to its function.
  var surroundings = Surroundings()
  private var depth = 0

  struct Surroundings {
    var isInLoop = false
    /// Inside an `except*` block, and inside one without a loop in between.
    var isInStarHandler = false
    var isDirectlyInStarHandler = false
  }

  /// Nodes inside nodes; deeper trees raise RecursionError, as CPython does at its default recursion limit.
  static let maximumDepth = 2990

  init(_ module: Module, futureAnnotations: Bool) throws {
    source = module.source
    features = try FutureFeatures(module, annotations: futureAnnotations)
    root = Scope(kind: .module, name: "<module>", parent: nil, className: nil)
    current = root
    order.append(root)
    switch module.content {
    case .file(let body), .interactive(let body): try visit(body)
    case .expression(let expression): try visit(expression)
    }
    // A `global` statement anywhere says for the module's own code, too, that it means the name among the globals.
    for name in declaredGlobals {
      if let position = root.symbols.firstIndex(where: { $0.name == name }) {
        root.symbols[position].facts.insert(.global)
      }
    }
    try resolve()
  }

  func scope(of node: AnyObject) -> Scope { scopes[ObjectIdentifier(node)]! }

  func problem(_ message: String, _ span: SourceSpan) -> SyntaxProblem { source.problem(message, at: span) }

  /// Walks `body` in a new scope that belongs to `node`.
  func enter(
    _ kind: Scope.Kind, _ name: String, for node: AnyObject, className: String?, _ body: () throws -> Void
  ) rethrows {
    let outer = current
    let outerSurroundings = surroundings
    current = Scope(kind: kind, name: name, parent: outer, className: className)
    current.isInIterable = outer.isInIterable
    surroundings = Surroundings()
    scopes[ObjectIdentifier(node)] = current
    order.append(current)
    try body()
    current = outer
    surroundings = outerSurroundings
  }

  func deeper(_ span: SourceSpan, _ body: () throws -> Void) throws {
    depth += 1
    defer { depth -= 1 }
    if depth > SymbolTable.maximumDepth {
      throw source.problem("maximum recursion depth exceeded during compilation", at: span, kind: .recursion)
    }
    try body()
  }

  // MARK: Names

  func add(_ name: Name, _ facts: Symbol.Facts, _ span: SourceSpan) throws {
    let name = current.mangle(name)
    let position = current.position(of: name)
    let before = current.symbols[position].facts
    if facts.contains(.parameter), before.contains(.parameter) {
      throw problem("duplicate argument '\(name)' in function definition", span)
    }
    var facts = facts
    if current.isInTarget, facts.contains(.assigned) {
      if before.contains(.global) || before.contains(.nonlocal) {
        throw problem("comprehension inner loop cannot rebind assignment expression target '\(name)'", span)
      }
      facts.insert(.iterationVariable)
    }
    current.symbols[position].facts = before.union(facts)
  }

  func bind(_ name: Name, _ span: SourceSpan, _ facts: Symbol.Facts = .assigned) throws {
    if name == CompilerNames.debug { throw problem("cannot assign to __debug__", span) }
    try add(name, facts, span)
  }

  func use(_ name: Name, _ span: SourceSpan) throws {
    try add(name, .used, span)
    if name == CompilerNames.super, current.kind == .function || current.kind == .lambda {
      try add(CompilerNames.class, .used, span)
    }
  }

  /// A `global` or `nonlocal` statement.
  func declare(_ names: [Name], _ fact: Symbol.Facts, _ span: SourceSpan) throws {
    let word = fact == .global ? "global" : "nonlocal"
    for name in names {
      let position = current.position(of: current.mangle(name))
      let before = current.symbols[position].facts
      if before.contains(.parameter) { throw problem("name '\(name)' is parameter and \(word)", span) }
      if before.contains(.used) { throw problem("name '\(name)' is used prior to \(word) declaration", span) }
      if before.contains(.annotated) { throw problem("annotated name '\(name)' can't be \(word)", span) }
      if before.contains(.assigned) { throw problem("name '\(name)' is assigned to before \(word) declaration", span) }
      current.symbols[position].facts.insert(fact)
      if fact == .global { declaredGlobals.append(current.mangle(name)) }
      if current.symbols[position].declaration == nil { current.symbols[position].declaration = span }
    }
  }

  // MARK: Definitions

  func visit(_ arguments: Syntax.Arguments, _ span: SourceSpan) throws {
    for argument in arguments.positionalOnly + arguments.positional + arguments.keywordOnly {
      try visit(argument, span)
    }
    if let variadic = arguments.variadic { try visit(variadic, span) }
    if let variadic = arguments.keywordVariadic { try visit(variadic, span) }
    current.parameterCount = current.symbols.count
  }

  private func visit(_ argument: Argument, _ span: SourceSpan) throws {
    if argument.name == CompilerNames.debug { throw problem("cannot assign to __debug__", span) }
    try add(argument.name, .parameter, argument.span)
  }

  func visitDefaults(_ arguments: Syntax.Arguments) throws {
    for value in arguments.defaults { try visit(value) }
    for case let value? in arguments.keywordDefaults { try visit(value) }
  }

  func visitAnnotation(_ annotation: Expression?) throws {
    if let annotation, !features.annotations { try visitItem(annotation) }
  }

  func visit(_ definition: FunctionDefinition, _ span: SourceSpan) throws {
    try bind(definition.name, span)
    for decorator in definition.decorators { try visit(decorator) }
    let arguments = definition.arguments
    try visitDefaults(arguments)
    for argument in arguments.positionalOnly + arguments.positional { try visitAnnotation(argument.annotation) }
    try visitAnnotation(arguments.variadic?.annotation)
    for argument in arguments.keywordOnly { try visitAnnotation(argument.annotation) }
    try visitAnnotation(arguments.keywordVariadic?.annotation)
    try visitAnnotation(definition.returns)
    try enter(.function, definition.name.text, for: definition, className: current.className) {
      current.isAsync = definition.isAsync
      try visit(arguments, span)
      try visit(definition.body)
      if current.isAsync, current.hasYield { try refuseReturnedValues(definition.body) }
    }
  }

  func visit(_ definition: ClassDefinition, _ span: SourceSpan) throws {
    try bind(definition.name, span)
    for decorator in definition.decorators { try visit(decorator) }
    for base in definition.bases { try visitItem(base) }
    try visit(definition.keywords, span)
    let name = definition.name.text
    try enter(.class, name, for: definition, className: name) { try visit(definition.body) }
  }

  /// Each named once; values are expressions.
  func visit(_ keywords: [Keyword], _ span: SourceSpan) throws {
    for (position, keyword) in keywords.enumerated() {
      if let name = keyword.name {
        if name == CompilerNames.debug { throw problem("cannot assign to __debug__", span) }
        if keywords[..<position].contains(where: { $0.name == name }) {
          throw problem("keyword argument repeated: \(name)", keyword.span)
        }
      }
      try visit(keyword.value)
    }
  }

  private func refuseReturnedValues(_ body: [Statement]) throws {
    for statement in body {
      switch statement.kind {
      case .return(.some): throw problem("'return' with value in async generator", statement.span)
      case .for(let loop): try refuseReturnedValues(loop.body + loop.orElse)
      case .while(_, let body, let orElse), .if(_, let body, let orElse): try refuseReturnedValues(body + orElse)
      case .with(_, let body, _): try refuseReturnedValues(body)
      case .match(_, let cases): try cases.forEach { try refuseReturnedValues($0.body) }
      case .try(let node):
        try refuseReturnedValues(node.body + node.handlers.flatMap(\.body) + node.orElse + node.finally)
      default: break
      }
    }
  }
}

/// Names that the language itself gives a meaning.
enum CompilerNames {
  static let `class`: Name = "__class__"
  static let `super`: Name = "super"
  static let debug: Name = "__debug__"
  static let iterable: Name = ".0"
  static let wildcardImport: Name = "*"
}
