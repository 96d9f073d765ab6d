// Context objects: their words, the conditions they collect and trap, and which of them is the current one.
//
// Words of a context: 1 precision, 2 rounding, 3 Emin, 4 Emax, 5 capitals, 6 clamp, 7 flags, 8 traps (numbers), 9 and 10 the
// mappings that show flags and traps. The current context is the value of a context variable, so that it belongs to a
// thread and to what `contextvars.copy_context` copies.

import CRuntime

struct DecimalContextRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 11

  enum Field: Int {
    case precision = 1, rounding, minimum, maximum, capitals, clamp, flags, traps, flagMapping, trapMapping
  }
  @inline(__always) func number(_ field: Field) -> Int { pointer.intWord(field.rawValue) }
  func set(_ field: Field, _ number: Int) { pointer.setIntWord(field.rawValue, number) }

  @inline(__always) var rounding: DecimalRounding {
    DecimalRounding(rawValue: number(.rounding)).unsafelyUnwrapped
  }
  var capitals: Bool { number(.capitals) == 1 }
  var flags: DecimalSignals { DecimalSignals(rawValue: number(.flags)) }
  var traps: DecimalSignals { DecimalSignals(rawValue: number(.traps)) }

  /// The rules, with nothing reported yet.
  @inline(__always) var settings: DecimalContext {
    DecimalContext(
      precision: number(.precision), rounding: rounding, minimum: number(.minimum), maximum: number(.maximum),
      clamps: number(.clamp) == 1)
  }

  func copySettings(from other: DecimalContextRef) {
    for index in Field.precision.rawValue...Field.traps.rawValue { pointer.setWord(index, other.pointer.word(index)) }
  }
}

extension DecimalSignals {
  /// The signals of Python in the order of its mappings.
  static let names: [(name: StaticString, signals: DecimalSignals)] = [
    ("InvalidOperation", .anyInvalid), ("FloatOperation", .floatOperation), ("DivisionByZero", .divisionByZero),
    ("Overflow", .overflow), ("Underflow", .underflow), ("Subnormal", .subnormal), ("Inexact", .inexact),
    ("Rounded", .rounded), ("Clamped", .clamped),
  ]
  /// The conditions behind InvalidOperation; the first one has its name.
  static let conditions: [(name: StaticString, signals: DecimalSignals)] = [
    ("InvalidOperation", .invalidOperation), ("ConversionSyntax", .conversionSyntax),
    ("DivisionImpossible", .divisionImpossible), ("DivisionUndefined", .divisionUndefined),
    ("InvalidContext", .invalidContext),
  ]
  /// What `repr` of a context lists, in this order; each name once.
  static let representation: [(name: StaticString, signals: DecimalSignals)] = [
    ("Clamped", .clamped), ("InvalidOperation", .conversionSyntax), ("DivisionByZero", .divisionByZero),
    ("InvalidOperation", [.divisionImpossible, .divisionUndefined]), ("Inexact", .inexact),
    ("InvalidOperation", [.invalidContext, .invalidOperation]), ("FloatOperation", .floatOperation),
    ("Overflow", .overflow), ("Rounded", .rounded), ("Subnormal", .subnormal), ("Underflow", .underflow),
  ]

