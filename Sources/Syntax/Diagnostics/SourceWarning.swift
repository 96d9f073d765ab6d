// What compiles but is surely a mistake, or will be an error one day.

/// A SyntaxWarning or DeprecationWarning that the parser or the compiler gives.
public struct SourceWarning: Hashable, Sendable {
  public let message: String
  /// Where the program would be wrong if the warning were an error.
  public let span: SourceSpan
  public let origin: Origin

  /// Who gives it. That of a string is a DeprecationWarning.
  public enum Origin: Sendable { case tokenizer, string, compiler }

  public init(message: String, span: SourceSpan, origin: Origin) {
    self.message = message
    self.span = span
    self.origin = origin
  }
}
