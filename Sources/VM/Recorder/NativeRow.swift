// What the recorder must know of a native function to call it without the frames in memory: one row each.
//
// A row promises that the function, given arguments of the accepted types, runs no Python code, looks at no frame and
// writes only to the regions named. Two sorts of argument are looked at when the call is made: `plain` and `…Items`
// (Traces/Plainness.swift). Functions that traces know better than by a call are in Record+Natives.swift.

import CRuntime
import TraceIR

/// Types of an argument, exact ones.
struct AcceptedTypes: OptionSet {
  let rawValue: UInt32
  static let int = AcceptedTypes(rawValue: 1 << 0)
  static let bigInt = AcceptedTypes(rawValue: 1 << 1)
  static let float = AcceptedTypes(rawValue: 1 << 2)
  static let bool = AcceptedTypes(rawValue: 1 << 3)
  static let none = AcceptedTypes(rawValue: 1 << 4)
  static let string = AcceptedTypes(rawValue: 1 << 5)
  static let bytes = AcceptedTypes(rawValue: 1 << 6)
  static let byteArray = AcceptedTypes(rawValue: 1 << 7)
  static let list = AcceptedTypes(rawValue: 1 << 8)
  static let tuple = AcceptedTypes(rawValue: 1 << 9)
  static let dict = AcceptedTypes(rawValue: 1 << 10)
  static let set = AcceptedTypes(rawValue: 1 << 11)
  static let range = AcceptedTypes(rawValue: 1 << 12)
  static let dictView = AcceptedTypes(rawValue: 1 << 13)
  /// A built-in class.
  static let type = AcceptedTypes(rawValue: 1 << 14)
  /// Any other built-in type.
  static let other = AcceptedTypes(rawValue: 1 << 15)
  /// A class in Python, or an instance of one.
  static let subclass = AcceptedTypes(rawValue: 1 << 16)
  static let all = AcceptedTypes(rawValue: .max)

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The type of a value.
  init(_ value: Value) {
    if value.isInt {
      self = .int
    } else if value.isImmediateFloat {
      self = .float
    } else if value.isBool {
      self = .bool
    } else if value.isNone {
      self = .none
    } else if value.isObject && value.isKind(.type) {
      self = TypeRef(value).isHeapType ? .subclass : .type
    } else if !value.isObject {
      self = .other
    } else if value.type.isHeapType {
      self = .subclass
    } else {
      switch value.objectKind {
      case .float: self = .float
      case .bigInt: self = .bigInt
      case .string: self = .string
      case .bytes: self = .bytes
      case .byteArray where value.pointer.shapeWord == vm.pointee.shapes.byteArray.address: self = .byteArray
      case .list: self = .list
      case .tuple where value.pointer.shapeWord == vm.pointee.shapes.tuple.address: self = .tuple
      case .dict where value.pointer.shapeWord == vm.pointee.shapes.dict.address: self = .dict
      case .set, .frozenSet: self = .set
      case .range: self = .range
      case .dictView: self = .dictView
      default: self = .other
      }
    }
  }
}

/// What a row asks of one argument.
struct NativeParameter {
  /// What is looked at when the call is made; the number is part of the machine code (TraceHelpers+Natives).
  enum Check: UInt64 { case nothing, plain, plainItems, orderedItems }
  let types: AcceptedTypes
  var check = Check.nothing
  /// The trace leaves unless the argument has the type it had when recorded.
  var isGuarded = true

  static let anything = NativeParameter(types: .all, isGuarded: false)
  /// Hashes and compares for equality without Python code.
  static let plain = NativeParameter(types: .all, check: .plain, isGuarded: false)
  static let text = NativeParameter(types: .string)
  static let textOrNone = NativeParameter(types: [.string, .none])
  static let int = NativeParameter(types: .int)
  static let integer = NativeParameter(types: [.int, .bigInt, .bool])
  static let number = NativeParameter(types: [.int, .bigInt, .float, .bool])
  static let real = NativeParameter(types: [.int, .float])
  static let index = NativeParameter(types: [.int, .none])
  static let flag = NativeParameter(types: [.bool, .int])
  static let none = NativeParameter(types: .none)
  static let scalar = NativeParameter(types: [.int, .bigInt, .float, .bool, .none, .string, .bytes])
  static let bytes = NativeParameter(types: .bytes)
  static let byteArray = NativeParameter(types: .byteArray)
  static let anyBytes = NativeParameter(types: [.bytes, .byteArray])
  static let list = NativeParameter(types: .list)
  static let dict = NativeParameter(types: .dict)
  static let set = NativeParameter(types: .set)
  static let sequence = NativeParameter(types: [.list, .tuple])
  /// Iterating over it runs no Python code.
  static let iterable = NativeParameter(
    types: [.list, .tuple, .string, .bytes, .byteArray, .range, .dict, .set, .dictView])
  static let plainItems = NativeParameter(
    types: [.list, .tuple, .string, .bytes, .byteArray, .range, .dict, .set], check: .plainItems)
  static let orderedItems = NativeParameter(
    types: [.list, .tuple, .string, .bytes, .byteArray, .range, .dict, .set], check: .orderedItems)
  /// The built-in class that a class method is called on.
  static let type = NativeParameter(types: .type)
  /// The object itself, of a built-in type without a name above or of a subclass in Python.
  static let receiver = NativeParameter(types: [.other, .subclass])
  static let exactReceiver = NativeParameter(types: .other)
}

