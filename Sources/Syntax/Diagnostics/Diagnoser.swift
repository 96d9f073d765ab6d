enum Diagnoser {
  static func problem(in text: SourceText, lexer: Lexer, mode: ParseMode, found: SyntaxProblem?) -> SyntaxProblem {
    found ?? text.problem("invalid syntax", at: SourceSpan(line: 1, column: 0, endLine: 1, endColumn: 0))
  }
  static func problem(inField: [UInt8], line: Int32, column: Int32) -> SyntaxProblem {
    SourceText(filename: "<fstring>", utf8: inField).problem("f-string: invalid syntax", at: SourceSpan(line: 1, column: 0, endLine: 1, endColumn: 0))
  }
}
