// The type Context without its arithmetic methods (DecimalContextMethods): construction, attributes, copies, flags; the mappings
// of signals; the context manager that `localcontext` gives.

import CRuntime

private let roundingNames: [StaticString] = [
  "ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN",
  "ROUND_05UP",
]

/// The same as interned strings, which the module's constants keep alive.
nonisolated(unsafe) private var roundingValues: [Value] = []

extension DecimalRounding {
  static var names: [StaticString] { roundingNames }
  var name: Value { StringRef.intern(roundingNames[rawValue]) }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Nil with TypeError pending.
  func rounding(_ value: Value) -> DecimalRounding? {
    if roundingValues.isEmpty { roundingValues = roundingNames.map { StringRef.intern($0) } }
    if let index = roundingValues.firstIndex(of: value) { return DecimalRounding(rawValue: index) }
    if value.isKind(.string) {
      for (index, known) in roundingValues.enumerated() where StringRef(known).equals(StringRef(value)) {
        return DecimalRounding(rawValue: index)
      }
    }
    raise(
      .typeError,
      "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, "
        + "ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]")
    return nil
  }

  /// A number in a range; false with an exception pending.
  private func set(
    _ context: Value, _ field: DecimalContextRef.Field, _ value: Value, _ range: ClosedRange<Int>,
    _ message: StaticString
  ) -> Value {
    if value.isUnbound { return raise(.attributeError, "context attributes cannot be deleted") }
    if unwrapInteger(value).isUnbound { return raise(.typeError, "an integer is required") }
    guard let number = index(value) else { return .error }
    if !range.contains(number) { return raise(.valueError, "\(message)") }
    DecimalContextRef(context).set(field, number)
    return .none
  }

  fileprivate func setNumber(_ context: Value, _ field: DecimalContextRef.Field, _ value: Value) -> Value {
    switch field {
    case .precision:
      set(context, field, value, 1...DecimalContext.maximumPrecision, "valid range for prec is [1, MAX_PREC]")
    case .minimum:
      set(context, field, value, -DecimalContext.maximumExponent...0, "valid range for Emin is [MIN_EMIN, 0]")
    case .maximum:
      set(context, field, value, 0...DecimalContext.maximumExponent, "valid range for Emax is [0, MAX_EMAX]")
    case .capitals: set(context, field, value, 0...1, "valid values for capitals are 0 or 1")
    default: set(context, field, value, 0...1, "valid values for clamp are 0 or 1")
    }
  }

  fileprivate func setRounding(_ context: Value, _ value: Value) -> Value {
    if value.isUnbound { return raise(.attributeError, "context attributes cannot be deleted") }
    guard let rounding = rounding(value) else { return .error }
    DecimalContextRef(context).set(.rounding, rounding.rawValue)
    return .none
  }

  fileprivate func setSignals(
    _ context: Value, _ field: DecimalContextRef.Field, _ value: Value, list: Bool = false
  ) -> Value {
    if value.isUnbound { return raise(.attributeError, "context attributes cannot be deleted") }
    guard let signals = signals(value, list: list) else { return .error }
    DecimalContextRef(context).set(field, signals.rawValue)
    return .none
  }

  /// The arguments of `Context` and of `localcontext`, from `values` on: prec, rounding, Emin, Emax, capitals, clamp, flags,
  /// traps. False with an exception pending.
  fileprivate func configure(_ context: Value, _ values: Arguments) -> Bool {
    func isGiven(_ index: Int) -> Bool { values[index].isBound && !values[index].isNone }
    let numbers: [(Int, DecimalContextRef.Field)] = [
      (0, .precision), (2, .minimum), (3, .maximum), (4, .capitals), (5, .clamp),
    ]
    if isGiven(0) && setNumber(context, .precision, values[0]).isError { return false }
    if isGiven(1) && setRounding(context, values[1]).isError { return false }
    for (index, field) in numbers.dropFirst() where isGiven(index) {
      if setNumber(context, field, values[index]).isError { return false }
    }
    if isGiven(6) && setSignals(context, .flags, values[6], list: true).isError { return false }
    if isGiven(7) && setSignals(context, .traps, values[7], list: true).isError { return false }
    return true
  }
}

