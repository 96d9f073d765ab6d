// The module `_ast`: the classes of syntax tree nodes, on which ast.py builds. One row per class says all about it; it
// follows CPython's abstract grammar, whose notation the classes' docstrings show.
// SyntaxTreeMaker makes nodes of a parsed source, SyntaxTreeReader reads them back for the compiler.

import CRuntime
import Glibc

/// Name, base, typed fields (`?` may be None, `*` is a list), and whether nodes carry positions. A base comes before its
/// classes.
private let nodes: [(name: StaticString, base: StaticString, fields: StaticString, hasPosition: Bool)] = [
  ("mod", "AST", "", false),
  ("Module", "mod", "stmt* body, type_ignore* type_ignores", false),
  ("Interactive", "mod", "stmt* body", false),
  ("Expression", "mod", "expr body", false),
  ("FunctionType", "mod", "expr* argtypes, expr returns", false),
  ("stmt", "AST", "", true),
  (
    "FunctionDef", "stmt",
    "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment",
    true
  ),
  (
    "AsyncFunctionDef", "stmt",
    "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment",
    true
  ),
  ("ClassDef", "stmt", "identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list", true),
  ("Return", "stmt", "expr? value", true),
  ("Delete", "stmt", "expr* targets", true),
  ("Assign", "stmt", "expr* targets, expr value, string? type_comment", true),
  ("AugAssign", "stmt", "expr target, operator op, expr value", true),
  ("AnnAssign", "stmt", "expr target, expr annotation, expr? value, int simple", true),
  ("For", "stmt", "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment", true),
  ("AsyncFor", "stmt", "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment", true),
  ("While", "stmt", "expr test, stmt* body, stmt* orelse", true),
  ("If", "stmt", "expr test, stmt* body, stmt* orelse", true),
  ("With", "stmt", "withitem* items, stmt* body, string? type_comment", true),
  ("AsyncWith", "stmt", "withitem* items, stmt* body, string? type_comment", true),
  ("Match", "stmt", "expr subject, match_case* cases", true),
  ("Raise", "stmt", "expr? exc, expr? cause", true),
  ("Try", "stmt", "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody", true),
  ("TryStar", "stmt", "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody", true),
  ("Assert", "stmt", "expr test, expr? msg", true),
  ("Import", "stmt", "alias* names", true),
  ("ImportFrom", "stmt", "identifier? module, alias* names, int? level", true),
  ("Global", "stmt", "identifier* names", true),
  ("Nonlocal", "stmt", "identifier* names", true),
  ("Expr", "stmt", "expr value", true),
  ("Pass", "stmt", "", true),
  ("Break", "stmt", "", true),
  ("Continue", "stmt", "", true),
  ("expr", "AST", "", true),
  ("BoolOp", "expr", "boolop op, expr* values", true),
  ("NamedExpr", "expr", "expr target, expr value", true),
  ("BinOp", "expr", "expr left, operator op, expr right", true),
  ("UnaryOp", "expr", "unaryop op, expr operand", true),
  ("Lambda", "expr", "arguments args, expr body", true),
  ("IfExp", "expr", "expr test, expr body, expr orelse", true),
  ("Dict", "expr", "expr* keys, expr* values", true),
  ("Set", "expr", "expr* elts", true),
  ("ListComp", "expr", "expr elt, comprehension* generators", true),
  ("SetComp", "expr", "expr elt, comprehension* generators", true),
  ("DictComp", "expr", "expr key, expr value, comprehension* generators", true),
  ("GeneratorExp", "expr", "expr elt, comprehension* generators", true),
  ("Await", "expr", "expr value", true),
  ("Yield", "expr", "expr? value", true),
  ("YieldFrom", "expr", "expr value", true),
  ("Compare", "expr", "expr left, cmpop* ops, expr* comparators", true),
  ("Call", "expr", "expr func, expr* args, keyword* keywords", true),
  ("FormattedValue", "expr", "expr value, int conversion, expr? format_spec", true),
  ("JoinedStr", "expr", "expr* values", true),
  ("Constant", "expr", "constant value, string? kind", true),
  ("Attribute", "expr", "expr value, identifier attr, expr_context ctx", true),
  ("Subscript", "expr", "expr value, expr slice, expr_context ctx", true),
  ("Starred", "expr", "expr value, expr_context ctx", true),
  ("Name", "expr", "identifier id, expr_context ctx", true),
  ("List", "expr", "expr* elts, expr_context ctx", true),
  ("Tuple", "expr", "expr* elts, expr_context ctx", true),
  ("Slice", "expr", "expr? lower, expr? upper, expr? step", true),
  ("expr_context", "AST", "", false),
  ("Load", "expr_context", "", false),
  ("Store", "expr_context", "", false),
  ("Del", "expr_context", "", false),
  ("boolop", "AST", "", false),
  ("And", "boolop", "", false),
  ("Or", "boolop", "", false),
  ("operator", "AST", "", false),
  ("Add", "operator", "", false),
  ("Sub", "operator", "", false),
  ("Mult", "operator", "", false),
  ("MatMult", "operator", "", false),
  ("Div", "operator", "", false),
  ("Mod", "operator", "", false),
  ("Pow", "operator", "", false),
  ("LShift", "operator", "", false),
  ("RShift", "operator", "", false),
  ("BitOr", "operator", "", false),
  ("BitXor", "operator", "", false),
  ("BitAnd", "operator", "", false),
  ("FloorDiv", "operator", "", false),
  ("unaryop", "AST", "", false),
  ("Invert", "unaryop", "", false),
  ("Not", "unaryop", "", false),
  ("UAdd", "unaryop", "", false),
  ("USub", "unaryop", "", false),
  ("cmpop", "AST", "", false),
  ("Eq", "cmpop", "", false),
  ("NotEq", "cmpop", "", false),
  ("Lt", "cmpop", "", false),
  ("LtE", "cmpop", "", false),
  ("Gt", "cmpop", "", false),
  ("GtE", "cmpop", "", false),
  ("Is", "cmpop", "", false),
  ("IsNot", "cmpop", "", false),
  ("In", "cmpop", "", false),
  ("NotIn", "cmpop", "", false),
  ("comprehension", "AST", "expr target, expr iter, expr* ifs, int is_async", false),
  ("excepthandler", "AST", "", true),
  ("ExceptHandler", "excepthandler", "expr? type, identifier? name, stmt* body", true),
  (
    "arguments", "AST",
    "arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults",
    false
  ),
  ("arg", "AST", "identifier arg, expr? annotation, string? type_comment", true),
  ("keyword", "AST", "identifier? arg, expr value", true),
  ("alias", "AST", "identifier name, identifier? asname", true),
  ("withitem", "AST", "expr context_expr, expr? optional_vars", false),
  ("match_case", "AST", "pattern pattern, expr? guard, stmt* body", false),
  ("pattern", "AST", "", true),
  ("MatchValue", "pattern", "expr value", true),
  ("MatchSingleton", "pattern", "constant value", true),
  ("MatchSequence", "pattern", "pattern* patterns", true),
  ("MatchMapping", "pattern", "expr* keys, pattern* patterns, identifier? rest", true),
  ("MatchClass", "pattern", "expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns", true),
  ("MatchStar", "pattern", "identifier? name", true),
  ("MatchAs", "pattern", "pattern? pattern, identifier? name", true),
  ("MatchOr", "pattern", "pattern* patterns", true),
  ("type_ignore", "AST", "", false),
  ("TypeIgnore", "type_ignore", "int lineno, string tag", false),
]

