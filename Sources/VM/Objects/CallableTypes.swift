// function, builtin_function_or_method, method, property, classmethod, staticmethod, super, cell, code, module:
// their attributes and methods.

import CRuntime

// MARK: function

let functionDefinition = TypeDefinition(
  name: "function", kind: .function, words: FunctionRef.words, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<function \(StringRef(FunctionRef(a[0]).field(.qualname)).text) at \(addressText(a[0]))>")
    },
    NativeDefinition("__call__(self, /, *args, **kwargs)") { t, a in
      t.call(a[0], tuple: TupleRef(a[1]), keywords: a[2])
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      a[1].isNone ? a[0] : BoundMethodRef.make(t, a[0], a[1])
    },
    NativeDefinition(.staticMethod, "__new__(cls, code, globals, name=None, argdefs=None, closure=None)") { t, a in
      guard a[1].isKind(.code), a[2].isKind(.dict) else {
        return t.raise(.typeError, "arg 1 (code) must be code, not \(a[1].typeName)")
      }
      let globals = DictRef(a[2])
      let function = FunctionRef.make(
        t, code: CodeRef(a[1]).bound(t, to: globals), globals: globals, module: t.moduleName(globals))
      if a[3].isBound && !a[3].isNone { function.setField(.name, a[3]) }
      if a[4].isBound { function.setField(.defaults, a[4]) }
      if a[5].isBound { function.setField(.closure, a[5]) }
      return function.value
    },
  ],
  attributes: [
    GetSetDefinition(
      "__name__", { _, f in FunctionRef(f).field(.name) },
      { t, f, v in
        guard v.isKind(.string) else { return t.raise(.typeError, "__name__ must be set to a string object") }
        FunctionRef(f).setField(.name, v)
        return .none
      }),
    GetSetDefinition(
      "__qualname__", { _, f in FunctionRef(f).field(.qualname) },
      { t, f, v in
        guard v.isKind(.string) else { return t.raise(.typeError, "__qualname__ must be set to a string object") }
        FunctionRef(f).setField(.qualname, v)
        return .none
      }),
    GetSetDefinition(
      "__module__", { _, f in FunctionRef(f).field(.module) },
      { _, f, v in
        FunctionRef(f).setField(.module, v.isUnbound ? .none : v)
        return .none
      }),
    GetSetDefinition(
      "__doc__", { _, f in FunctionRef(f).field(.doc) },
      { _, f, v in
        FunctionRef(f).setField(.doc, v.isUnbound ? .none : v)
        return .none
      }),
    GetSetDefinition(
      "__code__", { _, f in FunctionRef(f).field(.code) },
      { t, f, v in
        guard v.isKind(.code) else { return t.raise(.typeError, "__code__ must be set to a code object") }
        let code = CodeRef(v).bound(t, to: FunctionRef(f).globals)
        FunctionRef(f).setField(.code, code.value)
        FunctionRef(f).setField(.info, code.pointer.word(1))
        jitStorage?.invalidateAll(cause: "code of a function assigned")
        return .none
      }),
    GetSetDefinition("__globals__", { _, f in FunctionRef(f).field(.globals) }),
    GetSetDefinition("__builtins__", { t, f in t.builtinsNamespace(of: FunctionRef(f).globals).value }),
    GetSetDefinition(
      "__defaults__", { _, f in FunctionRef(f).field(.defaults) },
      { t, f, v in
        guard v.isUnbound || v.isNone || v.isKind(.tuple) else {
          return t.raise(.typeError, "__defaults__ must be set to a tuple object")
        }
        FunctionRef(f).setField(.defaults, v.isUnbound ? .none : v)
        return .none
      }),
    GetSetDefinition(
      "__kwdefaults__", { _, f in FunctionRef(f).field(.keywordDefaults) },
      { t, f, v in
        guard v.isUnbound || v.isNone || v.isKind(.dict) else {
          return t.raise(.typeError, "__kwdefaults__ must be set to a dict object")
        }
        FunctionRef(f).setField(.keywordDefaults, v.isUnbound ? .none : v)
        return .none
      }),
    GetSetDefinition("__closure__", { _, f in FunctionRef(f).field(.closure) }),
    GetSetDefinition(
      "__annotations__",
      { t, f in
        let function = FunctionRef(f)
        if !function.field(.annotations).isKind(.dict) { function.setField(.annotations, DictRef.make(t).value) }
        return function.field(.annotations)
      },
      { t, f, v in
        guard v.isUnbound || v.isNone || v.isKind(.dict) else {
          return t.raise(.typeError, "__annotations__ must be set to a dict object")
        }
        FunctionRef(f).setField(.annotations, v.isKind(.dict) ? v : .unbound)
        return .none
      }),
    GetSetDefinition(
      "__dict__",
      { t, f in
        let function = FunctionRef(f)
        if !function.field(.dict).isObject { function.setField(.dict, DictRef.make(t).value) }
        return function.field(.dict)
      },
      { t, f, v in
        guard v.isKind(.dict) else {
          return t.raise(.typeError, "__dict__ must be set to a dictionary, not a '\(v.typeName)'")
        }
        FunctionRef(f).setField(.dict, v)
        return .none
      }),
  ])

