// Objects whose class has `__del__`. A collection finds those that nobody can reach any more, keeps them and what they refer to
// alive once more, and asks for a safepoint, where `__del__` runs; the next collection frees them. Each object is finalised
// once, even if `__del__` brings it back to life. What is left at the end of the program is finalised then.
//
// Only instances of such classes pay for this: `TypeFlags.finalizer` keeps them off the quick ways of making objects.
// Generators that wait inside a `try` or `with` are closed, and coroutines that never began are warned about, in the same
// way; of generators only those whose code has handlers are known here.

import CRuntime

enum Finalizers {
  /// Not kept alive from here, in order of creation.
  nonisolated(unsafe) private static var objects: [Raw] = []
  /// Wait for `__del__`.
  nonisolated(unsafe) private static var waiting: [Value] = []

  static var areWaiting: Bool { !waiting.isEmpty }

  /// Generators and coroutines that may need closing; not kept alive from here either.
  nonisolated(unsafe) private static var generators: [Raw] = []

  /// Of an object that was just made; its allocation and the call of its class may both say so.
  static func add(_ object: Raw) { if objects.last != object { objects.append(object) } }
  static func add(generator: Raw) { generators.append(generator) }

  /// Whether `__del__` of the object has run or is about to.
  static func isDone(_ value: Value) -> Bool {
    value.isObject && value.type.flags & TypeFlags.finalizer != 0 && !objects.contains(value.pointer)
  }

  static func mark(_ heap: inout Heap) { for value in waiting { heap.mark(value) } }

  /// Between marking and sweeping: marks the objects that were lost; true when there are some, whose references are to be traced.
  static func takeLost(_ heap: inout Heap) -> Bool {
    if objects.isEmpty && generators.isEmpty { return false }
    let before = waiting.count
    generators.removeAll { object in
      if heap.isMarked(.object(object)) { return GeneratorRef(object).state == .finished }
      if GeneratorRef(object).needsFinalizer { waiting.append(.object(object)) }
      return true
    }
    objects.removeAll { object in
      if heap.isMarked(.object(object)) { return false }
      waiting.append(.object(object))
      return true
    }
    for value in waiting[before...] { heap.mark(value) }
    return waiting.count > before
  }

  /// At the end of the program nothing is waited for.
  static func takeAll() {
    waiting += generators.filter { GeneratorRef($0).needsFinalizer }.map { .object($0) }
    waiting += objects.map { .object($0) }
    generators = []
    objects = []
  }

  static func next() -> Value { waiting.isEmpty ? .unbound : waiting.removeFirst() }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Calls `__del__` of everything that waits for it; exceptions are reported and forgotten.
  func runFinalizers() {
    while true {
      let object = Finalizers.next()
      if object.isUnbound { return }
      if object.isKind(.generator) {
        finalizeGenerator(object)
        continue
      }
      let method = object.type.lookup(StringRef.intern("__del__"))
      if method.isUnbound || method.isNone { continue }
      if callUnbound(method, object).isError { reportUnraisable("Exception ignored in", method) }
    }
  }
}

// MARK: Generators

extension GeneratorRef {
  /// Whether losing it has consequences.
  fileprivate var needsFinalizer: Bool {
    if state != .suspended { return false }
    if !hasStarted { return pointer.shapeWord == vm.pointee.shapes.coroutine.address }
    if hasFinalizerHook { return true }
    let info = function.info
    let pc = PC(field(.pc).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self))
    return findHandler(info, pc - info.pointee.start - 1) != nil
  }

  /// The hook of `sys.set_asyncgen_hooks` is to be told.
  fileprivate var hasFinalizerHook: Bool {
    pointer.shapeWord == vm.pointee.shapes.asyncGenerator.address && asyncFlags & GeneratorRef.isHooked != 0
      && asyncFlags & GeneratorRef.isClosedAsync == 0 && !ListRef(vm.pointee.asyncGeneratorHooks)[1].isNone
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  private func finalizeGenerator(_ value: Value) {
    let generator = GeneratorRef(value)
    if generator.state != .suspended { return }
    let result: Value
    if generator.hasFinalizerHook {
      result = call(ListRef(vm.pointee.asyncGeneratorHooks)[1], value)
    } else if generator.hasStarted {
      result = closeGenerator(value)
    } else {
      let warnings = importModule("warnings")
      let function =
        warnings.isError ? warnings : getAttribute(warnings, StringRef.intern("_warn_unawaited_coroutine"))
      result = function.isError ? function : call(function, value)
    }
    if result.isError { reportUnraisable("Exception ignored in", value) }
  }
}
