// types.SimpleNamespace, and named tuples made by native code (sys.version_info, os.stat_result, time.struct_time).

import CRuntime

private let namespaceMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
  NativeDefinition("__init__(self, /, **kwargs)") { t, a in
    var position = 0
    while let entry = DictRef(a[1]).next(&position) {
      if !t.setOwnAttribute(a[0], StringRef.intern(entry.key), entry.value) { return .error }
    }
    return .none
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    var parts: [String] = []
    for (name, value) in t.ownAttributes(a[0]) {
      let text = t.repr(value)
      if text.isError { return .error }
      parts.append("\(StringRef(name).text)=\(StringRef(text).text)")
    }
    let name = a[0].type.nameText == "SimpleNamespace" ? "namespace" : a[0].type.nameText
    return StringRef.make(t, "\(name)(\(parts.joined(separator: ", ")))")
  },
  NativeDefinition("__eq__(self, value, /)") { t, a in
    guard a[1].isInstance(of: vm.pointee.types.simpleNamespace) else { return .notImplemented }
    return t.compare(.equal, t.attributeDict(a[0]).value, t.attributeDict(a[1]).value)
  },
]

/// Words of a field descriptor: 1 index, 2 name.
private let fieldMethods: [NativeDefinition] = [
  NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
    if a[1].isNone { return a[0] }
    let index = a[0].pointer.intWord(1)
    guard a[1].isKind(.tuple), index < TupleRef(a[1]).count else {
      return t.raise(.typeError, "descriptor does not apply to a '\(a[1].typeName)' object")
    }
    return TupleRef(a[1])[index]
  },
  NativeDefinition("__set__(self, instance, value, /)") { t, _ in t.raise(.attributeError, "readonly attribute") },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineStructures() {
    var definition = TypeDefinition(
      name: "SimpleNamespace", kind: .instance, words: 1, module: "types", methods: namespaceMethods)
    definition.hasAttributes = true
    definition.attributes = [GetSetDefinition("__dict__", { t, object in t.attributeDict(object).value })]
    let type = define(definition)
    TypeRef(type).setField(.inlineSlots, .int(8))
    let root = ShapeRef.make(type: type, inlineCapacity: 8, attributeWord: 1)
    TypeRef(type).setField(.rootShape, .int(Int(root.address)))
    TypeRef(type).typeModified()
    vm.pointee.types.simpleNamespace = type
    vm.pointee.structureField = define(
      TypeDefinition(name: "structseq_field", kind: .native, words: 3, flags: TypeFlags.final, methods: fieldMethods))
  }

  /// A type like those of CPython's structure sequences: a tuple whose fields have names. Hidden fields are attributes
  /// that are no items. `methods` come on top of those that all have.
  func makeStructType(_ name: String, _ fields: [String], hidden: [String] = [], methods: [NativeDefinition] = [])
    -> Value
  {
    let short = name.split(separator: ".").last.map(String.init) ?? name
    let namespace = DictRef.make(self)
    namespace.set(name: vm.pointee.names.module, StringRef.intern(String(name.dropLast(short.utf8.count + 1))))
    for (index, field) in fields.enumerated() {
      let interned = StringRef.intern(field)
      let descriptor = allocate(
        headerImage(TypeRef(vm.pointee.structureField).rootShape, .native, words: 3), words: 3)
      descriptor.setIntWord(1, index)
      descriptor.setWord(2, interned)
      namespace.set(name: interned, descriptor.asValue)
    }
    let hiddenNames = TupleRef.allocate(self, count: hidden.count)
    for (index, field) in hidden.enumerated() { hiddenNames[index] = StringRef.intern(field) }
    namespace.set(name: StringRef.intern("_hidden_fields"), hiddenNames.value)
    namespace.set(name: StringRef.intern("n_fields"), .int(fields.count + hidden.count))
    namespace.set(name: StringRef.intern("n_sequence_fields"), .int(fields.count))
    namespace.set(name: StringRef.intern("n_unnamed_fields"), .int(0))
    let names = TupleRef.allocate(self, count: fields.count)
    for (index, field) in fields.enumerated() { names[index] = StringRef.intern(field) }
    namespace.set(name: vm.pointee.names.matchArgs, names.value)
    namespace.set(name: StringRef.intern("_structure_name"), StringRef.intern(name))
    for definition in structureMethods + methods {
      let function = NativeRef.make(self, definition, owner: vm.pointee.types.tuple, module: .none)
      namespace.set(name: NativeRef(function).field(.name), function)
    }
    return vm.pointee.immortal(
      makeClass(
        metatype: vm.pointee.types.type, name: StringRef.intern(short),
        bases: TupleRef.make(self, vm.pointee.types.tuple), namespace: namespace, keywords: .unbound))
  }

  /// An instance of a structure type; the values are reachable otherwise.
  func makeStructure(_ type: Value, _ values: [Value]) -> Value {
    let items = TupleRef.make(self, values)
    return call(type, items)
  }

  /// A one-off structure: `sys.flags` and its like.
  func makeStructSequence(_ name: String, _ fields: [(String, Value)]) -> Value {
    let type = makeStructType(name, fields.map(\.0))
    return type.isError ? .error : makeStructure(type, fields.map(\.1))
  }
}