// MARK: native functions

/// The native function of a `builtin_function_or_method`: a function of a module, or a method bound to its object.
private func native(_ value: Value) -> NativeRef {
  NativeRef(value.isKind(.boundMethod) ? BoundMethodRef(value).function : value)
}

let nativeAttributes: [GetSetDefinition] = [
  GetSetDefinition("__name__", { _, f in native(f).field(.name) }),
  GetSetDefinition("__qualname__", { t, f in StringRef.make(t, native(f).qualifiedName) }),
  GetSetDefinition("__doc__", { _, _ in .none }),
  GetSetDefinition(
    "__text_signature__",
    { t, f in
      let native = native(f)
      let start = UnsafePointer<UInt8>(bitPattern: native.field(.signature).asInt).unsafelyUnwrapped
      let text = UnsafeBufferPointer(start: start, count: native.field(.signatureLength).asInt)
      let open = text.firstIndex(of: UInt8(ascii: "(")) ?? 0
      return StringRef.make(t, utf8: UnsafeBufferPointer(rebasing: text[open...]))
    }),
]

let nativeFunctionDefinition = TypeDefinition(
  name: "builtin_function_or_method", kind: .nativeFunction, words: NativeRef.words, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__repr__(self, /)") { t, a in
      let name = native(a[0]).name.text
      guard a[0].isKind(.boundMethod) else { return StringRef.make(t, "<built-in function \(name)>") }
      let object = BoundMethodRef(a[0]).selfValue
      return StringRef.make(t, "<built-in method \(name) of \(object.typeName) object at \(addressText(object))>")
    },
    NativeDefinition("__call__(self, /, *args, **kwargs)") { t, a in
      t.call(a[0], tuple: TupleRef(a[1]), keywords: a[2])
    },
    NativeDefinition("__eq__(self, value, /)", sameBoundMethod),
    NativeDefinition("__hash__(self, /)", boundMethodHash),
    NativeDefinition("__reduce__(self, /)") { t, a in
      a[0].isKind(.boundMethod) ? reduceBoundMethod(t, a[0]) : NativeRef(a[0]).field(.name)
    },
  ],
  attributes: nativeAttributes + [
    GetSetDefinition(
      "__self__",
      { _, f in
        let object = f.isKind(.boundMethod) ? BoundMethodRef(f).selfValue : NativeRef(f).field(.selfValue)
        return object.isBound ? object : .none
      }),
    GetSetDefinition(
      "__module__",
      { _, f in
        let module = native(f).field(.module)
        return module.isBound && native(f).field(.owner).isUnbound ? module : .none
      }),
  ])

let methodDescriptorDefinition = TypeDefinition(
  name: "method_descriptor", kind: .nativeFunction, words: NativeRef.words, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__repr__(self, /)") { t, a in
      let native = NativeRef(a[0])
      let owner = native.field(.owner).isBound ? TypeRef(native.field(.owner)).nameText : "?"
      let isSlot = native.name.text.hasPrefix("__")
      return StringRef.make(t, "<\(isSlot ? "slot wrapper" : "method") '\(native.name.text)' of '\(owner)' objects>")
    },
    NativeDefinition("__call__(self, /, *args, **kwargs)") { t, a in
      t.call(a[0], tuple: TupleRef(a[1]), keywords: a[2])
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      a[1].isNone ? a[0] : BoundMethodRef.make(t, a[0], a[1])
    },
  ],
  attributes: nativeAttributes + [GetSetDefinition("__objclass__", { _, f in NativeRef(f).field(.owner) })])

// MARK: bound methods

private func sameBoundMethod(_ t: Thread, _ a: Arguments) -> Value {
  guard a[0].isKind(.boundMethod), a[1].isKind(.boundMethod) else { return a[0] == a[1] ? .true : .notImplemented }
  let (x, y) = (BoundMethodRef(a[0]), BoundMethodRef(a[1]))
  return .bool(x.selfValue == y.selfValue && x.function == y.function)
}

