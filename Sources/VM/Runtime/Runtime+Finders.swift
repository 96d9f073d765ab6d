// Modules that are not source files on the path: what finders of the program on `sys.meta_path` find, and zip files, which
// the library's `zipimport` reads.

import CRuntime
import Glibc

/// What importlib puts on `sys.meta_path` itself: it finds what the VM finds, only slower. Immortal objects.
nonisolated(unsafe) var standardFinders: [Value] = []

/// What reads archives is being imported, and must not be looked for in them.
nonisolated(unsafe) private var isLoadingArchives = false

extension UnsafeMutablePointer where Pointee == ThreadState {
  private func systemAttribute(_ name: StaticString) -> Value {
    ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern(name))
  }

  /// Asks the program's finders that stand before the standard ones, or all others: the module, unbound when none
  /// finds it, or `.error`.
  func importByFinders(_ name: String, _ path: Value, ahead: Bool) -> Value {
    let list = systemAttribute("meta_path")
    guard list.isKind(.list) else { return .unbound }
    let finders = ListRef(list)
    var isAhead = true
    var index = 0
    while index < finders.count {
      let finder = finders[index]
      index += 1
      if standardFinders.contains(finder) {
        isAhead = false
        continue
      }
      if isAhead != ahead { continue }
      let find = findAttribute(finder, StringRef.intern("find_spec"))
      if find.isError { return .error }
      if find.isUnbound { continue }
      let spec = call(find, StringRef.make(self, name), path, .none)
      if spec.isError { return .error }
      if !spec.isNone { return load(spec: spec) }
    }
    return .unbound
  }

  private func load(spec: Value) -> Value {
    let bootstrap = importModule("importlib._bootstrap")
    return bootstrap.isError ? .error : callMethod(bootstrap, StringRef.intern("_load"), spec)
  }

  /// A module in a zip file on the path, or in a folder of one; unbound when there is none.
  func importFromArchive(_ name: String, _ searchPath: Value) -> Value {
    guard searchPath.isKind(.list), !isLoadingArchives else { return .unbound }
    let entries = ListRef(searchPath)
    var index = 0
    while index < entries.count {
      let entry = entries[index]
      index += 1
      guard entry.isKind(.string), isInsideFile(StringRef(entry).text) else { continue }
      let importer = archiveImporter(entry)
      if importer.isError { return .error }
      if importer.isNone { continue }
      let spec = callMethod(importer, StringRef.intern("find_spec"), StringRef.make(self, name))
      if spec.isError { return .error }
      if !spec.isNone { return load(spec: spec) }
    }
    return .unbound
  }

  /// A file, or a path that leads through one.
  private func isInsideFile(_ path: String) -> Bool {
    var information = stat()
    if stat(path, &information) == 0 { return information.st_mode & S_IFMT == S_IFREG }
    return errno == ENOTDIR
  }

  /// `sys.path_importer_cache[path]`, made when it is missing; None for a file that is no archive.
  private func archiveImporter(_ path: Value) -> Value {
    let cache = systemAttribute("path_importer_cache")
    guard cache.isKind(.dict) else { return .none }
    let known = DictRef(cache).get(self, path)
    if known.isBound { return known }
    guard installArchives() else { return .error }
    let module = importModule("zipimport")
    if module.isError { return .error }
    var importer = callMethod(module, StringRef.intern("zipimporter"), path)
    if importer.isError {
      guard pendingMatches(.importError) else { return .error }
      pointee.exception = .unbound
      importer = .none
    }
    return DictRef(cache).set(self, path, importer) ? importer : .error
  }

  /// Puts `zipimporter` on `sys.path_hooks`, for importlib; false with an exception pending.
  func installArchives() -> Bool {
    if isLoadingArchives { return true }
    isLoadingArchives = true
    defer { isLoadingArchives = false }
    let module = importModule("zipimport")
    if module.isError { return false }
    let importer = getAttribute(module, StringRef.intern("zipimporter"))
    let hooks = systemAttribute("path_hooks")
    if importer.isError { return false }
    guard hooks.isKind(.list) else { return true }
    for index in 0..<ListRef(hooks).count where ListRef(hooks)[index] == importer { return true }
    return !callMethod(hooks, StringRef.intern("insert"), .int(0), importer).isError
  }
}
