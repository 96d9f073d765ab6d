// The built-in function `compile`: its modes and flags. Syntax trees are neither taken nor given.

import CRuntime
import Syntax

private enum CompileFlags {
  /// Those of `__future__`: all but the last change nothing in 3.11.
  static let annotations = 0x100_0000
  static let features = 0x1FE_0000 | 0x10
  static let onlyTree = 0x400
  static let typing = ParseOptions.allowsIncompleteInput.rawValue | ParseOptions.keepsBlocksOpen.rawValue
  /// Type comments, await outside of functions: accepted without effect.
  static let ignored = 0x1000 | 0x2000
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Whether the code that runs has `from __future__ import annotations`: what it compiles does too.
  var inheritsAnnotations: Bool {
    guard let code = pointee.frame.unsafelyUnwrapped.pointee.code else { return false }
    return code.pointee.flags & CodeFlags.futureAnnotations != 0
  }

  /// `compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1)`.
  func compileArguments(_ a: Arguments) -> Value {
    guard let flags = a[3].isUnbound ? 0 : index(a[3]), let optimize = a[5].isUnbound ? -1 : index(a[5]) else {
      return .error
    }
    let known = CompileFlags.features | CompileFlags.onlyTree | CompileFlags.typing | CompileFlags.ignored
    if flags & ~known != 0 { return raise(.valueError, "compile(): unrecognised flags") }
    if !(-1...2).contains(optimize) { return raise(.valueError, "compile(): invalid optimize value") }
    guard a[2].isKind(.string) else {
      return raise(.typeError, "compile() argument 'mode' must be str, not \(a[2].typeName)")
    }
    let mode: ParseMode
    switch StringRef(a[2]).text {
    case "exec": mode = .file
    case "eval": mode = .expression
    case "single": mode = .single
    default: return raise(.valueError, "compile() mode must be 'exec', 'eval' or 'single'")
    }
    guard let bytes = sourceBytes(a[0], "compile() arg 1 must be a string, bytes or AST object") else { return .error }
    let inherits = a[4].isUnbound ? 0 : truth(a[4])
    if inherits < 0 { return .error }
    let filename = a[1].isKind(.string) ? StringRef(a[1]).text : str(text: a[1])
    let code = compile(
      bytes, filename: filename, mode: mode, usesNamespace: true,
      futureAnnotations: flags & CompileFlags.annotations != 0 || inherits == 0 && inheritsAnnotations,
      optimize: optimize < 0 ? nil : optimize, origin: a[0].isKind(.string) ? .text : .file,
      options: ParseOptions(rawValue: flags & CompileFlags.typing))
    return code?.value ?? .error
  }
}
