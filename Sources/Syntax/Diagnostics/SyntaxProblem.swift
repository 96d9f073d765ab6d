// What is wrong with a source text, with everything CPython's SyntaxError carries.

/// The error of lexer, parser and compiler; the VM turns it into a Python exception.
public struct SyntaxProblem: Error, Hashable, Sendable {
  /// The Python exception class.
  public enum Kind: String, Sendable {
    case syntax = "SyntaxError"
    case indentation = "IndentationError"
    case tab = "TabError"
    case recursion = "RecursionError"
  }

  public var kind: Kind
  /// The text after `SyntaxError: `.
  public var message: String
  public var filename: String
  /// From 1 (`lineno`).
  public var line: Int
  /// In characters, from 1 (`offset`); 0 when there is no position in the line.
  public var offset: Int
  /// `end_lineno`.
  public var endLine: Int
  /// `end_offset`, 0 when there is none.
  public var endOffset: Int
  /// The source line without its line ending; nil when it is not known.
  public var text: String?
}
