// The functions of the `builtins` module (those about iteration are in IterationFunctions).

import CRuntime
import Glibc
import Syntax

let builtinFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "__build_class__(func, name, /, *bases, **kwds)") { t, a in
    guard a[0].isKind(.function) else { return t.raise(.typeError, "__build_class__: func must be a function") }
    guard a[1].isKind(.string) else { return t.raise(.typeError, "__build_class__: name is not a string") }
    return t.buildClass(a[0], a[1], TupleRef(a[2]), DictRef(a[3]))
  },
  NativeDefinition(.function, "__import__(name, globals=None, locals=None, fromlist=(), level=0)") { t, a in
    guard a[0].isKind(.string) else { return t.raise(.typeError, "module name must be a string") }
    let globals = a[1].isKind(.dict) ? DictRef(a[1]) : nil
    return t.importNamed(a[0], globals: globals, from: a[3].isBound ? a[3] : .none, level: a[4].isInt ? a[4].asInt : 0)
  },
  NativeDefinition(.function, "abs(x, /)") { t, a in t.unary(.abs, a[0]) },
  NativeDefinition(.function, "ascii(obj, /)") { t, a in t.ascii(a[0]) },
  NativeDefinition(.function, "bin(number, /)") { t, a in t.formatIndex(a[0], "#b") },
  NativeDefinition(.function, "oct(number, /)") { t, a in t.formatIndex(a[0], "#o") },
  NativeDefinition(.function, "hex(number, /)") { t, a in t.formatIndex(a[0], "#x") },
  NativeDefinition(.function, "callable(obj, /)") { _, a in
    .bool(a[0].type.special(.call).isBound || a[0].isKind(.type))
  },
  NativeDefinition(.function, "chr(i, /)") { t, a in
    let integer = t.toIndex(a[0])
    if integer.isError { return .error }
    guard integer.isInt, Int(Int32(truncatingIfNeeded: integer.asInt)) == integer.asInt else {
      return t.raise(.overflowError, "Python int too large to convert to C int")
    }
    let code = integer.asInt
    guard code >= 0 && code < 0x110000 else { return t.raise(.valueError, "chr() arg not in range(0x110000)") }
    return StringRef.character(t, UInt32(code))
  },
  NativeDefinition(.function, "ord(c, /)") { t, a in
    if a[0].isKind(.string) {
      let string = StringRef(a[0])
      if string.count == 1 { return .int(Int(string[0])) }
      return t.raise(.typeError, "ord() expected a character, but string of length \(string.count) found")
    }
    if let bytes = byteView(a[0]) {
      if bytes.count == 1 { return .int(Int(bytes[0])) }
      return t.raise(.typeError, "ord() expected a character, but string of length \(bytes.count) found")
    }
    return t.raise(.typeError, "ord() expected string of length 1, but \(a[0].typeName) found")
  },
  NativeDefinition(.function, "delattr(obj, name, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    return t.setAttribute(a[0], name, .unbound) ? .none : .error
  },
  NativeDefinition(.function, "getattr(object, name, default=None, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    if a[2].isUnbound { return t.getAttribute(a[0], name) }
    let value = t.findAttribute(a[0], name)
    if value.isUnbound { return a[2] }
    if value.isError && t.pendingMatches(.attributeError) {
      t.pointee.exception = .unbound
      return a[2]
    }
    return value
  },
  NativeDefinition(.function, "hasattr(obj, name, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    let value = t.findAttribute(a[0], name)
    if value.isError {
      guard t.pendingMatches(.attributeError) else { return .error }
      t.pointee.exception = .unbound
      return .false
    }
    return .bool(value.isBound)
  },
  NativeDefinition(.function, "setattr(obj, name, value, /)") { t, a in
    guard let name = t.attributeName(a[1]) else { return .error }
    return t.setAttribute(a[0], name, a[2]) ? .none : .error
  },
  NativeDefinition(.function, "dir(object=None, /)") { t, a in
    var list: Value
    if a[0].isUnbound {
      let names = t.currentLocals()
      if names.isError { return .error }
      // A class body or `exec` may have a mapping of its own.
      let all = names.isKind(.dict) ? names : t.callMethod(names, vm.pointee.names.keys)
      if all.isError { return .error }
      guard let keys = t.makeList(from: all) else { return .error }
      list = keys.value
    } else {
      let result = t.callSpecial(.dir, a[0])
      if result.isError { return .error }
      guard let copy = t.makeList(from: result) else { return .error }
      list = copy.value
    }
    return t.callMethod(list, StringRef.intern("sort")).isError ? .error : list
  },
  NativeDefinition(.function, "divmod(x, y, /)") { t, a in t.binary(.divmod, a[0], a[1]) },
  NativeDefinition(.function, "pow(base, exp, mod=None)") { t, a in
    if a[2].isUnbound || a[2].isNone { return t.binary(.power, a[0], a[1]) }
    let (base, exponent, modulus) = (t.unwrapInteger(a[0]), t.unwrapInteger(a[1]), t.unwrapInteger(a[2]))
    let isDerived = a[0].isObject && a[0].type.isHeapType
    if base.isBound && exponent.isBound && modulus.isBound && !isDerived {
      return t.powerModulo(base, exponent, modulus)
    }
    if a[0].isExactFloat || a[1].isExactFloat || a[2].isExactFloat {
      return t.raise(.typeError, "pow() 3rd argument not allowed unless all arguments are integers")
    }
    let hook = a[0].type.special(.pow)
    if hook.isBound {
      let value = t.call(hook, a[0], a[1], a[2])
      if !value.isNotImplemented { return value }
    }
    return t.raise(
      .typeError,
      "unsupported operand type(s) for ** or pow(): '\(a[0].typeName)', '\(a[1].typeName)', '\(a[2].typeName)'")
  },
  NativeDefinition(.function, "round(number, ndigits=None)") { t, a in
    let hook = a[0].type.special(.round)
    if hook.isUnbound { return t.raise(.typeError, "type \(a[0].typeName) doesn't define __round__ method") }
    return a[1].isUnbound || a[1].isNone ? t.callUnbound(hook, a[0]) : t.callUnbound(hook, a[0], a[1])
  },
  NativeDefinition(.function, "format(value, format_spec='', /)") { t, a in
    if a[1].isBound && !a[1].isKind(.string) {
      return t.raise(.typeError, "format() argument 2 must be str, not \(a[1].typeName)")
    }
    return t.format(a[0], spec: a[1].isUnbound ? vm.pointee.emptyString : a[1])
  },
  NativeDefinition(.function, "hash(obj, /)") { t, a in
    let hash = t.hash(a[0])
    return hash == hashFailed ? .error : .int(hash)
  },
  NativeDefinition(.function, "id(obj, /)") { t, a in
    t.makeInt(Int(truncatingIfNeeded: a[0].isObject ? a[0].bits & ~1 : a[0].bits &>> 1))
  },
  NativeDefinition(.function, "isinstance(obj, class_or_tuple, /)") { t, a in t.isInstance(a[0], a[1]) },
  NativeDefinition(.function, "issubclass(cls, class_or_tuple, /)") { t, a in t.isSubclass(a[0], a[1]) },
  NativeDefinition(.function, "repr(obj, /)") { t, a in t.repr(a[0]) },
  NativeDefinition(.function, "vars(object=None, /)") { t, a in
    if a[0].isUnbound { return t.currentLocals() }
    let dict = t.findAttribute(a[0], vm.pointee.names.dict)
    return dict.isUnbound ? t.raise(.typeError, "vars() argument must have __dict__ attribute") : dict
  },
  NativeDefinition(.function, "globals()") { t, _ in
    FunctionRef(t.pointee.frame.pointee.function).field(.globals)
  },
  NativeDefinition(.function, "locals()") { t, _ in t.currentLocals() },
  NativeDefinition(.function, "print(*args, sep=' ', end='\\n', file=None, flush=False)") { t, a in
    t.printValues(TupleRef(a[0]), separator: a[1], end: a[2], file: a[3], flush: a[4])
  },
  NativeDefinition(
    .function, "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)"
  ) { t, a in
    t.compileArguments(a)
  },
  NativeDefinition(.function, "eval(source, globals=None, locals=None, /)") { t, a in
    t.evaluate(a[0], a[1], a[2], mode: .expression, function: "eval")
  },
  NativeDefinition(.function, "exec(source, globals=None, locals=None, /, *, closure=None)") { t, a in
    let closure = a[3].isNone ? .unbound : a[3]
    let result = t.evaluate(a[0], a[1], a[2], mode: .file, function: "exec", closure: closure)
    return result.isError ? .error : .none
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `bin`, `oct` and `hex`.
  func formatIndex(_ value: Value, _ specification: StaticString) -> Value {
    let integer = toIndex(value)
    if integer.isError { return .error }
    return format(integer, spec: StringRef.make(self, specification))
  }

  /// `print`: through the stream's `write`, item by item.
  func printValues(_ values: TupleRef, separator: Value, end: Value, file: Value, flush: Value) -> Value {
    for (value, name) in [(separator, "sep"), (end, "end")]
    where value.isBound && !value.isNone && !value.isKind(.string) {
      return raise(.typeError, "\(name) must be None or a string, not \(value.typeName)")
    }
    var stream = file
    if stream.isUnbound || stream.isNone {
      stream = findAttribute(vm.pointee.sysModule, vm.pointee.names.stdout)
      if stream.isError { return .error }
      if stream.isUnbound { return raise(.runtimeError, "lost sys.stdout") }
      if stream.isNone { return .none }
    }
    let gap = separator.isUnbound || separator.isNone ? vm.pointee.characters[32] : separator
    let last = end.isUnbound || end.isNone ? vm.pointee.characters[10] : end
    // The usual stream takes text without method calls.
    let plain = plainTextStream(stream)
    var write = Value.unbound
    if plain == nil {
      write = getAttribute(stream, vm.pointee.names.write)
      if write.isError { return .error }
    }
    @inline(__always) func put(_ text: Value) -> Bool {
      if let plain { return writeText(plain, StringRef(text)) }
      return !call(write, text).isError
    }
    for index in 0..<values.count {
      if index > 0 && !put(gap) { return .error }
      let text = str(values[index])
      if text.isError || !put(text) { return .error }
    }
    if !put(last) { return .error }
    if flush.isBound && !flush.isNone {
      let wanted = truth(flush)
      if wanted < 0 || wanted > 0 && callMethod(stream, vm.pointee.names.flush).isError { return .error }
    }
    return .none
  }

  /// The names visible in the calling frame as a dict: the namespace itself, or a snapshot of a function's locals.
  func currentLocals() -> Value { locals(of: pointee.frame.unsafelyUnwrapped) }

  /// Source bytes from str, bytes or bytearray; nil with TypeError.
  func sourceBytes(_ value: Value, _ message: String) -> [UInt8]? {
    var bytes: [UInt8]
    if value.isKind(.string) {
      bytes = StringRef(value).utf8
    } else if let buffer = byteView(value) {
      bytes = Array(buffer)
    } else {
      raise(.typeError, message)
      return nil
    }
    if bytes.contains(0) {
      raise(.valueError, "source code string cannot contain null bytes")
      return nil
    }
    return bytes
  }

  /// `eval` and `exec`.
  func evaluate(
    _ source: Value, _ globalsArgument: Value, _ localsArgument: Value, mode: ParseMode, function: String,
    closure: Value = .unbound
  ) -> Value {
    let frame = pointee.frame.unsafelyUnwrapped
    var globals = globalsArgument
    var locals = localsArgument
    if globals.isUnbound || globals.isNone {
      globals = FunctionRef(frame.pointee.function).field(.globals)
      if locals.isUnbound || locals.isNone { locals = currentLocals() }
    } else if !globals.isKind(.dict) {
      return raise(.typeError, "\(function)() globals must be a dict, not \(globals.typeName)")
    }
    if locals.isUnbound || locals.isNone { locals = globals }
    guard locals.type.special(.getitem).isBound else { return raise(.typeError, "locals must be a mapping") }
    let namespace = DictRef(globals)
    if namespace.get(name: vm.pointee.names.builtins).isUnbound {
      namespace.set(name: vm.pointee.names.builtins, ModuleRef(vm.pointee.builtins).namespace.value)
    }
    var code: CodeRef
    if source.isKind(.code) {
      code = CodeRef(source)
      let free = TupleRef(code.field(.freeNames)).count
      if free > 0 && mode == .expression {
        return raise(.typeError, "code object passed to \(function)() may not contain free variables")
      }
      if free == 0 && closure.isBound { return raise(.typeError, "cannot use a closure with this code object") }
      if free > 0 && !isClosure(closure, of: free) {
        return raise(.typeError, "code object requires a closure of exactly length \(free)")
      }
    } else {
      if closure.isBound { return raise(.typeError, "closure can only be used when source is a code object") }
      guard var bytes = sourceBytes(source, "\(function)() arg 1 must be a string, bytes or code object") else {
        return .error
      }
      if mode == .expression {
        // Leading blanks are allowed in expressions.
        let start = bytes.firstIndex { $0 != 32 && $0 != 9 } ?? bytes.count
        bytes.removeFirst(start)
      }
      let origin: SourceOrigin = source.isKind(.string) ? .text : .file
      guard
        let compiled = compile(
          bytes, filename: "<string>", mode: mode, usesNamespace: true, futureAnnotations: inheritsAnnotations,
          origin: origin)
      else {
        return .error
      }
      code = compiled
    }
    return execute(code, globals: namespace, locals: locals, closure: closure)
  }

  /// A plain tuple of so many cells.
  private func isClosure(_ value: Value, of count: Int) -> Bool {
    guard value.isKind(.tuple), !value.type.isHeapType, TupleRef(value).count == count else { return false }
    return (0..<count).allSatisfy { TupleRef(value)[$0].isKind(.cell) }
  }
}
