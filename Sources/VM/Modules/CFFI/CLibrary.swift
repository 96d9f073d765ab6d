// Shared libraries: `load_library` and its objects (`_cffi_backend.CLibrary`). Words: 1 handle (0: closed)  2 name for messages.

import CRuntime
import Glibc

/// The loader's flags, as the module and FFI objects offer them.
let foreignLibraryFlags: [(StaticString, Int)] = [
  ("RTLD_LAZY", Int(RTLD_LAZY)), ("RTLD_NOW", Int(RTLD_NOW)), ("RTLD_GLOBAL", 0x100), ("RTLD_LOCAL", 0),
  ("RTLD_NODELETE", 0x1000), ("RTLD_NOLOAD", 4), ("RTLD_DEEPBIND", 8),
]

private struct LibraryRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 3

  var handle: Raw? { pointer.word(1).asAddress }
  var name: String { StringRef(pointer.word(2)).text }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Opens a library by name, by the value of a `void *` of `dlopen`, or (None) the program itself. Gives the handle and a
  /// name for messages; nil with an exception pending.
  func openLibrary(_ name: Value, flags: Int) -> (handle: Raw, shown: Value)? {
    if isInterfaceData(name) {
      let data = CDataRef(name)
      guard data.type.has(CTypeFlags.pointsToVoid) else {
        raise(.typeError, "dlopen() takes a file name or 'void *' handle, not '\(data.type.nameText)'")
        return nil
      }
      guard let handle = data.address else {
        raise(.runtimeError, "cannot call dlopen(NULL)")
        return nil
      }
      return (handle, StringRef.make(self, "0x" + String(data.bits, radix: 16)))
    }
    var handle: Raw?
    var shown = StringRef.intern("<None>")
    if name.isNone {
      handle = ForeignLibrary.open(self, nil, flags: Int32(truncatingIfNeeded: flags))
    } else {
      guard name.isKind(.string) || name.isKind(.bytes) else {
        raise(
          .typeError, "load_library() argument 1 must be encoded string without null bytes, not \(name.typeName)")
        return nil
      }
      let path = name.isKind(.string) ? StringRef(name).text : String(cString: BytesRef(name).terminated)
      shown = name.isKind(.string) ? name : StringRef.make(self, path)
      handle = path.withCString { ForeignLibrary.open(self, $0, flags: Int32(truncatingIfNeeded: flags)) }
    }
    if let handle { return (handle, shown) }
    let reason = ForeignLibrary.lastError
    raise(.osError, "cannot load library '\(StringRef(shown).text)': \(reason)")
    return nil
  }

  /// `load_library(name, flags)`.
  func loadLibrary(_ name: Value, flags: Int) -> Value {
    guard let (handle, shown) = openLibrary(name, flags: flags) else { return .error }
    let object = allocate(
      headerImage(TypeRef(foreignTypes.library).rootShape, .native, words: LibraryRef.words), words: LibraryRef.words)
    object.setWord(1, .address(handle))
    object.setWord(2, shown)
    return .object(object)
  }

  /// The address of a symbol: nil with an exception of `type` pending, raised by `what` could not be found.
  private func symbol(_ library: LibraryRef, _ name: Value, _ type: ExceptionType, _ what: String) -> Raw? {
    guard let handle = library.handle else {
      raise(.valueError, "library '\(library.name)' has already been closed")
      return nil
    }
    guard name.isKind(.string) else {
      raise(.typeError, "argument 2 must be str, not \(name.typeName)")
      return nil
    }
    let text = StringRef(name).text
    let address = text.withCString { ForeignLibrary.symbol(handle, $0) }
    if address == nil {
      raise(type, "\(what) '\(text)' not found in library '\(library.name)': \(ForeignLibrary.lastError)")
    }
    return address
  }

  fileprivate func loadFunction(_ value: Value, _ type: Value, _ name: Value) -> Value {
    guard let type = typeArgument(type, "load_function", 1) else { return .error }
    let library = LibraryRef(value)
    if library.handle != nil && !type.isPointerLike && !type.isArray {
      return raise(.typeError, "function or pointer or array cdata expected, got '\(type.nameText)'")
    }
    guard let address = symbol(library, name, .attributeError, "function/symbol") else { return .error }
    let seen = type.isArray && type.length < 0 ? CTypeRef(type.related) : type
    return makeCData(
      seen, bits: UInt(bitPattern: address), owner: value, extra: seen.isFunction ? name : .none,
      of: foreignTypes.data
    ).value
  }

  fileprivate func readVariable(_ value: Value, _ type: Value, _ name: Value) -> Value {
    guard let type = typeArgument(type, "read_variable", 1),
      let address = symbol(LibraryRef(value), name, .keyError, "variable")
    else { return .error }
    return load(address, type)
  }

  fileprivate func writeVariable(_ value: Value, _ type: Value, _ name: Value, _ item: Value) -> Value {
    guard let type = typeArgument(type, "write_variable", 1),
      let address = symbol(LibraryRef(value), name, .keyError, "variable")
    else { return .error }
    return store(item, to: address, type) ? .none : .error
  }
}

let foreignLibraryDefinition = TypeDefinition(
  name: "CLibrary", words: LibraryRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
  module: "_cffi_backend",
  methods: [
    NativeDefinition("load_function(self, type, name, /)") { t, a in t.loadFunction(a[0], a[1], a[2]) },
    NativeDefinition("read_variable(self, type, name, /)") { t, a in t.readVariable(a[0], a[1], a[2]) },
    NativeDefinition("write_variable(self, type, name, value, /)") { t, a in
      t.writeVariable(a[0], a[1], a[2], a[3])
    },
    NativeDefinition("close_lib(self, /)") { _, a in
      let library = LibraryRef(a[0])
      if let handle = library.handle { _ = ForeignLibrary.close(handle) }
      library.pointer.setWord(1, .address(nil))
      return .none
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<clibrary '\(LibraryRef(a[0]).name)'>")
    },
  ])