private func newStructure(_ t: Thread, _ a: Arguments) -> Value {
  let type = TypeRef(a[0])
  let names = TupleRef(type.lookup(vm.pointee.names.matchArgs))
  let hidden = TupleRef(type.lookup(StringRef.intern("_hidden_fields")))
  guard a[1].type.special(.iter).isBound else { return t.raise(.typeError, "constructor requires a sequence") }
  let sequence = t.makeTuple(from: a[1])
  if sequence.isError { return .error }
  let items = TupleRef(sequence)
  let (least, most) = (names.count, names.count + hidden.count)
  if items.count < least || items.count > most {
    let title = StringRef(type.lookup(StringRef.intern("_structure_name"))).text
    let kind = least == most ? "a \(least)" : items.count < least ? "an at least \(least)" : "an at most \(most)"
    return t.raise(.typeError, "\(title)() takes \(kind)-sequence (\(items.count)-sequence given)")
  }
  let new = TypeRef(vm.pointee.types.tuple).special(.new)
  let result = t.call(
    new.isKind(.staticMethod) ? new.pointer.word(1) : new, a[0], TupleRef.make(t, items.items, least))
  if result.isError { return .error }
  for index in 0..<hidden.count {
    var value = least + index < items.count ? items[least + index] : .none
    if a[2].isKind(.dict) {
      let given = DictRef(a[2]).get(name: hidden[index])
      if given.isBound { value = given }
    }
    if !t.setOwnAttribute(result, hidden[index], value) { return .error }
  }
  return result
}

private let structureMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, sequence, dict=None, /)", newStructure),
  NativeDefinition("__setattr__(self, name, value, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    if t.findAttribute(a[0], name).isBound { return t.raise(.attributeError, "readonly attribute") }
    let title = StringRef(a[0].type.lookup(StringRef.intern("_structure_name"))).text
    return t.raise(.attributeError, "'\(title)' object has no attribute '\(StringRef(name).text)'")
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let tuple = TupleRef.make(t, TupleRef(a[0]).items, TupleRef(a[0]).count)
    // Fields that are no items.
    let hidden = DictRef.make(t)
    for (name, value) in t.ownAttributes(a[0]) { hidden.set(t, name, value) }
    return TupleRef.make(t, a[0].type.value, TupleRef.make(t, tuple, hidden.value))
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let type = a[0].type
    let names = TupleRef(type.lookup(vm.pointee.names.matchArgs))
    var parts: [String] = []
    let tuple = TupleRef(a[0])
    for index in 0..<min(names.count, tuple.count) {
      let text = t.repr(tuple[index])
      if text.isError { return .error }
      parts.append("\(StringRef(names[index]).text)=\(StringRef(text).text)")
    }
    let name = type.lookup(StringRef.intern("_structure_name"))
    return StringRef.make(t, "\(StringRef(name).text)(\(parts.joined(separator: ", ")))")
  },
]
