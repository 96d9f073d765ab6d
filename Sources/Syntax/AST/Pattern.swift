// Pattern nodes of `match`, one case per class of CPython's `ast`.

/// A pattern and where it stands.
public final class Pattern: Sendable {
  public let kind: PatternKind
  public let span: SourceSpan

  public init(_ kind: PatternKind, _ span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}

public enum PatternKind: Sendable {
  /// Compared with `==`: a number, string or dotted name.
  case value(Expression)
  /// Compared with `is`: `None`, `True` or `False`.
  case singleton(Constant)
  case sequence([Pattern])
  /// Same number of keys and patterns; `rest` is the name after `**`.
  case mapping(keys: [Expression], patterns: [Pattern], rest: Name?)
  case `class`(ClassPattern)
  /// `*name` in a sequence; a nil name is `*_`.
  case star(Name?)
  /// `pattern as name`; without a pattern a capture, without either the wildcard `_`.
  case `as`(Pattern?, name: Name?)
  case or([Pattern])
}

/// `Class(pattern, …, attribute=pattern, …)`.
public final class ClassPattern: Sendable {
  public let type: Expression
  public let patterns: [Pattern]
  public let keywordNames: [Name]
  /// As many as `keywordNames`.
  public let keywordPatterns: [Pattern]

  public init(
    type: Expression, patterns: [Pattern], keywordNames: [Name], keywordPatterns: [Pattern]
  ) {
    self.type = type
    self.patterns = patterns
    self.keywordNames = keywordNames
    self.keywordPatterns = keywordPatterns
  }
}
