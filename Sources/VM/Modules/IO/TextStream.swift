// The state of a TextIOWrapper, and how text is encoded and written.
//
// UTF-8, ASCII and Latin-1 are converted here; other encodings through the incremental codecs of Python's `codecs`
// module. Text waits as bytes in `pending` until a chunk is full, a line ends (line buffering) or `flush` is called.

import CRuntime
import Glibc

struct TextRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Field: Int {
    /// The binary stream; None after detach and before `__init__`.
    case buffer = 1
    case encoding, errors
    /// The `newline` argument as given: None, '', '\n', '\r' or '\r\n'.
    case newline
    case flags
    /// Bytes waiting to be written: a rawArray, and how many of it are used.
    case pending, pendingCount
    /// Text decoded but not read yet (a str or None), and how far it was read.
    case decoded, decodedPosition
    /// Bytes of the last chunk that do not make a whole character yet (bytes or None).
    case tail
    /// The bytes that `decoded` came from, for `tell`.
    case snapshot
    /// Incremental decoder and encoder of the codecs module, for encodings that are not converted here.
    case decoder, encoder
    /// Line ends met so far: 1 "\r", 2 "\n", 4 "\r\n".
    case newlinesSeen
    case chunkSize
    static let words = Field.chunkSize.rawValue + 1
  }
  static let chunk = 8192

  struct Flags {
    static let lineBuffering = 1, writeThrough = 2, codecShift = 2, codecMask = 3 << 2, tellDisabled = 16, strict = 32
    /// What a binary stream that is not native said of itself at the start.
    static let unreadable = 64, unwritable = 128
  }
  /// How characters are converted.
  enum Codec: Int { case utf8, ascii, latin1, foreign }

  @inline(__always) func field(_ field: Field) -> Value { pointer.word(field.rawValue) }
  @inline(__always) func set(_ field: Field, _ value: Value) { pointer.setWord(field.rawValue, value) }

  @inline(__always) var buffer: Value { field(.buffer) }
  @inline(__always) var flags: Int {
    get { field(.flags).isInt ? field(.flags).asInt : 0 }
    nonmutating set { set(.flags, .int(newValue)) }
  }
  @inline(__always) var codec: Codec { Codec(rawValue: (flags & Flags.codecMask) >> Flags.codecShift)! }
  @inline(__always) var pendingCount: Int {
    get { field(.pendingCount).isInt ? field(.pendingCount).asInt : 0 }
    nonmutating set { set(.pendingCount, .int(newValue)) }
  }
  @inline(__always) var pendingBytes: UnsafeMutablePointer<UInt8> {
    (field(.pending).pointer + 16).assumingMemoryBound(to: UInt8.self)
  }
  @inline(__always) var decodedPosition: Int {
    get { field(.decodedPosition).asInt }
    nonmutating set { set(.decodedPosition, .int(newValue)) }
  }
  /// Characters that wait to be read.
  var decodedLeft: Int { field(.decoded).isObject ? StringRef(field(.decoded)).count - decodedPosition : 0 }
  var isUniversal: Bool { field(.newline).isNone || StringRef(field(.newline)).count == 0 }
  var translatesOnRead: Bool { field(.newline).isNone }
  var errors: CodecErrors { flags & Flags.strict != 0 ? .strict : CodecErrors(StringRef(field(.errors)).text) }
  var builtInEncoding: Encoding {
    switch codec {
    case .ascii: .ascii
    case .latin1: .latin1
    default: .utf8
    }
  }

  func forgetDecoded() {
    set(.decoded, .none)
    set(.snapshot, .none)
    set(.tail, .none)
    decodedPosition = 0
  }

  /// All fields of a fresh wrapper.
  func start(_ thread: Thread, buffer: Value, encoding: Value, errors: Value, newline: Value, flags: Int) {
    set(.buffer, buffer)
    set(.newline, newline)
    self.flags = flags
    setCodec(encoding, errors)
    set(.pending, .int(0))
    pendingCount = 0
    forgetDecoded()
    set(.newlinesSeen, .int(0))
    set(.chunkSize, .int(TextRef.chunk))
    StreamRegistry.register(pointer)
  }

  func setCodec(_ encoding: Value, _ errors: Value) {
    set(.encoding, encoding)
    set(.errors, errors)
    set(.decoder, .none)
    set(.encoder, .none)
    let codec: Codec
    switch Encoding(StringRef(encoding).text) {
    case .utf8: codec = .utf8
    case .ascii: codec = .ascii
    case .latin1: codec = .latin1
    default: codec = .foreign
    }
    let strict = StringRef(errors).text == "strict" ? Flags.strict : 0
    flags = flags & ~(Flags.codecMask | Flags.strict) | codec.rawValue << Flags.codecShift | strict
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// False with ValueError pending when the stream is closed, detached or was never initialised.
  @inline(__always) func requireOpen(_ stream: TextRef) -> Bool {
    if let below = buffered(stream.buffer), let file = nativeFile(below.raw), file.descriptor >= 0 { return true }
    return requireOpenSlow(stream)
  }

  private func requireOpenSlow(_ stream: TextRef) -> Bool {
    if stream.buffer.isNone {
      let started = stream.field(.flags).isInt
      raise(.valueError, started ? "underlying buffer has been detached" : "I/O operation on uninitialized object")
      return false
    }
    return checkOpen(stream.buffer)
  }

  // MARK: Writing

  /// Writes a str; false with an exception pending.
  func writeText(_ stream: TextRef, _ string: StringRef) -> Bool {
    if !requireOpen(stream) { return false }
    if stream.flags & TextRef.Flags.unwritable != 0 {
      raiseUnsupported("not writable")
      return false
    }
    var string = string
    if stream.field(.newline).isObject, StringRef(stream.field(.newline)).count > 0,
      StringRef(stream.field(.newline))[0] == 13
    {
      let newline = StringRef(vm.pointee.characters[10])
      if string.contains(newline) {
        let translated = replace(string, newline, StringRef(stream.field(.newline)), limit: -1)
        if translated.isError { return false }
        string = StringRef(translated)
      }
    }
    if stream.field(.decoded).isObject { stream.forgetDecoded() }
    if !appendEncoded(stream, string) { return false }
    let flags = stream.flags
    if flags & TextRef.Flags.lineBuffering != 0 && endsLine(string) { return flushText(stream) }
    if stream.pendingCount >= stream.field(.chunkSize).asInt || flags & TextRef.Flags.writeThrough != 0 {
      return movePending(stream)
    }
    return true
  }

  /// Line buffering flushes after text with a line end anywhere in it.
  private func endsLine(_ string: StringRef) -> Bool {
    if string.widthShift == 0 {
      return memchr(string.bytes, 10, string.count) != nil || memchr(string.bytes, 13, string.count) != nil
    }
    for index in 0..<string.count where string[index] == 10 || string[index] == 13 { return true }
    return false
  }

  private func appendEncoded(_ stream: TextRef, _ string: StringRef) -> Bool {
    let codec = stream.codec
    if codec != .foreign && (string.isAscii || codec == .latin1 && string.widthShift == 0) {
      return appendPending(stream, string.bytes, string.count)
    }
    let bytes =
      codec == .foreign
      ? encodeForeign(stream, string.value) : encode(string, stream.builtInEncoding, stream.errors)
    guard !bytes.isError else { return false }
    guard bytes.isKind(.bytes) else {
      raise(.typeError, "encoder should return a bytes object, not '\(bytes.typeName)'")
      return false
    }
    return appendPending(stream, BytesRef(bytes).bytes, BytesRef(bytes).count)
  }

  private func appendPending(_ stream: TextRef, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    if count == 0 { return true }
    if stream.pendingCount > 0 && stream.pendingCount + count > TextRef.chunk && !movePending(stream) { return false }
    if count > TextRef.chunk { return writeBelow(stream, bytes, count) }
    if !stream.field(.pending).isObject {
      let storage = makeRawArray(self, bytes: TextRef.chunk)
      stream.set(.pending, .object(storage))
    }
    memcpy(stream.pendingBytes + stream.pendingCount, bytes, count)
    stream.pendingCount += count
    return true
  }

  /// Hands waiting bytes to the binary stream.
  func movePending(_ stream: TextRef) -> Bool {
    let count = stream.pendingCount
    if count == 0 { return true }
    let bytes = stream.pendingBytes
    stream.pendingCount = 0
    // Other threads that write meanwhile must not do so into these bytes.
    if isThreaded { stream.set(.pending, .none) }
    return writeBelow(stream, bytes, count)
  }

  private func writeBelow(_ stream: TextRef, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    if let below = buffered(stream.buffer) { return writeBuffered(below, bytes, count) }
    if let file = nativeFile(stream.buffer) {
      var offset = 0
      while offset < count {
        let written = writeDescriptor(file, bytes + offset, count - offset)
        if written < 0 {
          if written == -2 { raiseOSError(EAGAIN) }
          return false
        }
        offset += written
      }
      return true
    }
    return !callMethod(stream.buffer, vm.pointee.names.write, BytesRef.make(self, bytes, count)).isError
  }

  /// `stream.flush()`.
  func flushText(_ stream: TextRef) -> Bool {
    if !movePending(stream) { return false }
    if let below = buffered(stream.buffer), nativeFile(below.raw) != nil { return flushPending(below) }
    return !callMethod(stream.buffer, vm.pointee.names.flush).isError
  }

  // MARK: Encodings of the codecs module

  private func encodeForeign(_ stream: TextRef, _ string: Value) -> Value {
    if !stream.field(.encoder).isObject {
      let encoder = incrementalCodec(stream, "getincrementalencoder")
      if encoder.isError { return .error }
      stream.set(.encoder, encoder)
      if !startEncoder(stream) { return .error }
    }
    return callMethod(stream.field(.encoder), IOName.of("encode"), string)
  }

  /// A fresh encoder writes a mark of the byte order at the start of a stream only; false with an exception pending.
  private func startEncoder(_ stream: TextRef) -> Bool {
    let seekable = callMethod(stream.buffer, IOName.of("seekable"))
    if seekable.isError { return false }
    if !seekable.isTrue { return true }
    let position = callMethod(stream.buffer, IOName.of("tell"))
    return !position.isError && resetEncoder(stream, atStart: position.isInt && position.asInt == 0)
  }

  /// Puts the encoder, if there is one, at the start of a stream or behind it; false with an exception pending.
  func resetEncoder(_ stream: TextRef, atStart: Bool) -> Bool {
    let encoder = stream.field(.encoder)
    if !encoder.isObject { return true }
    return
      !(atStart
      ? callMethod(encoder, IOName.of("reset")) : callMethod(encoder, IOName.of("setstate"), .int(0))).isError
  }

  /// An incremental encoder or decoder for the stream's encoding and error handler.
  func incrementalCodec(_ stream: TextRef, _ factory: StaticString) -> Value {
    let codecs = importModule("codecs")
    if codecs.isError { return .error }
    let type = callMethod(codecs, IOName.of(factory), stream.field(.encoding))
    return type.isError ? .error : call(type, stream.field(.errors))
  }
}
