// The module `_ast`: the classes of syntax tree nodes as ast.py builds on them, one row per class. (`compile` makes no
// trees from them.)

import CRuntime

/// Name, base, fields, and whether nodes carry positions; bases come before what is derived from them.
private let nodes: [(StaticString, StaticString, StaticString, Bool)] = [
  ("alias", "AST", "name asname", true),
  ("arg", "AST", "arg annotation type_comment", true),
  ("arguments", "AST", "posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults", false),
  ("boolop", "AST", "", false),
  ("And", "boolop", "", false),
  ("Or", "boolop", "", false),
  ("cmpop", "AST", "", false),
  ("Eq", "cmpop", "", false),
  ("Gt", "cmpop", "", false),
  ("GtE", "cmpop", "", false),
  ("In", "cmpop", "", false),
  ("Is", "cmpop", "", false),
  ("IsNot", "cmpop", "", false),
  ("Lt", "cmpop", "", false),
  ("LtE", "cmpop", "", false),
  ("NotEq", "cmpop", "", false),
  ("NotIn", "cmpop", "", false),
  ("comprehension", "AST", "target iter ifs is_async", false),
  ("excepthandler", "AST", "", true),
  ("ExceptHandler", "excepthandler", "type name body", true),
  ("expr", "AST", "", true),
  ("Attribute", "expr", "value attr ctx", true),
  ("Await", "expr", "value", true),
  ("BinOp", "expr", "left op right", true),
  ("BoolOp", "expr", "op values", true),
  ("Call", "expr", "func args keywords", true),
  ("Compare", "expr", "left ops comparators", true),
  ("Constant", "expr", "value kind", true),
  ("Dict", "expr", "keys values", true),
  ("DictComp", "expr", "key value generators", true),
  ("FormattedValue", "expr", "value conversion format_spec", true),
  ("GeneratorExp", "expr", "elt generators", true),
  ("IfExp", "expr", "test body orelse", true),
  ("JoinedStr", "expr", "values", true),
  ("Lambda", "expr", "args body", true),
  ("List", "expr", "elts ctx", true),
  ("ListComp", "expr", "elt generators", true),
  ("Name", "expr", "id ctx", true),
  ("NamedExpr", "expr", "target value", true),
  ("Set", "expr", "elts", true),
  ("SetComp", "expr", "elt generators", true),
  ("Slice", "expr", "lower upper step", true),
  ("Starred", "expr", "value ctx", true),
  ("Subscript", "expr", "value slice ctx", true),
  ("Tuple", "expr", "elts ctx", true),
  ("UnaryOp", "expr", "op operand", true),
  ("Yield", "expr", "value", true),
  ("YieldFrom", "expr", "value", true),
  ("expr_context", "AST", "", false),
  ("Del", "expr_context", "", false),
  ("Load", "expr_context", "", false),
  ("Store", "expr_context", "", false),
  ("keyword", "AST", "arg value", true),
  ("match_case", "AST", "pattern guard body", false),
  ("mod", "AST", "", false),
  ("Expression", "mod", "body", false),
  ("FunctionType", "mod", "argtypes returns", false),
  ("Interactive", "mod", "body", false),
  ("Module", "mod", "body type_ignores", false),
  ("operator", "AST", "", false),
  ("Add", "operator", "", false),
  ("BitAnd", "operator", "", false),
  ("BitOr", "operator", "", false),
  ("BitXor", "operator", "", false),
  ("Div", "operator", "", false),
  ("FloorDiv", "operator", "", false),
  ("LShift", "operator", "", false),
  ("MatMult", "operator", "", false),
  ("Mod", "operator", "", false),
  ("Mult", "operator", "", false),
  ("Pow", "operator", "", false),
  ("RShift", "operator", "", false),
  ("Sub", "operator", "", false),
  ("pattern", "AST", "", true),
  ("MatchAs", "pattern", "pattern name", true),
  ("MatchClass", "pattern", "cls patterns kwd_attrs kwd_patterns", true),
  ("MatchMapping", "pattern", "keys patterns rest", true),
  ("MatchOr", "pattern", "patterns", true),
  ("MatchSequence", "pattern", "patterns", true),
  ("MatchSingleton", "pattern", "value", true),
  ("MatchStar", "pattern", "name", true),
  ("MatchValue", "pattern", "value", true),
  ("stmt", "AST", "", true),
  ("AnnAssign", "stmt", "target annotation value simple", true),
  ("Assert", "stmt", "test msg", true),
  ("Assign", "stmt", "targets value type_comment", true),
  ("AsyncFor", "stmt", "target iter body orelse type_comment", true),
  ("AsyncFunctionDef", "stmt", "name args body decorator_list returns type_comment", true),
  ("AsyncWith", "stmt", "items body type_comment", true),
  ("AugAssign", "stmt", "target op value", true),
  ("Break", "stmt", "", true),
  ("ClassDef", "stmt", "name bases keywords body decorator_list", true),
  ("Continue", "stmt", "", true),
  ("Delete", "stmt", "targets", true),
  ("Expr", "stmt", "value", true),
  ("For", "stmt", "target iter body orelse type_comment", true),
  ("FunctionDef", "stmt", "name args body decorator_list returns type_comment", true),
  ("Global", "stmt", "names", true),
  ("If", "stmt", "test body orelse", true),
  ("Import", "stmt", "names", true),
  ("ImportFrom", "stmt", "module names level", true),
  ("Match", "stmt", "subject cases", true),
  ("Nonlocal", "stmt", "names", true),
  ("Pass", "stmt", "", true),
  ("Raise", "stmt", "exc cause", true),
  ("Return", "stmt", "value", true),
  ("Try", "stmt", "body handlers orelse finalbody", true),
  ("TryStar", "stmt", "body handlers orelse finalbody", true),
  ("While", "stmt", "test body orelse", true),
  ("With", "stmt", "items body type_comment", true),
  ("type_ignore", "AST", "", false),
  ("TypeIgnore", "type_ignore", "lineno tag", false),
  ("unaryop", "AST", "", false),
  ("Invert", "unaryop", "", false),
  ("Not", "unaryop", "", false),
  ("UAdd", "unaryop", "", false),
  ("USub", "unaryop", "", false),
  ("withitem", "AST", "context_expr optional_vars", false),
]

