// Calls of C functions by the interpreter: the long way, when the plan does not fit or there is none yet. Arguments go through
// `from_param`, `_as_parameter_` and the flags of `paramflags`, results through `errcheck`.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  @inline(never) func callAsked(_ function: FunctionData, _ a: Arguments, _ count: Int, _ names: Value) -> Value {
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
