// JSON written piece by piece: it knows where commas belong and how text is quoted, and keeps nothing. Its user closes what it
// opens. Numbers are integers and milliseconds with three digits, so that microseconds stay exact.

struct JSONStream {
  private let sink: ByteSink
  private var isFirst = true

  init(_ sink: ByteSink) { self.sink = sink }

  private mutating func separate() {
    if !isFirst { sink.write(byte: 0x2C) }
    isFirst = false
  }

  mutating func object(_ body: (inout JSONStream) throws -> Void) rethrows { try nest("{", "}", body) }
  mutating func array(_ body: (inout JSONStream) throws -> Void) rethrows { try nest("[", "]", body) }

  private mutating func nest(_ open: String, _ close: String, _ body: (inout JSONStream) throws -> Void) rethrows {
    separate()
    sink.write(open)
    isFirst = true
    try body(&self)
    sink.write(close)
    isFirst = false
  }

  /// The key of the value that is written next.
  mutating func key(_ name: String) {
    separate()
    quote(name)
    sink.write(byte: 0x3A)
    isFirst = true
  }

  mutating func value(_ text: String) {
    separate()
    quote(text)
  }
  mutating func value(_ number: Int) {
    separate()
    sink.write(number)
  }
  /// Microseconds as milliseconds.
  mutating func value(milliseconds number: Int) {
    separate()
    sink.write(thousandths: number)
  }
  mutating func value(_ truth: Bool) {
    separate()
    sink.write(truth ? "true" : "false")
  }
  /// A value that `body` writes itself, for what is written a million times.
  @inline(__always) mutating func raw(_ body: (ByteSink) -> Void) {
    separate()
    body(sink)
  }
  mutating func null() {
    separate()
    sink.write("null")
  }

  mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }
  mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }
  mutating func member(_ name: String, _ truth: Bool) {
    key(name)
    value(truth)
  }
  mutating func member(_ name: String, milliseconds number: Int) {
    key(name)
    value(milliseconds: number)
  }
  mutating func object(_ name: String, _ body: (inout JSONStream) throws -> Void) rethrows {
    key(name)
    try object(body)
  }
  mutating func array(_ name: String, _ body: (inout JSONStream) throws -> Void) rethrows {
    key(name)
    try array(body)
  }

  /// Ends a line, for the eyes of who opens the file; between two values only.
  func lineBreak() { sink.write(byte: 0x0A) }

  private func quote(_ text: String) { Self.quote(text, to: sink) }

  /// A text between quotation marks.
  static func quote(_ text: String, to sink: ByteSink) {
    sink.write(byte: 0x22)
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
      sink.write(text)
    } else {
      for byte in text.utf8 {
        switch byte {
        case 0x22, 0x5C:
          sink.write(byte: 0x5C)
          sink.write(byte: byte)
        case 0..<0x20: sink.write("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
        default: sink.write(byte: byte)
        }
      }
    }
    sink.write(byte: 0x22)
  }
}
