// The module `_collections`: defaultdict, _count_elements, _tuplegetter. deque and OrderedDict have files of their own.

import CRuntime

// MARK: defaultdict — a dict with one more word: the default factory

private let factoryWord = DictRef.baseWords
nonisolated(unsafe) private var defaultDictType = Value.unbound

private func newDefaultDict(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dict = thread.allocateTable(TypeRef(arguments[0]))
  dict.pointer.setWord(factoryWord, .none)
  return dict
}

private func initializeDefaultDict(_ thread: Thread, _ arguments: Arguments) -> Value {
  let factory = arguments[1].isUnbound ? Value.none : arguments[1]
  if !factory.isNone && !thread.isCallable(factory) {
    return thread.raise(.typeError, "first argument must be callable or None")
  }
  arguments[0].pointer.setWord(factoryWord, factory)
  let dict = DictRef(arguments[0])
  if arguments[2].isBound && !thread.dictUpdateMethod(dict, arguments[2]) { return .error }
  if DictRef(arguments[3]).count > 0 && !thread.mergeMapping(dict, arguments[3]) { return .error }
  return .none
}

private func missing(_ thread: Thread, _ arguments: Arguments) -> Value {
  let factory = arguments[0].pointer.word(factoryWord)
  if factory.isNone { return thread.raiseKeyError(arguments[1]) }
  let value = thread.call(factory)
  if value.isError { return .error }
  return thread.setItem(arguments[0], arguments[1], value) ? value : .error
}

private func reprDefaultDict(_ thread: Thread, _ arguments: Arguments) -> Value {
  let dictRepr = TypeRef(vm.pointee.types.dict).special(.repr)
  let items = thread.call(dictRepr, arguments[0])
  if items.isError { return .error }
  let name = arguments[0].type.nameText
  let factory = thread.repr(arguments[0].pointer.word(factoryWord))
  if factory.isError { return .error }
  return StringRef.make(thread, "\(name)(\(StringRef(factory).text), \(StringRef(items).text))")
}

private func copyDefaultDict(_ thread: Thread, _ arguments: Arguments) -> Value {
  thread.call(arguments[0].type.value, arguments[0].pointer.word(factoryWord), arguments[0])
}

private func reduceDefaultDict(_ thread: Thread, _ arguments: Arguments) -> Value {
  let factory = arguments[0].pointer.word(factoryWord)
  let parameters = factory.isNone ? vm.pointee.emptyTuple : TupleRef.make(thread, factory)
  let items = thread.getIterator(makeDictView(thread, arguments[0], .items))
  if items.isError { return .error }
  let result = TupleRef.allocate(thread, count: 5)
  result[0] = arguments[0].type.value
  result[1] = parameters
  result[2] = .none
  result[3] = .none
  result[4] = items
  return result.value
}

private func orDefaultDict(_ thread: Thread, _ arguments: Arguments, reflected: Bool) -> Value {
  guard arguments[1].isKind(.dict) else { return .notImplemented }
  let (first, second) = reflected ? (arguments[1], arguments[0]) : (arguments[0], arguments[1])
  let result = thread.call(arguments[0].type.value, arguments[0].pointer.word(factoryWord), first)
  if result.isError { return .error }
  return thread.dictUpdateMethod(DictRef(result), second) ? result : .error
}

private func defineDefaultDict(_ thread: Thread, _ module: ModuleRef) {
  defaultDictType = thread.define(
    TypeDefinition(
      name: "defaultdict", base: vm.pointee.types.dict, kind: .dict, words: DictRef.baseWords + 1,
      module: "collections",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, /, ...)", newDefaultDict),
        NativeDefinition("__init__(self, default_factory=None, mapping=(), /, **kwargs)", initializeDefaultDict),
        NativeDefinition("__missing__(self, key, /)", missing),
        NativeDefinition("__repr__(self, /)", reprDefaultDict),
        NativeDefinition("__copy__(self, /)", copyDefaultDict),
        NativeDefinition("copy(self, /)", copyDefaultDict),
        NativeDefinition("__reduce__(self, /)", reduceDefaultDict),
        NativeDefinition("__or__(self, value, /)", { orDefaultDict($0, $1, reflected: false) }),
        NativeDefinition("__ror__(self, value, /)", { orDefaultDict($0, $1, reflected: true) }),
      ],
      attributes: [
        GetSetDefinition(
          "default_factory", { _, dict in dict.pointer.word(factoryWord) },
          { _, dict, value in
            dict.pointer.setWord(factoryWord, value.isUnbound ? .none : value)
            return .none
          })
      ],
      doc: "A dict that makes missing values by calling default_factory."))
  module.namespace.set(name: StringRef.intern("defaultdict"), defaultDictType)
}

