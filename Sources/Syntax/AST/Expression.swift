// Expression nodes, one case per class of CPython's `ast`, named in whole words where `ast` abbreviates.
// Nodes are immutable and shared freely. Parentheses leave no node.
// Invariant: trees from the parser are at most `Expression.maximumHeight` high, so clients may recurse without a guard.

/// An expression and where it stands.
public final class Expression: Sendable {
  /// The highest tree the parser builds: about what CPython's compiler accepts.
  public static let maximumHeight = 2900

  public let kind: ExpressionKind
  public let span: SourceSpan
  /// Nodes on the longest way down, this one included.
  public let height: Int32

  public init(_ kind: ExpressionKind, _ span: SourceSpan) {
    self.kind = kind
    self.span = span
    height = kind.heightOfChildren + 1
  }
}

/// What a name, attribute, subscript, starred expression, list or tuple is used for.
public enum ExpressionContext: UInt8, Sendable {
  case load, store, delete
}

public enum ExpressionKind: Sendable {
  /// `a and b and c`: two or more values of one operator.
  case booleanOperation(BooleanOperator, [Expression])
  /// `target := value`; the target is a `.name`.
  case namedExpression(target: Expression, value: Expression)
  case binaryOperation(left: Expression, BinaryOperator, right: Expression)
  case unaryOperation(UnaryOperator, Expression)
  case lambda(Arguments, body: Expression)
  case conditional(test: Expression, body: Expression, orElse: Expression)
  /// Same number of keys and values; a nil key is `**value`.
  case dictionary(keys: [Expression?], values: [Expression])
  case set([Expression])
  case listComprehension(element: Expression, [Comprehension])
  case setComprehension(element: Expression, [Comprehension])
  case dictionaryComprehension(key: Expression, value: Expression, [Comprehension])
  case generatorExpression(element: Expression, [Comprehension])
  case await(Expression)
  case yield(Expression?)
  case yieldFrom(Expression)
  /// `left op₀ comparators₀ op₁ comparators₁ …`: as many operators as comparators, at least one.
  case comparison(left: Expression, [ComparisonOperator], comparators: [Expression])
  /// Arguments may contain `.starred`; a keyword without a name is `**value`.
  case call(function: Expression, arguments: [Expression], keywords: [Keyword])
  /// One replacement field of an f-string; the format, if any, is a `.joinedString`.
  case formattedValue(Expression, FormatConversion, format: Expression?)
  /// An f-string: string constants and `.formattedValue` in order.
  case joinedString([Expression])
  case constant(Constant)
  case attribute(Expression, Name, ExpressionContext)
  case `subscript`(Expression, index: Expression, ExpressionContext)
  case starred(Expression, ExpressionContext)
  case name(Name, ExpressionContext)
  case list([Expression], ExpressionContext)
  case tuple([Expression], ExpressionContext)
  /// Only as a subscript's index or inside the tuple that is one.
  case slice(lower: Expression?, upper: Expression?, step: Expression?)
}

public enum BooleanOperator: UInt8, Sendable {
  case and, or
}

public enum BinaryOperator: UInt8, Sendable {
  case add, subtract, multiply, matrixMultiply, divide, modulo, power, leftShift, rightShift
  case bitOr, bitXor, bitAnd, floorDivide
}

public enum UnaryOperator: UInt8, Sendable {
  case invert, not, plus, minus
}

public enum ComparisonOperator: UInt8, Sendable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, `is`, isNot, `in`, notIn
}

/// `!s`, `!r`, `!a` of a replacement field.
public enum FormatConversion: UInt8, Sendable {
  case none, string, representation, ascii
}

/// One `for target in iterable if … if …` of a comprehension.
public struct Comprehension: Sendable {
  public let target: Expression
  public let iterable: Expression
  public let conditions: [Expression]
  public let isAsync: Bool

  public init(target: Expression, iterable: Expression, conditions: [Expression], isAsync: Bool) {
    self.target = target
    self.iterable = iterable
    self.conditions = conditions
    self.isAsync = isAsync
  }
}

/// `name=value` of a call or class definition; `**value` when the name is nil.
public struct Keyword: Sendable {
  public let name: Name?
  public let value: Expression
  public let span: SourceSpan

  public init(name: Name?, value: Expression, span: SourceSpan) {
    self.name = name
    self.value = value
    self.span = span
  }
}

/// The parameters of a function or lambda (`ast.arguments`).
public final class Arguments: Sendable {
  public let positionalOnly: [Argument]
  public let positional: [Argument]
  /// `*args`.
  public let variadic: Argument?
  public let keywordOnly: [Argument]
  /// As many as `keywordOnly`; nil where there is no default.
  public let keywordDefaults: [Expression?]
  /// `**kwargs`.
  public let keywordVariadic: Argument?
  /// Of the last `defaults.count` of `positionalOnly + positional`.
  public let defaults: [Expression]

  public init(
    positionalOnly: [Argument] = [], positional: [Argument] = [], variadic: Argument? = nil,
    keywordOnly: [Argument] = [], keywordDefaults: [Expression?] = [], keywordVariadic: Argument? = nil,
    defaults: [Expression] = []
  ) {
    self.positionalOnly = positionalOnly
    self.positional = positional
    self.variadic = variadic
    self.keywordOnly = keywordOnly
    self.keywordDefaults = keywordDefaults
    self.keywordVariadic = keywordVariadic
    self.defaults = defaults
  }
}

/// One parameter.
public struct Argument: Sendable {
  public let name: Name
  public let annotation: Expression?
  public let span: SourceSpan

  public init(name: Name, annotation: Expression?, span: SourceSpan) {
    self.name = name
    self.annotation = annotation
    self.span = span
  }
}
