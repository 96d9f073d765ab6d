// Truth, hash, equality, ordering and membership of any values.

import CRuntime

/// What `hash` gives when an exception is pending. No hash has this value.
let hashFailed = Int.min

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// 1 true, 0 false, −1 exception pending.
  @inline(__always) func truth(_ value: Value) -> Int {
    if value.isBool { return value.isTrue ? 1 : 0 }
    if value.isInt { return value.bits == 0 ? 0 : 1 }
    return truthSlow(value)
  }

  @inline(never) func truthSlow(_ value: Value) -> Int {
    if value.isNone { return 0 }
    if value.isImmediateFloat { return value.asDouble != 0 ? 1 : 0 }
    if value.isNotImplemented {
      let isAccepted = warn(.deprecationWarning, "NotImplemented should not be used in a boolean context")
      return isAccepted ? 1 : -1
    }
    guard value.isObject else { return 1 }
    let shape = value.pointer.shapeWord
    switch value.objectKind {
    case .string where shape == vm.pointee.shapes.string.address: return StringRef(value).count != 0 ? 1 : 0
    case .list where shape == vm.pointee.shapes.list.address: return ListRef(value).count != 0 ? 1 : 0
    case .tuple where shape == vm.pointee.shapes.tuple.address: return TupleRef(value).count != 0 ? 1 : 0
    case .dict where shape == vm.pointee.shapes.dict.address: return DictRef(value).count != 0 ? 1 : 0
    case .set where shape == vm.pointee.shapes.set.address: return DictRef(value).count != 0 ? 1 : 0
    case .bigInt where shape == vm.pointee.shapes.bigInt.address: return 1
    case .float where shape == vm.pointee.shapes.float.address: return 1
    default: break
    }
    let type = value.type
    let hook = type.special(.bool)
    if hook.isBound {
      let result = callUnbound(hook, value)
      if result.isError { return -1 }
      if !result.isBool {
        raise(.typeError, "__bool__ should return bool, returned \(result.typeName)")
        return -1
      }
      return result.isTrue ? 1 : 0
    }
    let length = type.special(.len)
    if length.isUnbound { return 1 }
    let count = self.length(value)
    return count < 0 ? -1 : (count == 0 ? 0 : 1)
  }

  /// len(value), or −1 with an exception pending.
  func length(_ value: Value) -> Int {
    if value.isObject {
      let shape = value.pointer.shapeWord
      switch value.objectKind {
      case .list where shape == vm.pointee.shapes.list.address: return ListRef(value).count
      case .string where shape == vm.pointee.shapes.string.address: return StringRef(value).count
      case .tuple where shape == vm.pointee.shapes.tuple.address: return TupleRef(value).count
      case .dict where shape == vm.pointee.shapes.dict.address: return DictRef(value).count
      case .set where shape == vm.pointee.shapes.set.address: return DictRef(value).count
      default: break
      }
    }
    let result = callSpecial(.len, value)
    if result.isUnbound {
      raise(.typeError, "object of type '\(value.typeName)' has no len()")
      return -1
    }
    if result.isError { return -1 }
    let integer = toIndex(result)
    if integer.isError { return -1 }
    if isNegative(integer) {
      raise(.valueError, "__len__() should return >= 0")
      return -1
    }
    guard let count = index(integer) else {
      if value.type.isHeapType {
        pointee.exception = .unbound
        raise(.overflowError, "cannot fit 'int' into an index-sized integer")
      }
      return -1
    }
    return count
  }

  /// The integer behind a value with `__index__`; nil with TypeError (or OverflowError) pending.
  func index(_ value: Value, _ message: @autoclosure () -> String? = nil) -> Int? {
    if value.isInt { return value.asInt }
    if value.isBool { return value.isTrue ? 1 : 0 }
    let integer = toIndex(value)
    if integer.isError {
      return nil
    }
    if integer.isInt { return integer.asInt }
    // A small int has 62 bits; the rest of the machine's range is a big int of one limb.
    let machine: Int? = withLimbs(integer) { limbs, count, negative in
      guard count == 1, limbs[0] <= UInt(Int.max) + (negative ? 1 : 0) else { return nil }
      return negative ? Int(bitPattern: 0 &- limbs[0]) : Int(limbs[0])
    }
    if let machine { return machine }
    raise(.overflowError, "Python int too large to convert to C ssize_t")
    return nil
  }

  /// `operator.index`: an int (small or big), or `.error`.
  func toIndex(_ value: Value) -> Value {
    let plain = unwrapInteger(value)
    if plain.isBound { return plain }
    let result = callSpecial(.index, value)
    if result.isUnbound {
      return raise(.typeError, "'\(value.typeName)' object cannot be interpreted as an integer")
    }
    if result.isError { return .error }
    let converted = unwrapInteger(result)
    if converted.isBound { return acceptsSubclass(result, of: "__index__") ? converted : .error }
    return raise(.typeError, "__index__ returned non-int (type \(result.typeName))")
  }

  /// Conversions should give an int and nothing that is derived from it: DeprecationWarning; false when that is an error.
  func acceptsSubclass(_ result: Value, of method: StaticString) -> Bool {
    if result.isInt || (result.isObject && result.type.value == vm.pointee.types.int) { return true }
    return warn(
      .deprecationWarning,
      "\(method) returned non-int (type \(result.typeName)).  The ability to return an instance of a strict subclass of "
        + "int is deprecated, and may be removed in a future version of Python.")
  }

  // MARK: Hash

  @inline(__always) func hash(_ value: Value) -> Int {
    if value.isObject {
      if value.pointer.shapeWord == vm.pointee.shapes.string.address { return StringRef(value).hash }
      return hashSlow(value)
    }
    if value.isInt { return ThreadState.hash(small: value.asInt) }
    return hashSlow(value)
  }

  @inline(never) private func hashSlow(_ value: Value) -> Int {
    if value.isImmediateFloat { return hashOfDouble(value.asDouble) }
    if value.isBool { return value.isTrue ? 1 : 0 }
    guard value.isObject else { return Int(truncatingIfNeeded: value.bits &>> 3) }
    let shape = value.pointer.shapeWord
    switch value.objectKind {
    case .float where shape == vm.pointee.shapes.float.address:
      return hashOfDouble(value.pointer.load(fromByteOffset: 8, as: Double.self))
    case .bigInt where shape == vm.pointee.shapes.bigInt.address: return hashOfBigInt(value)
    case .tuple where shape == vm.pointee.shapes.tuple.address: return hashOfTuple(TupleRef(value))
    default: break
    }
    let hook = value.type.special(.hash)
    if hook == vm.pointee.objectHash { return Int(truncatingIfNeeded: value.bits &>> 4) }
    if hook.isUnbound || hook.isNone {
      raise(.typeError, "unhashable type: '\(value.typeName)'")
      return hashFailed
    }
    let result = callUnbound(hook, value)
    if result.isError { return hashFailed }
    if result.isInt { return result.asInt == -1 ? -2 : result.asInt }
    let integer = unwrapInteger(result)
    if integer.isBound { return integer.isInt ? ThreadState.hash(small: integer.asInt) : hashOfBigInt(integer) }
    raise(.typeError, "__hash__ method should return an integer")
    return hashFailed
  }

  /// Order-dependent mix of the items' hashes (xxHash-like accumulation, the method CPython documents).
  func hashOfTuple(_ tuple: TupleRef) -> Int {
    if _slowPath(nativeStackIsLow) {
      _ = raiseRecursion()
      return hashFailed
    }
    var accumulator: UInt64 = 2_870_177_450_012_600_261
    for index in 0..<tuple.count {
      let item = hash(tuple[index])
      if item == hashFailed { return hashFailed }
      accumulator &+= UInt64(bitPattern: Int64(item)) &* 14_029_467_366_897_019_727
      accumulator = (accumulator &<< 31) | (accumulator &>> 33)
      accumulator &*= 11_400_714_785_074_694_791
    }
    accumulator &+= UInt64(tuple.count) ^ (2_870_177_450_012_600_261 ^ 3_527_539)
    return Int(truncatingIfNeeded: Int64(bitPattern: accumulator) &>> 3)
  }

  // MARK: Equality and order

  /// `a == b` as 1, 0, or −1 with an exception pending. Identity counts as equality (containers' rule).
  func equal(_ a: Value, _ b: Value) -> Int {
    if a == b { return 1 }
    let same = DictRef.sameKey(a, b)
    if same >= 0 { return same }
    let result = compare(.equal, a, b)
    return result.isError ? -1 : truth(result)
  }

  /// The rich comparison `a op b`.
  func compare(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    let number = numberCompare(operation, a, b)
    if number.isBound { return number }
    if a.isObject && b.isObject && a.objectKind == .string && b.objectKind == .string
      && a.pointer.shapeWord == b.pointer.shapeWord && a.pointer.shapeWord == vm.pointee.shapes.string.address
    {
      let x = StringRef(a)
      let y = StringRef(b)
      switch operation {
      case .equal: return .bool(x.equals(y))
      case .notEqual: return .bool(!x.equals(y))
      case .less: return .bool(x.compare(y) < 0)
      case .lessEqual: return .bool(x.compare(y) <= 0)
      case .greater: return .bool(x.compare(y) > 0)
      case .greaterEqual: return .bool(x.compare(y) >= 0)
      }
    }
    return compareSlow(operation, a, b)
  }

  @inline(never) private func compareSlow(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    if nativeStackIsLow { return raise(.recursionError, "maximum recursion depth exceeded in comparison") }
    let left = a.type
    let right = b.type
    var reflectedTried = false
    if left != right && right.isSubtype(of: left) {
      let hook = right.special(operation.swapped.special)
      if hook.isBound && !hook.isNone {
        reflectedTried = true
        let result = callUnbound(hook, b, a)
        if !result.isNotImplemented { return result }
      }
    }
    let hook = left.special(operation.special)
    if hook.isBound && !hook.isNone {
      let result = callUnbound(hook, a, b)
      if !result.isNotImplemented { return result }
    }
    if !reflectedTried {
      let hook = right.special(operation.swapped.special)
      if hook.isBound && !hook.isNone {
        let result = callUnbound(hook, b, a)
        if !result.isNotImplemented { return result }
      }
    }
    switch operation {
    case .equal: return .bool(a == b)
    case .notEqual: return .bool(a != b)
    default:
      return raise(
        .typeError,
        "'\(operation.symbol)' not supported between instances of '\(a.typeName)' and '\(b.typeName)'")
    }
  }

  /// `item in container` as 1, 0 or −1.
  func contains(_ container: Value, _ item: Value) -> Int {
    let type = container.type
    let hook = type.special(.contains)
    if hook.isBound && !hook.isNone {
      let result = callUnbound(hook, container, item)
      return result.isError ? -1 : truth(result)
    }
    if hook.isNone {
      raise(.typeError, "'\(type.nameText)' object is not a container")
      return -1
    }
    let iterator = getIterator(container, "argument of type '\(type.nameText)' is not iterable")
    if iterator.isError { return -1 }
    while true {
      let value = next(iterator)
      if value.isUnbound { return 0 }
      if value.isError { return -1 }
      let same = equal(value, item)
      if same != 0 { return same }
    }
  }

  // MARK: Binary operators

  /// `a op b` with all of Python's dispatch; numbers take the short way.
  @inline(never) func binary(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    let number = numberBinary(operation, a, b)
    if number.isBound { return number }
    return binarySlow(operation, a, b, inPlace: false)
  }

  @inline(never) func inPlace(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value {
    let number = numberBinary(operation, a, b)
    if number.isBound { return number }
    let hook = a.type.special(operation.specials.inPlace)
    // A class may want to be added to a sequence in its own way, and a sequence repeats itself by counts alone.
    let comesLast =
      isOfSequence(operation, hook) && (operation == .multiply || b.type.isHeapType && !a.type.isHeapType)
    if hook.isBound && operation != .divmod && !comesLast {
      let result = callUnbound(hook, a, b)
      if !result.isNotImplemented { return result }
    }
    return binarySlow(operation, a, b, inPlace: true)
  }

  private func binarySlow(_ operation: BinaryOperator, _ a: Value, _ b: Value, inPlace: Bool) -> Value {
    let left = a.type
    let right = b.type
    let specials = operation.specials
    let forward = left.special(specials.forward)
    let reflected = left == right ? .unbound : right.special(specials.reflected)
    // Sequences concatenate and repeat only when no number wants to add or multiply.
    let concatenates = isOfSequence(operation, forward) && !hasReflected(left, operation)
    let inPlaceHook = inPlace ? left.special(specials.inPlace) : .unbound
    let repeats = isOfSequence(operation, reflected)
    var reflectedTried = repeats
    if reflected.isBound && !repeats && right.isSubtype(of: left) && reflected != left.special(specials.reflected) {
      reflectedTried = true
      let result = callUnbound(reflected, b, a)
      if !result.isNotImplemented { return result }
    }
    if forward.isBound && !forward.isNone && !concatenates {
      let result = callUnbound(forward, a, b)
      if !result.isNotImplemented { return result }
    }
    if reflected.isBound && !reflected.isNone && !reflectedTried {
      let result = callUnbound(reflected, b, a)
      if !result.isNotImplemented { return result }
    }
    if isOfSequence(operation, inPlaceHook) { return callSequence(operation, inPlaceHook, a, b) }
    if concatenates { return callSequence(operation, forward, a, b) }
    if repeats { return callSequence(operation, reflected, b, a) }
    return raiseUnsupported(operation, a, b, inPlace: inPlace)
  }

  /// Whether `hook` is what a sequence of the VM's own concatenates or repeats itself with.
  private func isOfSequence(_ operation: BinaryOperator, _ hook: Value) -> Bool {
    guard operation == .add || operation == .multiply, hook.isKind(.nativeFunction) else { return false }
    let owner = NativeRef(hook).field(.owner)
    return owner.isBound && TypeRef(owner).flags & TypeFlags.sequence != 0
  }

  /// Whether a class has a reflected `+` or `*` written in Python: then its instances count as numbers.
  private func hasReflected(_ type: TypeRef, _ operation: BinaryOperator) -> Bool {
    guard type.isHeapType else { return false }
    let hook = type.special(operation.specials.reflected)
    return hook.isBound && !isOfSequence(operation, hook)
  }

  /// Lets `sequence` concatenate or repeat itself.
  private func callSequence(
    _ operation: BinaryOperator, _ hook: Value, _ sequence: Value, _ other: Value
  ) -> Value {
    if operation == .multiply && other.type.special(.index).isUnbound {
      return raise(.typeError, "can't multiply sequence by non-int of type '\(other.typeName)'")
    }
    return callUnbound(hook, sequence, other)
  }

  /// What is left of an operator when the left operand's own method returned NotImplemented.
  @inline(never) func binaryAfterForward(_ operation: BinaryOperator, _ a: Value, _ b: Value, inPlace: Bool) -> Value {
    let reflected = a.type == b.type ? .unbound : b.type.special(operation.specials.reflected)
    if isOfSequence(operation, reflected) {
      return callSequence(operation, reflected, b, a)
    }
    if reflected.isBound && !reflected.isNone {
      let result = callUnbound(reflected, b, a)
      if !result.isNotImplemented { return result }
    }
    return raiseUnsupported(operation, a, b, inPlace: inPlace)
  }

  /// The Python function that an operator calls first and with exactly its operands, or nil when there is more to it.
  func inlineOperator(_ operation: BinaryOperator, _ a: Value, _ b: Value, inPlace: Bool) -> FunctionRef? {
    guard a.isObject, a.objectKind != .float, a.objectKind != .bigInt else { return nil }
    let left = a.type
    guard left.isHeapType else { return nil }
    let specials = operation.specials
    if inPlace && left.special(specials.inPlace).isBound { return nil }
    let forward = left.special(specials.forward)
    guard forward.isKind(.function) else { return nil }
    let info = FunctionRef(forward).info
    guard info.pointee.flags & CodeFlags.simple != 0, info.pointee.argumentCount == 2 else { return nil }
    let right = b.type
    if right != left && right.isSubtype(of: left) { return nil }
    return FunctionRef(forward)
  }

  @inline(never) private func raiseUnsupported(_ operation: BinaryOperator, _ a: Value, _ b: Value, inPlace: Bool)
    -> Value
  {
    let symbol = operation == .power && inPlace ? "**=" : operation.symbol + (inPlace ? "=" : "")
    return raise(
      .typeError,
      "unsupported operand type(s) for \(symbol): '\(a.typeName)' and '\(b.typeName)'")
  }
}

extension ThreadState {
  /// Hash of a small int.
  @inline(__always) static func hash(small i: Int) -> Int {
    // |i| < 2^61: already reduced modulo 2^61 − 1 but for the ends; −1 is reserved.
    if _slowPath(i == -1 || i.magnitude >= (1 << 61) - 1) { return i == -1 || i == Value.smallIntMin ? -2 : 0 }
    return i
  }
}
