// Binding of arguments by CPython's older rules, which the constructors and many methods of `datetime` follow:
// arguments are converted one after the other, so that a bad one is told before a missing one behind it, and the
// messages have words of their own.

import CRuntime

struct ParameterTable {
  enum Kind { case int, any, text, character, date, time, delta }
  /// How messages call the function; nil for constructors, which they do not name.
  let function: String?
  let names: [String]
  let kinds: [Kind]
  let required: Int
  /// Parameters that may be given by position.
  let positional: Int
  let takesKeywords: Bool
  /// Interned names: they live for ever.
  let interned: [Value]

  init(
    _ function: String?, _ parameters: [(String, Kind)], required: Int = 0, positional: Int? = nil,
    takesKeywords: Bool = true
  ) {
    self.function = function
    names = parameters.map(\.0)
    kinds = parameters.map(\.1)
    self.required = required
    self.positional = positional ?? parameters.count
    self.takesKeywords = takesKeywords
    interned = names.map { StringRef.intern($0) }
  }

  fileprivate var title: String { function.map { $0 + "()" } ?? "function" }
  fileprivate var reference: String { function.map { $0 + "()" } ?? "this function" }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Binds the arguments of a native function with a raw signature, whose first one is the receiver, and calls `body`
  /// with one value for each parameter: unbound when missing, a small int of 32 bits for kind `int`.
  /// `given` is what `rawArguments` said, when it was asked before.
  func bind(
    _ table: ParameterTable, _ arguments: Arguments, given: (count: Int, names: Value)? = nil,
    _ body: (Arguments) -> Value
  ) -> Value {
    let (count, names) = given ?? rawArguments
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: table.names.count) { buffer in
      let bound = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<table.names.count { bound[index] = .unbound }
      guard bind(table, arguments + 1, count - 1, names, bound) else { return .error }
      let result = body(bound)
      withExtendedLifetime(buffer) {}
      return result
    }
  }

  private func bind(
    _ table: ParameterTable, _ arguments: Arguments, _ count: Int, _ names: Value, _ bound: Arguments
  ) -> Bool {
    let named = names.isBound ? TupleRef(names).count : 0
    let given = count - named
    let total = table.names.count
    if !table.takesKeywords {
      if named > 0 { return fail("\(table.title) takes no keyword arguments") }
      if given != total {
        return fail("\(table.title) takes exactly \(total) argument\(total == 1 ? "" : "s") (\(given) given)")
      }
    }
    if count > total {
      let kind = given == 0 ? "keyword " : ""
      return fail("\(table.title) takes at most \(total) \(kind)argument\(total == 1 ? "" : "s") (\(count) given)")
    }
    var used = 0
    for index in 0..<total {
      if index == table.positional && given > index {
        return fail(
          "\(table.title) takes at most \(index) positional argument\(index == 1 ? "" : "s") (\(given) given)")
      }
      var value = index < given ? arguments[index] : .unbound
      if index >= given, used < named, let place = place(of: table.interned[index], in: TupleRef(names)) {
        value = arguments[given + place]
        used += 1
      }
      if value.isUnbound {
        if index < table.required {
          return fail("\(table.title) missing required argument '\(table.names[index])' (pos \(index + 1))")
        }
        if used == named && index >= given { return true }
        continue
      }
      let converted = convert(table, index, value)
      if converted.isError { return false }
      bound[index] = converted
    }
    if used == named { return true }
    for index in 0..<min(given, total) where place(of: table.interned[index], in: TupleRef(names)) != nil {
      return fail(
        "argument for \(table.title) given by name ('\(table.names[index])') and position (\(index + 1))")
    }
    for index in 0..<named where !table.interned.contains(StringRef.intern(TupleRef(names)[index])) {
      return fail(
        "'\(StringRef(TupleRef(names)[index]).text)' is an invalid keyword argument for \(table.reference)")
    }
    return true
  }

  private func place(of name: Value, in names: TupleRef) -> Int? {
    for index in 0..<names.count
    where names[index] == name || StringRef(names[index]).equals(StringRef(name)) { return index }
    return nil
  }

  private func fail(_ message: String) -> Bool { !raise(.typeError, message).isError }

  private func convert(_ table: ParameterTable, _ index: Int, _ value: Value) -> Value {
    let expected: String
    switch table.kinds[index] {
    case .any: return value
    case .int: return smallInteger(value)
    case .text where value.isKind(.string): return value
    case .text: expected = "str"
    case .character where value.isKind(.string) && StringRef(value).count == 1: return value
    case .character: expected = "a unicode character"
    case .date where value.isDate: return value
    case .date: expected = "datetime.date"
    case .time where value.isTime: return value
    case .time: expected = "datetime.time"
    case .delta where value.isDelta: return value
    case .delta: expected = "datetime.timedelta"
    }
    let title = table.function.map { $0 + "() " } ?? ""
    let given = value.isNone ? "None" : value.typeName
    return raise(.typeError, "\(title)argument \(index + 1) must be \(expected), not \(given)")
  }

  /// An argument that CPython takes as a C int.
  func smallInteger(_ value: Value) -> Value {
    if value.isInt && Int32(exactly: value.asInt) != nil { return value }
    let integer = toIndex(value)
    if integer.isError { return .error }
    guard
      integer.isInt
        || withLimbs(
          integer,
          { limbs, count, negative in
            count == 1 && limbs[0] <= UInt(Int.max) + (negative ? 1 : 0)
          })
    else { return raise(.overflowError, "Python int too large to convert to C long") }
    if integer.isInt && Int32(exactly: integer.asInt) != nil { return integer }
    return raise(
      .overflowError, "signed integer is \(isNegative(integer) ? "less than minimum" : "greater than maximum")")
  }
}

extension Value {
  /// A bound int parameter, or its default.
  @inline(__always) func number(_ standard: Int = 0) -> Int { isBound ? asInt : standard }
  @inline(__always) func bound(_ standard: Value) -> Value { isBound ? self : standard }
}
