// The import system: built-in modules, source files and packages on sys.path.
//
// A built-in module is a row of `nativeModules`: it is made when it is first imported. A source module is parsed and
// compiled, or comes from the cache (CodeFiles/CodeCache.swift). `__spec__` is a SimpleNamespace with the fields that
// programs read until importlib is imported, and a ModuleSpec from then on. What programs put on sys.meta_path is asked too: Runtime+Finders.swift.

import CRuntime
import Glibc

/// Modules made by native code, by name; they are created on first import.
nonisolated(unsafe) var nativeModules: [String: (Thread) -> Void] = [:]

extension UnsafeMutablePointer where Pointee == ThreadState {
  private var loaded: DictRef { DictRef(vm.pointee.modules) }

  /// The module with this dotted name, imported when necessary.
  func importModule(_ name: String) -> Value {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var qualified = ""
    var parent = Value.unbound
    var module = Value.unbound
    for part in parts {
      if part.isEmpty { return raise(.valueError, "Empty module name") }
      qualified = qualified.isEmpty ? part : qualified + "." + part
      module = importOne(qualified, short: part, parent: parent)
      if module.isError { return .error }
      parent = module
    }
    return module
  }

  private func importOne(_ qualified: String, short: String, parent: Value) -> Value {
    let key = StringRef.intern(qualified)
    let present = loaded.get(name: key)
    if present.isNone {
      raise(.moduleNotFoundError, "import of \(qualified) halted; None in sys.modules")
      setPendingName(qualified)
      return .error
    }
    if present.isBound { return present }
    if frozenModules[qualified] != nil {
      if importModule("importlib").isError { return .error }
      // Not while importlib itself asks for it: then its own copies are to be imported.
      let module = loaded.get(name: key)
      if module.isBound { return module }
      raise(.moduleNotFoundError, "No module named '\(qualified)'")
      setPendingName(qualified)
      return .error
    }
    let found = importThroughFinders(key, path: parent, .before)
    if found.isBound { return finishFound(found, short, parent) }
    if let make = nativeModules[qualified] {
      make(self)
      let module = loaded.get(name: key)
      if module.isBound {
        finishNative(module, key)
        if parent.isObject { _ = setAttribute(parent, StringRef.intern(short), module) }
        return module
      }
    }
    var searchPath: Value
    if parent.isBound {
      searchPath = findAttribute(parent, vm.pointee.names.path)
      if searchPath.isError { return .error }
      if searchPath.isUnbound {
        let parentName = qualified.dropLast(short.utf8.count + 1)
        raise(.moduleNotFoundError, "No module named '\(qualified)'; '\(parentName)' is not a package")
        setPendingName(qualified)
        return .error
      }
    } else {
      searchPath = findAttribute(vm.pointee.sysModule, StringRef.intern("path"))
      if searchPath.isError || searchPath.isUnbound { return raise(.runtimeError, "sys.path must be a list") }
    }
    let place = (parent.isUnbound ? frozenPlace(short) : nil) ?? locate(short, in: searchPath)
    if place?.isNamespace ?? true {
      if pointee.exception.isBound { return .error }
      let found = place == nil ? importBeyondFolders(key, searchPath) : importNamespace(key, searchPath)
      if found.isBound { return finishFound(found, short, parent) }
    }
    guard let place else {
      let found = importThroughFinders(key, path: parent, .after)
      if found.isBound { return finishFound(found, short, parent) }
      let reason = extensionFile(short, in: searchPath).map { " (\($0) is made for CPython)" } ?? ""
      raise(.moduleNotFoundError, "No module named '\(qualified)'" + reason)
      setPendingName(qualified)
      return .error
    }
    let module = watchingImport(of: qualified, from: place.file) { load(place, qualified, key) }
    if module.isError { return .error }
    if parent.isObject { _ = setAttribute(parent, StringRef.intern(short), module) }
    return module
  }

  /// What a finder loaded, as an attribute of its package.
  private func finishFound(_ module: Value, _ short: String, _ parent: Value) -> Value {
    if parent.isObject, !module.isError { _ = setAttribute(parent, StringRef.intern(short), module) }
    return module
  }

  private func setPendingName(_ name: String) {
    let exception = takeException()
    setField(exception, "name", StringRef.make(self, name))
    setField(exception, "path", .none)
    pointee.exception = exception
  }

  private struct Place {
    let file: String
    /// The folder of a package.
    let package: String?
    /// A package without `__init__`.
    var isNamespace = false
  }

