// A tree as text, equal to what Resources/dump.py prints for CPython's tree of the same source.
// One node is `(Class@line:column-line:column field field …)` with the fields of `ast` in their order, a list is
// `[item item …]`, a missing field is `~`. Constants are written so that no two values look the same.
import Syntax

struct TreeDump {
  private var text = ""

  static func dump(_ module: Module) -> String {
    var dump = TreeDump()
    switch module.content {
    case .file(let body): dump.node("Module") { $0.list(body) { $0.statement($1) } }
    case .interactive(let body): dump.node("Interactive") { $0.list(body) { $0.statement($1) } }
    case .expression(let body): dump.node("Expression") { $0.expression(body) }
    }
    return dump.text
  }

  private mutating func node(_ name: String, _ span: SourceSpan? = nil, fields: (inout TreeDump) -> Void) {
    text += "(" + name
    if let span { text += "@\(span.line):\(span.column)-\(span.endLine):\(span.endColumn)" }
    fields(&self)
    text += ")"
  }

  private mutating func word(_ word: String) { text += " " + word }

  private mutating func list<Item>(_ items: [Item], _ body: (inout TreeDump, Item) -> Void) {
    text += " ["
    for item in items { body(&self, item) }
    text += "]"
  }

  private mutating func name(_ name: Name?) { word(name?.text ?? "~") }

  private mutating func optional(_ value: Expression?) {
    if let value { expression(value) } else { word("~") }
  }

  private mutating func expressions(_ values: [Expression]) { list(values) { $0.expression($1) } }

  private mutating func statements(_ values: [Statement]) { list(values) { $0.statement($1) } }

  // MARK: Statements

  private mutating func statement(_ statement: Statement) {
    text += " "
    let span = statement.span
    switch statement.kind {
    case .functionDefinition(let definition):
      node(definition.isAsync ? "AsyncFunctionDef" : "FunctionDef", span) {
        $0.name(definition.name)
        $0.arguments(definition.arguments)
        $0.statements(definition.body)
        $0.expressions(definition.decorators)
        $0.optional(definition.returns)
      }
    case .classDefinition(let definition):
      node("ClassDef", span) {
        $0.name(definition.name)
        $0.expressions(definition.bases)
        $0.keywords(definition.keywords)
        $0.statements(definition.body)
        $0.expressions(definition.decorators)
      }
    case .return(let value): node("Return", span) { $0.optional(value) }
    case .delete(let targets): node("Delete", span) { $0.expressions(targets) }
    case .assign(let targets, let value):
      node("Assign", span) {
        $0.expressions(targets)
        $0.expression(value)
      }
    case .augmentedAssign(let target, let binary, let value):
      node("AugAssign", span) {
        $0.expression(target)
        $0.word(TreeDump.name(of: binary))
        $0.expression(value)
      }
    case .annotatedAssign(let target, let annotation, let value, let isSimple):
      node("AnnAssign", span) {
        $0.expression(target)
        $0.expression(annotation)
        $0.optional(value)
        $0.word(isSimple ? "1" : "0")
      }
    case .for(let loop):
      node(loop.isAsync ? "AsyncFor" : "For", span) {
        $0.expression(loop.target)
        $0.expression(loop.iterable)
        $0.statements(loop.body)
        $0.statements(loop.orElse)
      }
    case .while(let test, let body, let orElse), .if(let test, let body, let orElse):
      var isLoop = false
      if case .while = statement.kind { isLoop = true }
      node(isLoop ? "While" : "If", span) {
        $0.expression(test)
        $0.statements(body)
        $0.statements(orElse)
      }
    case .with(let items, let body, let isAsync):
      node(isAsync ? "AsyncWith" : "With", span) {
        $0.list(items) { dump, item in
          dump.text += " "
          dump.node("withitem") {
            $0.expression(item.context)
            $0.optional(item.target)
          }
        }
        $0.statements(body)
      }
    case .match(let subject, let cases):
      node("Match", span) {
        $0.expression(subject)
        $0.list(cases) { dump, item in
          dump.text += " "
          dump.node("match_case") {
            $0.pattern(item.pattern)
            $0.optional(item.guard)
            $0.statements(item.body)
          }
        }
      }
    case .raise(let exception, let cause):
      node("Raise", span) {
        $0.optional(exception)
        $0.optional(cause)
      }
    case .try(let statement):
      node(statement.isStar ? "TryStar" : "Try", span) {
        $0.statements(statement.body)
        $0.list(statement.handlers) { dump, handler in
          dump.text += " "
          dump.node("ExceptHandler", handler.span) {
            $0.optional(handler.type)
            $0.name(handler.name)
            $0.statements(handler.body)
          }
        }
        $0.statements(statement.orElse)
        $0.statements(statement.finally)
      }
    case .assert(let test, let message):
      node("Assert", span) {
        $0.expression(test)
        $0.optional(message)
      }
    case .import(let aliases): node("Import", span) { $0.aliases(aliases) }
    case .importFrom(let module, let names, let level):
      node("ImportFrom", span) {
        $0.name(module)
        $0.aliases(names)
        $0.word("\(level)")
      }
    case .global(let names): node("Global", span) { $0.list(names) { $0.name($1) } }
    case .nonlocal(let names): node("Nonlocal", span) { $0.list(names) { $0.name($1) } }
    case .expression(let value): node("Expr", span) { $0.expression(value) }
    case .pass: node("Pass", span) { _ in }
    case .break: node("Break", span) { _ in }
    case .continue: node("Continue", span) { _ in }
    }
  }

