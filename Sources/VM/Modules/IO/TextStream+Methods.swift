// TextIOWrapper as Python sees it.

import CRuntime
import Glibc

/// The encoding of text files that name none: UTF-8, except in the C and POSIX locales' strict use by `locale`.
func defaultEncoding() -> StaticString { "UTF-8" }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// With `-X warn_default_encoding`, warns that an encoding should be named; false with an exception pending.
  func warnOfDefaultEncoding(level: Int) -> Bool {
    if !vm.pointee.options.python.warnsOfDefaultEncoding { return true }
    return warn(.encodingWarning, "'encoding' argument not specified", level: level)
  }

  /// Checks the arguments of a text stream and fills it in; false with an exception pending.
  func initialize(
    _ stream: TextRef, buffer: Value, encoding: Value, errors: Value, newline: Value, lineBuffering: Bool,
    writeThrough: Bool
  ) -> Bool {
    var encoding = encoding
    if encoding.isUnbound || encoding.isNone {
      if !warnOfDefaultEncoding(level: 1) { return false }
      encoding = StringRef.make(self, defaultEncoding())
    }
    guard encoding.isKind(.string) else {
      raise(.typeError, "TextIOWrapper() argument 'encoding' must be str or None, not \(encoding.typeName)")
      return false
    }
    if StringRef(encoding).text == "locale" { encoding = StringRef.make(self, defaultEncoding()) }
    if newline.isBound && !newline.isNone && !newline.isKind(.string) {
      raise(.typeError, "TextIOWrapper() argument 'newline' must be str or None, not \(newline.typeName)")
      return false
    }
    var errors = errors
    if errors.isUnbound || errors.isNone { errors = StringRef.intern("strict") }
    guard errors.isKind(.string) else {
      raise(.typeError, "TextIOWrapper() argument 'errors' must be str or None, not \(errors.typeName)")
      return false
    }
    stream.set(.buffer, .none)
    stream.set(.flags, .none)
    guard checkNewline(newline) else { return false }
    guard checkCodec(encoding), let abilities = abilities(of: buffer) else { return false }
    let flags =
      (lineBuffering ? TextRef.Flags.lineBuffering : 0) | (writeThrough ? TextRef.Flags.writeThrough : 0) | abilities
    stream.start(
      self, buffer: buffer, encoding: encoding, errors: errors, newline: newline.isUnbound ? .none : newline,
      flags: flags)
    return true
  }

  /// Is there an encoding of that name, from text to bytes? False with LookupError pending.
  fileprivate func checkCodec(_ encoding: Value) -> Bool {
    let text = StringRef(encoding).text
    if Encoding(text) != nil { return true }
    let codec = codecLookup(encoding)
    if codec.isError { return false }
    if !findAttribute(codec, IOName.of("_is_text_encoding")).isFalse { return true }
    raise(.lookupError, "'\(text)' is not a text encoding; use codecs.open() to handle arbitrary codecs")
    return false
  }

  /// The flags for what a binary stream does not allow; nil with an exception pending.
  private func abilities(of buffer: Value) -> Int? {
    if let below = buffered(buffer) {
      return (below.flags & BufferedRef.readable == 0 ? TextRef.Flags.unreadable : 0)
        | (below.flags & BufferedRef.writable == 0 ? TextRef.Flags.unwritable : 0)
    }
    var flags = 0
    for (question, flag) in [
      ("readable", TextRef.Flags.unreadable), ("writable", TextRef.Flags.unwritable),
    ] as [(StaticString, Int)] {
      let answer = callMethod(buffer, IOName.of(question))
      if answer.isError { return nil }
      let truth = truth(answer)
      if truth < 0 { return nil }
      if truth == 0 { flags |= flag }
    }
    return flags
  }

  func checkNewline(_ newline: Value) -> Bool {
    if newline.isUnbound || newline.isNone { return true }
    guard newline.isKind(.string) else {
      raise(.typeError, "newline must be str or None, not \(newline.typeName)")
      return false
    }
    let text = StringRef(newline)
    let scalars = (0..<text.count).map { text[$0] }
    if [[], [10], [13], [13, 10]].contains(scalars) { return true }
    raise(.valueError, "illegal newline value: \(repr(text: newline))")
    return false
  }

  /// What `newlines` shows for the kinds of line ends seen.
  func newlinesValue(_ seen: Int) -> Value {
    let kinds = [(1, "\r"), (2, "\n"), (4, "\r\n")].filter { seen & $0.0 != 0 }
    if kinds.isEmpty { return .none }
    if kinds.count == 1 { return StringRef.make(self, kinds[0].1) }
    let tuple = TupleRef.allocate(self, count: kinds.count)
    for (index, kind) in kinds.enumerated() { tuple[index] = StringRef.make(self, kind.1) }
    return tuple.value
  }

  fileprivate func closeText(_ stream: TextRef) -> Value {
    if stream.buffer.isNone {
      return requireOpen(stream) ? .none : .error
    }
    let closed = isClosed(stream.buffer)
    if closed != 0 { return closed < 0 ? .error : .none }
    let flushed = callMethod(stream.value, vm.pointee.names.flush)
    let failure = flushed.isError ? takeException() : .unbound
    return chain(failure, before: callMethod(stream.buffer, vm.pointee.names.close))
  }

  fileprivate func seekText(_ stream: TextRef, _ offset: Int, _ whence: Int) -> Value {
    if !requireOpen(stream) { return .error }
    let seekable = callMethod(stream.buffer, IOName.of("seekable"))
    if seekable.isError { return .error }
    if !seekable.isTrue { return raiseUnsupported("underlying stream is not seekable") }
    var target = offset
    switch whence {
    case 0:
      if offset < 0 { return raise(.valueError, "negative seek position \(offset)") }
    case 1:
      if offset != 0 { return raiseUnsupported("can't do nonzero cur-relative seeks") }
      guard let here = tellText(stream) else { return .error }
      target = here
    case 2:
      if offset != 0 { return raiseUnsupported("can't do nonzero end-relative seeks") }
      if !flushText(stream) { return .error }
      stream.forgetDecoded()
      stream.set(.decoder, .none)
      let end = callMethod(stream.buffer, IOName.of("seek"), .int(0), .int(2))
      if end.isError || !resetEncoder(stream, atStart: end.isInt && end.asInt == 0) { return .error }
      return end
    default: return raise(.valueError, "invalid whence (\(whence), should be 0, 1 or 2)")
    }
    if !flushText(stream) { return .error }
    stream.forgetDecoded()
    stream.set(.decoder, .none)
    stream.flags &= ~TextRef.Flags.tellDisabled
    let result = callMethod(stream.buffer, IOName.of("seek"), .int(target))
    return result.isError || !resetEncoder(stream, atStart: target == 0) ? .error : result
  }
}

