// Native functions that traces call: one row each with types and effects, and the C functions behind them.
//
// A helper that writes cells (a dict may be a namespace) may invalidate the trace, as one that runs Python code.
// A helper that `runsPython` finds the frames in memory. One that does not must neither run Python code nor look at
// frames; it may raise (the recorder checks its result) and allocate.

import CRuntime
import Glibc
import TraceIR

enum TraceHelper: Int, CaseIterable {
  case binary, inPlace, unary, compare, compareTruth, truth, contains
  case equalText, compareText, concatenate, count
  case floatModulo, floatFloorDivide, floatPower, sine, cosine, tangent, arcTangent, exponential
  case getAttribute, setAttribute, loadMethod, loadName, storeName
  case getItem, setItem, deleteItem, getSlice, setSlice, buildSlice, characterAt, dictGet, dictGetDefault, dictSet
  case dictSetPlain
  case getIteratorPlain, nextPlain
  case getIterator, next, unpack, makeGenerator
  case buildTuple, buildList, buildSet, buildDict, buildString, formatValue
  case listAppend, listPop, listExtend, listToTuple, setAdd, setAddGeneral, length
  case byteArrayAppend, callWindow, callSpread, callFrame, ordinal, character, takeException, setContext
  case matchSequence, matchMapping, matchKeys, matchClass, mappingRest
  case binaryPlain, inPlacePlain, comparePlain, containsPlain, getItemPlain, getSlicePlain, deleteItemPlain
  case integerBinary, wideBinary, compareIntegers
  case buildSetPlain, buildDictPlain, buildStringPlain, formatPlain, heapPush, heapPop
}

/// Results of helpers in machine words.
private typealias Word = UInt64

enum TraceHelpers {
  /// Byte offset of the second result of `loadMethod` in the thread's state.
  static let secondResultOffset = Int64(
    MemoryLayout<ThreadState>.offset(of: \ThreadState.scratch).unsafelyUnwrapped + 14 * 8)

  /// One row per helper, in the order of `TraceHelper`; behind them one per row of `NativeRow.table`.
  static let rows: [Helper] = TraceHelper.allCases.map(row) + NativeRow.table.map(row)

  private static let dictWrites: Regions = [Regions(.tables), Regions(.fields)]

