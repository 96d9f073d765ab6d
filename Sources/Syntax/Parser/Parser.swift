// Tokens → AST by recursive descent: the public entry, and what all rules share.
// The parser only says that a source is wrong, not how: on failure the Diagnoser reads the tokens again, slowly, to
// find the message. So rules throw an empty `ParseFailure`; the few problems found here (in strings, and trees too
// high to compile) are left in `problem`.
// Each rule starts at its first token and leaves `index` after its last.
// Rules recurse, so their frames are kept small: what is rare or large is not inlined into them.

/// A rule did not match.
struct ParseFailure: Error {}

public struct Parser {
  /// Deepest recursion of rules that call themselves without a bracket (`not not x`, `lambda: lambda: x`).
  static let maximumDepth = 2000

  let source: SourceText
  let bytes: [UInt8]
  var lexer: Lexer
  var index = 0
  var depth = 0
  var problem: SyntaxProblem?
  /// Whether `problem` is reported whatever else is wrong with the source.
  private(set) var isProblemFinal = false
  /// The first token of the outermost statement being read: what precedes it is right.
  private(set) var statementStart = 0
  private var names: [Name] = []

  init(_ source: SourceText, lexer: Lexer) {
    self.source = source
    bytes = source.utf8
    self.lexer = lexer
  }

  /// Parses Python 3.11 source text.
  /// - Parameters:
  ///   - source: the bytes of a file, in the encoding it declares (UTF-8 by default), or UTF-8 text for `.text`.
  ///   - filename: for diagnostics only.
  ///   - mode: what the source is: a file, one expression or one interactive statement.
  ///   - origin: where the bytes come from, which decides how their encoding is found.
  ///   - options: for sources that are still being typed.
  public static func parse(
    source: [UInt8], filename: String, mode: ParseMode = .file, origin: SourceOrigin = .file,
    options: ParseOptions = []
  ) throws(SyntaxProblem) -> Module {
    let utf8 = try SourceDecoder.decode(source, filename: filename, mode: mode, origin: origin)
    var lexer = Lexer(bytes: utf8)
    lexer.scan(mode, keepsBlocksOpen: options.contains(.keepsBlocksOpen))
    let text = SourceText(filename: filename, utf8: utf8, lineStarts: lexer.failure == nil ? lexer.lineStarts : nil)
    var parser = Parser(text, lexer: lexer)
    do {
      let content = try parser.parseContent(mode)
      let warnings = parser.lexer.warnings.isEmpty ? [] : parser.lexer.warnings.sorted { $0.span.line < $1.span.line }
      return Module(content: content, source: text, warnings: warnings)
    } catch {
      if options.contains(.allowsIncompleteInput),
        let problem = Diagnoser.incompleteInput(in: text, lexer: lexer, mode: mode, parser: parser)
      {
        throw problem
      }
      throw Diagnoser.problem(in: text, lexer: lexer, mode: mode, parser: parser)
    }
  }

  private mutating func parseContent(_ mode: ParseMode) throws(ParseFailure) -> Module.Content {
    switch mode {
    case .file:
      var body: [Statement] = []
      while kind != .endMarker {
        statementStart = index
        try parseStatement(into: &body)
      }
      return .file(body)
    case .expression:
      let expression = try parseExpressions()
      while kind == .newline { index += 1 }
      if kind != .endMarker { throw ParseFailure() }
      return .expression(expression)
    case .single:
      return .interactive(try parseInteractive())
    }
  }

  /// One interactive statement; nothing but blank lines may follow.
  private mutating func parseInteractive() throws(ParseFailure) -> [Statement] {
    var body: [Statement] = []
    let isCompound = startsCompoundStatement
    try parseStatement(into: &body)
    if isCompound { try expect(.newline) }
    var end = index
    while lexer.tokens[end].kind == .newline { end += 1 }
    if lexer.tokens[end].kind != .endMarker {
      index -= 1
      isProblemFinal = true
      throw self.problem("multiple statements found while compiling a single statement")
    }
    return body
  }

  // MARK: Tokens

