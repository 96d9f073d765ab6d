// Statements: the choice between them, and the simple ones.

extension Parser {
  var startsCompoundStatement: Bool {
    switch kind {
    case .if, .for, .while, .try, .with, .def, .class, .at, .async: true
    case .name: startsMatch
    default: false
    }
  }

  /// One compound statement, or a line of simple ones.
  mutating func parseStatement(into body: inout [Statement]) throws(ParseFailure) {
    switch kind {
    case .if: body.append(try parseIf())
    case .for: body.append(try parseFor(from: index, isAsync: false))
    case .while: body.append(try parseWhile())
    case .try: body.append(try parseTry())
    case .with: body.append(try parseWith(from: index, isAsync: false))
    case .def: body.append(try parseFunction(from: index, decorators: [], isAsync: false))
    case .class: body.append(try parseClass(decorators: []))
    case .at: body.append(try parseDecorated())
    case .async: body.append(try parseAsync(decorators: []))
    case .name where startsMatch: body.append(try parseMatch())
    default: try parseSimpleStatements(into: &body)
    }
  }

  /// `a; b; c` and the end of the line.
  mutating func parseSimpleStatements(into body: inout [Statement]) throws(ParseFailure) {
    repeat {
      if !body.isEmpty, kind == .newline, lexer.tokens[index - 1].kind == .semicolon { break }
      let first = index
      let kind = try parseSimpleStatement()
      body.append(Statement(kind, span(from: first)))
    } while accept(.semicolon)
    try expect(.newline)
  }

  @inline(never)
  private mutating func parseSimpleStatement() throws(ParseFailure) -> StatementKind {
    switch kind {
    case .return:
      index += 1
      return .return(startsExpression ? try parseStarExpressions() : nil)
    case .import: return try parseImport()
    case .from: return try parseImportFrom()
    case .raise: return try parseRaise()
    case .pass:
      index += 1
      return .pass
    case .del: return try parseDelete()
    case .assert:
      index += 1
      let test = try parseExpression()
      return .assert(test: test, message: accept(.comma) ? try parseExpression() : nil)
    case .break:
      index += 1
      return .break
    case .continue:
      index += 1
      return .continue
    case .global:
      return .global(try parseNames())
    case .nonlocal:
      return .nonlocal(try parseNames())
    default:
      return try parseExpressionStatement()
    }
  }

  private mutating func parseNames() throws(ParseFailure) -> [Name] {
    index += 1
    var names = [try expectName()]
    while accept(.comma) { names.append(try expectName()) }
    return names
  }

  private mutating func parseRaise() throws(ParseFailure) -> StatementKind {
    index += 1
    guard startsExpression, kind != .star else { return .raise(exception: nil, cause: nil) }
    let exception = try parseExpression()
    return .raise(exception: exception, cause: accept(.from) ? try parseExpression() : nil)
  }

  @inline(never)
  private mutating func parseDelete() throws(ParseFailure) -> StatementKind {
    index += 1
    var targets: [Expression] = []
    repeat {
      if !targets.isEmpty, kind == .newline || kind == .semicolon { break }
      targets.append(try target(try parsePrimary(), .delete))
    } while accept(.comma)
    return .delete(targets)
  }

  /// An expression, or an assignment of any kind.
  @inline(never)
  private mutating func parseExpressionStatement() throws(ParseFailure) -> StatementKind {
    let first = lexer.tokens[index].kind
    let expression = try parseYieldOrStarExpressions()
    switch kind {
    case .assign:
      return try parseAssignment(to: expression)
    case .colon:
      let target = try singleTarget(expression)
      index += 1
      let annotation = try parseExpression()
      let value = accept(.assign) ? try parseYieldOrStarExpressions() : nil
      return .annotatedAssign(
        target: target, annotation: annotation, value: value, isSimple: first == .name && target.isName)
    default:
      guard let binary = augmentedOperator else { return .expression(expression) }
      let target = try singleTarget(expression)
      index += 1
      return .augmentedAssign(target: target, binary, value: try parseYieldOrStarExpressions())
    }
  }

  private mutating func parseAssignment(to first: Expression) throws(ParseFailure) -> StatementKind {
    var targets: [Expression] = []
    var value = first
    while accept(.assign) {
      targets.append(try target(value, .store))
      value = try parseYieldOrStarExpressions()
    }
    return .assign(targets: targets, value: value)
  }

  private var augmentedOperator: BinaryOperator? {
    switch kind {
    case .plusAssign: .add
    case .minusAssign: .subtract
    case .starAssign: .multiply
    case .slashAssign: .divide
    case .doubleSlashAssign: .floorDivide
    case .percentAssign: .modulo
    case .atAssign: .matrixMultiply
    case .doubleStarAssign: .power
    case .leftShiftAssign: .leftShift
    case .rightShiftAssign: .rightShift
    case .ampersandAssign: .bitAnd
    case .barAssign: .bitOr
    case .caretAssign: .bitXor
    default: nil
    }
  }

  // MARK: Imports

  @inline(never)
  private mutating func parseImport() throws(ParseFailure) -> StatementKind {
    index += 1
    var aliases: [ImportAlias] = []
    repeat {
      let first = index
      let name = try parseDottedName()
      let asName = accept(.as) ? try expectName() : nil
      aliases.append(ImportAlias(name: name, asName: asName, span: span(from: first)))
    } while accept(.comma)
    return .import(aliases)
  }

  /// `a.b.c` as one name.
  private mutating func parseDottedName() throws(ParseFailure) -> Name {
    let first = try expectName()
    if kind != .dot { return first }
    var text = first.text
    while accept(.dot) { text += "." + (try expectName()).text }
    return Name(text)
  }

  @inline(never)
  private mutating func parseImportFrom() throws(ParseFailure) -> StatementKind {
    index += 1
    var level = 0
    while true {
      if accept(.dot) { level += 1 } else if accept(.ellipsis) { level += 3 } else { break }
    }
    let module = level > 0 && kind == .import ? nil : try parseDottedName()
    try expect(.import)
    let first = index
    if accept(.star) {
      let alias = ImportAlias(name: "*", asName: nil, span: span(from: first))
      return .importFrom(module: module, names: [alias], level: level)
    }
    let isParenthesized = accept(.leftParenthesis)
    var aliases: [ImportAlias] = []
    repeat {
      if isParenthesized, !aliases.isEmpty, kind == .rightParenthesis { break }
      let first = index
      let name = try expectName()
      let asName = accept(.as) ? try expectName() : nil
      aliases.append(ImportAlias(name: name, asName: asName, span: span(from: first)))
    } while accept(.comma)
    if isParenthesized { try expect(.rightParenthesis) }
    return .importFrom(module: module, names: aliases, level: level)
  }
}

extension Expression {
  fileprivate var isName: Bool {
    if case .name = kind { true } else { false }
  }
}
