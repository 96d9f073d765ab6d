// Writing classes and functions by the module and the name under which they are found again.

import CRuntime

extension PickleWriter {
  mutating func saveGlobal(_ value: Value, name given: Value = .unbound) -> Bool {
    var name = given
    if name.isUnbound {
      name = t.findAttribute(value, vm.pointee.names.qualname)
      if name.isUnbound { name = t.getAttribute(value, vm.pointee.names.name) }
    }
    if name.isError { return false }
    guard name.isKind(.string) else {
      t.raise(.typeError, "must be str, not \(name.typeName)")
      return false
    }
    let path = StringRef(name).text.split(separator: ".", omittingEmptySubsequences: false)
    if path.contains("<locals>") {
      t.raise(.attributeError, "Can't pickle local object \(t.repr(text: name))")
      return false
    }
    let moduleName = findModule(of: value, path)
    if moduleName.isError { return false }
    guard moduleName.isKind(.string) else {
      t.raise(.typeError, "module name must be a string")
      return false
    }
    let module = t.pickledModule(moduleName)
    if module.isError {
      t.pointee.exception = .unbound
      return t.failPickling(
        "Can't pickle \(t.repr(text: value)): import of module \(t.repr(text: moduleName)) failed")
    }
    let (found, parent) = t.followPath(module, path)
    if found.isError {
      t.pointee.exception = .unbound
      return t.failPickling(
        "Can't pickle \(t.repr(text: value)): attribute lookup \(StringRef(name).text) on \(StringRef(moduleName).text) failed"
      )
    }
    if found != value {
      return t.failPickling(
        "Can't pickle \(t.repr(text: value)): it's not the same object as \(StringRef(moduleName).text).\(StringRef(name).text)"
      )
    }
    if protocolNumber >= 2 {
      let code = DictRef(pickleState.extensionRegistry).get(t, TupleRef.make(t, moduleName, name))
      if code.isError { return false }
      if code.isBound { return put(extension: code, value) }
    }
    // A path may lead back to the module.
    if parent == module && path.count > 1 { name = StringRef.make(t, String(path[path.count - 1])) }
    if protocolNumber >= 4 {
      if !save(moduleName) || !save(name) { return false }
      put(.stackGlobal)
      return memoize(value)
    }
    if parent != module {
      // A name with dots: getattr(parent, last).
      let arguments = TupleRef.make(t, parent, StringRef.make(t, String(path[path.count - 1])))
      return save(callable: pickleState.getAttribute, arguments: arguments, of: .unbound) && memoize(value)
    }
    return putGlobal(moduleName, name) && memoize(value)
  }

  private mutating func put(extension code: Value, _ value: Value) -> Bool {
    guard code.isInt else {
      return t.failPickling(
        "Can't pickle \(t.repr(text: value)): extension code \(t.repr(text: code)) isn't an integer")
    }
    let number = code.asInt
    guard number > 0, number <= 0x7FFF_FFFF else {
      return t.failPickling("Can't pickle \(t.repr(text: value)): extension code \(number) is out of range")
    }
    if number < 256 {
      put(.extension1, number, bytes: 1)
    } else if number < 65536 {
      put(.extension2, number, bytes: 2)
    } else {
      put(.extension4, number, bytes: 4)
    }
    return true
  }

  /// The instruction with both names as lines; Python 2 reads its own names.
  private mutating func putGlobal(_ module: Value, _ name: Value) -> Bool {
    var (module, name) = (module, name)
    if pickler.fixesImports {
      let both = DictRef(pickleState.names3to2).get(t, TupleRef.make(t, module, name))
      if both.isError { return false }
      if both.isBound {
        guard both.isKind(.tuple), TupleRef(both).count == 2 else {
          t.raise(
            .runtimeError, "_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not \(both.typeName)")
          return false
        }
        (module, name) = (TupleRef(both)[0], TupleRef(both)[1])
        guard module.isKind(.string), name.isKind(.string) else {
          t.raise(
            .runtimeError,
            "_compat_pickle.REVERSE_NAME_MAPPING values should be pairs of str, not (\(module.typeName), \(name.typeName))"
          )
          return false
        }
      } else {
        let old = DictRef(pickleState.imports3to2).get(t, module)
        if old.isError { return false }
        if old.isBound {
          guard old.isKind(.string) else {
            t.raise(
              .runtimeError,
              "_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings, not \(old.typeName)")
            return false
          }
          module = old
        }
      }
    }
    for (text, what) in [(module, "module"), (name, "global")]
    where protocolNumber < 3 && !StringRef(text).isAscii {
      return t.failPickling(
        "can't pickle \(what) identifier '\(StringRef(text).text)' using pickle protocol \(protocolNumber)")
    }
    put(.global, text: StringRef(module).text)
    for byte in StringRef(name).utf8 { output.append(byte) }
    output.append(UInt8(ascii: "\n"))
    return true
  }

  /// The name of the module that has `value` under `path`.
  private func findModule(of value: Value, _ path: [Substring]) -> Value {
    let stated = t.findAttribute(value, vm.pointee.names.module)
    if stated.isError || stated.isBound && !stated.isNone { return stated }
    let modules = t.findAttribute(vm.pointee.sysModule, StringRef.intern("modules"))
    if modules.isError { return .error }
    if modules.isUnbound { return t.raise(.runtimeError, "unable to get sys.modules") }
    // Looking for an attribute may import more modules.
    let items = t.callMethod(modules, vm.pointee.names.items)
    guard !items.isError, let list = t.makeList(from: items) else { return .error }
    for index in 0..<list.count {
      guard list[index].isKind(.tuple), TupleRef(list[index]).count == 2 else { continue }
      let (name, module) = (TupleRef(list[index])[0], TupleRef(list[index])[1])
      if module.isNone || name.isKind(.string) && StringRef(name).text == "__main__" { continue }
      let found = t.followPath(module, path).found
      if found.isError {
        if !t.pendingMatches(.attributeError) { return .error }
        t.pointee.exception = .unbound
      } else if found == value {
        return name
      }
    }
    return StringRef.intern("__main__")
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `module.a.b.c`, and `module.a.b` from which the last name was taken. `.error` with an exception pending.
  func followPath(_ module: Value, _ path: [Substring]) -> (found: Value, parent: Value) {
    var parent = module
    var found = module
    for name in path {
      parent = found
      found = getAttribute(parent, StringRef.intern(String(name)))
      if found.isError { return (.error, parent) }
    }
    return (found, parent)
  }
}