  @inline(__always)
  var kind: TokenKind { lexer.tokens[index].kind }

  /// The kind of the token `distance` further on; `.endMarker` past the end.
  @inline(__always)
  func kind(ahead distance: Int) -> TokenKind {
    index + distance < lexer.tokens.count ? lexer.tokens[index + distance].kind : .endMarker
  }

  @inline(__always)
  mutating func accept(_ kind: TokenKind) -> Bool {
    if lexer.tokens[index].kind != kind { return false }
    index += 1
    return true
  }

  @inline(__always)
  mutating func expect(_ kind: TokenKind) throws(ParseFailure) {
    if lexer.tokens[index].kind != kind { throw ParseFailure() }
    index += 1
  }

  @inline(__always)
  mutating func expectName() throws(ParseFailure) -> Name {
    let token = lexer.tokens[index]
    if token.kind != .name { throw ParseFailure() }
    index += 1
    return name(token.payload)
  }

  /// The name numbered `number` by the lexer.
  @inline(__always)
  mutating func name(_ number: Int32) -> Name {
    if number >= names.count { names = Name.intern(lexer.names.texts, after: names) }
    return names[Int(number)]
  }

  /// Whether the token is the soft keyword `text`.
  func isSoftKeyword(_ text: StaticString, at index: Int) -> Bool {
    let token = lexer.tokens[index]
    guard token.kind == .name, Int(token.end - token.start) == text.utf8CodeUnitCount else { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[Int(token.start) + offset] != text.utf8Start[offset] {
      return false
    }
    return true
  }

  // MARK: Spans and nodes

  /// Where a problem at `token` is shown. Indents, dedents and the end have no place of their own: the end of what was read.
  func place(of token: Token) -> SourceSpan {
    if token.column >= 0 { return span(of: token) }
    let read = token.start - source.lineStarts[Int(token.line) - 1]
    return SourceSpan(line: token.line, column: read - 1, endLine: token.line, endColumn: -2)
  }

  func span(of token: Token) -> SourceSpan {
    if token.kind == .string, token.payload != token.line {
      return SourceSpan(
        line: token.line, column: token.column, endLine: token.payload,
        endColumn: token.end - source.lineStarts[Int(token.payload) - 1])
    }
    return SourceSpan(
      line: token.line, column: token.column, endLine: token.line, endColumn: token.column + token.end - token.start)
  }

  /// From the token numbered `first` to the last one read, line ends and dedents not counted.
  @inline(never)
  func span(from first: Int) -> SourceSpan {
    var last = index - 1
    while last > first, lexer.tokens[last].kind.rawValue <= TokenKind.dedent.rawValue { last -= 1 }
    let start = lexer.tokens[first]
    let end = lexer.tokens[last]
    if end.kind == .string, end.payload != end.line {
      let end = span(of: end)
      return SourceSpan(line: start.line, column: start.column, endLine: end.endLine, endColumn: end.endColumn)
    }
    return SourceSpan(
      line: start.line, column: start.column, endLine: end.line, endColumn: end.column + end.end - end.start)
  }

  /// Makes a node, unless its tree becomes too high.
  @inline(never)
  mutating func node(_ kind: ExpressionKind, _ span: SourceSpan) throws(ParseFailure) -> Expression {
    let node = Expression(kind, span)
    if node.height > Expression.maximumHeight { throw tooDeep() }
    return node
  }

  /// Leaves a problem at the current token: CPython places what it finds in strings there, after them.
  @inline(never)
  mutating func problem(_ message: String) -> ParseFailure {
    problem = source.problem(message, at: place(of: lexer.tokens[index]))
    return ParseFailure()
  }

  @inline(never)
  mutating func tooDeep() -> ParseFailure {
    problem = source.problem(
      "maximum recursion depth exceeded during compilation", at: span(of: lexer.tokens[index]), kind: .recursion)
    return ParseFailure()
  }

  /// Counts one level of recursion; the caller gives it back.
  @inline(__always)
  mutating func descend() throws(ParseFailure) {
    depth += 1
    if depth > Parser.maximumDepth { throw tooDeep() }
  }
}
