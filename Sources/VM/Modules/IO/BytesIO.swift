// `_io.BytesIO`: a binary stream in memory. Words: 1 the bytes as a bytearray (None when closed), 2 position.

import CRuntime
import Glibc

private struct BytesStream: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 3
  var content: ByteArrayRef { ByteArrayRef(pointer.word(1)) }
  var position: Int {
    get { pointer.intWord(2) }
    nonmutating set { pointer.setIntWord(2, newValue) }
  }
  var isOpen: Bool { pointer.word(1).isObject }

  /// The stream, or nil with ValueError pending when it is closed.
  static func open(_ t: Thread, _ value: Value) -> BytesStream? {
    let stream = BytesStream(value)
    if stream.isOpen { return stream }
    t.raise(.valueError, "I/O operation on closed file.")
    return nil
  }

  /// The next `count` bytes (all for a negative count); moves on.
  func take(_ t: Thread, _ count: Int) -> Value {
    let left = max(0, content.count - position)
    let taken = count < 0 ? left : min(left, count)
    if taken == 0 { return vm.pointee.emptyBytes }
    let result = BytesRef.make(t, content.bytes + position, taken)
    position += taken
    return result
  }

  func takeLine(_ t: Thread, limit: Int) -> Value {
    let left = max(0, content.count - position)
    var length = limit < 0 ? left : min(left, limit)
    if length > 0, let found = memchr(content.bytes + position, 10, length) {
      length = found - UnsafeMutableRawPointer(content.bytes + position) + 1
    }
    return take(t, length)
  }
}

