// BufferedReader, BufferedWriter, BufferedRandom and BufferedRWPair as Python sees them.

import CRuntime
import Glibc

private func startBuffered(_ t: Thread, _ a: Arguments, flags: Int) -> Value {
  BufferedRef(a[0]).raw = .none
  a[0].pointer.setWord(6, .none)
  let size = a[2].isUnbound ? ioBufferSize : t.index(a[2])
  guard let size else { return .error }
  if size <= 0 { return t.raise(.valueError, "buffer size must be strictly positive") }
  // More than there are addresses.
  if size >= 1 << 47 {
    t.raiseMemoryError()
    return .error
  }
  if t.nativeFile(a[1]) == nil {
    for (flag, question, word) in [
      (BufferedRef.readable, "readable", "readable"), (BufferedRef.writable, "writable", "writable"),
    ] as [(Int, StaticString, String)] where flags & flag != 0 {
      let answer = t.callMethod(a[1], IOName.of(question))
      if answer.isError { return .error }
      if !answer.isTrue { return t.raiseUnsupported("File or stream is not \(word).") }
    }
  } else {
    let file = FileIORef(a[1])
    if flags & BufferedRef.readable != 0 && !file.isReadable {
      return t.raiseUnsupported("File or stream is not readable.")
    }
    if flags & BufferedRef.writable != 0 && !file.isWritable {
      return t.raiseUnsupported("File or stream is not writable.")
    }
  }
  BufferedRef(a[0]).start(raw: a[1], size: size, flags: flags)
  return .none
}

/// The raw stream's answer to a question.
private func ask(_ t: Thread, _ a: Arguments, _ name: StaticString) -> Value {
  let stream = BufferedRef(a[0])
  if stream.raw.isNone { return t.isBufferedOpen(stream) < 0 ? .error : .none }
  return t.callMethod(stream.raw, IOName.of(name))
}

private let commonMethods: [NativeDefinition] = [
  NativeDefinition("close(self, /)") { t, a in t.closeBuffered(BufferedRef(a[0])) },
  NativeDefinition("detach(self, /)") { t, a in
    let stream = BufferedRef(a[0])
    if t.isBufferedOpen(stream) < 0 || t.callMethod(a[0], vm.pointee.names.flush).isError { return .error }
    let raw = stream.raw
    stream.raw = .none
    return raw
  },
  NativeDefinition("flush(self, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard t.requireOpen(stream, "flush of closed file") else { return .error }
    if stream.flags & BufferedRef.writable == 0 {
      return t.nativeFile(stream.raw) == nil ? t.callMethod(stream.raw, vm.pointee.names.flush) : .none
    }
    return t.flushPending(stream) && t.dropReadAhead(stream) ? .none : .error
  },
  NativeDefinition("seek(self, target, whence=0, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard t.requireOpen(stream, "seek of closed file"), let offset = t.index(a[1]) else { return .error }
    let whence = a[2].isInt ? a[2].asInt : 0
    guard (0...2).contains(whence) else { return t.raise(.valueError, "whence value \(whence) unsupported") }
    return t.seekBuffered(stream, offset, whence).map { .int($0) } ?? .error
  },
  NativeDefinition("tell(self, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard t.requireOpen(stream, "I/O operation on closed file") else { return .error }
    return t.tellBuffered(stream).map { .int($0) } ?? .error
  },
  NativeDefinition("truncate(self, pos=None, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard t.requireOpen(stream, "truncate of closed file") else { return .error }
    if stream.flags & BufferedRef.writable == 0 { return t.raiseUnsupported("truncate") }
    if !t.flushPending(stream) { return .error }
    var size = a[1]
    if size.isUnbound || size.isNone {
      guard let here = t.tellBuffered(stream) else { return .error }
      size = .int(here)
    }
    return t.callMethod(stream.raw, IOName.of("truncate"), size)
  },
  NativeDefinition("fileno(self, /)") { t, a in ask(t, a, "fileno") },
  NativeDefinition("isatty(self, /)") { t, a in ask(t, a, "isatty") },
  NativeDefinition("seekable(self, /)") { t, a in ask(t, a, "seekable") },
  NativeDefinition("__repr__(self, /)") { t, a in t.streamRepr(a[0], a[0].typeName, ["name"]) },
]

