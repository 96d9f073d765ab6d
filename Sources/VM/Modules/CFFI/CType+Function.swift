// Function types, and how their arguments travel: the description of each type for the calls' preparation.

import CRuntime

/// Why a type cannot be passed by value.
private enum PassingProblem: Error {
  case type(String), notImplemented(String)
}

private let aggregateAdvice =
  "only supported as PLACE if the function is 'API mode' and non-variadic (i.e. declared inside "
  + "ffibuilder.cdef()+ffibuilder.set_source() and not taking a final '...' argument)"

extension CTypeRef {
  /// How this type is passed to and from C functions.
  fileprivate func passing(isResult: Bool) throws(PassingProblem) -> CArgumentType {
    let place = isResult ? "return value" : "argument"
    if isScalar && !isComplex { return .scalar(scalar) }
    if isPointerLike { return .scalar(.pointer) }
    if isVoid && isResult { return .scalar(.void) }
    if size <= 0 {
      throw .type(size < 0 ? "ctype '\(nameText)' has incomplete type" : "ctype '\(nameText)' has size 0")
    }
    let advice = aggregateAdvice.replacingFirst("PLACE", with: place)
    if category == ForeignCategory.union {
      throw .notImplemented("ctype '\(nameText)' not supported as \(place) by libffi.  Unions are \(advice)")
    }
    guard category == ForeignCategory.structure else {
      let extra =
        isComplex
        ? " (the support for complex types inside libffi is mostly missing at this point, so CFFI only supports complex "
          + "types as arguments or return value in API-mode functions)" : ""
      throw .notImplemented("ctype '\(nameText)' (size \(size)) not supported as \(place)\(extra)")
    }
    func unsupported(_ reason: String) -> PassingProblem {
      .notImplemented("ctype '\(nameText)' not supported as \(place).  \(reason).  Such structs are \(advice)")
    }
    if has(CTypeFlags.hasCustomLayout) {
      throw unsupported(
        "It is a struct declared with \"...;\", but the C calling convention may depend on the missing fields; or, it "
          + "contains anonymous struct/unions")
    }
    if has(CTypeFlags.isPacked) {
      throw unsupported("It is a 'packed' structure, with a different layout than expected by libffi")
    }
    var elements: [CArgumentType] = []
    let fields = fieldList
    for index in 0..<fields.count {
      let field = CFieldRef(TupleRef(fields[index])[1])
      if field.bitPosition >= 0 {
        throw unsupported("It is a struct with bit fields, which libffi does not support")
      }
      var count = 1
      var type = field.type
      while type.isArray {
        count *= type.length
        type = type.item
      }
      if count <= 0 {
        throw unsupported("It is a struct with a zero-length array, which libffi does not support")
      }
      let element = try type.passing(isResult: false)
      for _ in 0..<count { elements.append(element) }
    }
    return .aggregate(size: size, alignment: alignment, elements: elements)
  }
}

extension String {
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard let range = firstRange(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }

  private func firstRange(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The type of functions with these arguments (a tuple of types) and result; `.error` with an exception pending.
  func functionType(_ arguments: Value, _ result: CTypeRef, isVariadic: Bool, abi: Int) -> Value {
    let count = TupleRef(arguments).count
    let decayed = TupleRef.allocate(self, count: count + 2)
    decayed[0] = result.value
    decayed[1] = .int(abi << 1 | (isVariadic ? 1 : 0))
    var names: [String] = []
    for index in 0..<count {
      let argument = TupleRef(arguments)[index]
      guard isCType(argument) else { return raise(.typeError, "expected a tuple of ctypes") }
      names.append(CTypeRef(argument).nameText)
      decayed[index + 2] = CTypeRef(argument).isArray ? CTypeRef(argument).related : argument
    }
    if isVariadic { names.append("...") }
    if result.isArray || result.size < 0 && !result.isVoid {
      let name = result.nameText
      return raise(
        .typeError,
        result.has(CTypeFlags.isOpaque) ? "result type '\(name)' is opaque" : "invalid result type: '\(name)'")
    }
    if !result.pointer.word(14).isObject { result.pointer.setWord(14, DictRef.make(self).value) }
    let known = DictRef(result.pointer.word(14)).get(self, decayed.value)
    if known.isObject || known.isError { return known }

    let list = names.joined(separator: ", ")
    let type = CTypeRef.make(
      self, category: ForeignCategory.function, name: result.name(inserting: "(*)(\(list))"),
      position: result.namePosition + 2)
    type.size = 8
    type.alignment = 8
    type.pointer.setWord(4, result.value)
    if isVariadic { type.flags |= CTypeFlags.isVariadic }
    type.related = decayed.value
    if !isVariadic {
      switch prepare(type, argumentCount: count, extra: [], fixed: nil) {
      case .success(let signature): type.pointer.setWord(11, .address(UnsafeRawPointer(signature)))
      case .failure(.type(let message)): return raise(.typeError, message)
      // The error comes when somebody calls.
      case .failure(.notImplemented(let message)): type.pointer.setWord(12, StringRef.make(self, message))
      }
    }
    DictRef(result.pointer.word(14)).set(self, decayed.value, type.value)
    return type.value
  }

  private func prepare(
    _ type: CTypeRef, argumentCount: Int, extra: [CTypeRef], fixed: Int?
  ) -> Result<ForeignSignaturePointer, PassingProblem> {
    do throws(PassingProblem) {
      var arguments: [CArgumentType] = []
      let result = try type.item.passing(isResult: true)
      for index in 0..<argumentCount { arguments.append(try type.argument(index).passing(isResult: false)) }
      for argument in extra { arguments.append(try argument.passing(isResult: false)) }
      do {
        return .success(
          try ForeignSignature.prepare(arguments: arguments, fixed: fixed, result: result, text: type.nameText))
      } catch {
        throw .notImplemented("\(error)")
      }
    } catch {
      return .failure(error)
    }
  }

  /// The signature of one call of a variadic function; nil with an exception pending. Equal calls share theirs.
  func variadicSignature(_ type: CTypeRef, _ extra: [CTypeRef]) -> ForeignSignaturePointer? {
    let key = TupleRef.allocate(self, count: extra.count)
    for (index, argument) in extra.enumerated() { key[index] = argument.value }
    if !type.pointer.word(14).isObject { type.pointer.setWord(14, DictRef.make(self).value) }
    let known = DictRef(type.pointer.word(14)).get(self, key.value)
    if known.isError { return nil }
    if known.isBound { return known.asAddress?.assumingMemoryBound(to: ForeignSignature.self) }
    switch prepare(type, argumentCount: type.argumentCount, extra: extra, fixed: type.argumentCount) {
    case .success(let signature):
      DictRef(type.pointer.word(14)).set(self, key.value, .address(UnsafeRawPointer(signature)))
      return signature
    case .failure(.type(let message)): raise(.typeError, message)
    case .failure(.notImplemented(let message)): raise(.notImplementedError, message)
    }
    return nil
  }
}

extension CTypeRef {
  /// Of a function: its parameters, `...` not counted.
  @inline(__always) var argumentCount: Int { TupleRef(related).count &- 2 }
  @inline(__always) func argument(_ index: Int) -> CTypeRef { CTypeRef(TupleRef(related)[index &+ 2]) }
  var abi: Int { TupleRef(related)[1].asInt >> 1 }
  @inline(__always) var signature: ForeignSignaturePointer? {
    signatureWord.asAddress?.assumingMemoryBound(to: ForeignSignature.self)
  }
}
