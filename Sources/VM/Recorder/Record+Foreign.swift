// Recording what programs do with C, by both routes (cffi, ctypes): numbers in C memory are packed loads and stores of the
// region `buffers`, a call of a C function is one `foreignCall` with its arguments in registers. What the two routes accept and
// how their objects look is in Record+CFFI.swift and Record+CTypes.swift.
//
// Whatever a trace does not do itself goes the way of any other call: through memory, to the interpreter's own code.

import CRuntime
import TraceIR

/// How a C scalar lies in memory and travels.
enum ForeignScalar {
  /// An integer of at most 32 bits.
  case whole(Packing.Element)
  case wide(isSigned: Bool)
  case real(Packing.Element)
  case truth
  case address

  /// Nil for characters, `long double` and complex numbers, which are left to the interpreter.
  init?(_ scalar: CScalar) {
    switch scalar {
    case .bool: self = .truth
    case .signedChar: self = .whole(.int8)
    case .unsignedChar: self = .whole(.uint8)
    case .int16: self = .whole(.int16)
    case .uint16: self = .whole(.uint16)
    case .int32: self = .whole(.int32)
    case .uint32: self = .whole(.uint32)
    case .int64: self = .wide(isSigned: true)
    case .uint64: self = .wide(isSigned: false)
    case .float: self = .real(.float32)
    case .double: self = .real(.float64)
    case .pointer: self = .address
    default: return nil
    }
  }

  /// How it lies in memory.
  var element: Packing.Element {
    switch self {
    case .whole(let element), .real(let element): element
    case .wide, .address: .int64
    case .truth: .uint8
    }
  }

  /// As the result of a `foreignCall`.
  fileprivate var result: ForeignConvention.Result {
    switch self {
    case .whole(.int8): .int8
    case .whole(.uint8), .truth: .uint8
    case .whole(.int16): .int16
    case .whole(.uint16): .uint16
    case .whole(.uint32): .uint32
    case .whole: .int32
    case .wide, .address: .word
    case .real(.float32): .float32
    case .real: .float64
    }
  }
}

/// What a route does with an int that the C type cannot hold.
enum ForeignPolicy { case refuses, truncates }

extension Recorder {
  // MARK: Memory

  /// An address (an int) as what loads and stores take; leaves when it is 0.
  func foreignBase(_ address: Reference, mayBeNull: Bool) -> Reference {
    if mayBeNull { guardian(.guardTrue, emit(.intNotEqual, address, int(constant: 0))) }
    return emit(.intToRaw, address)
  }

  /// Number `index` of those at `base` + `offset`, where `place` is now; nil when it does not fit an int now.
  func loadForeign(
    _ scalar: ForeignScalar, _ base: Reference, _ index: Reference, offset: Int, place: UnsafeRawPointer
  ) -> Reference? {
    if case .wide(let isSigned) = scalar {
      let word = place.loadUnaligned(as: UInt64.self)
      let fits = isSigned ? word &+ 1 << 61 < 1 << 62 : word < 1 << 61
      if !fits { return nil }
    }
    if case .truth = scalar, place.load(as: UInt8.self) > 1 { return nil }
    let element = scalar.element
    let number = emit(
      .loadPacked, type: element.result, base, index, immediate: Packing(element, offset: offset).immediate,
      region: .buffers)
    switch scalar {
    case .whole, .real: return number
    case .truth:
      guardian(.guardTrue, emit(.intBelow, number, int(constant: 2)))
      return emit(.intNotEqual, number, int(constant: 0))
    case .address: return emit(.rawToInt, number)
    case .wide(let isSigned):
      let shifted = isSigned ? emit(.rawAdd, number, raw(constant: 1 << 61)) : number
      guardian(.guardTrue, emit(.rawBelow, shifted, raw(constant: isSigned ? 1 << 62 : 1 << 61)))
      return emit(.rawToInt, number)
    }
  }

  /// `number` is what `foreignNumber` gave.
  func storeForeign(_ scalar: ForeignScalar, _ base: Reference, _ index: Reference, offset: Int, _ number: Reference) {
    emit(
      .storePacked, base, index, number, immediate: Packing(scalar.element, offset: offset).immediate,
      region: .buffers)
  }

  // MARK: Numbers

