// `paramflags` of functions: names, defaults and directions of parameters, and the values that a call gives back through its
// output parameters.

import CRuntime

private enum Direction { static let input = 1, output = 2, locale = 4, mask = 7 }

/// What a call with parameter flags passes, and which of it is the result.
struct FlaggedArguments {
  /// A tuple.
  var values: TupleRef
  var outputs: UInt64 = 0
  var bothWays: UInt64 = 0
  var resultCount = 0
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Are the flags of a new function well formed? False with an exception pending.
  func checkParameterFlags(_ layout: CLayout, _ flags: Value) -> Bool {
    let types = layout.word(CLayout.Word.argumentTypes)
    if flags.isNone || !types.isKind(.tuple) { return true }
    guard flags.isKind(.tuple) else {
      raise(.typeError, "paramflags must be a tuple or None")
      return false
    }
    guard TupleRef(flags).count == TupleRef(types).count else {
      raise(.valueError, "paramflags must have the same length as argtypes")
      return false
    }
    for index in 0..<TupleRef(flags).count {
      let row = TupleRef(flags)[index]
      guard row.isKind(.tuple), (1...3).contains(TupleRef(row).count), unwrapInteger(TupleRef(row)[0]).isInt,
        TupleRef(row).count < 2 || TupleRef(row)[1].isKind(.string) || TupleRef(row)[1].isNone
      else {
        raise(.typeError, "paramflags must be a sequence of (int [,string [,value]]) tuples")
        return false
      }
      let flag = unwrapInteger(TupleRef(row)[0]).asInt
      switch flag & Direction.mask {
      case 0, Direction.input, Direction.input | Direction.locale, Direction.input | Direction.output: break
      case Direction.output: if !checkOutput(TupleRef(types)[index], index + 1) { return false }
      default:
        raise(.typeError, "paramflag value \(flag) not supported")
        return false
      }
    }
    return true
  }

  private func checkOutput(_ type: Value, _ number: Int) -> Bool {
    if let layout = describedType(type) {
      if [.pointer, .array].contains(layout.category) || CTypeCode.isIn(layout.code, "PzZ") { return true }
    }
    let name = type.isKind(.type) ? TypeRef(type).nameText : type.typeName
    raise(.typeError, "'out' parameter \(number) must be a pointer type, not \(name)")
    return false
  }

  /// The arguments that a call of `function` passes; nil with an exception pending.
  func flaggedArguments(_ function: FunctionData, _ a: Arguments, _ count: Int, _ names: Value) -> FlaggedArguments? {
    let flags = TupleRef(function.word(FunctionData.Word.parameterFlags))
    let types = function.argumentTypes
    let named = names.isBound ? TupleRef(names).count : 0
    let positional = count - named
    let total = types.isKind(.tuple) ? TupleRef(types).count : flags.count
    var result = FlaggedArguments(values: TupleRef.allocate(self, count: total))
    for index in 0..<total { result.values[index] = .none }
    var taken = 0

    func argument(_ name: Value, _ standard: Value) -> Value {
      if taken < positional {
        taken += 1
        return a[taken - 1]
      }
      if name.isKind(.string) {
        for place in 0..<named where equal(TupleRef(names)[place], name) == 1 {
          taken += 1
          return a[positional + place]
        }
      }
      if standard.isBound { return standard }
      if name.isKind(.string) { return raise(.typeError, "required argument '\(StringRef(name).text)' missing") }
      return raise(.typeError, "not enough arguments")
    }

    for index in 0..<total {
      let row = TupleRef(flags[index])
      let flag = unwrapInteger(row[0]).asInt
      let name = row.count > 1 ? row[1] : .none
      let standard = row.count > 2 ? row[2] : .unbound
      switch flag & Direction.mask {
      case Direction.input | Direction.locale: result.values[index] = standard.isBound ? standard : .int(0)
      case 0, Direction.input, Direction.input | Direction.output:
        let value = argument(name, standard)
        if value.isError { return nil }
        result.values[index] = value
        if flag & Direction.output != 0 {
          result.bothWays |= 1 << UInt64(index)
          result.resultCount += 1
        }
      case Direction.output:
        let value = standard.isBound ? standard : makeOutput(TupleRef(types)[index], name)
        if value.isError { return nil }
        result.values[index] = value
        result.outputs |= 1 << UInt64(index)
        result.resultCount += 1
      default:
        raise(.valueError, "paramflag \(flag) not yet implemented")
        return nil
      }
    }
    if taken != count {
      raise(.typeError, "call takes exactly \(taken) arguments (\(count) given)")
      return nil
    }
    return result
  }

  /// An object for C to write its output in.
  private func makeOutput(_ type: Value, _ name: Value) -> Value {
    guard let layout = describedType(type) else { return raise(.runtimeError, "NULL stgdict unexpected") }
    if layout.category == .simple {
      let text = name.isKind(.string) ? StringRef(name).text : "<unknown>"
      return raise(.typeError, "\(text) 'out' parameter must be passed as default value")
    }
    return call(layout.category == .array ? type : layout.target)
  }

  /// What the call gives back: its output values instead of the C function's result.
  func outputs(_ arguments: FlaggedArguments, _ result: Value) -> Value {
    if arguments.resultCount == 0 { return result }
    let list = ListRef.make(self)
    for index in 0..<min(64, arguments.values.count) {
      let bit: UInt64 = 1 << UInt64(index)
      if arguments.bothWays & bit != 0 {
        list.append(self, arguments.values[index])
      } else if arguments.outputs & bit != 0 {
        let value = callMethod(arguments.values[index], StringRef.intern("__ctypes_from_outparam__"))
        if value.isError { return .error }
        list.append(self, value)
      }
    }
    return arguments.resultCount == 1 ? list[0] : TupleRef.make(self, list.items, list.count)
  }
}
