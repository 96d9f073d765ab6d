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

/// How sources that are still being typed are parsed: flags of `compile` that the module `codeop` uses.
public struct ParseOptions: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// A source that is right as far as it goes is reported as "incomplete input".
  public static let allowsIncompleteInput = ParseOptions(rawValue: 0x4000)
  /// The end of an interactive source does not close its blocks.
  public static let keepsBlocksOpen = ParseOptions(rawValue: 0x200)
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
