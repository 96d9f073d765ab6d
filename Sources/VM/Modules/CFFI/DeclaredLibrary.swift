// Libraries that a module made ahead opens: `ffi.dlopen(name)` gives a `_cffi_backend.Lib`, whose attributes are the functions,
// variables and constants of the declarations. Functions and constants become attributes of the object when they are first read, so that
// reading them again is an ordinary attribute; variables are read and written in C each time.
// Words: 1 handle (0: closed)  2 name for messages  3 FFI object  4 dict: name of a variable → pointer to it; then attributes.

import CRuntime
import Glibc

private struct DeclaredLibraryRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 5

  var handle: Raw? { pointer.word(1).asAddress }
  var name: String { StringRef(pointer.word(2)).text }
  var interface: InterfaceRef { InterfaceRef(pointer.word(3)) }
  var variables: DictRef { DictRef(pointer.word(4)) }
}

func isDeclaredLibrary(_ value: Value) -> Bool {
  value.isObject && value.type.value == foreignTypes.declaredLibrary
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func openDeclaredLibrary(_ interface: Value, _ name: Value, flags: Int) -> Value {
    guard let (handle, shown) = openLibrary(name, flags: flags) else { return .error }
    let object = allocateInstance(TypeRef(foreignTypes.declaredLibrary)).pointer
    object.setWord(1, .address(handle))
    object.setWord(2, shown)
    object.setWord(3, interface)
    object.setWord(4, DictRef.make(self).value)
    return .object(object)
  }

  /// `dlclose(library)`: once; what is read afterwards is an error.
  func closeDeclaredLibrary(_ value: Value) -> Value {
    guard isDeclaredLibrary(value) else {
      return raise(.typeError, "argument 1 must be _cffi_backend.Lib, not \(value.typeName)")
    }
    let library = DeclaredLibraryRef(value)
    guard let handle = library.handle else { return .none }
    library.pointer.setWord(1, .address(nil))
    library.pointer.setWord(4, DictRef.make(self).value)
    for name in cachedNames(library) where !setOwnAttribute(value, name, .unbound) { return .error }
    if ForeignLibrary.close(handle) { return .none }
    return raise(foreignTypes.error, "closing library '\(library.name)': \(ForeignLibrary.lastError)")
  }

  /// Names that are attributes of the object by now. They are kept by the declarations' tables.
  private func cachedNames(_ library: DeclaredLibraryRef) -> [Value] {
    var names: [Value] = []
    func collect(_ interface: InterfaceRef, _ depth: Int) {
      var position = 0
      while let entry = interface.globals.next(&position) {
        if findOwnAttribute(library.value, entry.key).isBound { names.append(entry.key) }
      }
      if depth > 100 { return }
      for index in 0..<interface.includes.count { collect(InterfaceRef(interface.includes[index]), depth + 1) }
    }
    collect(library.interface, 0)
    return names
  }

  // MARK: Attributes

  private func symbol(_ library: DeclaredLibraryRef, _ name: Value) -> Raw? {
    guard let handle = library.handle else {
      raise(foreignTypes.error, "library '\(library.name)' has been closed")
      return nil
    }
    let text = StringRef(name).text
    let address = text.withCString { ForeignLibrary.symbol(handle, $0) }
    if address == nil {
      raise(
        foreignTypes.error,
        "symbol '\(text)' not found in library '\(library.name)': \(ForeignLibrary.lastError)")
    }
    return address
  }

  /// Type and address of a constant or variable of C; nil with an exception pending.
  private func place(
    _ library: DeclaredLibraryRef, _ name: Value, _ operation: DeclaredOperation
  ) -> (type: CTypeRef, address: Raw)? {
    guard let named = declaredType(library.interface, slot: operation.argument) else { return nil }
    if named.isBareFunction {
      raiseFunctionType(named.type)
      return nil
    }
    if operation.kind == .libraryConstant && named.type.size <= 0 {
      raise(
        foreignTypes.error,
        "constant '\(StringRef(name).text)' is of type '\(named.type.nameText)', whose size is not known")
      return nil
    }
    return symbol(library, name).map { (named.type, $0) }
  }

  /// A function or constant, or the pointer to a variable, found in `variables` afterwards; `.error` with an exception pending.
  private func resolve(_ library: DeclaredLibraryRef, _ name: Value) -> Value {
    let variable = library.variables.get(name: name)
    if variable.isBound { return variable }
    let cached = findOwnAttribute(library.value, name)
    if cached.isBound { return cached }
    let made = make(library, name)
    if made.isError || library.variables.get(name: name).isBound { return made }
    return setOwnAttribute(library.value, name, made) ? made : .error
  }

  private func make(_ library: DeclaredLibraryRef, _ name: Value) -> Value {
    let interface = library.interface
    guard let (operation, value) = interface.global(name) else {
      for index in 0..<interface.includes.count {
        let constant = declaredConstant(InterfaceRef(interface.includes[index]), name, depth: 1)
        if constant.isBound { return constant }
      }
      return raise(
        .attributeError,
        "cffi library '\(library.name)' has no function, constant or global variable named '\(StringRef(name).text)'")
    }
    switch operation.kind {
    case .integerConstant, .enumeration: return value
    case .libraryConstant:
      guard let (type, address) = place(library, name, operation) else { return .error }
      return load(address, type)
    case .variable:
      guard let (type, address) = place(library, name, operation) else { return .error }
      let pointer = makeCData(
        pointerType(to: type), bits: UInt(bitPattern: address), owner: library.value, of: foreignTypes.data)
      library.variables.set(name: name, pointer.value)
      return pointer.value
    case .libraryFunction:
      guard let address = symbol(library, name),
        let function = declaredType(interface, slot: operation.argument)
      else { return .error }
      return makeCData(
        function.type, bits: UInt(bitPattern: address), owner: library.value, extra: name, of: foreignTypes.data
      ).value
    default: return raise(.notImplementedError, "in lib_build_attr: op=\(operation.code)")
    }
  }

  fileprivate func readGlobal(_ value: Value, _ name: Value) -> Value {
    let library = DeclaredLibraryRef(value)
    let found = resolve(library, name)
    if found.isError {
      guard pendingMatches(.attributeError) else { return .error }
      switch StringRef(name).text {
      case "__all__":
        pointee.exception = .unbound
        return globalNames(library, withVariables: false)
      case "__name__":
        pointee.exception = .unbound
        return StringRef.make(self, library.name + ".lib")
      case "__loader__", "__spec__":
        pointee.exception = .unbound
        return .none
      default: return .error
      }
    }
    if library.variables.get(name: name).isUnbound { return found }
    return load(CDataRef(found).place, CDataRef(found).type.item)
  }

  fileprivate func writeGlobal(_ value: Value, _ name: Value, _ item: Value) -> Value {
    let library = DeclaredLibraryRef(value)
    let found = resolve(library, name)
    if found.isError { return .error }
    if item.isUnbound { return raise(.attributeError, "C attribute cannot be deleted") }
    if library.variables.get(name: name).isUnbound {
      return raise(.attributeError, "cannot write to function or constant '\(StringRef(name).text)'")
    }
    return store(item, to: CDataRef(found).place, CDataRef(found).type.item) ? .none : .error
  }

  /// `addressof(library, name)`: of a variable, or a function itself.
  func addressOfGlobal(_ value: Value, _ names: Value) -> Value {
    guard TupleRef(names).count == 1 else {
      return raise(.typeError, "function takes exactly 2 arguments (\(TupleRef(names).count + 1) given)")
    }
    let name = TupleRef(names)[0]
    guard name.isKind(.string) else { return raise(.typeError, "argument 2 must be str, not \(name.typeName)") }
    let library = DeclaredLibraryRef(value)
    let found = resolve(library, StringRef.intern(name))
    if found.isError || library.variables.get(name: StringRef.intern(name)).isBound { return found }
    if isInterfaceData(found) && CDataRef(found).type.isFunction { return found }
    return raise(.attributeError, "cannot take the address of the constant '\(StringRef(name).text)'")
  }

  fileprivate func globalNames(_ value: DeclaredLibraryRef, withVariables: Bool) -> Value {
    let names = ListRef.make(self)
    let globals = value.interface.globals
    var position = 0
    while let entry = globals.next(&position) {
      let kind = DeclaredOperation(TupleRef(entry.value)[0].asInt).kind
      if withVariables || kind != .variable { names.append(self, entry.key) }
    }
    return names.value
  }

  /// `library.__dict__`: all that is declared, with its value now.
  fileprivate func globalValues(_ value: Value) -> Value {
    let result = DictRef.make(self)
    let globals = DeclaredLibraryRef(value).interface.globals
    var position = 0
    while let entry = globals.next(&position) {
      let item = readGlobal(value, entry.key)
      if item.isError { return .error }
      result.set(name: entry.key, item)
    }
    return result.value
  }
}

