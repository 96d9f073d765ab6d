// The wire format of protocol buffers, as far as a profile needs it (protobuf.dev/programming-guides/encoding): numbers as
// base-128, texts and messages with their length. Fields that are 0 are left out, as readers expect.

struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func number(_ field: Int, _ value: Int) {
    if value == 0 { return }
    varint(UInt64(field) << 3)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// Numbers packed into one field.
  mutating func numbers(_ field: Int, _ values: some Sequence<Int>) {
    var packed = ProtobufMessage()
    for value in values { packed.varint(UInt64(bitPattern: Int64(value))) }
    if !packed.bytes.isEmpty { data(field, packed.bytes) }
  }

  mutating func data(_ field: Int, _ value: some Collection<UInt8>) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func message(_ field: Int, _ body: (inout ProtobufMessage) -> Void) {
    var message = ProtobufMessage()
    body(&message)
    data(field, message.bytes)
  }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }
}
