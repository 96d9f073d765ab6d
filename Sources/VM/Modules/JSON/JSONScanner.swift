// Reading JSON: `_json.make_scanner`, the callable behind json.loads.
//
// Words of a scanner: 1 strict, 2 object_hook, 3 object_pairs_hook, 4 parse_float, 5 parse_int, 6 parse_constant.

import CRuntime
import Glibc

private enum ScannerWord {
  static let strict = 1
  static let objectHook = 2
  static let pairsHook = 3
  static let parseFloat = 4
  static let parseInt = 5
  static let parseConstant = 6
  static let words = 7
}

/// One call of a scanner. Lives on the native stack, where the collector finds its references.
private struct JSONReader<Unit: JSONUnit> {
  let t: Thread
  let scanner: Raw
  let document: StringRef
  let units: UnsafePointer<Unit>
  let count: Int
  let isStrict: Bool
  /// Keys that are long or not of one byte per character: equal ones of one document share one string.
  var memo: DictRef?
  /// Items of the arrays and objects that are open here.
  let stack: ListRef
  var index: Int
  /// Arrays and objects open here, counted as calls.
  var depth = 0

  init(_ t: Thread, _ scanner: Raw, _ document: StringRef, _ units: UnsafePointer<Unit>, _ index: Int) {
    self.t = t
    self.scanner = scanner
    self.document = document
    self.units = units
    self.index = index
    count = document.count
    isStrict = scanner.word(ScannerWord.strict).isTrue
    stack = ListRef.make(t, capacity: 32)
  }

  private func fail(_ message: StaticString, at place: Int? = nil) -> Value {
    t.raiseJSON(message, document, place ?? index)
  }

  /// No value stands here: json.decoder turns this into "Expecting value".
  private func stop(_ place: Int) -> Value { t.raise(.stopIteration, arguments: TupleRef.make(t, .int(place))) }

  @inline(__always) private mutating func skipBlanks() {
    while index < count {
      let unit = units[index]
      guard unit == 0x20 || unit == 0x0A || unit == 0x09 || unit == 0x0D else { return }
      index &+= 1
    }
  }

  @inline(__always) private func stands(_ character: UInt8) -> Bool {
    index < count && units[index] == Unit(truncatingIfNeeded: character)
  }

  private func stands(_ word: StaticString) -> Bool {
    guard index + word.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<word.utf8CodeUnitCount
    where units[index + offset] != Unit(truncatingIfNeeded: word.utf8Start[offset]) { return false }
    return true
  }

