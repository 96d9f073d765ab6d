// property, classmethod, staticmethod, and the descriptors of built-in types: their attributes and methods.

import CRuntime

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
      a[1].isNone ? a[0] : t.wrapperGet(a[0], a[1], a[1].type, false)
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
    GetSetDefinition("fget", isMember: true, { _, p in p.pointer.word(PropertyField.getter) }),
    GetSetDefinition("fset", isMember: true, { _, p in p.pointer.word(PropertyField.setter) }),
    GetSetDefinition("fdel", isMember: true, { _, p in p.pointer.word(PropertyField.deleter) }),
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

/// Words of classmethod and staticmethod objects: 1 the wrapped callable; the attribute word follows.
enum WrapperField {
  static let words = 2
}

private func wrapperAttributes() -> [GetSetDefinition] {
  [
    attributeDictDefinition,
    GetSetDefinition("__func__", { _, w in w.pointer.word(1) }),
    GetSetDefinition("__wrapped__", { _, w in w.pointer.word(1) }),
    GetSetDefinition("__name__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.name) }),
    GetSetDefinition("__qualname__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.qualname) }),
    GetSetDefinition("__module__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.module) }),
    GetSetDefinition("__doc__", { t, w in t.getAttribute(w.pointer.word(1), vm.pointee.names.doc) }),
    GetSetDefinition(
      "__annotations__", { t, w in t.getAttribute(w.pointer.word(1), StringRef.intern("__annotations__")) }),
    GetSetDefinition(
      "__isabstractmethod__",
      { t, w in
        let flag = t.findAttribute(w.pointer.word(1), vm.pointee.names.isAbstract)
        return flag.isUnbound ? .false : flag
      }),
  ]
}

let classMethodDefinition = TypeDefinition(
  name: "classmethod", kind: .classMethod, words: WrapperField.words,
  methods: [
    NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.allocateInstance(TypeRef(a[0])) },
    NativeDefinition("__init__(self, function, /)") { _, a in
      a[0].pointer.setWord(1, a[1])
      return .none
    },
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      let type = a[2].isKind(.type) ? TypeRef(a[2]) : a[1].type
      return t.wrapperGet(a[0], a[1], type, false)
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<classmethod(\(t.repr(text: a[0].pointer.word(1))))>")
    },
  ],
  attributes: wrapperAttributes(), hasAttributes: true)

let staticMethodDefinition = TypeDefinition(
  name: "staticmethod", kind: .staticMethod, words: WrapperField.words,
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
  attributes: wrapperAttributes(), hasAttributes: true)

// MARK: descriptors of built-in types, and of slots

/// `Type.name` for the descriptors of a type, whose words 1 and 2 they are.
private func descriptorQualname(_ t: Thread, _ d: Value) -> Value {
  let owner = StringRef(TypeRef(d.pointer.word(2)).field(.qualname)).text
  return StringRef.make(t, "\(owner).\(StringRef(d.pointer.word(1)).text)")
}

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
    GetSetDefinition("__qualname__", descriptorQualname),
    GetSetDefinition("__objclass__", { _, d in d.pointer.word(2) }),
    GetSetDefinition("__doc__", { _, d in d.pointer.word(5) }),
  ])

/// The type of slots, and of those attributes of built-in types that are plain words (kind `.getSetDescriptor`).
let memberDescriptorDefinition = TypeDefinition(
  name: "member_descriptor", kind: .memberDescriptor, words: 3, flags: TypeFlags.final,
  methods: [
    NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
      if a[1].isNone { return a[0] }
      if a[0].isKind(.getSetDescriptor) { return GetSetRef(a[0]).get(t, a[1]) }
      guard a[1].type.isSubtype(of: TypeRef(a[0].pointer.word(2))) else { return t.raiseForeign(a[0], a[1]) }
      let value = t.findMember(a[1], a[0].pointer.word(1))
      return value.isUnbound ? t.raise(.attributeError, StringRef(a[0].pointer.word(1)).text) : value
    },
    NativeDefinition("__set__(self, instance, value, /)") { t, a in
      if a[0].isKind(.getSetDescriptor) { return GetSetRef(a[0]).set(t, a[1], a[2]) ? .none : .error }
      guard a[1].type.isSubtype(of: TypeRef(a[0].pointer.word(2))) else { return t.raiseForeign(a[0], a[1]) }
      return t.setMember(a[1], a[0].pointer.word(1), a[2]) ? .none : .error
    },
    NativeDefinition("__delete__(self, instance, /)") { t, a in
      if a[0].isKind(.getSetDescriptor) { return GetSetRef(a[0]).set(t, a[1], .unbound) ? .none : .error }
      guard a[1].type.isSubtype(of: TypeRef(a[0].pointer.word(2))) else { return t.raiseForeign(a[0], a[1]) }
      return t.setMember(a[1], a[0].pointer.word(1), .unbound) ? .none : .error
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(
        t, "<member '\(StringRef(a[0].pointer.word(1)).text)' of '\(TypeRef(a[0].pointer.word(2)).nameText)' objects>")
    },
  ],
  attributes: [
    GetSetDefinition("__name__", { _, d in d.pointer.word(1) }),
    GetSetDefinition("__qualname__", descriptorQualname),
    GetSetDefinition("__objclass__", { _, d in d.pointer.word(2) }),
    GetSetDefinition("__doc__", { _, _ in .none }),
  ])
