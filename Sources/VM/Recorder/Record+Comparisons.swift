// Recording comparisons, truth and the jumps that depend on them.

import CRuntime
import TraceIR

/// A comparison operator, and whether its outcome is negated.
struct RecordedComparison {
  let relation: Comparison
  var isNegated = false

  init(_ op: Op) {
    switch op {
    case .less, .jumpIfLess, .jumpIfNotLess, .jumpIfLessInt, .jumpIfNotLessInt: relation = .less
    case .lessEqual, .jumpIfLessEqual, .jumpIfNotLessEqual, .jumpIfLessEqualInt, .jumpIfNotLessEqualInt:
      relation = .lessEqual
    case .equal, .jumpIfEqual, .jumpIfNotEqual, .jumpIfEqualInt, .jumpIfNotEqualInt: relation = .equal
    case .notEqual, .jumpIfUnequal, .jumpIfNotUnequal, .jumpIfUnequalInt, .jumpIfNotUnequalInt: relation = .notEqual
    case .greater, .jumpIfGreater, .jumpIfNotGreater, .jumpIfGreaterInt, .jumpIfNotGreaterInt: relation = .greater
    default: relation = .greaterEqual
    }
    switch op {
    case .jumpIfNotLess, .jumpIfNotLessEqual, .jumpIfNotEqual, .jumpIfNotUnequal, .jumpIfNotGreater,
      .jumpIfNotGreaterEqual, .jumpIfNotLessInt, .jumpIfNotLessEqualInt, .jumpIfNotEqualInt, .jumpIfNotUnequalInt,
      .jumpIfNotGreaterInt, .jumpIfNotGreaterEqualInt:
      isNegated = true
    default: break
    }
  }
}

extension Recorder {
  /// r[a] = the comparison of r[b] with `right`.
  func compare(_ comparison: RecordedComparison, into a: Int, _ b: Int, _ right: Operand) throws(AbortReason) {
    let left = operand(b)
    if let condition = comparePlain(comparison.relation, left, right) { return write(a, condition) }
    let relation = raw(constant: UInt64(comparison.relation.rawValue))
    if thread.comparesPlainly(comparison.relation, left.actual, right.actual) {
      return write(a, callPlain(.comparePlain, [relation, left.reference, right.reference]))
    }
    write(a, callChecked(.compare, [relation, left.reference, right.reference]))
  }

  func compareAndJump(_ op: Op, _ a: Int, _ right: Operand) throws(AbortReason) {
    let comparison = RecordedComparison(op)
    let left = operand(a)
    var condition: Reference
    if let plain = comparePlain(comparison.relation, left, right) {
      condition = plain
    } else {
      let relation = raw(constant: UInt64(comparison.relation.rawValue))
      let isPlain = thread.comparesPlainly(comparison.relation, left.actual, right.actual)
      condition = truth(
        ofHelper: callPlainly(
          isPlain ? .comparePlain : nil, otherwise: .compareTruth, [relation, left.reference, right.reference]))
    }
    if comparison.isNegated { condition = emit(.not, condition) }
    jump(condition, to: pc + signedC(word))
  }

  /// Numbers, strings by identity of interned ones, and None; nil for anything else.
  func comparePlain(_ relation: Comparison, _ x: Operand, _ y: Operand) -> Reference? {
    if x.actual.isInt && y.actual.isInt {
      let p = int(x)
      let q = int(y)
      switch relation {
      case .less: return emit(.intLess, p, q)
      case .lessEqual: return emit(.intLessEqual, p, q)
      case .equal: return emit(.intEqual, p, q)
      case .notEqual: return emit(.intNotEqual, p, q)
      case .greater: return emit(.intLess, q, p)
      case .greaterEqual: return emit(.intLessEqual, q, p)
      }
    }
    if isComparableNumber(x.actual), isComparableNumber(y.actual) {
      let p = comparable(x)
      let q = comparable(y)
      switch relation {
      case .less: return emit(.floatLess, p, q)
      case .lessEqual: return emit(.floatLessEqual, p, q)
      case .equal: return emit(.floatEqual, p, q)
      case .notEqual: return emit(.floatNotEqual, p, q)
      case .greater: return emit(.floatLess, q, p)
      case .greaterEqual: return emit(.floatLessEqual, q, p)
      }
    }
    if let order = compareBigIntegers(relation, x, y) { return order }
    guard relation == .equal || relation == .notEqual else {
      guard isExactString(x.actual), isExactString(y.actual) else { return nil }
      let codes = characters(x, y)
      let order = codes?.0 ?? call(.compareText, [text(x), text(y)])
      let zero = codes?.1 ?? int(constant: 0)
      switch relation {
      case .less: return emit(.intLess, order, zero)
      case .lessEqual: return emit(.intLessEqual, order, zero)
      case .greater: return emit(.intLess, zero, order)
      default: return emit(.intLessEqual, zero, order)
      }
    }
    if isExactString(x.actual) && isExactString(y.actual) {
      if let same = equalCharacters(x, y) { return relation == .equal ? same : emit(.not, same) }
      let same = call(.equalText, [text(x), text(y)])
      return relation == .equal ? same : emit(.not, same)
    }
    // None, True and False equal themselves alone among such values.
    if isSingleton(x.actual) && isSingleton(y.actual) && trace.type(of: x.reference) != .condition
      && trace.type(of: y.reference) != .condition
    {
      guardIdentity(x.reference, x.actual)
      guardIdentity(y.reference, y.actual)
      return trace.constant(.condition((x.actual == y.actual) == (relation == .equal)))
    }
    return nil
  }

