// Objects whose class has `__del__`. A collection finds those that nobody can reach any more, keeps them and what they refer to
// alive once more, and asks for a safepoint, where `__del__` runs; the next collection frees them. Each object is finalised
// once, even if `__del__` brings it back to life. What is left at the end of the program is finalised then.
//
// Only instances of such classes pay for this: `TypeFlags.finalizer` keeps them off the quick ways of making objects.

import CRuntime

enum Finalizers {
  /// Not kept alive from here, in order of creation.
  nonisolated(unsafe) private static var objects: [Raw] = []
  /// Wait for `__del__`.
  nonisolated(unsafe) private static var waiting: [Value] = []

  static var areWaiting: Bool { !waiting.isEmpty }

  static func add(_ object: Raw) { objects.append(object) }

  /// Whether `__del__` of the object has run or is about to.
  static func isDone(_ value: Value) -> Bool {
    value.isObject && value.type.flags & TypeFlags.finalizer != 0 && !objects.contains(value.pointer)
  }

  static func mark(_ heap: inout Heap) { for value in waiting { heap.mark(value) } }

  /// Between marking and sweeping: marks the objects that were lost; true when there are some, whose references are to be traced.
  static func takeLost(_ heap: inout Heap) -> Bool {
    if objects.isEmpty { return false }
    let before = waiting.count
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
    waiting += objects.map { .object($0) }
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
      let method = object.type.lookup(StringRef.intern("__del__"))
      if method.isUnbound || method.isNone { continue }
      if callUnbound(method, object).isError { reportUnraisable("Exception ignored in", method) }
    }
  }
}
