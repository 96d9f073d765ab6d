// The built-in types and layouts as fields, so that native code names them without a look-up.

import CRuntime

/// One Value per built-in type object.
struct BuiltinTypes {
  var object = Value.unbound, type = Value.unbound
  var int = Value.unbound, bool = Value.unbound, float = Value.unbound, complex = Value.unbound
  var string = Value.unbound, bytes = Value.unbound, byteArray = Value.unbound, memoryView = Value.unbound
  var tuple = Value.unbound, list = Value.unbound, dict = Value.unbound, set = Value.unbound, frozenSet = Value.unbound
  var range = Value.unbound, slice = Value.unbound
  var noneType = Value.unbound, notImplementedType = Value.unbound, ellipsis = Value.unbound
  var function = Value.unbound, nativeFunction = Value.unbound, methodDescriptor = Value.unbound
  var slotWrapper = Value.unbound, boundMethod = Value.unbound, cell = Value.unbound
  var code = Value.unbound, module = Value.unbound, frame = Value.unbound, traceback = Value.unbound
  var property = Value.unbound, classMethod = Value.unbound, staticMethod = Value.unbound, superType = Value.unbound
  var getSetDescriptor = Value.unbound, memberDescriptor = Value.unbound, mappingProxy = Value.unbound
  var generator = Value.unbound, coroutine = Value.unbound, asyncGenerator = Value.unbound
  var coroutineWrapper = Value.unbound
  var asyncGeneratorSend = Value.unbound, asyncGeneratorThrow = Value.unbound
  var awaitableNext = Value.unbound
  var listIterator = Value.unbound, listReverseIterator = Value.unbound, tupleIterator = Value.unbound
  var rangeIterator = Value.unbound, stringIterator = Value.unbound, bytesIterator = Value.unbound
  var setIterator = Value.unbound, dictKeyIterator = Value.unbound, dictValueIterator = Value.unbound
  var dictItemIterator = Value.unbound, callableIterator = Value.unbound, sequenceIterator = Value.unbound
  var dictReverseKeyIterator = Value.unbound, dictReverseValueIterator = Value.unbound
  var dictReverseItemIterator = Value.unbound, longRangeIterator = Value.unbound
  var dictKeys = Value.unbound, dictValues = Value.unbound, dictItems = Value.unbound
  var enumerate = Value.unbound, zip = Value.unbound, map = Value.unbound, filter = Value.unbound,
    reversed = Value.unbound
  var weakReference = Value.unbound, simpleNamespace = Value.unbound, genericAlias = Value.unbound
  var unionType = Value.unbound, array = Value.unbound

  /// Visits every field.
  func forEach(_ body: (Value) -> Void) {
    withUnsafeBytes(of: self) { bytes in
      for value in bytes.bindMemory(to: Value.self) { body(value) }
    }
  }
}

/// Root shapes of exact built-in objects, and of internal storage.
struct BuiltinShapes {
  private static let none = ShapeRef(address: 0)
  var float = none, bigInt = none, string = none, bytes = none, byteArray = none
  var tuple = none, list = none, dict = none, set = none, frozenSet = none
  var array = none, rawArray = none, range = none, slice = none
  var function = none, nativeFunction = none, methodDescriptor = none, slotWrapper = none, boundMethod = none
  /// Bound methods of native functions.
  var boundNative = none
  var cell = none, code = none, module = none, property = none, classMethod = none, staticMethod = none
  var superObject = none, generator = none, coroutine = none, asyncGenerator = none, traceback = none, frame = none
  var listIterator = none, listReverseIterator = none, tupleIterator = none, rangeIterator = none
  var stringIterator = none, bytesIterator = none, setIterator = none
  var dictKeyIterator = none, dictValueIterator = none, dictItemIterator = none
  var callableIterator = none, sequenceIterator = none
  var dictKeys = none, dictValues = none, dictItems = none
  var mappingProxy = none, getSetDescriptor = none, memberDescriptor = none, memberGetSet = none, complex = none
}

