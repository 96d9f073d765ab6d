// Bytes → a code object (CodeFormat.swift). Every length is checked against what is left, so that a damaged body ends in
// nil; that the instructions themselves are right is what the checksum and the file's identity stand for.

import CRuntime
import Glibc

struct CodeReader {
  private let t: Thread
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var depth = 0
  private var strings: TupleRef
  /// The file name that all code objects get; unbound: what was written.
  private let filename: Value

  /// The code object whose "c" stands at `position`, which moves behind it; nil when the bytes are damaged.
  static func read(
    _ thread: Thread, _ bytes: UnsafeRawBufferPointer, at position: inout Int, filename: Value = .unbound
  ) -> CodeRef? {
    guard bytes.count - position >= CodeFormat.headerSize, bytes[position] == CodeFormat.code else { return nil }
    let length = Int(bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self))
    let sum = bytes.loadUnaligned(fromByteOffset: position + 5, as: UInt64.self)
    let start = position + CodeFormat.headerSize
    guard length <= bytes.count - start else { return nil }
    let body = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
    guard CodeFormat.checksum(body) == sum else { return nil }
    position = start + length
    var reader = CodeReader(thread, body, filename)
    guard reader.readStrings() else { return nil }
    return reader.code()
  }

  private init(_ thread: Thread, _ bytes: UnsafeRawBufferPointer, _ filename: Value) {
    t = thread
    self.bytes = bytes
    self.filename = filename
    strings = TupleRef(vm.pointee.emptyTuple)
  }

  private mutating func raw<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard bytes.count - position >= size else { return nil }
    defer { position += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// A number of things that take at least `size` bytes each.
  private mutating func count(of size: Int = 1) -> Int? {
    guard let number = raw(UInt32.self), Int(number) * size <= bytes.count - position else { return nil }
    return Int(number)
  }

  private mutating func take() -> UnsafeRawBufferPointer? {
    guard let length = count() else { return nil }
    defer { position += length }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
  }

  private mutating func readStrings() -> Bool {
    guard let number = count(of: 4) else { return false }
    strings = TupleRef.allocate(t, count: number)
    for index in 0..<number { strings[index] = .none }
    for index in 0..<number {
      guard let text = take() else { return false }
      strings[index] = StringRef.intern(StringRef.make(t, utf8: text.bindMemory(to: UInt8.self)))
    }
    return true
  }

  private mutating func string() -> Value? {
    guard let number = raw(UInt32.self), number < strings.count else { return nil }
    return strings[Int(number)]
  }

  private mutating func stringTuple() -> Value? {
    guard let number = count(of: 4) else { return nil }
    if number == 0 { return vm.pointee.emptyTuple }
    let tuple = TupleRef.allocate(t, count: number)
    for index in 0..<number {
      guard let item = string() else { return nil }
      tuple[index] = item
    }
    return tuple.value
  }

  /// A copy of so many elements in memory of their own.
  private mutating func elements<Element>(_: Element.Type) -> (start: UnsafeMutablePointer<Element>, count: Int)? {
    let size = MemoryLayout<Element>.stride
    guard let number = count(of: size) else { return nil }
    let start = UnsafeMutablePointer<Element>.allocate(capacity: max(1, number))
    memcpy(start, bytes.baseAddress! + position, number * size)
    position += number * size
    return (start, number)
  }

  private mutating func code() -> CodeRef? {
    let object = t.allocate(headerImage(vm.pointee.shapes.code, .code, words: CodeRef.words), words: CodeRef.words)
    for index in 1..<CodeRef.words { object.setIntWord(index, 0) }
    guard let name = string(), let qualifiedName = string(), let file = string(), let line = raw(UInt32.self),
      let flags = raw(UInt32.self), let registers = raw(UInt16.self), let arguments = raw(UInt16.self),
      let clear = raw(UInt16.self), let keywords = raw(UInt16.self), let positional = raw(UInt16.self),
      let locals = raw(UInt16.self)
    else { return nil }
    func set(_ field: CodeRef.Field, _ value: Value) { object.setWord(field.rawValue, value) }
    set(.name, name)
    set(.qualname, qualifiedName)
    set(.filename, filename.isBound ? filename : file)
    set(.firstLine, .int(Int(line)))
    for field in [CodeRef.Field.localNames, .cellNames, .freeNames, .names] {
      guard let names = stringTuple() else { return nil }
      set(field, names)
    }
    guard let cells = count(of: 4) else { return nil }
    let cellRegisters = TupleRef.allocate(t, count: cells)
    for index in 0..<cells { cellRegisters[index] = .int(Int(raw(UInt32.self) ?? 0)) }
    set(.cellRegisters, cellRegisters.value)
    guard let words = elements(UInt64.self), let positions = elements(SourcePosition.self),
      let handlers = elements(ExceptionHandler.self), let number = count()
    else { return nil }
    let constants = TupleRef.allocate(t, count: number)
    for index in 0..<number { constants[index] = .none }
    set(.constants, constants.value)
    for index in 0..<number {
      guard let value = constant() else { return nil }
      constants[index] = value
    }
    let code = CodeRef(object)
    code.describe(
      CodeInfo(
        start: words.start, length: UInt32(words.count), id: 0, registerCount: registers, argumentCount: arguments,
        clearCount: clear, keywordOnlyCount: keywords, positionalOnlyCount: positional, localCount: locals,
        flags: flags, constants: nil, object: nil, positions: positions.start, handlers: handlers.start,
        positionCount: UInt32(positions.count), handlerCount: UInt32(handlers.count), entry: words.start,
        callTarget: nil, head: (0, 0), globals: nil))
    return code
  }

  private mutating func constant() -> Value? {
    guard let byte = raw(UInt8.self), let tag = CodeFormat.Tag(rawValue: byte) else { return nil }
    switch tag {
    case .none: return Value.none
    case .true: return .true
    case .false: return .false
    case .ellipsis: return .ellipsis
    case .int: return raw(Int.self).map { t.makeInt($0) }
    case .float: return raw(UInt64.self).map { t.makeFloat(Double(bitPattern: $0)) }
    case .complex:
      guard let real = raw(UInt64.self), let imaginary = raw(UInt64.self) else { return nil }
      return t.makeComplex(Double(bitPattern: real), Double(bitPattern: imaginary))
    case .string: return string()
    case .bytes: return take().map { t.makeBytes($0.bindMemory(to: UInt8.self)) }
    case .bigInt:
      return take().flatMap { digits in
        let value = t.parseInteger(digits.bindMemory(to: UInt8.self), base: 16)
        return value.isUnbound || value.isError ? nil : value
      }
    case .tuple, .frozenSet, .code: return nested(tag)
    }
  }

  private mutating func nested(_ tag: CodeFormat.Tag) -> Value? {
    depth += 1
    defer { depth -= 1 }
    if depth > CodeFormat.maximumDepth { return nil }
    if tag == .code { return code()?.value }
    guard let number = count() else { return nil }
    if tag == .tuple {
      if number == 0 { return vm.pointee.emptyTuple }
      let tuple = TupleRef.allocate(t, count: number)
      for index in 0..<number { tuple[index] = .none }
      for index in 0..<number {
        guard let item = constant() else { return nil }
        tuple[index] = item
      }
      return tuple.value
    }
    let set = DictRef(DictRef.makeTable(t, vm.pointee.shapes.frozenSet, .frozenSet))
    for _ in 0..<number {
      guard let item = constant() else { return nil }
      set.set(t, item, .none)
    }
    return set.value
  }
}