let decimalContextAttributes: [GetSetDefinition] = [
  GetSetDefinition("prec", { t, c in .int(c.pointer.intWord(1)) }, { $0.setNumber($1, .precision, $2) }),
  GetSetDefinition("rounding", { t, c in DecimalContextRef(c).rounding.name }, { $0.setRounding($1, $2) }),
  GetSetDefinition("Emin", { t, c in .int(c.pointer.intWord(3)) }, { $0.setNumber($1, .minimum, $2) }),
  GetSetDefinition("Emax", { t, c in .int(c.pointer.intWord(4)) }, { $0.setNumber($1, .maximum, $2) }),
  GetSetDefinition("capitals", { t, c in .int(c.pointer.intWord(5)) }, { $0.setNumber($1, .capitals, $2) }),
  GetSetDefinition("clamp", { t, c in .int(c.pointer.intWord(6)) }, { $0.setNumber($1, .clamp, $2) }),
  GetSetDefinition("flags", { t, c in c.pointer.word(9) }, { $0.setSignals($1, .flags, $2) }),
  GetSetDefinition("traps", { t, c in c.pointer.word(10) }, { $0.setSignals($1, .traps, $2) }),
]

let decimalContextBasics: [NativeDefinition] = [
  NativeDefinition(
    .staticMethod, "__new__(cls, /, *args, **kwargs)"
  ) { t, a in
    let standard = decimalModule.templates.standard
    let context = t.makeContext(of: a[0], like: standard.isBound ? DecimalContextRef(standard) : nil)
    context.set(.flags, 0)
    context.set(.capitals, 1)
    return context.value
  },
  NativeDefinition(
    "__init__(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)"
  ) { t, a in t.configure(a[0], a + 1) ? .none : .error },
  NativeDefinition("__repr__(self, /)") { t, a in
    let context = DecimalContextRef(a[0])
    return StringRef.make(
      t,
      "Context(prec=\(context.number(.precision)), rounding=\(roundingNames[context.number(.rounding)]), "
        + "Emin=\(context.number(.minimum)), Emax=\(context.number(.maximum)), "
        + "capitals=\(context.number(.capitals)), clamp=\(context.number(.clamp)), "
        + "flags=\(context.flags.listText), traps=\(context.traps.listText))")
  },
  NativeDefinition("Etiny(self, /)") { t, a in t.makeInt(DecimalContextRef(a[0]).settings.tiniest) },
  NativeDefinition("Etop(self, /)") { t, a in t.makeInt(DecimalContextRef(a[0]).settings.top) },
  NativeDefinition("clear_flags(self, /)") { _, a in
    DecimalContextRef(a[0]).set(.flags, 0)
    return .none
  },
  NativeDefinition("clear_traps(self, /)") { _, a in
    DecimalContextRef(a[0]).set(.traps, 0)
    return .none
  },
  NativeDefinition("copy(self, /)") { t, a in t.makeContext(like: DecimalContextRef(a[0])).value },
  NativeDefinition("__copy__(self, /)") { t, a in t.makeContext(like: DecimalContextRef(a[0])).value },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let context = DecimalContextRef(a[0])
    let arguments = ListRef.make(t)
    arguments.append(t, .int(context.number(.precision)))
    arguments.append(t, context.rounding.name)
    for field in [DecimalContextRef.Field.minimum, .maximum, .capitals, .clamp] {
      arguments.append(t, .int(context.number(field)))
    }
    arguments.append(t, t.signalList(context.flags))
    arguments.append(t, t.signalList(context.traps))
    let tuple = t.makeTuple(from: arguments.value)
    return tuple.isError ? .error : TupleRef.make(t, a[0].type.value, tuple)
  },
  NativeDefinition("create_decimal(self, num=\"0\", /)") { t, a in
    a[1].isUnbound ? t.makeDecimal(DecimalNumber(0)) : t.createDecimal(a[1], DecimalContextRef(a[0]))
  },
  NativeDefinition("create_decimal_from_float(self, f, /)") { t, a in
    let context = DecimalContextRef(a[0])
    if let number = a[1].isFloat ? t.floatNumber(a[1].floatValue) : t.integerNumber(a[1]) {
      var settings = context.settings
      let result = settings.finish(number)
      return t.deliver(result, settings, context)
    }
    return t.raise(.typeError, "argument must be int or float")
  },
]

// MARK: Signal mappings

/// Words of a mapping: 1 the context, 2 which of its words is shown.
private func shownSignals(_ mapping: Value) -> DecimalSignals {
  DecimalSignals(rawValue: mapping.pointer.word(1).pointer.intWord(mapping.pointer.intWord(2)))
}