private let bytesMethods: [NativeDefinition] = [
  streamAllocator,
  NativeDefinition("__init__(self, initial_bytes=b'')") { t, a in
    let content = ByteArrayRef.make(t)
    a[0].pointer.setWord(1, content.value)
    a[0].pointer.setIntWord(2, 0)
    if a[1].isBound && !a[1].isNone {
      guard let view = byteView(a[1]) else {
        return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
      }
      content.replace(t, 0, 0, view.baseAddress, view.count)
    }
    return .none
  },
  NativeDefinition("read(self, size=-1, /)") { t, a in
    guard let size = t.optionalSize(a[1]), let stream = BytesStream.open(t, a[0]) else { return .error }
    return stream.take(t, size)
  },
  NativeDefinition("read1(self, size=-1, /)") { t, a in
    guard let size = t.optionalSize(a[1]), let stream = BytesStream.open(t, a[0]) else { return .error }
    return stream.take(t, size)
  },
  NativeDefinition("readinto(self, buffer, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]), let (target, count) = t.writableBytes(a[1]) else { return .error }
    let piece = BytesRef(stream.take(t, count))
    memcpy(target, piece.bytes, piece.count)
    return .int(piece.count)
  },
  NativeDefinition("readline(self, size=-1, /)") { t, a in
    guard let limit = t.optionalSize(a[1]), let stream = BytesStream.open(t, a[0]) else { return .error }
    return stream.takeLine(t, limit: limit)
  },
  NativeDefinition("__next__(self, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]) else { return .error }
    let line = stream.takeLine(t, limit: -1)
    return BytesRef(line).count > 0 ? line : t.raise(.stopIteration, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition("write(self, b, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]) else { return .error }
    guard let view = byteView(a[1]) else {
      return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    if view.count == 0 { return .int(0) }
    let content = stream.content
    if stream.position > content.count {
      let gap = stream.position - content.count
      content.reserve(t, stream.position)
      memset(content.bytes + content.count, 0, gap)
      content.count = stream.position
    }
    let end = min(content.count, stream.position + view.count)
    content.replace(t, stream.position, end, view.baseAddress, view.count)
    stream.position += view.count
    return .int(view.count)
  },
  NativeDefinition("seek(self, pos, whence=0, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]), let offset = t.index(a[1]) else { return .error }
    let whence = a[2].isInt ? a[2].asInt : 0
    switch whence {
    case 0:
      if offset < 0 { return t.raise(.valueError, "negative seek value \(offset)") }
      stream.position = offset
    case 1: stream.position = max(0, stream.position + offset)
    case 2: stream.position = max(0, stream.content.count + offset)
    default: return t.raise(.valueError, "invalid whence (\(whence), should be 0, 1 or 2)")
    }
    return .int(stream.position)
  },
  NativeDefinition("tell(self, /)") { t, a in BytesStream.open(t, a[0]).map { .int($0.position) } ?? .error },
  NativeDefinition("truncate(self, size=None, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]) else { return .error }
    var size = stream.position
    if a[1].isBound && !a[1].isNone {
      guard let given = t.index(a[1]) else { return .error }
      if given < 0 { return t.raise(.valueError, "negative size value \(given)") }
      size = given
    }
    if size < stream.content.count { stream.content.count = size }
    return .int(size)
  },
  NativeDefinition("getvalue(self, /)") { t, a in
    BytesStream.open(t, a[0]).map { t.makeBytes($0.content.buffer) } ?? .error
  },
  NativeDefinition("getbuffer(self, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]) else { return .error }
    let view = ModuleRef(vm.pointee.builtins).namespace.get(name: StringRef.intern("memoryview"))
    return view.isBound ? t.call(view, stream.content.value) : t.raiseUnsupported("getbuffer")
  },
  NativeDefinition("__getstate__(self, /)") { t, a in
    guard let stream = BytesStream.open(t, a[0]) else { return .error }
    let content = t.makeBytes(stream.content.buffer)
    let attributes = t.hasAttributes(a[0]) ? t.attributeDict(a[0]).copy(t).value : .none
    return TupleRef.make(t, content, .int(stream.position), attributes)
  },
  NativeDefinition("__setstate__(self, state, /)") { t, a in
    guard a[1].isKind(.tuple), TupleRef(a[1]).count >= 3 else {
      return t.raise(.typeError, "BytesIO.__setstate__ argument should be 3-tuple, got \(a[1].typeName)")
    }
    let state = TupleRef(a[1])
    guard let view = t.bytesArgument(state[0]) else { return .error }
    guard state[1].isInt else {
      return t.raise(.typeError, "second item of state must be an integer, not \(state[1].typeName)")
    }
    if state[1].asInt < 0 { return t.raise(.valueError, "position value cannot be negative") }
    let content = ByteArrayRef.make(t)
    content.replace(t, 0, 0, view.baseAddress, view.count)
    a[0].pointer.setWord(1, content.value)
    BytesStream(a[0]).position = state[1].asInt
    if state[2].isNone { return .none }
    guard state[2].isKind(.dict) else {
      return t.raise(.typeError, "third item of state should be a dict, got a \(state[2].typeName)")
    }
    return t.dictUpdate(t.attributeDict(a[0]), from: state[2]) ? .none : .error
  },
  NativeDefinition("close(self, /)") { _, a in
    a[0].pointer.setWord(1, .none)
    return .none
  },
  NativeDefinition("flush(self, /)") { t, a in BytesStream.open(t, a[0]) == nil ? .error : .none },
  NativeDefinition("isatty(self, /)") { t, a in BytesStream.open(t, a[0]) == nil ? .error : .false },
  NativeDefinition("readable(self, /)") { t, a in BytesStream.open(t, a[0]) == nil ? .error : .true },
  NativeDefinition("writable(self, /)") { t, a in BytesStream.open(t, a[0]) == nil ? .error : .true },
  NativeDefinition("seekable(self, /)") { t, a in BytesStream.open(t, a[0]) == nil ? .error : .true },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineBytesIO() {
    ioTypes.bytes = defineStream(
      "BytesIO", base: ioTypes.bufferedBase, words: BytesStream.words, methods: bytesMethods,
      attributes: [GetSetDefinition("closed", { _, s in .bool(!BytesStream(s).isOpen) })])
  }
}
