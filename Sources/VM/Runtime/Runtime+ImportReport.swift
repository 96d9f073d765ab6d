// What `-X importtime` and `-v` say of each module that is loaded from a file, on standard error.

import CRuntime
import Glibc

/// Modules that are being loaded, one in the other: the time of what each has loaded so far, in nanoseconds.
nonisolated(unsafe) private var openImports: [UInt64] = []
nonisolated(unsafe) private var hasTitle = false

extension UnsafeMutablePointer where Pointee == ThreadState {
  @inline(__always)
  func watchingImport(of name: String, from file: String, _ load: () -> Value) -> Value {
    let flags = vm.pointee.options.python
    if _fastPath(!flags.printsImportTimes && flags.verbose == 0) { return load() }
    return reportingImport(name, file, flags, load)
  }

  @inline(never)
  private func reportingImport(_ name: String, _ file: String, _ flags: PythonFlags, _ load: () -> Value) -> Value {
    if flags.verbose > 0 { writeError("# loading '\(name)' from \(file)\n") }
    if flags.printsImportTimes, !hasTitle {
      hasTitle = true
      writeError("import time: self [us] | cumulative | imported package\n")
    }
    openImports.append(0)
    let start = monotonicNanoseconds()
    let module = load()
    let total = monotonicNanoseconds() - start
    let inner = openImports.removeLast()
    let depth = openImports.count
    if depth > 0 { openImports[depth - 1] += total }
    if flags.printsImportTimes {
      let own = column((total - min(total, inner)) / 1000, 9)
      let indentation = String(repeating: " ", count: 2 * depth)
      writeError("import time: \(own) | \(column(total / 1000, 10)) | \(indentation)\(name)\n")
    }
    if flags.verbose > 0, !module.isError { writeError("import '\(name)' # \(file)\n") }
    return module
  }

  private func column(_ number: UInt64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }
}
