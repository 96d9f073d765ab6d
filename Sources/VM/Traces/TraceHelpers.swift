// Native functions that traces call: one row each with types and effects. The C functions behind them are in
// TraceHelpers+….swift.
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
  case getItem, setItem, deleteItem, getSlice, setSlice, characterAt, dictGet, dictGetDefault, dictSet
  case dictSetPlain, dictSetTable
  case getIteratorPlain, nextPlain
  case getIterator, next, unpack, makeGenerator
  case buildTuple, buildList, buildSet, buildDict, buildString, formatValue
  case listPop, listExtend, listToTuple, setAdd, setAddGeneral, length
  case byteArrayAppend, callWindow, callSpread, callFrame, ordinal, internText, character, takeException, setContext
  case matchSequence, matchMapping, matchKeys, matchClass, mappingRest
  case binaryPlain, inPlacePlain, comparePlain, containsPlain, getItemPlain, getSlicePlain, getStridePlain,
    setSlicePlain
  case deleteItemPlain, sumItems
  case integerBinary, wideBinary, compareIntegers
  case buildSetPlain, buildDictPlain, buildStringPlain, formatPlain, heapPush, heapPop
  case signedWord, unsignedWord
}

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
    case .dictSetTable:
      return plain(
        [.object, .value, .value], .value, address(traceDictSetTable), reads: dictWrites, writes: dictWrites,
        allocates: true)
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
    case .internText: return plain([.object], .value, address(traceInternText), removable: true)
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
    case .getStridePlain:
      return plain(
        [.object, .value, .value, .value], .value, address(traceGetStride), reads: lists, allocates: true)
    case .setSlicePlain:
      return plain(
        [.object, .value, .value, .value], .value, address(traceSetSlice), reads: lists, writes: lists, allocates: true)
    case .sumItems:
      return plain([.object, .value], .value, address(traceSumItems), reads: lists, removable: true, allocates: true)
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
    case .signedWord: return plain([.raw], .value, address(traceSignedWord), removable: true, allocates: true)
    case .unsignedWord: return plain([.raw], .value, address(traceUnsignedWord), removable: true, allocates: true)
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

  /// Results of helpers in machine words.
  typealias Word = UInt64
  typealias H0 = @convention(c) (Thread) -> Word
  typealias H1 = @convention(c) (Thread, Word) -> Word
  typealias H2 = @convention(c) (Thread, Word, Word) -> Word
  typealias H3 = @convention(c) (Thread, Word, Word, Word) -> Word
  typealias H4 = @convention(c) (Thread, Word, Word, Word, Word) -> Word
  private static func address(_ body: H0) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H1) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H2) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H3) -> UInt { unsafeBitCast(body, to: UInt.self) }
  private static func address(_ body: H4) -> UInt { unsafeBitCast(body, to: UInt.self) }
}
