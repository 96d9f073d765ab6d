// Where an export goes: a buffer of fixed size before a destination. Writing never throws, so that the formats read as what
// they write; after the first failure nothing more is written, and `check` and `finish` say what it was.
//
// Invariant: 0 ≤ filled < capacity between two calls.

import Glibc

public final class ByteSink {
  /// Takes bytes; 0, or the system's error number.
  public typealias Destination = (UnsafeRawBufferPointer) -> Int32

  static let capacity = 1 << 16
  private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  private var filled = 0
  private let destination: Destination
  /// The system's error number of the first write that failed.
  public private(set) var failure: Int32 = 0
  /// Bytes handed to the destination.
  public private(set) var written = 0

  public init(_ destination: @escaping Destination) { self.destination = destination }

  deinit { buffer.deallocate() }

  /// A sink that writes to an open file.
  public convenience init(descriptor: Int32) {
    self.init { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return count == 0 ? EIO : errno }
        offset += count
      }
      return 0
    }
  }

  @inline(__always) func write(byte: UInt8) {
    // Safety: by the invariant there is room for one.
    buffer[filled] = byte
    filled += 1
    if filled == Self.capacity { flush() }
  }

  func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard var source = bytes.baseAddress else { return }
    var rest = bytes.count
    while rest > 0 {
      let count = min(rest, Self.capacity - filled)
      // Safety: `count` bytes are left in both.
      memcpy(buffer + filled, source, count)
      filled += count
      source += count
      rest -= count
      if filled == Self.capacity { flush() }
    }
  }

  func write(_ bytes: some Sequence<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ write($0) }) == nil { for byte in bytes { write(byte: byte) } }
  }

  func write(_ text: String) { write(text.utf8) }

  func write(_ number: Int) {
    if Self.capacity - filled <= 24 { flush() }
    if number < 0 { write(byte: 0x2D) }
    var rest = number.magnitude
    var digits = 1
    var limit = 10 as UInt
    while digits < 19, rest >= limit {
      digits += 1
      limit *= 10
    }
    if rest >= limit { digits = 20 }
    // Safety: 20 digits and a sign are the longest number, and there is room for more.
    var place = filled + digits
    filled = place
    repeat {
      place -= 1
      buffer[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
      rest /= 10
    } while rest > 0
  }

  /// Thousandths as a decimal number with three digits behind the point.
  func write(thousandths number: Int) {
    if number < 0 { write(byte: 0x2D) }
    let fraction = Int(number.magnitude % 1000)
    write(Int(number.magnitude / 1000))
    write(byte: 0x2E)
    write(byte: UInt8(48 + fraction / 100))
    write(byte: UInt8(48 + fraction / 10 % 10))
    write(byte: UInt8(48 + fraction % 10))
  }

  private func flush() {
    let bytes = UnsafeRawBufferPointer(start: buffer, count: filled)
    if failure == 0, filled > 0 { failure = destination(bytes) }
    if failure == 0 { written += filled }
    filled = 0
  }

  /// Throws when a write has failed.
  func check() throws(ExportError) {
    if failure == EPIPE { throw .noReader }
    if failure != 0 { throw .writeFailed(reason: String(cString: strerror(failure))) }
  }

  /// Writes what is left in the buffer.
  public func finish() throws(ExportError) {
    flush()
    try check()
  }
}