/// What `compile` needs of a class, kept apart from the module, which programs may change.
struct NodeClass {
  let name: String
  let type: Value
  /// Names of its fields.
  let fields: TupleRef
  /// The one instance of a class without fields (`Load`, `Add`), which all trees share.
  let shared: Value
}

/// By name, and by the address of the type. Everything in them is immortal.
nonisolated(unsafe) private(set) var nodeClasses: [StaticStringKey: NodeClass] = [:]
nonisolated(unsafe) private(set) var nodeClassesByType: [UInt64: NodeClass] = [:]
nonisolated(unsafe) private(set) var syntaxTreeBase = Value.unbound

/// Names in this file and its users are literals: their address would do, were equal ones always one.
struct StaticStringKey: Hashable {
  let text: StaticString
  static func == (a: StaticStringKey, b: StaticStringKey) -> Bool {
    a.text.utf8CodeUnitCount == b.text.utf8CodeUnitCount
      && memcmp(a.text.utf8Start, b.text.utf8Start, a.text.utf8CodeUnitCount) == 0
  }
  func hash(into hasher: inout Hasher) {
    hasher.combine(bytes: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

private let nodeMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, /, *args, **kwargs)") { t, a in
    let fields = t.getAttribute(a[0].type.value, StringRef.intern("_fields"))
    if fields.isError { return .error }
    guard let names = t.makeList(from: fields) else { return .error }
    let given = TupleRef(a[1])
    let name = a[0].type.nameText
    if given.count > names.count {
      let plural = names.count == 1 ? "" : "s"
      return t.raise(.typeError, "\(name) constructor takes at most \(names.count) positional argument\(plural)")
    }
    for index in 0..<given.count where !t.setAttribute(a[0], names[index], given[index]) { return .error }
    var position = 0
    while let entry = DictRef(a[2]).next(&position) {
      for index in 0..<given.count where t.truth(t.compare(.equal, names[index], entry.key)) == 1 {
        return t.raise(.typeError, "\(name) got multiple values for argument \(t.repr(text: entry.key))")
      }
      if !t.setAttribute(a[0], StringRef.intern(entry.key), entry.value) { return .error }
    }
    return .none
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    TupleRef.make(t, a[0].type.value, vm.pointee.emptyTuple, t.objectState(a[0]))
  },
]

