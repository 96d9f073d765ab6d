// What compiles but is surely a mistake, or will be an error one day.

/// A SyntaxWarning or DeprecationWarning that the parser or the compiler gives.
public struct SourceWarning: Hashable, Sendable {
  public let message: String
  /// Where the program would be wrong if the warning were an error.
  public let span: SourceSpan
  public let isDeprecation: Bool

  public init(message: String, span: SourceSpan, isDeprecation: Bool = false) {
    self.message = message
    self.span = span
    self.isDeprecation = isDeprecation
  }
}
