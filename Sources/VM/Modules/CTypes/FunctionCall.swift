// Calls of C functions by the interpreter. The short way: a plan says for each argument which simple type or pointer it is, and
// numbers, texts and ctypes objects go straight to their places. Everything else goes through `from_param` and `_as_parameter_`.
//
// A plan (a raw array in the function object) holds one byte for each argument: the letter of its type (p: a pointer with a
// target), with bit 7 set when the short way may be tried; and fits the prepared signature in the object's signature word.

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

  // MARK: The short way

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
  @inline(__always) private func result(
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

  // MARK: The long way

  @inline(never) private func callAsked(_ function: FunctionData, _ a: Arguments, _ count: Int, _ names: Value) -> Value
  {
    guard function.data.pointed != nil else { return raise(.valueError, "NULL function pointer") }
    let flags = function.word(FunctionData.Word.parameterFlags)
    let errorCheck = function.word(FunctionData.Word.errorCheck)
    guard flags.isKind(.tuple), TupleRef(flags).count > 0 else {
      // Names mean nothing to a C function: as in CPython they are passed over.
      let positional = count - (names.isBound ? TupleRef(names).count : 0)
      let result = callChecked(function, a, positional)
      if errorCheck.isNone || result.isError { return result }
      let given = TupleRef.make(self, a, positional)
      let checked = call(errorCheck, result, function.value, given)
      return checked == given ? result : checked
    }
    guard let passed = flaggedArguments(function, a, count, names) else { return .error }
    let result = callChecked(function, passed.values.items, passed.values.count)
    if result.isError { return .error }
    if !errorCheck.isNone {
      let checked = call(errorCheck, result, function.value, passed.values.value)
      if checked.isError || checked != passed.values.value { return checked }
    }
    return outputs(passed, result)
  }

  /// The call itself, without `errcheck`.
  private func callChecked(_ function: FunctionData, _ a: Arguments, _ count: Int) -> Value {
    let converters = function.converters
    if converters.isKind(.tuple) {
      let required = TupleRef(converters).count
      let takes = "\(required) argument\(required == 1 ? "" : "s") (\(count) given)"
      if function.flags & FunctionFlags.cdecl != 0 {
        if required > count { return raise(.typeError, "this function takes at least \(takes)") }
      } else if required != count {
        return raise(.typeError, "this function takes \(takes)")
      }
    }
    if count > CallSignature.mostArguments {
      return raise(
        ctypesTypes.argumentError, "too many arguments (\(count)), maximum is \(CallSignature.mostArguments)")
    }
    return withUnsafeTemporaryAllocation(of: PassedArgument.self, capacity: max(1, count)) { buffer in
      buffer.initialize(repeating: PassedArgument())
      let kept = ListRef.make(self)
      for index in 0..<count {
        var value = a[index]
        if converters.isKind(.tuple), index < TupleRef(converters).count {
          value = call(TupleRef(converters)[index], value)
          kept.append(self, value.isError ? .none : value)
        }
        if value.isError || !pass(value, number: index + 1, &buffer[index], kept) {
          return extendError(ctypesTypes.argumentError, "argument \(index + 1): ")
        }
      }
      let result = callPassing(function, UnsafeBufferPointer(rebasing: buffer[0..<count]), converters)
      withExtendedLifetime(kept) {}
      return result
    }
  }

  /// How a value that `from_param` gave, or that no argument type was told for, is passed; false with an exception pending.
  private func pass(_ value: Value, number: Int, _ argument: inout PassedArgument, _ kept: ListRef) -> Bool {
    if isCTypesObject(value) {
      pass(CData(value), &argument)
      return true
    }
    func pointer(_ address: UInt) -> Bool {
      argument.code = CTypeCode.ascii("P")
      argument.low = UInt64(address)
      return true
    }
    if isArgument(value) { return pass(ArgumentRef(value), &argument) }
    if value.isNone { return pointer(0) }
    let integer = unwrapInteger(value)
    if integer.isBound {
      argument.code = CTypeCode.ascii("i")
      guard integer.isInt || fitsWord(integer), let bits = lowBits(integer) else {
        raise(.overflowError, "int too long to convert")
        return false
      }
      argument.low = widen(argument.code, UInt64(bits))
      return true
    }
    if value.isKind(.bytes) { return pointer(UInt(bitPattern: BytesRef(value).terminated)) }
    if value.isKind(.string) {
      let copy = wideCopy(StringRef(value))
      kept.append(self, .object(copy))
      return pointer(UInt(bitPattern: copy + 16))
    }
    let replacement = findAttribute(value, asParameterName)
    if replacement.isError { return false }
    if replacement.isBound {
      kept.append(self, replacement)
      if !beginNesting() { return !raiseRecursion().isError }
      defer { endNesting() }
      return pass(replacement, number: number, &argument, kept)
    }
    raise(.typeError, "Don't know how to convert parameter \(number)")
    return false
  }

  /// Is a big int one of 64 bits, with sign or without?
  private func fitsWord(_ integer: Value) -> Bool {
    withLimbs(integer) { limbs, count, negative in count == 1 && (!negative || limbs[0] <= 1 << 63) }
  }

  private func pass(_ data: CData, _ argument: inout PassedArgument) {
    let layout = data.layout
    switch layout.category {
    case .simple:
      argument.code = layout.code
      _ = withUnsafeMutableBytes(of: &argument.low) { low in
        memcpy(low.baseAddress!, data.memory, min(8, layout.size))
      }
      if layout.size == 16 { argument.high = data.memory.loadUnaligned(fromByteOffset: 8, as: UInt64.self) }
      if layout.isSwapped { return }
      argument.low = widen(layout.code, argument.low)
    case .array:
      argument.code = CTypeCode.ascii("P")
      argument.low = UInt64(UInt(bitPattern: data.address))
    case .pointer, .function:
      argument.code = CTypeCode.ascii("P")
      argument.low = UInt64(UInt(bitPattern: data.pointed))
    case .structure, .union:
      argument.code = 0
      argument.layout = layout.value
      argument.low = UInt64(UInt(bitPattern: data.address))
    }
  }

  private func pass(_ given: ArgumentRef, _ argument: inout PassedArgument) -> Bool {
    argument.code = given.code
    switch Unicode.Scalar(given.code) {
    case "f":
      argument.low = UInt64(Float(given.content.floatValue).bitPattern)
    case "d": argument.low = given.content.floatValue.bitPattern
    case "g":
      let number = Float80(given.content.floatValue)
      withUnsafeBytes(of: number) { bytes in
        argument.low = bytes.loadUnaligned(as: UInt64.self)
        argument.high = UInt64(bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
      }
    default:
      guard let bits = lowBits(given.content) else { return false }
      argument.low = widen(given.code, UInt64(bits))
    }
    return true
  }

  /// Prepares the call when nothing prepared fits, and makes it.
  private func callPassing(
    _ function: FunctionData, _ arguments: UnsafeBufferPointer<PassedArgument>, _ converters: Value
  ) -> Value {
    guard let address = function.data.pointed else { return raise(.valueError, "NULL function pointer") }
    if function.flags & FunctionFlags.pythonAPI != 0, let body = ownFunctions[UInt(bitPattern: address)] {
      return body(self, arguments)
    }
    let required = converters.isKind(.tuple) ? TupleRef(converters).count : arguments.count
    let fixed = required < arguments.count ? required : nil
    let kept = function.pointer.word(ForeignData.Word.signature).asAddress
    var signature = kept?.assumingMemoryBound(to: ForeignSignature.self)
    if signature == nil || !planFits(function, arguments) {
      signature = CallSignature.find(self, function, arguments, fixed: fixed, result: function.resultType)
      if signature == nil { return .error }
      setPlan(function, arguments, converters, signature.unsafelyUnwrapped)
    }
    return invoke(function, signature.unsafelyUnwrapped, address, arguments)
  }

  private func planFits(_ function: FunctionData, _ arguments: UnsafeBufferPointer<PassedArgument>) -> Bool {
    let plan = function.word(FunctionData.Word.plan)
    guard plan.isObject, plan.pointer.intWord(1) == arguments.count else { return false }
    for index in 0..<arguments.count {
      let code = plan.pointer.load(fromByteOffset: 16 + index, as: UInt8.self) & 0x7F
      let letter = code == CTypeCode.ascii("p") ? CTypeCode.ascii("P") : code
      if letter != arguments[index].code || letter == 0 { return false }
    }
    return true
  }

  private func setPlan(
    _ function: FunctionData, _ arguments: UnsafeBufferPointer<PassedArgument>, _ converters: Value,
    _ signature: ForeignSignaturePointer
  ) {
    let plan = makeRawArray(self, bytes: arguments.count)
    let isPlain =
      function.word(FunctionData.Word.errorCheck).isNone && function.word(FunctionData.Word.parameterFlags).isNone
    for index in 0..<arguments.count {
      var code = arguments[index].code
      if isPlain, isShort(function, converters, index, &code) { code |= 0x80 }
      plan.storeBytes(of: code, toByteOffset: 16 + index, as: UInt8.self)
    }
    // A call without arguments takes the short way, too, unless something is to be done afterwards.
    function.setWord(FunctionData.Word.plan, .object(plan))
    let isUsable = isPlain || arguments.count > 0
    function.pointer.setWord(ForeignData.Word.signature, .address(isUsable ? Raw(signature) : nil))
  }

  /// May arguments at this place go the short way: by the rules of a simple type's own `from_param`, or by none?
  private func isShort(_ function: FunctionData, _ converters: Value, _ index: Int, _ code: inout UInt8) -> Bool {
    guard converters.isKind(.tuple), index < TupleRef(converters).count else { return code == CTypeCode.ascii("i") }
    let converter = TupleRef(converters)[index]
    let type = TupleRef(function.argumentTypes)[index]
    guard let layout = describedType(type), converter.isKind(.boundMethod),
      BoundMethodRef(converter).selfValue == type, BoundMethodRef(converter).function.isKind(.nativeFunction)
    else { return false }
    if layout.category == .pointer && code == CTypeCode.ascii("P") && layout.target.isObject {
      // POINTER(c_char) takes the rules of c_char_p (ctypes/__init__.py): its own method comes from elsewhere.
      guard NativeRef(BoundMethodRef(converter).function).field(.owner) == ctypesTypes.pointerMeta else { return false }
      code = CTypeCode.ascii("p")
      return true
    }
    return layout.isPlain && layout.code == code && !layout.isSwapped
  }

  private func invoke(
    _ function: FunctionData, _ signature: ForeignSignaturePointer, _ address: Raw,
    _ arguments: UnsafeBufferPointer<PassedArgument>
  ) -> Value {
    let crossing = CrossingLedger.crossing(
      self, function: address, name: function.word(FunctionData.Word.name), signature: signature, route: CROSSING_CTYPES
    )
    let usesError = function.flags & FunctionFlags.useErrno != 0
    var call = ForeignCall(self, crossing)
    return withUnsafeTemporaryAllocation(byteCount: Int(signature.pointee.blockBytes), alignment: 16) { buffer in
      let block = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<arguments.count {
        let place = block + Int(signature.pointee.arguments[index].offset)
        let argument = arguments[index]
        if argument.code == 0 {
          let size = CLayout(argument.layout).size
          if size > 0, let source = Raw(bitPattern: UInt(argument.low)) { memcpy(place, source, size) }
          call.addBytes(size)
        } else {
          place.storeBytes(of: argument.low, as: UInt64.self)
          if argument.code == CTypeCode.ascii("g") {
            place.storeBytes(of: argument.high, toByteOffset: 8, as: UInt64.self)
          }
        }
      }
      if usesError { ForeignErrno.exchange(self) }
      call.invoke(signature, address, block)
      if usesError { ForeignErrno.exchange(self) }
      let result = pointee.exception.isBound ? Value.error : self.result(function, signature, block)
      call.end()
      withExtendedLifetime(buffer) {}
      return result
    }
  }
}

/// The module's own copy of errno for each thread, which functions made with `use_errno` see instead of the C library's.
enum ForeignErrno {
  /// By the index of the thread; kept when a thread has ended.
  nonisolated(unsafe) private static var copies: [UInt64: UnsafeMutablePointer<Int32>] = [:]
  /// The copy asked for last, and whose it is.
  nonisolated(unsafe) private static var latest: (thread: UInt64, place: UnsafeMutablePointer<Int32>)?

  private static func place(_ thread: Thread) -> UnsafeMutablePointer<Int32> {
    let index = thread.pointee.threadIndex
    if let latest, latest.thread == index { return latest.place }
    let place = copies[index] ?? .allocate(capacity: 1)
    if copies[index] == nil {
      place.initialize(to: 0)
      copies[index] = place
    }
    latest = (index, place)
    return place
  }

  static func exchange(_ thread: Thread) {
    let place = place(thread)
    (place.pointee, thread.pointee.foreignError) = (thread.pointee.foreignError, place.pointee)
  }
  static func value(_ thread: Thread) -> Int32 { place(thread).pointee }
  /// The old value.
  static func set(_ thread: Thread, _ number: Int32) -> Int32 {
    let place = place(thread)
    defer { place.pointee = number }
    return place.pointee
  }
}