  /// The value that stands at `index`; leaves `index` behind it.
  mutating func value() -> Value {
    guard index < count else { return stop(index) }
    switch UInt8(truncatingIfNeeded: units[index] < 0x80 ? units[index] : 0) {
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "{"): return nested("object") { $0.object() }
    case UInt8(ascii: "["): return nested("array") { $0.array() }
    case UInt8(ascii: "n") where stands("null"): return word(4, .none)
    case UInt8(ascii: "t") where stands("true"): return word(4, .true)
    case UInt8(ascii: "f") where stands("false"): return word(5, .false)
    case UInt8(ascii: "N") where stands("NaN"): return constant("NaN")
    case UInt8(ascii: "I") where stands("Infinity"): return constant("Infinity")
    case UInt8(ascii: "-") where stands("-Infinity"): return constant("-Infinity")
    default: return number()
    }
  }

  private mutating func word(_ length: Int, _ value: Value) -> Value {
    index += length
    return value
  }

  private mutating func constant(_ name: StaticString) -> Value {
    index += name.utf8CodeUnitCount
    return t.call(scanner.word(ScannerWord.parseConstant), StringRef.make(t, name))
  }

  @inline(__always) private mutating func string() -> Value {
    let (value, end) = t.scanJSONString(document, units, index + 1, isStrict: isStrict)
    index = end
    return value
  }

  private mutating func nested(_ word: StaticString, _ read: (inout Self) -> Value) -> Value {
    if t.isTooDeep(depth) {
      return t.raise(
        .recursionError, "maximum recursion depth exceeded while decoding a JSON \(word) from a unicode string")
    }
    depth += 1
    defer { depth -= 1 }
    index += 1
    return read(&self)
  }

  // MARK: Containers

  private mutating func array() -> Value {
    let base = stack.count
    skipBlanks()
    if !stands(UInt8(ascii: "]")) {
      while true {
        let item = value()
        if item.isError { return .error }
        stack.append(t, item)
        skipBlanks()
        if stands(UInt8(ascii: "]")) { break }
        guard stands(UInt8(ascii: ",")) else { return fail("Expecting ',' delimiter") }
        index += 1
        skipBlanks()
      }
    }
    index += 1
    let count = stack.count &- base
    if count == 0 { return ListRef.make(t).value }
    let list = ListRef.make(t, stack.items + base, count)
    stack.count = base
    return list
  }

  private mutating func object() -> Value {
    let base = stack.count
    skipBlanks()
    if !stands(UInt8(ascii: "}")) {
      while true {
        guard stands(UInt8(ascii: "\"")) else { return fail("Expecting property name enclosed in double quotes") }
        let key = key()
        if key.isError { return .error }
        skipBlanks()
        guard stands(UInt8(ascii: ":")) else { return fail("Expecting ':' delimiter") }
        index += 1
        skipBlanks()
        stack.append(t, key)
        let item = value()
        if item.isError { return .error }
        stack.append(t, item)
        skipBlanks()
        if stands(UInt8(ascii: "}")) { break }
        guard stands(UInt8(ascii: ",")) else { return fail("Expecting ',' delimiter") }
        index += 1
        skipBlanks()
      }
    }
    index += 1
    return collect(from: base)
  }

  /// The object whose keys and values lie on the stack from `base` on.
  private func collect(from base: Int) -> Value {
    let count = (stack.count &- base) / 2
    let pairsHook = scanner.word(ScannerWord.pairsHook)
    if !pairsHook.isNone {
      let pairs = ListRef.make(t, capacity: count)
      for pair in 0..<count {
        pairs.append(t, TupleRef.make(t, stack[base &+ pair &* 2], stack[base &+ pair &* 2 &+ 1]))
      }
      stack.count = base
      return t.call(pairsHook, pairs.value)
    }
    let dict = DictRef.make(t)
    if count > 0 {
      dict.reserve(t, count)
      let items = stack.items + base
      for pair in 0..<count {
        dict.set(t, items[pair &* 2], items[pair &* 2 &+ 1], hash: StringRef(items[pair &* 2]).hash)
      }
      stack.count = base
    }
    let hook = scanner.word(ScannerWord.objectHook)
    return hook.isNone ? dict.value : t.call(hook, dict.value)
  }

  /// The key whose opening quote stands at `index`: a string that other objects share, if it is a short one.
  private mutating func key() -> Value {
    let start = index &+ 1
    if Unit.bitWidth == 8 {
      let (end, isAscii) = t.endOfPlainJSON(units, start, count, isStrict: isStrict)
      if end < count && units[end] == 0x22 {
        index = end &+ 1
        if end &- start < 2 { return document.slice(t, start, end) }
        if end &- start > JSONKeys.longest {
          return shared(t.makePlainJSON(document, units, start, end, isAscii: isAscii))
        }
        let bytes = UnsafeRawPointer(units + start)
        let slot = JSONKeys.slot(bytes, end &- start)
        let known = JSONKeys.table(t).items + slot
        if known.pointee.isObject && StringRef(known.pointee).count == end &- start
          && memcmp(StringRef(known.pointee).bytes, bytes, end &- start) == 0
        {
          return known.pointee
        }
        let key = t.makePlainJSON(document, units, start, end, isAscii: isAscii)
        known.pointee = key
        return key
      }
    }
    return shared(string())
  }

  private mutating func shared(_ key: Value) -> Value {
    if key.isError { return key }
    let memo = self.memo ?? DictRef.make(t)
    self.memo = memo
    let known = memo.get(t, key)
    if known.isBound { return known }
    memo.set(t, key, key)
    return key
  }

  // MARK: Numbers

  @inline(__always) private func isDigit(_ place: Int) -> Bool {
    place < count && units[place] >= 0x30 && units[place] <= 0x39
  }

  private mutating func number() -> Value {
    let start = index
    var end = start
    if units[end] == UInt8(ascii: "-") { end += 1 }
    guard isDigit(end) else { return stop(start) }
    let first = end
    if units[end] == 0x30 { end += 1 } else { while isDigit(end) { end += 1 } }
    let wholeEnd = end
    if end < count, units[end] == UInt8(ascii: "."), isDigit(end + 1) {
      end += 2
      while isDigit(end) { end += 1 }
    }
    if end < count, units[end] == UInt8(ascii: "e") || units[end] == UInt8(ascii: "E") {
      var exponent = end + 1
      if exponent < count, units[exponent] == UInt8(ascii: "-") || units[exponent] == UInt8(ascii: "+") {
        exponent += 1
      }
      if isDigit(exponent) {
        end = exponent
        while isDigit(end) { end += 1 }
      }
    }
    index = end
    let isFloat = end > wholeEnd
    let parse = scanner.word(isFloat ? ScannerWord.parseFloat : ScannerWord.parseInt)
    if parse != (isFloat ? vm.pointee.types.float : vm.pointee.types.int) {
      return t.call(parse, document.slice(t, start, end))
    }
    if !isFloat && end - first <= 18 {
      var magnitude = 0
      for place in first..<end { magnitude = magnitude &* 10 &+ Int(units[place] &- 0x30) }
      return .int(first > start ? -magnitude : magnitude)
    }
    if isFloat, let double = shortDouble(first, end) { return t.makeFloat(first > start ? -double : double) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: end - start) { text in
      for place in start..<end { text[place - start] = UInt8(truncatingIfNeeded: units[place]) }
      let text = UnsafeBufferPointer(text)
      return isFloat ? t.makeFloat(parseDouble(text) ?? 0) : t.parseInteger(text, base: 10)
    }
  }
}

