// `_cffi_backend.FFI` as the Python half of ABI mode uses it: `FFI().new_allocator(…)`; and the attributes that programs look for
// on it. Words of an allocator: 1 function that allocates or None  2 function that frees or None  3 whether memory is cleared.

import CRuntime

private enum AllocatorWord { static let allocate = 1, free = 2, clears = 3, count = 4 }

private let allocatorDefinition = TypeDefinition(
  name: "FFIAllocator", words: AllocatorWord.count, flags: TypeFlags.final | TypeFlags.notInstantiable,
  module: "_cffi_backend",
  methods: [
    NativeDefinition("__call__(self, cdecl, init=None)") { t, a in
      let object = a[0].pointer
      let allocator = ForeignAllocator(
        allocate: object.word(AllocatorWord.allocate), free: object.word(AllocatorWord.free),
        clears: object.word(AllocatorWord.clears).isTrue)
      guard let type = t.typeArgument(a[1], "new_allocator", 1) else { return .error }
      return t.newData(type, a[2].isUnbound ? .none : a[2], allocator)
    }
  ])

private let interfaceMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls)") { t, a in t.allocateInstance(TypeRef(a[0])) },
  NativeDefinition("new_allocator(self, alloc=None, free=None, should_clear_after_alloc=True)") { t, a in
    guard let clears = t.flag(a[3], default: true) else { return .error }
    let allocate = a[1].isUnbound ? .none : a[1]
    let free = a[2].isUnbound ? .none : a[2]
    if allocate.isNone && !free.isNone {
      return t.raise(.typeError, "cannot pass 'free' without 'alloc'")
    }
    let object = t.allocateInstance(TypeRef(foreignTypes.allocator)).pointer
    object.setWord(AllocatorWord.allocate, allocate)
    object.setWord(AllocatorWord.free, free)
    object.setWord(AllocatorWord.clears, .bool(clears))
    return .object(object)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineInterfaceTypes(_ module: ModuleRef) {
    foreignTypes.allocator = vm.pointee.immortal(define(allocatorDefinition))
    foreignTypes.interface = vm.pointee.immortal(
      define(TypeDefinition(name: "FFI", words: 1, module: "_cffi_backend", methods: interfaceMethods)))
    module.set("FFI", foreignTypes.interface)
    let dict = TypeRef(foreignTypes.interface).dict
    for (name, value) in [
      ("error", foreignTypes.error), ("CData", foreignTypes.data), ("CType", foreignTypes.type),
      ("buffer", foreignTypes.buffer),
    ] as [(StaticString, Value)] {
      dict.set(name: StringRef.intern(name), value)
    }
    TypeRef(foreignTypes.interface).typeModified()
    for name in ["Lib", "__FFIGlobSupport"] as [StaticString] {
      module.set(
        name,
        define(
          TypeDefinition(
            name: name, words: 1, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_cffi_backend")))
    }
  }
}
