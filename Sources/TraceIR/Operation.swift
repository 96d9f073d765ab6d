// The trace language: one row per operation, read by recorder, passes, verifier, text form, interpreter and back end.
//
// A trace is a straight line of instructions in SSA form. Guards leave it: when one fails, its snapshot says how to
// rebuild the interpreter's frames. Ints are 62-bit numbers; arithmetic that can leave the 62 bits is a guard
// (`addOverflow` …), the plain forms are used once it is proved that it cannot.

/// What an operation is, for passes that ask only that.
public enum OperationClass: UInt8, Sendable {
  /// Depends on its operands alone: may be moved up to them, shared, dropped.
  case pure
  /// Leaves the trace when its condition fails; may have a result.
  case guardian
  /// Reads memory of one region.
  case load
  /// Writes memory of one region.
  case store
  /// Makes an object.
  case allocation
  /// Calls native code; its effects are in the helper's row (`Helper.foreign` for a `foreignCall`).
  case call
  /// Start and end of the trace, phis, markers.
  case control
}

/// What the instruction's `immediate` means.
public enum ImmediateKind: UInt8, Sendable {
  case none
  /// Index of a register of the root frame's window.
  case slot
  /// Index of an entry in the parent exit's list of inherited values.
  case inherited
  /// Byte offset from the object's address (not from its tagged word).
  case offset
  /// Address of a shape: 32 bits.
  case shape
  /// Address of a shape in the low 32 bits, its version above.
  case version
  /// Number of a Kind.
  case kind
  /// The whole header word of a new object.
  case header
  /// Index of a helper.
  case helper
  /// Number of a trace.
  case trace
  /// A `Packing`.
  case packing
  /// A `ForeignConvention`.
  case foreign
  /// A plain number.
  case number
}

public struct OperationInfo: Sendable {
  public let operationClass: OperationClass
  /// Types of a, b and c; fewer operands, fewer types.
  public let operands: [ValueType]
  /// Type of the result; `.none` where it depends on the instruction (`load`, `phi`, `call`) or there is none.
  public let result: ValueType
  public let immediate: ImmediateKind
  public let isCommutative: Bool
  public let summary: String
}

public enum Operation: UInt8, CaseIterable, Sendable {
  // MARK: Entry
  case slot, inherit, rootFunction, threadPointer, framePointer, windowPointer
  // MARK: Guards on conditions and values
  case guardTrue, guardFalse, guardInt, guardFloat, guardBool, guardObject
  case guardShape, guardKind, guardVersion, guardSame, guardDifferent, guardValid, guardNoCallback, guardRoom
  // MARK: Ints that may overflow
  case addOverflow, subtractOverflow, multiplyOverflow, negateOverflow, shiftLeftOverflow, floatToInt
  // MARK: Ints
  case add, subtract, multiply, negate, floorDivide, modulo
  case and, or, xor, invert, shiftLeft, shiftRight
  case intLess, intLessEqual, intEqual, intNotEqual, intBelow
  case intMinimum, intMaximum, intToFloat
  // MARK: Floats
  case floatAdd, floatSubtract, floatMultiply, floatDivide, floatNegate, floatAbsolute, floatSquareRoot
  case floatMinimum, floatMaximum
  case floatLess, floatLessEqual, floatEqual, floatNotEqual
  // MARK: Identity, conditions, boxes
  case same, different, not, conditionToValue, conditionToInt, boxFloat
  // MARK: Raw words
  case rawAdd, rawSubtract, rawMultiply, rawAnd, rawOr, rawXor, rawShiftRight, rawEqual, rawBelow, rawToInt, intToRaw
  // MARK: Memory
  case load, loadElement, loadPacked, store, storeElement, storePacked, setShape, new, makeRoom
  // MARK: Calls
  case call, foreignCall
  // MARK: Control
  case loop, phi, jumpLoop, popFrame, link, leave, returnValue

