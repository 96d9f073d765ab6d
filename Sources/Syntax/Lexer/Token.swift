// Tokens of Python 3.11.
// Invariant: the raw values of `TokenKind` are dense; the keywords form one contiguous run.

/// What a token is. Every operator and keyword has a kind of its own, so the parser never compares text.
enum TokenKind: UInt8 {
  case endMarker, newline, indent, dedent
  case name, number, string
  /// The lexer stopped here; its `failure` says why.
  case error
  /// A character no rule accepts (`$`, `?`, `!`) or the retired `<>`.
  case unknown

  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, semicolon, dot, ellipsis, arrow, walrus, assign
  case plus, minus, star, slash, doubleSlash, percent, at, doubleStar
  case leftShift, rightShift, ampersand, bar, caret, tilde
  case less, greater, lessEqual, greaterEqual, equal, notEqual
  case plusAssign, minusAssign, starAssign, slashAssign, doubleSlashAssign, percentAssign, atAssign
  case doubleStarAssign, leftShiftAssign, rightShiftAssign, ampersandAssign, barAssign, caretAssign

  case keywordFalse, keywordNone, keywordTrue
  case and, `as`, assert, async, await, `break`, `class`, `continue`, def, del, elif, `else`, except, finally
  case `for`, from, global, `if`, `import`, `in`, `is`, lambda, nonlocal, not, or, pass, raise, `return`, `try`
  case `while`, with, yield

  /// Keywords and operators with their spelling: the lexer's keyword table and the diagnostic grammar's terminals.
  static let spellings: [(text: String, kind: TokenKind)] = [
    ("False", .keywordFalse), ("None", .keywordNone), ("True", .keywordTrue),
    ("and", .and), ("as", .as), ("assert", .assert), ("async", .async), ("await", .await), ("break", .break),
    ("class", .class), ("continue", .continue), ("def", .def), ("del", .del), ("elif", .elif), ("else", .else),
    ("except", .except), ("finally", .finally), ("for", .for), ("from", .from), ("global", .global), ("if", .if),
    ("import", .import), ("in", .in), ("is", .is), ("lambda", .lambda), ("nonlocal", .nonlocal), ("not", .not),
    ("or", .or), ("pass", .pass), ("raise", .raise), ("return", .return), ("try", .try), ("while", .while),
    ("with", .with), ("yield", .yield),
    ("(", .leftParenthesis), (")", .rightParenthesis), ("[", .leftBracket), ("]", .rightBracket),
    ("{", .leftBrace), ("}", .rightBrace), (",", .comma), (":", .colon), (";", .semicolon), (".", .dot),
    ("...", .ellipsis), ("->", .arrow), (":=", .walrus), ("=", .assign), ("+", .plus), ("-", .minus), ("*", .star),
    ("/", .slash), ("//", .doubleSlash), ("%", .percent), ("@", .at), ("**", .doubleStar), ("<<", .leftShift),
    (">>", .rightShift), ("&", .ampersand), ("|", .bar), ("^", .caret), ("~", .tilde), ("<", .less),
    (">", .greater), ("<=", .lessEqual), (">=", .greaterEqual), ("==", .equal), ("!=", .notEqual),
    ("+=", .plusAssign), ("-=", .minusAssign), ("*=", .starAssign), ("/=", .slashAssign),
    ("//=", .doubleSlashAssign), ("%=", .percentAssign), ("@=", .atAssign), ("**=", .doubleStarAssign),
    ("<<=", .leftShiftAssign), (">>=", .rightShiftAssign), ("&=", .ampersandAssign), ("|=", .barAssign),
    ("^=", .caretAssign),
  ]

  var isKeyword: Bool { rawValue >= TokenKind.keywordFalse.rawValue }
}

/// One token: 24 bytes, its text stays in the source.
struct Token {
  var kind: TokenKind
  /// Open brackets after this token.
  var depth: UInt8
  /// A name's index in the lexer's `names`; a string's last line; otherwise unused.
  var payload: Int32
  /// Byte offsets of the text in the source; empty for indent, dedent and end marker.
  var start: Int32
  var end: Int32
  /// Line (from 1) and UTF-8 column (from 0) of the start; the column is -1 for indent and dedent, which have no text.
  var line: Int32
  var column: Int32
}
