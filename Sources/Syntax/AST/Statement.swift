// Statement nodes, one case per class of CPython's `ast`; the async forms are a flag on the plain ones.
// `elif` is an `.if` as the only statement of `orElse`, as in `ast`.

/// A statement and where it stands. Spans of decorated definitions start at `def`/`class`, as in `ast`.
public final class Statement: Sendable {
  public let kind: StatementKind
  public let span: SourceSpan

  @inlinable
  public init(_ kind: StatementKind, _ span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}

public enum StatementKind: Sendable {
  case functionDefinition(FunctionDefinition)
  case classDefinition(ClassDefinition)
  case `return`(Expression?)
  case delete([Expression])
  /// `targets₀ = targets₁ = … = value`.
  case assign(targets: [Expression], value: Expression)
  case augmentedAssign(target: Expression, BinaryOperator, value: Expression)
  /// `isSimple`: the target is a bare name without parentheses (`ast.AnnAssign.simple`).
  case annotatedAssign(target: Expression, annotation: Expression, value: Expression?, isSimple: Bool)
  case `for`(ForLoop)
  case `while`(test: Expression, body: [Statement], orElse: [Statement])
  case `if`(test: Expression, body: [Statement], orElse: [Statement])
  case with(items: [WithItem], body: [Statement], isAsync: Bool)
  case match(subject: Expression, cases: [MatchCase])
  case raise(exception: Expression?, cause: Expression?)
  case `try`(TryStatement)
  case assert(test: Expression, message: Expression?)
  case `import`([ImportAlias])
  /// `level` counts the leading dots; without a module name it is at least 1. `from m import *` is one alias named `*`.
  case importFrom(module: Name?, names: [ImportAlias], level: Int)
  case global([Name])
  case nonlocal([Name])
  case expression(Expression)
  case pass
  case `break`
  case `continue`
}

/// `def` and `async def`.
public final class FunctionDefinition: Sendable {
  public let name: Name
  public let arguments: Arguments
  public let body: [Statement]
  public let decorators: [Expression]
  public let returns: Expression?
  public let isAsync: Bool

  public init(
    name: Name, arguments: Arguments, body: [Statement], decorators: [Expression], returns: Expression?, isAsync: Bool
  ) {
    self.name = name
    self.arguments = arguments
    self.body = body
    self.decorators = decorators
    self.returns = returns
    self.isAsync = isAsync
  }
}

public final class ClassDefinition: Sendable {
  public let name: Name
  public let bases: [Expression]
  public let keywords: [Keyword]
  public let body: [Statement]
  public let decorators: [Expression]

  public init(
    name: Name, bases: [Expression], keywords: [Keyword], body: [Statement], decorators: [Expression]
  ) {
    self.name = name
    self.bases = bases
    self.keywords = keywords
    self.body = body
    self.decorators = decorators
  }
}

/// `for` and `async for`.
public final class ForLoop: Sendable {
  public let target: Expression
  public let iterable: Expression
  public let body: [Statement]
  public let orElse: [Statement]
  public let isAsync: Bool

  public init(
    target: Expression, iterable: Expression, body: [Statement], orElse: [Statement], isAsync: Bool
  ) {
    self.target = target
    self.iterable = iterable
    self.body = body
    self.orElse = orElse
    self.isAsync = isAsync
  }
}

/// `try … except …` and, with `isStar`, `try … except* …`.
public final class TryStatement: Sendable {
  public let body: [Statement]
  public let handlers: [ExceptHandler]
  public let orElse: [Statement]
  public let finally: [Statement]
  public let isStar: Bool

  public init(
    body: [Statement], handlers: [ExceptHandler], orElse: [Statement], finally: [Statement], isStar: Bool
  ) {
    self.body = body
    self.handlers = handlers
    self.orElse = orElse
    self.finally = finally
    self.isStar = isStar
  }
}

/// `except type as name:`; a nil type catches everything.
public struct ExceptHandler: Sendable {
  public let type: Expression?
  public let name: Name?
  public let body: [Statement]
  public let span: SourceSpan

  public init(type: Expression?, name: Name?, body: [Statement], span: SourceSpan) {
    self.type = type
    self.name = name
    self.body = body
    self.span = span
  }
}

/// `context as target`.
public struct WithItem: Sendable {
  public let context: Expression
  public let target: Expression?

  public init(context: Expression, target: Expression?) {
    self.context = context
    self.target = target
  }
}

/// `name as asName` of an import.
public struct ImportAlias: Sendable {
  public let name: Name
  public let asName: Name?
  public let span: SourceSpan

  public init(name: Name, asName: Name?, span: SourceSpan) {
    self.name = name
    self.asName = asName
    self.span = span
  }
}

/// `case pattern if guard: body`.
public struct MatchCase: Sendable {
  public let pattern: Pattern
  public let `guard`: Expression?
  public let body: [Statement]

  public init(pattern: Pattern, `guard`: Expression?, body: [Statement]) {
    self.pattern = pattern
    self.`guard` = `guard`
    self.body = body
  }
}
