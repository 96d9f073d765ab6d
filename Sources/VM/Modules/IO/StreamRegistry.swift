// The streams that may hold unwritten text or an open descriptor. The collector tells which of them nobody can reach
// any more: they are flushed and closed then, as CPython does when the last reference goes. What is still reachable
// at the end of the program is flushed by `flushAll`.
//
// References from here do not keep a stream alive.

import CRuntime
import Glibc

enum StreamRegistry {
  nonisolated(unsafe) private static var streams: [Raw] = []

  static func register(_ stream: Raw) { if !streams.contains(stream) { streams.append(stream) } }

  /// In a forked child, whose other threads are gone.
  static func forgetLocks() {
    for stream in streams where isBuffered(stream) { BufferedRef(stream).forgetLock() }
  }

  /// Between marking and sweeping: lost objects are still intact, but nothing may be allocated.
  static func closeLost(_ heap: inout Heap) {
    var lost: [Raw] = []
    streams.removeAll { stream in
      if heap.isMarked(.object(stream)) { return false }
      lost.append(stream)
      return true
    }
    for stream in lost where stream.asValue.isInstance(of: ioTypes.text) { moveText(TextRef(stream)) }
    for stream in lost where isBuffered(stream) { writeOut(BufferedRef(stream)) }
    for stream in lost where stream.asValue.isInstance(of: ioTypes.file) {
      let file = FileIORef(stream)
      if file.descriptor >= 0 && file.flags & FileIORef.closesDescriptor != 0 { close(file.descriptor) }
      file.descriptor = -1
    }
    for stream in lost where isMemoryMap(stream.asValue) { MemoryMapRef(stream).release() }
    for stream in lost where isSharedSemaphore(stream.asValue) { SharedSemaphoreRef(stream).release() }
    for stream in lost where ownsDescriptor(stream.asValue) {
      if stream.word(1).isInt && stream.intWord(1) >= 0 { close(Int32(truncatingIfNeeded: stream.intWord(1))) }
      stream.setIntWord(1, -1)
    }
  }

  /// Sockets and epoll objects: their descriptor is in word 1.
  private static func ownsDescriptor(_ value: Value) -> Bool {
    socketType.isBound && value.isInstance(of: socketType) || epollType.isBound && value.isInstance(of: epollType)
  }

  private static func isBuffered(_ stream: Raw) -> Bool {
    stream.asValue.isInstance(of: ioTypes.writer) || stream.asValue.isInstance(of: ioTypes.random)
  }

  /// Text waiting in a lost wrapper goes straight to the descriptor below it.
  private static func moveText(_ stream: TextRef) {
    guard stream.pendingCount > 0, stream.buffer.isObject, isBuffered(stream.buffer.pointer) else { return }
    let below = BufferedRef(stream.buffer)
    writeOut(below)
    if let file = descriptor(of: below) { writeBytes(file, stream.pendingBytes, stream.pendingCount) }
    stream.pendingCount = 0
  }

  private static func descriptor(of stream: BufferedRef) -> Int32? {
    guard stream.raw.isObject, stream.raw.type.value == ioTypes.file else { return nil }
    let descriptor = FileIORef(stream.raw).descriptor
    return descriptor >= 0 ? descriptor : nil
  }

  private static func writeOut(_ stream: BufferedRef) {
    if stream.pending > 0, let file = descriptor(of: stream) { writeBytes(file, stream.bytes, stream.pending) }
    stream.pending = 0
  }

  private static func writeBytes(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) {
    var offset = 0
    while offset < count {
      let written = write(descriptor, bytes + offset, count - offset)
      if written < 0 {
        if errno == EINTR { continue }
        return
      }
      offset += written
    }
  }

  /// At the end of the program: text first, then bytes. Errors of single streams are ignored, as at CPython's exit.
  static func flushAll(_ thread: Thread) {
    // No collection meanwhile: it would change the list, and the memory goes back to the system soon.
    heap.pointee.collecting = true
    defer { heap.pointee.collecting = false }
    for pass in 0..<2 {
      for stream in streams {
        let value = stream.asValue
        let isText = value.isInstance(of: ioTypes.text)
        guard isText == (pass == 0), isText || isBuffered(stream) else { continue }
        if isText ? TextRef(stream).pendingCount == 0 : BufferedRef(stream).pending == 0 { continue }
        _ = thread.callMethod(value, vm.pointee.names.flush)
        thread.pointee.exception = .unbound
      }
    }
  }
}
