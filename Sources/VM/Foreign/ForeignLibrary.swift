// Shared libraries at run time: opening them, finding symbols, and which library an address belongs to.
//
// Handles are those of dlopen; they are never closed by themselves. A profiler hears of each change (`vmEvents.librariesChanged`), so
// that the sampler knows the new code before it runs.

import CRuntime
import Glibc

enum ForeignLibrary {
  /// Opens a library, nil: the program itself with all it has loaded. Nil when that fails; `lastError` says why. The path is as the system's encoding has
  /// it, `flags` as for dlopen (RTLD_NOW is added when neither it nor RTLD_LAZY is given). Gives the global lock up meanwhile.
  static func open(_ thread: Thread, _ path: UnsafePointer<CChar>?, flags: Int32) -> Raw? {
    let mode = flags & (RTLD_NOW | RTLD_LAZY) == 0 ? flags | RTLD_NOW : flags
    let handle = thread.blocking { dlopen(path, mode) }
    if handle != nil { vmEvents.librariesChanged?() }
    return handle
  }

  /// False when that fails; `lastError` says why.
  static func close(_ handle: Raw) -> Bool {
    let isClosed = dlclose(handle) == 0
    vmEvents.librariesChanged?()
    return isClosed
  }

  /// Address of a function or variable; nil when there is none, and `lastError` says so.
  static func symbol(_ handle: Raw, _ name: UnsafePointer<CChar>) -> Raw? {
    _ = dlerror()
    return dlsym(handle, name)
  }

  /// What went wrong in the call before, in the loader's words.
  static var lastError: String { dlerror().map { String(cString: $0) } ?? "unknown error of the loader" }

  /// Path of the library in which the address lies.
  static func path(of address: UnsafeRawPointer) -> String? {
    var symbol: UnsafePointer<CChar>?
    return vm_library_path(address, &symbol).map { String(cString: $0) }
  }

  /// Name of the symbol that begins at the address.
  static func symbolName(of address: UnsafeRawPointer) -> String? {
    var symbol: UnsafePointer<CChar>?
    _ = vm_library_path(address, &symbol)
    return symbol.map { String(cString: $0) }
  }
}
