// What an FFI object knows of declarations: the packed tables that `ffi.set_source(name, None)` writes into a Python module
// (cffi/cffi_opcode.py names their numbers). `FFI.__init__` reads them once; Declarations+Types.swift makes types of them.
//
// A row is bytes: numbers of four bytes, the highest first, and then a name. Words of the object (InterfaceRef):
//   1 dict of the results of `init_once`       2 dict: text → type, or tuple of a function type that is no pointer
//   3 list of slots: an operation as int until it is needed, then a type or such a tuple
//   4 dict: name of a constant, function or variable → tuple (operation, value)
//   5 list of structures and unions, lists (slot, flags, name, row with those of fields)  6 dict: name → index in 5
//   7 list of enums, lists (slot, primitive, name, text of enumerators)        8 dict: name → index in 7
//   9 dict: name of a typedef → slot          10 tuple of the FFI objects included  11 whether `__init__` ran

import CRuntime
import Glibc

/// One entry of the table of types: what it is, and a number or slot that belongs to it.
struct DeclaredOperation {
  enum Kind: Int {
    case primitive = 1, pointer = 3, array = 5, openArray = 7, aggregate = 9, enumeration = 11, function = 13
    case functionEnd = 15, same = 17, bitField = 19, constant = 29, integerConstant = 31, variable = 33
    case libraryFunction = 35, libraryConstant = 37
  }

  let code: Int
  let argument: Int
  var kind: Kind? { Kind(rawValue: code) }

  init(_ number: Int) {
    code = number & 0xFF
    argument = number >> 8
  }

  /// What the table of types has for the structure or union with this index.
  static func aggregate(_ index: Int) -> Value { .int(index << 8 | Kind.aggregate.rawValue) }
}

enum DeclaredFlags {
  static let isUnion = 0x01, checksFields = 0x02, isPacked = 0x04, isExternal = 0x08, isOpaque = 0x10
}

struct InterfaceRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 12
  /// Versions of the tables that can be read.
  static let versions = 0x2601...0x28FF

  var onceResults: DictRef { DictRef(pointer.word(1)) }
  var typesByText: DictRef { DictRef(pointer.word(2)) }
  var slots: ListRef { ListRef(pointer.word(3)) }
  var globals: DictRef { DictRef(pointer.word(4)) }
  var aggregates: ListRef { ListRef(pointer.word(5)) }
  var aggregateNames: DictRef { DictRef(pointer.word(6)) }
  var enums: ListRef { ListRef(pointer.word(7)) }
  var enumNames: DictRef { DictRef(pointer.word(8)) }
  var typedefs: DictRef { DictRef(pointer.word(9)) }
  var includes: TupleRef { TupleRef(pointer.word(10)) }

  /// An object of a class derived from FFI, without declarations.
  static func make(_ thread: Thread, _ type: TypeRef) -> InterfaceRef {
    let object = InterfaceRef(thread.allocateInstance(type).pointer)
    for word in [1, 2, 4, 6, 8, 9] { object.pointer.setWord(word, DictRef.make(thread).value) }
    for word in [3, 5, 7] { object.pointer.setWord(word, ListRef.make(thread).value) }
    object.pointer.setWord(10, vm.pointee.emptyTuple)
    object.pointer.setWord(11, .false)
    return object
  }

  /// Operation and value of a constant, function or variable; nil when there is none.
  func global(_ name: Value) -> (operation: DeclaredOperation, value: Value)? {
    let row = globals.get(name: name)
    return row.isObject ? (DeclaredOperation(TupleRef(row)[0].asInt), TupleRef(row)[1]) : nil
  }
}

/// Reads a row from its beginning. A row that ends too early gives nil.
private struct DeclaredRow {
  private let bytes: BytesRef
  private var place = 0

  init?(_ value: Value) {
    guard value.isKind(.bytes) else { return nil }
    bytes = BytesRef(value)
  }

  mutating func number() -> Int? {
    guard place + 4 <= bytes.count else { return nil }
    let high = (UnsafeRawPointer(bytes.bytes) + place).loadUnaligned(as: UInt32.self)
    place += 4
    return Int(Int32(bitPattern: UInt32(bigEndian: high)))
  }

