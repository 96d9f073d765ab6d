// Arithmetic, comparisons and the jumps fused with them: small ints and immediate floats inline, the rest in
// `arithmeticSlow` and `compareSlow…`.

import CRuntime

/// Small ints by `ints`, immediate floats by `floats`; anything else, an overflow or a float that does not fit a
/// word goes the slow way.
@inline(__always) func arithmetic(
  _ x: Value, _ y: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64,
  _ ints: (Value, Value) -> (Value, Bool), _ floats: (Double, Double) -> Double
) -> UInt64 {
  if _fastPath(Value.bothInt(x, y)) {
    let (result, overflow) = ints(x, y)
    if _fastPath(!overflow) {
      r[A(w)] = result
      return next(pc, r, k, fp, t)
    }
  } else if Value.bothImmediateFloat(x, y) {
    let (result, fits) = Value.immediateFloat(floats(x.asDouble, y.asDouble))
    if _fastPath(fits) {
      r[A(w)] = result
      return next(pc, r, k, fp, t)
    }
  }
  return arithmeticSlow(pc, r, k, fp, t, w)
}

/// Like `arithmetic` for operations on small ints only.
@inline(__always) func integerArithmetic(
  _ x: Value, _ y: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64,
  _ ints: (Value, Value) -> (Value, Bool)
) -> UInt64 {
  if _fastPath(Value.bothInt(x, y)) {
    let (result, failed) = ints(x, y)
    if _fastPath(!failed) {
      r[A(w)] = result
      return next(pc, r, k, fp, t)
    }
  }
  return arithmeticSlow(pc, r, k, fp, t, w)
}

/// True division: two ints give a float when both convert exactly.
@inline(__always) func divide(
  _ x: Value, _ y: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64
) -> UInt64 {
  if Value.bothImmediateFloat(x, y) {
    let divisor = y.asDouble
    if _fastPath(divisor != 0) {
      let (result, fits) = Value.immediateFloat(x.asDouble / divisor)
      if _fastPath(fits) {
        r[A(w)] = result
        return next(pc, r, k, fp, t)
      }
    }
  }
  return arithmeticSlow(pc, r, k, fp, t, w)
}

@inline(__always) func floorDivideInts(_ x: Value, _ y: Value) -> (Value, Bool) {
  let divisor = y.asInt
  if divisor == 0 || divisor == -1 { return (x, true) }
  let dividend = x.asInt
  var quotient = unsafeDivide(dividend, divisor)
  if quotient &* divisor != dividend && (dividend ^ divisor) < 0 { quotient = quotient &- 1 }
  return (.int(quotient), false)
}

@inline(__always) func moduloInts(_ x: Value, _ y: Value) -> (Value, Bool) {
  let divisor = y.asInt
  if divisor == 0 || divisor == -1 { return (x, true) }
  let dividend = x.asInt
  var remainder = dividend &- unsafeDivide(dividend, divisor) &* divisor
  if remainder != 0 && (remainder ^ divisor) < 0 { remainder = remainder &+ divisor }
  return (.int(remainder), false)
}

/// Quotient without Swift's traps; the caller has excluded 0 and −1. 32-bit operands divide in a third of the time.
@inline(__always) func unsafeDivide(_ x: Int, _ y: Int) -> Int {
  if (x | y) &>> 32 == 0 {
    return Int(UInt32(truncatingIfNeeded: x) / UInt32(truncatingIfNeeded: y))
  }
  return x / y
}

@inline(__always) func shiftLeftInts(_ x: Value, _ y: Value) -> (Value, Bool) {
  let count = y.asInt
  if count < 0 || count > 60 { return (x, true) }
  let shifted = x.signed &<< Int64(count)
  return (Value(bits: UInt64(bitPattern: shifted)), shifted &>> Int64(count) != x.signed)
}

@inline(__always) func shiftRightInts(_ x: Value, _ y: Value) -> (Value, Bool) {
  let count = y.asInt
  if count < 0 { return (x, true) }
  return (.int(x.asInt &>> min(count, 63)), false)
}

@inline(__always) func andInts(_ x: Value, _ y: Value) -> (Value, Bool) { (Value(bits: x.bits & y.bits), false) }
@inline(__always) func orInts(_ x: Value, _ y: Value) -> (Value, Bool) { (Value(bits: x.bits | y.bits), false) }
@inline(__always) func xorInts(_ x: Value, _ y: Value) -> (Value, Bool) { (Value(bits: x.bits ^ y.bits), false) }

