// Comparisons, and the jumps fused with them: small ints and immediate floats inline, the rest in slow paths.

import CRuntime

@inline(__always) func comparison(
  _ x: Value, _ y: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64,
  _ ints: (Int64, Int64) -> Bool, _ floats: (Double, Double) -> Bool
) -> UInt64 {
  if _fastPath(Value.bothInt(x, y)) {
    r[A(w)] = .bool(ints(x.signed, y.signed))
    return next(pc, r, k, fp, t)
  } else if Value.bothImmediateFloat(x, y) {
    r[A(w)] = .bool(floats(x.asDouble, y.asDouble))
    return next(pc, r, k, fp, t)
  }
  return comparisonSlow(pc, r, k, fp, t, w)
}

/// Jumps by c when the comparison gives `wanted`.
@inline(__always) func jumpOnComparison(
  _ wanted: Bool, _ x: Value, _ y: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread,
  _ w: UInt64, _ ints: (Int64, Int64) -> Bool, _ floats: (Double, Double) -> Bool
) -> UInt64 {
  if _fastPath(Value.bothInt(x, y)) {
    if ints(x.signed, y.signed) == wanted { return next(pc + signedC(w), r, k, fp, t) }
    return next(pc, r, k, fp, t)
  } else if Value.bothImmediateFloat(x, y) {
    if floats(x.asDouble, y.asDouble) == wanted { return next(pc + signedC(w), r, k, fp, t) }
    return next(pc, r, k, fp, t)
  }
  return jumpOnComparisonSlow(pc, r, k, fp, t, w)
}

@inline(__always) func jumpOnIntComparison(
  _ wanted: Bool, _ x: Value, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64,
  _ ints: (Int64, Int64) -> Bool
) -> UInt64 {
  if _fastPath(x.isInt) {
    if ints(x.signed, Value.int(signedB(w)).signed) == wanted { return next(pc + signedC(w), r, k, fp, t) }
    return next(pc, r, k, fp, t)
  }
  return jumpOnComparisonSlow(pc, r, k, fp, t, w)
}

@_cdecl("op_less") @inline(__always)
func opLess(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  comparison(r[B(w)], r[C(w)], pc, r, k, fp, t, w, { $0 < $1 }, { $0 < $1 })
}

@_cdecl("op_lessEqual") @inline(__always)
func opLessEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  comparison(r[B(w)], r[C(w)], pc, r, k, fp, t, w, { $0 <= $1 }, { $0 <= $1 })
}

@_cdecl("op_equal") @inline(__always)
func opEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  comparison(r[B(w)], r[C(w)], pc, r, k, fp, t, w, { $0 == $1 }, { $0 == $1 })
}

@_cdecl("op_notEqual") @inline(__always)
func opNotEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  comparison(r[B(w)], r[C(w)], pc, r, k, fp, t, w, { $0 != $1 }, { $0 != $1 })
}

@_cdecl("op_greater") @inline(__always)
func opGreater(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  comparison(r[B(w)], r[C(w)], pc, r, k, fp, t, w, { $0 > $1 }, { $0 > $1 })
}

@_cdecl("op_greaterEqual") @inline(__always)
func opGreaterEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  comparison(r[B(w)], r[C(w)], pc, r, k, fp, t, w, { $0 >= $1 }, { $0 >= $1 })
}

@_cdecl("op_jumpIfLess") @inline(__always)
func opJumpIfLess(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  jumpOnComparison(true, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 < $1 }, { $0 < $1 })
}

@_cdecl("op_jumpIfLessEqual") @inline(__always)
func opJumpIfLessEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  jumpOnComparison(true, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 <= $1 }, { $0 <= $1 })
}

@_cdecl("op_jumpIfEqual") @inline(__always)
func opJumpIfEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  jumpOnComparison(true, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 == $1 }, { $0 == $1 })
}

@_cdecl("op_jumpIfUnequal") @inline(__always)
func opJumpIfUnequal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  jumpOnComparison(true, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 != $1 }, { $0 != $1 })
}

@_cdecl("op_jumpIfGreater") @inline(__always)
func opJumpIfGreater(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  jumpOnComparison(true, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 > $1 }, { $0 > $1 })
}

@_cdecl("op_jumpIfGreaterEqual") @inline(__always)
func opJumpIfGreaterEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnComparison(true, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 >= $1 }, { $0 >= $1 })
}

