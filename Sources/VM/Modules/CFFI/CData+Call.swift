// Calling C functions: `lib.f(x, y)`. Arguments are converted straight into the block of the call; lists, str and bytes for
// pointer parameters get memory for the time of the call.

import CRuntime
import Glibc

/// Memory that arguments of one call need: a chain of (raw array, rest), reachable while C runs.
private struct CallMemory {
  var chain = Value.none

  mutating func keep(_ thread: Thread, _ object: Value) { chain = TupleRef.make(thread, object, chain) }
}

/// `__call__` of C data.
let callData: NativeBody = { thread, a in
  let (count, names) = thread.rawArguments
  let data = CDataRef(a[0])
  let type = data.type
  guard _fastPath(type.isFunction) else {
    return thread.raise(.typeError, "cdata '\(type.nameText)' is not callable")
  }
  if data.bits == 0 {
    return thread.raise(.runtimeError, "cannot call null pointer pointer from cdata '\(type.nameText)'")
  }
  if names.isObject && TupleRef(names).count > 0 {
    return thread.raise(.typeError, "a cdata function cannot be called with keyword arguments")
  }
  guard let signature = thread.callSignature(type, a + 1, count - 1) else { return .error }
  let name = data.extra
  let crossing = CrossingLedger.crossing(
    thread, function: data.place, name: name, signature: signature, route: CROSSING_CFFI)
  var call = ForeignCall(thread, crossing)
  defer { call.end() }
  return withUnsafeTemporaryAllocation(byteCount: Int(signature.pointee.blockBytes), alignment: 16) { buffer in
    let block = buffer.baseAddress.unsafelyUnwrapped
    var memory = CallMemory()
    let declared = type.argumentCount
    var index = 0
    while index < count &- 1 {
      let argument = signature.pointee.arguments + index
      let parameter = index < declared ? type.argument(index) : promoted(CDataRef(a[index &+ 1]).type, thread)
      let place = block + Int(argument.pointee.offset)
      guard thread.storeArgument(a[index &+ 1], to: place, parameter, &memory, call) else { return .error }
      index &+= 1
    }
    call.invoke(signature, data.place, block)
    let result = block + Int(signature.pointee.result.offset)
    // What the arguments point to has been alive all the time.
    withExtendedLifetime(memory) {}
    return thread.loadResult(result, type.item)
  }
}

