// `_SimpleCData` and its metaclass: the classes of C numbers, characters and untyped pointers, by the letter in `_type_`.

import CRuntime
import Glibc

private let metaclassMethods: [NativeDefinition] =
  repetition + [
    NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in t.makeSimpleClass(a) },
    NativeDefinition("from_param(self, value, /)") { t, a in t.simpleParameter(a[0], a[1]) },
  ]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.makeData(a[0]) },
  NativeDefinition("__init__(self, *args)") { t, a in
    let values = TupleRef(a[1])
    if values.count > 1 { return t.raise(.typeError, "__init__ expected at most 1 argument, got \(values.count)") }
    return values.count == 0 || t.assign(simple: CData(a[0]), values[0]) ? .none : .error
  },
  NativeDefinition("__bool__(self, /)") { _, a in
    .bool(CData(a[0]).bytes.prefix(CData(a[0]).layout.size).contains { $0 != 0 })
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let type = a[0].type
    guard CData(a[0]).layout.isPlain else {
      return StringRef.make(t, "<\(type.nameText) object at 0x\(String(UInt(bitPattern: a[0].pointer), radix: 16))>")
    }
    let value = t.value(simple: CData(a[0]))
    if value.isError { return .error }
    let text = t.repr(value)
    return text.isError ? .error : StringRef.make(t, "\(type.nameText)(\(StringRef(text).text))")
  },
  NativeDefinition("__ctypes_from_outparam__(self, /)") { t, a in
    CData(a[0]).layout.isPlain ? t.value(simple: CData(a[0])) : a[0]
  },
]

private let attributes: [GetSetDefinition] = [
  GetSetDefinition(
    "value", { t, o in t.value(simple: CData(o)) },
    { t, o, value in
      if value.isUnbound { return t.raise(.typeError, "can't delete attribute") }
      return t.assign(simple: CData(o), value) ? .none : .error
    })
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  @inline(__always) func value(simple data: CData) -> Value {
    let layout = data.layout
    return readSimple(layout.code, data.memory, swapped: layout.isSwapped)
  }

  @inline(__always) func assign(simple data: CData, _ value: Value) -> Bool {
    let layout = data.layout
    let kept = writeSimple(layout.code, value, data.memory, swapped: layout.isSwapped)
    if kept.isNone { return true }
    return !kept.isError && keep(data, 0, kept)
  }

  fileprivate func makeSimpleClass(_ a: Arguments) -> Value {
    let made = makeDataClass(a)
    if made.isError { return .error }
    let letter = findAttribute(made, StringRef.intern("_type_"))
    if letter.isError { return .error }
    if letter.isUnbound { return raise(.attributeError, "class must define a '_type_' attribute") }
    guard letter.isKind(.string) else { return raise(.typeError, "class must define a '_type_' string attribute") }
    guard StringRef(letter).count == 1 else {
      return raise(.valueError, "class must define a '_type_' attribute which must be a string of length 1")
    }
    guard StringRef(letter)[0] < 128, CTypeCode.size(UInt8(StringRef(letter)[0])) != nil else {
      return raise(
        .attributeError,
        "class must define a '_type_' attribute which must be\n"
          + "a single character string containing one of '\(CTypeCode.letters)'.")
    }
    let code = UInt8(StringRef(letter)[0])
    let type = TypeRef(made)
    let layout = makeSimpleLayout(type, code)
    guard type.layoutBase?.value == ctypesTypes.simple else { return made }
    layout.flags |= CLayout.Flags.plain
    if CTypeCode.isPointer(code) { layout.flags |= CLayout.Flags.isPointer }
    if let parameter = parameterMethods[code] {
      addMethod(type, parameter)
      type.typeModified()
    }
    // Of a class in Python with a metaclass of its own CPython makes no other form either.
    guard a[0] == ctypesTypes.simpleMeta, CTypeCode.hasSwappedForm(code) else { return made }
    return addSwappedForm(type, code, TupleRef(a[1])) ? made : .error
  }

  private func makeSimpleLayout(_ type: TypeRef, _ code: UInt8) -> CLayout {
    let layout = CLayout.make(self, type, .simple)
    let size = CTypeCode.size(code) ?? 0
    layout.setCategory(.simple, code: code)
    layout.size = size
    layout.alignment = size
    layout.setWord(CLayout.Word.format, StringRef.make(self, CTypeCode.format(code, swapped: false)))
    return layout
  }

  /// The class for the other order of bytes, and the attributes by which the two know each other.
  private func addSwappedForm(_ type: TypeRef, _ code: UInt8, _ arguments: TupleRef) -> Bool {
    let name = StringRef.make(self, StringRef(arguments[0]).text + "_be")
    let made = makeClass(
      metatype: ctypesTypes.simpleMeta, name: name, bases: arguments[1], namespace: DictRef(arguments[2]),
      keywords: .unbound)
    if made.isError { return false }
    let layout = makeSimpleLayout(TypeRef(made), code)
    layout.flags |= CLayout.Flags.plain | CLayout.Flags.swapped
    layout.setWord(CLayout.Word.format, StringRef.make(self, CTypeCode.format(code, swapped: true)))
    let big = StringRef.intern("__ctype_be__")
    let little = StringRef.intern("__ctype_le__")
    for form in [type, TypeRef(made)] {
      form.setAttribute(big, made)
      form.setAttribute(little, type.value)
    }
    return true
  }

  func defineSimpleType() {
    ctypesTypes.simpleMeta = defineMetaclass("PyCSimpleType", metaclassMethods)
    ctypesTypes.simple = defineDataClass("_SimpleCData", metaclass: ctypesTypes.simpleMeta, methods, attributes)
  }
}
