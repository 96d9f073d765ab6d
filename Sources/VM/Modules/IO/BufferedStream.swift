// The buffer of BufferedReader, BufferedWriter and BufferedRandom: one block of bytes that holds either bytes read
// ahead (`position ..< filled`) or bytes waiting to be written (`pending`), never both.
//
// The raw stream is a FileIO (system calls are made directly) or any object with the methods of a raw stream.

import CRuntime
import Glibc

struct BufferedRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  /// Words: 1 raw stream (None after detach and before `__init__`), 2 storage, 3 position, 4 filled, 5 pending, 6 size,
  /// 7 flags, 8 lock or None.
  static let words = 9
  static let readable = 1, writable = 2

  var raw: Value {
    get { pointer.word(1) }
    nonmutating set { pointer.setWord(1, newValue) }
  }
  @inline(__always) var position: Int {
    get { pointer.intWord(3) }
    nonmutating set { pointer.setIntWord(3, newValue) }
  }
  @inline(__always) var filled: Int {
    get { pointer.intWord(4) }
    nonmutating set { pointer.setIntWord(4, newValue) }
  }
  @inline(__always) var pending: Int {
    get { pointer.intWord(5) }
    nonmutating set { pointer.setIntWord(5, newValue) }
  }
  @inline(__always) var size: Int { pointer.intWord(6) }
  @inline(__always) var flags: Int { pointer.intWord(7) }
  @inline(__always) var available: Int { filled - position }
  /// The bytes; only after `prepare`.
  @inline(__always) var bytes: UnsafeMutablePointer<UInt8> {
    (pointer.word(2).pointer + 16).assumingMemoryBound(to: UInt8.self)
  }

  func start(raw: Value, size: Int, flags: Int) {
    self.raw = raw
    pointer.setIntWord(2, 0)
    position = 0
    filled = 0
    pending = 0
    pointer.setIntWord(6, size)
    pointer.setIntWord(7, flags)
    if flags & BufferedRef.writable != 0 { StreamRegistry.register(pointer) }
  }

  /// Allocates the block when it is first needed.
  @inline(__always) func prepare(_ thread: Thread) {
    if pointer.word(2).isObject { return }
    let storage = makeRawArray(thread, bytes: size)
    pointer.setWord(2, .object(storage))
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// One of the three native buffered streams (or a subclass); nil for other objects.
  func buffered(_ value: Value) -> BufferedRef? {
    guard value.isObject, value.objectKind == .native else { return nil }
    let type = value.type.value
    if type == ioTypes.reader || type == ioTypes.writer || type == ioTypes.random { return BufferedRef(value) }
    return nil
  }

  func isBufferedOpen(_ stream: BufferedRef) -> Int {
    if stream.raw.isNone {
      raise(.valueError, "raw stream has been detached")
      return -1
    }
    if let file = nativeFile(stream.raw) { return file.descriptor >= 0 ? 1 : 0 }
    let closed = isClosed(stream.raw)
    return closed < 0 ? -1 : 1 - closed
  }

  /// False with ValueError pending when the stream is closed or detached.
  func requireOpen(_ stream: BufferedRef, _ message: @autoclosure () -> String) -> Bool {
    let open = isBufferedOpen(stream)
    if open == 0 { raise(.valueError, message()) }
    return open > 0
  }

  // MARK: Raw stream

  /// Like `readDescriptor`, for any raw stream.
  func readRaw(_ stream: BufferedRef, _ target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    if let file = nativeFile(stream.raw) { return readDescriptor(file, target, count) }
    let buffer = ByteArrayRef.make(self)
    buffer.reserve(self, count)
    memset(buffer.bytes, 0, count)
    buffer.count = count
    let result = callMethod(stream.raw, IOName.of("readinto"), buffer.value)
    if result.isError { return -1 }
    if result.isNone { return -2 }
    guard let read = index(result) else { return -1 }
    guard read >= 0, read <= count, read <= buffer.count else {
      raise(.osError, "raw readinto() returned invalid length \(read) (should have been between 0 and \(count))")
      return -1
    }
    if read > 0 { memcpy(target, buffer.bytes, read) }
    return read
  }

  private func writeRaw(_ stream: BufferedRef, _ source: UnsafePointer<UInt8>, _ count: Int) -> Int {
    if let file = nativeFile(stream.raw) { return writeDescriptor(file, source, count) }
    let result = callMethod(stream.raw, vm.pointee.names.write, BytesRef.make(self, source, count))
    if result.isError { return -1 }
    if result.isNone { return -2 }
    guard let written = index(result) else { return -1 }
    guard written >= 0, written <= count else {
      raise(.osError, "raw write() returned invalid length \(written) (should have been between 0 and \(count))")
      return -1
    }
    return written
  }

  func seekRaw(_ stream: BufferedRef, _ offset: Int, _ whence: Int) -> Int? {
    if let file = nativeFile(stream.raw) { return seekDescriptor(file, offset, whence) }
    let result = callMethod(stream.raw, IOName.of("seek"), .int(offset), .int(whence))
    return result.isError ? nil : index(result)
  }

  // MARK: Writing

  /// Writes everything that waits; false with an exception pending (unwritten bytes stay).
  func flushPending(_ stream: BufferedRef) -> Bool {
    alone(in: stream, failure: false) { () -> Bool in
      var offset = 0
      let total = stream.pending
      while offset < total {
        let count = writeRaw(stream, stream.bytes + offset, total - offset)
        if count < 0 {
          memmove(stream.bytes, stream.bytes + offset, total - offset)
          stream.pending = total - offset
          if count == -2 { raiseBlocked() }
          return false
        }
        offset += count
      }
      stream.pending = 0
      return true
    }
  }

  private func raiseBlocked() {
    let arguments = TupleRef.make(
      self, .int(Int(EAGAIN)), StringRef.make(self, "write could not complete without blocking"), .int(0))
    let exception = call(ExceptionType.blockingIOError.type, tuple: TupleRef(arguments))
    if !exception.isError { raise(exception: exception) }
  }

  /// Forgets bytes read ahead, moving the raw stream back to where the reader is.
  func dropReadAhead(_ stream: BufferedRef) -> Bool {
    let ahead = stream.available
    stream.position = 0
    stream.filled = 0
    return ahead == 0 || seekRaw(stream, -ahead, 1) != nil
  }

  /// Appends bytes, writing out when the block is full. The stream is open for writing.
  func writeBuffered(_ stream: BufferedRef, _ source: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    alone(in: stream, failure: false) { () -> Bool in
      if stream.filled > 0 && !dropReadAhead(stream) { return false }
      stream.prepare(self)
      if stream.pending + count > stream.size {
        if !flushPending(stream) { return false }
        var offset = 0
        while count - offset > stream.size {
          let written = writeRaw(stream, source + offset, count - offset)
          if written < 0 {
            if written == -2 { raiseBlocked() }
            return false
          }
          offset += written
        }
        memcpy(stream.bytes, source + offset, count - offset)
        stream.pending = count - offset
        return true
      }
      memcpy(stream.bytes + stream.pending, source, count)
      stream.pending += count
      return true
    }
  }

  // MARK: Reading

  /// Reads ahead into an empty block: bytes got, 0 at the end, -1 or -2 as `readDescriptor`.
  func fill(_ stream: BufferedRef) -> Int {
    alone(in: stream, failure: -1) { () -> Int in
      if stream.pending > 0 && !flushPending(stream) { return -1 }
      stream.prepare(self)
      stream.position = 0
      stream.filled = 0
      let count = readRaw(stream, stream.bytes, stream.size)
      if count > 0 { stream.filled = count }
      return count
    }
  }

  /// `size` bytes (fewer at the end), or all that remains for -1. None when the raw stream would block at once.
  func readBuffered(_ stream: BufferedRef, _ size: Int) -> Value {
    alone(in: stream, failure: .error) { () -> Value in
      if size >= 0 && size <= stream.available {
        if size == 0 { return vm.pointee.emptyBytes }
        let result = BytesRef.make(self, stream.bytes + stream.position, size)
        stream.position += size
        return result
      }
      if stream.pending > 0 && !flushPending(stream) { return .error }
      let all = ByteArrayRef.make(self)
      if stream.available > 0 {
        all.replace(self, 0, 0, stream.bytes + stream.position, stream.available)
        stream.position = stream.filled
      }
      if size < 0 {
        var rest: Value
        if let file = nativeFile(stream.raw) {
          rest = readDescriptorToEnd(file)
        } else {
          rest = callMethod(stream.raw, IOName.of("readall"))
        }
        if rest.isError { return .error }
        if rest.isNone { return all.count > 0 ? makeBytes(all.buffer) : .none }
        if all.count == 0 && rest.isKind(.bytes) { return rest }
        guard let view = byteView(rest) else { return raise(.typeError, "readall() should return bytes") }
        all.replace(self, all.count, all.count, view.baseAddress, view.count)
        return makeBytes(all.buffer)
      }
      while all.count < size {
        let missing = size - all.count
        if missing >= stream.size {
          all.reserve(self, size)
          let count = readRaw(stream, all.bytes + all.count, missing)
          if count == -1 { return .error }
          if count == -2 { return all.count > 0 ? makeBytes(all.buffer) : .none }
          if count == 0 { break }
          all.count += count
          continue
        }
        let count = fill(stream)
        if count == -1 { return .error }
        if count == -2 { return all.count > 0 ? makeBytes(all.buffer) : .none }
        if count == 0 { break }
        let taken = min(missing, count)
        all.replace(self, all.count, all.count, stream.bytes, taken)
        stream.position = taken
      }
      return makeBytes(all.buffer)
    }
  }

  /// At most `size` bytes (-1: a block) with at most one raw read.
  func readOnce(_ stream: BufferedRef, _ size: Int) -> Value {
    alone(in: stream, failure: .error) { () -> Value in
      if stream.available == 0 {
        let count = fill(stream)
        if count == -1 { return .error }
        if count <= 0 { return vm.pointee.emptyBytes }
      }
      let taken = size < 0 ? stream.available : min(size, stream.available)
      let result = BytesRef.make(self, stream.bytes + stream.position, taken)
      stream.position += taken
      return result
    }
  }

  func readBufferedLine(_ stream: BufferedRef, limit: Int) -> Value {
    alone(in: stream, failure: .error) { () -> Value in
      var pieces: ByteArrayRef?
      while true {
        if stream.available == 0 {
          let count = fill(stream)
          if count == -1 { return .error }
          if count <= 0 { break }
        }
        let start = stream.bytes + stream.position
        let have = pieces?.count ?? 0
        var length = limit < 0 ? stream.available : min(stream.available, limit - have)
        var found = limit >= 0 && have + length >= limit
        if let newline = memchr(start, 10, length) {
          length = newline - UnsafeMutableRawPointer(start) + 1
          found = true
        }
        stream.position += length
        if found && pieces == nil { return BytesRef.make(self, start, length) }
        if pieces == nil { pieces = ByteArrayRef.make(self) }
        pieces!.replace(self, pieces!.count, pieces!.count, stream.bytes + (stream.position - length), length)
        if found { break }
      }
      return pieces.map { makeBytes($0.buffer) } ?? vm.pointee.emptyBytes
    }
  }

  // MARK: Position

  func tellBuffered(_ stream: BufferedRef) -> Int? {
    alone(in: stream, failure: nil) { () -> Int? in
      guard let raw = seekRaw(stream, 0, 1) else { return nil }
      return raw - stream.available + stream.pending
    }
  }

  func seekBuffered(_ stream: BufferedRef, _ offset: Int, _ whence: Int) -> Int? {
    alone(in: stream, failure: nil) { () -> Int? in
      if stream.pending > 0 && !flushPending(stream) { return nil }
      if whence == 1 {
        if !dropReadAhead(stream) { return nil }
      } else {
        stream.position = 0
        stream.filled = 0
      }
      return seekRaw(stream, offset, whence)
    }
  }

  func closeBuffered(_ stream: BufferedRef) -> Value {
    let open = isBufferedOpen(stream)
    if open <= 0 { return open < 0 ? .error : .none }
    let flushed = flushPending(stream)
    let failure = flushed ? Value.unbound : takeException()
    if !flushed { stream.pending = 0 }
    let result = callMethod(stream.raw, vm.pointee.names.close)
    if failure.isBound {
      if result.isError { pointee.exception = .unbound }
      return raise(exception: failure)
    }
    return result
  }
}
