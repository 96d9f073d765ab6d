// How `foreignCall` calls a C function: by the System V ABI, with all arguments in registers. Words (raws) go to rdi, rsi, rdx, rcx,
// r8, r9, floats to xmm0 to xmm7; a float may be rounded to single precision on the way.

/// The immediate of a `foreignCall`.
public struct ForeignConvention: Hashable, Sendable {
  /// What the function returns. Narrow integers give ints; `word`, 64 bits of any meaning, a raw; both floats a float.
  public enum Result: UInt8, CaseIterable, Sendable {
    case void, int8, uint8, int16, uint16, int32, uint32, word, float32, float64
    public var type: ValueType {
      switch self {
      case .void: .none
      case .word: .raw
      case .float32, .float64: .float
      default: .int
      }
    }
    /// Of what gives an int.
    var range: (lower: Int, upper: Int)? {
      switch self {
      case .int8: (-0x80, 0x7F)
      case .uint8: (0, 0xFF)
      case .int16: (-0x8000, 0x7FFF)
      case .uint16: (0, 0xFFFF)
      case .int32: (-0x8000_0000, 0x7FFF_FFFF)
      case .uint32: (0, 0xFFFF_FFFF)
      default: nil
      }
    }
  }
  public var result: Result
  /// Declared with `...`: al holds the number of floats.
  public var isVariadic: Bool
  /// The program's own errno (`foreignError` of the thread) is the system's while the function runs.
  public var swapsError: Bool
  /// The global lock is offered while the function runs.
  public var offersLock: Bool
  /// Bit i: float i, counted among the floats, is a C `float`.
  public var singles: UInt8
  /// So many of the last arguments are not passed: objects that live until the function returns.
  public var kept: UInt8

  public static let wordLimit = 6
  public static let floatLimit = 8

  public init(
    _ result: Result, isVariadic: Bool = false, swapsError: Bool = false, offersLock: Bool = false, singles: UInt8 = 0,
    kept: UInt8 = 0
  ) {
    self.result = result
    self.isVariadic = isVariadic
    self.swapsError = swapsError
    self.offersLock = offersLock
    self.singles = singles
    self.kept = kept
  }

  /// As an instruction's immediate.
  public var immediate: Int64 {
    Int64(result.rawValue) | (isVariadic ? 1 << 8 : 0) | (swapsError ? 1 << 9 : 0)
      | (offersLock ? 1 << 10 : 0) | Int64(singles) << 16 | Int64(kept) << 24
  }
  /// Nil for an unknown result.
  public init?(immediate: Int64) {
    guard let result = Result(rawValue: UInt8(truncatingIfNeeded: immediate)) else { return nil }
    self.init(
      result, isVariadic: immediate & 1 << 8 != 0, swapsError: immediate & 1 << 9 != 0,
      offersLock: immediate & 1 << 10 != 0, singles: UInt8(truncatingIfNeeded: immediate >> 16),
      kept: UInt8(truncatingIfNeeded: immediate >> 24))
  }

  /// Whether arguments of these types fit the registers: raws and floats only.
  public static func fits(_ types: [ValueType]) -> Bool {
    let floats = types.filter { $0 == .float }.count
    return types.allSatisfy { $0 == .float || $0 == .raw } && floats <= floatLimit && types.count - floats <= wordLimit
  }
}

extension Trace {
  /// The arguments of a `foreignCall` that are passed, and those that are kept.
  public func foreignArguments(of call: Instruction) -> (passed: ArraySlice<Reference>, kept: ArraySlice<Reference>) {
    let all = arguments(of: call)
    let kept = min(all.count, Int(ForeignConvention(immediate: call.immediate)?.kept ?? 0))
    return (all.dropLast(kept), all.suffix(kept))
  }
}

extension Helper {
  /// What passes must know of a `foreignCall`: it may read everything, through a callback, and writes C memory. What a
  /// callback does besides is found by the `guardNoCallback` behind it.
  static let foreign = Helper("foreignCall", [], .none, reads: .mutable, writes: Regions(.buffers))
}

extension Array where Element == Helper {
  /// The effects of an instruction of the class `call`.
  func effects(of instruction: Instruction) -> Helper {
    instruction.operation == .foreignCall ? Helper.foreign : self[Int(instruction.immediate)]
  }
}
