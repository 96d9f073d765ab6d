// function, builtin_function_or_method, method_descriptor, method: their attributes and methods.

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
    GetSetDefinition("__globals__", isMember: true, { _, f in FunctionRef(f).field(.globals) }),
    GetSetDefinition("__builtins__", isMember: true, { t, f in t.builtinsNamespace(of: FunctionRef(f).globals).value }),
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
    GetSetDefinition("__closure__", isMember: true, { _, f in FunctionRef(f).field(.closure) }),
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
  // What the function does, or else how it is called.
  GetSetDefinition(
    "__doc__",
    { t, f in
      let native = native(f)
      if let text = builtinDocstrings[native.qualifiedName] { return StringRef.make(t, text) }
      let parameters = native.parameterTexts
      let isMethod = native.field(.owner).isBound && parameters.first.map { $0 == "self" || $0 == "cls" } ?? false
      var shown = Array(isMethod ? parameters.dropFirst() : parameters[...])
      if isMethod && shown.first == "/" { shown.removeFirst() }
      return StringRef.make(t, "\(native.name.text)(\(shown.joined(separator: ", ")))")
    }),
  GetSetDefinition(
    "__text_signature__",
    { t, f in
      let native = native(f)
      var parameters = native.parameterTexts
      if parameters.contains("...") { return .none }
      // The object that a method is bound to, or the function's module, has a $ and comes first, by position only.
      if native.field(.owner).isUnbound {
        parameters.insert("$module", at: 0)
      } else if parameters.first == "self" {
        parameters[0] = "$self"
      } else if parameters.first == "cls" {
        parameters[0] = "$type"
      }
      if parameters.first?.first == "$" && !parameters.contains("/") { parameters.insert("/", at: 1) }
      return StringRef.make(t, "(\(parameters.joined(separator: ", ")))")
    }),
]

extension NativeRef {
  /// The parameters as the signature spells them, with `/` and `*`.
  fileprivate var parameterTexts: [String] {
    let start = UnsafePointer<UInt8>(bitPattern: field(.signature).asInt).unsafelyUnwrapped
    let text = String(
      decoding: UnsafeBufferPointer(start: start, count: field(.signatureLength).asInt), as: UTF8.self)
    guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else { return [] }
    var parts: [String] = []
    var part = ""
    var quoted = false
    for character in text[text.index(after: open)..<close] {
      if character == "'" { quoted.toggle() }
      if character == "," && !quoted {
        parts.append(part)
        part = ""
      } else if character != " " || quoted {
        part.append(character)
      }
    }
    return part.isEmpty ? parts : parts + [part]
  }
}

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
      if a[0].isKind(.boundMethod) { return reduceBoundMethod(t, a[0]) }
      return NativeRef(a[0]).field(.owner).isBound ? reduceNativeMethod(t, a[0]) : NativeRef(a[0]).field(.name)
    },
  ],
  attributes: nativeAttributes + [
    GetSetDefinition(
      "__self__",
      { _, f in
        let native = native(f)
        let object = f.isKind(.boundMethod) ? BoundMethodRef(f).selfValue : native.field(.selfValue)
        if object.isBound { return object }
        // A function of a module belongs to that.
        guard native.field(.owner).isUnbound, native.field(.module).isKind(.string) else { return .none }
        let module = DictRef(vm.pointee.modules).get(name: native.field(.module))
        return module.isBound ? module : .none
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
    NativeDefinition("__reduce__(self, /)") { t, a in reduceNativeMethod(t, a[0]) },
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

/// getattr(owner, name)
private func reduceNativeMethod(_ t: Thread, _ value: Value) -> Value {
  let getattr = ModuleRef(vm.pointee.builtins).namespace.get(name: StringRef.intern("getattr"))
  return TupleRef.make(t, getattr, TupleRef.make(t, NativeRef(value).field(.owner), NativeRef(value).field(.name)))
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