  public var info: OperationInfo {
    switch self {
    // The word of the root frame's register `slot` at the entry of the trace.
    case .slot: row(.pure, [], .value, .slot, "word of a register of the root frame at the entry")
    case .inherit: row(.pure, [], .none, .inherited, "value that the parent's exit hands to this bridge")
    case .rootFunction: row(.pure, [], .object, .none, "function object of the root frame")
    case .threadPointer: row(.pure, [], .raw, .none, "address of the thread's state block")
    case .framePointer: row(.pure, [], .raw, .none, "address of the root frame")
    case .windowPointer: row(.pure, [], .raw, .none, "address of the root frame's register window")

    case .guardTrue: row(.guardian, [.condition], .none, .none, "leave unless a")
    case .guardFalse: row(.guardian, [.condition], .none, .none, "leave if a")
    case .guardInt: row(.guardian, [.value], .int, .none, "a, a small int")
    case .guardFloat: row(.guardian, [.value], .float, .none, "number in a, an immediate float")
    case .guardBool: row(.guardian, [.value], .condition, .none, "truth of a, True or False")
    case .guardObject: row(.guardian, [.value], .object, .none, "a, a heap object")
    case .guardShape: row(.guardian, [.object], .none, .shape, "leave unless a has the shape")
    case .guardKind: row(.guardian, [.object], .none, .kind, "leave unless a has the kind")
    case .guardVersion: row(.guardian, [], .none, .version, "leave unless the shape has the version")
    case .guardSame: row(.guardian, [.value, .value], .none, .none, "leave unless a is b")
    case .guardDifferent: row(.guardian, [.value, .value], .none, .none, "leave if a is b")
    case .guardRoom:
      row(
        .guardian, [], .none, .number,
        "leave unless a call fits (registers above the window × 256 + frames above the root), or when work is pending")
    case .guardValid: row(.guardian, [], .none, .none, "leave if this trace was invalidated")
    // Behind each `foreignCall`: what a callback has done, from another value in a list to the end of this trace, is unknown here.
    case .guardNoCallback:
      row(.guardian, [], .none, .none, "leave if the last foreign call ran Python code in a callback")

    case .addOverflow: row(.guardian, [.int, .int], .int, .none, commutative: true, "a + b; leave on overflow")
    case .subtractOverflow: row(.guardian, [.int, .int], .int, .none, "a - b; leave on overflow")
    case .multiplyOverflow: row(.guardian, [.int, .int], .int, .none, commutative: true, "a * b; leave on overflow")
    case .negateOverflow: row(.guardian, [.int], .int, .none, "-a; leave on overflow")
    case .shiftLeftOverflow: row(.guardian, [.int, .int], .int, .none, "a << b, b in 0…60; leave on overflow")
    case .floatToInt: row(.guardian, [.float], .int, .none, "a towards zero; leave when nan or outside 62 bits")

    case .add: row(.pure, [.int, .int], .int, .none, commutative: true, "a + b, known to fit")
    case .subtract: row(.pure, [.int, .int], .int, .none, "a - b, known to fit")
    case .multiply: row(.pure, [.int, .int], .int, .none, commutative: true, "a * b, known to fit")
    case .negate: row(.pure, [.int], .int, .none, "-a, known to fit")
    case .floorDivide: row(.pure, [.int, .int], .int, .none, "a // b, b neither 0 nor -1")
    case .modulo: row(.pure, [.int, .int], .int, .none, "a % b with the sign of b, b neither 0 nor -1")
    case .and: row(.pure, [.int, .int], .int, .none, commutative: true, "a & b")
    case .or: row(.pure, [.int, .int], .int, .none, commutative: true, "a | b")
    case .xor: row(.pure, [.int, .int], .int, .none, commutative: true, "a ^ b")
    case .invert: row(.pure, [.int], .int, .none, "~a")
    case .shiftLeft: row(.pure, [.int, .int], .int, .none, "a << b, b in 0…60, known to fit")
    case .shiftRight: row(.pure, [.int, .int], .int, .none, "a >> b, b not negative; above 63 like 63")
    case .intLess: row(.pure, [.int, .int], .condition, .none, "a < b")
    case .intLessEqual: row(.pure, [.int, .int], .condition, .none, "a <= b")
    case .intEqual: row(.pure, [.int, .int], .condition, .none, commutative: true, "a == b")
    case .intNotEqual: row(.pure, [.int, .int], .condition, .none, commutative: true, "a != b")
    case .intBelow:
      row(.pure, [.int, .int], .condition, .none, "0 <= a < b for b not negative: one unsigned comparison")
    case .intMinimum: row(.pure, [.int, .int], .int, .none, commutative: true, "the smaller of a and b")
    case .intMaximum: row(.pure, [.int, .int], .int, .none, commutative: true, "the larger of a and b")
    case .intToFloat: row(.pure, [.int], .float, .none, "a as a double, rounded to nearest")

    case .floatAdd: row(.pure, [.float, .float], .float, .none, "a + b")
    case .floatSubtract: row(.pure, [.float, .float], .float, .none, "a - b")
    case .floatMultiply: row(.pure, [.float, .float], .float, .none, "a * b")
    case .floatDivide: row(.pure, [.float, .float], .float, .none, "a / b")
    case .floatNegate: row(.pure, [.float], .float, .none, "-a")
    case .floatAbsolute: row(.pure, [.float], .float, .none, "|a|")
    case .floatSquareRoot: row(.pure, [.float], .float, .none, "square root of a")
    case .floatMinimum: row(.pure, [.float, .float], .float, .none, "a if a < b, else b")
    case .floatMaximum: row(.pure, [.float, .float], .float, .none, "a if a > b, else b")
    case .floatLess: row(.pure, [.float, .float], .condition, .none, "a < b")
    case .floatLessEqual: row(.pure, [.float, .float], .condition, .none, "a <= b")
    case .floatEqual: row(.pure, [.float, .float], .condition, .none, commutative: true, "a == b")
    case .floatNotEqual: row(.pure, [.float, .float], .condition, .none, commutative: true, "a != b, true for nan")

    case .same: row(.pure, [.value, .value], .condition, .none, commutative: true, "a and b are the same word")
    case .different: row(.pure, [.value, .value], .condition, .none, commutative: true, "a and b are different words")
    case .not: row(.pure, [.condition], .condition, .none, "not a")
    case .conditionToValue: row(.pure, [.condition], .value, .none, "True or False")
    case .conditionToInt: row(.pure, [.condition], .int, .none, "1 or 0")
    case .boxFloat: row(.allocation, [.float], .value, .none, "a as a tagged word; allocates when it does not fit one")

    case .rawAdd: row(.pure, [.raw, .raw], .raw, .none, commutative: true, "a + b, wrapping")
    case .rawSubtract: row(.pure, [.raw, .raw], .raw, .none, "a - b, wrapping")
    case .rawMultiply: row(.pure, [.raw, .raw], .raw, .none, commutative: true, "a * b, wrapping")
    case .rawAnd: row(.pure, [.raw, .raw], .raw, .none, commutative: true, "a & b")
    case .rawOr: row(.pure, [.raw, .raw], .raw, .none, commutative: true, "a | b")
    case .rawXor: row(.pure, [.raw, .raw], .raw, .none, commutative: true, "a ^ b")
    case .rawShiftRight: row(.pure, [.raw], .raw, .number, "a >> immediate, unsigned")
    case .rawEqual: row(.pure, [.raw, .raw], .condition, .none, commutative: true, "a == b")
    case .rawBelow: row(.pure, [.raw, .raw], .condition, .none, "a < b, unsigned")
    case .rawToInt: row(.pure, [.raw], .int, .none, "a as an int, a known to fit")
    case .intToRaw: row(.pure, [.int], .raw, .none, "the number a as a machine word")

    // Base operands are objects or raws (addresses): `raw` in the row stands for both.
    case .load: row(.load, [.raw], .none, .offset, "word at a + offset, of the instruction's type")
    case .loadElement: row(.load, [.raw, .int], .none, .offset, "word at a + offset + 8 b, of the instruction's type")
    case .loadPacked: row(.load, [.raw, .int], .none, .packing, "packed number b of the bytes at a + offset")
    // The stored word may also be a raw: fields of frames.
    case .store: row(.store, [.raw, .value], .none, .offset, "word at a + offset = b")
    case .storeElement: row(.store, [.raw, .int, .value], .none, .offset, "word at a + offset + 8 b = c")
    case .storePacked:
      row(.store, [.raw, .int, .none], .none, .packing, "packed number b of the bytes at a + offset = c")
    case .setShape: row(.store, [.object], .none, .shape, "a has the shape from here on; region shape")
    case .new: row(.allocation, [], .object, .header, "new object with this header; its words are unwritten")

    // The copy takes over the items; nobody must use a any more. What it needs to know of a it reads itself.
    case .makeRoom:
      row(
        .allocation, [.value, .int], .object, .none, "storage a of a list with b items, or a larger copy if it is full")

    case .call: row(.call, [], .none, .helper, "call of a helper with the instruction's arguments")
    case .foreignCall:
      row(.call, [.raw, .raw], .none, .foreign, "call of the C function a, counted in the crossing record b")

    case .loop: row(.control, [], .none, .none, "start of the loop body; phis follow")
    case .phi: row(.control, [.none, .none], .none, .none, "a when the loop is entered, b after each iteration")
    // Its snapshot, if any, is for leaving between two iterations because work is pending.
    case .jumpLoop: row(.control, [], .none, .none, "back to loop")
    // From here on registers are counted from the caller's window. The frame's fields are in memory and were checked.
    case .popFrame: row(.control, [], .none, .none, "leave the root frame: its caller is the root from here on")
    case .link: row(.control, [], .none, .trace, "write the frames of the snapshot and enter another trace")
    case .returnValue:
      row(
        .control, [.value], .none, .number,
        "the root frame returns a; write the snapshot's frames when its flags are not the immediate")
    case .leave: row(.control, [], .none, .none, "write the frames of the snapshot and go on in the interpreter")
    }
  }