  /// Modules that CPython holds in its program (frozen): no file beside a script hides them.
  private func frozenPlace(_ name: String) -> Place? {
    switch name {
    case "abc", "codecs", "io", "_collections_abc", "_sitebuiltins", "genericpath", "ntpath", "posixpath", "os", "site",
      "stat", "runpy":
      let file = "\(StandardLibrary.folder)/\(name).py"
      return isFile(file) ? Place(file: file, package: nil) : nil
    default: return nil
    }
  }

  /// The file of a module in a list of folders.
  private func locate(_ name: String, in searchPath: Value) -> Place? {
    var found: Place?
    var namespaceFolder: String?
    _ = forEach(in: searchPath) { entry in
      guard entry.isKind(.string) else { return true }
      let base = self.path(name, in: entry)
      if isFile(base + "/__init__.py") {
        found = Place(file: base + "/__init__.py", package: base)
        return false
      }
      if isFile(base + ".py") {
        found = Place(file: base + ".py", package: nil)
        return false
      }
      if namespaceFolder == nil && isDirectory(base) { namespaceFolder = base }
      return true
    }
    if let found { return found }
    return namespaceFolder.map { Place(file: $0, package: $0, isNamespace: true) }
  }

  /// The absolute path of a name in an entry of a search path.
  private func path(_ name: String, in entry: Value) -> String {
    let folder = absolutePath(StringRef(entry).text)
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// An extension module that CPython would load.
  private func extensionFile(_ name: String, in searchPath: Value) -> String? {
    var found: String?
    _ = forEach(in: searchPath) { entry in
      guard entry.isKind(.string) else { return true }
      let base = path(name, in: entry)
      found = [".cpython-311-x86_64-linux-gnu.so", ".abi3.so"].lazy.map { base + $0 }.first { isFile($0) }
      return found == nil
    }
    return found
  }

  private func load(_ place: Place, _ qualified: String, _ key: Value) -> Value {
    let module = ModuleRef.make(self, name: key)
    let namespace = module.namespace
    let names = vm.pointee.names
    // The classes of importlib's own modules name them as in CPython.
    let frozen = frozenModules.first { $0.value == qualified }?.key
    if let frozen { namespace.set(name: names.name, StringRef.intern(frozen)) }
    if let package = place.package {
      let path = ListRef.make(self)
      path.append(self, StringRef.make(self, package))
      namespace.set(name: names.path, path.value)
      namespace.set(name: names.package, key)
    } else {
      let parent = qualified.split(separator: ".").dropLast().joined(separator: ".")
      namespace.set(name: names.package, StringRef.intern(parent))
    }
    namespace.set(name: names.spec, makeSpec(key, origin: place.isNamespace ? nil : place.file, namespace))
    loaded.set(name: key, module.value)
    if place.isNamespace { return module.value }
    namespace.set(name: names.file, StringRef.make(self, place.file))
    namespace.set(name: names.builtins, ModuleRef(vm.pointee.builtins).namespace.value)
    guard let code = CodeCache.code(self, source: place.file) else {
      _ = loaded.remove(self, key)
      return .error
    }
    let spec = namespace.get(name: names.spec)
    let starting = StringRef.intern("_initializing")
    if spec.isObject { _ = setAttribute(spec, starting, .true) }
    if execute(code, globals: namespace).isError {
      _ = loaded.remove(self, key)
      return .error
    }
    if spec.isObject { _ = setAttribute(spec, starting, .false) }
    if qualified == "importlib._bootstrap_external" { setMagic(in: namespace) }
    if frozen != nil { namespace.set(name: names.name, key) }
    if qualified == "importlib._bootstrap" { installImporter(in: namespace) }
    if qualified == "importlib" && !installFinders(from: namespace) { return .error }
    // A module may replace itself in sys.modules.
    let final = loaded.get(name: key)
    return final.isBound ? final : module.value
  }

  /// The identity of compiled code is the program's own, not CPython's.
  private func setMagic(in namespace: DictRef) {
    let bytes = withUnsafeBytes(of: CodeFormat.magic.littleEndian) { makeBytes(Array($0)) }
    namespace.set(name: StringRef.intern("MAGIC_NUMBER"), bytes)
    namespace.set(name: StringRef.intern("_RAW_MAGIC_NUMBER"), makeInt(Int(CodeFormat.magic)))
  }

  /// `importlib.import_module` and its like import as the import statement does.
  private func installImporter(in namespace: DictRef) {
    let definition = NativeDefinition(.function, "_gcd_import(name, package=None, level=0)") { t, a in
      guard a[0].isKind(.string) else {
        return t.raise(.typeError, "module name must be str, not \(a[0].typeName)")
      }
      guard let level = a[2].isUnbound ? 0 : t.index(a[2]) else { return .error }
      var name = StringRef(a[0]).text
      if level > 0 {
        guard a[1].isKind(.string) else { return t.raise(.typeError, "__package__ not set to a string") }
        var parts = StringRef(a[1]).text.split(separator: ".").map(String.init)
        guard parts.count >= level else {
          return t.raise(.importError, "attempted relative import beyond top-level package")
        }
        parts.removeLast(level - 1)
        name = parts.joined(separator: ".") + (name.isEmpty ? "" : "." + name)
      }
      return t.importModule(name)
    }
    namespace.set(
      name: StringRef.intern("_gcd_import"),
      NativeRef.make(self, definition, owner: .unbound, module: StringRef.intern("_frozen_importlib")))
  }

  /// `__spec__` and `__loader__` of a native module.
  private func finishNative(_ module: Value, _ name: Value) {
    guard module.isKind(.module) else { return }
    let namespace = ModuleRef(module).namespace
    namespace.set(name: vm.pointee.names.spec, makeSpec(name, origin: "built-in", namespace))
    namespace.set(name: vm.pointee.names.package, vm.pointee.emptyString)
  }

  func makeSpec(_ name: Value, origin: String?, _ namespace: DictRef) -> Value {
    let full = makeModuleSpec(name, origin: origin, namespace)
    if full.isBound { return full }
    guard vm.pointee.types.simpleNamespace.isBound else { return .none }
    let spec = call(vm.pointee.types.simpleNamespace)
    if spec.isError {
      pointee.exception = .unbound
      return .none
    }
    let path = namespace.get(name: vm.pointee.names.path)
    func set(_ field: String, _ value: Value) { _ = setAttribute(spec, StringRef.intern(field), value) }
    set("name", name)
    set("loader", .none)
    set("origin", origin.map { StringRef.make(self, $0) } ?? .none)
    set("submodule_search_locations", path.isBound ? path : .none)
    set("has_location", .bool(origin != nil && origin != "built-in"))
    set("cached", .none)
    let package = namespace.get(name: vm.pointee.names.package)
    set("parent", package.isBound ? package : .none)
    set("_initializing", .false)
    return spec
  }

  // MARK: Statements

  /// `import a.b`, `from a import b`: what the importName instruction does.
  func importStatement(_ name: Value, globals: DictRef, locals: Value, from: Value, level: Value) -> Value {
    let hook = builtinsNamespace(of: globals).get(name: vm.pointee.names.import_)
    if hook.isBound && hook != vm.pointee.importFunction {
      return withUnsafeTemporaryAllocation(of: Value.self, capacity: 16) { buffer in
        let arguments = buffer.baseAddress.unsafelyUnwrapped
        arguments[0] = name
        arguments[1] = globals.value
        arguments[2] = locals.isObject ? locals : globals.value
        arguments[3] = from
        arguments[4] = level
        return call(hook, arguments, 5)
      }
    }
    return importNamed(name, globals: globals, from: from, level: level.asInt)
  }

  /// `__import__(name, globals, locals, fromlist, level)`.
  func importNamed(_ name: Value, globals: DictRef?, from: Value, level: Int) -> Value {
    var qualified = StringRef(name).text
    if level > 0 {
      guard let globals, let base = resolveRelative(globals, level) else {
        if pointee.exception.isUnbound { raiseImportError("attempted relative import with no known parent package") }
        return .error
      }
      qualified = qualified.isEmpty ? base : base + "." + qualified
    } else if qualified.isEmpty {
      return raise(.valueError, "Empty module name")
    }
    let module = importModule(qualified)
    if module.isError { return .error }
    let hasFrom = from.isObject && truth(from) == 1
    if !hasFrom {
      if level > 0 { return module }
      guard let dot = qualified.firstIndex(of: ".") else { return module }
      return importModule(String(qualified[..<dot]))
    }
    // Submodules named in the list are imported too.
    let path = findAttribute(module, vm.pointee.names.path)
    if path.isError { return .error }
    if path.isBound {
      let succeeded = forEach(in: from) { item in
        guard item.isKind(.string) else { return true }
        let text = StringRef(item).text
        if text == "*" { return true }
        let present = findAttribute(module, StringRef.intern(item))
        if present.isError { return false }
        if present.isBound { return true }
        if importModule(qualified + "." + text).isError {
          guard pendingMatches(.moduleNotFoundError) else { return false }
          let missing = findOwnAttribute(pointee.exception, StringRef.intern("name"))
          if missing.isKind(.string) && StringRef(missing).text == qualified + "." + text {
            pointee.exception = .unbound
            return true
          }
          return false
        }
        return true
      }
      if !succeeded { return .error }
    }
    return module
  }

  /// The package that a relative import starts from.
  private func resolveRelative(_ globals: DictRef, _ level: Int) -> String? {
    var package = globals.get(name: vm.pointee.names.package)
    if !package.isKind(.string) {
      let name = globals.get(name: vm.pointee.names.name)
      guard name.isKind(.string) else { return nil }
      if globals.get(name: vm.pointee.names.path).isBound {
        package = name
      } else {
        let parts = StringRef(name).text.split(separator: ".").dropLast()
        package = StringRef.make(self, parts.joined(separator: "."))
      }
    }
    var parts = StringRef(package).text.split(separator: ".").map(String.init)
    if parts.isEmpty { return nil }
    if level - 1 >= parts.count {
      raiseImportError("attempted relative import beyond top-level package")
      return nil
    }
    parts.removeLast(level - 1)
    return parts.joined(separator: ".")
  }

  func importFrom(_ module: Value, _ name: Value) -> Value {
    let value = findAttribute(module, name)
    if value.isError || value.isBound { return value }
    // A submodule that is being imported right now is in sys.modules already.
    let moduleName = findAttribute(module, vm.pointee.names.name)
    let text = moduleName.isKind(.string) ? StringRef(moduleName).text : "<unknown module name>"
    let submodule = loaded.get(name: StringRef.intern(text + "." + StringRef(name).text))
    if submodule.isBound { return submodule }
    let file = findAttribute(module, vm.pointee.names.file)
    let location = file.isKind(.string) ? StringRef(file).text : "unknown location"
    let subject = StringRef(name).text
    let spec = findAttribute(module, vm.pointee.names.spec)
    let starting = spec.isObject && findAttribute(spec, StringRef.intern("_initializing")).isTrue
    raiseImportError(
      starting
        ? "cannot import name '\(subject)' from partially initialized module '\(text)' "
          + "(most likely due to a circular import) (\(location))"
        : "cannot import name '\(subject)' from '\(text)' (\(location))",
      name: StringRef.make(self, text), path: file.isKind(.string) ? file : .none)
    return .error
  }

  /// An ImportError with its fields.
  @discardableResult
  func raiseImportError(_ message: String, name: Value = .none, path: Value = .none) -> Value {
    raise(.importError, message)
    let exception = takeException()
    setField(exception, "name", name)
    setField(exception, "path", path)
    pointee.exception = exception
    return .error
  }

  func importStar(_ module: Value, into namespace: Value) -> Bool {
    let all = findAttribute(module, vm.pointee.names.all)
    if all.isError { return false }
    if all.isBound {
      return forEach(in: all) { name in
        guard name.isKind(.string) else {
          raise(.typeError, "Item in \(text(ofModule: module)).__all__ must be str, not \(name.typeName)")
          return false
        }
        let value = getAttribute(module, StringRef.intern(name))
        return !value.isError && setItem(namespace, name, value)
      }
    }
    for (name, value) in ownAttributes(module) where name.isKind(.string) {
      let string = StringRef(name)
      if string.count > 0 && string[0] == 95 { continue }
      if !setItem(namespace, name, value) { return false }
    }
    return true
  }

  private func text(ofModule module: Value) -> String {
    let name = findAttribute(module, vm.pointee.names.name)
    return name.isKind(.string) ? StringRef(name).text : "?"
  }
}

func isFile(_ path: String) -> Bool {
  var information = stat()
  return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
}

func isDirectory(_ path: String) -> Bool {
  var information = stat()
  return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
}

extension ListRef {
  /// A list of values that are reachable otherwise or immortal until the list holds them.
  static func make(_ thread: Thread, _ values: [Value]) -> Value {
    values.withUnsafeBufferPointer { buffer in
      keepingAlive(buffer) {
        let list = make(thread, capacity: buffer.count)
        for value in buffer { list.append(thread, value) }
        return list.value
      }
    }
  }
}