// MARK: Registers and registers

@_cdecl("op_add") @inline(__always)
func opAdd(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, Value.addInts, { $0 + $1 })
}

@_cdecl("op_subtract") @inline(__always)
func opSubtract(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, Value.subtractInts, { $0 - $1 })
}

@_cdecl("op_multiply") @inline(__always)
func opMultiply(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, Value.multiplyInts, { $0 * $1 })
}

@_cdecl("op_trueDivide") @inline(__always)
func opTrueDivide(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  divide(r[B(w)], r[C(w)], pc, r, k, fp, t, w)
}

@_cdecl("op_floorDivide") @inline(__always)
func opFloorDivide(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, floorDivideInts)
}

@_cdecl("op_modulo") @inline(__always)
func opModulo(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, moduloInts)
}

@_cdecl("op_power") @inline(__always)
func opPower(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmeticSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_matrixMultiply") @inline(__always)
func opMatrixMultiply(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  arithmeticSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_leftShift") @inline(__always)
func opLeftShift(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, shiftLeftInts)
}

@_cdecl("op_rightShift") @inline(__always)
func opRightShift(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, shiftRightInts)
}

@_cdecl("op_and") @inline(__always)
func opAnd(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, andInts)
}

@_cdecl("op_xor") @inline(__always)
func opXor(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, xorInts)
}

@_cdecl("op_or") @inline(__always)
func opOr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, orInts)
}

@_cdecl("op_inPlaceAdd") @inline(__always)
func opInPlaceAdd(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, Value.addInts, { $0 + $1 })
}

@_cdecl("op_inPlaceSubtract") @inline(__always)
func opInPlaceSubtract(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  arithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, Value.subtractInts, { $0 - $1 })
}

@_cdecl("op_inPlaceMultiply") @inline(__always)
func opInPlaceMultiply(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  arithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, Value.multiplyInts, { $0 * $1 })
}

@_cdecl("op_inPlaceTrueDivide") @inline(__always)
func opInPlaceTrueDivide(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  divide(r[B(w)], r[C(w)], pc, r, k, fp, t, w)
}

@_cdecl("op_inPlaceFloorDivide") @inline(__always)
func opInPlaceFloorDivide(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, floorDivideInts)
}

@_cdecl("op_inPlaceModulo") @inline(__always)
func opInPlaceModulo(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, moduloInts)
}

@_cdecl("op_inPlacePower") @inline(__always)
func opInPlacePower(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmeticSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_inPlaceMatrixMultiply") @inline(__always)
func opInPlaceMatrixMultiply(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  arithmeticSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_inPlaceLeftShift") @inline(__always)
func opInPlaceLeftShift(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, shiftLeftInts)
}

@_cdecl("op_inPlaceRightShift") @inline(__always)
func opInPlaceRightShift(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, shiftRightInts)
}

@_cdecl("op_inPlaceAnd") @inline(__always)
func opInPlaceAnd(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, andInts)
}

@_cdecl("op_inPlaceXor") @inline(__always)
func opInPlaceXor(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, xorInts)
}

@_cdecl("op_inPlaceOr") @inline(__always)
func opInPlaceOr(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], r[C(w)], pc, r, k, fp, t, w, orInts)
}

// MARK: Registers and constants

@_cdecl("op_addK") @inline(__always)
func opAddK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, Value.addInts, { $0 + $1 })
}

@_cdecl("op_subtractK") @inline(__always)
func opSubtractK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, Value.subtractInts, { $0 - $1 })
}

@_cdecl("op_multiplyK") @inline(__always)
func opMultiplyK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, Value.multiplyInts, { $0 * $1 })
}

@_cdecl("op_trueDivideK") @inline(__always)
func opTrueDivideK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  divide(r[B(w)], k[C(w)], pc, r, k, fp, t, w)
}

@_cdecl("op_floorDivideK") @inline(__always)
func opFloorDivideK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, floorDivideInts)
}

@_cdecl("op_moduloK") @inline(__always)
func opModuloK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, moduloInts)
}

@_cdecl("op_powerK") @inline(__always)
func opPowerK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  arithmeticSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_andK") @inline(__always)
func opAndK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, andInts)
}

@_cdecl("op_leftShiftK") @inline(__always)
func opLeftShiftK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, shiftLeftInts)
}

