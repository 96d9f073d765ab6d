// Syntax tree of the parser → nodes of the module `ast`, for `compile(..., flags=PyCF_ONLY_AST)`. The two trees have the
// same structure; only names differ, and async forms are classes of their own here.
// Every function returns a new reference that is live on the native stack, where the collector finds it.

import CRuntime
import Syntax

/// An exception is pending in the thread.
struct PendingException: Error {}

struct SyntaxTreeMaker {
  let t: Thread

  /// The root node, or `.error` with RecursionError pending.
  func root(_ module: Module) -> Value {
    do {
      switch module.content {
      case .file(let body):
        var node = Node(t, "Module")
        node.add(try statements(body))
        node.add(ListRef.make(t).value)
        return node.value
      case .expression(let body):
        var node = Node(t, "Expression")
        node.add(try expression(body))
        return node.value
      case .interactive(let body):
        var node = Node(t, "Interactive")
        node.add(try statements(body))
        return node.value
      }
    } catch {
      return .error
    }
  }

  /// A node whose fields are set in their order.
  struct Node {
    let t: Thread
    let value: Value
    private let fields: TupleRef
    private var next = 0

    init(_ t: Thread, _ name: StaticString, _ span: SourceSpan? = nil) {
      let entry = nodeClasses[StaticStringKey(text: name)].unsafelyUnwrapped
      self.t = t
      value = t.allocateInstance(TypeRef(entry.type))
      fields = entry.fields
      if let span { setPosition(span) }
    }

    private func setPosition(_ span: SourceSpan) {
      for (name, number) in zip(positionNames, [span.line, span.column, span.endLine, span.endColumn]) {
        _ = t.genericSetAttribute(value, StringRef.intern(name), .int(Int(number)))
      }
    }

    mutating func add(_ field: Value) {
      _ = t.genericSetAttribute(value, fields[next], field)
      next += 1
    }
  }

  private func shared(_ name: StaticString) -> Value {
    nodeClasses[StaticStringKey(text: name)].unsafelyUnwrapped.shared
  }

  // MARK: Parts

  func list<Item>(_ items: [Item], _ make: (Item) throws(PendingException) -> Value) throws(PendingException) -> Value {
    let list = ListRef.make(t, capacity: items.count)
    for item in items { list.append(t, try make(item)) }
    return list.value
  }

  func expressions(_ items: [Expression]) throws(PendingException) -> Value {
    try list(items) { item throws(PendingException) in try expression(item) }
  }

  func optional(_ expression: Expression?) throws(PendingException) -> Value {
    guard let expression else { return .none }
    return try self.expression(expression)
  }

  func identifier(_ name: Name?) -> Value { name.map { StringRef.intern($0.text) } ?? .none }

  func context(_ context: ExpressionContext) -> Value {
    switch context {
    case .load: shared("Load")
    case .store: shared("Store")
    case .delete: shared("Del")
    }
  }

  func binaryOperator(_ operation: Syntax.BinaryOperator) -> Value {
    switch operation {
    case .add: shared("Add")
    case .subtract: shared("Sub")
    case .multiply: shared("Mult")
    case .matrixMultiply: shared("MatMult")
    case .divide: shared("Div")
    case .modulo: shared("Mod")
    case .power: shared("Pow")
    case .leftShift: shared("LShift")
    case .rightShift: shared("RShift")
    case .bitOr: shared("BitOr")
    case .bitXor: shared("BitXor")
    case .bitAnd: shared("BitAnd")
    case .floorDivide: shared("FloorDiv")
    }
  }

  private func unaryOperator(_ operation: Syntax.UnaryOperator) -> Value {
    switch operation {
    case .invert: shared("Invert")
    case .not: shared("Not")
    case .plus: shared("UAdd")
    case .minus: shared("USub")
    }
  }