  private mutating func aliases(_ aliases: [ImportAlias]) {
    list(aliases) { dump, alias in
      dump.text += " "
      dump.node("alias", alias.span) {
        $0.name(alias.name)
        $0.name(alias.asName)
      }
    }
  }

  private mutating func keywords(_ keywords: [Keyword]) {
    list(keywords) { dump, keyword in
      dump.text += " "
      dump.node("keyword", keyword.span) {
        $0.name(keyword.name)
        $0.expression(keyword.value)
      }
    }
  }

  private mutating func arguments(_ arguments: Arguments) {
    text += " "
    node("arguments") {
      $0.list(arguments.positionalOnly) { $0.argument($1) }
      $0.list(arguments.positional) { $0.argument($1) }
      $0.argument(arguments.variadic)
      $0.list(arguments.keywordOnly) { $0.argument($1) }
      $0.list(arguments.keywordDefaults) { $0.optional($1) }
      $0.argument(arguments.keywordVariadic)
      $0.expressions(arguments.defaults)
    }
  }

  private mutating func argument(_ argument: Argument?) {
    guard let argument else { return word("~") }
    text += " "
    node("arg", argument.span) {
      $0.name(argument.name)
      $0.optional(argument.annotation)
    }
  }

  // MARK: Expressions

  private mutating func expression(_ expression: Expression) {
    text += " "
    let span = expression.span
    switch expression.kind {
    case .booleanOperation(let boolean, let values):
      node("BoolOp", span) {
        $0.word(boolean == .and ? "And" : "Or")
        $0.expressions(values)
      }
    case .namedExpression(let target, let value):
      node("NamedExpr", span) {
        $0.expression(target)
        $0.expression(value)
      }
    case .binaryOperation(let left, let binary, let right):
      node("BinOp", span) {
        $0.expression(left)
        $0.word(TreeDump.name(of: binary))
        $0.expression(right)
      }
    case .unaryOperation(let unary, let operand):
      node("UnaryOp", span) {
        $0.word(["Invert", "Not", "UAdd", "USub"][Int(unary.rawValue)])
        $0.expression(operand)
      }
    case .lambda(let arguments, let body):
      node("Lambda", span) {
        $0.arguments(arguments)
        $0.expression(body)
      }
    case .conditional(let test, let body, let orElse):
      node("IfExp", span) {
        $0.expression(test)
        $0.expression(body)
        $0.expression(orElse)
      }
    case .dictionary(let keys, let values):
      node("Dict", span) {
        $0.list(keys) { $0.optional($1) }
        $0.expressions(values)
      }
    case .set(let elements): node("Set", span) { $0.expressions(elements) }
    case .listComprehension(let element, let clauses): comprehension("ListComp", span, [element], clauses)
    case .setComprehension(let element, let clauses): comprehension("SetComp", span, [element], clauses)
    case .generatorExpression(let element, let clauses): comprehension("GeneratorExp", span, [element], clauses)
    case .dictionaryComprehension(let key, let value, let clauses):
      comprehension("DictComp", span, [key, value], clauses)
    case .await(let value): node("Await", span) { $0.expression(value) }
    case .yield(let value): node("Yield", span) { $0.optional(value) }
    case .yieldFrom(let value): node("YieldFrom", span) { $0.expression(value) }
    case .comparison(let left, let operators, let comparators):
      node("Compare", span) {
        $0.expression(left)
        $0.list(operators) {
          $0.word(["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"][Int($1.rawValue)])
        }
        $0.expressions(comparators)
      }
    case .call(let function, let arguments, let keywords):
      node("Call", span) {
        $0.expression(function)
        $0.expressions(arguments)
        $0.keywords(keywords)
      }
    case .formattedValue(let value, let conversion, let format):
      node("FormattedValue", span) {
        $0.expression(value)
        $0.word(["-1", "115", "114", "97"][Int(conversion.rawValue)])
        $0.optional(format)
      }
    case .joinedString(let values): node("JoinedStr", span) { $0.expressions(values) }
    case .constant(let value): node("Constant", span) { $0.constant(value) }
    case .attribute(let value, let name, let context):
      node("Attribute", span) {
        $0.expression(value)
        $0.name(name)
        $0.context(context)
      }
    case .subscript(let value, let index, let context):
      node("Subscript", span) {
        $0.expression(value)
        $0.expression(index)
        $0.context(context)
      }
    case .starred(let value, let context):
      node("Starred", span) {
        $0.expression(value)
        $0.context(context)
      }
    case .name(let name, let context):
      node("Name", span) {
        $0.name(name)
        $0.context(context)
      }
    case .list(let elements, let context):
      node("List", span) {
        $0.expressions(elements)
        $0.context(context)
      }
    case .tuple(let elements, let context):
      node("Tuple", span) {
        $0.expressions(elements)
        $0.context(context)
      }
    case .slice(let lower, let upper, let step):
      node("Slice", span) {
        $0.optional(lower)
        $0.optional(upper)
        $0.optional(step)
      }
    }
  }