@_cdecl("op_rightShiftK") @inline(__always)
func opRightShiftK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], k[C(w)], pc, r, k, fp, t, w, shiftRightInts)
}

@_cdecl("op_reverseSubtractK") @inline(__always)
func opReverseSubtractK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  arithmetic(k[C(w)], r[B(w)], pc, r, k, fp, t, w, Value.subtractInts, { $0 - $1 })
}

@_cdecl("op_reverseTrueDivideK") @inline(__always)
func opReverseTrueDivideK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  divide(k[C(w)], r[B(w)], pc, r, k, fp, t, w)
}

@_cdecl("op_reverseMultiplyK") @inline(__always)
func opReverseMultiplyK(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  arithmetic(k[C(w)], r[B(w)], pc, r, k, fp, t, w, Value.multiplyInts, { $0 * $1 })
}

@_cdecl("op_addInt") @inline(__always)
func opAddInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], .int(signedC(w)), pc, r, k, fp, t, w, Value.addInts)
}

@_cdecl("op_subtractInt") @inline(__always)
func opSubtractInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], .int(signedC(w)), pc, r, k, fp, t, w, Value.subtractInts)
}

@_cdecl("op_inPlaceAddInt") @inline(__always)
func opInPlaceAddInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  integerArithmetic(r[B(w)], .int(signedC(w)), pc, r, k, fp, t, w, Value.addInts)
}

@_cdecl("op_inPlaceSubtractInt") @inline(__always)
func opInPlaceSubtractInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  integerArithmetic(r[B(w)], .int(signedC(w)), pc, r, k, fp, t, w, Value.subtractInts)
}

/// The operator, operands and form of an arithmetic instruction.
private func decode(_ r: Registers, _ k: Constants, _ w: UInt64) -> (BinaryOperator, Value, Value, inPlace: Bool) {
  let op = opcode(w)
  let left = r[B(w)]
  switch op {
  case .add: return (.add, left, r[C(w)], false)
  case .inPlaceAdd: return (.add, left, r[C(w)], true)
  case .subtract: return (.subtract, left, r[C(w)], false)
  case .inPlaceSubtract: return (.subtract, left, r[C(w)], true)
  case .multiply: return (.multiply, left, r[C(w)], false)
  case .inPlaceMultiply: return (.multiply, left, r[C(w)], true)
  case .trueDivide: return (.trueDivide, left, r[C(w)], false)
  case .inPlaceTrueDivide: return (.trueDivide, left, r[C(w)], true)
  case .floorDivide: return (.floorDivide, left, r[C(w)], false)
  case .inPlaceFloorDivide: return (.floorDivide, left, r[C(w)], true)
  case .modulo: return (.modulo, left, r[C(w)], false)
  case .inPlaceModulo: return (.modulo, left, r[C(w)], true)
  case .power: return (.power, left, r[C(w)], false)
  case .inPlacePower: return (.power, left, r[C(w)], true)
  case .matrixMultiply: return (.matrixMultiply, left, r[C(w)], false)
  case .inPlaceMatrixMultiply: return (.matrixMultiply, left, r[C(w)], true)
  case .leftShift: return (.leftShift, left, r[C(w)], false)
  case .inPlaceLeftShift: return (.leftShift, left, r[C(w)], true)
  case .rightShift: return (.rightShift, left, r[C(w)], false)
  case .inPlaceRightShift: return (.rightShift, left, r[C(w)], true)
  case .and: return (.and, left, r[C(w)], false)
  case .inPlaceAnd: return (.and, left, r[C(w)], true)
  case .xor: return (.xor, left, r[C(w)], false)
  case .inPlaceXor: return (.xor, left, r[C(w)], true)
  case .or: return (.or, left, r[C(w)], false)
  case .inPlaceOr: return (.or, left, r[C(w)], true)
  case .addK: return (.add, left, k[C(w)], false)
  case .subtractK: return (.subtract, left, k[C(w)], false)
  case .multiplyK: return (.multiply, left, k[C(w)], false)
  case .trueDivideK: return (.trueDivide, left, k[C(w)], false)
  case .floorDivideK: return (.floorDivide, left, k[C(w)], false)
  case .moduloK: return (.modulo, left, k[C(w)], false)
  case .powerK: return (.power, left, k[C(w)], false)
  case .andK: return (.and, left, k[C(w)], false)
  case .leftShiftK: return (.leftShift, left, k[C(w)], false)
  case .rightShiftK: return (.rightShift, left, k[C(w)], false)
  case .reverseSubtractK: return (.subtract, k[C(w)], left, false)
  case .reverseTrueDivideK: return (.trueDivide, k[C(w)], left, false)
  case .reverseMultiplyK: return (.multiply, k[C(w)], left, false)
  case .addInt: return (.add, left, .int(signedC(w)), false)
  case .subtractInt: return (.subtract, left, .int(signedC(w)), false)
  case .inPlaceAddInt: return (.add, left, .int(signedC(w)), true)
  default: return (.subtract, left, .int(signedC(w)), true)
  }
}