private func readInto(_ t: Thread, _ a: Arguments, once: Bool) -> Value {
  let stream = BufferedRef(a[0])
  guard t.requireOpen(stream, "readinto of closed file"), let (target, count) = t.writableBytes(a[1]) else {
    return .error
  }
  return t.readBuffered(stream, into: target, count, once: once)
}

private let readMethods: [NativeDefinition] = [
  NativeDefinition("readable(self, /)") { t, a in ask(t, a, "readable") },
  NativeDefinition("read(self, size=-1, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard let size = t.optionalSize(a[1]), t.requireOpen(stream, "read of closed file") else { return .error }
    if size < -1 { return t.raise(.valueError, "read length must be non-negative or -1") }
    return t.readBuffered(stream, size)
  },
  NativeDefinition("read1(self, size=-1, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard let size = t.optionalSize(a[1]), t.requireOpen(stream, "read of closed file") else { return .error }
    return size == 0 ? vm.pointee.emptyBytes : t.readOnce(stream, size)
  },
  NativeDefinition("peek(self, size=0, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard t.requireOpen(stream, "peek of closed file") else { return .error }
    if stream.available == 0 && t.fill(stream) == -1 { return .error }
    return stream.available == 0
      ? vm.pointee.emptyBytes : BytesRef.make(t, stream.bytes + stream.position, stream.available)
  },
  NativeDefinition("readinto(self, buffer, /)") { t, a in readInto(t, a, once: false) },
  NativeDefinition("readinto1(self, buffer, /)") { t, a in readInto(t, a, once: true) },
  NativeDefinition("readline(self, size=-1, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard let limit = t.optionalSize(a[1]), t.requireOpen(stream, "readline of closed file") else { return .error }
    return t.readBufferedLine(stream, limit: limit)
  },
  NativeDefinition("__next__(self, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard t.requireOpen(stream, "readline of closed file") else { return .error }
    let line = t.readBufferedLine(stream, limit: -1)
    if line.isError { return .error }
    return BytesRef(line).count > 0 ? line : t.raise(.stopIteration, arguments: vm.pointee.emptyTuple)
  },
]

