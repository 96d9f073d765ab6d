// `_io.FileIO`: a file descriptor as a raw stream. System calls interrupted by a signal are repeated after the signal's
// Python handler has run.

import CRuntime
import Glibc

struct FileIORef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 3

  static let readable = 1, writable = 2, appending = 4, created = 8, closesDescriptor = 16

  /// -1 when closed (and before `__init__`).
  var descriptor: Int32 {
    get { pointer.word(1).isInt ? Int32(truncatingIfNeeded: pointer.intWord(1)) : -1 }
    nonmutating set { pointer.setIntWord(1, Int(newValue)) }
  }
  var flags: Int {
    get { pointer.word(2).isInt ? pointer.intWord(2) : 0 }
    nonmutating set { pointer.setIntWord(2, newValue) }
  }
  var isReadable: Bool { flags & FileIORef.readable != 0 }
  var isWritable: Bool { flags & FileIORef.writable != 0 }

  var mode: StaticString {
    if flags & FileIORef.created != 0 { return isReadable ? "xb+" : "xb" }
    if flags & FileIORef.appending != 0 { return isReadable ? "ab+" : "ab" }
    if isReadable { return isWritable ? "rb+" : "rb" }
    return "wb"
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Is this exactly a FileIO, whose methods need no look-up?
  @inline(__always) func nativeFile(_ value: Value) -> FileIORef? {
    value.isObject && value.type.value == ioTypes.file ? FileIORef(value) : nil
  }

  /// After EINTR: runs signal handlers; false when one raised.
  func retryAfterSignal() -> Bool { runPendingWork() }

  /// Bytes read into `target`; 0 at the end, -1 with an exception pending, -2 when the descriptor would block.
  func readDescriptor(_ file: FileIORef, _ target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    transfer(file, isAllowed: file.isReadable, "reading") { read(file.descriptor, target, transferable(count)) }
  }

  /// Bytes written; -1 with an exception pending, -2 when the descriptor would block.
  func writeDescriptor(_ file: FileIORef, _ source: UnsafePointer<UInt8>, _ count: Int) -> Int {
    transfer(file, isAllowed: file.isWritable, "writing") { write(file.descriptor, source, transferable(count)) }
  }

  /// The most that one system call moves.
  private func transferable(_ count: Int) -> Int { min(count, Int(Int32.max) & ~4095) }

  /// A system call on the file's descriptor, repeated while signals interrupt it.
  @inline(__always)
  private func transfer(_ file: FileIORef, isAllowed: Bool, _ purpose: String, _ call: () -> Int) -> Int {
    guard file.descriptor >= 0 else {
      raise(.valueError, "I/O operation on closed file")
      return -1
    }
    guard isAllowed else {
      raiseUnsupported("File not open for \(purpose)")
      return -1
    }
    while true {
      let result = blocking(call)
      if result >= 0 { return result }
      if errno == EINTR {
        if !retryAfterSignal() { return -1 }
        continue
      }
      if errno == EAGAIN { return -2 }
      raiseOSError(errno)
      return -1
    }
  }

  /// The rest of a descriptor as bytes; None when it would block at once.
  func readDescriptorToEnd(_ file: FileIORef) -> Value {
    var expected = 0
    var information = stat()
    if file.descriptor >= 0, fstat(file.descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG {
      let here = lseek(file.descriptor, 0, SEEK_CUR)
      expected = max(0, Int(information.st_size) - max(0, here))
    }
    let all = ByteArrayRef.make(self)
    all.reserve(self, expected + 1)
    while true {
      if all.capacity - all.count < 512 { all.reserve(self, all.count * 2 + ioBufferSize) }
      let count = readDescriptor(file, all.bytes + all.count, all.capacity - all.count)
      if count == -1 { return .error }
      if count == -2 && all.count == 0 { return .none }
      if count <= 0 { return makeBytes(all.buffer) }
      all.count += count
    }
  }

  func seekDescriptor(_ file: FileIORef, _ offset: Int, _ whence: Int) -> Int? {
    guard file.descriptor >= 0 else {
      raise(.valueError, "I/O operation on closed file")
      return nil
    }
    let position = lseek(file.descriptor, offset, Int32(truncatingIfNeeded: whence))
    if position < 0 {
      raiseOSError(errno)
      return nil
    }
    return position
  }

  /// A path argument as the string that system calls take; `text` keeps lone surrogates as their original bytes.
  /// Nil with TypeError or ValueError pending.
  func path(_ value: Value, _ function: String? = nil) -> Value? {
    var value = value
    if !value.isKind(.string) && !value.isKind(.bytes) {
      let hook = value.type.special(.fspath)
      if hook.isUnbound {
        guard let function else {
          raise(.typeError, "expected str, bytes or os.PathLike object, not \(value.typeName)")
          return nil
        }
        let allowed =
          switch function {
          case "listdir", "scandir": "string, bytes, os.PathLike, integer or None"
          case "stat", "chdir", "truncate", "utime", "chmod", "chown", "execve": "string, bytes, os.PathLike or integer"
          default: "string, bytes or os.PathLike"
          }
        let message = "\(function): path should be \(allowed), not \(value.typeName)"
        if let view = byteView(value) {
          let bytes = makeBytes(Array(view))
          return warn(.deprecationWarning, message) ? bytes : nil
        }
        raise(.typeError, message)
        return nil
      }
      value = callUnbound(hook, value)
      if value.isError { return nil }
      guard value.isKind(.string) || value.isKind(.bytes) else {
        raise(
          .typeError, "expected \(value.typeName).__fspath__() to return str or bytes, not \(value.typeName)")
        return nil
      }
    }
    return value
  }

  /// Calls `body` with the zero-terminated bytes of a path; nil with an exception pending when it cannot be one.
  func withPath<Result>(_ value: Value, _ body: (UnsafePointer<CChar>) -> Result) -> Result? {
    var bytes = value
    if value.isKind(.string) {
      bytes = encode(StringRef(value), .utf8, .surrogateEscape)
      if bytes.isError { return nil }
    }
    guard let view = byteView(bytes) else { return nil }
    if view.contains(0) {
      raise(.valueError, "embedded null byte")
      return nil
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: view.count + 1) { buffer in
      for index in 0..<view.count { buffer[index] = CChar(bitPattern: view[index]) }
      buffer[view.count] = 0
      return body(buffer.baseAddress!)
    }
  }

  /// Opens what `file` names (a path or a descriptor) for a mode like "rb+"; false with an exception pending.
  func initialize(_ stream: FileIORef, _ file: Value, _ mode: String, closesDescriptor: Bool, opener: Value) -> Bool {
    var flags: Int32 = 0
    var state = closesDescriptor ? FileIORef.closesDescriptor : 0
    var letters = 0
    var plus = false
    for letter in mode {
      switch letter {
      case "r":
        letters += 1
        state |= FileIORef.readable
      case "w":
        letters += 1
        state |= FileIORef.writable
        flags |= O_CREAT | O_TRUNC
      case "a":
        letters += 1
        state |= FileIORef.writable | FileIORef.appending
        flags |= O_APPEND | O_CREAT
      case "x":
        letters += 1
        state |= FileIORef.writable | FileIORef.created
        flags |= O_EXCL | O_CREAT
      case "+" where !plus:
        plus = true
        state |= FileIORef.readable | FileIORef.writable
      case "b": break
      default:
        raise(.valueError, "invalid mode: \(mode)")
        return false
      }
    }
    if letters != 1 {
      raise(.valueError, "Must have exactly one of create/read/write/append mode and at most one plus")
      return false
    }
    let both = FileIORef.readable | FileIORef.writable
    flags |= state & both == both ? O_RDWR : state & FileIORef.readable != 0 ? O_RDONLY : O_WRONLY
    flags |= O_CLOEXEC
    var descriptor: Int32 = -1
    if file.isInt || file.isBool {
      let number = file.isBool ? (file.isTrue ? 1 : 0) : file.asInt
      if number < 0 {
        raise(.valueError, "negative file descriptor")
        return false
      }
      descriptor = Int32(truncatingIfNeeded: number)
    } else {
      guard let path = path(file) else { return false }
      if !closesDescriptor {
        raise(.valueError, "Cannot use closefd=False with file name")
        return false
      }
      if opener.isBound && !opener.isNone {
        let result = call(opener, file, .int(Int(flags)))
        if result.isError { return false }
        guard result.isInt else {
          raise(.typeError, "expected integer from opener")
          return false
        }
        if result.asInt < 0 {
          raise(.valueError, "opener returned \(result.asInt)")
          return false
        }
        descriptor = Int32(truncatingIfNeeded: result.asInt)
      } else {
        while true {
          guard let opened = withPath(path, { open($0, flags, 0o666) }) else { return false }
          descriptor = opened
          if descriptor >= 0 || errno != EINTR { break }
          if !retryAfterSignal() { return false }
        }
        if descriptor < 0 {
          raiseOSError(errno, filename: file)
          return false
        }
      }
    }
    var information = stat()
    if fstat(descriptor, &information) != 0 {
      raiseOSError(errno, filename: file)
      return false
    }
    if information.st_mode & S_IFMT == S_IFDIR {
      if !file.isInt { close(descriptor) }
      raiseOSError(EISDIR, filename: file)
      return false
    }
    stream.descriptor = descriptor
    stream.flags = state
    if state & FileIORef.appending != 0 { lseek(descriptor, 0, SEEK_END) }
    StreamRegistry.register(stream.pointer)
    return setOwnAttribute(stream.value, vm.pointee.names.nameAttribute, file)
  }

  func closeDescriptor(_ file: FileIORef) -> Bool {
    let descriptor = file.descriptor
    file.descriptor = -1
    if descriptor < 0 || file.flags & FileIORef.closesDescriptor == 0 { return true }
    if close(descriptor) < 0 && errno != EINTR {
      raiseOSError(errno)
      return false
    }
    return true
  }
}

extension CommonNames {
  /// The attribute `name` of files.
  var nameAttribute: Value { StringRef.intern("name") }
}

/// The stream, or nil with an exception pending when it is closed.
private func opened(_ t: Thread, _ value: Value) -> FileIORef? {
  let file = FileIORef(value)
  if file.descriptor >= 0 { return file }
  t.raise(.valueError, "I/O operation on closed file")
  return nil
}

private let fileMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, file, mode='r', closefd=True, opener=None)") { t, a in
    var mode = "r"
    if a[2].isBound {
      guard a[2].isKind(.string) else {
        return t.raise(.typeError, "FileIO() argument 'mode' must be str, not \(a[2].typeName)")
      }
      mode = StringRef(a[2]).text
    }
    let closes = a[3].isUnbound ? 1 : t.truth(a[3])
    if closes < 0 { return .error }
    let opened = t.initialize(FileIORef(a[0]), a[1], mode, closesDescriptor: closes > 0, opener: a[4])
    return opened ? .none : .error
  },
  NativeDefinition("read(self, size=-1, /)") { t, a in
    guard let file = opened(t, a[0]), let size = t.optionalSize(a[1]) else { return .error }
    guard file.isReadable else { return t.raiseUnsupported("File not open for reading") }
    if size < 0 { return t.readDescriptorToEnd(file) }
    if !t.hasRoom(bytes: size) { return .error }
    let buffer = ByteArrayRef.make(t)
    buffer.reserve(t, size + 1)
    let count = t.readDescriptor(file, buffer.bytes, size)
    if count == -1 { return .error }
    if count == -2 { return .none }
    buffer.count = count
    return t.makeBytes(buffer.buffer)
  },
  NativeDefinition("readall(self, /)") { t, a in
    guard let file = opened(t, a[0]) else { return .error }
    guard file.isReadable else { return t.raiseUnsupported("File not open for reading") }
    return t.readDescriptorToEnd(file)
  },
  NativeDefinition("readinto(self, buffer, /)") { t, a in
    guard let file = opened(t, a[0]), let (target, count) = t.writableBytes(a[1]) else { return .error }
    let result = t.readDescriptor(file, target, count)
    return result == -1 ? .error : result == -2 ? .none : .int(result)
  },
  NativeDefinition("write(self, b, /)") { t, a in
    guard let file = opened(t, a[0]) else { return .error }
    guard let view = byteView(a[1]) else {
      return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    guard let base = view.baseAddress else { return .int(0) }
    let result = t.writeDescriptor(file, base, view.count)
    // A signal cut the write short: its handler may raise here already.
    if result >= 0 && result < view.count && !t.runHandlersBetweenCalls() { return .error }
    return result == -1 ? .error : result == -2 ? .none : .int(result)
  },
  NativeDefinition("seek(self, offset, whence=0, /)") { t, a in
    guard let file = opened(t, a[0]), let offset = t.index(a[1]) else { return .error }
    let whence = a[2].isInt ? a[2].asInt : 0
    return t.seekDescriptor(file, offset, whence).map { .int($0) } ?? .error
  },
  NativeDefinition("tell(self, /)") { t, a in
    guard let file = opened(t, a[0]) else { return .error }
    return t.seekDescriptor(file, 0, 1).map { .int($0) } ?? .error
  },
  NativeDefinition("truncate(self, size=None, /)") { t, a in
    guard let file = opened(t, a[0]) else { return .error }
    guard file.isWritable else { return t.raiseUnsupported("File not open for writing") }
    var size = a[1].isUnbound || a[1].isNone ? t.seekDescriptor(file, 0, 1) : t.index(a[1])
    if size != nil, ftruncate(file.descriptor, size!) != 0 {
      t.raiseOSError(errno)
      size = nil
    }
    return size.map { .int($0) } ?? .error
  },
  NativeDefinition("close(self, /)") { t, a in
    let file = FileIORef(a[0])
    if file.descriptor < 0 { return .none }
    let failure = t.callMethod(a[0], vm.pointee.names.flush).isError ? t.takeException() : .unbound
    return t.chain(failure, before: t.closeDescriptor(file) ? .none : .error)
  },
  NativeDefinition("fileno(self, /)") { t, a in opened(t, a[0]).map { .int(Int($0.descriptor)) } ?? .error },
  NativeDefinition("isatty(self, /)") { t, a in opened(t, a[0]).map { .bool(isatty($0.descriptor) != 0) } ?? .error },
  NativeDefinition("seekable(self, /)") { t, a in
    opened(t, a[0]).map { .bool(lseek($0.descriptor, 0, SEEK_CUR) >= 0) } ?? .error
  },
  NativeDefinition("readable(self, /)") { t, a in opened(t, a[0]).map { .bool($0.isReadable) } ?? .error },
  NativeDefinition("writable(self, /)") { t, a in opened(t, a[0]).map { .bool($0.isWritable) } ?? .error },
  NativeDefinition("__repr__(self, /)") { t, a in
    let file = FileIORef(a[0])
    if file.descriptor < 0 { return StringRef.make(t, "<_io.FileIO [closed]>") }
    let name = t.findOwnAttribute(a[0], vm.pointee.names.nameAttribute)
    let subject = name.isBound ? "name=\(t.repr(text: name))" : "fd=\(file.descriptor)"
    let closes = file.flags & FileIORef.closesDescriptor != 0 ? "True" : "False"
    return StringRef.make(t, "<_io.FileIO \(subject) mode='\(file.mode)' closefd=\(closes)>")
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineFileIO() {
    ioTypes.file = defineStream(
      "FileIO", base: ioTypes.rawBase, words: FileIORef.words, methods: fileMethods,
      attributes: [
        GetSetDefinition("closed", { _, f in .bool(FileIORef(f).descriptor < 0) }),
        GetSetDefinition("closefd", { _, f in .bool(FileIORef(f).flags & FileIORef.closesDescriptor != 0) }),
        GetSetDefinition("mode", { _, f in StringRef.intern(FileIORef(f).mode) }),
      ])
  }

  /// A FileIO over an open descriptor.
  func makeFile(descriptor: Int32, flags: Int, name: Value) -> Value {
    let object = allocateInstance(TypeRef(ioTypes.file))
    FileIORef(object).descriptor = descriptor
    FileIORef(object).flags = flags
    _ = setOwnAttribute(object, vm.pointee.names.nameAttribute, name)
    return object
  }
}
