// `_pickle.Unpickler`: where a pickle comes from, its hooks and its memo. What is read is in PickleReader.
//
// `Unpickler.memo` is an UnpicklerMemoProxy. Word 1: the unpickler.

import CRuntime

nonisolated(unsafe) private var unpicklerType = Value.unbound
nonisolated(unsafe) private var unpicklerMemoType = Value.unbound

/// Words as `Word` says. `encoding` is None until `__init__` was called.
struct UnpicklerRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    /// Methods of the file, or None: there is none, or it has no `peek`.
    static let read = 1
    static let readLine = 2
    static let peek = 3
    static let memo = 4
    static let farMemo = 5
    static let memoCount = 6
    static let persistentLoad = 7
    static let encoding = 8
    static let errors = 9
    /// An iterator over data beside the pickle, or None.
    static let buffers = 10
    static let fixImports = 11
    /// Of the pickle that is being read, for `find_class`.
    static let protocolNumber = 12
  }
  static let words = 13
  /// Bytes to look ahead in a file.
  static let prefetch = 128 * 1024

  var isPrepared: Bool { pointer.word(Word.encoding).isObject }
  var isPlain: Bool { value.type.value == unpicklerType }
  var hasFile: Bool { !read.isNone }
  var read: Value { pointer.word(Word.read) }
  var readLine: Value { pointer.word(Word.readLine) }
  var peek: Value { pointer.word(Word.peek) }
  var persistentLoad: Value { pointer.word(Word.persistentLoad) }
  var encoding: Value { pointer.word(Word.encoding) }
  var errors: Value { pointer.word(Word.errors) }
  var buffers: Value { pointer.word(Word.buffers) }
  var fixesImports: Bool { pointer.word(Word.fixImports).isTrue }

  /// What `__init__` does besides the file; false with an exception pending.
  /// `caller` is named in messages.
  fileprivate func prepare(
    _ t: Thread, _ caller: String, fixImports: Value, encoding: Value, errors: Value, buffers: Value
  ) -> Bool {
    guard t.preparePickle(), let fixes = t.flag(fixImports, default: true) else { return false }
    for (text, name) in [(encoding, "encoding"), (errors, "errors")] where text.isBound && !text.isKind(.string) {
      t.raise(.typeError, "\(caller)() argument '\(name)' must be str, not \(text.typeName)")
      return false
    }
    var iterator = Value.none
    if buffers.isBound && !buffers.isNone {
      iterator = t.getIterator(buffers)
      if iterator.isError { return false }
    }
    pointer.setWord(Word.read, .none)
    pointer.setWord(Word.readLine, .none)
    pointer.setWord(Word.peek, .none)
    pointer.setWord(Word.persistentLoad, .none)
    pointer.setWord(Word.encoding, encoding.isBound ? encoding : StringRef.intern("ASCII"))
    pointer.setWord(Word.errors, errors.isBound ? errors : StringRef.intern("strict"))
    pointer.setWord(Word.buffers, iterator)
    pointer.setWord(Word.fixImports, .bool(fixes))
    pointer.setIntWord(Word.protocolNumber, 0)
    clearMemo()
    return true
  }

  /// False with an exception pending.
  func setFile(_ t: Thread, _ file: Value) -> Bool {
    let peek = t.findAttribute(file, StringRef.intern("peek"))
    let read = peek.isError ? .error : t.findAttribute(file, vm.pointee.names.read)
    let readLine = read.isError ? .error : t.findAttribute(file, StringRef.intern("readline"))
    if readLine.isError { return false }
    if read.isUnbound || readLine.isUnbound {
      t.raise(.typeError, "file must have 'read' and 'readline' attributes")
      return false
    }
    pointer.setWord(Word.read, read)
    pointer.setWord(Word.readLine, readLine)
    pointer.setWord(Word.peek, peek.isBound ? peek : .none)
    return true
  }

  /// The hook that a subclass defines; false with an exception pending.
  fileprivate func findHook(_ t: Thread) -> Bool {
    if isPlain { return true }
    let hook = t.findAttribute(value, StringRef.intern("persistent_load"))
    if hook.isError { return false }
    if hook.isBound { pointer.setWord(Word.persistentLoad, hook) }
    return true
  }

  /// The next object of the file.
  func load(_ t: Thread) -> Value {
    var reader = PickleReader(t, self, data: vm.pointee.emptyBytes)
    return reader.load()
  }

  func load(_ t: Thread, from data: Value) -> Value {
    guard let view = t.bytesArgument(data) else { return .error }
    // Anything but plain bytes may change while Python code runs.
    let isBytes = data.pointer.shapeWord == vm.pointee.shapes.bytes.address
    var reader = PickleReader(t, self, data: isBytes ? data : t.makeBytes(view))
    return reader.load()
  }

  /// `Unpickler.memo = value`: another memo, or a dict as `copy` gives it. False with an exception pending.
  fileprivate func setMemo(_ t: Thread, _ value: Value) -> Bool {
    var contents = value
    if value.isObject, value.type.value == unpicklerMemoType {
      contents = UnpicklerRef(value.pointer.word(1)).memoDict(t)
    }
    guard contents.isKind(.dict) else {
      t.raise(
        .typeError, "'memo' attribute must be an UnpicklerMemoProxy object or dict, not \(value.typeName)")
      return false
    }
    var position = 0
    while let entry = DictRef(contents).next(&position) {
      guard entry.key.isInt else {
        t.raise(.typeError, "memo key must be integers")
        return false
      }
      if entry.key.asInt < 0 {
        t.raise(.valueError, "memo key must be positive integers.")
        return false
      }
    }
    clearMemo()
    position = 0
    while let entry = DictRef(contents).next(&position) { memoize(t, entry.key.asInt, entry.value) }
    return true
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineUnpickler(_ module: ModuleRef) {
    unpicklerType = define(
      TypeDefinition(
        name: "Unpickler", words: UnpicklerRef.words, module: "_pickle", methods: unpicklerMethods,
        attributes: unpicklerAttributes))
    module.set("Unpickler", unpicklerType)
    unpicklerMemoType = define(
      TypeDefinition(
        name: "UnpicklerMemoProxy", words: 2, flags: TypeFlags.notInstantiable, module: "_pickle",
        methods: [
          NativeDefinition("clear(self, /)") { _, a in
            UnpicklerRef(a[0].pointer.word(1)).clearMemo()
            return .none
          },
          NativeDefinition("copy(self, /)") { t, a in UnpicklerRef(a[0].pointer.word(1)).memoDict(t) },
          NativeDefinition("__reduce__(self, /)") { t, a in
            let contents = TupleRef.make(t, UnpicklerRef(a[0].pointer.word(1)).memoDict(t))
            return TupleRef.make(t, vm.pointee.types.dict, contents)
          },
        ]))
  }

  /// An unpickler without a file, or nil with an exception pending.
  func makeUnpickler(_ caller: String, fixImports: Value, encoding: Value, errors: Value, buffers: Value)
    -> UnpicklerRef?
  {
    let unpickler = UnpicklerRef(allocateInstance(TypeRef(unpicklerType)).pointer)
    return unpickler.prepare(
      self, caller, fixImports: fixImports, encoding: encoding, errors: errors, buffers: buffers) ? unpickler : nil
  }

  /// False with UnpicklingError pending when a subclass forgot `__init__`.
  fileprivate func isPrepared(_ unpickler: UnpicklerRef) -> Bool {
    if unpickler.isPrepared { return true }
    let name = unpickler.value.typeName
    failUnpickling("Unpickler.__init__() was not called by \(name).__init__()")
    return false
  }
}

