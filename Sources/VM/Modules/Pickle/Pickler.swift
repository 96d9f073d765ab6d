// `_pickle.Pickler`: where a pickle goes, its protocol and its hooks. What is written is in PickleWriter.

import CRuntime

nonisolated(unsafe) private var picklerType = Value.unbound

/// Words as `Word` says. `protocolNumber` is None until `__init__` was called.
struct PicklerRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    /// `file.write`, or None for `dumps`.
    static let write = 1
    static let memo = 2
    static let memoCount = 3
    /// Callables, or None.
    static let persistentID = 4
    static let bufferCallback = 5
    /// A mapping, or unbound.
    static let dispatchTable = 6
    static let protocolNumber = 7
    static let binary = 8
    static let fast = 9
    static let fixImports = 10
  }
  static let words = 11

  var isPrepared: Bool { pointer.word(Word.protocolNumber).isInt }
  var write: Value { pointer.word(Word.write) }
  var persistentID: Value { pointer.word(Word.persistentID) }
  var bufferCallback: Value { pointer.word(Word.bufferCallback) }
  var dispatchTable: Value { pointer.word(Word.dispatchTable) }
  var protocolNumber: Int { pointer.intWord(Word.protocolNumber) }
  var isBinary: Bool { pointer.intWord(Word.binary) != 0 }
  var isFast: Bool { pointer.intWord(Word.fast) != 0 }
  var fixesImports: Bool { pointer.word(Word.fixImports).isTrue }

  /// What `__init__` does besides the file; false with an exception pending.
  fileprivate func prepare(
    _ t: Thread, protocol protocolValue: Value, fixImports: Value, bufferCallback: Value
  ) -> Bool {
    guard t.preparePickle(), let fixes = t.flag(fixImports, default: true) else { return false }
    var number = PickleOpcode.defaultProtocol
    if protocolValue.isBound && !protocolValue.isNone {
      guard let given = t.index(protocolValue) else { return false }
      number = given < 0 ? PickleOpcode.highestProtocol : given
      if number > PickleOpcode.highestProtocol {
        t.raise(.valueError, "pickle protocol must be <= \(PickleOpcode.highestProtocol)")
        return false
      }
    }
    let callback = bufferCallback.isUnbound ? Value.none : bufferCallback
    if !callback.isNone && number < 5 {
      t.raise(.valueError, "buffer_callback needs protocol >= 5")
      return false
    }
    clearMemo()
    pointer.setWord(Word.write, .none)
    pointer.setWord(Word.persistentID, .none)
    pointer.setWord(Word.bufferCallback, callback)
    pointer.setWord(Word.dispatchTable, .unbound)
    pointer.setIntWord(Word.protocolNumber, number)
    pointer.setIntWord(Word.binary, number > 0 ? 1 : 0)
    pointer.setIntWord(Word.fast, 0)
    pointer.setWord(Word.fixImports, .bool(fixes && number < 3))
    return true
  }

  /// False with an exception pending.
  func setFile(_ t: Thread, _ file: Value) -> Bool {
    let write = t.findAttribute(file, vm.pointee.names.write)
    if write.isError { return false }
    if write.isUnbound {
      t.raise(.typeError, "file must have a 'write' attribute")
      return false
    }
    pointer.setWord(Word.write, write)
    return true
  }

  /// Hooks that a subclass defines; false with an exception pending.
  fileprivate func findHooks(_ t: Thread) -> Bool {
    let object = Value.object(pointer)
    if object.type.value == picklerType { return true }
    let hook = t.findAttribute(object, StringRef.intern("persistent_id"))
    if hook.isError { return false }
    if hook.isBound { pointer.setWord(Word.persistentID, hook) }
    let table = t.findAttribute(object, StringRef.intern("dispatch_table"))
    if table.isError { return false }
    pointer.setWord(Word.dispatchTable, table)
    return true
  }

  private func writer(_ t: Thread) -> PickleWriter? {
    var override = Value.unbound
    let object = Value.object(pointer)
    if object.type.value != picklerType {
      override = t.findAttribute(object, StringRef.intern("reducer_override"))
      if override.isError { return nil }
    }
    return PickleWriter(t, self, reducerOverride: override)
  }

  /// Writes a pickle to the file; false with an exception pending.
  func dump(_ t: Thread, _ value: Value) -> Bool {
    guard var writer = writer(t) else { return false }
    return writer.dump(value) && writer.flush()
  }

  func dumps(_ t: Thread, _ value: Value) -> Value {
    guard var writer = writer(t), writer.dump(value) else { return .error }
    return writer.makeBytes()
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func definePickler(_ module: ModuleRef) {
    picklerType = define(
      TypeDefinition(
        name: "Pickler", words: PicklerRef.words, module: "_pickle", methods: picklerMethods,
        attributes: picklerAttributes,
        doc: "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)\n--\n\n"))
    module.set("Pickler", picklerType)
    definePicklerMemo()
  }

  /// A pickler without a file, or nil with an exception pending.
  func makePickler(protocol protocolValue: Value, fixImports: Value, bufferCallback: Value) -> PicklerRef? {
    let pickler = PicklerRef(allocateInstance(TypeRef(picklerType)).pointer)
    return pickler.prepare(self, protocol: protocolValue, fixImports: fixImports, bufferCallback: bufferCallback)
      ? pickler : nil
  }

  /// The pickler, or nil with PicklingError pending when a subclass forgot `__init__`.
  fileprivate func prepared(_ value: Value) -> PicklerRef? {
    let pickler = PicklerRef(value)
    if pickler.isPrepared { return pickler }
    let name = value.typeName
    failPickling("Pickler.__init__() was not called by \(name).__init__()")
    return nil
  }
}