private func boundMethodHash(_ t: Thread, _ a: Arguments) -> Value {
  guard a[0].isKind(.boundMethod) else { return .int(Int(truncatingIfNeeded: a[0].bits &>> 4)) }
  let method = BoundMethodRef(a[0])
  return .int(Int(truncatingIfNeeded: (method.selfValue.bits ^ method.function.bits &>> 3) &>> 4))
}

/// `getattr(self, name)`.
private func reduceBoundMethod(_ t: Thread, _ value: Value) -> Value {
  let method = BoundMethodRef(value)
  let getattr = ModuleRef(vm.pointee.builtins).namespace.get(name: StringRef.intern("getattr"))
  let name = t.getAttribute(method.function, vm.pointee.names.name)
  return name.isError ? .error : TupleRef.make(t, getattr, TupleRef.make(t, method.selfValue, name))
}

let boundMethodDefinition = TypeDefinition(
  name: "method", kind: .boundMethod, words: 3,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, function, instance, /)") { t, a in
      if a[2].isNone { return t.raise(.typeError, "self must not be None") }
      return BoundMethodRef.make(t, a[1], a[2], vm.pointee.shapes.boundMethod)
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      let method = BoundMethodRef(a[0])
      var name = "?"
      let qualname = t.findAttribute(method.function, vm.pointee.names.qualname)
      if qualname.isKind(.string) { name = StringRef(qualname).text }
      return StringRef.make(t, "<bound method \(name) of \(t.repr(text: method.selfValue))>")
    },
    NativeDefinition("__eq__(self, value, /)", sameBoundMethod),
    NativeDefinition("__hash__(self, /)", boundMethodHash),
    NativeDefinition("__call__(self, /, *args, **kwargs)") { t, a in
      t.call(a[0], tuple: TupleRef(a[1]), keywords: a[2])
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { _, a in a[0] },
    NativeDefinition("__getattribute__(self, name, /)") { t, a in
      guard let name = t.attributeName(a[1]) else { return .error }
      let own = t.genericFindAttribute(a[0], name)
      if own.isBound { return own }
      return t.getAttribute(BoundMethodRef(a[0]).function, name)
    },
    NativeDefinition("__reduce__(self, /)") { t, a in reduceBoundMethod(t, a[0]) },
  ],
  attributes: [
    GetSetDefinition("__func__", { _, m in BoundMethodRef(m).function }),
    GetSetDefinition("__self__", { _, m in BoundMethodRef(m).selfValue }),
    GetSetDefinition("__doc__", { t, m in t.getAttribute(BoundMethodRef(m).function, vm.pointee.names.doc) }),
  ])

// MARK: property, classmethod, staticmethod

let propertyDefinition = TypeDefinition(
  name: "property", kind: .property, words: PropertyField.words,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
    NativeDefinition("__init__(self, fget=None, fset=None, fdel=None, doc=None)") { t, a in
      let p = a[0].pointer
      for index in 1...4 { p.setWord(index, a[index].isUnbound ? .none : a[index]) }
      p.setWord(PropertyField.name, .none)
      if a[4].isUnbound && a[1].isBound && !a[1].isNone {
        let doc = t.findAttribute(a[1], vm.pointee.names.doc)
        if doc.isError { return .error }
        p.setWord(PropertyField.doc, doc.isBound ? doc : .none)
      }
      return .none
    },
    NativeDefinition("getter(self, fget, /)") { t, a in copyProperty(t, a[0], PropertyField.getter, a[1]) },
    NativeDefinition("setter(self, fset, /)") { t, a in copyProperty(t, a[0], PropertyField.setter, a[1]) },
    NativeDefinition("deleter(self, fdel, /)") { t, a in copyProperty(t, a[0], PropertyField.deleter, a[1]) },
    NativeDefinition("__set_name__(self, owner, name, /)") { _, a in
      a[0].pointer.setWord(PropertyField.name, a[2])
      return .none
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      a[1].isNone ? a[0] : t.descriptorGet(a[0], a[1], a[1].type)
    },
    NativeDefinition("__set__(self, instance, value, /)") { t, a in
      let setter = a[0].pointer.word(PropertyField.setter)
      if setter.isNone { return t.raise(.attributeError, "property has no setter") }
      return t.call(setter, a[1], a[2])
    },
    NativeDefinition("__delete__(self, instance, /)") { t, a in
      let deleter = a[0].pointer.word(PropertyField.deleter)
      if deleter.isNone { return t.raise(.attributeError, "property has no deleter") }
      return t.call(deleter, a[1])
    },
  ],
  attributes: [
    GetSetDefinition("fget", { _, p in p.pointer.word(PropertyField.getter) }),
    GetSetDefinition("fset", { _, p in p.pointer.word(PropertyField.setter) }),
    GetSetDefinition("fdel", { _, p in p.pointer.word(PropertyField.deleter) }),
    GetSetDefinition(
      "__doc__", { _, p in p.pointer.word(PropertyField.doc) },
      { _, p, v in
        p.pointer.setWord(PropertyField.doc, v)
        return .none
      }),
    GetSetDefinition(
      "__isabstractmethod__",
      { t, p in
        for index in 1...3 {
          let accessor = p.pointer.word(index)
          if accessor.isNone { continue }
          let flag = t.findAttribute(accessor, vm.pointee.names.isAbstract)
          if flag.isError { return .error }
          if flag.isBound && t.truth(flag) == 1 { return .true }
        }
        return .false
      }),
  ])