extension JSONReader {
  /// A number without sign whose digits and power of ten are exact doubles: one rounding gives its value.
  @inline(__always) fileprivate func shortDouble(_ start: Int, _ end: Int) -> Double? {
    guard end &- start <= 18 else { return nil }
    var digits = 0
    var exponent = 0
    var place = start
    var afterPoint = false
    while place < end {
      let unit = units[place]
      if unit == UInt8(ascii: ".") {
        afterPoint = true
      } else if unit > 0x39 {
        break
      } else {
        digits = digits &* 10 &+ Int(unit &- 0x30)
        if afterPoint { exponent &-= 1 }
      }
      place &+= 1
    }
    if place < end {
      place &+= 1
      let isNegative = units[place] == UInt8(ascii: "-")
      if isNegative || units[place] == UInt8(ascii: "+") { place &+= 1 }
      var written = 0
      while place < end {
        written = written &* 10 &+ Int(units[place] &- 0x30)
        place &+= 1
      }
      exponent &+= isNegative ? -written : written
    }
    guard digits <= 1 << 53, exponent >= -22, exponent <= 22 else { return nil }
    return exponent < 0 ? Double(digits) / powersOfTen[-exponent] : Double(digits) * powersOfTen[exponent]
  }
}

/// The powers of ten that are exact doubles.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]

/// Short keys that were read last, by their bytes, so that a key that is met again needs no new string.
private enum JSONKeys {
  static let longest = 40
  private static let slots = 512
  nonisolated(unsafe) private static var keys = Value.unbound

  /// The table: None or a str of one byte per character in each slot.
  @inline(__always) static func table(_ t: Thread) -> ListRef {
    if _slowPath(keys.isUnbound) {
      let list = ListRef.makeUnwritten(t, count: slots)
      for slot in 0..<slots { list[slot] = .none }
      keys = vm.pointee.immortal(list.value)
    }
    return ListRef(keys)
  }

