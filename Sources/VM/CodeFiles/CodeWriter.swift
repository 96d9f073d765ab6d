// A code object as bytes (CodeFormat.swift).

import CRuntime

struct CodeWriter {
  private var output: [UInt8] = []
  /// Numbers of strings by the bits of their value; the strings are kept alive by the code object.
  private var numbers: [UInt64: Int] = [:]
  private var strings: [StringRef] = []
  /// A constant is of a type that no source brings about (`code.replace(co_consts=…)`).
  private var isStrange = false
  private let t: Thread

  private init(_ thread: Thread) { t = thread }

  /// Header and body; nil when a constant is no value that the compiler makes.
  static func bytes(_ thread: Thread, of code: CodeRef) -> [UInt8]? {
    var writer = CodeWriter(thread)
    writer.put(code)
    if writer.isStrange { return nil }
    var body = CodeWriter(thread)
    body.put(writer.strings.count)
    for string in writer.strings { body.put(bytes: string.utf8) }
    body.output += writer.output
    let sum = body.output.withUnsafeBytes { CodeFormat.checksum($0) }
    var result = CodeWriter(thread)
    result.output.append(CodeFormat.code)
    result.put(body.output.count)
    result.put(raw: sum)
    return result.output + body.output
  }

  private mutating func put<Number: FixedWidthInteger>(raw number: Number) {
    withUnsafeBytes(of: number.littleEndian) { output.append(contentsOf: $0) }
  }

  private mutating func put(_ count: Int) { put(raw: UInt32(truncatingIfNeeded: count)) }

  private mutating func put(bytes: [UInt8]) {
    put(bytes.count)
    output += bytes
  }

  private mutating func put(string: Value) {
    if let number = numbers[string.bits] { return put(number) }
    numbers[string.bits] = strings.count
    put(strings.count)
    strings.append(StringRef(string))
  }

  private mutating func put(strings tuple: Value) {
    let tuple = TupleRef(tuple)
    put(tuple.count)
    for index in 0..<tuple.count { put(string: tuple[index]) }
  }

  private mutating func put<Element>(_ elements: UnsafePointer<Element>?, _ count: Int) {
    put(count)
    output.append(contentsOf: UnsafeRawBufferPointer(start: elements, count: count * MemoryLayout<Element>.stride))
  }

  private mutating func put(_ code: CodeRef) {
    let info = code.info.pointee
    put(string: code.field(.name))
    put(string: code.field(.qualname))
    put(string: code.field(.filename))
    put(code.firstLine)
    // What a function's decorator added is not the code's own.
    put(raw: info.flags & ~CodeFlags.iterableCoroutine)
    for count in [
      info.registerCount, info.argumentCount, info.clearCount, info.keywordOnlyCount, info.positionalOnlyCount,
      info.localCount,
    ] {
      put(raw: count)
    }
    for field in [CodeRef.Field.localNames, .cellNames, .freeNames, .names] { put(strings: code.field(field)) }
    let registers = TupleRef(code.field(.cellRegisters))
    put(registers.count)
    for index in 0..<registers.count { put(registers[index].asInt) }
    // The instructions as the compiler left them.
    let length = Int(info.length)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: length) { words in
      let start = words.baseAddress!
      start.initialize(from: info.start, count: length)
      CodeRef.resetCaches(start, length)
      put(UnsafePointer(start), length)
    }
    put(info.positions?.assumingMemoryBound(to: SourcePosition.self), Int(info.positionCount))
    put(info.handlers?.assumingMemoryBound(to: ExceptionHandler.self), Int(info.handlerCount))
    let constants = code.constants
    put(constants.count)
    for index in 0..<constants.count { put(constant: constants[index]) }
  }

  private mutating func put<Element>(_ elements: UnsafeMutablePointer<Element>?, _ count: Int) {
    put(UnsafePointer(elements), count)
  }

  private mutating func put(_ tag: CodeFormat.Tag) { output.append(tag.rawValue) }

  private mutating func put(constant: Value) {
    if constant.isNone { return put(.none) }
    if constant.isBool { return put(constant.isTrue ? .true : .false) }
    if constant.bits == Value.ellipsis.bits { return put(.ellipsis) }
    if constant.isInt {
      put(.int)
      return put(raw: constant.asInt)
    }
    if constant.isFloat {
      put(.float)
      return put(raw: constant.floatValue.bitPattern)
    }
    switch constant.objectKind {
    case .string:
      put(.string)
      put(string: constant)
    case .bytes:
      put(.bytes)
      put(bytes: Array(byteView(constant)!))
    case .complex:
      put(.complex)
      put(raw: ComplexRef(constant).real.bitPattern)
      put(raw: ComplexRef(constant).imaginary.bitPattern)
    case .bigInt:
      put(.bigInt)
      let digits = t.withDigits(constant, base: 16) { Array(UnsafeBufferPointer(start: $0, count: $1)) } ?? []
      if t.truth(t.compare(.less, constant, .int(0))) == 1 { isStrange = true }
      put(bytes: digits)
    case .tuple:
      put(.tuple)
      let tuple = TupleRef(constant)
      put(tuple.count)
      for index in 0..<tuple.count { put(constant: tuple[index]) }
    case .frozenSet:
      put(.frozenSet)
      let set = DictRef(constant)
      put(set.count)
      var position = 0
      while let entry = set.next(&position) { put(constant: entry.key) }
    case .code:
      put(.code)
      put(CodeRef(constant))
    default: isStrange = true
    }
  }
}

extension CodeRef {
  /// Gives it and the code objects inside another file name.
  func rename(file: Value) {
    pointer.setWord(Field.filename.rawValue, file)
    for index in 0..<constants.count where constants[index].isKind(.code) {
      CodeRef(constants[index]).rename(file: file)
    }
  }
}
