// `pickle.PickleBuffer`: bytes-like data that protocol 5 may carry outside the pickle. Word 1: a memoryview of the data,
// or None after `release`.

import CRuntime

nonisolated(unsafe) private var pickleBufferType = Value.unbound

func isPickleBuffer(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .native && pickleBufferType.isBound && value.type.value == pickleBufferType
}

/// The memoryview behind a PickleBuffer, or None when it was released.
func pickleBufferView(_ value: Value) -> Value { value.pointer.word(1) }

extension UnsafeMutablePointer where Pointee == ThreadState {
  func definePickleBuffer(_ module: ModuleRef) {
    pickleBufferType = define(
      TypeDefinition(
        name: "PickleBuffer", words: 2, flags: TypeFlags.final, module: "pickle", methods: pickleBufferMethods,
        doc: "Wrapper for potentially out-of-band buffers"))
    module.set("PickleBuffer", pickleBufferType)
  }

  @inline(never) func raiseReleasedPickleBuffer() -> Value {
    raise(.valueError, "operation forbidden on released PickleBuffer object")
  }
}

private let pickleBufferMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, object, /)") { t, a in
    let view = t.call(vm.pointee.types.memoryView, a[1])
    if view.isError {
      if t.pendingMatches(.typeError) {
        t.pointee.exception = .unbound
        t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
      }
      return .error
    }
    let buffer = t.allocateInstance(TypeRef(a[0]))
    buffer.pointer.setWord(1, view)
    return buffer
  },
  NativeDefinition("raw(self, /)") { t, a in
    let view = pickleBufferView(a[0])
    if view.isNone { return t.raiseReleasedPickleBuffer() }
    guard byteView(view) != nil else {
      return t.raise(.bufferError, "cannot extract raw buffer from non-contiguous buffer")
    }
    return t.callMethod(view, StringRef.intern("cast"), StringRef.intern("B"))
  },
  NativeDefinition("release(self, /)") { _, a in
    a[0].pointer.setWord(1, .none)
    return .none
  },
]