@_cdecl("op_jumpIfNotLess") @inline(__always)
func opJumpIfNotLess(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  jumpOnComparison(false, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 < $1 }, { $0 < $1 })
}

@_cdecl("op_jumpIfNotLessEqual") @inline(__always)
func opJumpIfNotLessEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnComparison(false, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 <= $1 }, { $0 <= $1 })
}

@_cdecl("op_jumpIfNotEqual") @inline(__always)
func opJumpIfNotEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  jumpOnComparison(false, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 == $1 }, { $0 == $1 })
}

@_cdecl("op_jumpIfNotUnequal") @inline(__always)
func opJumpIfNotUnequal(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnComparison(false, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 != $1 }, { $0 != $1 })
}

@_cdecl("op_jumpIfNotGreater") @inline(__always)
func opJumpIfNotGreater(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnComparison(false, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 > $1 }, { $0 > $1 })
}

@_cdecl("op_jumpIfNotGreaterEqual") @inline(__always)
func opJumpIfNotGreaterEqual(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnComparison(false, r[A(w)], r[B(w)], pc, r, k, fp, t, w, { $0 >= $1 }, { $0 >= $1 })
}

@_cdecl("op_jumpIfLessInt") @inline(__always)
func opJumpIfLessInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  jumpOnIntComparison(true, r[A(w)], pc, r, k, fp, t, w, { $0 < $1 })
}

@_cdecl("op_jumpIfLessEqualInt") @inline(__always)
func opJumpIfLessEqualInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(true, r[A(w)], pc, r, k, fp, t, w, { $0 <= $1 })
}

@_cdecl("op_jumpIfEqualInt") @inline(__always)
func opJumpIfEqualInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  jumpOnIntComparison(true, r[A(w)], pc, r, k, fp, t, w, { $0 == $1 })
}

@_cdecl("op_jumpIfUnequalInt") @inline(__always)
func opJumpIfUnequalInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(true, r[A(w)], pc, r, k, fp, t, w, { $0 != $1 })
}

@_cdecl("op_jumpIfGreaterInt") @inline(__always)
func opJumpIfGreaterInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(true, r[A(w)], pc, r, k, fp, t, w, { $0 > $1 })
}

@_cdecl("op_jumpIfGreaterEqualInt") @inline(__always)
func opJumpIfGreaterEqualInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(true, r[A(w)], pc, r, k, fp, t, w, { $0 >= $1 })
}

@_cdecl("op_jumpIfNotLessInt") @inline(__always)
func opJumpIfNotLessInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(false, r[A(w)], pc, r, k, fp, t, w, { $0 < $1 })
}

@_cdecl("op_jumpIfNotLessEqualInt") @inline(__always)
func opJumpIfNotLessEqualInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(false, r[A(w)], pc, r, k, fp, t, w, { $0 <= $1 })
}

@_cdecl("op_jumpIfNotEqualInt") @inline(__always)
func opJumpIfNotEqualInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(false, r[A(w)], pc, r, k, fp, t, w, { $0 == $1 })
}

@_cdecl("op_jumpIfNotUnequalInt") @inline(__always)
func opJumpIfNotUnequalInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(false, r[A(w)], pc, r, k, fp, t, w, { $0 != $1 })
}

@_cdecl("op_jumpIfNotGreaterInt") @inline(__always)
func opJumpIfNotGreaterInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(false, r[A(w)], pc, r, k, fp, t, w, { $0 > $1 })
}

@_cdecl("op_jumpIfNotGreaterEqualInt") @inline(__always)
func opJumpIfNotGreaterEqualInt(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  jumpOnIntComparison(false, r[A(w)], pc, r, k, fp, t, w, { $0 >= $1 })
}

/// The comparison of an instruction, whether a jump is taken when it fails, and whether b is a number.
private func decode(_ op: Op) -> (operation: Comparison, negated: Bool, immediate: Bool) {
  let order = Op.allComparisons
  let raw = Int(op.rawValue)
  func inGroup(_ first: Op) -> Comparison? {
    let distance = raw - Int(first.rawValue)
    return distance >= 0 && distance < 6 ? order[distance] : nil
  }
  if let operation = inGroup(.less) { return (operation, false, false) }
  if let operation = inGroup(.jumpIfLess) { return (operation, false, false) }
  if let operation = inGroup(.jumpIfNotLess) { return (operation, true, false) }
  if let operation = inGroup(.jumpIfLessInt) { return (operation, false, true) }
  return (inGroup(.jumpIfNotLessInt) ?? .equal, true, true)
}