// MARK: _count_elements

/// `Counter.update` for an iterable: adds 1 to mapping[item] for each item.
private func countElements(_ thread: Thread, _ arguments: Arguments) -> Value {
  let mapping = arguments[0]
  let dictType = TypeRef(vm.pointee.types.dict)
  let getName = StringRef.intern("get")
  let isPlain =
    mapping.isKind(.dict) && mapping.type.special(.setitem) == dictType.special(.setitem)
    && mapping.type.lookup(getName) == dictType.lookup(getName)
  if isPlain {
    let dict = DictRef(mapping)
    let complete = thread.forEach(in: arguments[1]) { item in
      let hash = thread.hash(item)
      if hash == hashFailed { return false }
      let place = dict.find(thread, item, hash: hash)
      if place == DictRef.failed { return false }
      if place == DictRef.notFound {
        dict.insertNew(thread, item, .int(1), hash: hash)
        return true
      }
      let old = dict.value(at: place)
      let (sum, overflow) = Value.addInts(old, .int(1))
      if old.isInt && !overflow {
        dict.entries[place].value = sum
        return true
      }
      let total = thread.binary(.add, old, .int(1))
      return !total.isError && dict.set(thread, item, total, hash: hash)
    }
    return complete ? .none : .error
  }
  let get = thread.getAttribute(mapping, getName)
  if get.isError { return .error }
  let complete = thread.forEach(in: arguments[1]) { item in
    let old = thread.call(get, item, .int(0))
    if old.isError { return false }
    let total = thread.binary(.add, old, .int(1))
    return !total.isError && thread.setItem(mapping, item, total)
  }
  return complete ? .none : .error
}

/// The type `_tuplegetter`: attribute caches know its instances.
nonisolated(unsafe) var tupleGetterType = Value.unbound

// MARK: _tuplegetter: the fields of named tuples — words: 1 index, 2 doc

private func newTupleGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  guard let index = thread.index(arguments[1]) else { return .error }
  let getter = thread.allocateInstance(TypeRef(arguments[0]))
  getter.pointer.setIntWord(1, index)
  getter.pointer.setWord(2, arguments[2])
  return getter
}

private func getField(_ thread: Thread, _ arguments: Arguments) -> Value {
  let object = arguments[1]
  let index = arguments[0].pointer.intWord(1)
  if object.isKind(.tuple) {
    if index >= 0 && index < TupleRef(object).count { return TupleRef(object)[index] }
    return thread.raise(.indexError, "tuple index out of range")
  }
  if object.isNone { return arguments[0] }
  return thread.raise(
    .typeError, "descriptor for index '\(index)' for tuple subclasses doesn't apply to '\(object.typeName)' object")
}

private func reduceTupleGetter(_ thread: Thread, _ arguments: Arguments) -> Value {
  let getter = arguments[0].pointer
  let parts = TupleRef.make(thread, getter.word(1), getter.word(2))
  return TupleRef.make(thread, arguments[0].type.value, parts)
}

private func defineTupleGetter(_ thread: Thread, _ module: ModuleRef) {
  let type = thread.define(
    TypeDefinition(
      name: "_tuplegetter", words: 3, module: "collections",
      methods: [
        NativeDefinition(.staticMethod, "__new__(cls, index, doc, /)", newTupleGetter),
        NativeDefinition("__get__(self, instance, owner=None, /)", getField),
        NativeDefinition("__set__(self, instance, value, /)") { thread, _ in
          thread.raise(.attributeError, "can't set attribute")
        },
        NativeDefinition("__delete__(self, instance, /)") { thread, _ in
          thread.raise(.attributeError, "can't delete attribute")
        },
        NativeDefinition("__reduce__(self, /)", reduceTupleGetter),
        NativeDefinition("__repr__(self, /)") { thread, arguments in
          let getter = arguments[0].pointer
          let doc = thread.repr(text: getter.word(2))
          return StringRef.make(thread, "_tuplegetter(\(getter.intWord(1)), \(doc))")
        },
      ],
      attributes: [
        GetSetDefinition(
          "__doc__", { _, getter in getter.pointer.word(2) },
          { _, getter, value in
            getter.pointer.setWord(2, value.isUnbound ? .none : value)
            return .none
          })
      ]))
  tupleGetterType = type
  module.namespace.set(name: StringRef.intern("_tuplegetter"), type)
}

func defineCollections(_ thread: Thread) {
  let module = thread.defineModule(
    "_collections", doc: "Containers beside list, tuple, dict and set.",
    [NativeDefinition(.function, "_count_elements(mapping, iterable, /)", countElements)])
  defineDeque(thread, module)
  defineDefaultDict(thread, module)
  defineOrderedDict(thread, module)
  defineTupleGetter(thread, module)
}
