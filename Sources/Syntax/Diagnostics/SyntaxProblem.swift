// What is wrong with a source text, with everything CPython's SyntaxError carries.

/// The error of lexer, parser and compiler; the VM turns it into a Python exception.
public struct SyntaxProblem: Error, Hashable, Sendable {
  /// The Python exception class.
  public enum Kind: String, Sendable {
    case syntax = "SyntaxError"
    case indentation = "IndentationError"
    case tab = "TabError"
    /// Only the message counts for these two.
    case recursion = "RecursionError"
    case value = "ValueError"
  }

  public var kind: Kind
  /// The text after `SyntaxError: `.
  public var message: String
  public var filename: String
  /// From 1 (`lineno`); 0 when the problem has no place, as with a bad encoding: then only the message is printed.
  public var line: Int
  /// In characters, from 1 (`offset`); 0 when there is no position in the line.
  public var offset: Int
  /// `end_lineno`.
  public var endLine: Int
  /// `end_offset`; 0 or -1 when there is none: then one character is marked.
  public var endOffset: Int
  /// The source line, with its line ending unless a token that cannot be was found there (CPython's habit) or the text
  /// has none; nil when the line is not known.
  public var text: String?
}
