// The buffer of BufferedReader, BufferedWriter and BufferedRandom: one block of bytes that holds either bytes read
// ahead (`position ..< filled`) or bytes waiting to be written (`pending`), never both.
//
// The raw stream is a FileIO (system calls are made directly) or any object with the methods of a raw stream.

import CRuntime
import Glibc

struct BufferedRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  /// Words: 1 raw stream (None after detach and before `__init__`), 2 storage, 3 position, 4 filled, 5 pending, 6 size (None
  /// before `__init__`), 7 flags, 8 lock or None.
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
  /// Has `__init__` come to its end?
  var isStarted: Bool { pointer.word(6).isInt }
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
      raise(.valueError, stream.isStarted ? "raw stream has been detached" : "I/O operation on uninitialized object")
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
    guard let read = index(result) else {
      let cause = takeException()
      raise(.osError, "raw readinto() failed")
      ExceptionRef(pointee.exception).cause = cause
      ExceptionRef(pointee.exception).context = cause
      ExceptionRef(pointee.exception).suppressContext = true
      return -1
    }
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
    return result.isError ? nil : rawPosition(result)
  }

  /// What a raw stream's `seek` or `tell` gave; nil with an exception pending.
  private func rawPosition(_ value: Value) -> Int? {
    guard let position = index(value) else { return nil }
    if position >= 0 { return position }
    raise(.osError, "Raw stream returned invalid position \(position)")
    return nil
  }

  /// Handlers of signals that came during a call that did a part of its work, before the next one waits; false with an exception
  /// pending.
  @inline(__always) func runHandlersBetweenCalls() -> Bool { pointee.pendingWork == 0 || runPendingWork() }

  /// The rest of the raw stream, by `readall` or by reading until nothing comes: bytes, or None when it would block at once.
  private func readRawToEnd(_ stream: BufferedRef) -> Value {
    if let file = nativeFile(stream.raw) { return readDescriptorToEnd(file) }
    let all = findAttribute(stream.raw, IOName.of("readall"))
    if all.isError { return .error }
    if all.isBound {
      let rest = call(all)
      if rest.isError || rest.isNone || rest.isKind(.bytes) { return rest }
      return raise(.typeError, "readall() should return bytes")
    }
    let bytes = ByteArrayRef.make(self)
    while true {
      let piece = callMethod(stream.raw, vm.pointee.names.read)
      if piece.isError { return .error }
      if piece.isNone { return bytes.count > 0 ? makeBytes(bytes.buffer) : .none }
      guard piece.isKind(.bytes) else { return raise(.typeError, "read() should return bytes") }
      if BytesRef(piece).count == 0 { return makeBytes(bytes.buffer) }
      bytes.replace(self, bytes.count, bytes.count, BytesRef(piece).bytes, BytesRef(piece).count)
    }
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
          if count == -2 { raiseBlocked(written: 0) }
          return false
        }
        offset += count
        if offset < total && !runHandlersBetweenCalls() {
          memmove(stream.bytes, stream.bytes + offset, total - offset)
          stream.pending = total - offset
          return false
        }
      }
      stream.pending = 0
      return true
    }
  }

  private func raiseBlocked(written: Int) {
    let arguments = TupleRef.make(
      self, .int(Int(EAGAIN)), StringRef.make(self, "write could not complete without blocking"), .int(written))
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
        if !flushPending(stream) { return keepUnwritten(stream, source, count) }
        var offset = 0
        while count - offset > stream.size {
          let written = writeRaw(stream, source + offset, count - offset)
          if written == -2 {
            memcpy(stream.bytes, source + offset, stream.size)
            stream.pending = stream.size
            raiseBlocked(written: offset + stream.size)
          }
          if written < 0 { return false }
          offset += written
          if !runHandlersBetweenCalls() { return false }
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

  /// After a flush that failed: if the raw stream would block, as much as possible goes into the block; false with an exception
  /// pending, which says how much that was.
  private func keepUnwritten(_ stream: BufferedRef, _ source: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard pendingMatches(.blockingIOError) else { return false }
    pointee.exception = .unbound
    let kept = min(count, stream.size - stream.pending)
    memcpy(stream.bytes + stream.pending, source, kept)
    stream.pending += kept
    if kept == count { return true }
    raiseBlocked(written: kept)
    return false
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
        let rest = readRawToEnd(stream)
        if rest.isError { return .error }
        if rest.isNone { return all.count > 0 ? makeBytes(all.buffer) : .none }
        if all.count == 0 { return rest }
        all.replace(self, all.count, all.count, BytesRef(rest).bytes, BytesRef(rest).count)
        return makeBytes(all.buffer)
      }
      if !hasRoom(bytes: size) { return .error }
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

  /// Reads into `target` as far as it reaches, or what one raw read gives if `once`: the number of bytes, None when the raw stream
  /// would block at once.
  func readBuffered(
    _ stream: BufferedRef, into target: UnsafeMutablePointer<UInt8>, _ count: Int, once: Bool
  ) -> Value {
    alone(in: stream, failure: .error) { () -> Value in
      var done = 0
      func take() {
        let taken = min(count - done, stream.available)
        if taken > 0 { memcpy(target + done, stream.bytes + stream.position, taken) }
        stream.position += taken
        done += taken
      }
      if stream.available > 0 { take() }
      while done < count {
        let read: Int
        if count - done > stream.size {
          if stream.pending > 0 && !flushPending(stream) { return .error }
          read = readRaw(stream, target + done, count - done)
          if read > 0 { done += read }
        } else if once && done > 0 {
          // What would be read ahead is not asked for.
          break
        } else {
          read = fill(stream)
          if read > 0 { take() }
        }
        if read == -1 { return .error }
        if read == -2 && done == 0 { return .none }
        if read <= 0 || once { break }
      }
      return .int(done)
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
    let flushed = callMethod(stream.value, vm.pointee.names.flush)
    let failure = flushed.isError ? takeException() : Value.unbound
    if flushed.isError { stream.pending = 0 }
    return chain(failure, before: callMethod(stream.raw, vm.pointee.names.close))
  }

  /// The result of the second of two steps of which the first failed with `failure` (unbound: it did not): an exception of the
  /// second has the first as its context.
  func chain(_ failure: Value, before result: Value) -> Value {
    if failure.isUnbound { return result }
    if !result.isError { return raise(exception: failure) }
    if pointee.exception != failure { ExceptionRef(pointee.exception).raised(while: failure) }
    return .error
  }
}