let declaredLibraryDefinition = TypeDefinition(
  name: "Lib", words: DeclaredLibraryRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
  module: "_cffi_backend",
  methods: [
    NativeDefinition("__getattr__(self, name, /)") { t, a in
      t.attributeName(a[1]).map { name in t.readGlobal(a[0], name) } ?? .error
    },
    NativeDefinition("__setattr__(self, name, value, /)") { t, a in
      t.attributeName(a[1]).map { t.writeGlobal(a[0], $0, a[2]) } ?? .error
    },
    NativeDefinition("__delattr__(self, name, /)") { t, a in
      t.attributeName(a[1]).map { t.writeGlobal(a[0], $0, .unbound) } ?? .error
    },
    NativeDefinition("__dir__(self, /)") { t, a in
      t.globalNames(DeclaredLibraryRef(a[0]), withVariables: true)
    },
    NativeDefinition("__repr__(self, /)") { t, a in
      StringRef.make(t, "<Lib object for '\(DeclaredLibraryRef(a[0]).name)'>")
    },
  ],
  attributes: [
    GetSetDefinition("__dict__", { t, value in t.globalValues(value) }),
    // So that help() and inspect take it for a module, as cffi wants it.
    GetSetDefinition("__class__", { _, _ in vm.pointee.types.module }),
  ], hasAttributes: true)
