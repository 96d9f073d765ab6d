// The abstract bases of the stream types: what `_io._IOBase` and its three children offer to every stream, native or
// written in Python. Their methods go through the public methods of the stream, so that overriding works.

import CRuntime
import Glibc

/// The type objects of `_io`; immortal, set by `defineIO`.
struct IOTypes {
  var base = Value.unbound, rawBase = Value.unbound, bufferedBase = Value.unbound, textBase = Value.unbound
  var file = Value.unbound, bytes = Value.unbound, reader = Value.unbound, writer = Value.unbound
  var random = Value.unbound, pair = Value.unbound, text = Value.unbound, string = Value.unbound
  var newlineDecoder = Value.unbound, unsupported = Value.unbound
}
nonisolated(unsafe) var ioTypes = IOTypes()

let ioBufferSize = 8192

/// Interned names that streams call each other by.
enum IOName {
  static func of(_ text: StaticString) -> Value { StringRef.intern(text) }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  @discardableResult func raiseUnsupported(_ message: String) -> Value {
    let exception = call(ioTypes.unsupported, StringRef.make(self, message))
    return exception.isError ? .error : raise(exception: exception)
  }

  /// `stream.closed` as 1 or 0; -1 with an exception pending.
  func isClosed(_ stream: Value) -> Int {
    let closed = getAttribute(stream, IOName.of("closed"))
    return closed.isError ? -1 : truth(closed)
  }

  /// False with "I/O operation on closed file." pending.
  func checkOpen(_ stream: Value) -> Bool {
    let closed = isClosed(stream)
    if closed > 0 { raise(.valueError, "I/O operation on closed file.") }
    return closed == 0
  }

  fileprivate func check(_ stream: Value, _ question: StaticString, _ message: String) -> Value {
    let answer = callMethod(stream, IOName.of(question))
    if answer.isError { return .error }
    return answer.isTrue ? .true : raiseUnsupported(message)
  }

  /// One line of any stream through `peek` and `read`; limit below zero means none.
  fileprivate func genericLine(_ stream: Value, limit: Int) -> Value {
    let line = ByteArrayRef.make(self)
    let peek = findAttribute(stream, IOName.of("peek"))
    if peek.isError { return .error }
    while limit < 0 || line.count < limit {
      var wanted = 1
      if peek.isBound {
        let ahead = call(peek, .int(1))
        if ahead.isError { return .error }
        if let view = byteView(ahead), view.count > 0 {
          let newline = view.firstIndex(of: 10)
          wanted = newline.map { $0 + 1 } ?? view.count
          if limit >= 0 { wanted = min(wanted, limit - line.count) }
        }
      }
      let piece = callMethod(stream, vm.pointee.names.read, .int(wanted))
      if piece.isError { return .error }
      guard piece.isKind(.bytes) else {
        return raise(.osError, "read() should have returned a bytes object, not '\(piece.typeName)'")
      }
      let bytes = BytesRef(piece)
      if bytes.count == 0 { break }
      line.replace(self, line.count, line.count, bytes.bytes, bytes.count)
      if bytes.bytes[bytes.count - 1] == 10 { break }
    }
    return makeBytes(line.buffer)
  }
}

private let closedMark: StaticString = "__IOBase_closed"

