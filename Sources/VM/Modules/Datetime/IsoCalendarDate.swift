// What `isocalendar` gives: a tuple (year, week, weekday) whose items have names.

import CRuntime

private let parameters = ParameterTable(
  "IsoCalendarDate", [("year", .int), ("week", .int), ("weekday", .int)], required: 3)

extension UnsafeMutablePointer where Pointee == ThreadState {
  func makeWeek(_ year: Value, _ week: Value, _ weekday: Value) -> Value {
    let object = allocateSubclassInstance(TypeRef(datetimeState.week), words: TupleRef.baseWords + 3, flags: 0)
    object.setIntWord(1, 3)
    object.setWord(2, year)
    object.setWord(3, week)
    object.setWord(4, weekday)
    return .object(object)
  }

  func defineWeek() {
    datetimeState.week = define(
      TypeDefinition(
        name: "IsoCalendarDate", base: vm.pointee.types.tuple, kind: .tuple, words: TupleRef.baseWords,
        flags: TypeFlags.final, module: "datetime", methods: methods, attributes: attributes,
        doc: "Year, week and weekday of the ISO calendar: a tuple whose items have names."))
  }
}

private let attributes: [GetSetDefinition] = [
  GetSetDefinition("year", { TupleRef($1)[0] }),
  GetSetDefinition("week", { TupleRef($1)[1] }),
  GetSetDefinition("weekday", { TupleRef($1)[2] }),
]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, ...)") { t, a in
    t.bind(parameters, a) { t.makeWeek($0[0], $0[1], $0[2]) }
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let items = TupleRef(a[0])
    let shown = (0..<3).map { t.str(text: items[$0]) }
    return StringRef.make(t, "\(a[0].typeName)(year=\(shown[0]), week=\(shown[1]), weekday=\(shown[2]))")
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let plain = TupleRef.make(t, TupleRef(a[0]).items, 3)
    return TupleRef.make(t, vm.pointee.types.tuple, TupleRef.make(t, plain))
  },
]