  /// The slot for 2 bytes or more.
  @inline(__always) static func slot(_ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    var first: UInt64
    var last: UInt64
    if count >= 8 {
      first = bytes.loadUnaligned(as: UInt64.self)
      last = (bytes + count - 8).loadUnaligned(as: UInt64.self)
    } else {
      first = UInt64(bytes.loadUnaligned(as: UInt16.self))
      last = UInt64((bytes + count - 2).loadUnaligned(as: UInt16.self))
      if count >= 4 {
        first = UInt64(bytes.loadUnaligned(as: UInt32.self))
        last = UInt64((bytes + count - 4).loadUnaligned(as: UInt32.self))
      }
    }
    first = (first ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
    last = (last ^ first) &* 0xC2B2_AE3D_27D4_EB4F
    return Int(last &>> 55)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Do `depth` nested native calls reach the recursion limit or the end of the native stack?
  func isTooDeep(_ depth: Int) -> Bool {
    nativeStackIsLow || pointee.frame.unsafelyUnwrapped + depth >= pointee.frameLimit.unsafelyUnwrapped
  }

  /// What a scanner gives for the value at `index`: the value and the place behind it.
  fileprivate func scan(_ scanner: Raw, _ document: StringRef, _ index: Int) -> Value {
    func read<Unit: JSONUnit>(_ units: UnsafePointer<Unit>) -> Value {
      var reader = JSONReader(self, scanner, document, units, index)
      let value = reader.value()
      return value.isError ? .error : TupleRef.make(self, value, .int(reader.index))
    }
    switch document.widthShift {
    case 0: return read(UnsafePointer(document.bytes))
    case 1: return read(UnsafePointer(document.units16))
    default: return read(UnsafePointer(document.units32))
    }
  }

  /// `_json.scanstring`.
  func scanJSONString(_ document: StringRef, _ start: Int, isStrict: Bool) -> Value {
    let (value, end) =
      switch document.widthShift {
      case 0: scanJSONString(document, UnsafePointer(document.bytes), start, isStrict: isStrict)
      case 1: scanJSONString(document, UnsafePointer(document.units16), start, isStrict: isStrict)
      default: scanJSONString(document, UnsafePointer(document.units32), start, isStrict: isStrict)
      }
    return value.isError ? .error : TupleRef.make(self, value, .int(end))
  }

  func defineJSONScanner(_ module: ModuleRef) {
    let type = define(
      TypeDefinition(
        name: "Scanner", words: ScannerWord.words, module: "_json", methods: scannerMethods,
        attributes: [
          GetSetDefinition("strict", { _, s in s.pointer.word(ScannerWord.strict) }),
          GetSetDefinition("object_hook", { _, s in s.pointer.word(ScannerWord.objectHook) }),
          GetSetDefinition("object_pairs_hook", { _, s in s.pointer.word(ScannerWord.pairsHook) }),
          GetSetDefinition("parse_float", { _, s in s.pointer.word(ScannerWord.parseFloat) }),
          GetSetDefinition("parse_int", { _, s in s.pointer.word(ScannerWord.parseInt) }),
          GetSetDefinition("parse_constant", { _, s in s.pointer.word(ScannerWord.parseConstant) }),
        ], doc: "JSON scanner object"))
    module.namespace.set(name: StringRef.intern("make_scanner"), type)
  }
}

private let scannerMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, context)") { t, a in
    let scanner = t.allocateInstance(TypeRef(a[0]))
    let strict = t.getAttribute(a[1], StringRef.intern("strict"))
    if strict.isError { return .error }
    let truth = t.truth(strict)
    if truth < 0 { return .error }
    scanner.pointer.setWord(ScannerWord.strict, .bool(truth == 1))
    let hooks: [(StaticString, Int)] = [
      ("object_hook", ScannerWord.objectHook), ("object_pairs_hook", ScannerWord.pairsHook),
      ("parse_float", ScannerWord.parseFloat), ("parse_int", ScannerWord.parseInt),
      ("parse_constant", ScannerWord.parseConstant),
    ]
    for (name, word) in hooks {
      let hook = t.getAttribute(a[1], StringRef.intern(name))
      if hook.isError { return .error }
      scanner.pointer.setWord(word, hook)
    }
    return scanner
  },
  NativeDefinition("__call__(self, string, idx)") { t, a in
    guard a[1].isKind(.string) else {
      return t.raise(.typeError, "first argument must be a string, not \(a[1].typeName)")
    }
    guard let index = t.index(a[2]) else { return .error }
    if index < 0 { return t.raise(.valueError, "idx cannot be negative") }
    return t.scan(a[0].pointer, StringRef(a[1]), index)
  },
]