  private static func row(_ helper: TraceHelper) -> Helper {
    func python(_ parameters: [ValueType], _ address: UInt, _ result: ValueType = .value) -> Helper {
      Helper("\(helper)", parameters, result, runsPython: true, address: address)
    }
    func plain(
      _ parameters: [ValueType], _ result: ValueType, _ address: UInt, reads: Regions = [], writes: Regions = [],
      removable: Bool = false, allocates: Bool = false
    ) -> Helper {
      Helper(
        "\(helper)", parameters, result, reads: reads, writes: writes, isRemovable: removable, allocates: allocates,
        address: address)
    }
    func math(_ body: @escaping @convention(c) (Thread, Double) -> Double) -> Helper {
      plain([.float], .float, unsafeBitCast(body, to: UInt.self), removable: true)
    }
    let lists: Regions = [Regions(.listHeader), Regions(.listItems)]
    switch helper {
    case .binary: return python([.raw, .value, .value], address(traceBinary))
    case .inPlace: return python([.raw, .value, .value], address(traceInPlace))
    case .unary: return python([.raw, .value], address(traceUnary))
    case .compare: return python([.raw, .value, .value], address(traceCompare))
    case .compareTruth: return python([.raw, .value, .value], address(traceCompareTruth))
    case .truth: return python([.value], address(traceTruth))
    case .contains: return python([.value, .value], address(traceContains))
    case .equalText: return plain([.object, .object], .condition, address(traceEqualText), removable: true)
    case .compareText: return plain([.object, .object], .int, address(traceCompareText), removable: true)
    case .concatenate: return plain([.object, .object], .value, address(traceConcatenate), allocates: true)
    case .count:
      return plain([.object], .int, address(traceCount), reads: [Regions(.tables), Regions(.fields)], removable: true)
    case .floatModulo:
      return plain([.float, .float], .float, unsafeBitCast(traceFloatModulo, to: UInt.self), removable: true)
    case .floatFloorDivide:
      return plain([.float, .float], .float, unsafeBitCast(traceFloatFloorDivide, to: UInt.self), removable: true)
    case .floatPower:
      return plain([.float, .float], .float, unsafeBitCast(traceFloatPower, to: UInt.self), removable: true)
    case .sine: return math { sin($1) }
    case .cosine: return math { cos($1) }
    case .tangent: return math { tan($1) }
    case .arcTangent: return math { atan($1) }
    case .exponential: return math { exp($1) }
    case .getAttribute: return python([.value, .value], address(traceGetAttribute))
    case .setAttribute: return python([.value, .value, .value], address(traceSetAttribute))
    case .loadMethod: return python([.value, .value], address(traceLoadMethod))
    case .loadName: return python([.value, .value], address(traceLoadName))
    case .storeName: return python([.value, .value, .value], address(traceStoreName))
    case .getItem: return python([.value, .value], address(traceGetItem))
    case .setItem: return python([.value, .value, .value], address(traceSetItem))
    case .deleteItem: return python([.value, .value], address(traceDeleteItem))
    case .getSlice: return python([.value, .value, .value], address(traceGetSlice))
    case .setSlice: return python([.value, .value, .value, .value], address(traceSetSlice))
    case .buildSlice: return python([.value, .value, .value], address(traceBuildSlice))
    case .characterAt: return plain([.object, .int], .value, address(traceCharacterAt), allocates: true)
    case .dictGet:
      return plain(
        [.object, .value], .value, address(traceDictGet), reads: dictWrites.union(Regions(.cells)), allocates: true)
    case .dictGetDefault:
      return plain(
        [.object, .value, .value], .value, address(traceDictGetDefault), reads: dictWrites.union(Regions(.cells)),
        allocates: true)
    case .dictSet: return python([.value, .value, .value], address(traceDictSet))
    case .dictSetPlain:
      return plain(
        [.object, .value, .value], .value, address(traceDictSetPlain), reads: dictWrites,
        writes: dictWrites.union(Regions(.cells)), allocates: true)
    case .getIteratorPlain: return plain([.object], .value, address(traceGetIterator), allocates: true)
    case .nextPlain:
      return plain(
        [.value], .value, address(traceNextPlain),
        reads: [
          Regions(.iterators), Regions(.tables), Regions(.fields), Regions(.listHeader), Regions(.listItems),
          Regions(.buffers),
        ],
        writes: Regions(.iterators), allocates: true)
    case .getIterator: return python([.value], address(traceGetIterator))
    case .next: return python([.value], address(traceNext))
    case .unpack: return python([.value, .raw], address(traceUnpack), .value)
    case .makeGenerator: return python([], address(traceMakeGenerator))
    case .buildTuple: return python([.raw, .raw], address(traceBuildTuple))
    case .buildList: return python([.raw, .raw], address(traceBuildList))
    case .buildSet: return python([.raw, .raw], address(traceBuildSet))
    case .buildDict: return python([.raw, .raw], address(traceBuildDict))
    case .buildString: return python([.raw, .raw], address(traceBuildString))
    case .formatValue: return python([.value, .raw, .value], address(traceFormatValue))
    case .listAppend:
      return plain([.value, .value], .value, address(traceListAppend), reads: lists, writes: lists, allocates: true)
    case .listPop: return plain([.object], .value, address(traceListPop), reads: lists, writes: lists, allocates: true)
    case .setAddGeneral: return python([.value, .value], address(traceSetAddGeneral))
    case .listExtend: return python([.value, .value], address(traceListExtend))
    case .listToTuple: return python([.value], address(traceListToTuple))
    case .setAdd:
      return plain(
        [.value, .value], .value, address(traceSetAdd), reads: dictWrites, writes: dictWrites, allocates: true)
    case .length: return python([.value], address(traceLength))
    case .byteArrayAppend:
      return plain(
        [.object, .int], .value, address(traceByteArrayAppend), reads: [Regions(.fields), Regions(.buffers)],
        writes: [Regions(.fields), Regions(.buffers)], allocates: true)
    case .callWindow: return python([.value, .raw, .raw, .value], address(traceCallWindow))
    case .callSpread: return python([.value, .value, .value], address(traceCallSpread))
    case .callFrame: return python([.raw], unsafeBitCast(callFrameAddress, to: UInt.self))
    case .matchSequence: return python([.value], address(traceMatchSequence))
    case .matchMapping: return python([.value], address(traceMatchMapping))
    case .matchKeys: return python([.value, .value], address(traceMatchKeys))
    case .matchClass: return python([.value, .value, .value, .value], address(traceMatchClass))
    case .mappingRest: return python([.value, .value], address(traceMappingRest))
    case .takeException:
      return plain([], .object, address(traceTakeException), reads: Regions(.thread), writes: Regions(.thread))
    case .setContext:
      return plain(
        [.object, .object], .value, address(traceSetContext), reads: Regions(.fields), writes: Regions(.fields))
    case .ordinal: return plain([.object], .value, address(traceOrdinal), removable: true)
    case .character: return plain([.int], .value, address(traceCharacter), allocates: true)
    case .binaryPlain:
      return plain([.raw, .value, .value], .value, address(traceBinaryPlain), reads: containers, allocates: true)
    case .inPlacePlain:
      return plain(
        [.raw, .value, .value], .value, address(traceInPlacePlain), reads: containers,
        writes: containers.subtracting(Regions(.cells)), allocates: true)
    case .comparePlain:
      return plain([.raw, .value, .value], .value, address(traceComparePlain), reads: containers, allocates: true)
    case .containsPlain:
      return plain([.object, .value], .value, address(traceContainsPlain), reads: containers, allocates: true)
    case .getItemPlain:
      return plain([.object, .value], .value, address(traceGetItemPlain), reads: containers, allocates: true)
    case .getSlicePlain:
      return plain([.object, .value, .value], .value, address(traceGetSlice), reads: containers, allocates: true)
    case .deleteItemPlain:
      return plain(
        [.object, .value], .value, address(traceDeleteItemPlain), reads: dictWrites,
        writes: dictWrites.union(Regions(.cells)), allocates: true)
    case .integerBinary: return plain([.raw, .value, .value], .value, address(traceIntegerBinary), allocates: true)
    case .wideBinary:
      return plain(
        [.raw, .value, .value], .value, address(traceIntegerBinary), removable: true, allocates: true)
    case .compareIntegers: return plain([.value, .value], .int, address(traceCompareIntegers), removable: true)
    case .buildSetPlain:
      return plain([.raw, .raw], .value, address(traceBuildSetPlain), reads: Regions(.frames), allocates: true)
    case .buildDictPlain:
      return plain([.raw, .raw], .value, address(traceBuildDictPlain), reads: Regions(.frames), allocates: true)
    case .buildStringPlain:
      return plain([.raw, .raw], .value, address(traceBuildStringPlain), reads: Regions(.frames), allocates: true)
    case .formatPlain: return plain([.value, .raw, .value], .value, address(traceFormatPlain), allocates: true)
    case .heapPush:
      return plain([.object, .value], .value, address(traceHeapPush), reads: lists, writes: lists, allocates: true)
    case .heapPop: return plain([.object], .value, address(traceHeapPop), reads: lists, writes: lists, allocates: true)
    }
  }

