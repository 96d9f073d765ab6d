// The built-in function `compile`: its modes and flags. It takes a source or a tree of `ast` nodes, and gives code or a tree.

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
    let isOnlyTree = flags & CompileFlags.onlyTree != 0
    guard let mode = parseMode(StringRef(a[2]).text, isOnlyTree: isOnlyTree),
      let filename = filenameArgument(a[1])
    else { return .error }
    let module: Module?
    if syntaxTreeBase.isObject, a[0].isInstance(of: syntaxTreeBase) {
      if isOnlyTree { return a[0] }
      module = SyntaxTreeReader(t: self).module(a[0], mode: mode, filename: filename)
    } else {
      guard let bytes = sourceBytes(a[0], "compile() arg 1 must be a string, bytes or AST object") else {
        return .error
      }
      module = parse(
        bytes, filename: filename, mode: mode, origin: a[0].isKind(.string) ? .text : .file,
        options: ParseOptions(rawValue: flags & CompileFlags.typing))
    }
    guard let module else { return .error }
    if isOnlyTree { return syntaxTree(of: module) }
    let inherits = a[4].isUnbound ? 0 : truth(a[4])
    if inherits < 0 { return .error }
    let code = compiledCode(
      module, usesNamespace: true,
      futureAnnotations: flags & CompileFlags.annotations != 0 || inherits == 0 && inheritsAnnotations,
      optimize: optimize < 0 ? nil : optimize)
    return code.map { CodeRef.make(self, $0).value } ?? .error
  }

  private func parseMode(_ text: String, isOnlyTree: Bool) -> ParseMode? {
    switch text {
    case "exec": return .file
    case "eval": return .expression
    case "single": return .single
    case "func_type" where !isOnlyTree:
      raise(.valueError, "compile() mode 'func_type' requires flag PyCF_ONLY_AST")
    default:
      let last = isOnlyTree ? "'eval', 'single' or 'func_type'" : "'eval' or 'single'"
      raise(.valueError, "compile() mode must be 'exec', \(last)")
    }
    return nil
  }

  private func filenameArgument(_ value: Value) -> String? {
    var value = value
    if !value.isKind(.bytes), let view = byteView(value) {
      let message = "path should be string, bytes, or os.PathLike, not \(value.typeName)"
      value = makeBytes(Array(view))
      if !warn(.deprecationWarning, message) { return nil }
    }
    guard let path = self.path(value) else { return nil }
    return byteView(path).map { String(decoding: $0, as: UTF8.self) } ?? StringRef(path).text
  }

  /// `_ast` is loaded, if need be: only it makes the classes.
  private func syntaxTree(of module: Module) -> Value {
    if syntaxTreeBase.isUnbound, importModule("_ast").isError { return .error }
    return SyntaxTreeMaker(t: self).root(module)
  }
}