  /// The operand as what a store of this scalar takes: an int, a float, or the raw of 64 bits. Nil when it is left to the
  /// interpreter; addresses are the routes' own matter.
  func foreignNumber(_ scalar: ForeignScalar, _ operand: Operand, _ policy: ForeignPolicy) -> Reference? {
    let operand = number(ofTruth: operand)
    switch scalar {
    case .address: return nil
    case .real:
      guard operand.actual.isInt || operand.actual.isExactFloat else { return nil }
      return float(operand)
    case .truth:
      guard operand.actual.isInt, (0...1).contains(operand.actual.asInt) else { return nil }
      let number = int(operand)
      guardian(.guardTrue, emit(.intBelow, number, int(constant: 2)))
      return number
    case .wide(let isSigned):
      guard operand.actual.isInt else { return nil }
      let number = int(operand)
      if !isSigned, policy == .refuses {
        if operand.actual.asInt < 0 { return nil }
        guardian(.guardTrue, emit(.intLessEqual, int(constant: 0), number))
      }
      return emit(.intToRaw, number)
    case .whole(let element):
      guard operand.actual.isInt else { return nil }
      let number = int(operand)
      if policy == .truncates { return number }
      guard let range = element.range, range.contains(operand.actual.asInt) else { return nil }
      guardRange(number, range)
      return number
    }
  }

  func guardRange(_ number: Reference, _ range: ClosedRange<Int>) {
    if range.lowerBound == 0 {
      guardian(.guardTrue, emit(.intBelow, number, int(constant: range.upperBound + 1)))
    } else {
      guardian(.guardTrue, emit(.intLessEqual, int(constant: range.lowerBound), number))
      guardian(.guardTrue, emit(.intLessEqual, number, int(constant: range.upperBound)))
    }
  }

  /// The operand as an argument in a register. C widens narrow integers to 32 bits, which functions rely on.
  func foreignArgument(_ scalar: ForeignScalar, _ operand: Operand, _ policy: ForeignPolicy) -> Reference? {
    guard let number = foreignNumber(scalar, operand, policy) else { return nil }
    guard trace.type(of: number) == .int else { return number }
    if policy == .truncates, case .whole(let element) = scalar, let range = element.range, element.width < 4 {
      if !range.contains(operand.actual.asInt) { return nil }
      guardRange(number, range)
    }
    return emit(.intToRaw, number)
  }

  // MARK: Calls

  /// A C function that a call site calls.
  struct ForeignCallee {
    let address: UnsafeRawPointer
    let signature: ForeignSignaturePointer
    let name: Value
    let route: CrossingRoute
    /// Whether the program's errno is the system's while it runs.
    let swapsError: Bool
  }

  /// The record of calls from this instruction, if the trace may make them itself: all arguments in registers, the global lock need
  /// not be given up or can be offered, and no callback so far (a function that calls back finds frames in memory).
  func crossing(_ callee: ForeignCallee) -> UnsafeMutablePointer<Crossing>? {
    guard callee.signature.pointee.isDirect != 0, callee.signature.pointee.isVariadic == 0,
      !givesLockUp || GlobalLock.canBeOffered
    else { return nil }
    let crossing = CrossingLedger.crossing(
      code: info.pointee.id, offset: UInt32(offset + 1), function: callee.address, name: callee.name,
      signature: callee.signature, route: callee.route)
    return crossing.pointee.callbacks == 0 && crossing.pointee.id < 1 << 31 ? crossing : nil
  }

  /// The call, with raws and floats as arguments; `kept` are objects that C memory in the arguments belongs to. The result has the
  /// form that `foreignResult` takes.
  func callForeign(
    _ callee: ForeignCallee, _ crossing: UnsafeMutablePointer<Crossing>, _ result: ForeignScalar?,
    _ arguments: [Reference], kept: [Reference]
  ) -> Reference {
    var convention = ForeignConvention(
      result?.result ?? .void, swapsError: callee.swapsError, offersLock: givesLockUp)
    var floats: UInt8 = 0
    for index in 0..<arguments.count where trace.type(of: arguments[index]) == .float {
      if callee.signature.pointee.arguments[index].scalar == CScalar.float.rawValue {
        convention.singles |= 1 << floats
      }
      floats += 1
    }
    let objects = kept.filter { !$0.isConstant }
    convention.kept = UInt8(objects.count)
    let first = Int32(trace.arguments.count)
    trace.arguments += arguments + objects
    isSkipping = true
    needsNoCallback = true
    if !convention.offersLock { jit.callsForeignFunctions = true }
    return trace.append(
      TraceInstruction(
        .foreignCall, type: convention.result.type, a: raw(address: callee.address), b: raw(address: crossing),
        immediate: convention.immediate, point: point, firstArgument: first,
        argumentCount: Int32(arguments.count + objects.count)))
  }

  /// A number that a C function has returned, as Python sees it; of an address the int.
  func foreignResult(_ scalar: ForeignScalar, _ result: Reference) -> Reference {
    switch scalar {
    case .whole, .real: result
    case .truth: emit(.intNotEqual, result, int(constant: 0))
    case .address: emit(.rawToInt, result)
    case .wide(let isSigned): call(isSigned ? .signedWord : .unsignedWord, [result])
    }
  }
}