private let baseMethods: [NativeDefinition] = [
  NativeDefinition("seek(self, offset, whence=0, /)") { t, _ in t.raiseUnsupported("seek") },
  NativeDefinition("tell(self, /)") { t, a in t.callMethod(a[0], IOName.of("seek"), .int(0), .int(1)) },
  NativeDefinition("truncate(self, size=None, /)") { t, _ in t.raiseUnsupported("truncate") },
  NativeDefinition("fileno(self, /)") { t, _ in t.raiseUnsupported("fileno") },
  NativeDefinition("isatty(self, /)") { t, a in t.checkOpen(a[0]) ? .false : .error },
  NativeDefinition("seekable(self, /)") { _, _ in .false },
  NativeDefinition("readable(self, /)") { _, _ in .false },
  NativeDefinition("writable(self, /)") { _, _ in .false },
  NativeDefinition("flush(self, /)") { t, a in t.checkOpen(a[0]) ? .none : .error },
  NativeDefinition("close(self, /)") { t, a in
    if t.findOwnAttribute(a[0], IOName.of(closedMark)).isBound { return .none }
    let result = t.callMethod(a[0], vm.pointee.names.flush)
    let pending = result.isError ? t.takeException() : .unbound
    if !t.setOwnAttribute(a[0], IOName.of(closedMark), .true) { return .error }
    return pending.isBound ? t.raise(exception: pending) : .none
  },
  NativeDefinition("__enter__(self, /)") { t, a in t.checkOpen(a[0]) ? a[0] : .error },
  NativeDefinition("__exit__(self, /, *args)") { t, a in t.callMethod(a[0], vm.pointee.names.close) },
  NativeDefinition("__iter__(self, /)") { t, a in t.checkOpen(a[0]) ? a[0] : .error },
  NativeDefinition("__next__(self, /)") { t, a in
    let line = t.callMethod(a[0], IOName.of("readline"))
    if line.isError { return .error }
    let truth = t.truth(line)
    if truth < 0 { return .error }
    return truth > 0 ? line : t.raise(.stopIteration, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition("readline(self, size=-1, /)") { t, a in
    guard let limit = t.optionalSize(a[1]) else { return .error }
    return t.genericLine(a[0], limit: limit)
  },
  NativeDefinition("readlines(self, hint=-1, /)") { t, a in
    guard let hint = t.optionalSize(a[1]) else { return .error }
    let lines = ListRef.make(t)
    var total = 0
    let complete = t.forEach(in: a[0]) { line in
      lines.append(t, line)
      if hint <= 0 { return true }
      let length = t.length(line)
      if length < 0 { return false }
      total += length
      return total < hint
    }
    return complete || t.pointee.exception.isUnbound ? lines.value : .error
  },
  NativeDefinition("writelines(self, lines, /)") { t, a in
    if !t.checkOpen(a[0]) { return .error }
    let write = t.getAttribute(a[0], vm.pointee.names.write)
    if write.isError { return .error }
    let complete = t.forEach(in: a[1]) { !t.call(write, $0).isError }
    return complete ? .none : .error
  },
  // Classes in Python that derive from a stream are closed so; those of this module by StreamRegistry.
  NativeDefinition("__del__(self, /)") { t, a in
    if t.isClosed(a[0]) == 0 { _ = t.callMethod(a[0], vm.pointee.names.close) }
    // Errors of streams that nobody knows any more are nobody's, as in CPython.
    t.pointee.exception = .unbound
    return .none
  },
  NativeDefinition("_checkClosed(self, /)") { t, a in t.checkOpen(a[0]) ? .none : .error },
  NativeDefinition("_checkSeekable(self, /)") { t, a in t.check(a[0], "seekable", "File or stream is not seekable.") },
  NativeDefinition("_checkReadable(self, /)") { t, a in t.check(a[0], "readable", "File or stream is not readable.") },
  NativeDefinition("_checkWritable(self, /)") { t, a in t.check(a[0], "writable", "File or stream is not writable.") },
]

/// A raw stream needs `readinto` only.
private let rawMethods: [NativeDefinition] = [
  NativeDefinition("read(self, size=-1, /)") { t, a in
    guard let size = t.optionalSize(a[1]) else { return .error }
    if size < 0 { return t.callMethod(a[0], IOName.of("readall")) }
    let buffer = ByteArrayRef.make(t)
    buffer.reserve(t, size)
    if size > 0 { memset(buffer.bytes, 0, size) }
    buffer.count = size
    let result = t.callMethod(a[0], IOName.of("readinto"), buffer.value)
    if result.isError || result.isNone { return result }
    guard let count = t.index(result) else { return .error }
    guard count >= 0, count <= buffer.count else {
      return t.raise(.valueError, "readinto returned \(count) outside buffer size \(size)")
    }
    return t.makeBytes(UnsafeBufferPointer(rebasing: buffer.buffer[0..<count]))
  },
  NativeDefinition("readall(self, /)") { t, a in
    let all = ByteArrayRef.make(t)
    while true {
      let piece = t.callMethod(a[0], vm.pointee.names.read, .int(ioBufferSize))
      if piece.isError { return .error }
      if piece.isNone {
        if all.count == 0 { return .none }
        break
      }
      guard let view = byteView(piece) else { return t.raise(.typeError, "read() should return bytes") }
      if view.count == 0 { break }
      all.replace(t, all.count, all.count, view.baseAddress, view.count)
    }
    return t.makeBytes(all.buffer)
  },
  NativeDefinition("readinto(self, buffer, /)") { t, _ in
    t.raise(.notImplementedError, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition("write(self, b, /)") { t, _ in t.raise(.notImplementedError, arguments: vm.pointee.emptyTuple) },
]

private func readIntoByMethod(_ t: Thread, _ a: Arguments, _ name: Value) -> Value {
  guard let (target, count) = t.writableBytes(a[1]) else { return .error }
  let piece = t.callMethod(a[0], name, .int(count))
  if piece.isError || piece.isNone { return piece }
  guard let view = byteView(piece) else { return t.raise(.typeError, "read() should return bytes") }
  guard view.count <= count else {
    return t.raise(.valueError, "read() returned too much data: \(count) bytes requested, \(view.count) returned")
  }
  if view.count > 0 { memcpy(target, view.baseAddress!, view.count) }
  return .int(view.count)
}

private let bufferedMethods: [NativeDefinition] = [
  NativeDefinition("detach(self, /)") { t, _ in t.raiseUnsupported("detach") },
  NativeDefinition("read(self, size=-1, /)") { t, _ in t.raiseUnsupported("read") },
  NativeDefinition("read1(self, size=-1, /)") { t, _ in t.raiseUnsupported("read1") },
  NativeDefinition("write(self, b, /)") { t, _ in t.raiseUnsupported("write") },
  NativeDefinition("readinto(self, buffer, /)") { t, a in readIntoByMethod(t, a, vm.pointee.names.read) },
  NativeDefinition("readinto1(self, buffer, /)") { t, a in readIntoByMethod(t, a, IOName.of("read1")) },
]

private let textMethods: [NativeDefinition] = [
  NativeDefinition("detach(self, /)") { t, _ in t.raiseUnsupported("detach") },
  NativeDefinition("read(self, size=-1, /)") { t, _ in t.raiseUnsupported("read") },
  NativeDefinition("readline(self, size=-1, /)") { t, _ in t.raiseUnsupported("readline") },
  NativeDefinition("write(self, s, /)") { t, _ in t.raiseUnsupported("write") },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `<type name=… mode=…>` with those attributes that the stream has, and `rest`; RuntimeError when one contains the stream.
  func streamRepr(_ stream: Value, _ type: String, _ attributes: [StaticString], _ rest: String = "") -> Value {
    if stream.pointer.headerFlags & HeaderFlags.visiting != 0 {
      return raise(.runtimeError, "reentrant call inside \(stream.typeName).__repr__")
    }
    var text = "<" + type
    stream.pointer.headerFlags |= HeaderFlags.visiting
    defer { stream.pointer.headerFlags &= ~HeaderFlags.visiting }
    for attribute in attributes {
      let value = findAttribute(stream, IOName.of(attribute))
      if value.isError {
        guard pendingMatches(.valueError) || pendingMatches(.attributeError) else { return .error }
        pointee.exception = .unbound
        continue
      }
      guard value.isBound else { continue }
      let shown = repr(value)
      if shown.isError { return .error }
      text += " \(attribute)=\(StringRef(shown).text)"
    }
    return StringRef.make(self, text + rest + ">")
  }
}

/// `__new__` of the streams, picklers and unpicklers whose state `__init__` fills in: until then their words are None.
let streamAllocator = NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { t, a in
  t.allocateInstance(TypeRef(a[0]))
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A size argument: missing and None mean -1; nil with TypeError pending.
  func optionalSize(_ value: Value) -> Int? {
    if value.isUnbound || value.isNone { return -1 }
    if !value.isInt && value.type.special(.index).isUnbound {
      raise(.typeError, "argument should be integer or None, not '\(value.typeName)'")
      return nil
    }
    return index(value)
  }

  /// The memory of a writable bytes-like object; nil with TypeError pending.
  func writableBytes(_ value: Value) -> (UnsafeMutablePointer<UInt8>, Int)? {
    let isReadOnly = value.isKind(.bytes) || isMemoryView(value) && MemoryViewRef(value).isReadOnly
    if !isReadOnly, let view = byteView(value) {
      guard let base = view.baseAddress else { return (UnsafeMutablePointer<UInt8>(bitPattern: 8)!, 0) }
      return (UnsafeMutablePointer<UInt8>(mutating: base), view.count)
    }
    raise(.typeError, "readinto() argument must be read-write bytes-like object, not \(value.typeName)")
    return nil
  }

  /// A type of `_io`: its instances have an attribute word behind `words`.
  func defineStream(
    _ name: StaticString, base: Value = .unbound, words: Int = 1, methods: [NativeDefinition],
    attributes: [GetSetDefinition] = []
  ) -> Value {
    var definition = TypeDefinition(name: name, base: base, kind: .native, words: words, module: "_io")
    definition.methods = methods
    definition.attributes = attributes
    definition.hasAttributes = true
    return define(definition)
  }

  func defineStreamBases() {
    ioTypes.base = defineStream(
      "_IOBase", methods: baseMethods,
      attributes: [
        GetSetDefinition("closed", { t, stream in .bool(t.findOwnAttribute(stream, IOName.of(closedMark)).isBound) }),
        GetSetDefinition("__dict__", { t, stream in t.attributeDict(stream).value }),
      ])
    ioTypes.rawBase = defineStream("_RawIOBase", base: ioTypes.base, methods: rawMethods)
    ioTypes.bufferedBase = defineStream("_BufferedIOBase", base: ioTypes.base, methods: bufferedMethods)
    ioTypes.textBase = defineStream(
      "_TextIOBase", base: ioTypes.base, methods: textMethods,
      attributes: [
        GetSetDefinition("encoding", { _, _ in .none }), GetSetDefinition("newlines", { _, _ in .none }),
        GetSetDefinition("errors", { _, _ in .none }),
      ])
  }
}