struct NativeRow {
  enum Result {
    case value
    /// A small int; the function does not fail.
    case int
    /// True or False; the function does not fail.
    case truth
  }
  /// `list.pop` for methods, `math.gcd` or `len` for functions, `new int` for the call of a class.
  let name: String
  let parameters: [NativeParameter]
  let result: Result
  let reads: Regions
  let writes: Regions
  /// Does not fail, and nobody misses a call whose result is not used.
  let isRemovable: Bool
  /// A call of the class with this many arguments.
  var isClass: Bool { name.hasPrefix("new ") }

  static let mostParameters = 4
  /// May find that it would need Python code: where it looks at items, or looks up keys.
  var mayRefuse: Bool { parameters.contains { $0.check != .nothing } || reads.contains(.tables) }

  init(
    _ name: String, _ parameters: [NativeParameter], _ result: Result = .value, reads: Regions = [],
    writes: Regions = [], removable: Bool = false
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.reads = reads.union(writes)
    self.writes = writes
    isRemovable = removable || result != .value
  }
}

extension NativeRow {
  /// Numbers of rows by name; a name may have several.
  static let byName = Dictionary(grouping: table.indices) { table[$0].name }

  private static let lists: Regions = [Regions(.listHeader), Regions(.listItems)]
  /// Dicts may be namespaces, whose values are in cells.
  private static let tables: Regions = [Regions(.tables), Regions(.fields), Regions(.cells)]
  private static let sets: Regions = [Regions(.tables), Regions(.fields)]
  private static let buffers: Regions = [Regions(.fields), Regions(.buffers)]
  private static let queues: Regions = lists.union(Regions(.fields))
  private static let containers: Regions = lists.union(tables).union(buffers)

  static let table: [NativeRow] =
    textRows + bytesRows + numberRows + containerRows + functionRows + classRows

  // MARK: str

  private static func rows(
    _ owner: String, _ names: [String], _ parameters: [NativeParameter], _ result: Result = .value, reads: Regions = []
  ) -> [NativeRow] {
    names.map { NativeRow("\(owner).\($0)", parameters, result, reads: reads) }
  }

  private static let textRows: [NativeRow] = [
    rows(
      "str",
      [
        "isalpha", "isdecimal", "isdigit", "isnumeric", "isalnum", "isspace", "islower", "isupper", "istitle",
        "isascii", "isprintable", "isidentifier",
      ], [.text], .truth),
    rows("str", ["find", "rfind", "count"], [.text, .text, .index, .index], .int),
    rows("str", ["startswith", "endswith"], [.text, .text, .index, .index], .truth),
    rows("str", ["index", "rindex"], [.text, .text, .index, .index]),
    rows("str", ["lower", "upper", "title", "capitalize", "swapcase", "casefold", "encode"], [.text]),
    rows("str", ["strip", "lstrip", "rstrip"], [.text, .textOrNone]),
    rows("str", ["split", "rsplit"], [.text, .textOrNone, .int]),
    rows("str", ["partition", "rpartition", "removeprefix", "removesuffix"], [.text, .text]),
    rows("str", ["center", "ljust", "rjust"], [.text, .int, .text]),
    rows("str", ["splitlines"], [.text, .flag]),
    rows("str", ["join"], [.text, .sequence], reads: lists),
    rows("str", ["replace"], [.text, .text, .text, .int]),
    rows("str", ["zfill", "expandtabs"], [.text, .int]),
  ].flatMap { $0 }

  // MARK: bytes and bytearray

