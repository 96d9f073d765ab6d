// Binding of arguments to the parameters of a Python function, with CPython's messages.
// Window order: positional parameters, keyword-only parameters, *args, **kwargs; then the other locals.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The common case of binding: positional arguments in place, the rest from the defaults. False, with nothing
  /// changed that matters, when it is not that case.
  @inline(__always) func fillDefaults(_ function: FunctionRef, _ registers: Arguments, _ count: Int) -> Bool {
    let info = function.info
    guard info.pointee.flags & CodeFlags.simple != 0 else { return false }
    let total = Int(info.pointee.argumentCount)
    let missing = total &- count
    if missing < 0 { return false }
    if missing > 0 {
      let defaults = function.field(.defaults)
      guard defaults.isObject else { return false }
      let available = TupleRef(defaults).count
      guard missing <= available else { return false }
      var index = 0
      while index < missing {
        registers[count &+ index] = TupleRef(defaults)[available &- missing &+ index]
        index &+= 1
      }
    }
    clearLocals(registers + total, info)
    return true
  }

  /// Fills the window at `registers` (which may be the very place where the arguments lie). False with TypeError.
  @inline(never) func bindArguments(
    _ function: FunctionRef, _ arguments: Arguments, _ count: Int, names: Value, _ registers: Arguments
  ) -> Bool {
    let info = function.info
    let positional = Int(info.pointee.argumentCount)
    let keywordOnly = Int(info.pointee.keywordOnlyCount)
    let hasVarArguments = info.pointee.flags & CodeFlags.varArguments != 0
    let hasVarKeywords = info.pointee.flags & CodeFlags.varKeywords != 0
    let total = positional + keywordOnly + (hasVarArguments ? 1 : 0) + (hasVarKeywords ? 1 : 0)
    let named = names.isBound ? TupleRef(names).count : 0
    let given = count - named
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: total + count + 1) { buffer in
      let bound = buffer.baseAddress.unsafelyUnwrapped
      let source = bound + total
      for index in 0..<total { bound[index] = .unbound }
      for index in 0..<count { source[index] = arguments[index] }
      for index in 0..<min(given, positional) { bound[index] = source[index] }
      if hasVarArguments {
        let extra = max(0, given - positional)
        bound[positional + keywordOnly] = TupleRef.make(self, source + min(given, positional), extra)
      }
      var extraKeywords: DictRef?
      if hasVarKeywords {
        extraKeywords = DictRef.make(self)
        bound[total - 1] = extraKeywords!.value
      }
      let parameterNames = function.code.localNames
      let positionalOnly = Int(info.pointee.positionalOnlyCount)
      var positionalOnlyByName: [String] = []
      for index in 0..<named {
        let name = TupleRef(names)[index]
        let value = source[given + index]
        var place = -1
        for candidate in positionalOnly..<max(positionalOnly, positional + keywordOnly)
        where parameterNames[candidate] == name || StringRef(parameterNames[candidate]).equals(StringRef(name)) {
          place = candidate
          break
        }
        if place >= 0 {
          if bound[place].isBound {
            raise(.typeError, "\(functionName(function)) got multiple values for argument '\(StringRef(name).text)'")
            return false
          }
          bound[place] = value
        } else if let extraKeywords {
          extraKeywords.set(self, name, value)
        } else {
          for candidate in 0..<positionalOnly where StringRef(parameterNames[candidate]).equals(StringRef(name)) {
            positionalOnlyByName.append(StringRef(name).text)
          }
          if positionalOnlyByName.isEmpty {
            raise(
              .typeError,
              "\(functionName(function)) got an unexpected keyword argument '\(StringRef(name).text)'")
            return false
          }
        }
      }
      if !positionalOnlyByName.isEmpty {
        raise(
          .typeError,
          "\(functionName(function)) got some positional-only arguments passed as keyword arguments: '\(positionalOnlyByName.joined(separator: ", "))'"
        )
        return false
      }
      if given > positional && !hasVarArguments {
        raiseTooMany(function, given, positional, bound, keywordOnly)
        return false
      }
      let defaults = function.field(.defaults)
      let defaultCount = defaults.isObject ? TupleRef(defaults).count : 0
      var missing: [String] = []
      for index in 0..<positional where bound[index].isUnbound {
        let place = index - (positional - defaultCount)
        if place >= 0 {
          bound[index] = TupleRef(defaults)[place]
        } else {
          missing.append(StringRef(parameterNames[index]).text)
        }
      }
      if !missing.isEmpty {
        raiseMissing(function, missing, "positional")
        return false
      }
      let keywordDefaults = function.field(.keywordDefaults)
      for index in positional..<(positional + keywordOnly) where bound[index].isUnbound {
        if keywordDefaults.isObject {
          bound[index] = DictRef(keywordDefaults).get(name: parameterNames[index])
        }
        if bound[index].isUnbound { missing.append(StringRef(parameterNames[index]).text) }
      }
      if !missing.isEmpty {
        raiseMissing(function, missing, "keyword-only")
        return false
      }
      for index in 0..<total { registers[index] = bound[index] }
      clearLocals(registers + total, info)
      withExtendedLifetime(buffer) {}
      return true
    }
  }

  private func functionName(_ function: FunctionRef) -> String { StringRef(function.field(.qualname)).text + "()" }

  private func raiseMissing(_ function: FunctionRef, _ names: [String], _ kind: String) {
    let quoted = names.map { "'\($0)'" }
    let list: String
    switch quoted.count {
    case 1: list = quoted[0]
    case 2: list = "\(quoted[0]) and \(quoted[1])"
    default: list = quoted.dropLast().joined(separator: ", ") + ", and " + quoted.last!
    }
    let plural = names.count == 1 ? "" : "s"
    raise(.typeError, "\(functionName(function)) missing \(names.count) required \(kind) argument\(plural): \(list)")
  }

  private func raiseTooMany(
    _ function: FunctionRef, _ given: Int, _ positional: Int, _ bound: Arguments, _ keywordOnly: Int
  ) {
    let defaults = function.field(.defaults)
    let defaultCount = defaults.isObject ? TupleRef(defaults).count : 0
    var keywordsGiven = 0
    for index in positional..<(positional + keywordOnly) where bound[index].isBound { keywordsGiven += 1 }
    let takes = defaultCount > 0 ? "from \(positional - defaultCount) to \(positional)" : "\(positional)"
    let plural = defaultCount > 0 || positional != 1 ? "s" : ""
    let extra =
      keywordsGiven > 0
      ? " positional argument\(given == 1 ? "" : "s") (and \(keywordsGiven) keyword-only argument\(keywordsGiven == 1 ? "" : "s"))"
      : ""
    let verb = given == 1 && keywordsGiven == 0 ? "was" : "were"
    raise(
      .typeError,
      "\(functionName(function)) takes \(takes) positional argument\(plural) but \(given)\(extra) \(verb) given")
  }
}