  private func comparison(_ operation: Syntax.ComparisonOperator) -> Value {
    switch operation {
    case .equal: shared("Eq")
    case .notEqual: shared("NotEq")
    case .less: shared("Lt")
    case .lessOrEqual: shared("LtE")
    case .greater: shared("Gt")
    case .greaterOrEqual: shared("GtE")
    case .is: shared("Is")
    case .isNot: shared("IsNot")
    case .in: shared("In")
    case .notIn: shared("NotIn")
    }
  }

  func constant(_ literal: Syntax.Constant, _ span: SourceSpan) -> Value {
    var node = Node(t, "Constant", span)
    node.add(CodeRef.make(t, ConstantFolder.constant(literal)))
    if case .string(let text) = literal, text.hasUnicodePrefix {
      node.add(StringRef.intern("u"))
    } else {
      node.add(.none)
    }
    return node.value
  }

  func keyword(_ keyword: Keyword) throws(PendingException) -> Value {
    var node = Node(t, "keyword", keyword.span)
    node.add(identifier(keyword.name))
    node.add(try expression(keyword.value))
    return node.value
  }

  private func comprehension(_ clause: Comprehension) throws(PendingException) -> Value {
    var node = Node(t, "comprehension")
    node.add(try expression(clause.target))
    node.add(try expression(clause.iterable))
    node.add(try expressions(clause.conditions))
    node.add(.int(clause.isAsync ? 1 : 0))
    return node.value
  }

  private func argument(_ argument: Argument?) throws(PendingException) -> Value {
    guard let argument else { return .none }
    var node = Node(t, "arg", argument.span)
    node.add(identifier(argument.name))
    node.add(try optional(argument.annotation))
    node.add(.none)
    return node.value
  }

  func arguments(_ arguments: Syntax.Arguments) throws(PendingException) -> Value {
    func list(_ items: [Argument]) throws(PendingException) -> Value {
      try self.list(items) { item throws(PendingException) in try argument(item) }
    }
    var node = Node(t, "arguments")
    node.add(try list(arguments.positionalOnly))
    node.add(try list(arguments.positional))
    node.add(try argument(arguments.variadic))
    node.add(try list(arguments.keywordOnly))
    node.add(try self.list(arguments.keywordDefaults) { item throws(PendingException) in try optional(item) })
    node.add(try argument(arguments.keywordVariadic))
    node.add(try expressions(arguments.defaults))
    return node.value
  }

  // MARK: Expressions

  func expression(_ expression: Expression) throws(PendingException) -> Value {
    if t.nativeStackIsLow {
      t.raise(.recursionError, "maximum recursion depth exceeded during ast construction")
      throw PendingException()
    }
    let span = expression.span
    switch expression.kind {
    case .name(let name, let use): return leaf("Name", span, identifier(name), context(use))
    case .constant(let literal): return constant(literal, span)
    case .attribute(let object, let name, let use):
      return try node("Attribute", span, object) {
        $0.add(identifier(name))
        $0.add(context(use))
      }
    case .starred(let value, let use): return try node("Starred", span, value) { $0.add(context(use)) }
    case .await(let value): return try node("Await", span, value)
    case .yieldFrom(let value): return try node("YieldFrom", span, value)
    case .yield(let value): return try node("Yield", span, value)
    case .list(let items, let use): return try display("List", span, items, use)
    case .tuple(let items, let use): return try display("Tuple", span, items, use)
    case .set(let items): return try display("Set", span, items)
    case .joinedString(let items): return try display("JoinedStr", span, items)
    default: return try operation(expression.kind, span)
    }
  }

