// `_thread._local`: an object whose attributes are other ones in each thread.
//
// Each object has a dict from thread numbers to dicts of attributes. The first access of a thread makes its dict and calls
// `__init__` with the arguments the object was made with. When a thread ends, its dicts go.

import CRuntime

/// Words: 1 dict (thread number → attributes), 2 positional arguments, 3 keyword arguments.
struct ThreadLocalRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 4

  var attributes: DictRef { DictRef(pointer.word(1)) }

  /// The attributes in this thread, or `.error`.
  func attributes(_ thread: Thread) -> Value {
    let known = attributes.get(thread, thread.number)
    if known.isBound { return known }
    let dict = DictRef.make(thread)
    attributes.set(thread, thread.number, dict.value)
    let initializer = value.type.special(.`init`)
    if initializer == vm.pointee.objectInit { return dict.value }
    let bound = thread.descriptorGet(initializer, value, value.type)
    if bound.isError || thread.call(bound, tuple: TupleRef(pointer.word(2)), keywords: pointer.word(3)).isError {
      _ = attributes.remove(thread, thread.number)
      return .error
    }
    return dict.value
  }
}

/// All such objects, without keeping them alive.
enum ThreadLocals {
  nonisolated(unsafe) private static var objects: [Raw] = []

  static func add(_ object: Raw) { objects.append(object) }

  static func dropUnmarked(_ heap: Heap) { objects.removeAll { !heap.isMarked(.object($0)) } }

  static func forget(_ thread: Thread) {
    for object in objects { _ = ThreadLocalRef(object).attributes.remove(thread, thread.number) }
    thread.pointee.exception = .unbound
  }

  static func forgetOthers(than thread: Thread) {
    for object in objects {
      let dict = ThreadLocalRef(object).attributes
      let own = dict.get(thread, thread.number)
      dict.removeAll()
      if own.isBound { dict.set(thread, thread.number, own) }
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Numbers are never used again, unlike identities.
  var number: Value { .int(Int(pointee.threadIndex)) }
}

private func new(_ thread: Thread, _ arguments: Arguments) -> Value {
  let type = TypeRef(arguments[0])
  let hasArguments = TupleRef(arguments[1]).count > 0 || DictRef(arguments[2]).count > 0
  if hasArguments && type.special(.`init`) == vm.pointee.objectInit {
    return thread.raise(.typeError, "Initialization arguments are not supported")
  }
  let object = thread.allocateInstance(type)
  object.pointer.setWord(2, arguments[1])
  object.pointer.setWord(3, arguments[2])
  object.pointer.setWord(1, DictRef.make(thread).value)
  ThreadLocalRef(object).attributes.set(thread, thread.number, DictRef.make(thread).value)
  ThreadLocals.add(object.pointer)
  return object
}

private func getAttribute(_ thread: Thread, _ arguments: Arguments) -> Value {
  let object = arguments[0]
  guard arguments[1].isKind(.string) else {
    return thread.raise(.typeError, "attribute name must be string, not '\(arguments[1].typeName)'")
  }
  let name = StringRef.intern(arguments[1])
  let dict = ThreadLocalRef(object).attributes(thread)
  if dict.isError { return .error }
  if name == vm.pointee.names.dict { return dict }
  let inType = object.type.lookup(name)
  if inType.isBound && thread.isDataDescriptor(inType) { return thread.descriptorGet(inType, object, object.type) }
  let own = DictRef(dict).get(thread, name)
  if own.isBound { return own }
  return inType.isBound ? thread.descriptorGet(inType, object, object.type) : thread.raiseNoAttribute(object, name)
}

/// `value` unbound: deletes the attribute.
private func setAttribute(_ thread: Thread, _ object: Value, _ name: Value, _ value: Value) -> Value {
  guard name.isKind(.string) else {
    return thread.raise(.typeError, "attribute name must be string, not '\(name.typeName)'")
  }
  let name = StringRef.intern(name)
  let dict = ThreadLocalRef(object).attributes(thread)
  if dict.isError { return .error }
  if name == vm.pointee.names.dict {
    return thread.raise(.attributeError, "'\(object.typeName)' object attribute '__dict__' is read-only")
  }
  let inType = object.type.lookup(name)
  if inType.isBound && thread.isDataDescriptor(inType) {
    return thread.genericSetAttribute(object, name, value) ? .none : .error
  }
  if value.isBound { return DictRef(dict).set(thread, name, value) ? .none : .error }
  let removed = DictRef(dict).remove(thread, name)
  if removed.isError { return .error }
  return removed.isUnbound ? thread.raiseNoAttribute(object, name) : .none
}

func defineThreadLocal(_ thread: Thread) -> Value {
  thread.define(
    TypeDefinition(
      name: "_local", kind: .instance, words: ThreadLocalRef.words, module: "_thread",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)", new),
        NativeDefinition("__getattribute__(self, name, /)", getAttribute),
        NativeDefinition("__setattr__(self, name, value, /)") { setAttribute($0, $1[0], $1[1], $1[2]) },
        NativeDefinition("__delattr__(self, name, /)") { setAttribute($0, $1[0], $1[1], .unbound) },
      ], doc: "Thread-local data"))
}
