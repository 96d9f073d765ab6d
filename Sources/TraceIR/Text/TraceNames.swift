// Names that a trace's text takes from elsewhere: helpers and kinds are written by name and read back by name; shapes
// and objects keep their number, and the name stands beside it in quotes for the reader (the parser skips it).

public struct TraceNames {
  public var helpers: [String]
  public var kinds: [String]
  public var shape: (UInt32) -> String?
  public var object: (UInt64) -> String?
  public var code: (UInt32) -> String?

  public init(
    helpers: [String] = [], kinds: [String] = [], shape: @escaping (UInt32) -> String? = { _ in nil },
    object: @escaping (UInt64) -> String? = { _ in nil }, code: @escaping (UInt32) -> String? = { _ in nil }
  ) {
    self.helpers = helpers
    self.kinds = kinds
    self.shape = shape
    self.object = object
    self.code = code
  }

  /// The immediate words of Sources/VM/Objects/Value.swift.
  static let immediates: [(name: String, bits: UInt64)] = [
    ("error", 0x05), ("unbound", 0x0D), ("None", 0x15), ("NotImplemented", 0x1D), ("Ellipsis", 0x25), ("False", 0x45),
    ("True", 0x4D),
  ]
}