let signalMappingMethods: [NativeDefinition] = [
  NativeDefinition("__len__(self, /)") { _, _ in .int(DecimalSignals.names.count) },
  NativeDefinition("__iter__(self, /)") { t, _ in
    let list = ListRef.make(t)
    for signal in decimalModule.signals { list.append(t, signal) }
    return t.getIterator(list.value)
  },
  NativeDefinition("__getitem__(self, key, /)") { t, a in
    guard let signal = t.signal(a[1]) else { return .error }
    return .bool(!shownSignals(a[0]).isDisjoint(with: signal))
  },
  NativeDefinition("__setitem__(self, key, value, /)") { t, a in
    guard let signal = t.signal(a[1]) else { return .error }
    let truth = t.truth(a[2])
    if truth < 0 { return .error }
    let signals = truth == 1 ? shownSignals(a[0]).union(signal) : shownSignals(a[0]).subtracting(signal)
    a[0].pointer.word(1).pointer.setIntWord(a[0].pointer.intWord(2), signals.rawValue)
    return .none
  },
  NativeDefinition("__delitem__(self, key, /)") { t, _ in t.raise(.valueError, "signal keys cannot be deleted") },
  NativeDefinition("__repr__(self, /)") { t, a in
    let shown = shownSignals(a[0])
    var rows: [String] = []
    for (name, signals) in DecimalSignals.names {
      rows.append("<class 'decimal.\(name)'>:\(shown.isDisjoint(with: signals) ? "False" : "True")")
    }
    return StringRef.make(t, "{\(rows.joined(separator: ", "))}")
  },
  NativeDefinition("__eq__(self, value, /)") { t, a in compareMappings(t, a[0], a[1], equal: true) },
  NativeDefinition("__ne__(self, value, /)") { t, a in compareMappings(t, a[0], a[1], equal: false) },
  NativeDefinition("copy(self, /)") { t, a in
    let dict = DictRef.make(t)
    let shown = shownSignals(a[0])
    for (index, row) in DecimalSignals.names.enumerated() {
      dict.set(t, decimalModule.signals[index], .bool(!shown.isDisjoint(with: row.signals)))
    }
    return dict.value
  },
]

private func compareMappings(_ t: Thread, _ a: Value, _ b: Value, equal: Bool) -> Value {
  func visible(_ signals: DecimalSignals) -> [Bool] {
    DecimalSignals.names.map { !signals.isDisjoint(with: $0.signals) }
  }
  if b.isInstance(of: decimalModule.signalDictionary) {
    return .bool((visible(shownSignals(a)) == visible(shownSignals(b))) == equal)
  }
  guard b.isKind(.dict) else { return .notImplemented }
  guard let other = t.signals(b, list: false) else {
    // A dict that is no mapping of signals differs.
    if !t.pendingMatches(.keyError) { return .error }
    _ = t.takeException()
    return .bool(!equal)
  }
  return .bool((visible(shownSignals(a)) == visible(other)) == equal)
}

// MARK: Current and local contexts

/// Words of the manager: 1 the context inside, 2 the one outside.
let contextManagerMethods: [NativeDefinition] = [
  NativeDefinition("__enter__(self, /)") { t, a in
    t.setCurrentContext(a[0].pointer.word(1)) ? a[0].pointer.word(1) : .error
  },
  NativeDefinition("__exit__(self, /, *args)") { t, a in
    t.setCurrentContext(a[0].pointer.word(2)) ? .false : .error
  },
]

let decimalModuleFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "getcontext()") { t, _ in t.currentContext()?.value ?? .error },
  NativeDefinition(.function, "setcontext(context, /)") { t, a in t.setCurrentContext(a[0]) ? .none : .error },
  NativeDefinition(
    .function,
    "localcontext(ctx=None, *, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)"
  ) { t, a in
    guard let outside = t.currentContext() else { return .error }
    guard let source = t.contextArgument(a[0]) else { return .error }
    let inside = t.makeContext(like: source)
    if !t.configure(inside.value, a + 1) { return .error }
    let manager = t.allocateInstance(TypeRef(decimalModule.contextManager))
    manager.pointer.setWord(1, inside.value)
    manager.pointer.setWord(2, outside.value)
    return manager
  },
]