/// What C's rules for `...` make of an argument's type.
private func promoted(_ type: CTypeRef, _ thread: Thread) -> CTypeRef {
  if type.isArray { return CTypeRef(type.related) }
  if (type.isIntegerOrCharacter || type.isBool) && type.size < 4 {
    return CTypeRef(thread.primitiveType(StringRef.intern("int")))
  }
  return type
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The signature for a call with these arguments; nil with an exception pending.
  @inline(__always) fileprivate func callSignature(
    _ type: CTypeRef, _ arguments: Arguments, _ count: Int
  ) -> ForeignSignaturePointer? {
    if _fastPath(type.signature != nil && count == type.argumentCount) { return type.signature }
    return unusualSignature(type, arguments, count)
  }

  @inline(never) private func unusualSignature(
    _ type: CTypeRef, _ arguments: Arguments, _ count: Int
  ) -> ForeignSignaturePointer? {
    let declared = type.argumentCount
    guard type.has(CTypeFlags.isVariadic) else {
      if type.pointer.word(12).isKind(.string) {
        raise(.notImplementedError, value: type.pointer.word(12))
      } else {
        raise(.typeError, "'\(type.nameText)' expects \(declared) arguments, got \(count)")
      }
      return nil
    }
    if count < declared {
      raise(.typeError, "'\(type.nameText)' expects at least \(declared) arguments, got \(count)")
      return nil
    }
    var extra: [CTypeRef] = []
    for index in declared..<count {
      guard isInterfaceData(arguments[index]) else {
        raise(
          .typeError,
          "argument \(index + 1) passed in the variadic part needs to be a cdata object (got "
            + "\(arguments[index].typeName))")
        return nil
      }
      extra.append(promoted(CDataRef(arguments[index]).type, self))
    }
    return variadicSignature(type, extra)
  }

  /// Converts an argument to its place in the block; false with an exception pending.
  @inline(__always) fileprivate func storeArgument(
    _ value: Value, to place: Raw, _ type: CTypeRef, _ memory: inout CallMemory, _ call: ForeignCall
  ) -> Bool {
    if _fastPath(type.isScalar) {
      let scalar = type.scalar
      if scalar == .double {
        if _fastPath(value.isImmediateFloat) {
          place.storeBytes(of: value.asDouble, as: Double.self)
          return true
        }
        return store(value, to: place, type)
      }
      if scalar == .int32, value.isInt, let narrow = Int32(exactly: value.asInt) {
        place.storeBytes(of: Int(narrow), as: Int.self)
        return true
      }
      if !store(value, to: place, type) { return false }
      switch scalar.kind {
      case .bool, .signed, .unsigned, .character: scalar.storeWidened(scalar.bits(at: place), at: place)
      default: break
      }
      return true
    }
    if type.isPointer && !isInterfaceData(value) { return storePointerArgument(value, to: place, type, &memory, call) }
    if type.isAggregate { memset(place, 0, max(8, type.size)) }
    return store(value, to: place, type)
  }

  /// bytes, str, lists and files for a pointer parameter.
  @inline(never) private func storePointerArgument(
    _ value: Value, to place: Raw, _ type: CTypeRef, _ memory: inout CallMemory, _ call: ForeignCall
  ) -> Bool {
    let item = type.item
    var count: Int
    if value.isKind(.bytes) {
      let takesBytes =
        type.has(CTypeFlags.pointsToVoidOrChar) || item.isScalar && item.size == 1 && (item.isInteger || item.isBool)
      guard takesBytes else { return store(value, to: place, type) }
      let bytes = BytesRef(value)
      if item.isBool && !areTruths(bytes) { return false }
      call.addBytes(bytes.count)
      place.storeBytes(of: UInt(bitPattern: bytes.terminated), as: UInt.self)
      return true
    }
    if let items = sequenceItems(value) {
      count = items
    } else if value.isKind(.string) {
      count = StringRef(value).wideCount(unitSize: item.size == 2 ? 2 : 4) + 1
    } else if item.has(CTypeFlags.isFile), let file = standardFile(of: value) {
      if file.isError { return false }
      place.storeBytes(of: CDataRef(file).bits, as: UInt.self)
      memory.keep(self, file)
      return true
    } else {
      return store(value, to: place, type)
    }
    guard item.size > 0 else { return store(value, to: place, type) }
    guard let bytes = arrayBytes(count, item: item) else { return false }
    let room = makeForeignMemory(bytes: max(bytes, 1))
    memory.keep(self, .object(room))
    call.addBytes(bytes)
    place.storeBytes(of: UInt(bitPattern: ForeignMemory.start(room)), as: UInt.self)
    return storeArray(value, to: ForeignMemory.start(room), type)
  }

  @inline(__always) fileprivate func loadResult(_ place: Raw, _ type: CTypeRef) -> Value {
    if type.isVoid { return .none }
    if type.isAggregate { return copyAggregate(place, type) }
    return load(place, type)
  }

  /// A structure by value becomes an object that owns its bytes.
  func copyAggregate(_ place: Raw, _ type: CTypeRef) -> Value {
    if type.size < 0 { return raise(.typeError, "return type is an opaque structure or union") }
    if type.has(CTypeFlags.hasOpenArray) {
      return raise(.typeError, "return type is a struct/union with a varsize array member")
    }
    let memory = makeForeignMemory(bytes: type.size, clear: false)
    memcpy(ForeignMemory.start(memory), place, type.size)
    return makeCData(
      type, bits: UInt(bitPattern: ForeignMemory.start(memory)), owner: .object(memory), of: foreignTypes.owner
    ).value
  }
}
