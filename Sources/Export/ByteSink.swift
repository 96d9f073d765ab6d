// Where an export goes: a buffer of fixed size before a destination. Writing never throws, so that the formats read as what
// they write; after the first failure nothing more is written, and `check` and `finish` say what it was.

import Glibc

public final class ByteSink {
  /// Takes bytes; 0, or the system's error number.
  public typealias Destination = (UnsafeRawBufferPointer) -> Int32

  static let capacity = 1 << 16
  private var buffer: [UInt8] = []
  private let destination: Destination
  /// The system's error number of the first write that failed.
  public private(set) var failure: Int32 = 0
  /// Bytes handed to the destination.
  public private(set) var written = 0

  public init(_ destination: @escaping Destination) {
    self.destination = destination
    buffer.reserveCapacity(Self.capacity + 1024)
  }

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
    buffer.append(byte)
    if buffer.count >= Self.capacity { flush() }
  }

  func write(_ bytes: some Sequence<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { flush() }
  }

  func write(_ text: String) { write(text.utf8) }

  func write(_ number: Int) {
    if (0..<10).contains(number) { write(byte: UInt8(48 + number)) } else { write(String(number)) }
  }

  private func flush() {
    if failure == 0, !buffer.isEmpty { failure = buffer.withUnsafeBytes { destination($0) } }
    if failure == 0 { written += buffer.count }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Throws when a write has failed.
  func check() throws(ExportError) {
    if failure != 0 { throw .writeFailed(reason: String(cString: strerror(failure))) }
  }

  /// Writes what is left in the buffer.
  public func finish() throws(ExportError) {
    flush()
    try check()
  }
}