/// Equality of two exact strings: 1, 0, or −1 when they are something else.
@inline(__always) private func sameStrings(_ x: Value, _ y: Value) -> Int {
  guard x.isObject && y.isObject else { return -1 }
  let shape = vm.pointee.shapes.string.address
  guard x.pointer.shapeWord == shape && y.pointer.shapeWord == shape else { return -1 }
  return DictRef.sameKey(x, y)
}

extension Op {
  /// Order of the six comparisons in every group of opcodes.
  static let allComparisons = Comparison.allCases
}

@inline(never)
func comparisonSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let op = opcode(w)
  if op == .equal || op == .notEqual {
    let same = sameStrings(r[B(w)], r[C(w)])
    if same >= 0 {
      r[A(w)] = .bool((same == 1) == (op == .equal))
      return next(pc, r, k, fp, t)
    }
  }
  return finish(t.compare(decode(opcode(w)).operation, r[B(w)], r[C(w)]), pc, r, k, fp, t, w)
}

@inline(never)
func jumpOnComparisonSlow(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  fp.pointee.pc = pc
  let (operation, negated, immediate) = decode(opcode(w))
  if operation == .equal || operation == .notEqual {
    let same = immediate ? -1 : sameStrings(r[A(w)], r[B(w)])
    if same >= 0 {
      let holds = (same == 1) == (operation == .equal)
      return next(holds != negated ? pc + signedC(w) : pc, r, k, fp, t)
    }
  }
  let result = t.compare(operation, r[A(w)], immediate ? .int(signedB(w)) : r[B(w)])
  if result.isError { return raised(pc, r, k, fp, t, w) }
  let truth = t.truth(result)
  if truth < 0 { return raised(pc, r, k, fp, t, w) }
  return next((truth == 1) != negated ? pc + signedC(w) : pc, r, k, fp, t)
}

// MARK: Identity and membership

@_cdecl("op_is") @inline(__always)
func opIs(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  r[A(w)] = .bool(r[B(w)] == r[C(w)])
  return next(pc, r, k, fp, t)
}

@_cdecl("op_isNot") @inline(__always)
func opIsNot(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  r[A(w)] = .bool(r[B(w)] != r[C(w)])
  return next(pc, r, k, fp, t)
}

@_cdecl("op_contains") @inline(never)
func opContains(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let result = t.containsFast(r[C(w)], r[B(w)])
  return finish(result < 0 ? .error : .bool(result == 1), pc, r, k, fp, t, w)
}

@_cdecl("op_notContains") @inline(never)
func opNotContains(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let result = t.containsFast(r[C(w)], r[B(w)])
  return finish(result < 0 ? .error : .bool(result == 0), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `item in container`, exact built-in containers first.
  @inline(__always) func containsFast(_ container: Value, _ item: Value) -> Int {
    if container.isObject {
      let shape = container.pointer.shapeWord
      if shape == vm.pointee.shapes.dict.address || shape == vm.pointee.shapes.set.address
        || shape == vm.pointee.shapes.frozenSet.address
      {
        let hash = self.hash(item)
        if hash == hashFailed { return isAnySet(container) ? setContains(DictRef(container), retrying: item) : -1 }
        let table = DictRef(container)
        let index = table.find(self, item, hash: hash)
        if index >= 0 { return table.value(at: index).isBound ? 1 : 0 }
        return index == DictRef.notFound ? 0 : -1
      }
      if shape == vm.pointee.shapes.string.address, item.isObject, item.pointer.shapeWord == shape {
        return StringRef(container).find(StringRef(item), 0, StringRef(container).count) >= 0 ? 1 : 0
      }
      if shape == vm.pointee.shapes.list.address {
        let plain = PlainItems(container)?.contains(item) ?? 0
        if plain >= 0 { return plain }
        let list = ListRef(container)
        var index = 0
        while index < list.count {
          let same = equal(list[index], item)
          if same != 0 { return same }
          index += 1
        }
        return 0
      }
      if shape == vm.pointee.shapes.tuple.address {
        let tuple = TupleRef(container)
        for index in 0..<tuple.count {
          let same = equal(tuple[index], item)
          if same != 0 { return same }
        }
        return 0
      }
    }
    return contains(container, item)
  }
}
