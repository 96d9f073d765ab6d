// Nodes of the module `ast` → the parser's syntax tree, for `compile` of a tree that a program made or changed. What the
// parser guarantees of its trees is checked here, with CPython's messages: fields and their types (TypeError), positions,
// contexts, and lists that may not be empty (ValueError). The compiler checks the rest, as for a source.
// The nodes stay reachable from the argument of `compile`, so values need not be kept alive here.

import CRuntime
import Syntax

struct SyntaxTreeReader {
  let t: Thread

  /// The tree below a root node of the class that `mode` asks for; nil with an exception pending.
  func module(_ node: Value, mode: ParseMode, filename: String) -> Module? {
    do {
      let expected: String
      switch mode {
      case .file: expected = "Module"
      case .expression: expected = "Expression"
      case .single: expected = "Interactive"
      }
      guard let entry = nodeClass(of: node), entry.name == expected else {
        throw typeError("expected \(expected) node, got \(node.typeName)")
      }
      let content: Module.Content
      switch mode {
      case .file:
        content = .file(try statements(node, "body", of: "Module"))
        _ = try list(node, "type_ignores", of: "Module")
      case .expression: content = .expression(try expression(node, "body", of: "Expression"))
      case .single: content = .interactive(try statements(node, "body", of: "Interactive"))
      }
      return Module(content: content, source: SourceText(filename: filename))
    } catch {
      return nil
    }
  }

  // MARK: Problems

  func typeError(_ message: String) -> PendingException {
    t.raise(.typeError, message)
    return PendingException()
  }

  func valueError(_ message: String) -> PendingException {
    t.raise(.valueError, message)
    return PendingException()
  }

  /// To be called for each level of recursion: trees that a program made may be endless.
  func checkDepth(_ kind: String) throws(PendingException) {
    if !t.nativeStackIsLow { return }
    t.raise(.recursionError, "maximum recursion depth exceeded while traversing '\(kind)' node")
    throw PendingException()
  }

  // MARK: Fields

  func nodeClass(of node: Value) -> NodeClass? {
    if let entry = nodeClassesByType[node.type.value.bits] { return entry }
    let mro = node.type.mro
    for index in 0..<mro.count {
      if let entry = nodeClassesByType[mro[index].bits] { return entry }
    }
    return nil
  }

  /// A field's value; None when it may be absent and is.
  func field(_ node: Value, _ name: StaticString, of owner: String, isOptional: Bool = false) throws(PendingException)
    -> Value
  {
    let value = t.findAttribute(node, StringRef.intern(name))
    if value.isError { throw PendingException() }
    if value.isUnbound {
      if isOptional { return .none }
      throw typeError("required field \"\(name)\" missing from \(owner)")
    }
    return value
  }

  /// A copy of a field that is a list, since reading its items may run code of the program.
  func list(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException) -> TupleRef {
    let value = try field(node, name, of: owner)
    guard value.isKind(.list) else {
      throw typeError("\(owner) field \"\(name)\" must be a list, not a \(value.typeName)")
    }
    let list = ListRef(value)
    return TupleRef(list.count == 0 ? vm.pointee.emptyTuple : TupleRef.make(t, list.items, list.count))
  }

  func each<Item>(
    _ node: Value, _ name: StaticString, of owner: String, _ read: (Value) throws(PendingException) -> Item
  ) throws(PendingException) -> [Item] {
    let values = try list(node, name, of: owner)
    var items: [Item] = []
    for index in 0..<values.count { items.append(try read(values[index])) }
    return items
  }

  func integer(_ node: Value, _ name: StaticString, of owner: String, isOptional: Bool = false)
    throws(PendingException) -> Int?
  {
    let value = try field(node, name, of: owner, isOptional: isOptional)
    if isOptional, value.isNone { return nil }
    guard value.isInt || value.isBool else { throw valueError("invalid integer value: \(t.repr(text: value))") }
    return value.isBool ? (value.isTrue ? 1 : 0) : value.asInt
  }

  func identifier(_ value: Value) throws(PendingException) -> Name {
    guard value.isKind(.string) else { throw typeError("AST identifier must be of type str") }
    return Name(StringRef(value).text)
  }

  func identifier(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException) -> Name {
    let value = try field(node, name, of: owner)
    if value.isNone { throw valueError("field '\(name)' is required for \(owner)") }
    return try identifier(value)
  }

  func optionalIdentifier(_ node: Value, _ name: StaticString, of owner: String) throws(PendingException) -> Name? {
    let value = try field(node, name, of: owner, isOptional: true)
    return value.isNone ? nil : try identifier(value)
  }

  /// A name that a program may use: `None`, `True` and `False` are none.
  func checkName(_ name: Name) throws(PendingException) {
    if ["None", "True", "False"].contains(name.text) {
      throw valueError("identifier field can't represent '\(name.text)' constant")
    }
  }

