// The Python types `_cffi_backend.CType` and `_cffi_backend.CField`: what programs can read of C types.

import CRuntime

/// An attribute that only some sorts of types have.
private func attribute(
  _ name: StaticString, _ body: @escaping NativeGetter
) -> GetSetDefinition { GetSetDefinition(name, body) }

private func missing(_ thread: Thread, _ name: StaticString) -> Value {
  thread.raise(.attributeError, name.description)
}

private let ctypeAttributes: [GetSetDefinition] = [
  attribute("kind") { t, value in
    let type = CTypeRef(value)
    let kind: StaticString
    switch type.category & 0xFF {
    case ForeignCategory.pointer: kind = "pointer"
    case ForeignCategory.array: kind = "array"
    case ForeignCategory.structure: kind = "struct"
    case ForeignCategory.union: kind = "union"
    case ForeignCategory.function: kind = "function"
    case ForeignCategory.void: kind = "void"
    default: kind = type.isEnum ? "enum" : "primitive"
    }
    return StringRef.intern(kind)
  },
  attribute("cname") { _, value in CTypeRef(value).name.value },
  attribute("item") { t, value in
    let type = CTypeRef(value)
    return type.isPointer || type.isArray ? type.item.value : missing(t, "item")
  },
  attribute("length") { t, value in
    let type = CTypeRef(value)
    if !type.isArray { return missing(t, "length") }
    return type.length < 0 ? .none : t.makeInt(type.length)
  },
  attribute("fields") { t, value in
    let type = CTypeRef(value)
    if !type.isAggregate { return missing(t, "fields") }
    if !type.isComplete { return .none }
    let list = ListRef.make(t)
    for index in 0..<type.fieldList.count { list.append(t, type.fieldList[index]) }
    return list.value
  },
  attribute("args") { t, value in
    let type = CTypeRef(value)
    if !type.isFunction { return missing(t, "args") }
    let result = TupleRef.allocate(t, count: type.argumentCount)
    for index in 0..<type.argumentCount { result[index] = type.argument(index).value }
    return result.value
  },
  attribute("result") { t, value in
    let type = CTypeRef(value)
    return type.isFunction ? type.item.value : missing(t, "result")
  },
  attribute("ellipsis") { t, value in
    let type = CTypeRef(value)
    return type.isFunction ? .bool(type.has(CTypeFlags.isVariadic)) : missing(t, "ellipsis")
  },
  attribute("abi") { t, value in
    let type = CTypeRef(value)
    return type.isFunction ? .int(type.abi) : missing(t, "abi")
  },
  attribute("elements") { t, value in
    let type = CTypeRef(value)
    return type.isEnum ? DictRef(TupleRef(type.related)[1]).copy(t).value : missing(t, "elements")
  },
  attribute("relements") { t, value in
    let type = CTypeRef(value)
    return type.isEnum ? DictRef(TupleRef(type.related)[0]).copy(t).value : missing(t, "relements")
  },
]

let foreignTypeDefinition = TypeDefinition(
  name: "CType", words: CTypeRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_cffi_backend",
  methods: [
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<ctype '\(CTypeRef(a[0]).nameText)'>")
    },
    NativeDefinition("__dir__(self, /)") { t, a in
      let list = ListRef.make(t)
      for attribute in ctypeAttributes {
        let name = StringRef.intern(attribute.name)
        if attribute.getter(t, a[0]).isError {
          t.pointee.exception = .unbound
        } else {
          list.append(t, name)
        }
      }
      return list.value
    },
  ], attributes: ctypeAttributes)

let foreignFieldDefinition = TypeDefinition(
  name: "CField", words: CFieldRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
  module: "_cffi_backend",
  attributes: [
    GetSetDefinition("type", isMember: true, { _, field in CFieldRef(field).type.value }),
    GetSetDefinition("offset", isMember: true, { _, field in .int(CFieldRef(field).offset) }),
    GetSetDefinition("bitshift", isMember: true, { _, field in .int(CFieldRef(field).bitPosition) }),
    GetSetDefinition("bitsize", isMember: true, { _, field in .int(CFieldRef(field).bitSize) }),
    GetSetDefinition("flags", isMember: true, { _, field in .int(CFieldRef(field).flags) }),
  ])