  private func operation(_ kind: ExpressionKind, _ span: SourceSpan) throws(PendingException) -> Value {
    switch kind {
    case .call(let function, let arguments, let keywords):
      var node = Node(t, "Call", span)
      node.add(try expression(function))
      node.add(try expressions(arguments))
      node.add(try list(keywords) { item throws(PendingException) in try keyword(item) })
      return node.value
    case .subscript(let object, let index, let use):
      var node = Node(t, "Subscript", span)
      node.add(try expression(object))
      node.add(try expression(index))
      node.add(context(use))
      return node.value
    case .binaryOperation(let left, let operation, let right):
      var node = Node(t, "BinOp", span)
      node.add(try expression(left))
      node.add(binaryOperator(operation))
      node.add(try expression(right))
      return node.value
    case .unaryOperation(let operation, let operand):
      var node = Node(t, "UnaryOp", span)
      node.add(unaryOperator(operation))
      node.add(try expression(operand))
      return node.value
    case .booleanOperation(let operation, let values):
      var node = Node(t, "BoolOp", span)
      node.add(shared(operation == .and ? "And" : "Or"))
      node.add(try expressions(values))
      return node.value
    case .comparison(let left, let operators, let comparators):
      var node = Node(t, "Compare", span)
      node.add(try expression(left))
      node.add(try list(operators) { item throws(PendingException) in comparison(item) })
      node.add(try expressions(comparators))
      return node.value
    case .dictionary(let keys, let values):
      var node = Node(t, "Dict", span)
      node.add(try list(keys) { item throws(PendingException) in try optional(item) })
      node.add(try expressions(values))
      return node.value
    default: return try rare(kind, span)
    }
  }

  private func rare(_ kind: ExpressionKind, _ span: SourceSpan) throws(PendingException) -> Value {
    switch kind {
    case .namedExpression(let target, let value):
      var node = Node(t, "NamedExpr", span)
      node.add(try expression(target))
      node.add(try expression(value))
      return node.value
    case .lambda(let parameters, let body):
      var node = Node(t, "Lambda", span)
      node.add(try arguments(parameters))
      node.add(try expression(body))
      return node.value
    case .conditional(let test, let body, let orElse):
      var node = Node(t, "IfExp", span)
      node.add(try expression(test))
      node.add(try expression(body))
      node.add(try expression(orElse))
      return node.value
    case .listComprehension(let element, let clauses): return try comprehension("ListComp", span, [element], clauses)
    case .setComprehension(let element, let clauses): return try comprehension("SetComp", span, [element], clauses)
    case .generatorExpression(let element, let clauses):
      return try comprehension("GeneratorExp", span, [element], clauses)
    case .dictionaryComprehension(let key, let value, let clauses):
      return try comprehension("DictComp", span, [key, value], clauses)
    case .formattedValue(let value, let conversion, let format):
      var node = Node(t, "FormattedValue", span)
      node.add(try expression(value))
      node.add(.int(conversion.code))
      node.add(try optional(format))
      return node.value
    case .slice(let lower, let upper, let step):
      var node = Node(t, "Slice", span)
      node.add(try optional(lower))
      node.add(try optional(upper))
      node.add(try optional(step))
      return node.value
    default: preconditionFailure("a kind of expression without a node")
    }
  }

  private func leaf(_ name: StaticString, _ span: SourceSpan, _ first: Value, _ second: Value) -> Value {
    var node = Node(t, name, span)
    node.add(first)
    node.add(second)
    return node.value
  }

  private func node(
    _ name: StaticString, _ span: SourceSpan, _ value: Expression?, _ rest: (inout Node) -> Void = { _ in }
  ) throws(PendingException) -> Value {
    var node = Node(t, name, span)
    node.add(try optional(value))
    rest(&node)
    return node.value
  }

  private func display(
    _ name: StaticString, _ span: SourceSpan, _ items: [Expression], _ use: ExpressionContext? = nil
  ) throws(PendingException) -> Value {
    var node = Node(t, name, span)
    node.add(try expressions(items))
    if let use { node.add(context(use)) }
    return node.value
  }

  private func comprehension(
    _ name: StaticString, _ span: SourceSpan, _ elements: [Expression], _ clauses: [Comprehension]
  ) throws(PendingException) -> Value {
    var node = Node(t, name, span)
    for element in elements { node.add(try expression(element)) }
    node.add(try list(clauses) { item throws(PendingException) in try comprehension(item) })
    return node.value
  }
}

extension FormatConversion {
  /// As in `ast`: the character, or -1.
  var code: Int {
    switch self {
    case .none: -1
    case .string: 115
    case .representation: 114
    case .ascii: 97
    }
  }
}