  func span(_ node: Value, of owner: String) throws(PendingException) -> SourceSpan {
    let line = try integer(node, "lineno", of: owner) ?? 0
    let column = try integer(node, "col_offset", of: owner) ?? 0
    let endLine = try integer(node, "end_lineno", of: owner, isOptional: true) ?? line
    let endColumn = try integer(node, "end_col_offset", of: owner, isOptional: true) ?? column
    if line > endLine { throw valueError("AST node line range (\(line), \(endLine)) is not valid") }
    if line < 0 && endLine != line || column < 0 && column != endColumn {
      throw valueError(
        "AST node column range (\(column), \(endColumn)) for line range (\(line), \(endLine)) is not valid")
    }
    if line == endLine, column > endColumn {
      throw valueError("line \(line), column \(column)-\(endColumn) is not a valid range")
    }
    return SourceSpan(
      line: Int32(clamping: line), column: Int32(clamping: column), endLine: Int32(clamping: endLine),
      endColumn: Int32(clamping: endColumn))
  }

  // MARK: Tables

  /// One of the classes without fields, by its name.
  func choice<Choice>(
    _ value: Value, _ kind: String, _ choices: KeyValuePairs<String, Choice>
  ) throws(PendingException) -> Choice {
    if let name = nodeClass(of: value)?.name {
      for (key, choice) in choices where key == name { return choice }
    }
    throw typeError("expected some sort of \(kind), but got \(t.repr(text: value))")
  }

  func binaryOperator(_ value: Value) throws(PendingException) -> Syntax.BinaryOperator {
    try choice(
      value, "operator",
      [
        "Add": .add, "Sub": .subtract, "Mult": .multiply, "MatMult": .matrixMultiply, "Div": .divide, "Mod": .modulo,
        "Pow": .power, "LShift": .leftShift, "RShift": .rightShift, "BitOr": .bitOr, "BitXor": .bitXor,
        "BitAnd": .bitAnd, "FloorDiv": .floorDivide,
      ])
  }

  func unaryOperator(_ value: Value) throws(PendingException) -> Syntax.UnaryOperator {
    try choice(value, "unaryop", ["Invert": .invert, "Not": .not, "UAdd": .plus, "USub": .minus])
  }

  func comparison(_ value: Value) throws(PendingException) -> Syntax.ComparisonOperator {
    try choice(
      value, "cmpop",
      [
        "Eq": .equal, "NotEq": .notEqual, "Lt": .less, "LtE": .lessOrEqual, "Gt": .greater, "GtE": .greaterOrEqual,
        "Is": .is, "IsNot": .isNot, "In": .in, "NotIn": .notIn,
      ])
  }

  /// Refuses a node whose context is not the one its place asks for.
  func checkContext(_ node: Value, of owner: String, _ expected: ExpressionContext) throws(PendingException) {
    let value = try field(node, "ctx", of: owner)
    let actual: ExpressionContext = try choice(
      value, "expr_context", ["Load": .load, "Store": .store, "Del": .delete])
    if actual != expected {
      throw valueError("expression must have \(expected.name) context but has \(actual.name) instead")
    }
  }

  // MARK: Constants

  /// The value of a `Constant`; only types whose values never change.
  func constant(_ value: Value) throws(PendingException) -> Syntax.Constant {
    try checkDepth("constant")
    if value.isNone { return .none }
    if value.isBool { return value.isTrue ? .true : .false }
    if value.bits == Value.ellipsis.bits { return .ellipsis }
    if value.isInt { return .integer(value.asInt) }
    if value.isImmediateFloat { return .float(value.floatValue) }
    guard value.isObject, value.type.value == exactType(of: value) else { throw invalidConstant(value) }
    switch value.objectKind {
    case .float: return .float(value.floatValue)
    case .string: return .string(StringLiteral(utf8: StringRef(value).utf8))
    case .bytes: return .bytes(byteView(value).map { Array($0) } ?? [])
    case .complex where ComplexRef(value).real.bitPattern == 0: return .imaginary(ComplexRef(value).imaginary)
    case .tuple:
      let tuple = TupleRef(value)
      var items: [Syntax.Constant] = []
      for index in 0..<tuple.count { items.append(try constant(tuple[index])) }
      return .tuple(items)
    case .frozenSet:
      guard let list = t.makeList(from: value) else { throw PendingException() }
      var items: [Syntax.Constant] = []
      for index in 0..<list.count { items.append(try constant(list[index])) }
      return .frozenSet(items)
    case .bigInt: return .bigInteger(BigIntegerLiteral(digits: t.repr(text: value), radix: 10))
    default: throw invalidConstant(value)
    }
  }

  private func exactType(of value: Value) -> Value {
    let types = vm.pointee.types
    switch value.objectKind {
    case .float: return types.float
    case .string: return types.string
    case .bytes: return types.bytes
    case .complex: return types.complex
    case .tuple: return types.tuple
    case .frozenSet: return types.frozenSet
    case .bigInt: return types.int
    default: return .none
    }
  }

  private func invalidConstant(_ value: Value) -> PendingException {
    typeError("got an invalid type in Constant: \(value.typeName)")
  }
}

extension ExpressionContext {
  /// The name of the class in `ast`.
  fileprivate var name: String {
    switch self {
    case .load: "Load"
    case .store: "Store"
    case .delete: "Del"
    }
  }
}