private func ask(_ t: Thread, _ a: Arguments, _ name: StaticString) -> Value {
  let stream = TextRef(a[0])
  if stream.buffer.isNone { return t.requireOpen(stream) ? .none : .error }
  return t.callMethod(stream.buffer, IOName.of(name))
}

private let textMethods: [NativeDefinition] = [
  NativeDefinition(
    "__init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)"
  ) { t, a in
    let lineBuffering = a[5].isUnbound ? 0 : t.truth(a[5])
    let writeThrough = a[6].isUnbound ? 0 : t.truth(a[6])
    if lineBuffering < 0 || writeThrough < 0 { return .error }
    let done = t.initialize(
      TextRef(a[0]), buffer: a[1], encoding: a[2], errors: a[3], newline: a[4], lineBuffering: lineBuffering > 0,
      writeThrough: writeThrough > 0)
    return done ? .none : .error
  },
  NativeDefinition("write(self, text, /)") { t, a in
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "write() argument must be str, not \(a[1].typeName)")
    }
    return t.writeText(TextRef(a[0]), StringRef(a[1])) ? .int(StringRef(a[1]).count) : .error
  },
  NativeDefinition("read(self, size=-1, /)") { t, a in
    guard let size = t.optionalSize(a[1]), t.requireReadable(TextRef(a[0])) else { return .error }
    return t.readText(TextRef(a[0]), size)
  },
  NativeDefinition("readline(self, size=-1, /)") { t, a in
    guard let limit = t.optionalSize(a[1]), t.requireReadable(TextRef(a[0])) else { return .error }
    return t.readLine(TextRef(a[0]), limit: limit)
  },
  NativeDefinition("__next__(self, /)") { t, a in
    let stream = TextRef(a[0])
    stream.flags |= TextRef.Flags.tellDisabled
    let line: Value
    if a[0].type.value == ioTypes.text {
      guard t.requireReadable(stream) else { return .error }
      line = t.readLine(stream, limit: -1)
    } else {
      line = t.callMethod(a[0], IOName.of("readline"))
    }
    if line.isError { return .error }
    guard line.isKind(.string) else {
      return t.raise(.osError, "readline() should have returned a str object, not '\(line.typeName)'")
    }
    if StringRef(line).count > 0 { return line }
    stream.flags &= ~TextRef.Flags.tellDisabled
    return t.raise(.stopIteration, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition("flush(self, /)") { t, a in
    t.requireOpen(TextRef(a[0])) && t.flushText(TextRef(a[0])) ? .none : .error
  },
  NativeDefinition("close(self, /)") { t, a in t.closeText(TextRef(a[0])) },
  NativeDefinition("detach(self, /)") { t, a in
    let stream = TextRef(a[0])
    if stream.buffer.isNone { return t.requireOpen(stream) ? .none : .error }
    if t.callMethod(a[0], vm.pointee.names.flush).isError { return .error }
    let buffer = stream.buffer
    stream.set(.buffer, .none)
    return buffer
  },
  NativeDefinition("seek(self, cookie, whence=0, /)") { t, a in
    guard let offset = t.index(a[1]) else { return .error }
    return t.seekText(TextRef(a[0]), offset, a[2].isInt ? a[2].asInt : 0)
  },
  NativeDefinition("tell(self, /)") { t, a in
    let stream = TextRef(a[0])
    if !t.requireOpen(stream) { return .error }
    let seekable = t.callMethod(stream.buffer, IOName.of("seekable"))
    if seekable.isError { return .error }
    if !seekable.isTrue { return t.raiseUnsupported("underlying stream is not seekable") }
    if stream.flags & TextRef.Flags.tellDisabled != 0 {
      return t.raise(.osError, "telling position disabled by next() call")
    }
    if !t.flushText(stream) { return .error }
    return t.tellText(stream).map { .int($0) } ?? .error
  },
  NativeDefinition("truncate(self, pos=None, /)") { t, a in
    if t.callMethod(a[0], vm.pointee.names.flush).isError { return .error }
    return t.callMethod(TextRef(a[0]).buffer, IOName.of("truncate"), a[1].isUnbound ? .none : a[1])
  },
  NativeDefinition(
    "reconfigure(self, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)"
  ) { t, a in
    let stream = TextRef(a[0])
    let changesCodec = !(a[1].isUnbound || a[1].isNone) || !(a[2].isUnbound || a[2].isNone) || a[3].isBound
    if stream.field(.decoded).isObject && changesCodec {
      return t.raiseUnsupported("It is not possible to set the encoding or newline of stream after the first read")
    }
    if !t.checkNewline(a[3]) || !t.requireOpen(stream) || !t.flushText(stream) { return .error }
    if a[1].isKind(.string) || a[2].isKind(.string) {
      var errors = stream.field(.errors)
      if a[2].isKind(.string) { errors = a[2] } else if a[1].isKind(.string) { errors = StringRef.intern("strict") }
      var encoding = a[1].isKind(.string) ? a[1] : stream.field(.encoding)
      if StringRef(encoding).text == "locale" { encoding = StringRef.make(t, defaultEncoding()) }
      if !t.checkCodec(encoding) { return .error }
      stream.setCodec(encoding, errors)
    }
    if a[3].isBound { stream.set(.newline, a[3]) }
    for (value, flag) in [(a[4], TextRef.Flags.lineBuffering), (a[5], TextRef.Flags.writeThrough)]
    where value.isBound && !value.isNone {
      stream.flags = t.truth(value) > 0 ? stream.flags | flag : stream.flags & ~flag
    }
    return .none
  },
  NativeDefinition("fileno(self, /)") { t, a in ask(t, a, "fileno") },
  NativeDefinition("isatty(self, /)") { t, a in ask(t, a, "isatty") },
  NativeDefinition("seekable(self, /)") { t, a in ask(t, a, "seekable") },
  NativeDefinition("readable(self, /)") { t, a in ask(t, a, "readable") },
  NativeDefinition("writable(self, /)") { t, a in ask(t, a, "writable") },
  NativeDefinition("__repr__(self, /)") { t, a in
    let stream = TextRef(a[0])
    if stream.buffer.isNone { return t.requireOpen(stream) ? .none : .error }
    return t.streamRepr(
      a[0], "_io.TextIOWrapper", ["name", "mode"], " encoding=\(t.repr(text: stream.field(.encoding)))")
  },
]

private let textAttributes: [GetSetDefinition] = [
  GetSetDefinition("buffer", { _, s in TextRef(s).buffer }),
  GetSetDefinition("encoding", { _, s in TextRef(s).field(.encoding) }),
  GetSetDefinition("errors", { _, s in TextRef(s).field(.errors) }),
  GetSetDefinition("line_buffering", { _, s in .bool(TextRef(s).flags & TextRef.Flags.lineBuffering != 0) }),
  GetSetDefinition("write_through", { _, s in .bool(TextRef(s).flags & TextRef.Flags.writeThrough != 0) }),
  GetSetDefinition("newlines", { t, s in t.newlinesValue(TextRef(s).field(.newlinesSeen).asInt) }),
  GetSetDefinition(
    "closed",
    { t, s in
      let stream = TextRef(s)
      if stream.buffer.isNone { return t.requireOpen(stream) ? .none : .error }
      return t.getAttribute(stream.buffer, IOName.of("closed"))
    }),
  GetSetDefinition("name", { t, s in t.getAttribute(TextRef(s).buffer, vm.pointee.names.nameAttribute) }),
  GetSetDefinition(
    "_CHUNK_SIZE", { _, s in TextRef(s).field(.chunkSize) },
    { t, s, v in
      if v.isUnbound { return t.raise(.attributeError, "cannot delete attribute") }
      guard let size = t.index(v) else { return .error }
      if size <= 0 { return t.raise(.valueError, "a strictly positive integer is required") }
      TextRef(s).set(.chunkSize, .int(size))
      return .none
    }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineTextIOWrapper() {
    ioTypes.text = defineStream(
      "TextIOWrapper", base: ioTypes.textBase, words: TextRef.Field.words, methods: [streamAllocator] + textMethods,
      attributes: textAttributes)
  }
}
