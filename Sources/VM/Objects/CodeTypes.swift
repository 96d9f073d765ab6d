// cell, code, module: their attributes and methods.

import CRuntime

let cellDefinition = TypeDefinition(
  name: "cell", kind: .cell, words: 2, flags: TypeFlags.final,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, contents=None, /)") { t, a in CellRef.make(t, a[1]).value },
    NativeDefinition("__repr__(self, /)") { t, a in
      let content = CellRef(a[0]).content
      let text = content.isUnbound ? "empty" : "\(content.typeName) object at \(addressText(content))"
      return StringRef.make(t, "<cell at \(addressText(a[0])): \(text)>")
    },
  ],
  attributes: [
    GetSetDefinition(
      "cell_contents",
      { t, c in
        CellRef(c).content.isBound ? CellRef(c).content : t.raise(.valueError, "Cell is empty")
      },
      { _, c, v in
        CellRef(c).content = v
        return .none
      })
  ])

extension CodeRef {
  /// `code.replace(**changes)`: a copy with instructions, caches and flags of its own. What shapes the instructions (the
  /// counts of parameters, registers and names) cannot be changed.
  fileprivate func replacing(_ thread: Thread, _ changes: DictRef) -> Value {
    let copy = copied(thread)
    let fields: [(String, Field, Kind)] = [
      ("co_name", .name, .string), ("co_qualname", .qualname, .string), ("co_filename", .filename, .string),
      ("co_firstlineno", .firstLine, .bigInt), ("co_consts", .constants, .tuple),
    ]
    for (name, field, kind) in fields {
      let value = changes.get(name: StringRef.intern(name))
      if value.isUnbound { continue }
      guard value.isKind(kind) || kind == .bigInt && value.isInt else {
        let expected = kind == .string ? "str" : kind == .tuple ? "tuple" : "int"
        return thread.raise(.typeError, "replace() argument '\(name)' must be \(expected), not \(value.typeName)")
      }
      if field == .constants {
        guard TupleRef(value).count == TupleRef(self.field(.constants)).count else {
          return thread.raise(.valueError, "code: co_consts must keep its length")
        }
        copy.info.pointee.constants = UnsafePointer(TupleRef(value).items)
      }
      copy.pointer.setWord(field.rawValue, value)
    }
    let flags = changes.get(name: StringRef.intern("co_flags"))
    if flags.isBound {
      guard let number = thread.index(flags) else { return .error }
      if number & 0x100 != 0 {
        copy.info.pointee.flags |= CodeFlags.iterableCoroutine
      } else {
        copy.info.pointee.flags &= ~CodeFlags.iterableCoroutine
      }
    }
    return copy.value
  }

  /// Equal names, lines, constants and instructions, whatever the inline caches hold.
  fileprivate func isEqual(_ thread: Thread, _ other: CodeRef) -> Value {
    if pointer == other.pointer { return .true }
    let mine = info.pointee
    let theirs = other.info.pointee
    guard mine.length == theirs.length, mine.flags == theirs.flags, mine.argumentCount == theirs.argumentCount,
      mine.keywordOnlyCount == theirs.keywordOnlyCount, mine.positionalOnlyCount == theirs.positionalOnlyCount,
      mine.registerCount == theirs.registerCount, firstLine == other.firstLine
    else { return .false }
    var offset = 0
    while offset < Int(mine.length) {
      let op = opcode(mine.start[offset]).generalForm
      guard op == opcode(theirs.start[offset]).generalForm, mine.start[offset] >> 16 == theirs.start[offset] >> 16
      else { return .false }
      offset += 1 + op.cacheWords
    }
    for field in [Field.name, .constants, .localNames, .cellNames, .freeNames, .names] {
      let equal = thread.equal(self.field(field), other.field(field))
      if equal != 1 { return equal < 0 ? .error : .false }
    }
    return .true
  }
}

private func codeField(_ code: Value, _ field: CodeRef.Field) -> Value { CodeRef(code).field(field) }

