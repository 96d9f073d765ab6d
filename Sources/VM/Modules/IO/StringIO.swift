// `_io.StringIO`: a text stream in memory, and `_io.IncrementalNewlineDecoder`.
//
// Text that is only ever appended stays a list of pieces until somebody looks at it. Words: 1 content (str; None when
// closed), 2 position, 3 pieces appended behind the content (a list or None), 4 characters in them, 5 newline argument,
// 6 kinds of line ends seen.

import CRuntime
import Glibc

private struct StringStream: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 7

  var position: Int {
    get { pointer.intWord(2) }
    nonmutating set { pointer.setIntWord(2, newValue) }
  }
  var newline: Value { pointer.word(5) }
  var isOpen: Bool { pointer.word(1).isObject }
  /// Characters in all.
  var count: Int { StringRef(pointer.word(1)).count + pointer.intWord(4) }

  /// The stream, or nil with ValueError pending when it is closed.
  @inline(__always) static func open(_ t: Thread, _ value: Value) -> StringStream? {
    let stream = StringStream(value)
    if stream.isOpen { return stream }
    t.raise(.valueError, "I/O operation on closed file")
    return nil
  }

  /// The whole text as one str.
  func content(_ t: Thread) -> StringRef {
    if pointer.word(3).isObject {
      let pieces = ListRef(pointer.word(3))
      pieces.insertFirst(t, pointer.word(1))
      let whole = t.concatenate(pieces.items, pieces.count)
      pointer.setWord(1, whole)
      pointer.setWord(3, .none)
      pointer.setIntWord(4, 0)
    }
    return StringRef(pointer.word(1))
  }

  /// Writes text (line ends already translated) at the position.
  func put(_ t: Thread, _ string: StringRef) {
    if string.count == 0 { return }
    let total = count
    if position == total {
      if !pointer.word(3).isObject { pointer.setWord(3, ListRef.make(t).value) }
      ListRef(pointer.word(3)).append(t, t.exactString(string))
      pointer.setIntWord(4, pointer.intWord(4) + string.count)
      position += string.count
      return
    }
    let old = content(t)
    var output = TextBuffer(capacity: old.count + string.count)
    output.append(old, 0, min(position, old.count))
    if position > old.count { output.append(repeating: 0, position - old.count) }
    output.append(string)
    position += string.count
    if position < old.count { output.append(old, position, old.count) }
    pointer.setWord(1, output.makeString(t))
  }

  func write(_ t: Thread, _ string: StringRef) -> Bool {
    var string = string
    if newline.isNone || StringRef(newline).count == 0 {
      var seen = pointer.intWord(6)
      string = StringRef(t.translateNewlines(string, translate: newline.isNone, &seen))
      pointer.setIntWord(6, seen)
    } else if StringRef(newline)[0] == 13 {
      let translated = t.replace(string, StringRef(vm.pointee.characters[10]), StringRef(newline), limit: -1)
      if translated.isError { return false }
      string = StringRef(translated)
    }
    put(t, string)
    return true
  }

  func take(_ t: Thread, _ size: Int) -> Value {
    let whole = content(t)
    if position >= whole.count { return vm.pointee.emptyString }
    let end = size < 0 ? whole.count : min(whole.count, position + size)
    let start = position
    position = end
    return whole.slice(t, start, end)
  }

  func takeLine(_ t: Thread, limit: Int) -> Value {
    let whole = content(t)
    if position >= whole.count { return vm.pointee.emptyString }
    let end = t.lineEnd(whole, from: position, newline: newline) ?? whole.count
    return take(t, limit < 0 ? end - position : min(limit, end - position))
  }
}

extension ListRef {
  /// Puts an item in front of all others.
  fileprivate func insertFirst(_ thread: Thread, _ value: Value) {
    append(thread, value)
    var index = count - 1
    while index > 0 {
      self[index] = self[index - 1]
      index -= 1
    }
    self[0] = value
  }
}