  private mutating func context(_ context: ExpressionContext) { word(["Load", "Store", "Del"][Int(context.rawValue)]) }

  private mutating func comprehension(
    _ name: String, _ span: SourceSpan, _ elements: [Expression], _ clauses: [Comprehension]
  ) {
    node(name, span) {
      for element in elements { $0.expression(element) }
      $0.list(clauses) { dump, clause in
        dump.text += " "
        dump.node("comprehension") {
          $0.expression(clause.target)
          $0.expression(clause.iterable)
          $0.expressions(clause.conditions)
          $0.word(clause.isAsync ? "1" : "0")
        }
      }
    }
  }

  private static func name(of binary: BinaryOperator) -> String {
    [
      "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr", "BitXor", "BitAnd", "FloorDiv",
    ][Int(binary.rawValue)]
  }

  // MARK: Constants

  private mutating func constant(_ value: Constant) {
    switch value {
    case .none: text += " None ~"
    case .true: text += " True ~"
    case .false: text += " False ~"
    case .ellipsis: text += " Ellipsis ~"
    case .integer(let value): text += " i\(value) ~"
    case .bigInteger(let literal): text += " I\(TreeDump.hexadecimal(literal)) ~"
    case .float(let value): text += " f" + String(value.bitPattern, radix: 16) + " ~"
    case .imaginary(let value): text += " j" + String(value.bitPattern, radix: 16) + " ~"
    case .string(let literal):
      text += " s" + TreeDump.hexadecimal(literal.utf8) + (literal.hasUnicodePrefix ? " u" : " ~")
    case .bytes(let bytes): text += " b" + TreeDump.hexadecimal(bytes) + " ~"
    case .tuple, .frozenSet: fatalError("only programs make such constants, never the parser")
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The value in base 16, by long multiplication.
  private static func hexadecimal(_ literal: BigIntegerLiteral) -> String {
    var limbs: [UInt32] = []
    for character in literal.digits {
      var carry = UInt64(character.hexDigitValue!)
      for index in limbs.indices {
        carry += UInt64(limbs[index]) * UInt64(literal.radix)
        limbs[index] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry > 0 { limbs.append(UInt32(carry)) }
    }
    var text = String(limbs.last ?? 0, radix: 16)
    for limb in limbs.dropLast().reversed() {
      let digits = String(limb, radix: 16)
      text += String(repeating: "0", count: 8 - digits.count) + digits
    }
    return text
  }

  // MARK: Patterns

  private mutating func pattern(_ pattern: Pattern) {
    text += " "
    let span = pattern.span
    switch pattern.kind {
    case .value(let value): node("MatchValue", span) { $0.expression(value) }
    case .singleton(let value):
      node("MatchSingleton", span) { $0.word(value == .none ? "None" : value == .true ? "True" : "False") }
    case .sequence(let patterns): node("MatchSequence", span) { $0.list(patterns) { $0.pattern($1) } }
    case .mapping(let keys, let patterns, let rest):
      node("MatchMapping", span) {
        $0.expressions(keys)
        $0.list(patterns) { $0.pattern($1) }
        $0.name(rest)
      }
    case .class(let pattern):
      node("MatchClass", span) {
        $0.expression(pattern.type)
        $0.list(pattern.patterns) { $0.pattern($1) }
        $0.list(pattern.keywordNames) { $0.name($1) }
        $0.list(pattern.keywordPatterns) { $0.pattern($1) }
      }
    case .star(let name): node("MatchStar", span) { $0.name(name) }
    case .as(let pattern, let name):
      node("MatchAs", span) {
        if let pattern { $0.pattern(pattern) } else { $0.word("~") }
        $0.name(name)
      }
    case .or(let patterns): node("MatchOr", span) { $0.list(patterns) { $0.pattern($1) } }
    }
  }
}
