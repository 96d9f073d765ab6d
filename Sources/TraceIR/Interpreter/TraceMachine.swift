// The reference meaning of the trace language: an interpreter that is slow, small and strict. Tests run a trace here
// before and after the passes, and compare machine code with it.
//
// Words are what the machine code sees, but a register holds what its type says: an int its number, a float the bits of a
// double, a condition 0 or 1, everything else the word. Memory is a dictionary of aligned words; reading one that was
// never written is a fault, as is every breach of what an operation's row promises (`add` that does not fit …).

/// A breach of the language's rules found while interpreting: a bug in whoever made the trace.
public struct TraceMachineFault: Error, CustomStringConvertible {
  public let instruction: Int
  public let message: String
  public var description: String { "%\(instruction): \(message)" }
}

/// A call that was made: helper and arguments, as words of the helper's parameter types.
public struct TraceMachineCall: Equatable, Sendable {
  /// -1 for a C function, whose address comes before its arguments.
  public let helper: Int
  public let arguments: [UInt64]
}

public struct TraceMachine {
  /// What a helper does: the machine and its arguments in, its result out, as words of the types in the helper's row.
  public typealias HelperBody = (inout TraceMachine, [UInt64]) throws -> UInt64

  // MARK: Memory
  public var words: [UInt64: UInt64] = [:]
  /// Where the next object goes.
  public var nextAddress: UInt64 = 0x1000_0000
  /// Addresses of the objects made since, in order.
  public var allocated: [UInt64] = []

  // MARK: Surroundings
  /// Address of the root frame, its register window and the thread's state block; the root's function object.
  /// Bytes of a frame, and where the address of its register window is.
  static let frameSize: UInt64 = 64
  static let frameRegisters: UInt64 = 8
  public var framePointer: UInt64 = 0x8_0000
  public var windowPointer: UInt64 = 0x9_0000
  public var threadPointer: UInt64 = 0x7_0000
  public var rootFunction: UInt64 = 0x6_0001
  /// Versions of shapes by address. Absent: the version that the guard wants.
  public var versions: [UInt32: UInt32] = [:]
  public var isValid = true
  /// Header of a float object that does not fit an immediate.
  public var floatHeader: UInt64 = 0x0002_0101_0000_0040
  /// The same of a list's storage, without its size.
  public var storageHeader: UInt64 = 0x0000_0201_0000_0080
  public var helpers: [Helper] = []
  public var bodies: [HelperBody] = []
  /// C functions by address. Arguments and results as in `bodies`; a C `float` is a double that was rounded.
  public var functions: [UInt64: HelperBody] = [:]
  /// A function sets it when it has called back into Python.
  public var calledBack = false
  /// `guardFloat` leaves on a boxed float. Passes may prove a float without looking at its box, so a comparison of
  /// both sides of a pass has to let boxed floats through.
  public var acceptsBoxedFloats = false
  /// Instructions executed at most.
  public var stepLimit = 100_000

  /// The `jumpLoop` (counted from 1) that finds work pending and leaves, if it has a snapshot.
  public var pendingAtJump = Int.max

  // MARK: What happened
  public var calls: [TraceMachineCall] = []
  public var steps = 0
  public var jumps = 0

  public init() {}

  public static let trueWord: UInt64 = 0x4D
  public static let falseWord: UInt64 = 0x45
  public static let smallest = -(1 << 61)
  public static let largest = (1 << 61) - 1

  static func fits(_ number: Int) -> Bool { number >= smallest && number <= largest }

  // MARK: Words and values

  /// The immediate form of a double, where it has one (Sources/VM/Objects/Value.swift).
  public static func immediate(_ bits: UInt64) -> UInt64? {
    let word = ((bits << 4) | (bits >> 60)) &- 1
    return word & 2 != 0 ? word : nil
  }
  static func float(ofImmediate word: UInt64) -> UInt64 {
    let rotated = word &+ 1
    return (rotated >> 4) | (rotated << 60)
  }
  public static func isInt(_ word: UInt64) -> Bool { word & 3 == 0 }
  public static func isObject(_ word: UInt64) -> Bool { word & 7 == 1 }

  /// The register contents `bits` of type `type` as a tagged word; boxes floats and conditions.
  public mutating func word(_ bits: UInt64, _ type: ValueType) -> UInt64 {
    switch type {
    case .int: bits << 2
    case .float: box(bits)
    case .condition: bits != 0 ? Self.trueWord : Self.falseWord
    default: bits
    }
  }

  /// A float as a tagged word.
  public mutating func box(_ bits: UInt64) -> UInt64 {
    if let word = Self.immediate(bits) { return word }
    let address = allocate(header: floatHeader)
    words[address + 8] = bits
    return address + 1
  }

  /// The double in a tagged word, if it is a float.
  public func unbox(_ word: UInt64) -> UInt64? {
    if word & 2 != 0 { return Self.float(ofImmediate: word) }
    guard Self.isObject(word), words[word - 1] == floatHeader else { return nil }
    return words[word + 7]
  }

  // MARK: Objects

  public mutating func allocate(header: UInt64) -> UInt64 {
    let address = nextAddress
    nextAddress += max(16, (header >> 48) * 8 + 15) & ~15
    words[address] = header
    allocated.append(address)
    return address
  }

  /// Storage with room behind `count` items: 0 or the tagged address of an array (word 1 its capacity, items from word
  /// 2). Nil when it is none.
  mutating func makeRoom(_ storage: UInt64, count: Int) -> UInt64? {
    if storage != 0 {
      guard Self.isObject(storage), let capacity = words[storage + 7] else { return nil }
      if count < Int(capacity >> 2) { return storage }
    }
    let capacity = UInt64(count + 4)
    let grown = allocate(header: storageHeader | (capacity + 2) << 48)
    words[grown + 8] = capacity << 2
    for item in 0..<capacity {
      words[grown + 16 + 8 * item] = item < UInt64(count) ? words[storage + 15 + 8 * item] ?? 0 : 0
    }
    return grown + 1
  }

  /// `width` bytes at `address`, or nil when never written.
  func read(_ address: UInt64, width: Int) -> UInt64? {
    guard let word = words[address & ~7] else { return nil }
    if width == 8 { return word }
    return word >> (8 * (address & 7)) & ((1 << (8 * UInt64(width))) - 1)
  }

  mutating func write(_ address: UInt64, width: Int, _ bits: UInt64) {
    guard width < 8 else {
      words[address & ~7] = bits
      return
    }
    let shift = 8 * (address & 7)
    let mask: UInt64 = ((1 << (8 * UInt64(width))) - 1) << shift
    words[address & ~7] = (words[address & ~7] ?? 0) & ~mask | (bits << shift) & mask
  }
}