private let picklerMethods: [NativeDefinition] = [
  streamAllocator,
  NativeDefinition("__init__(self, file, protocol=None, fix_imports=True, buffer_callback=None)") { t, a in
    let pickler = PicklerRef(a[0])
    guard pickler.prepare(t, protocol: a[2], fixImports: a[3], bufferCallback: a[4]), pickler.setFile(t, a[1]),
      pickler.findHooks(t)
    else { return .error }
    return .none
  },
  NativeDefinition("dump(self, obj, /)") { t, a in
    guard let pickler = t.prepared(a[0]) else { return .error }
    return pickler.dump(t, a[1]) ? .none : .error
  },
  NativeDefinition("clear_memo(self, /)") { _, a in
    PicklerRef(a[0]).clearMemo()
    return .none
  },
]

private func setFlag(_ t: Thread, _ object: Value, _ value: Value, _ word: Int) -> Value {
  if value.isUnbound { return t.raise(.typeError, "can't delete numeric/char attribute") }
  guard let number = t.index(value) else { return .error }
  object.pointer.setIntWord(word, Int(Int32(truncatingIfNeeded: number)))
  return .none
}

private func flagWord(_ object: Value, _ word: Int) -> Value {
  object.pointer.word(word).isInt ? object.pointer.word(word) : .int(0)
}

private let picklerAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "bin", { _, p in flagWord(p, PicklerRef.Word.binary) }, { setFlag($0, $1, $2, PicklerRef.Word.binary) }),
  GetSetDefinition(
    "fast", { _, p in flagWord(p, PicklerRef.Word.fast) }, { setFlag($0, $1, $2, PicklerRef.Word.fast) }),
  GetSetDefinition(
    "dispatch_table",
    { t, p in
      let table = PicklerRef(p).isPrepared ? PicklerRef(p).dispatchTable : .unbound
      return table.isUnbound
        ? t.raise(.attributeError, "'\(p.typeName)' object has no attribute 'dispatch_table'") : table
    },
    { t, p, value in
      guard PicklerRef(p).isPrepared else { return .none }
      if value.isUnbound && PicklerRef(p).dispatchTable.isUnbound { return t.raise(.attributeError, "dispatch_table") }
      p.pointer.setWord(PicklerRef.Word.dispatchTable, value)
      return .none
    }),
  GetSetDefinition(
    "memo",
    { t, p in
      guard PicklerRef(p).isPrepared else { return t.raise(.attributeError, "memo") }
      let proxy = t.allocateInstance(TypeRef(picklerMemoType))
      proxy.pointer.setWord(1, p)
      return proxy
    },
    { t, p, value in
      if value.isUnbound { return t.raise(.typeError, "attribute deletion is not supported") }
      guard t.prepared(p) != nil else { return .error }
      return PicklerRef(p).setMemo(t, value) ? .none : .error
    }),
  GetSetDefinition(
    "persistent_id",
    { t, p in
      let hook = PicklerRef(p).persistentID
      return hook.isNone ? t.raise(.attributeError, "persistent_id") : hook
    },
    { t, p, value in
      if value.isUnbound { return t.raise(.typeError, "attribute deletion is not supported") }
      if !t.isCallable(value) {
        return t.raise(.typeError, "persistent_id must be a callable taking one argument")
      }
      p.pointer.setWord(PicklerRef.Word.persistentID, value)
      return .none
    }),
]
