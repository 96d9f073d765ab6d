// What the native modules share: constants and exception classes of a module, bytes-like arguments, and a buffer for
// results whose length is not known beforehand.

import CRuntime
import Glibc

extension ModuleRef {
  func set(_ name: StaticString, _ value: Value) { namespace.set(name: StringRef.intern(name), value) }

  func set(_ constants: [(StaticString, Int)]) {
    let thread = vm.pointee.runningThread
    for (name, number) in constants { set(name, thread.makeInt(number)) }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A new exception class; immortal.
  func makeExceptionType(_ name: StaticString, base: ExceptionType = .exception, module: StaticString) -> Value {
    makeExceptionType(name, base: base.type, module: module)
  }

  func makeExceptionType(_ name: StaticString, base: Value, module: StaticString) -> Value {
    let members = DictRef.make(self)
    members.set(name: vm.pointee.names.module, StringRef.intern(module))
    return vm.pointee.immortal(
      makeClass(
        metatype: vm.pointee.types.type, name: StringRef.intern(name), bases: TupleRef.make(self, base),
        namespace: members, keywords: .unbound))
  }

  /// Raises an exception of a class that a module made; `.error`.
  @inline(never) @discardableResult func raise(_ type: Value, _ message: String) -> Value {
    let exception = call(type, StringRef.make(self, message))
    return exception.isError ? .error : raise(exception: exception)
  }

  /// The bytes of an argument; nil with TypeError pending. Valid until the object changes.
  func bytesArgument(_ value: Value) -> UnsafeBufferPointer<UInt8>? {
    if let view = byteView(value) { return view }
    if isMemoryView(value), MemoryViewRef(value).object.isObject {
      // A view that skips bytes.
      raise(.bufferError, "memoryview: underlying buffer is not C-contiguous")
      return nil
    }
    raise(.typeError, "a bytes-like object is required, not '\(value.typeName)'")
    return nil
  }

  /// Truth of an optional argument; nil with an exception pending.
  func flag(_ value: Value, default standard: Bool = false) -> Bool? {
    if value.isUnbound { return standard }
    let truth = truth(value)
    return truth < 0 ? nil : truth == 1
  }

  /// The low 64 bits of an int argument of any size; nil with TypeError pending.
  func lowBits(_ value: Value) -> UInt? {
    let integer = toIndex(value)
    if integer.isError { return nil }
    if integer.isInt { return UInt(bitPattern: integer.asInt) }
    return withLimbs(integer) { limbs, count, negative in
      let low = count > 0 ? limbs[0] : 0
      return negative ? 0 &- low : low
    }
  }
}

/// Bytes that grow, outside the collected heap.
struct ByteBuffer: ~Copyable {
  private(set) var count = 0
  private(set) var capacity: Int
  private(set) var bytes: UnsafeMutablePointer<UInt8>

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    bytes = malloc(self.capacity).unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
  }

  deinit { free(bytes) }

  /// Room for `more` bytes behind the last one, which `advance` then counts.
  mutating func reserve(_ more: Int) {
    if count + more <= capacity { return }
    capacity = max(capacity * 2, count + more)
    bytes = realloc(bytes, capacity).unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
  }

  mutating func advance(_ written: Int) { count += written }
  mutating func dropLast() { count -= 1 }
  mutating func truncate(to length: Int) { count = length }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    bytes[count] = byte
    count += 1
  }

  mutating func append(_ source: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length)
    memcpy(bytes + count, source, length)
    count += length
  }

  mutating func append(_ source: UnsafeBufferPointer<UInt8>) {
    if let base = source.baseAddress { append(base, source.count) }
  }

  func makeBytes(_ thread: Thread) -> Value { BytesRef.make(thread, bytes, count) }
}
