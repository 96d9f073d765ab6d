// Helpers of traces that build objects, iterate, match patterns and handle exceptions (rows: TraceHelpers.swift).

import CRuntime

extension TraceHelpers {
  // MARK: Iteration

  static let traceGetIterator: H1 = { t, x in t.getIterator(Value(bits: x)).bits }
  static let traceNext: H1 = { t, x in t.next(Value(bits: x)).bits }
  /// The next item, `NotImplemented` at the end; unbound for an iterator that may run Python code.
  static let traceNextPlain: H1 = { t, x in
    let iterator = Value(bits: x)
    if !t.advancesPlainly(iterator) { return Value.unbound.bits }
    let item = t.next(iterator)
    return item.isUnbound ? Value.notImplemented.bits : item.bits
  }
  static let traceUnpack: H2 = { t, x, count in
    let tuple = TupleRef.allocate(t, count: Int(count))
    return t.unpack(Value(bits: x), count: Int(count), into: tuple.items) ? tuple.value.bits : Value.error.bits
  }
  /// A generator of the current frame, which ends.
  static let traceMakeGenerator: H0 = { t in
    let generator = GeneratorRef.make(t, t.pointee.frame)
    t.popFrame()
    return generator.value.bits
  }

  // MARK: Building

  static func window(_ address: Word) -> Registers {
    Registers(bitPattern: UInt(address)).unsafelyUnwrapped
  }
  static let traceBuildTuple: H2 = { t, place, count in TupleRef.make(t, window(place), Int(count)).bits }
  static let traceBuildList: H2 = { t, place, count in ListRef.make(t, window(place), Int(count)).bits }
  static let traceBuildSet: H2 = { t, place, count in t.buildSet(window(place), Int(count)).bits }
  static let traceBuildDict: H2 = { t, place, count in t.buildDict(window(place), Int(count)).bits }
  static let traceBuildString: H2 = { t, place, count in t.concatenate(window(place), Int(count)).bits }
  /// Operands in memory, at most this many words, that the collector must find while no frame covers them.
  static let mostOperands = 64
  @inline(__always) private static func copied(_ place: Word, _ words: Int, _ body: (Registers) -> Value) -> Word {
    withUnsafeTemporaryAllocation(of: Value.self, capacity: mostOperands) { buffer in
      let items = buffer.baseAddress.unsafelyUnwrapped
      items.update(from: window(place), count: words)
      let result = body(items)
      withExtendedLifetime(buffer) {}
      return result.bits
    }
  }
  static let traceBuildSetPlain: H2 = { t, place, count in
    copied(place, Int(count)) { items in
      for index in 0..<Int(count) where !t.isPlain(items[index]) { return .unbound }
      return t.plainly { t.buildSet(items, Int(count)) }
    }
  }
  static let traceBuildDictPlain: H2 = { t, place, count in
    copied(place, 2 * Int(count)) { items in
      for index in 0..<Int(count) where !t.isPlain(items[2 * index]) { return .unbound }
      return t.plainly { t.buildDict(items, Int(count)) }
    }
  }
  static let traceBuildStringPlain: H2 = { t, place, count in
    copied(place, Int(count)) { t.concatenate($0, Int(count)) }
  }
  static let traceFormatPlain: H3 = { t, value, form, specification in
    let value = Value(bits: value)
    if !t.isOrdered(value) { return Value.unbound.bits }
    return t.formatField(value, form: Int(form), specification: Value(bits: specification)).bits
  }
  static let traceHeapPush: H2 = { t, list, item in
    t.pushPlainly(ListRef(Value(bits: list)), Value(bits: item)).bits
  }
  static let traceHeapPop: H1 = { t, list in t.popPlainly(ListRef(Value(bits: list))).bits }
  static let traceFormatValue: H3 = { t, value, form, specification in
    t.formatField(Value(bits: value), form: Int(form), specification: Value(bits: specification)).bits
  }

  // MARK: Patterns

  static let traceMatchSequence: H1 = { t, x in t.matchesSequence(Value(bits: x)).bits }
  static let traceMatchMapping: H1 = { t, x in t.matchesMapping(Value(bits: x)).bits }
  static let traceMatchKeys: H2 = { t, x, keys in
    t.matchKeys(Value(bits: x), TupleRef(Value(bits: keys))).bits
  }
  static let traceMatchClass: H4 = { t, x, type, positional, names in
    t.matchClass(
      Value(bits: x), Value(bits: type), positional: Value(bits: positional).asInt, names: TupleRef(Value(bits: names))
    ).bits
  }
  static let traceMappingRest: H2 = { t, x, keys in
    t.mappingRest(Value(bits: x), TupleRef(Value(bits: keys))).bits
  }

  // MARK: Exceptions

  static let traceTakeException: H0 = { t in t.takeException().bits }
  static let traceSetContext: H2 = { _, exception, handled in
    ExceptionRef(Value(bits: exception)).raised(while: Value(bits: handled))
    return Value.none.bits
  }
}