private func copyProperty(_ t: Thread, _ property: Value, _ word: Int, _ accessor: Value) -> Value {
  let copy = t.allocateInstance(property.type)
  for index in 1..<PropertyField.words { copy.pointer.setWord(index, property.pointer.word(index)) }
  copy.pointer.setWord(word, accessor)
  return copy
}

private func wrapperAttributes() -> [GetSetDefinition] {
  [
    GetSetDefinition("__func__", { _, w in w.pointer.word(1) }),
    GetSetDefinition("__wrapped__", { _, w in w.pointer.word(1) }),
    GetSetDefinition("__name__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.name) }),
    GetSetDefinition("__qualname__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.qualname) }),
    GetSetDefinition("__module__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.module) }),
    GetSetDefinition("__doc__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.doc) }),
    GetSetDefinition(
      "__isabstractmethod__",
      { t, w in
        let flag = t.findAttribute(w.pointer.word(1), vm.pointee.names.isAbstract)
        return flag.isUnbound ? .false : flag
      }),
  ]
}

let classMethodDefinition = TypeDefinition(
  name: "classmethod", kind: .classMethod, words: 3,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
    NativeDefinition("__init__(self, function, /)") { _, a in
      a[0].pointer.setWord(1, a[1])
      return .none
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      let type = a[2].isKind(.type) ? TypeRef(a[2]) : a[1].type
      return t.descriptorGet(a[0], a[1], type)
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<classmethod(\(t.repr(text: a[0].pointer.word(1))))>")
    },
  ],
  attributes: wrapperAttributes())

let staticMethodDefinition = TypeDefinition(
  name: "staticmethod", kind: .staticMethod, words: 3,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
    NativeDefinition("__init__(self, function, /)") { _, a in
      a[0].pointer.setWord(1, a[1])
      return .none
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { _, a in a[0].pointer.word(1) },
    NativeDefinition("__call__(self, /, *args, **kwargs)") { t, a in
      t.call(a[0].pointer.word(1), tuple: TupleRef(a[1]), keywords: a[2])
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<staticmethod(\(t.repr(text: a[0].pointer.word(1))))>")
    },
  ],
  attributes: wrapperAttributes())

// MARK: super. Words: 1 class after which the look-up starts, 2 object, 3 type whose MRO is searched

let superDefinition = TypeDefinition(
  name: "super", kind: .superObject, words: 4,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
    NativeDefinition("__init__(self, type=None, object=None, /)") { t, a in
      var start = a[1]
      var object = a[2]
      if start.isUnbound {
        guard let implicit = t.implicitSuperArguments() else { return .error }
        (start, object) = implicit
      }
      guard start.isKind(.type) else {
        return t.raise(.typeError, "super() argument 1 must be a type, not \(start.typeName)")
      }
      let p = a[0].pointer
      p.setWord(1, start)
      p.setWord(2, object.isUnbound ? .none : object)
      if object.isBound && !object.isNone {
        guard let type = t.superType(start, object) else { return .error }
        p.setWord(3, type)
      }
      return .none
    },
    NativeDefinition("__getattribute__(self, name, /)") { t, a in
      guard let name = t.attributeName(a[1]) else { return .error }
      let value = t.findSuperAttribute(a[0], name)
      return value.isUnbound
        ? t.raise(.attributeError, "'super' object has no attribute '\(StringRef(name).text)'") : value
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      let p = a[0].pointer
      let start = TypeRef(p.word(1)).nameText
      let object = p.word(3).isKind(.type) ? "<\(TypeRef(p.word(3)).nameText) object>" : "NULL"
      return StringRef.make(t, "<super: <class '\(start)'>, \(object)>")
    },
  ],
  attributes: [
    GetSetDefinition("__thisclass__", { _, s in s.pointer.word(1) }),
    GetSetDefinition("__self__", { _, s in s.pointer.word(2) }),
    GetSetDefinition("__self_class__", { _, s in s.pointer.word(3) }),
  ])

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The type whose MRO `super(start, object)` searches; nil with TypeError.
  func superType(_ start: Value, _ object: Value) -> Value? {
    if !start.isKind(.type) {
      raise(.typeError, "super() argument 1 must be a type, not \(start.typeName)")
      return nil
    }
    if object.isKind(.type) && TypeRef(object).isSubtype(of: TypeRef(start)) { return object }
    if object.type.isSubtype(of: TypeRef(start)) { return object.type.value }
    let claimed = findAttribute(object, vm.pointee.names.class_)
    if claimed.isKind(.type) && TypeRef(claimed).isSubtype(of: TypeRef(start)) { return claimed }
    if pointee.exception.isUnbound { raise(.typeError, "super(type, obj): obj must be an instance or subtype of type") }
    return nil
  }

  /// `super(start, object).name`.
  func superAttribute(_ start: Value, _ object: Value, _ name: Value) -> Value {
    guard let type = superType(start, object) else { return .error }
    let found = superLookup(after: start, of: type, name)
    if found.isUnbound {
      if name == vm.pointee.names.class_ { return vm.pointee.types.superType }
      return raise(.attributeError, "'super' object has no attribute '\(StringRef(name).text)'")
    }
    return descriptorGet(found, object == type ? .none : object, TypeRef(type), throughType: object == type)
  }

  /// `super()` reached through another name: `__class__` cell and first argument of the calling frame.
  func implicitSuperArguments() -> (Value, Value)? {
    guard let frame = pointee.frame, let info = frame.pointee.code, info.pointee.argumentCount > 0 else {
      raise(.runtimeError, "super(): no arguments")
      return nil
    }
    let code = info.code
    let free = TupleRef(code.field(.freeNames))
    let own = TupleRef(code.field(.cellNames)).count
    for index in 0..<free.count where free[index] == vm.pointee.names.class_ {
      let register = TupleRef(code.field(.cellRegisters))[own + index].asInt
      let cell = frame.pointee.registers[register]
      var first = frame.pointee.registers[0]
      if first.isKind(.cell) { first = CellRef(first).content }
      if cell.isKind(.cell) && CellRef(cell).content.isBound { return (CellRef(cell).content, first) }
      raise(.runtimeError, "super(): empty __class__ cell")
      return nil
    }
    raise(.runtimeError, "super(): __class__ cell not found")
    return nil
  }
}

// MARK: cell, code, module

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
    NativeDefinition("replace(self, /, **changes)") { t, a in
      let old = CodeRef(a[0])
      let copy = t.allocate(headerImage(vm.pointee.shapes.code, .code, words: CodeRef.words), words: CodeRef.words)
      for index in 1..<CodeRef.words { copy.setWord(index, old.pointer.word(index)) }
      let fields: [(String, CodeRef.Field)] = [
        ("co_name", .name), ("co_qualname", .qualname), ("co_filename", .filename), ("co_firstlineno", .firstLine),
      ]
      for (name, field) in fields {
        let value = DictRef(a[1]).get(name: StringRef.intern(name))
        if value.isBound { copy.setWord(field.rawValue, value) }
      }
      return copy.asValue
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
        // ASYNC_GENERATOR 512.
        let own = CodeRef(c).info.pointee.flags
        var flags = own & CodeFlags.usesNamespace == 0 ? 3 : 0
        let pairs: [(UInt32, Int)] = [
          (CodeFlags.varArguments, 4), (CodeFlags.varKeywords, 8), (CodeFlags.nested, 16),
          (CodeFlags.asyncGenerator, 512),
        ]
        for (mine, theirs) in pairs where own & mine != 0 { flags |= theirs }
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

let getSetDescriptorDefinition = TypeDefinition(
  name: "getset_descriptor", kind: .getSetDescriptor, words: 6, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      a[1].isNone ? a[0] : GetSetRef(a[0]).get(t, a[1])
    },
    NativeDefinition("__set__(self, instance, value, /)") { t, a in GetSetRef(a[0]).set(t, a[1], a[2]) ? .none : .error
    },
    NativeDefinition("__delete__(self, instance, /)") { t, a in GetSetRef(a[0]).set(t, a[1], .unbound) ? .none : .error
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(
        t,
        "<attribute '\(StringRef(a[0].pointer.word(1)).text)' of '\(TypeRef(a[0].pointer.word(2)).nameText)' objects>")
    },
  ],
  attributes: [
    GetSetDefinition("__name__", { _, d in d.pointer.word(1) }),
    GetSetDefinition("__objclass__", { _, d in d.pointer.word(2) }),
    GetSetDefinition("__doc__", { _, d in d.pointer.word(5) }),
  ])