private let nodeMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, /, *args, **kwargs)") { t, a in
    let fields = TupleRef(a[0].type.lookup(StringRef.intern("_fields")))
    let given = TupleRef(a[1])
    if given.count > fields.count {
      let plural = fields.count == 1 ? "" : "s"
      return t.raise(
        .typeError, "\(a[0].type.nameText) constructor takes at most \(fields.count) positional argument\(plural)")
    }
    for index in 0..<given.count where !t.setAttribute(a[0], fields[index], given[index]) { return .error }
    var position = 0
    while let entry = DictRef(a[2]).next(&position) {
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
  func words(_ text: StaticString) -> Value {
    let names = "\(text)".split(separator: " ").map(String.init)
    let tuple = TupleRef.allocate(thread, count: names.count)
    for (index, name) in names.enumerated() { tuple[index] = StringRef.intern(name) }
    return tuple.value
  }
  func make(_ name: StaticString, _ base: Value, _ fields: StaticString, positions: Bool) {
    let namespace = DictRef.make(thread)
    namespace.set(name: vm.pointee.names.module, StringRef.intern("ast"))
    namespace.set(name: StringRef.intern("_fields"), words(fields))
    namespace.set(name: vm.pointee.names.matchArgs, words(fields))
    namespace.set(
      name: StringRef.intern("_attributes"), words(positions ? "lineno col_offset end_lineno end_col_offset" : ""))
    if positions {
      namespace.set(name: StringRef.intern("end_lineno"), .none)
      namespace.set(name: StringRef.intern("end_col_offset"), .none)
    }
    if base == vm.pointee.types.object {
      for definition in nodeMethods {
        let function = NativeRef.make(thread, definition, owner: vm.pointee.types.object, module: .none)
        namespace.set(name: NativeRef(function).field(.name), function)
      }
    }
    // Optional fields are None until they are set, as a class attribute.
    for field in [
      "asname", "type_comment", "returns", "value", "kind", "optional_vars", "cause", "exc", "msg", "level",
      "vararg", "kwarg", "annotation", "lower", "upper", "step", "format_spec", "guard", "rest",
    ]
    where "\(fields)".split(separator: " ").contains(Substring(field)) && optional(name, field) {
      namespace.set(name: StringRef.intern(field), .none)
    }
    let type = thread.makeClass(
      metatype: vm.pointee.types.type, name: StringRef.intern(name), bases: TupleRef.make(thread, base),
      namespace: namespace, keywords: .unbound)
    module.namespace.set(name: StringRef.intern(name), type)
  }
  make("AST", vm.pointee.types.object, "", positions: false)
  for (name, base, fields, positions) in nodes {
    make(name, module.namespace.get(name: StringRef.intern(base)), fields, positions: positions)
  }
  for (name, flag) in [("PyCF_ALLOW_TOP_LEVEL_AWAIT", 8192), ("PyCF_ONLY_AST", 1024), ("PyCF_TYPE_COMMENTS", 4096)] {
    module.namespace.set(name: StringRef.intern(name), .int(flag))
  }
}

/// `value` is optional where a statement or slice may do without it, but not in a constant or attribute.
private func optional(_ node: StaticString, _ field: String) -> Bool {
  if field == "value" { return ["Return", "Yield", "AnnAssign"].contains("\(node)") }
  return true
}