private let writeMethods: [NativeDefinition] = [
  NativeDefinition("writable(self, /)") { t, a in ask(t, a, "writable") },
  NativeDefinition("write(self, buffer, /)") { t, a in
    let stream = BufferedRef(a[0])
    guard let view = byteView(a[1]) else {
      return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    guard t.requireOpen(stream, "write to closed file") else { return .error }
    if let base = view.baseAddress, !t.writeBuffered(stream, base, view.count) { return .error }
    return .int(view.count)
  },
]

private let rawAttributes: [GetSetDefinition] = [
  GetSetDefinition("raw", { _, s in BufferedRef(s).raw }),
  GetSetDefinition(
    "closed",
    { t, s in
      let open = t.isBufferedOpen(BufferedRef(s))
      return open < 0 ? .error : .bool(open == 0)
    }),
  GetSetDefinition("name", { t, s in t.getAttribute(BufferedRef(s).raw, vm.pointee.names.nameAttribute) }),
  GetSetDefinition("mode", { t, s in t.getAttribute(BufferedRef(s).raw, IOName.of("mode")) }),
]

/// Words of a pair: 1 reader, 2 writer.
private func forward(_ t: Thread, _ a: Arguments, _ word: Int, _ name: StaticString, takesArgument: Bool = true)
  -> Value
{
  let stream = a[0].pointer.word(word)
  if stream.isNone { return t.raise(.valueError, "I/O operation on uninitialized object") }
  return takesArgument ? t.callMethod(stream, IOName.of(name), a[1]) : t.callMethod(stream, IOName.of(name))
}

private let pairMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, reader, writer, buffer_size=8192, /)") { t, a in
    let size = a[3].isUnbound ? Value.int(ioBufferSize) : a[3]
    let reader = t.call(ioTypes.reader, a[1], size)
    if reader.isError { return .error }
    let writer = t.call(ioTypes.writer, a[2], size)
    if writer.isError { return .error }
    a[0].pointer.setWord(1, reader)
    a[0].pointer.setWord(2, writer)
    return .none
  },
  NativeDefinition("read(self, size=-1, /)") { t, a in forward(t, a, 1, "read") },
  NativeDefinition("read1(self, size=-1, /)") { t, a in forward(t, a, 1, "read1") },
  NativeDefinition("peek(self, size=0, /)") { t, a in forward(t, a, 1, "peek") },
  NativeDefinition("readinto(self, buffer, /)") { t, a in forward(t, a, 1, "readinto") },
  NativeDefinition("readinto1(self, buffer, /)") { t, a in forward(t, a, 1, "readinto1") },
  NativeDefinition("readline(self, size=-1, /)") { t, a in forward(t, a, 1, "readline") },
  NativeDefinition("write(self, buffer, /)") { t, a in forward(t, a, 2, "write") },
  NativeDefinition("flush(self, /)") { t, a in forward(t, a, 2, "flush", takesArgument: false) },
  NativeDefinition("readable(self, /)") { t, a in forward(t, a, 1, "readable", takesArgument: false) },
  NativeDefinition("writable(self, /)") { t, a in forward(t, a, 2, "writable", takesArgument: false) },
  NativeDefinition("isatty(self, /)") { t, a in
    let answer = forward(t, a, 2, "isatty", takesArgument: false)
    return answer.isFalse ? forward(t, a, 1, "isatty", takesArgument: false) : answer
  },
  NativeDefinition("close(self, /)") { t, a in
    let failure = forward(t, a, 2, "close", takesArgument: false).isError ? t.takeException() : .unbound
    return t.chain(failure, before: forward(t, a, 1, "close", takesArgument: false))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineBuffered() {
    func type(_ name: StaticString, _ initializer: NativeDefinition, _ methods: [NativeDefinition]) -> Value {
      defineStream(
        name, base: ioTypes.bufferedBase, words: BufferedRef.words,
        methods: [streamAllocator, initializer] + commonMethods + methods,
        attributes: rawAttributes)
    }
    ioTypes.reader = type(
      "BufferedReader",
      NativeDefinition("__init__(self, raw, buffer_size=8192)") { t, a in
        startBuffered(t, a, flags: BufferedRef.readable)
      }, readMethods)
    ioTypes.writer = type(
      "BufferedWriter",
      NativeDefinition("__init__(self, raw, buffer_size=8192)") { t, a in
        startBuffered(t, a, flags: BufferedRef.writable)
      }, writeMethods)
    ioTypes.random = type(
      "BufferedRandom",
      NativeDefinition("__init__(self, raw, buffer_size=8192)") { t, a in
        startBuffered(t, a, flags: BufferedRef.readable | BufferedRef.writable)
      }, readMethods + writeMethods)
    ioTypes.pair = defineStream(
      "BufferedRWPair", base: ioTypes.bufferedBase, words: 3, methods: [streamAllocator] + pairMethods,
      attributes: [
        GetSetDefinition(
          "closed",
          { t, s in
            let writer = s.pointer.word(2)
            if writer.isNone { return t.raise(.runtimeError, "the BufferedRWPair object is being garbage-collected") }
            return t.getAttribute(writer, IOName.of("closed"))
          })
      ])
  }

  /// A buffered stream of one of the three types over `raw`.
  func makeBuffered(_ type: Value, raw: Value, size: Int) -> Value {
    let object = allocateInstance(TypeRef(type))
    let flags =
      type == ioTypes.reader
      ? BufferedRef.readable
      : type == ioTypes.writer ? BufferedRef.writable : BufferedRef.readable | BufferedRef.writable
    BufferedRef(object).start(raw: raw, size: size, flags: flags)
    return object
  }
}
