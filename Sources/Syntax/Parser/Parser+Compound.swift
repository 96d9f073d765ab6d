// Compound statements (but `match`: see Parser+Match).

extension Parser {
  /// `: ` and then an indented block or statements on the same line.
  mutating func parseBlock() throws(ParseFailure) -> [Statement] {
    try expect(.colon)
    var body: [Statement] = []
    guard accept(.newline) else {
      try parseSimpleStatements(into: &body)
      return body
    }
    try expect(.indent)
    repeat { try parseStatement(into: &body) } while !accept(.dedent)
    return body
  }

  private mutating func parseElse() throws(ParseFailure) -> [Statement] {
    accept(.else) ? try parseBlock() : []
  }

  /// `if … elif … else`. The chain is read in a loop and nested afterwards, from its end.
  @inline(never)
  mutating func parseIf() throws(ParseFailure) -> Statement {
    var branches: [(first: Int, test: Expression, body: [Statement])] = []
    repeat {
      let first = index
      index += 1
      let test = try parseNamedExpression()
      branches.append((first, test, try parseBlock()))
      if branches.count > Expression.maximumHeight { throw tooDeep() }
    } while kind == .elif
    var orElse = try parseElse()
    for branch in branches.reversed() {
      orElse = [Statement(.if(test: branch.test, body: branch.body, orElse: orElse), span(from: branch.first))]
    }
    return orElse[0]
  }

  @inline(never)
  mutating func parseWhile() throws(ParseFailure) -> Statement {
    let first = index
    index += 1
    let test = try parseNamedExpression()
    let body = try parseBlock()
    return Statement(.while(test: test, body: body, orElse: try parseElse()), span(from: first))
  }

  @inline(never)
  mutating func parseFor(from first: Int, isAsync: Bool) throws(ParseFailure) -> Statement {
    index += 1
    let target = try parseTargetList()
    try expect(.in)
    let iterable = try parseStarExpressions()
    let body = try parseBlock()
    let loop = ForLoop(target: target, iterable: iterable, body: body, orElse: try parseElse(), isAsync: isAsync)
    return Statement(.for(loop), span(from: first))
  }

  mutating func parseAsync(decorators: [Expression]) throws(ParseFailure) -> Statement {
    let first = index
    index += 1
    switch kind {
    case .def: return try parseFunction(from: first, decorators: decorators, isAsync: true)
    case .for where decorators.isEmpty: return try parseFor(from: first, isAsync: true)
    case .with where decorators.isEmpty: return try parseWith(from: first, isAsync: true)
    default: throw ParseFailure()
    }
  }

  mutating func parseDecorated() throws(ParseFailure) -> Statement {
    var decorators: [Expression] = []
    while accept(.at) {
      decorators.append(try parseNamedExpression())
      try expect(.newline)
    }
    switch kind {
    case .def: return try parseFunction(from: index, decorators: decorators, isAsync: false)
    case .class: return try parseClass(decorators: decorators)
    case .async: return try parseAsync(decorators: decorators)
    default: throw ParseFailure()
    }
  }

  @inline(never)
  mutating func parseFunction(
    from first: Int, decorators: [Expression], isAsync: Bool
  ) throws(ParseFailure) -> Statement {
    index += 1
    let name = try expectName()
    try expect(.leftParenthesis)
    let arguments = try parseParameters(of: .function)
    try expect(.rightParenthesis)
    let returns = accept(.arrow) ? try parseExpression() : nil
    let body = try parseBlock()
    let definition = FunctionDefinition(
      name: name, arguments: arguments, body: body, decorators: decorators, returns: returns, isAsync: isAsync)
    return Statement(.functionDefinition(definition), span(from: first))
  }

  @inline(never)
  mutating func parseClass(decorators: [Expression]) throws(ParseFailure) -> Statement {
    let first = index
    index += 1
    let name = try expectName()
    let (bases, keywords) = kind == .leftParenthesis ? try parseCallArguments(allowsGenerator: false) : ([], [])
    let body = try parseBlock()
    let definition = ClassDefinition(name: name, bases: bases, keywords: keywords, body: body, decorators: decorators)
    return Statement(.classDefinition(definition), span(from: first))
  }

  // MARK: with

  @inline(never)
  mutating func parseWith(from first: Int, isAsync: Bool) throws(ParseFailure) -> Statement {
    index += 1
    var items = try parseParenthesizedWithItems()
    if items.isEmpty { items = try parseWithItems() }
    let body = try parseBlock()
    return Statement(.with(items: items, body: body, isAsync: isAsync), span(from: first))
  }

  /// `(a as b, c as d)` before the colon; empty when the parentheses belong to an expression.
  private mutating func parseParenthesizedWithItems() throws(ParseFailure) -> [WithItem] {
    guard kind == .leftParenthesis else { return [] }
    let start = (index: index, depth: depth)
    let outside = lexer.tokens[index].depth - 1
    var close = index + 1
    while lexer.tokens[close].kind != .rightParenthesis || lexer.tokens[close].depth != outside {
      close += 1
      if close >= lexer.tokens.count { return [] }
    }
    guard close + 1 < lexer.tokens.count, lexer.tokens[close + 1].kind == .colon else { return [] }
    do throws(ParseFailure) {
      index += 1
      var items: [WithItem] = []
      repeat {
        if !items.isEmpty, kind == .rightParenthesis { break }
        items.append(try parseWithItem())
      } while accept(.comma)
      try expect(.rightParenthesis)
      return items
    } catch {
      if problem != nil { throw error }
      (index, depth) = start
      return []
    }
  }

  private mutating func parseWithItems() throws(ParseFailure) -> [WithItem] {
    var items: [WithItem] = []
    repeat { items.append(try parseWithItem()) } while accept(.comma)
    return items
  }

  private mutating func parseWithItem() throws(ParseFailure) -> WithItem {
    let context = try parseExpression()
    return WithItem(context: context, target: accept(.as) ? try parseStarTarget() : nil)
  }

  // MARK: try

  @inline(never)
  mutating func parseTry() throws(ParseFailure) -> Statement {
    let first = index
    index += 1
    let body = try parseBlock()
    let isStar = kind == .except && kind(ahead: 1) == .star
    var handlers: [ExceptHandler] = []
    while kind == .except {
      // A bare `except:` must be the last; CPython leaves that to its compiler.
      handlers.append(try parseHandler(isStar: isStar))
    }
    let orElse = handlers.isEmpty ? [] : try parseElse()
    var finally: [Statement] = []
    if accept(.finally) {
      finally = try parseBlock()
    } else if handlers.isEmpty {
      throw ParseFailure()
    }
    let statement = TryStatement(body: body, handlers: handlers, orElse: orElse, finally: finally, isStar: isStar)
    return Statement(.try(statement), span(from: first))
  }

  @inline(never)
  private mutating func parseHandler(isStar: Bool) throws(ParseFailure) -> ExceptHandler {
    let first = index
    index += 1
    if isStar { try expect(.star) }
    var type: Expression?
    var name: Name?
    if isStar || kind != .colon {
      type = try parseExpression()
      if accept(.as) { name = try expectName() }
    }
    let body = try parseBlock()
    return ExceptHandler(type: type, name: name, body: body, span: span(from: first))
  }
}
