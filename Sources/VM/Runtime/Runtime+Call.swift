// Calling from native code: any callable, with positional and named arguments.
//
// A Python function runs in a new activation (`run`). Memory behind `arguments` must have room for 8 more values
// (NativeRef.call fills in missing optional parameters in place).

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func call(_ callee: Value, _ arguments: Arguments, _ count: Int, names: Value = .unbound) -> Value {
    guard callee.isObject else { return raiseNotCallable(callee) }
    switch callee.objectKind {
    case .function:
      return runFunction(FunctionRef(callee), arguments, count, names: names)
    case .nativeFunction:
      if _slowPath(nativeStackIsLow) { return raiseRecursion() }
      return NativeRef(callee).call(self, arguments, count, names: names)
    case .boundMethod:
      let method = BoundMethodRef(callee)
      return callWithFirst(method.function, method.selfValue, arguments, count, names: names)
    case .type:
      if _slowPath(nativeStackIsLow) { return raiseRecursion() }
      return callType(TypeRef(callee), arguments, count, names: names)
    default:
      let hook = callee.type.special(.call)
      if hook.isUnbound { return raiseNotCallable(callee) }
      if hook == ctypesTypes.functionCall, !nativeStackIsLow {
        return callForeign(FunctionData(callee), arguments, count, names)
      }
      if _slowPath(nativeStackIsLow) { return raiseRecursion() }
      if _slowPath(!isPlainMethod(hook)) { return callThroughDescriptors(callee, arguments, count, names: names) }
      return callWithFirst(hook, callee, arguments, count, names: names)
    }
  }

  /// An object whose `__call__` is no method: a static or class method, or an instance, perhaps with such a `__call__` again.
  /// Each instance is a level of recursion, and none is passed on, for what is no descriptor is not bound.
  @inline(never) private func callThroughDescriptors(
    _ callee: Value, _ arguments: Arguments, _ count: Int, names: Value
  ) -> Value {
    var target = callee
    for _ in 0..<vm.pointee.recursionLimit {
      let hook = target.type.special(.call)
      if hook.isUnbound { return raiseNotCallable(target) }
      if isPlainMethod(hook) { return callWithFirst(hook, target, arguments, count, names: names) }
      guard hook.isKind(.instance), hook.type.special(.get).isUnbound else {
        return callUnbound(hook, target, arguments, count, names: names)
      }
      target = hook
    }
    return raiseRecursion()
  }

  /// Calls with one more argument in front.
  func callWithFirst(
    _ callee: Value, _ first: Value, _ arguments: Arguments, _ count: Int, names: Value = .unbound
  ) -> Value {
    withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 10) { buffer in
      let shifted = buffer.baseAddress.unsafelyUnwrapped
      shifted[0] = first
      var index = 0
      while index < count {
        shifted[index &+ 1] = arguments[index]
        index &+= 1
      }
      let result = call(callee, shifted, count + 1, names: names)
      withExtendedLifetime(buffer) {}
      return result
    }
  }

  func call(_ callee: Value) -> Value { withArguments(.unbound, .unbound, .unbound, .unbound) { call(callee, $0, 0) } }
  func call(_ callee: Value, _ a: Value) -> Value {
    withArguments(a, .unbound, .unbound, .unbound) { call(callee, $0, 1) }
  }
  func call(_ callee: Value, _ a: Value, _ b: Value) -> Value {
    withArguments(a, b, .unbound, .unbound) { call(callee, $0, 2) }
  }
  func call(_ callee: Value, _ a: Value, _ b: Value, _ c: Value) -> Value {
    withArguments(a, b, c, .unbound) { call(callee, $0, 3) }
  }
  func call(_ callee: Value, _ a: Value, _ b: Value, _ c: Value, _ d: Value) -> Value {
    withArguments(a, b, c, d) { call(callee, $0, 4) }
  }

  @inline(__always) private func withArguments(
    _ a: Value, _ b: Value, _ c: Value, _ d: Value, _ body: (Arguments) -> Value
  ) -> Value {
    withUnsafeTemporaryAllocation(of: Value.self, capacity: 12) { buffer in
      let arguments = buffer.baseAddress.unsafelyUnwrapped
      arguments[0] = a
      arguments[1] = b
      arguments[2] = c
      arguments[3] = d
      let result = body(arguments)
      withExtendedLifetime(buffer) {}
      return result
    }
  }

  /// Calls with a tuple of arguments and, optionally, a dict of named ones.
  func call(_ callee: Value, tuple: TupleRef, keywords: Value = .unbound) -> Value {
    let named = keywords.isObject ? DictRef(keywords).count : 0
    let count = tuple.count
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: count + named + 10) { buffer in
      let arguments = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<count { arguments[index] = tuple[index] }
      var names = Value.unbound
      if named > 0 {
        let tuple = TupleRef.allocate(self, count: named)
        names = tuple.value
        var position = 0
        var index = 0
        while let entry = DictRef(keywords).next(&position) {
          if !entry.key.isKind(.string) { return raise(.typeError, "keywords must be strings") }
          tuple[index] = entry.key
          arguments[count + index] = entry.value
          index += 1
        }
      }
      let result = call(callee, arguments, count + named, names: names)
      withExtendedLifetime(buffer) {}
      return result
    }
  }

  /// `object.name(arguments…)` for a method of any kind.
  func callMethod(_ object: Value, _ name: Value, _ a: Value = .unbound, _ b: Value = .unbound) -> Value {
    let method = getAttribute(object, name)
    if method.isError { return .error }
    if a.isUnbound { return call(method) }
    return b.isUnbound ? call(method, a) : call(method, a, b)
  }

  /// Calls a special method found on the type; `.unbound` when the type has none.
  func callSpecial(_ special: Special, _ object: Value) -> Value {
    let hook = object.type.special(special)
    return hook.isUnbound ? .unbound : callUnbound(hook, object)
  }
  func callSpecial(_ special: Special, _ object: Value, _ a: Value) -> Value {
    let hook = object.type.special(special)
    return hook.isUnbound ? .unbound : callUnbound(hook, object, a)
  }

  /// Calls a class attribute as a method of `object`: functions directly, other descriptors through `__get__`.
  func callUnbound(_ hook: Value, _ object: Value) -> Value {
    if isPlainMethod(hook) { return call(hook, object) }
    let bound = descriptorGet(hook, object, object.type)
    return bound.isError ? .error : call(bound)
  }
  func callUnbound(_ hook: Value, _ object: Value, _ a: Value) -> Value {
    if isPlainMethod(hook) { return call(hook, object, a) }
    let bound = descriptorGet(hook, object, object.type)
    return bound.isError ? .error : call(bound, a)
  }
  func callUnbound(_ hook: Value, _ object: Value, _ a: Value, _ b: Value) -> Value {
    if isPlainMethod(hook) { return call(hook, object, a, b) }
    let bound = descriptorGet(hook, object, object.type)
    return bound.isError ? .error : call(bound, a, b)
  }
  func callUnbound(_ hook: Value, _ object: Value, _ arguments: Arguments, _ count: Int, names: Value) -> Value {
    if isPlainMethod(hook) { return callWithFirst(hook, object, arguments, count, names: names) }
    let bound = descriptorGet(hook, object, object.type)
    return bound.isError ? .error : call(bound, arguments, count, names: names)
  }

  @inline(never) func raiseNotCallable(_ callee: Value) -> Value {
    raise(.typeError, "'\(callee.typeName)' object is not callable")
  }

  /// True when too little native stack is left for another nested call.
  @inline(__always) var nativeStackIsLow: Bool {
    var marker: UInt8 = 0
    return withUnsafePointer(to: &marker) { Raw(mutating: $0) < pointee.nativeStackLimit }
  }

  /// Native functions that call themselves for the parts of an object count as frames, as they do in CPython. `endNesting`
  /// belongs to each call that returned true; after false RecursionError is due.
  @inline(__always) func beginNesting() -> Bool {
    let depth = pointee.nesting &+ 1
    if _slowPath(
      nativeStackIsLow || pointee.frame.unsafelyUnwrapped + Int(depth) >= pointee.frameLimit.unsafelyUnwrapped)
    {
      return false
    }
    pointee.nesting = depth
    return true
  }

  @inline(__always) func endNesting() { pointee.nesting &-= 1 }

  @inline(never) func raiseRecursion() -> Value {
    raise(.recursionError, "maximum recursion depth exceeded")
  }

  // MARK: Python functions

  /// First free register above the current frame's window.
  var topOfStack: UnsafeMutablePointer<Value> {
    if let frame = pointee.frame, frame >= pointee.frameBase.unsafelyUnwrapped, let code = frame.pointee.code {
      return frame.pointee.registers + Int(code.pointee.registerCount)
    }
    return pointee.stackBase
  }

  /// Runs a Python function to its end in a new activation.
  func runFunction(_ function: FunctionRef, _ arguments: Arguments, _ count: Int, names: Value = .unbound) -> Value {
    if _slowPath(nativeStackIsLow) { return raiseRecursion() }
    let registers = topOfStack
    let info = function.info
    guard pushFrame(function, registers, result: nil, flags: FrameFlags.exit) else { return .error }
    pointee.frame.pointee.pc = info.pointee.entry
    if _fastPath(
      names.isUnbound && info.pointee.flags & CodeFlags.simple != 0 && count == Int(info.pointee.argumentCount))
    {
      var index = 0
      while index < count {
        registers[index] = arguments[index]
        index &+= 1
      }
      clearLocals(registers + count, info)
    } else if names.isUnbound && copyAndFillDefaults(function, arguments, count, registers) {
      return runTopFrame()
    } else if !bindArguments(function, arguments, count, names: names, registers) {
      popFrame()
      return .error
    }
    return runTopFrame()
  }

  private func copyAndFillDefaults(
    _ function: FunctionRef, _ arguments: Arguments, _ count: Int, _ registers: Registers
  ) -> Bool {
    guard count <= Int(function.info.pointee.argumentCount) else { return false }
    for index in 0..<count { registers[index] = arguments[index] }
    return fillDefaults(function, registers, count)
  }

  /// Pushes a frame for `function` on the registers at `registers`; false with RecursionError pending.
  /// Locals are not initialised; the frame becomes current at once.
  @inline(__always) func pushFrame(
    _ function: FunctionRef, _ registers: UnsafeMutablePointer<Value>, result: UnsafeMutablePointer<Value>?,
    flags: UInt64, locals: Value = .unbound
  ) -> Bool {
    let info = function.info
    let frame = pointee.frame.unsafelyUnwrapped + 1
    if _slowPath(
      frame >= pointee.frameLimit.unsafelyUnwrapped
        || registers + Int(info.pointee.registerCount) >= pointee.stackLimit.unsafelyUnwrapped)
    {
      _ = raiseRecursion()
      return false
    }
    frame.pointee = Frame(
      pc: info.pointee.start, registers: registers, code: info, function: function.value, result: result,
      locals: locals, flags: flags, constants: info.pointee.constants)
    pointee.frame = frame
    return true
  }

  @inline(__always) func popFrame() { pointee.frame = pointee.frame.unsafelyUnwrapped - 1 }

  /// Unbinds the registers after the parameters that must start unbound.
  @inline(__always) func clearLocals(_ first: UnsafeMutablePointer<Value>, _ info: UnsafeMutablePointer<CodeInfo>) {
    var index = 0
    let count = Int(info.pointee.clearCount)
    while index < count {
      first[index] = .unbound
      index &+= 1
    }
  }

  // MARK: Types

  /// `Type(arguments…)`: the metatype's `__call__`, or `__new__` and `__init__`.
  func callType(_ type: TypeRef, _ arguments: Arguments, _ count: Int, names: Value) -> Value {
    let metatype = type.type
    let hook = metatype.special(.call)
    if hook != vm.pointee.typeCall && hook.isBound {
      return callUnbound(hook, type.value, arguments, count, names: names)
    }
    return constructInstance(type, arguments, count, names: names)
  }

  func constructInstance(_ type: TypeRef, _ arguments: Arguments, _ count: Int, names: Value) -> Value {
    if type.pointer == TypeRef(vm.pointee.types.type).pointer && count == 1 && names.isUnbound {
      return arguments[0].type.value
    }
    if let address = type.field(.maker).asAddress, names.isUnbound {
      let made = unsafeBitCast(address, to: NativeMaker.self)(self, arguments, count)
      if made.isBound { return made }
    }
    if _slowPath(type.cLayout.isObject), names.isUnbound {
      let made = constructForeign(type, arguments, count)
      if made.isBound { return made }
    }
    let new = type.special(.new)
    var object: Value
    if new == vm.pointee.objectNew {
      if count > 0 && type.special(.`init`) == vm.pointee.objectInit {
        return raise(.typeError, "\(type.nameText)() takes no arguments")
      }
      object = newObject(type)
    } else {
      let function =
        new.isKind(.staticMethod) ? new.pointer.word(1) : isPlainMethod(new) ? new : descriptorGet(new, .none, type)
      if function.isError { return .error }
      object = callWithFirst(function, type.value, arguments, count, names: names)
    }
    if object.isError { return .error }
    if _slowPath(type.flags & TypeFlags.finalizer != 0) && object.isObject && object.objectKind != .instance {
      Finalizers.add(object.pointer)
    }
    let initializer = type.special(.`init`)
    if initializer == vm.pointee.objectInit || !object.type.isSubtype(of: type) { return object }
    let result = callUnbound(object.type.special(.`init`), object, arguments, count, names: names)
    if result.isError { return .error }
    if !result.isNone {
      return raise(.typeError, "__init__() should return None, not '\(result.typeName)'")
    }
    return object
  }

  /// `object.__new__`: an instance without attributes; TypeError for abstract classes.
  func newObject(_ type: TypeRef) -> Value {
    if _slowPath(type.flags & (TypeFlags.abstract | TypeFlags.notInstantiable | TypeFlags.finalizer) != 0) {
      return newUnusualObject(type)
    }
    return allocateInstance(type)
  }

  @inline(never) private func newUnusualObject(_ type: TypeRef) -> Value {
    if type.flags & TypeFlags.abstract != 0 { return raiseAbstract(type) }
    if type.flags & TypeFlags.notInstantiable != 0 { return raiseNotInstantiable(type) }
    let object = allocateInstance(type)
    Finalizers.add(object.pointer)
    return object
  }

  /// Memory for an instance of a type whose native layout is made of values (None until set).
  @inline(__always) func allocateInstance(_ type: TypeRef) -> Value {
    let shape = type.rootShape
    let base = type.baseWords
    let hasAttributes = shape.pointer.pointee.attributeWord != 0
    let words = base &+ (hasAttributes ? 1 &+ Int(shape.pointer.pointee.inlineCapacity) : 0)
    let object = allocate(headerImage(shape, type.instanceKind, words: words), words: words)
    var index = 1
    while index < base {
      object.setWord(index, .none)
      index &+= 1
    }
    while index < words {
      object.setWord(index, .unbound)
      index &+= 1
    }
    return .object(object)
  }

  @inline(never) private func raiseNotInstantiable(_ type: TypeRef) -> Value {
    let module = type.field(.module)
    let isBuiltin = !module.isKind(.string) || StringRef(module).text == "builtins"
    let prefix = isBuiltin ? "" : StringRef(module).text + "."
    return raise(.typeError, "cannot create '\(prefix)\(type.nameText)' instances")
  }

  @inline(never) private func raiseAbstract(_ type: TypeRef) -> Value {
    let names = type.dict.get(name: vm.pointee.names.abstractMethods)
    var list: [String] = []
    if names.isObject
      && forEach(
        in: names,
        {
          list.append(StringRef($0).text); return true
        })
    {
      list.sort()
    }
    let plural = list.count == 1 ? "method" : "methods"
    return raise(
      .typeError,
      "Can't instantiate abstract class \(type.nameText) with abstract \(plural) \(list.joined(separator: ", "))")
  }
}