private let stringMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, initial_value='', newline='\\n')") { t, a in
    if !t.checkNewline(a[2]) { return .error }
    let pointer = a[0].pointer
    pointer.setWord(1, vm.pointee.emptyString)
    pointer.setIntWord(2, 0)
    pointer.setWord(3, .none)
    pointer.setIntWord(4, 0)
    pointer.setWord(5, a[2].isUnbound ? vm.pointee.characters[10] : a[2])
    pointer.setIntWord(6, 0)
    if a[1].isUnbound || a[1].isNone { return .none }
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "initial_value must be str or None, not \(a[1].typeName)")
    }
    if !StringStream(a[0]).write(t, StringRef(a[1])) { return .error }
    StringStream(a[0]).position = 0
    return .none
  },
  NativeDefinition("write(self, s, /)") { t, a in
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "string argument expected, got '\(a[1].typeName)'")
    }
    guard let stream = StringStream.open(t, a[0]) else { return .error }
    return stream.write(t, StringRef(a[1])) ? .int(StringRef(a[1]).count) : .error
  },
  NativeDefinition("read(self, size=-1, /)") { t, a in
    guard let size = t.optionalSize(a[1]), let stream = StringStream.open(t, a[0]) else { return .error }
    return stream.take(t, size)
  },
  NativeDefinition("readline(self, size=-1, /)") { t, a in
    guard let limit = t.optionalSize(a[1]), let stream = StringStream.open(t, a[0]) else { return .error }
    return stream.takeLine(t, limit: limit)
  },
  NativeDefinition("__next__(self, /)") { t, a in
    guard let stream = StringStream.open(t, a[0]) else { return .error }
    let line = stream.takeLine(t, limit: -1)
    return StringRef(line).count > 0 ? line : t.raise(.stopIteration, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition("getvalue(self, /)") { t, a in StringStream.open(t, a[0])?.content(t).value ?? .error },
  NativeDefinition("tell(self, /)") { t, a in StringStream.open(t, a[0]).map { .int($0.position) } ?? .error },
  NativeDefinition("seek(self, pos, whence=0, /)") { t, a in
    guard let offset = t.index(a[1]), let stream = StringStream.open(t, a[0]) else { return .error }
    let whence = a[2].isInt ? a[2].asInt : 0
    guard (0...2).contains(whence) else {
      return t.raise(.valueError, "Invalid whence (\(whence), should be 0, 1 or 2)")
    }
    if whence == 0 && offset < 0 { return t.raise(.valueError, "Negative seek position \(offset)") }
    if whence != 0 && offset != 0 { return t.raise(.osError, "Can't do nonzero cur-relative seeks") }
    if whence == 0 { stream.position = offset }
    if whence == 2 { stream.position = stream.count }
    return .int(stream.position)
  },
  NativeDefinition("truncate(self, pos=None, /)") { t, a in
    guard let stream = StringStream.open(t, a[0]) else { return .error }
    var size = stream.position
    if a[1].isBound && !a[1].isNone {
      guard let given = t.index(a[1]) else { return .error }
      if given < 0 { return t.raise(.valueError, "Negative size value \(given)") }
      size = given
    }
    let whole = stream.content(t)
    if size < whole.count { a[0].pointer.setWord(1, whole.slice(t, 0, size)) }
    return .int(size)
  },
  NativeDefinition("close(self, /)") { _, a in
    a[0].pointer.setWord(1, .none)
    a[0].pointer.setWord(3, .none)
    return .none
  },
  NativeDefinition("isatty(self, /)") { t, a in StringStream.open(t, a[0]) == nil ? .error : .false },
  NativeDefinition("readable(self, /)") { t, a in StringStream.open(t, a[0]) == nil ? .error : .true },
  NativeDefinition("writable(self, /)") { t, a in StringStream.open(t, a[0]) == nil ? .error : .true },
  NativeDefinition("seekable(self, /)") { t, a in StringStream.open(t, a[0]) == nil ? .error : .true },
]

// MARK: Newline decoder

/// Words of a decoder: 1 inner decoder or None, 2 translate, 3 a carriage return is held back, 4 kinds seen.
private let decoderMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, decoder, translate, errors='strict')") { t, a in
    let translate = t.truth(a[2])
    if translate < 0 { return .error }
    a[0].pointer.setWord(1, a[1])
    a[0].pointer.setWord(2, .bool(translate > 0))
    a[0].pointer.setWord(3, .false)
    a[0].pointer.setIntWord(4, 0)
    return .none
  },
  NativeDefinition("decode(self, input, final=False)") { t, a in
    let pointer = a[0].pointer
    let final = a[2].isUnbound ? 0 : t.truth(a[2])
    if final < 0 { return .error }
    var text = a[1]
    if !pointer.word(1).isNone {
      text = t.callMethod(pointer.word(1), IOName.of("decode"), a[1], .bool(final > 0))
      if text.isError { return .error }
    }
    guard text.isKind(.string) else {
      return t.raise(.typeError, "decoder should return a string result, not '\(text.typeName)'")
    }
    if pointer.word(3).isTrue && (StringRef(text).count > 0 || final > 0) {
      text = t.concatenate(StringRef(vm.pointee.characters[13]), StringRef(text))
      pointer.setWord(3, .false)
    }
    let count = StringRef(text).count
    if final == 0 && count > 0 && StringRef(text)[count - 1] == 13 {
      pointer.setWord(3, .true)
      text = StringRef(text).slice(t, 0, count - 1)
    }
    var seen = pointer.intWord(4)
    let result = t.translateNewlines(StringRef(text), translate: pointer.word(2).isTrue, &seen)
    pointer.setIntWord(4, seen)
    return result
  },
  NativeDefinition("getstate(self, /)") { t, a in
    var buffer = vm.pointee.emptyBytes
    var flag = 0
    if !a[0].pointer.word(1).isNone {
      let state = t.callMethod(a[0].pointer.word(1), IOName.of("getstate"))
      if state.isError { return .error }
      guard state.isKind(.tuple), TupleRef(state).count == 2, TupleRef(state)[1].isInt else {
        return t.raise(.typeError, "illegal decoder state")
      }
      buffer = TupleRef(state)[0]
      flag = TupleRef(state)[1].asInt
    }
    return TupleRef.make(t, buffer, .int(flag << 1 | (a[0].pointer.word(3).isTrue ? 1 : 0)))
  },
  NativeDefinition("setstate(self, state, /)") { t, a in
    guard a[1].isKind(.tuple), TupleRef(a[1]).count == 2, let flag = t.index(TupleRef(a[1])[1]) else {
      return t.pointee.exception.isBound ? .error : t.raise(.typeError, "state argument must be a tuple")
    }
    a[0].pointer.setWord(3, .bool(flag & 1 != 0))
    if a[0].pointer.word(1).isNone { return .none }
    let inner = TupleRef.make(t, TupleRef(a[1])[0], .int(flag >> 1))
    return t.callMethod(a[0].pointer.word(1), IOName.of("setstate"), inner)
  },
  NativeDefinition("reset(self, /)") { t, a in
    a[0].pointer.setWord(3, .false)
    a[0].pointer.setIntWord(4, 0)
    return a[0].pointer.word(1).isNone ? .none : t.callMethod(a[0].pointer.word(1), IOName.of("reset"))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineStringIO() {
    ioTypes.string = defineStream(
      "StringIO", base: ioTypes.textBase, words: StringStream.words, methods: stringMethods,
      attributes: [
        GetSetDefinition("closed", { _, s in .bool(!StringStream(s).isOpen) }),
        GetSetDefinition("line_buffering", { _, _ in .false }),
        GetSetDefinition("newlines", { t, s in t.newlinesValue(s.pointer.intWord(6)) }),
      ])
    ioTypes.newlineDecoder = defineStream(
      "IncrementalNewlineDecoder", words: 5, methods: decoderMethods,
      attributes: [GetSetDefinition("newlines", { t, s in t.newlinesValue(s.pointer.intWord(4)) })])
  }
}
