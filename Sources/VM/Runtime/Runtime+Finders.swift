// Imports through Python: finders that programs put on sys.meta_path, zip archives on sys.path, packages without
// `__init__`, and importlib's classes for `__spec__` and `__loader__`.
//
// importlib is an ordinary module here. What its BuiltinImporter and PathFinder do for modules and folders is native
// (Runtime+Import.swift); they stand on sys.meta_path once importlib is imported, so that programs find them and put
// their own finders before or behind them. While they are not there yet, all finders come before.

import CRuntime

/// Modules that CPython compiles in, and the names of the same modules in the standard library.
let frozenModules = [
  "_frozen_importlib": "importlib._bootstrap", "_frozen_importlib_external": "importlib._bootstrap_external",
]

/// Where a finder stands among importlib's own.
enum FinderPlace { case before, after }

extension UnsafeMutablePointer where Pointee == ThreadState {
  private var modules: DictRef { DictRef(vm.pointee.modules) }

  private func systemList(_ name: StaticString) -> ListRef? {
    let list = ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern(name))
    return list.isKind(.list) ? ListRef(list) : nil
  }

  private func library(_ name: StaticString) -> Value { modules.get(name: StringRef.intern(name)) }

  /// True from the end of importlib's import on.
  private var hasImportlib: Bool { library("_frozen_importlib").isBound }

  /// Asks the finders on one side of importlib's own. Returns the module, `.unbound` when none knows it, or `.error`.
  func importThroughFinders(_ name: Value, path parent: Value, _ place: FinderPlace) -> Value {
    guard let finders = systemList("meta_path") else { return .unbound }
    var isBehind = false
    var index = 0
    while index < finders.count {
      let finder = finders[index]
      index += 1
      if isStandard(finder) {
        isBehind = true
        continue
      }
      guard isBehind == (place == .after) else { continue }
      let find = findAttribute(finder, StringRef.intern("find_spec"))
      if find.isError { return .error }
      if find.isUnbound { continue }
      let path = parent.isBound ? findAttribute(parent, vm.pointee.names.path) : .none
      if path.isError { return .error }
      let spec = call(find, name, path.isBound ? path : .none, .none)
      if spec.isError { return .error }
      if !spec.isNone { return load(spec) }
    }
    return .unbound
  }

  private func isStandard(_ finder: Value) -> Bool {
    guard finder.isKind(.type) else { return false }
    let module = TypeRef(finder).dict.get(name: StringRef.intern("__module__"))
    return module.isKind(.string) && frozenModules[StringRef(module).text] != nil
  }

  /// Lets the loader of a ModuleSpec make its module.
  private func load(_ spec: Value) -> Value {
    if importModule("importlib").isError { return .error }
    return callMethod(library("_frozen_importlib"), StringRef.intern("_load_unlocked"), spec)
  }

  /// Entries of a search path in files, as zip archives are, and those for which a program has a hook.
  func importBeyondFolders(_ name: Value, _ searchPath: Value) -> Value {
    var hasFiles = false
    _ = forEach(in: searchPath) { entry in
      // A package in an archive has a path that begins with the archive's.
      var place = entry.isKind(.string) ? StringRef(entry).text[...] : ""
      while !place.isEmpty && !hasFiles && !isDirectory(String(place)) {
        hasFiles = isFile(String(place))
        place = place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex)
      }
      return !hasFiles
    }
    guard let hooks = systemList("path_hooks") else { return .unbound }
    if hasFiles && !installArchiveHook() { return .error }
    return hasFiles || hooks.count > (hasArchiveHook(hooks) ? 2 : 1) ? importThroughPath(name, searchPath) : .unbound
  }

  private func hasArchiveHook(_ hooks: ListRef) -> Bool {
    (0..<hooks.count).contains { hooks[$0].isKind(.type) && TypeRef(hooks[$0]).nameText == "zipimporter" }
  }

  /// Puts `zipimporter` on sys.path_hooks unless it is there; false with an exception pending.
  func installArchiveHook() -> Bool {
    guard let hooks = systemList("path_hooks"), !hasArchiveHook(hooks) else { return true }
    let module = importModule("zipimport")
    if module.isError { return false }
    let hook = findAttribute(module, StringRef.intern("zipimporter"))
    // Unbound while zipimport itself is being imported: what it imports is in no archive.
    guard hook.isBound, !hook.isError else { return hook.isUnbound }
    if callMethod(hooks.value, StringRef.intern("insert"), .int(0), hook).isError { return false }
    // Archives that nobody could read so far.
    if importModule("importlib").isError { return false }
    let finder = getAttribute(library("_frozen_importlib_external"), StringRef.intern("PathFinder"))
    return !finder.isError && !callMethod(finder, StringRef.intern("invalidate_caches")).isError
  }

  /// A package without `__init__`: once importlib is there its `__path__` follows changes of sys.path.
  func importNamespace(_ name: Value, _ searchPath: Value) -> Value {
    hasImportlib ? importThroughPath(name, searchPath) : .unbound
  }

  private func importThroughPath(_ name: Value, _ searchPath: Value) -> Value {
    if importModule("importlib").isError { return .error }
    let finder = getAttribute(library("_frozen_importlib_external"), StringRef.intern("PathFinder"))
    if finder.isError { return .error }
    let spec = callMethod(finder, StringRef.intern("find_spec"), name, searchPath)
    if spec.isError { return .error }
    return spec.isNone ? .unbound : load(spec)
  }

  /// Puts importlib's finders on sys.meta_path and gives the modules imported so far their full specs.
  func installFinders(from namespace: DictRef) -> Bool {
    let bootstrap = namespace.get(name: StringRef.intern("_bootstrap"))
    let external = namespace.get(name: StringRef.intern("_bootstrap_external"))
    guard let finders = systemList("meta_path"), bootstrap.isBound, external.isBound, !hasImportlib else { return true }
    let builtin = getAttribute(bootstrap, StringRef.intern("BuiltinImporter"))
    if builtin.isError { return false }
    finders.append(self, builtin)
    if callMethod(external, StringRef.intern("_install"), bootstrap).isError { return false }
    modules.set(name: StringRef.intern("_frozen_importlib"), bootstrap)
    modules.set(name: StringRef.intern("_frozen_importlib_external"), external)
    let copy = callMethod(modules.value, StringRef.intern("copy"))
    if copy.isError { return false }
    var position = 0
    while let entry = DictRef(copy).next(&position) {
      guard entry.value.isKind(.module) else { continue }
      let module = ModuleRef(entry.value).namespace
      let spec = module.get(name: vm.pointee.names.spec)
      guard spec.isObject, spec.type.value == vm.pointee.types.simpleNamespace else { continue }
      let origin = findAttribute(spec, StringRef.intern("origin"))
      let text = origin.isKind(.string) ? StringRef(origin).text : nil
      let full = makeModuleSpec(entry.key, origin: text, module)
      if full.isUnbound { continue }
      let starting = findAttribute(spec, StringRef.intern("_initializing"))
      if starting.isTrue { _ = setAttribute(full, StringRef.intern("_initializing"), .true) }
      module.set(name: vm.pointee.names.spec, full)
    }
    return true
  }

  /// The ModuleSpec of a module that the VM loads, whose loader goes into its namespace; `.unbound` before importlib.
  func makeModuleSpec(_ name: Value, origin: String?, _ namespace: DictRef) -> Value {
    guard hasImportlib, name.isKind(.string) else { return .unbound }
    let bootstrap = library("_frozen_importlib")
    let external = library("_frozen_importlib_external")
    let path = namespace.get(name: vm.pointee.names.path)
    let spec: Value
    switch origin {
    case "built-in":
      let importer = getAttribute(bootstrap, StringRef.intern("BuiltinImporter"))
      spec = callMethod(bootstrap, StringRef.intern("spec_from_loader"), name, importer)
      if !spec.isError { _ = setAttribute(spec, StringRef.intern("origin"), StringRef.intern("built-in")) }
    case let origin?:
      spec = callMethod(external, StringRef.intern("spec_from_file_location"), name, StringRef.make(self, origin))
    case nil:
      spec = callMethod(bootstrap, StringRef.intern("ModuleSpec"), name, .none)
    }
    if spec.isError || spec.isNone {
      pointee.exception = .unbound
      return .unbound
    }
    if path.isBound { _ = setAttribute(spec, StringRef.intern("submodule_search_locations"), path) }
    let loader = findAttribute(spec, StringRef.intern("loader"))
    if loader.isBound { namespace.set(name: StringRef.intern("__loader__"), loader) }
    return spec
  }
}