let codeDefinition = TypeDefinition(
  name: "code", kind: .code, words: CodeRef.words, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__repr__(self, /)") { t, a in
      let code = CodeRef(a[0])
      return StringRef.make(
        t,
        "<code object \(code.name.text) at \(addressText(a[0])), file \"\(code.filename.text)\", line \(code.firstLine)>"
      )
    },
    NativeDefinition("co_positions(self, /)") { t, a in
      // One row per instruction word; `tb_lasti` counts two per word, as CPython's does.
      let info = CodeRef(a[0]).info
      let rows = ListRef.make(t)
      for offset in 0..<Int(info.pointee.length) {
        let row = TupleRef.allocate(t, count: 4)
        for index in 0..<4 { row[index] = .none }
        if let position = info.position(at: offset) {
          row[0] = .int(Int(position.line))
          row[1] = .int(Int(position.endLine))
          row[2] = .int(Int(position.column))
          row[3] = .int(Int(position.endColumn))
        }
        rows.append(t, row.value)
      }
      return t.getIterator(rows.value)
    },
    NativeDefinition("co_lines(self, /)") { t, a in
      let info = CodeRef(a[0]).info
      let list = ListRef.make(t)
      let positions = info.pointee.positions!.assumingMemoryBound(to: SourcePosition.self)
      for index in 0..<Int(info.pointee.positionCount) {
        let end =
          index + 1 < Int(info.pointee.positionCount) ? Int(positions[index + 1].start) : Int(info.pointee.length)
        list.append(
          t, TupleRef.make(t, .int(Int(positions[index].start) * 2), .int(end * 2), .int(Int(positions[index].line))))
      }
      return t.getIterator(list.value)
    },
    NativeDefinition("replace(self, /, **changes)") { t, a in CodeRef(a[0]).replacing(t, DictRef(a[1])) },
    NativeDefinition("__eq__(self, value, /)") { t, a in
      a[1].isKind(.code) ? CodeRef(a[0]).isEqual(t, CodeRef(a[1])) : .notImplemented
    },
    NativeDefinition("__hash__(self, /)") { t, a in
      let code = CodeRef(a[0])
      let name = StringRef(code.field(.name)).hash
      return .int((name ^ code.firstLine ^ Int(code.info.pointee.length)) & Value.smallIntMax)
    },
  ],
  attributes: [
    GetSetDefinition("co_name", { _, c in codeField(c, .name) }),
    GetSetDefinition("co_qualname", { _, c in codeField(c, .qualname) }),
    GetSetDefinition("co_filename", { _, c in codeField(c, .filename) }),
    GetSetDefinition("co_firstlineno", { _, c in codeField(c, .firstLine) }),
    GetSetDefinition("co_consts", { _, c in codeField(c, .constants) }),
    GetSetDefinition("co_varnames", { _, c in codeField(c, .localNames) }),
    GetSetDefinition("co_cellvars", { _, c in codeField(c, .cellNames) }),
    GetSetDefinition("co_freevars", { _, c in codeField(c, .freeNames) }),
    GetSetDefinition("co_names", { _, c in codeField(c, .names) }),
    GetSetDefinition("co_argcount", { _, c in .int(Int(CodeRef(c).info.pointee.argumentCount)) }),
    GetSetDefinition("co_posonlyargcount", { _, c in .int(Int(CodeRef(c).info.pointee.positionalOnlyCount)) }),
    GetSetDefinition("co_kwonlyargcount", { _, c in .int(Int(CodeRef(c).info.pointee.keywordOnlyCount)) }),
    GetSetDefinition("co_nlocals", { _, c in .int(Int(CodeRef(c).info.pointee.localCount)) }),
    GetSetDefinition("co_stacksize", { _, c in .int(Int(CodeRef(c).info.pointee.registerCount)) }),
    GetSetDefinition(
      "co_flags",
      { _, c in
        // CPython's numbers: OPTIMIZED 1, NEWLOCALS 2, VARARGS 4, VARKEYWORDS 8, NESTED 16, GENERATOR 32, COROUTINE 128,
        // ITERABLE_COROUTINE 256, ASYNC_GENERATOR 512, FUTURE_ANNOTATIONS 0x1000000.
        let own = CodeRef(c).info.pointee.flags
        var flags = own & CodeFlags.usesNamespace == 0 ? 3 : 0
        let pairs: [(UInt32, Int)] = [
          (CodeFlags.varArguments, 4), (CodeFlags.varKeywords, 8), (CodeFlags.nested, 16),
          (CodeFlags.asyncGenerator, 512),
        ]
        for (mine, theirs) in pairs where own & mine != 0 { flags |= theirs }
        if own & CodeFlags.iterableCoroutine != 0 { flags |= 256 }
        if own & CodeFlags.futureAnnotations != 0 { flags |= 0x100_0000 }
        if own & CodeFlags.coroutine != 0 && own & CodeFlags.asyncGenerator == 0 { flags |= 128 }
        if own & CodeFlags.generator != 0 && own & (CodeFlags.coroutine | CodeFlags.asyncGenerator) == 0 { flags |= 32 }
        return .int(flags)
      }),
  ])

let moduleDefinition = TypeDefinition(
  name: "module", kind: .module, words: 3,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
      let object = t.allocateInstance(TypeRef(a[0]))
      object.pointer.setWord(1, DictRef.makeNamespace(t).value)
      object.pointer.setWord(2, .false)
      return object
    },
    NativeDefinition("__init__(self, name, doc=None)") { t, a in
      let namespace = ModuleRef(a[0]).namespace
      namespace.set(name: vm.pointee.names.name, a[1])
      namespace.set(name: vm.pointee.names.doc, a[2].isUnbound ? .none : a[2])
      namespace.set(name: vm.pointee.names.package, .none)
      namespace.set(name: vm.pointee.names.loader, .none)
      namespace.set(name: vm.pointee.names.spec, .none)
      return .none
    },
    NativeDefinition("__getattribute__(self, name, /)") { t, a in
      guard let name = t.attributeName(a[1]) else { return .error }
      let value = t.genericFindAttribute(a[0], name)
      return value.isUnbound ? t.raiseNoAttribute(a[0], name) : value
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      let namespace = ModuleRef(a[0]).namespace
      let name = namespace.get(name: vm.pointee.names.name)
      let file = namespace.get(name: vm.pointee.names.file)
      let text = name.isBound ? t.repr(text: name) : "'?'"
      if file.isKind(.string) { return StringRef.make(t, "<module \(text) from \(t.repr(text: file))>") }
      return StringRef.make(t, "<module \(text)\(a[0].pointer.word(2).isTrue ? " (built-in)" : "")>")
    },
  ],
  attributes: [
    GetSetDefinition("__dict__", { _, m in ModuleRef(m).namespace.value }),
    GetSetDefinition(
      "__annotations__",
      { t, m in
        let namespace = ModuleRef(m).namespace
        let own = namespace.get(name: vm.pointee.names.annotations)
        if own.isBound { return own }
        let dict = DictRef.make(t).value
        namespace.set(name: vm.pointee.names.annotations, dict)
        return dict
      },
      { _, m, v in
        ModuleRef(m).namespace.set(name: vm.pointee.names.annotations, v)
        return .none
      }),
  ])