  private func row(
    _ operationClass: OperationClass, _ operands: [ValueType], _ result: ValueType, _ immediate: ImmediateKind,
    commutative: Bool = false, _ summary: String
  ) -> OperationInfo {
    OperationInfo(
      operationClass: operationClass, operands: operands, result: result, immediate: immediate,
      isCommutative: commutative, summary: summary)
  }

  /// Guards, and the ends of a trace that write a snapshot.
  public var hasSnapshot: Bool {
    info.operationClass == .guardian || self == .link || self == .leave || self == .returnValue
  }
}

/// How `loadPacked` and `storePacked` read memory: what a number is, and the offset of number 0 from the base.
public struct Packing: Hashable, Sendable {
  public enum Element: UInt8, CaseIterable, Sendable {
    /// Whole numbers give ints (`int64` a raw word, for it may not fit one); the two floats give floats.
    case int8, uint8, int16, uint16, int32, uint32, int64, float32, float64
    /// Bytes of one number.
    public var width: Int {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .float32: 4
      case .int64, .float64: 8
      }
    }
    public var result: ValueType {
      switch self {
      case .float32, .float64: .float
      case .int64: .raw
      default: .int
      }
    }
  }
  public var element: Element
  public var offset: Int
  public init(_ element: Element, offset: Int) {
    self.element = element
    self.offset = offset
  }
  /// As an instruction's immediate.
  public var immediate: Int64 { Int64(offset) << 8 | Int64(element.rawValue) }
  public init(immediate: Int64) {
    self.init(Element(rawValue: UInt8(truncatingIfNeeded: immediate))!, offset: Int(immediate >> 8))
  }
}
