// The bytes of a chunk of samples. Per sample: varint(zigzag(time since the previous sample − period)),
// then varint(stack << 5 | weighted << 4 | state), then varint(weight) when `weighted` is set (a weight equal to the
// period is left out). Times and weights are microseconds; the first sample counts from t0 − period of the chunk row.
// Decoding trusts nothing: it never reads beyond its buffer and reports malformed bytes.

/// One sample as it is stored.
public struct Sample: Equatable, Sendable {
  /// Microseconds since the start of the recording.
  public var time: Microseconds
  public var stack: StackID
  public var state: SampleState
  /// How much time this sample stands for, microseconds: the period of the timer, more after an overrun.
  public var weight: Int

  public init(time: Microseconds, stack: StackID, state: SampleState, weight: Int) {
    self.time = time
    self.stack = stack
    self.state = state
    self.weight = weight
  }
}

enum SampleCoding {
  static let stateBits = 0xF as UInt64
  static let weightedBit = 0x10 as UInt64
  static let stackShift = 5 as UInt64

  /// Appends one sample to `bytes`; `previous` is the time of the sample before it.
  static func append(
    _ sample: Sample, previous: Microseconds, period: Microseconds, to bytes: inout [UInt8]
  ) {
    appendVarint(zigzag(sample.time - previous - period), to: &bytes)
    let weighted = sample.weight != Int(period)
    let word =
      UInt64(UInt32(bitPattern: sample.stack.raw)) << stackShift | (weighted ? weightedBit : 0)
      | UInt64(sample.state.rawValue)
    appendVarint(word, to: &bytes)
    if weighted { appendVarint(UInt64(sample.weight), to: &bytes) }
  }

  /// All samples of one chunk, oldest first.
  static func encode(_ samples: [Sample], period: Microseconds) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(samples.count * 4)
    var previous = (samples.first?.time ?? 0) - period
    for sample in samples {
      append(sample, previous: previous, period: period, to: &bytes)
      previous = sample.time
    }
    return bytes
  }

  /// Calls `body(time, stack, state, weight)` for every sample. Returns nil when the bytes are sound, otherwise what is
  /// wrong with them. `stackLimit` is the first stack number that does not exist.
  @inline(__always)
  static func decode(
    _ bytes: UnsafeRawBufferPointer, start: Microseconds, period: Microseconds, count: Int, stackLimit: Int,
    _ body: (Microseconds, Int, Int, Int) -> Void
  ) -> String? {
    guard (0...bytes.count).contains(count) else { return "a chunk has an impossible number of samples" }
    guard (1..<1 << 32).contains(period) else { return "a chunk has an impossible period" }
    var reader = VarintReader(bytes)
    var time = start &- period
    for _ in 0..<count {
      guard let delta = reader.next(), let word = reader.next() else { return "a chunk of samples ends too early" }
      time = time &+ unzigzag(delta) &+ period
      let stack = word >> stackShift
      let state = Int(word & stateBits)
      guard stack < UInt64(stackLimit), state < SampleState.count else {
        return "a sample refers to a stack or state that does not exist"
      }
      var weight = Int(period)
      if word & weightedBit != 0 {
        guard let stored = reader.next(), stored < 1 << 32 else { return "a sample has an impossible weight" }
        weight = Int(stored)
      }
      body(time, Int(stack), state, weight)
    }
    return reader.isAtEnd ? nil : "a chunk of samples holds more bytes than samples"
  }

  @inline(__always) static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
  @inline(__always) static func unzigzag(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  @inline(__always) static func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// Reads base-128 numbers, low group first, from a buffer it does not own.
struct VarintReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  /// The next number, or nil at the end or when it would not fit 64 bits.
  @inline(__always) mutating func next() -> UInt64? {
    // Safety: every access is guarded by position < count.
    guard position < bytes.count else { return nil }
    let first = bytes.load(fromByteOffset: position, as: UInt8.self)
    position += 1
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7F)
    var shift = 7 as UInt64
    while position < bytes.count, shift < 64 {
      let byte = bytes.load(fromByteOffset: position, as: UInt8.self)
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