/// Interned names that native code uses often.
struct CommonNames {
  var dict = Value.unbound, class_ = Value.unbound, doc = Value.unbound, module = Value.unbound
  var name = Value.unbound, qualname = Value.unbound, bases = Value.unbound, mro = Value.unbound
  var builtins = Value.unbound, file = Value.unbound, path = Value.unbound, all = Value.unbound
  var annotations = Value.unbound, slots = Value.unbound, classcell = Value.unbound, weakref = Value.unbound
  var main = Value.unbound, package = Value.unbound, loader = Value.unbound, spec = Value.unbound
  var notes = Value.unbound, stdout = Value.unbound, stderr = Value.unbound, stdin = Value.unbound
  var write = Value.unbound, flush = Value.unbound, read = Value.unbound, close = Value.unbound
  var keys = Value.unbound, items = Value.unbound, send = Value.unbound, throw_ = Value.unbound
  var wrapped = Value.unbound, self_ = Value.unbound, matchArgs = Value.unbound, import_ = Value.unbound
  var args = Value.unbound, value = Value.unbound, code = Value.unbound, metaclass = Value.unbound
  var isAbstract = Value.unbound, abstractMethods = Value.unbound, buildClass = Value.unbound
  var cause = Value.unbound, context = Value.unbound, traceback = Value.unbound, suppressContext = Value.unbound

  static func make() -> CommonNames {
    var names = CommonNames()
    names.dict = StringRef.intern("__dict__")
    names.class_ = StringRef.intern("__class__")
    names.doc = StringRef.intern("__doc__")
    names.module = StringRef.intern("__module__")
    names.name = StringRef.intern("__name__")
    names.qualname = StringRef.intern("__qualname__")
    names.bases = StringRef.intern("__bases__")
    names.mro = StringRef.intern("__mro__")
    names.builtins = StringRef.intern("__builtins__")
    names.file = StringRef.intern("__file__")
    names.path = StringRef.intern("__path__")
    names.all = StringRef.intern("__all__")
    names.annotations = StringRef.intern("__annotations__")
    names.slots = StringRef.intern("__slots__")
    names.classcell = StringRef.intern("__classcell__")
    names.weakref = StringRef.intern("__weakref__")
    names.main = StringRef.intern("__main__")
    names.package = StringRef.intern("__package__")
    names.loader = StringRef.intern("__loader__")
    names.spec = StringRef.intern("__spec__")
    names.notes = StringRef.intern("__notes__")
    names.stdout = StringRef.intern("stdout")
    names.stderr = StringRef.intern("stderr")
    names.stdin = StringRef.intern("stdin")
    names.write = StringRef.intern("write")
    names.flush = StringRef.intern("flush")
    names.read = StringRef.intern("read")
    names.close = StringRef.intern("close")
    names.keys = StringRef.intern("keys")
    names.items = StringRef.intern("items")
    names.send = StringRef.intern("send")
    names.throw_ = StringRef.intern("throw")
    names.wrapped = StringRef.intern("__wrapped__")
    names.self_ = StringRef.intern("self")
    names.matchArgs = StringRef.intern("__match_args__")
    names.import_ = StringRef.intern("__import__")
    names.args = StringRef.intern("args")
    names.value = StringRef.intern("value")
    names.code = StringRef.intern("code")
    names.metaclass = StringRef.intern("metaclass")
    names.isAbstract = StringRef.intern("__isabstractmethod__")
    names.abstractMethods = StringRef.intern("__abstractmethods__")
    names.buildClass = StringRef.intern("__build_class__")
    names.cause = StringRef.intern("__cause__")
    names.context = StringRef.intern("__context__")
    names.traceback = StringRef.intern("__traceback__")
    names.suppressContext = StringRef.intern("__suppress_context__")
    return names
  }
}
