// `open`, and the module `_io`.

import CRuntime
import Glibc

private struct OpenMode {
  var raw = ""
  var isText = false, isBinary = false, isUpdating = false, isReading = false, isWriting = false
  var isAppending = false, isCreating = false

  /// Nil when letters are foreign or repeated.
  init?(_ text: String) {
    var seen: Set<Character> = []
    for letter in text {
      guard "axrwb+t".contains(letter), seen.insert(letter).inserted else { return nil }
    }
    isText = seen.contains("t")
    isBinary = seen.contains("b")
    isUpdating = seen.contains("+")
    isReading = seen.contains("r")
    isWriting = seen.contains("w")
    isAppending = seen.contains("a")
    isCreating = seen.contains("x")
    raw =
      (isCreating ? "x" : "") + (isReading ? "r" : "") + (isWriting ? "w" : "") + (isAppending ? "a" : "")
      + (isUpdating ? "+" : "")
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `open(file, mode, buffering, encoding, errors, newline, closefd, opener)`: eight arguments, missing ones unbound.
  fileprivate func openStream(_ a: Arguments) -> Value {
    var modeText = "r"
    if a[1].isBound {
      guard a[1].isKind(.string) else {
        return raise(.typeError, "open() argument 'mode' must be str, not \(a[1].typeName)")
      }
      modeText = StringRef(a[1]).text
    }
    guard let mode = OpenMode(modeText) else { return raise(.valueError, "invalid mode: '\(modeText)'") }
    var buffering = -1
    if a[2].isBound {
      guard let given = index(a[2]) else { return .error }
      buffering = given
    }
    func given(_ value: Value) -> Bool { value.isBound && !value.isNone }
    for (place, name) in [(3, "encoding"), (4, "errors"), (5, "newline")] where given(a[place]) {
      if !a[place].isKind(.string) {
        return raise(.typeError, "open() argument '\(name)' must be str or None, not \(a[place].typeName)")
      }
    }
    if mode.isText && mode.isBinary { return raise(.valueError, "can't have text and binary mode at once") }
    let kinds = [mode.isCreating, mode.isReading, mode.isWriting, mode.isAppending].filter { $0 }.count
    if kinds > 1 { return raise(.valueError, "must have exactly one of create/read/write/append mode") }
    if mode.isBinary {
      for (place, name) in [(3, "an encoding"), (4, "an errors"), (5, "a newline")] where given(a[place]) {
        return raise(.valueError, "binary mode doesn't take \(name) argument")
      }
    }
    let closes = a[6].isUnbound ? 1 : truth(a[6])
    if closes < 0 { return .error }
    // A raw file that is made directly keeps the object that it was given as its name; `open` gives it the path.
    guard let file = a[0].type.special(.fspath).isUnbound ? a[0] : path(a[0]) else { return .error }
    let raw = allocateInstance(TypeRef(ioTypes.file))
    if !initialize(FileIORef(raw), file, mode.raw, closesDescriptor: closes > 0, opener: a[7]) { return .error }
    let result = wrap(raw, mode, buffering, modeText, a)
    if result.isError {
      let pending = takeException()
      _ = closeDescriptor(FileIORef(raw))
      pointee.exception = pending
    }
    return result
  }

  /// The buffer and the text layer over a fresh raw file.
  private func wrap(_ raw: Value, _ mode: OpenMode, _ buffering: Int, _ modeText: String, _ a: Arguments) -> Value {
    let descriptor = FileIORef(raw).descriptor
    let isTerminal = buffering < 0 || buffering == 1 ? isatty(descriptor) != 0 : false
    var size = buffering
    var lineBuffering = false
    if buffering == 1 && !mode.isBinary || buffering < 0 && isTerminal {
      size = -1
      lineBuffering = true
    }
    if size < 0 || size == 1 && !mode.isBinary {
      size = ioBufferSize
      var information = stat()
      if fstat(descriptor, &information) == 0 && information.st_blksize > ioBufferSize {
        size = min(Int(information.st_blksize), 1 << 20)
      }
    }
    if size == 0 {
      if mode.isBinary { return raw }
      return raise(.valueError, "can't have unbuffered text I/O")
    }
    let type = mode.isUpdating ? ioTypes.random : mode.isReading ? ioTypes.reader : ioTypes.writer
    let stream = makeBuffered(type, raw: raw, size: size)
    if mode.isBinary { return stream }
    let text = allocateInstance(TypeRef(ioTypes.text))
    let done = initialize(
      TextRef(text), buffer: stream, encoding: a[3], errors: a[4], newline: a[5], lineBuffering: lineBuffering,
      writeThrough: false)
    if !done || !setOwnAttribute(text, IOName.of("mode"), StringRef.make(self, modeText)) { return .error }
    return text
  }
}

let openDefinition = NativeDefinition(
  .function,
  "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"
) { t, a in t.openStream(a) }

private let moduleFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "open_code(path)") { t, a in
    guard a[0].isKind(.string) else {
      return t.raise(.typeError, "open_code() argument 'path' must be str, not \(a[0].typeName)")
    }
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: 8) { arguments in
      for index in 0..<8 { arguments[index] = .unbound }
      arguments[0] = a[0]
      arguments[1] = StringRef.intern("rb")
      return t.openStream(arguments.baseAddress!)
    }
  },
  NativeDefinition(.function, "text_encoding(encoding, stacklevel=2, /)") { t, a in
    if !a[0].isNone { return a[0] }
    guard let level = a[1].isUnbound ? 2 : t.index(a[1]), t.warnOfDefaultEncoding(level: level) else { return .error }
    return StringRef.intern(vm.pointee.options.python.isUTF8 ? "utf-8" : "locale")
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The module `_io`, its types and the built-in function `open`.
  func defineIO() {
    defineStreamBases()
    defineFileIO()
    defineBuffered()
    defineBytesIO()
    defineStringIO()
    defineTextIOWrapper()
    let module = defineModule("_io", doc: "Streams of bytes and text.", moduleFunctions + [openDefinition])
    let namespace = DictRef.make(self)
    namespace.set(name: vm.pointee.names.module, StringRef.intern("io"))
    ioTypes.unsupported = vm.pointee.immortal(
      makeClass(
        metatype: vm.pointee.types.type, name: StringRef.intern("UnsupportedOperation"),
        bases: TupleRef.make(self, ExceptionType.osError.type, ExceptionType.valueError.type), namespace: namespace,
        keywords: .unbound))
    let members: [Value] = [
      ioTypes.base, ioTypes.rawBase, ioTypes.bufferedBase, ioTypes.textBase, ioTypes.file, ioTypes.bytes,
      ioTypes.reader,
      ioTypes.writer, ioTypes.random, ioTypes.pair, ioTypes.text, ioTypes.string, ioTypes.newlineDecoder,
      ioTypes.unsupported, ExceptionType.blockingIOError.type,
    ]
    for type in members { module.namespace.set(name: TypeRef(type).field(.name), type) }
    module.namespace.set(name: StringRef.intern("DEFAULT_BUFFER_SIZE"), .int(ioBufferSize))
    let open = module.namespace.get(name: StringRef.intern("open"))
    ModuleRef(vm.pointee.builtins).namespace.set(name: StringRef.intern("open"), open)
  }
}
