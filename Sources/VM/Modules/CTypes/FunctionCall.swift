// Calls of C functions by the interpreter: the short way. A plan says for each argument which simple type or pointer it is, and
// numbers, texts and ctypes objects go straight to their places. Everything else goes the long way (FunctionCall+Asked.swift).
//
// A plan (a raw array in the function object, made in FunctionCall+Plan.swift) holds one byte for each argument: the letter of its
// type (p: a pointer with a target), with bit 7 set when the short way may be tried; and fits the prepared signature in the object's
// signature word.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `function(arguments…)`. Memory behind the arguments has room for 8 more values.
  @inline(__always) func callForeign(_ function: FunctionData, _ a: Arguments, _ count: Int, _ names: Value) -> Value {
    if let signature = function.pointer.word(ForeignData.Word.signature).asAddress, names.isUnbound {
      let result = callPlanned(
        function, signature.assumingMemoryBound(to: ForeignSignature.self), a, count)
      if result.isBound { return result }
    }
    return callAsked(function, a, count, names)
  }

  /// Unbound when an argument needs more than the plan knows; nothing has happened then.
  @inline(__always) private func callPlanned(
    _ function: FunctionData, _ signature: ForeignSignaturePointer, _ a: Arguments, _ count: Int
  ) -> Value {
    guard Int(signature.pointee.argumentCount) == count, let address = function.data.pointed,
      function.flags & FunctionFlags.pythonAPI == 0
    else { return .unbound }
    let usesError = function.flags & FunctionFlags.useErrno != 0
    let plan = (function.word(FunctionData.Word.plan).pointer + 16).assumingMemoryBound(to: UInt8.self)
    let crossing = CrossingLedger.crossing(
      self, function: address, name: function.word(FunctionData.Word.name), signature: signature, route: CROSSING_CTYPES
    )
    var call = ForeignCall(self, crossing)
    return withUnsafeTemporaryAllocation(byteCount: Int(signature.pointee.blockBytes), alignment: 16) { buffer in
      let block = buffer.baseAddress.unsafelyUnwrapped
      var index = 0
      while index < count {
        guard place(a[index], plan[index], function, index, block + Int(signature.pointee.arguments[index].offset))
        else {
          call.end()
          return .unbound
        }
        index &+= 1
      }
      if _slowPath(usesError) { ForeignErrno.exchange(self) }
      call.invoke(signature, address, block)
      if _slowPath(usesError) { ForeignErrno.exchange(self) }
      let result = pointee.exception.isBound ? Value.error : self.result(function, signature, block)
      call.end()
      withExtendedLifetime(buffer) {}
      return result
    }
  }

  /// Puts an argument in its place; false when the plan does not fit it.
  @inline(__always) private func place(
    _ value: Value, _ plan: UInt8, _ function: FunctionData, _ index: Int, _ place: Raw
  ) -> Bool {
    switch plan {
    case 0x80 | 105 where value.isInt:  // i
      place.storeBytes(of: Int(Int32(truncatingIfNeeded: value.asInt)), as: Int.self)
      return true
    case 0x80 | 100 where value.isImmediateFloat:  // d
      place.storeBytes(of: value.asDouble, as: Double.self)
      return true
    case 0x80 | 112: return placePointer(value, function, index, place)  // p
    default: return placeOther(value, plan, place)
    }
  }

  /// A pointer with a target: NULL, a pointer or array of that target, or what `byref` gave of one.
  @inline(never) private func placePointer(_ value: Value, _ function: FunctionData, _ index: Int, _ place: Raw) -> Bool
  {
    guard let type = describedType(TupleRef(function.argumentTypes)[index]) else { return false }
    var address: Raw?
    if isCTypesObject(value) {
      let layout = CData(value).layout
      guard layout.target == type.target, layout.category == .pointer || layout.category == .array else { return false }
      address = layout.category == .pointer ? CData(value).pointed : CData(value).address
    } else if isArgument(value) {
      let given = ArgumentRef(value)
      guard given.code == CTypeCode.ascii("P"), given.content.isInt, isCTypesObject(given.object),
        CData(given.object).layout.owner.value == type.target
      else { return false }
      address = Raw(bitPattern: given.content.asInt)
    } else if !value.isNone {
      return false
    }
    place.storeBytes(of: address, as: Raw?.self)
    return true
  }

  @inline(never) private func placeOther(_ value: Value, _ plan: UInt8, _ place: Raw) -> Bool {
    guard plan & 0x80 != 0 else { return false }
    let code = plan & 0x7F
    func store(_ word: Int) -> Bool {
      place.storeBytes(of: word, as: Int.self)
      return true
    }
    switch Unicode.Scalar(code) {
    case "i", "I", "l", "L", "q", "Q", "h", "H", "b", "B":
      guard value.isInt || value.isBool else { return false }
      let number = value.isInt ? value.asInt : value.isTrue ? 1 : 0
      return store(Int(bitPattern: UInt(widen(code, UInt64(bitPattern: Int64(number))))))
    case "d", "f":
      guard value.isFloat || value.isInt else { return false }
      let number = value.isFloat ? value.floatValue : Double(value.asInt)
      if code == CTypeCode.ascii("f") {
        place.storeBytes(of: Float(number), as: Float.self)
      } else {
        place.storeBytes(of: number, as: Double.self)
      }
      return true
    case "?": return value.isBool && store(value.isTrue ? 1 : 0)
    case "z":
      if value.isNone { return store(0) }
      return value.isKind(.bytes) && store(Int(bitPattern: BytesRef(value).terminated))
    case "P":
      if value.isNone { return store(0) }
      if value.isInt { return store(value.asInt) }
      if value.isKind(.bytes) { return store(Int(bitPattern: BytesRef(value).terminated)) }
      guard isCTypesObject(value) else {
        return isArgument(value) && ArgumentRef(value).code == CTypeCode.ascii("P") && ArgumentRef(value).content.isInt
          && store(ArgumentRef(value).content.asInt)
      }
      switch CData(value).layout.category {
      case .array: return store(Int(bitPattern: CData(value).address))
      case .pointer: return store(Int(bitPattern: CData(value).pointed))
      default: return false
      }
    default: return false
    }
  }

  /// The eight bytes of an integer as C passes it.
  func widen(_ code: UInt8, _ bits: UInt64) -> UInt64 {
    switch Unicode.Scalar(code) {
    case "b", "c": UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: bits)))
    case "B", "?": bits & 0xFF
    case "h", "v": UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: bits)))
    case "H": bits & 0xFFFF
    case "i", "u": UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: bits)))
    case "I": bits & 0xFFFF_FFFF
    default: bits
    }
  }

  /// The Python value of a call's result, before `errcheck`.
  @inline(__always) func result(
    _ function: FunctionData, _ signature: ForeignSignaturePointer, _ block: Raw
  ) -> Value {
    let place = block + Int(signature.pointee.result.offset)
    let type = function.resultType
    if type.isNone { return .none }
    guard let layout = describedType(type) else { return foreignResult(type, place) }
    let value =
      layout.isPlain ? readSimple(layout.code, place, swapped: layout.isSwapped) : makeCopy(layout, from: place)
    let checker = function.checker
    if _fastPath(checker.isNone) || value.isError { return value }
    return call(checker, value)
  }

  /// A result type that is no C type: a callable that is given the int, or none.
  private func foreignResult(_ type: Value, _ place: Raw) -> Value {
    let number = Value.int(Int(place.loadUnaligned(as: Int32.self)))
    return type.isUnbound ? number : call(type, number)
  }
}
