// The root of a parsed source, and the source it came from.

/// The grammar's start symbol, as `compile()`'s mode argument.
public enum ParseMode: Sendable {
  /// A whole file (`"exec"`).
  case file
  /// One expression (`"eval"`).
  case expression
  /// One interactive statement (`"single"`).
  case single
}

public final class Module: Sendable {
  public enum Content: Sendable {
    /// `ast.Module`.
    case file([Statement])
    /// `ast.Expression`.
    case expression(Expression)
    /// `ast.Interactive`.
    case interactive([Statement])
  }

  public let content: Content
  /// For quoting lines in later diagnostics (the compiler's) and tracebacks.
  public let source: SourceText

  /// In the order of the source.
  public let warnings: [SourceWarning]

  public init(content: Content, source: SourceText, warnings: [SourceWarning] = []) {
    self.content = content
    self.source = source
    self.warnings = warnings
  }
}