  private static let bytesRows: [NativeRow] =
    commonBytesRows("bytes") + commonBytesRows("bytearray") + [
      NativeRow("bytearray.extend", [.byteArray, .anyBytes], writes: buffers),
      NativeRow("bytearray.insert", [.byteArray, .int, .int], writes: buffers),
      NativeRow("bytearray.pop", [.byteArray, .int], writes: buffers),
      NativeRow("bytearray.remove", [.byteArray, .int], writes: buffers),
      NativeRow("bytearray.clear", [.byteArray], writes: buffers),
      NativeRow("bytearray.reverse", [.byteArray], writes: buffers),
      NativeRow("bytearray.copy", [.byteArray], reads: buffers),
    ]

  private static func commonBytesRows(_ owner: String) -> [NativeRow] {
    [
      rows(
        owner, ["find", "rfind", "count", "index", "rindex", "startswith", "endswith"],
        [.anyBytes, .anyBytes, .index, .index], reads: buffers),
      rows(
        owner,
        ["lower", "upper", "hex", "decode", "isalpha", "isdigit", "isalnum", "isspace", "islower", "isupper"],
        [.anyBytes], reads: buffers),
      rows(owner, ["strip", "lstrip", "rstrip"], [.anyBytes, .bytes], reads: buffers),
      rows(owner, ["split"], [.anyBytes, .bytes, .int], reads: buffers),
      rows(owner, ["replace"], [.anyBytes, .anyBytes, .anyBytes, .int], reads: buffers),
      rows(owner, ["join"], [.anyBytes, .sequence], reads: containers),
    ].flatMap { $0 }
  }

  // MARK: Numbers

  private static let numberRows: [NativeRow] = [
    NativeRow("int.bit_length", [.integer], .int),
    NativeRow("int.bit_count", [.integer], .int),
    NativeRow("int.to_bytes", [.integer, .int, .text, .flag]),
    NativeRow("int.from_bytes", [.type, .anyBytes, .text, .flag], reads: buffers),
    NativeRow("float.is_integer", [NativeParameter(types: .float)], .truth),
    NativeRow("float.hex", [NativeParameter(types: .float)]),
    NativeRow("math.floor", [.real]),
    NativeRow("math.ceil", [.real]),
    NativeRow("math.trunc", [.real]),
    NativeRow("math.isqrt", [.integer]),
    NativeRow("math.log", [.real, .real]),
    NativeRow("math.log2", [.real]),
    NativeRow("math.log10", [.real]),
    NativeRow("math.pow", [.real, .real]),
    NativeRow("math.fmod", [.real, .real]),
    NativeRow("math.atan2", [.real, .real]),
    NativeRow("math.asin", [.real]),
    NativeRow("math.acos", [.real]),
    NativeRow("math.sinh", [.real]),
    NativeRow("math.cosh", [.real]),
    NativeRow("math.tanh", [.real]),
    NativeRow("math.radians", [.real]),
    NativeRow("math.degrees", [.real]),
    NativeRow("math.copysign", [.real, .real]),
    NativeRow("math.ldexp", [.real, .int]),
    NativeRow("math.frexp", [.real]),
    NativeRow("math.modf", [.real]),
    NativeRow("math.factorial", [.int]),
    NativeRow("math.comb", [.int, .int]),
    NativeRow("math.isnan", [.real]),
    NativeRow("math.isinf", [.real]),
    NativeRow("math.isfinite", [.real]),
    NativeRow("Random.random", [.receiver], writes: Regions(.fields)),
    NativeRow("Random.getrandbits", [.receiver, .int], writes: Regions(.fields)),
  ]

  // MARK: Containers