  /// The text up to a zero, or to the end, interned.
  mutating func name() -> Value {
    let start = place
    while place < bytes.count && bytes.bytes[place] != 0 { place += 1 }
    defer { place += 1 }
    return StringRef.intern(
      String(decoding: UnsafeBufferPointer(start: bytes.bytes + start, count: place - start), as: UTF8.self))
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `FFI.__init__(module_name, _version, _types, _globals, _struct_unions, _enums, _typenames, _includes)`.
  func initializeInterface(_ interface: InterfaceRef, _ a: Arguments) -> Value {
    if interface.pointer.word(11).isTrue {
      return raise(.valueError, "cannot call FFI.__init__() more than once")
    }
    guard a[1].isUnbound || a[1].isKind(.string) else {
      return raise(.typeError, "FFI() argument 1 must be str, not \(a[1].typeName)")
    }
    guard let version = a[2].isUnbound ? -1 : index(a[2]) else { return .error }
    guard a[3].isUnbound || a[3].isKind(.bytes) else {
      return raise(.typeError, "FFI() argument 3 must be bytes, not \(a[3].typeName)")
    }
    for position in 4...8 where a[position].isBound && !a[position].isKind(.tuple) {
      return raise(.typeError, "FFI() argument \(position) must be tuple, not \(a[position].typeName)")
    }
    interface.pointer.setWord(11, .true)
    if version == -1 && (a[3].isUnbound || BytesRef(a[3]).count == 0) { return .none }
    let name = a[1].isUnbound ? "?" : StringRef(a[1]).text
    guard InterfaceRef.versions ~= version else {
      let shown = String(UInt(bitPattern: version), radix: 16)
      return raise(
        .importError, "cffi out-of-line Python module '\(name)' has unknown version 0x\(shown)")
    }
    func table(_ position: Int) -> Value { a[position].isUnbound ? vm.pointee.emptyTuple : a[position] }
    guard a[3].isUnbound || readTypes(interface, a[3]), readGlobals(interface, TupleRef(table(4))),
      readAggregates(interface, TupleRef(table(5))), readEnums(interface, TupleRef(table(6))),
      readTypedefs(interface, TupleRef(table(7))), readIncludes(interface, table(8))
    else { return raiseDamaged(name) }
    return .none
  }

  /// CPython's backend trusts the tables; here what cannot be is an error.
  @discardableResult func raiseDamaged(_ name: String) -> Value {
    raise(foreignTypes.error, "cffi out-of-line Python module '\(name)' has damaged declarations")
  }

  private func readTypes(_ interface: InterfaceRef, _ types: Value) -> Bool {
    guard var row = DeclaredRow(types), BytesRef(types).count % 4 == 0 else { return false }
    while let number = row.number() { interface.slots.append(self, .int(number)) }
    return true
  }

  /// Names and values in turn; values count for integer constants only.
  private func readGlobals(_ interface: InterfaceRef, _ table: TupleRef) -> Bool {
    guard table.count % 2 == 0 else { return false }
    for index in stride(from: 0, to: table.count, by: 2) {
      let value = unwrapInteger(table[index + 1])
      guard var row = DeclaredRow(table[index]), let operation = row.number(), value.isBound else { return false }
      interface.globals.set(name: row.name(), TupleRef.make(self, .int(operation), value))
    }
    return true
  }

  private func readAggregates(_ interface: InterfaceRef, _ table: TupleRef) -> Bool {
    for index in 0..<table.count {
      guard table[index].isKind(.tuple), TupleRef(table[index]).count > 0,
        var row = DeclaredRow(TupleRef(table[index])[0]), let slot = row.number(), let flags = row.number(),
        0..<interface.slots.count ~= slot
      else { return false }
      let name = row.name()
      let entry = ListRef.make(self)
      for part in [.int(slot), .int(flags), name, table[index]] { entry.append(self, part) }
      interface.aggregates.append(self, entry.value)
      interface.aggregateNames.set(name: name, .int(index))
    }
    return true
  }

  private func readEnums(_ interface: InterfaceRef, _ table: TupleRef) -> Bool {
    for index in 0..<table.count {
      guard var row = DeclaredRow(table[index]), let slot = row.number(), let primitive = row.number(),
        0..<interface.slots.count ~= slot
      else { return false }
      let name = row.name()
      let entry = ListRef.make(self)
      for part in [.int(slot), .int(primitive), name, row.name()] { entry.append(self, part) }
      interface.enums.append(self, entry.value)
      interface.enumNames.set(name: name, .int(index))
    }
    return true
  }

  private func readTypedefs(_ interface: InterfaceRef, _ table: TupleRef) -> Bool {
    for index in 0..<table.count {
      guard var row = DeclaredRow(table[index]), let slot = row.number(), 0..<interface.slots.count ~= slot else {
        return false
      }
      interface.typedefs.set(name: row.name(), .int(slot))
    }
    return true
  }

  private func readIncludes(_ interface: InterfaceRef, _ table: Value) -> Bool {
    for index in 0..<TupleRef(table).count where !isInterface(TupleRef(table)[index]) { return false }
    interface.pointer.setWord(10, table)
    return true
  }

  private func isInterface(_ value: Value) -> Bool {
    value.isObject && value.type.isSubtype(of: TypeRef(foreignTypes.interface))
  }

  /// Number, bits (−1: none) and name of a field's row; nil when the row is damaged.
  func declaredField(_ value: Value) -> (slot: Int, bits: Int, name: Value)? {
    guard var row = DeclaredRow(value), let number = row.number() else { return nil }
    let operation = DeclaredOperation(number)
    guard operation.kind == .bitField else {
      return operation.kind == .same ? (operation.argument, -1, row.name()) : nil
    }
    return row.number().map { (operation.argument, $0, row.name()) }
  }

  // MARK: Constants

  /// The integer constant of a name, also of included FFI objects; `.unbound` when there is none.
  func declaredConstant(_ interface: InterfaceRef, _ name: Value, depth: Int = 0) -> Value {
    if let (operation, value) = interface.global(name) {
      if operation.kind == .integerConstant || operation.kind == .enumeration { return value }
      return raise(
        foreignTypes.error,
        "function, global variable or non-integer constant '\(StringRef(name).text)' must be fetched from its "
          + "original 'lib' object")
    }
    if depth > 100 { return raise(.runtimeError, "recursion overflow in ffi.include() delegations") }
    for index in 0..<interface.includes.count {
      let value = declaredConstant(InterfaceRef(interface.includes[index]), name, depth: depth + 1)
      if value.isBound { return value }
    }
    return .unbound
  }

  /// `ffi.list_types()`: names of typedefs, structures and unions.
  func declaredNames(_ interface: InterfaceRef) -> Value {
    let lists = TupleRef.make(
      self, ListRef.make(self).value, ListRef.make(self).value, ListRef.make(self).value)
    func add(_ name: Value, to list: Int) { ListRef(TupleRef(lists)[list]).append(self, name) }
    var position = 0
    while let entry = interface.typedefs.next(&position) { add(entry.key, to: 0) }
    for index in 0..<interface.aggregates.count {
      let row = ListRef(interface.aggregates[index])
      if StringRef(row[2]).text.first != "$" {
        add(row[2], to: row[1].asInt & DeclaredFlags.isUnion != 0 ? 2 : 1)
      }
    }
    return lists
  }
}