  var listText: String {
    var names: [String] = []
    for (name, signals) in DecimalSignals.representation where !isDisjoint(with: signals) {
      if !names.contains("\(name)") { names.append("\(name)") }
    }
    return "[\(names.joined(separator: ", "))]"
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Conditions

  /// Adds conditions to the flags; false with an exception pending when one of them is trapped.
  @inline(__always) func report(_ signals: DecimalSignals, _ context: DecimalContextRef) -> Bool {
    let flags = context.number(.flags) | signals.subtracting(.tooLarge).rawValue
    context.set(.flags, flags)
    if signals.isDisjoint(with: context.traps.union(.tooLarge)) { return true }
    return raiseTrapped(signals, context)
  }

  @inline(never) private func raiseTrapped(_ signals: DecimalSignals, _ context: DecimalContextRef) -> Bool {
    if signals.contains(.tooLarge) {
      raise(.memoryError, arguments: vm.pointee.emptyTuple)
      return false
    }
    let trapped = signals.intersection(context.traps)
    let list = ListRef.make(self)
    for (index, condition) in DecimalSignals.conditions.enumerated() where trapped.contains(condition.signals) {
      list.append(self, decimalModule.conditions[index])
    }
    for (index, row) in DecimalSignals.names.enumerated() where index > 0 && trapped.contains(row.signals) {
      list.append(self, decimalModule.signals[index])
    }
    let first = DecimalSignals.names.firstIndex { !trapped.isDisjoint(with: $0.signals) }!
    let exception = call(decimalModule.signals[first], list.value)
    if !exception.isError { raise(exception: exception) }
    return false
  }

  /// Classes of the signals in a set.
  func signalList(_ signals: DecimalSignals) -> Value {
    let list = ListRef.make(self)
    for (index, row) in DecimalSignals.names.enumerated() where !signals.isDisjoint(with: row.signals) {
      list.append(self, decimalModule.signals[index])
    }
    return list.value
  }

  /// The signal that a class stands for; nil with KeyError pending.
  func signal(_ type: Value) -> DecimalSignals? {
    if let place = decimalModule.signals.firstIndex(of: type) { return DecimalSignals.names[place].signals }
    raise(
      .keyError,
      "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, "
        + "Subnormal, Inexact, Rounded,\n   Clamped]")
    return nil
  }

  /// The set of signals that a mapping holds, or also a list when `list`; nil with an exception pending.
  func signals(_ value: Value, list: Bool) -> DecimalSignals? {
    var result: DecimalSignals = []
    if list && value.isKind(.list) {
      for index in 0..<ListRef(value).count {
        guard index < ListRef(value).count, let signal = signal(ListRef(value)[index]) else { return nil }
        result.formUnion(signal)
      }
      return result
    }
    if value.isInstance(of: decimalModule.signalDictionary) {
      return DecimalSignals(rawValue: value.pointer.word(1).pointer.intWord(value.pointer.intWord(2)))
    }
    guard value.isKind(.dict) else {
      raise(.typeError, "argument must be a signal dict")
      return nil
    }
    guard DictRef(value).count == DecimalSignals.names.count else {
      raise(.keyError, "invalid signal dict")
      return nil
    }
    var position = 0
    while let entry = DictRef(value).next(&position) {
      guard let signal = signal(entry.key) else { return nil }
      let truth = truth(entry.value)
      if truth < 0 { return nil }
      if truth == 1 { result.formUnion(signal) }
    }
    return result
  }

  // MARK: Objects

  /// A context with the settings of another one.
  func makeContext(of type: Value = decimalModule.context, like other: DecimalContextRef?) -> DecimalContextRef {
    let context = DecimalContextRef(allocateInstance(TypeRef(type)).pointer)
    for index in 1..<DecimalContextRef.words { context.pointer.setWord(index, .int(0)) }
    if let other {
      context.copySettings(from: other)
    } else {
      context.set(.precision, 28)
      context.set(.rounding, DecimalRounding.halfEven.rawValue)
      context.set(.minimum, -999_999)
      context.set(.maximum, 999_999)
      context.set(.capitals, 1)
      context.set(.traps, DecimalSignals.anyInvalid.union([.divisionByZero, .overflow]).rawValue)
    }
    for (field, shown) in [
      (DecimalContextRef.Field.flagMapping, DecimalContextRef.Field.flags), (.trapMapping, .traps),
    ] {
      let mapping = allocateInstance(TypeRef(decimalModule.signalDictionary))
      mapping.pointer.setWord(1, context.value)
      mapping.pointer.setIntWord(2, shown.rawValue)
      context.pointer.setWord(field.rawValue, mapping)
    }
    return context
  }

  /// A context for an optional argument; nil with TypeError pending.
  @inline(__always) func contextArgument(_ value: Value) -> DecimalContextRef? {
    if value.isUnbound || value.isNone { return currentContext() }
    if value.isInstance(of: decimalModule.context) { return DecimalContextRef(value) }
    raise(.typeError, "optional argument must be a context")
    return nil
  }

  // MARK: The current context

  @inline(__always) func currentContext() -> DecimalContextRef? {
    if decimalModule.knownChanges == Contexts.changes && decimalModule.knownThread == self {
      return DecimalContextRef(decimalModule.knownContext)
    }
    return findCurrentContext()
  }

  @inline(never) private func findCurrentContext() -> DecimalContextRef? {
    var context = Contexts.value(self, of: decimalModule.variable)
    if context.isError { return nil }
    if context.isUnbound {
      let fresh = makeContext(like: DecimalContextRef(decimalModule.templates.standard))
      fresh.set(.flags, 0)
      context = fresh.value
      guard Contexts.set(self, decimalModule.variable, context) else { return nil }
    }
    // The variable keeps it alive as long as the count of changes stays.
    decimalModule.knownContext = context
    decimalModule.knownThread = self
    decimalModule.knownChanges = Contexts.changes
    return DecimalContextRef(context)
  }

  /// False with an exception pending.
  func setCurrentContext(_ value: Value) -> Bool {
    guard value.isInstance(of: decimalModule.context) else {
      raise(.typeError, "argument must be a context")
      return false
    }
    var context = value
    let templates = decimalModule.templates
    if value == templates.standard || value == templates.basic || value == templates.extended {
      let copy = makeContext(like: DecimalContextRef(value))
      copy.set(.flags, 0)
      context = copy.value
    }
    return Contexts.set(self, decimalModule.variable, context)
  }
}