  private static let containerRows: [NativeRow] = [
    NativeRow("list.pop", [.list, .int], writes: lists),
    NativeRow("list.insert", [.list, .int, .anything], writes: lists),
    NativeRow("list.extend", [.list, .iterable], reads: containers, writes: lists),
    NativeRow("list.clear", [.list], writes: lists),
    NativeRow("list.copy", [.list], reads: lists),
    NativeRow("list.reverse", [.list], writes: lists),
    NativeRow("list.remove", [.plainList, .plain], writes: lists),
    NativeRow("list.count", [.plainList, .plain], reads: lists),
    NativeRow("list.index", [.plainList, .plain, .int, .int], reads: lists),
    NativeRow("list.sort", [.orderedList, .none, .flag], writes: lists),
    NativeRow("tuple.count", [.plainItems, .plain]),
    NativeRow("tuple.index", [.plainItems, .plain, .int, .int]),
    NativeRow("dict.pop", [.dict, .plain, .anything], writes: tables),
    NativeRow("dict.setdefault", [.dict, .plain, .anything], writes: tables),
    NativeRow("dict.popitem", [.dict], writes: tables),
    NativeRow("dict.clear", [.dict], writes: tables),
    NativeRow("dict.copy", [.dict], reads: tables),
    NativeRow("OrderedDict.move_to_end", [.exactReceiver, .plain, .flag], writes: tables),
    NativeRow("OrderedDict.popitem", [.exactReceiver, .flag], writes: tables),
    NativeRow("set.add", [.set, .plain], writes: sets),
    NativeRow("set.discard", [.set, .plain], writes: sets),
    NativeRow("set.remove", [.set, .plain], writes: sets),
    NativeRow("set.pop", [.set], writes: sets),
    NativeRow("set.clear", [.set], writes: sets),
    NativeRow("set.copy", [.set], reads: tables),
    NativeRow("set.issubset", [.set, .set], reads: tables),
    NativeRow("set.issuperset", [.set, .set], reads: tables),
    NativeRow("set.isdisjoint", [.set, .set], reads: tables),
    NativeRow("deque.append", [.receiver, .anything], writes: queues),
    NativeRow("deque.appendleft", [.receiver, .anything], writes: queues),
    NativeRow("deque.pop", [.receiver], writes: queues),
    NativeRow("deque.popleft", [.receiver], writes: queues),
    NativeRow("deque.rotate", [.receiver, .int], writes: queues),
    NativeRow("deque.clear", [.receiver], writes: queues),
  ]

  // MARK: Functions

  private static let functionRows: [NativeRow] = [
    NativeRow("divmod", [.number, .number]),
    NativeRow("pow", [.number, .number]),
    NativeRow("pow", [.integer, .integer, .integer]),
    NativeRow("abs", [.number]),
    NativeRow("round", [.real, .index]),
    NativeRow("hex", [.integer]),
    NativeRow("oct", [.integer]),
    NativeRow("bin", [.integer]),
    NativeRow("repr", [.scalar]),
    NativeRow("hash", [.scalar]),
    NativeRow("id", [.anything]),
    NativeRow("callable", [.anything], .truth),
    NativeRow("sorted", [.orderedItems, .none, .flag], reads: containers),
    NativeRow("sum", [.orderedItems, .real], reads: containers),
    NativeRow("min", [.orderedItems], reads: containers),
    NativeRow("max", [.orderedItems], reads: containers),
    NativeRow("any", [.orderedItems], reads: containers),
    NativeRow("all", [.orderedItems], reads: containers),
    NativeRow("time.perf_counter", []),
    NativeRow("time.perf_counter_ns", []),
    NativeRow("time.process_time", []),
    NativeRow("time.time", []),
  ]

  // MARK: Classes

  private static let classRows: [NativeRow] = [
    NativeRow("new int", [.text]),
    NativeRow("new int", [.text, .int]),
    NativeRow("new int", [.scalarNumber]),
    NativeRow("new float", [.text]),
    NativeRow("new float", [.scalarNumber]),
    NativeRow("new str", []),
    NativeRow("new str", [.scalar]),
    NativeRow("new bool", [.scalar]),
    NativeRow("new bytes", []),
    NativeRow("new bytes", [.anyBytes], reads: buffers),
    NativeRow("new bytes", [.int]),
    NativeRow("new bytes", [.orderedList], reads: containers),
    NativeRow("new bytearray", []),
    NativeRow("new bytearray", [.anyBytes], reads: buffers),
    NativeRow("new bytearray", [.int]),
    NativeRow("new list", []),
    NativeRow("new list", [.iterable], reads: containers),
    NativeRow("new tuple", []),
    NativeRow("new tuple", [.iterable], reads: containers),
    NativeRow("new set", []),
    NativeRow("new set", [.plainItems], reads: containers),
    NativeRow("new frozenset", []),
    NativeRow("new frozenset", [.plainItems], reads: containers),
    NativeRow("new dict", []),
    NativeRow("new dict", [.dict], reads: tables),
    NativeRow("new reversed", [.reversible], reads: containers),
  ]
}

extension NativeParameter {
  fileprivate static let plainList = NativeParameter(types: .list, check: .plainItems)
  fileprivate static let orderedList = NativeParameter(types: .list, check: .orderedItems)
  fileprivate static let scalarNumber = NativeParameter(types: [.int, .bigInt, .float, .bool])
  fileprivate static let reversible = NativeParameter(types: [.list, .tuple, .string, .range])
}