  private static let callFrameAddress: @convention(c) (Thread?, FramePointer?) -> Word = pitviper_call_frame
  private static func row(_ native: NativeRow) -> Helper {
    Helper(
      native.name, [.raw] + native.parameters.map { _ in .value }, native.result == .int ? .int : .value,
      reads: native.reads, writes: native.writes, isRemovable: native.isRemovable, allocates: true,
      address: NativeCalls.address(parameters: native.parameters.count))
  }

  private static let containers: Regions = [
    Regions(.listHeader), Regions(.listItems), Regions(.tables), Regions(.fields), Regions(.buffers), Regions(.cells),
  ]

  private typealias H0 = @convention(c) (Thread) -> Word
  private typealias H1 = @convention(c) (Thread, Word) -> Word
  private typealias H2 = @convention(c) (Thread, Word, Word) -> Word
  private typealias H3 = @convention(c) (Thread, Word, Word, Word) -> Word
  private typealias H4 = @convention(c) (Thread, Word, Word, Word, Word) -> Word
  private static func address(_ body: H0) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H1) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H2) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H3) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H4) -> UInt { unsafeBitCast(body, to: UInt.self) }

  // MARK: Operators

  private static let traceBinary: H3 = { t, operation, x, y in
    t.binary(
      unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self), Value(bits: x), Value(bits: y)
    ).bits
  }
  private static let traceInPlace: H3 = { t, operation, x, y in
    t.inPlace(
      unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self), Value(bits: x), Value(bits: y)
    ).bits
  }
  private static let traceUnary: H2 = { t, special, x in
    t.unary(unsafeBitCast(UInt8(truncatingIfNeeded: special), to: Special.self), Value(bits: x)).bits
  }
  private static let traceCompare: H3 = { t, relation, x, y in
    t.compare(unsafeBitCast(UInt8(truncatingIfNeeded: relation), to: Comparison.self), Value(bits: x), Value(bits: y))
      .bits
  }
  private static let traceCompareTruth: H3 = { t, relation, x, y in
    let result = t.compare(
      unsafeBitCast(UInt8(truncatingIfNeeded: relation), to: Comparison.self), Value(bits: x), Value(bits: y))
    return result.isError ? result.bits : truthWord(t.truth(result))
  }
  private static func truthWord(_ truth: Int) -> Word { truth < 0 ? Value.error.bits : Value.bool(truth > 0).bits }
  private static let traceTruth: H1 = { t, x in truthWord(t.truth(Value(bits: x))) }
  private static let traceContains: H2 = { t, container, item in
    truthWord(t.containsFast(Value(bits: container), Value(bits: item)))
  }

  /// Operands are of built-in types; unbound where items of theirs would need Python code.
  private static let traceBinaryPlain: H3 = { t, operation, x, y in
    let operation = unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self)
    let (x, y) = (Value(bits: x), Value(bits: y))
    if operation == .modulo && !t.formatsPlainly(x, y) { return Value.unbound.bits }
    return t.plainly { t.binary(operation, x, y) }.bits
  }
  private static let traceInPlacePlain: H3 = { t, operation, x, y in
    let operation = unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self)
    let (x, y) = (Value(bits: x), Value(bits: y))
    if operation == .modulo && !t.formatsPlainly(x, y) { return Value.unbound.bits }
    return t.plainly { t.inPlace(operation, x, y) }.bits
  }
  /// True or False; unbound where Python code would have to compare.
  private static let traceComparePlain: H3 = { t, relation, x, y in
    let relation = unsafeBitCast(UInt8(truncatingIfNeeded: relation), to: Comparison.self)
    let (x, y) = (Value(bits: x), Value(bits: y))
    if !t.comparesPlainly(relation, x, y) { return Value.unbound.bits }
    return t.plainly { t.compare(relation, x, y) }.bits
  }

  // MARK: Integers of any size

  private static let traceIntegerBinary: H3 = { t, operation, x, y in
    t.integerBinary(
      unsafeBitCast(UInt8(truncatingIfNeeded: operation), to: BinaryOperator.self), Value(bits: x), Value(bits: y)
    ).bits
  }
  private static let traceCompareIntegers: H2 = { t, x, y in
    Value.int(t.compareIntegers(Value(bits: x), Value(bits: y))).bits
  }

  // MARK: Texts

  private static let traceEqualText: H2 = { _, x, y in
    x == y || StringRef(Value(bits: x)).equals(StringRef(Value(bits: y))) ? 1 : 0
  }
  private static let traceCompareText: H2 = { _, x, y in
    Value.int(StringRef(Value(bits: x)).compare(StringRef(Value(bits: y)))).bits
  }
  private static let traceConcatenate: H2 = { t, x, y in
    t.binary(.add, Value(bits: x), Value(bits: y)).bits
  }
  /// Length of a string, dict or set.
  private static let traceCount: H1 = { t, x in Value.int(t.length(Value(bits: x))).bits }
  private static let traceCharacterAt: H2 = { t, x, index in
    let text = StringRef(Value(bits: x))
    let count = text.count
    var position = Value(bits: index).asInt
    if position < 0 { position &+= count }
    if UInt(bitPattern: position) < UInt(bitPattern: count) { return StringRef.character(t, text[position]).bits }
    return t.getItem(Value(bits: x), Value(bits: index)).bits
  }
  private static let traceOrdinal: H1 = { t, x in
    let text = StringRef(Value(bits: x))
    if text.count == 1 { return Value.int(Int(text[0])).bits }
    return t.raise(.typeError, "ord() expected a character, but string of length \(text.count) found").bits
  }
  private static let traceCharacter: H1 = { t, x in
    let number = Value(bits: x).asInt
    if number < 0 || number > 0x10FFFF { return t.raise(.valueError, "chr() arg not in range(0x110000)").bits }
    return StringRef.character(t, UInt32(number)).bits
  }

  // MARK: Floats

  private static let traceFloatModulo: @convention(c) (Thread, Double, Double) -> Double = { t, x, y in
    t.floorDivide(x, y).remainder
  }
  private static let traceFloatFloorDivide: @convention(c) (Thread, Double, Double) -> Double = { t, x, y in
    t.floorDivide(x, y).quotient
  }
  private static let traceFloatPower: @convention(c) (Thread, Double, Double) -> Double = { t, x, y in t.power(x, y) }

  // MARK: Attributes and names

  private static let traceGetAttribute: H2 = { t, object, name in
    t.getAttribute(Value(bits: object), Value(bits: name)).bits
  }
  private static let traceSetAttribute: H3 = { t, object, name, value in
    succeeded(t.setAttribute(Value(bits: object), Value(bits: name), Value(bits: value)))
  }
  private static func succeeded(_ success: Bool) -> Word { success ? Value.none.bits : Value.error.bits }
  private static let traceLoadMethod: H2 = { t, object, name in
    var second = Value.unbound
    let first = t.loadMethod(Value(bits: object), Value(bits: name), &second)
    t.pointee.scratch.14 = second
    return first.bits
  }
  private static let traceLoadName: H2 = { t, globals, name in
    let value = t.findGlobal(DictRef(Value(bits: globals)), Value(bits: name))
    if value.isBound { return value.bits }
    t.raiseNameError(Value(bits: name))
    return Value.error.bits
  }
  private static let traceStoreName: H3 = { t, globals, name, value in
    DictRef(Value(bits: globals)).set(name: Value(bits: name), Value(bits: value))
    return Value.none.bits
  }

  // MARK: Items

  private static let traceGetItem: H2 = { t, container, index in
    t.getItem(Value(bits: container), Value(bits: index)).bits
  }
  private static let traceSetItem: H3 = { t, container, index, value in
    succeeded(t.setItem(Value(bits: container), Value(bits: index), Value(bits: value)))
  }
  private static let traceDeleteItem: H2 = { t, container, index in
    succeeded(t.deleteItem(Value(bits: container), Value(bits: index)))
  }
  private static let traceGetSlice: H3 = { t, container, start, stop in
    t.getSlice(Value(bits: container), Value(bits: start), Value(bits: stop)).bits
  }
  private static let traceSetSlice: H4 = { t, container, start, stop, value in
    succeeded(t.setSlice(Value(bits: container), Value(bits: start), Value(bits: stop), Value(bits: value)))
  }
  private static let traceBuildSlice: H3 = { t, start, stop, step in
    t.makeSlice(Value(bits: start), Value(bits: stop), Value(bits: step)).bits
  }
  /// Unbound where Python code would have to run, as for all helpers here that are given a key.
  private static let traceDictGet: H2 = { t, container, key in
    let found = lookUp(t, container, key, missing: .error)
    if found.isError && t.pointee.exception.isUnbound { t.raiseKeyError(Value(bits: key)) }
    return found.bits
  }
  private static let traceDictGetDefault: H3 = { t, container, key, missing in
    lookUp(t, container, key, missing: Value(bits: missing)).bits
  }
  @inline(__always) private static func lookUp(_ t: Thread, _ container: Word, _ key: Word, missing: Value) -> Value {
    let key = Value(bits: key)
    let dict = DictRef(Value(bits: container))
    if !t.isPlain(key) { return .unbound }
    return t.plainly {
      let hash = t.hash(key)
      if hash == hashFailed { return .error }
      let index = dict.find(t, key, hash: hash)
      if index >= 0 {
        let value = dict.value(at: index)
        if value.isBound { return value }
      }
      return index == DictRef.failed ? .error : missing
    }
  }
  private static let traceDictSetPlain: H3 = { t, container, key, value in
    if !t.isPlain(Value(bits: key)) { return Value.unbound.bits }
    return t.plainly {
      DictRef(Value(bits: container)).set(t, Value(bits: key), Value(bits: value)) ? .none : .error
    }.bits
  }
  private static let traceDeleteItemPlain: H2 = { t, container, key in
    if !t.isPlain(Value(bits: key)) { return Value.unbound.bits }
    return t.plainly { t.deleteItem(Value(bits: container), Value(bits: key)) ? .none : .error }.bits
  }
  /// An item of a dict whose class has the `__getitem__` of dict; unbound also where `__missing__` decides.
  private static let traceGetItemPlain: H2 = { t, container, key in
    lookUp(t, container, key, missing: .unbound).bits
  }
  private static let traceContainsPlain: H2 = { t, container, item in
    let item = Value(bits: item)
    let container = Value(bits: container)
    if !t.isPlain(item) || (hasKeys(container) ? false : !t.hasPlainItems(container, ordered: false)) {
      return Value.unbound.bits
    }
    return t.plainly {
      let found = t.containsFast(container, item)
      return found < 0 ? .error : .bool(found == 1)
    }.bits
  }
  private static func hasKeys(_ container: Value) -> Bool {
    let kind = container.objectKind
    return kind == .dict || kind == .set || kind == .frozenSet
  }
  private static let traceDictSet: H3 = { t, container, key, value in
    succeeded(DictRef(Value(bits: container)).set(t, Value(bits: key), Value(bits: value)))
  }

  // MARK: Iteration

  private static let traceGetIterator: H1 = { t, x in t.getIterator(Value(bits: x)).bits }
  private static let traceNext: H1 = { t, x in t.next(Value(bits: x)).bits }
  /// The next item, `NotImplemented` at the end; unbound for an iterator that may run Python code.
  private static let traceNextPlain: H1 = { t, x in
    let iterator = Value(bits: x)
    if !t.advancesPlainly(iterator) { return Value.unbound.bits }
    let item = t.next(iterator)
    return item.isUnbound ? Value.notImplemented.bits : item.bits
  }
  private static let traceUnpack: H2 = { t, x, count in
    let tuple = TupleRef.allocate(t, count: Int(count))
    return t.unpack(Value(bits: x), count: Int(count), into: tuple.items) ? tuple.value.bits : Value.error.bits
  }
  /// A generator of the current frame, which ends.
  private static let traceMakeGenerator: H0 = { t in
    let generator = GeneratorRef.make(t, t.pointee.frame)
    t.popFrame()
    return generator.value.bits
  }

  // MARK: Building

  private static func window(_ address: Word) -> Registers {
    Registers(bitPattern: UInt(address)).unsafelyUnwrapped
  }
  private static let traceBuildTuple: H2 = { t, place, count in TupleRef.make(t, window(place), Int(count)).bits }
  private static let traceBuildList: H2 = { t, place, count in ListRef.make(t, window(place), Int(count)).bits }
  private static let traceBuildSet: H2 = { t, place, count in t.buildSet(window(place), Int(count)).bits }
  private static let traceBuildDict: H2 = { t, place, count in t.buildDict(window(place), Int(count)).bits }
  private static let traceBuildString: H2 = { t, place, count in t.concatenate(window(place), Int(count)).bits }
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
  private static let traceBuildSetPlain: H2 = { t, place, count in
    copied(place, Int(count)) { items in
      for index in 0..<Int(count) where !t.isPlain(items[index]) { return .unbound }
      return t.plainly { t.buildSet(items, Int(count)) }
    }
  }
  private static let traceBuildDictPlain: H2 = { t, place, count in
    copied(place, 2 * Int(count)) { items in
      for index in 0..<Int(count) where !t.isPlain(items[2 * index]) { return .unbound }
      return t.plainly { t.buildDict(items, Int(count)) }
    }
  }
  private static let traceBuildStringPlain: H2 = { t, place, count in
    copied(place, Int(count)) { t.concatenate($0, Int(count)) }
  }
  private static let traceFormatPlain: H3 = { t, value, form, specification in
    let value = Value(bits: value)
    if !t.isOrdered(value) { return Value.unbound.bits }
    return t.formatField(value, form: Int(form), specification: Value(bits: specification)).bits
  }
  private static let traceHeapPush: H2 = { t, list, item in
    t.pushPlainly(ListRef(Value(bits: list)), Value(bits: item)).bits
  }
  private static let traceHeapPop: H1 = { t, list in t.popPlainly(ListRef(Value(bits: list))).bits }
  private static let traceFormatValue: H3 = { t, value, form, specification in
    t.formatField(Value(bits: value), form: Int(form), specification: Value(bits: specification)).bits
  }

  // MARK: Patterns

  private static let traceMatchSequence: H1 = { t, x in t.matchesSequence(Value(bits: x)).bits }
  private static let traceMatchMapping: H1 = { t, x in t.matchesMapping(Value(bits: x)).bits }
  private static let traceMatchKeys: H2 = { t, x, keys in
    t.matchKeys(Value(bits: x), TupleRef(Value(bits: keys))).bits
  }
  private static let traceMatchClass: H4 = { t, x, type, positional, names in
    t.matchClass(
      Value(bits: x), Value(bits: type), positional: Value(bits: positional).asInt, names: TupleRef(Value(bits: names))
    ).bits
  }
  private static let traceMappingRest: H2 = { t, x, keys in
    t.mappingRest(Value(bits: x), TupleRef(Value(bits: keys))).bits
  }

  // MARK: Exceptions

  private static let traceTakeException: H0 = { t in t.takeException().bits }
  private static let traceSetContext: H2 = { _, exception, handled in
    ExceptionRef(Value(bits: exception)).raised(while: Value(bits: handled))
    return Value.none.bits
  }

  // MARK: Lists and calls

  private static let traceListAppend: H2 = { t, list, value in
    ListRef(Value(bits: list)).append(t, Value(bits: value))
    return Value.none.bits
  }
  private static let traceByteArrayAppend: H2 = { t, x, item in
    let array = ByteArrayRef(Value(bits: x))
    if !t.mayResize(array) { return Value.error.bits }
    let count = array.count
    array.reserve(t, count + 1)
    array.bytes[count] = UInt8(truncatingIfNeeded: Value(bits: item).asInt)
    array.count = count + 1
    return Value.none.bits
  }
  private static let traceListPop: H1 = { t, x in
    let list = ListRef(Value(bits: x))
    if list.count == 0 { return t.raise(.indexError, "pop from empty list").bits }
    let item = list[list.count - 1]
    list[list.count - 1] = .int(0)
    list.count -= 1
    return item.bits
  }
  private static let traceListExtend: H2 = { t, list, source in
    succeeded(t.extendList(ListRef(Value(bits: list)), Value(bits: source)))
  }
  private static let traceListToTuple: H1 = { t, x in
    let list = ListRef(Value(bits: x))
    return list.count == 0 ? vm.pointee.emptyTuple.bits : TupleRef.make(t, list.items, list.count).bits
  }
  private static let traceSetAdd: H2 = { t, set, item in
    if !t.isPlain(Value(bits: item)) { return Value.unbound.bits }
    return t.plainly { DictRef(Value(bits: set)).set(t, Value(bits: item), .none) ? .none : .error }.bits
  }
  private static let traceSetAddGeneral: H2 = { t, set, item in
    succeeded(DictRef(Value(bits: set)).set(t, Value(bits: item), .none))
  }
  private static let traceLength: H1 = { t, x in
    let length = t.length(Value(bits: x))
    return length < 0 ? Value.error.bits : Value.int(length).bits
  }
  private static let traceCallSpread: H3 = { t, callee, items, named in
    var tuple = Value(bits: items)
    if !tuple.isKind(.tuple) {
      tuple = t.spreadTuple(tuple, callee: Value(bits: callee))
      if tuple.isError { return tuple.bits }
    }
    return t.call(Value(bits: callee), tuple: TupleRef(tuple), keywords: Value(bits: named)).bits
  }
  private static let traceCallWindow: H4 = { t, callee, place, count, names in
    t.call(Value(bits: callee), window(place), Int(count), names: Value(bits: names)).bits
  }
}