  /// Floats, and ints that are doubles exactly.
  private func isComparableNumber(_ value: Value) -> Bool {
    value.isExactFloat || (value.isInt && abs(value.asInt) < 1 << 53)
  }
  private func comparable(_ operand: Operand) -> Reference {
    operand.actual.isInt ? exactDouble(operand, 1 << 53) : float(operand)
  }
  private func isSingleton(_ value: Value) -> Bool { value.isNone || value.isBool }

  // MARK: Truth

  func jumpOnTruth(_ a: Int, target: PC, whenTrue: Bool) throws(AbortReason) {
    let value = try truth(a)
    jump(whenTrue ? value : emit(.not, value), to: target)
  }

  /// The truth of a register as a condition.
  func truth(_ register: Int) throws(AbortReason) -> Reference {
    let value = read(register)
    let actual = r[register]
    if trace.type(of: value) == .condition { return value }
    if let known = constantValue(value), !known.isObject { return trace.constant(.condition(thread.truth(known) > 0)) }
    if actual.isBool { return guardian(.guardBool, value) }
    if actual.isInt { return emit(.intNotEqual, readInt(register), int(constant: 0)) }
    if actual.isExactFloat { return emit(.floatNotEqual, readFloat(register, actual), trace.constant(.float(0))) }
    if actual.isNone {
      guardIdentity(value, actual)
      return trace.constant(.condition(false))
    }
    if actual.isObject {
      let shape = actual.pointer.shapeWord
      let shapes = vm.pointee.shapes
      if shape == shapes.list.address {
        let count = emit(.load, type: .int, readObject(register, actual), immediate: 8, region: .listHeader)
        return emit(.intNotEqual, count, int(constant: 0))
      }
      if shape == shapes.tuple.address {
        let count = emit(.load, type: .int, readObject(register, actual), immediate: 8, region: .immutable)
        return emit(.intNotEqual, count, int(constant: 0))
      }
      if let count = lengthOf(value, actual) { return emit(.intNotEqual, count, int(constant: 0)) }
      let type = actual.type
      if actual.isKind(.instance), type.special(.bool).isUnbound, type.special(.len).isUnbound {
        _ = readObject(register, actual)
        guardVersion(actual)
        return trace.constant(.condition(true))
      }
    }
    return truth(ofHelper: callChecked(.truth, [value]))
  }

  /// True or False, as helpers return it.
  func truth(ofHelper result: Reference) -> Reference { emit(.same, result, constant(.true)) }

  private func contains(_ item: Operand, _ container: Operand) -> Reference {
    if let found = memberOfConstant(item, container) { return found }
    let held = container.actual
    let type = AcceptedTypes(held)
    let isPlain: Bool
    if type == .dict || type == .set {
      isPlain = thread.isPlain(item.actual)
    } else if type == .string {
      isPlain = isExactString(item.actual)
    } else if type == .list || type == .tuple {
      isPlain = thread.isPlain(item.actual) && thread.hasPlainItems(held, ordered: false)
    } else {
      isPlain = (type == .bytes || type == .byteArray || type == .range) && item.actual.isInt
    }
    if isPlain { return truth(ofHelper: callPlain(.containsPlain, [text(container), item.reference])) }
    return truth(ofHelper: callChecked(.contains, [container.reference, item.reference]))
  }

  func contains(_ a: Int, item: Int, container: Int, isNegated: Bool) throws(AbortReason) {
    let found = contains(operand(item), operand(container))
    write(a, isNegated ? emit(.not, found) : found)
  }
}