let memberDescriptorDefinition = TypeDefinition(
  name: "member_descriptor", kind: .memberDescriptor, words: 3, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      if a[1].isNone { return a[0] }
      let value = t.findMember(a[1], a[0].pointer.word(1))
      return value.isUnbound ? t.raise(.attributeError, StringRef(a[0].pointer.word(1)).text) : value
    },
    NativeDefinition("__set__(self, instance, value, /)") { t, a in
      t.setMember(a[1], a[0].pointer.word(1), a[2]) ? .none : .error
    },
    NativeDefinition("__delete__(self, instance, /)") { t, a in
      t.setMember(a[1], a[0].pointer.word(1), .unbound) ? .none : .error
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(
        t, "<member '\(StringRef(a[0].pointer.word(1)).text)' of '\(TypeRef(a[0].pointer.word(2)).nameText)' objects>")
    },
  ],
  attributes: [
    GetSetDefinition("__name__", { _, d in d.pointer.word(1) }),
    GetSetDefinition("__objclass__", { _, d in d.pointer.word(2) }),
  ])

let generatorMethods: [NativeDefinition] = [
  NativeDefinition("__iter__(self, /)") { _, a in a[0] },
  NativeDefinition("__next__(self, /)") { t, a in t.generatorResult(t.resumeGenerator(a[0], .none)) },
  NativeDefinition("send(self, value, /)") { t, a in t.generatorResult(t.send(a[0], a[1])) },
  NativeDefinition("throw(self, type, value=None, traceback=None, /)") { t, a in
    let exception = t.thrownException(a)
    if exception.isError { return .error }
    return t.generatorResult(t.throwInto(a[0], exception))
  },
  NativeDefinition("close(self, /)") { t, a in t.closeGenerator(a[0]) },
  NativeDefinition("__repr__(self, /)") { t, a in
    StringRef.make(
      t,
      "<\(t.generatorWord(a[0])) object \(StringRef(GeneratorRef(a[0]).field(.qualname)).text) at \(addressText(a[0]))>"
    )
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Turns the end of a generator into StopIteration with its result.
  func generatorResult(_ value: Value) -> Value {
    if value.isBound { return value }
    let result = pointee.scratch.0
    return raise(.stopIteration, arguments: result.isNone ? vm.pointee.emptyTuple : TupleRef.make(self, result))
  }
}

let generatorAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "__name__", { _, g in GeneratorRef(g).field(.name) },
    { _, g, v in
      GeneratorRef(g).setField(.name, v)
      return .none
    }),
  GetSetDefinition(
    "__qualname__", { _, g in GeneratorRef(g).field(.qualname) },
    { _, g, v in
      GeneratorRef(g).setField(.qualname, v)
      return .none
    }),
  GetSetDefinition("gi_code", { _, g in GeneratorRef(g).function.field(.code) }),
  GetSetDefinition("cr_code", { _, g in GeneratorRef(g).function.field(.code) }),
  GetSetDefinition("gi_running", { _, g in .bool(GeneratorRef(g).state == .running) }),
  GetSetDefinition("cr_running", { _, g in .bool(GeneratorRef(g).state == .running) }),
  GetSetDefinition(
    "gi_yieldfrom",
    { _, g in
      let delegate = GeneratorRef(g).delegate
      return delegate.isBound ? delegate : .none
    }),
  GetSetDefinition(
    "cr_await",
    { _, g in
      let delegate = GeneratorRef(g).delegate
      return delegate.isBound ? delegate : .none
    }),
  GetSetDefinition(
    "gi_suspended", { _, g in .bool(GeneratorRef(g).state == .suspended && GeneratorRef(g).hasStarted) }),
  GetSetDefinition("gi_frame", { _, g in GeneratorRef(g).state == .finished ? .none : .true }),
]
