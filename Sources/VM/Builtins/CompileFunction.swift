// The function `compile`: source text or a tree of `ast` nodes → code object or tree, by its flags.

import CRuntime
import Syntax

/// Bits of `compile`'s flags, with CPython's values (`ast.PyCF_…`, `__future__.….compiler_flag`).
private enum CompileFlags {
  static let onlyTree = 0x400
  static let annotations = 0x100_0000
  /// All that CPython takes.
  static let known = 0x1FE_7610
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Whether the running code was compiled after `from __future__ import annotations`, which `compile`, `eval` and `exec`
  /// pass on.
  var callerHasFutureAnnotations: Bool {
    guard let frame = pointee.frame else { return false }
    return FunctionRef(frame.pointee.function).info.pointee.flags & CodeFlags.futureAnnotations != 0
  }

  func compile(
    source: Value, filename: Value, mode: Value, flags: Value, inheritsNothing: Value, optimize: Value
  ) -> Value {
    guard mode.isKind(.string) else {
      return raise(.typeError, "compile() argument 'mode' must be str, not \(mode.typeName)")
    }
    guard let name = filenameArgument(filename) else { return .error }
    let bits = flags.isUnbound ? .int(0) : toIndex(flags)
    if bits.isError { return .error }
    guard bits.isInt, bits.asInt & ~CompileFlags.known == 0 else {
      return raise(.valueError, "compile(): unrecognised flags")
    }
    let level = optimize.isUnbound ? .int(-1) : toIndex(optimize)
    if level.isError { return .error }
    guard level.isInt, (-1...2).contains(level.asInt) else {
      return raise(.valueError, "compile(): invalid optimize value")
    }
    let isOnlyTree = bits.asInt & CompileFlags.onlyTree != 0
    guard let parseMode = self.parseMode(StringRef(mode).text, isOnlyTree: isOnlyTree) else { return .error }
    let isTree = syntaxTreeBase.isObject && source.isInstance(of: syntaxTreeBase)
    if isTree, isOnlyTree { return source }
    let module: Module?
    if isTree {
      module = SyntaxTreeReader(t: self).module(source, mode: parseMode, filename: name)
    } else {
      guard let bytes = sourceBytes(source, "compile() arg 1 must be a string, bytes or AST object") else {
        return .error
      }
      module = parse(bytes, filename: name, mode: parseMode, origin: source.isKind(.string) ? .text : .file)
    }
    guard let module else { return .error }
    if isOnlyTree { return syntaxTree(of: module) }
    guard let inheritsNothing = flag(inheritsNothing) else { return .error }
    let annotations = bits.asInt & CompileFlags.annotations != 0 || !inheritsNothing && callerHasFutureAnnotations
    return compile(module, usesNamespace: true, futureAnnotations: annotations)?.value ?? .error
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
    guard let path = self.path(value) else { return nil }
    return byteView(path).map { String(decoding: $0, as: UTF8.self) } ?? StringRef(path).text
  }

  /// `ast` is loaded, if need be: only its module can name the classes.
  private func syntaxTree(of module: Module) -> Value {
    if syntaxTreeBase.isUnbound, importModule("_ast").isError { return .error }
    return SyntaxTreeMaker(t: self).root(module)
  }
}