private let unpicklerMethods: [NativeDefinition] = [
  streamAllocator,
  NativeDefinition("__init__(self, file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())") { t, a in
    let unpickler = UnpicklerRef(a[0])
    guard unpickler.prepare(t, "Unpickler", fixImports: a[2], encoding: a[3], errors: a[4], buffers: a[5]),
      unpickler.setFile(t, a[1]), unpickler.findHook(t)
    else { return .error }
    return .none
  },
  NativeDefinition("load(self, /)") { t, a in
    t.isPrepared(UnpicklerRef(a[0])) ? UnpicklerRef(a[0]).load(t) : .error
  },
  NativeDefinition("find_class(self, module_name, global_name, /)") { t, a in
    let unpickler = UnpicklerRef(a[0])
    for name in [a[1], a[2]] where !name.isKind(.string) {
      return t.raise(.typeError, "unhashable or not a str: '\(name.typeName)'")
    }
    if !t.preparePickle() { return .error }
    let number = unpickler.isPrepared ? unpickler.pointer.intWord(UnpicklerRef.Word.protocolNumber) : 0
    return t.findPickledClass(number, unpickler.fixesImports, a[1], a[2])
  },
]

private let unpicklerAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "memo",
    { t, u in
      guard t.isPrepared(UnpicklerRef(u)) else { return .error }
      let proxy = t.allocateInstance(TypeRef(unpicklerMemoType))
      proxy.pointer.setWord(1, u)
      return proxy
    },
    { t, u, value in
      if value.isUnbound { return t.raise(.typeError, "attribute deletion is not supported") }
      guard t.isPrepared(UnpicklerRef(u)) else { return .error }
      return UnpicklerRef(u).setMemo(t, value) ? .none : .error
    }),
  GetSetDefinition(
    "persistent_load",
    { t, u in
      let hook = UnpicklerRef(u).persistentLoad
      return hook.isNone ? t.raise(.attributeError, "persistent_load") : hook
    },
    { t, u, value in
      if value.isUnbound { return t.raise(.typeError, "attribute deletion is not supported") }
      if !t.isCallable(value) {
        return t.raise(.typeError, "persistent_load must be a callable taking one argument")
      }
      u.pointer.setWord(UnpicklerRef.Word.persistentLoad, value)
      return .none
    }),
]