func defineSyntaxTree(_ thread: Thread) {
  let module = thread.defineModule("_ast", doc: "Classes of syntax tree nodes.", [])
  func make(_ name: StaticString, _ base: Value, _ fields: StaticString, hasPosition: Bool, doc: String?) {
    let namespace = DictRef.make(thread)
    func set(_ name: StaticString, _ value: Value) { namespace.set(name: StringRef.intern(name), value) }
    let typed = "\(fields)".split(separator: ",").map { $0.split(separator: " ") }
    let names = TupleRef.allocate(thread, count: typed.count)
    for (index, field) in typed.enumerated() { names[index] = StringRef.intern(String(field[1])) }
    let namesOrEmpty = typed.isEmpty ? vm.pointee.emptyTuple : names.value
    namespace.set(name: vm.pointee.names.module, StringRef.intern("ast"))
    namespace.set(name: vm.pointee.names.matchArgs, namesOrEmpty)
    set("__doc__", doc.map { StringRef.make(thread, $0) } ?? .none)
    set("_fields", namesOrEmpty)
    let isConcrete = base != vm.pointee.types.object && !(base == syntaxTreeBase && typed.isEmpty)
    if !isConcrete || base == syntaxTreeBase {
      let attributes = TupleRef.allocate(thread, count: hasPosition ? 4 : 0)
      for (index, name) in positionNames.enumerated() where hasPosition { attributes[index] = StringRef.intern(name) }
      set("_attributes", hasPosition ? attributes.value : vm.pointee.emptyTuple)
      if hasPosition {
        set("end_lineno", .none)
        set("end_col_offset", .none)
      }
    }
    // Optional fields are None until they are set, as a class attribute.
    for field in typed where field[0].last == "?" { namespace.set(name: StringRef.intern(String(field[1])), .none) }
    if base == vm.pointee.types.object {
      for definition in nodeMethods {
        let function = NativeRef.make(thread, definition, owner: vm.pointee.types.object, module: .none)
        namespace.set(name: NativeRef(function).field(.name), function)
      }
    }
    let type = vm.pointee.immortal(
      thread.makeClass(
        metatype: vm.pointee.types.type, name: StringRef.intern(name), bases: TupleRef.make(thread, base),
        namespace: namespace, keywords: .unbound))
    module.namespace.set(name: StringRef.intern(name), type)
    if base == vm.pointee.types.object { syntaxTreeBase = type }
    let isShared = isConcrete && typed.isEmpty && !hasPosition
    let shared = isShared ? vm.pointee.immortal(thread.allocateInstance(TypeRef(type))) : .none
    let fields = vm.pointee.immortal(namesOrEmpty)
    let entry = NodeClass(name: "\(name)", type: type, fields: TupleRef(fields), shared: shared)
    nodeClasses[StaticStringKey(text: name)] = entry
    if isConcrete { nodeClassesByType[type.bits] = entry }
  }
  make("AST", vm.pointee.types.object, "", hasPosition: false, doc: nil)
  for (name, base, fields, hasPosition) in nodes {
    let parent = module.namespace.get(name: StringRef.intern(base))
    make(name, parent, fields, hasPosition: hasPosition, doc: docstring("\(name)", "\(base)", "\(fields)"))
  }
  for (name, flag) in [("PyCF_ALLOW_TOP_LEVEL_AWAIT", 8192), ("PyCF_ONLY_AST", 1024), ("PyCF_TYPE_COMMENTS", 4096)] {
    module.namespace.set(name: StringRef.intern(name), .int(flag))
  }
}

/// The attributes of nodes with positions, in order.
let positionNames: [StaticString] = ["lineno", "col_offset", "end_lineno", "end_col_offset"]

/// `BinOp(expr left, operator op, expr right)`, or for a class of classes `operator = Add | Sub | …`.
private func docstring(_ name: String, _ base: String, _ fields: String) -> String {
  let variants = nodes.filter { "\($0.base)" == name }
  if variants.isEmpty { return fields.isEmpty ? name : "\(name)(\(fields))" }
  let texts = variants.map { docstring("\($0.name)", name, "\($0.fields)") }
  let isPlain = variants.allSatisfy { $0.fields.utf8CodeUnitCount == 0 }
  let separator = isPlain ? " | " : "\n" + String(repeating: " ", count: name.utf8.count + 1) + "| "
  return name + " = " + texts.joined(separator: separator)
}
