// The Python types of C data: `_cffi_backend._CDataBase`, and its derived classes, which say who owns the memory.

import CRuntime

private let numberMethods: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)") { t, a in t.representation(CDataRef(a[0])) },
  NativeDefinition("__bool__(self, /)") { t, a in .bool(t.isTrue(CDataRef(a[0]))) },
  NativeDefinition("__int__(self, /)") { t, a in t.toInteger(CDataRef(a[0])) },
  NativeDefinition("__float__(self, /)") { t, a in t.toFloat(CDataRef(a[0])) },
  NativeDefinition("__complex__(self, /)") { t, a in t.toComplex(CDataRef(a[0])) },
  NativeDefinition("__hash__(self, /)") { t, a in t.hash(of: CDataRef(a[0])) },
  NativeDefinition("__eq__(self, value, /)") { t, a in t.compareData(.equal, a[0], a[1]) },
  NativeDefinition("__ne__(self, value, /)") { t, a in t.compareData(.notEqual, a[0], a[1]) },
  NativeDefinition("__lt__(self, value, /)") { t, a in t.compareData(.less, a[0], a[1]) },
  NativeDefinition("__le__(self, value, /)") { t, a in t.compareData(.lessEqual, a[0], a[1]) },
  NativeDefinition("__gt__(self, value, /)") { t, a in t.compareData(.greater, a[0], a[1]) },
  NativeDefinition("__ge__(self, value, /)") { t, a in t.compareData(.greaterEqual, a[0], a[1]) },
  NativeDefinition("__add__(self, value, /)") { t, a in t.addToPointer(a[0], a[1], sign: 1) },
  NativeDefinition("__radd__(self, value, /)") { t, a in t.addToPointer(a[0], a[1], sign: 1) },
  NativeDefinition("__sub__(self, value, /)") { t, a in
    isInterfaceData(a[1])
      ? t.subtractPointers(CDataRef(a[0]), CDataRef(a[1])) : t.addToPointer(a[0], a[1], sign: -1)
  },
]

private let containerMethods: [NativeDefinition] = [
  NativeDefinition("__len__(self, /)") { t, a in
    let data = CDataRef(a[0])
    if data.type.isArray { return .int(data.count) }
    return t.raise(.typeError, "cdata of type '\(data.type.nameText)' has no len()")
  },
  NativeDefinition("__getitem__(self, key, /)") { t, a in t.getDataItem(a[0], a[1]) },
  NativeDefinition("__setitem__(self, key, value, /)") { t, a in
    t.setDataItem(a[0], a[1], a[2]) ? .none : .error
  },
  NativeDefinition("__delitem__(self, key, /)") { t, _ in
    t.raise(.typeError, "'del x[n]' not supported for cdata objects")
  },
  NativeDefinition("__iter__(self, /)") { t, a in t.iterateData(a[0]) },
  NativeDefinition("__getattribute__(self, name, /)") { t, a in t.getDataAttribute(a[0], a[1]) },
  NativeDefinition("__setattr__(self, name, value, /)") { t, a in
    t.setDataAttribute(a[0], a[1], a[2]) ? .none : .error
  },
  NativeDefinition("__delattr__(self, name, /)") { t, a in
    t.setDataAttribute(a[0], a[1], .unbound) ? .none : .error
  },
  NativeDefinition("__dir__(self, /)") { t, a in t.fieldNames(CDataRef(a[0])) },
  NativeDefinition("__call__(self, /, ...)", callData),
  NativeDefinition("__enter__(self, /)") { t, a in t.isReleasable(CDataRef(a[0])) ? a[0] : .error },
  NativeDefinition("__exit__(self, /, *args)") { t, a in t.release(CDataRef(a[0])) },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Makes the types of C data and adds them to the module.
  func defineDataTypes(_ module: ModuleRef) {
    func type(
      _ name: StaticString, base: Value = .unbound, methods: [NativeDefinition] = [], finalizes: Bool = false
    ) -> Value {
      let type = vm.pointee.immortal(
        define(
          TypeDefinition(
            name: name, base: base, kind: .foreignData, words: CDataRef.words,
            flags: TypeFlags.notInstantiable | TypeFlags.final | (finalizes ? TypeFlags.finalizer : 0),
            module: "_cffi_backend",
            methods: methods)))
      module.set(name, type)
      return type
    }
    foreignTypes.data = type("_CDataBase", methods: numberMethods + containerMethods)
    let dict = TypeRef(foreignTypes.data).dict
    dict.set(name: vm.pointee.names.module, StringRef.intern("_cffi_backend"))
    dict.set(name: vm.pointee.names.name, StringRef.intern("<cdata>"))
    TypeRef(foreignTypes.data).typeModified()
    let base = foreignTypes.data
    foreignTypes.owner = type("__CDataOwn", base: base)
    foreignTypes.keeper = type("__CDataOwnGC", base: foreignTypes.owner)
    foreignTypes.fromBuffer = type("__CDataFromBuf", base: base)
    foreignTypes.destroyed = type(
      "__CDataGCP", base: base,
      methods: [
        // What the collector calls when the object is lost.
        NativeDefinition("__del__(self, /)") { t, a in
          t.destroy(CDataRef(a[0]))
          return .none
        }
      ], finalizes: true)
    foreignTypes.iterator = vm.pointee.immortal(defineIterator("__CData_iterator", module: "_cffi_backend"))
    module.set("__CData_iterator", foreignTypes.iterator)
  }
}