@inline(never)
func arithmeticSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let (operation, x, y, inPlace) = decode(r, k, w)
  // An operator written in Python runs as a frame, not as a nested activation.
  if let function = t.inlineOperator(operation, x, y, inPlace: inPlace) {
    let registers = r + Int(fp.pointee.code.pointee.registerCount)
    if !t.pushFrame(function, registers, result: r + A(w), flags: FrameFlags.binaryOperator) {
      return raised(pc, r, k, fp, t, w)
    }
    registers[0] = x
    registers[1] = y
    t.clearLocals(registers + 2, function.info)
    return next(function.info.pointee.start, registers, function.info.pointee.constants, fp + 1, t)
  }
  return finish(inPlace ? t.inPlace(operation, x, y) : t.binary(operation, x, y), pc, r, k, fp, t, w)
}

/// The special method of the operator at `pc - 1` returned NotImplemented to the frame `fp`.
@inline(never)
func binaryOperatorRefused(_ fp: FramePointer, _ t: Thread) -> UInt64 {
  let pc = fp.pointee.pc.unsafelyUnwrapped
  let r = fp.pointee.registers.unsafelyUnwrapped
  let k = fp.pointee.constants.unsafelyUnwrapped
  let w = (pc - 1).pointee
  let (operation, x, y, inPlace) = decode(r, k, w)
  return finish(t.binaryAfterForward(operation, x, y, inPlace: inPlace), pc, r, k, fp, t, w)
}

// MARK: Unary

@_cdecl("op_negative") @inline(__always)
func opNegative(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let x = r[B(w)]
  if _fastPath(x.isInt) {
    let (result, overflow) = Value.subtractInts(.int(0), x)
    if _fastPath(!overflow) {
      r[A(w)] = result
      return next(pc, r, k, fp, t)
    }
  } else if x.isImmediateFloat {
    let (result, fits) = Value.immediateFloat(-x.asDouble)
    if _fastPath(fits) {
      r[A(w)] = result
      return next(pc, r, k, fp, t)
    }
  }
  return unarySlow(pc, r, k, fp, t, w)
}

@_cdecl("op_positive") @inline(__always)
func opPositive(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  unarySlow(pc, r, k, fp, t, w)
}

@_cdecl("op_invert") @inline(__always)
func opInvert(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let x = r[B(w)]
  if _fastPath(x.isInt) {
    r[A(w)] = .int(~x.asInt)
    return next(pc, r, k, fp, t)
  }
  return unarySlow(pc, r, k, fp, t, w)
}

@_cdecl("op_not") @inline(__always)
func opNot(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let x = r[B(w)]
  if _fastPath(x.isBool) {
    r[A(w)] = Value(bits: x.bits ^ 8)
    return next(pc, r, k, fp, t)
  }
  return notSlow(pc, r, k, fp, t, w)
}

@inline(never)
func unarySlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let special: Special = opcode(w) == .negative ? .neg : opcode(w) == .positive ? .pos : .invert
  return finish(t.unary(special, r[B(w)]), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `-x`, `+x`, `~x` (and `abs`) of any value.
  func unary(_ special: Special, _ x: Value) -> Value {
    let number = numberUnary(special, x)
    if number.isBound { return number }
    let result = callSpecial(special, x)
    if result.isBound { return result }
    let symbol = special == .neg ? "-" : special == .pos ? "+" : special == .invert ? "~" : "abs()"
    return raise(.typeError, "bad operand type for \(special == .abs ? "" : "unary ")\(symbol): '\(x.typeName)'")
  }
}

@inline(never)
func notSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let truth = t.truth(r[B(w)])
  return finish(truth < 0 ? .error : .bool(truth == 0), pc, r, k, fp, t, w)
}
