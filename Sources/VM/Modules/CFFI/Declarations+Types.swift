// Making C types of the declarations that an FFI object has read. A slot of the table holds its operation until somebody needs
// the type; what stands for a function that is no pointer is a tuple of the pointer type.
//
// Structures may refer to each other. A structure is made without fields, its name in the declarations is kept in it (word 10: the FFI
// object, word 12: the index), and it is completed when its size is needed, at the latest when the outermost request ends.

import CRuntime

/// A type, or a function that is no pointer yet (`type` is then the type of pointers to it).
struct NamedType {
  var type: CTypeRef
  var isBareFunction = false
}

/// The scalar types by the numbers they have in the tables; the first is `void`.
private let declaredPrimitives: [StaticString] = [
  "void", "_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long",
  "unsigned long", "long long", "unsigned long long", "float", "double", "long double", "wchar_t", "int8_t", "uint8_t",
  "int16_t", "uint16_t", "int32_t", "uint32_t", "int64_t", "uint64_t", "intptr_t", "uintptr_t", "ptrdiff_t", "size_t",
  "ssize_t", "int_least8_t", "uint_least8_t", "int_least16_t", "uint_least16_t", "int_least32_t", "uint_least32_t",
  "int_least64_t", "uint_least64_t", "int_fast8_t", "uint_fast8_t", "int_fast16_t", "uint_fast16_t", "int_fast32_t",
  "uint_fast32_t", "int_fast64_t", "uint_fast64_t", "intmax_t", "uintmax_t", "float _Complex", "double _Complex",
  "char16_t", "char32_t",
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Requests from outside

  /// The type in a slot, complete; nil with an exception pending.
  func declaredType(_ interface: InterfaceRef, slot: Int) -> NamedType? {
    guard let result = realize(interface, slot, 0), completePending() else { return nil }
    return result
  }

  /// The structure or union with an index, complete; nil with an exception pending.
  func declaredAggregate(_ interface: InterfaceRef, index: Int) -> CTypeRef? {
    guard let result = realizeAggregate(interface, index, 0), completePending() else { return nil }
    return result
  }

  func declaredEnum(_ interface: InterfaceRef, index: Int) -> CTypeRef? { realizeEnum(interface, index) }

  /// For a function type where only a pointer to it will do.
  func raiseFunctionType(_ type: CTypeRef) {
    let name = type.nameText.unicodeScalars
    // The text has "(*" just before the place of the variable's name.
    let start = name.index(name.startIndex, offsetBy: type.namePosition - 2)
    let end = name.index(start, offsetBy: 3)
    raise(
      foreignTypes.error,
      "the type '\(String(name[..<start]))\(String(name[end...]))' is a function type, not a pointer-to-function type")
  }

  // MARK: Slots

  private func damaged() -> NamedType? {
    raiseDamaged("?")
    return nil
  }

  private func realize(_ interface: InterfaceRef, _ slot: Int, _ depth: Int) -> NamedType? {
    let slots = interface.slots
    guard 0..<slots.count ~= slot else { return damaged() }
    let known = slots[slot]
    if isCType(known) { return NamedType(type: CTypeRef(known)) }
    if known.isKind(.tuple) { return NamedType(type: CTypeRef(TupleRef(known)[0]), isBareFunction: true) }
    if depth > 1000 {
      raise(.runtimeError, "type-building recursion too deep or infinite")
      return nil
    }
    guard let made = make(interface, DeclaredOperation(known.asInt), slot, depth + 1) else { return nil }
    slots[slot] = made.isBareFunction ? TupleRef.make(self, made.type.value) : made.type.value
    return made
  }

  /// The type in a slot, which must be no bare function.
  private func realizeObject(_ interface: InterfaceRef, _ slot: Int, _ depth: Int) -> CTypeRef? {
    guard let made = realize(interface, slot, depth) else { return nil }
    if !made.isBareFunction { return made.type }
    raiseFunctionType(made.type)
    return nil
  }

  private func make(
    _ interface: InterfaceRef, _ operation: DeclaredOperation, _ slot: Int, _ depth: Int
  ) -> NamedType? {
    let argument = operation.argument
    switch operation.kind {
    case .primitive: return makePrimitive(argument).map { NamedType(type: $0) }
    case .pointer:
      guard let target = realize(interface, argument, depth) else { return nil }
      return NamedType(type: target.isBareFunction ? target.type : pointerType(to: target.type))
    case .array, .openArray:
      var length = -1
      if operation.kind == .array {
        guard slot + 1 < interface.slots.count, interface.slots[slot + 1].isInt else { return damaged() }
        length = interface.slots[slot + 1].asInt
      }
      guard let item = realizeObject(interface, argument, depth), complete(item, depth) else { return nil }
      let type = arrayType(pointerType(to: item), length: length)
      return type.isError ? nil : NamedType(type: CTypeRef(type))
    case .aggregate: return realizeAggregate(interface, argument, depth).map { NamedType(type: $0) }
    case .enumeration: return realizeEnum(interface, argument).map { NamedType(type: $0) }
    case .function: return makeFunction(interface, result: argument, first: slot + 1, depth)
    case .same: return realize(interface, argument, depth)
    default:
      raise(.notImplementedError, "op=\(operation.code)")
      return nil
    }
  }

  private func makePrimitive(_ number: Int) -> CTypeRef? {
    switch number {
    case 0: return voidType()
    case declaredPrimitives.indices:
      let type = primitiveType(StringRef.intern(declaredPrimitives[number]))
      return type.isError ? nil : CTypeRef(type)
    case -1: raise(foreignTypes.error, "primitive integer type with an unexpected size (or not an integer type at all)")
    case -2:
      raise(foreignTypes.error, "primitive floating-point type with an unexpected size (or not a float type at all)")
    case -3:
      raise(
        foreignTypes.error,
        "primitive floating-point type is 'long double', not supported for now with the syntax 'typedef double... xxx;'"
      )
    default: raise(.notImplementedError, "prim=\(number)")
    }
    return nil
  }

  /// The arguments' slots begin at `first`; behind them stands the end, which says whether more may follow.
  private func makeFunction(
    _ interface: InterfaceRef, result: Int, first: Int, _ depth: Int
  ) -> NamedType? {
    guard let result = realizeObject(interface, result, depth), complete(result, depth) else { return nil }
    let arguments = ListRef.make(self)
    var slot = first
    while true {
      guard slot < interface.slots.count else { return damaged() }
      let word = interface.slots[slot]
      if word.isInt && DeclaredOperation(word.asInt).kind == .functionEnd { break }
      guard let argument = realizeObject(interface, slot, depth), complete(argument, depth) else { return nil }
      arguments.append(self, argument.value)
      slot += 1
    }
    let flags = DeclaredOperation(interface.slots[slot].asInt).argument
    guard flags & 0xFE == 0 || flags & 0xFE == 2 else {
      raise(foreignTypes.error, "abi number \(flags & 0xFE) not supported")
      return nil
    }
    let tuple = TupleRef.allocate(self, count: arguments.count)
    for index in 0..<arguments.count { tuple[index] = arguments[index] }
    let type = functionType(tuple.value, result, isVariadic: flags & 1 != 0, abi: 2)
    return type.isError ? nil : NamedType(type: CTypeRef(type), isBareFunction: true)
  }

  // MARK: Structures, unions and enums

  /// "$name" is a typedef's name for something nameless, "$1" the number of something nameless.
  private func fullName(_ keyword: String, _ name: Value) -> String {
    let text = StringRef(name).text
    let rest = text.dropFirst()
    guard text.first == "$", let next = rest.first, next != "$", !("0"..."9" ~= next) else {
      return "\(keyword) \(text)"
    }
    return String(rest)
  }

  private func realizeAggregate(_ interface: InterfaceRef, _ index: Int, _ depth: Int) -> CTypeRef? {
    if index == -1 { return fileType() }
    guard 0..<interface.aggregates.count ~= index else { return damaged()?.type }
    let row = ListRef(interface.aggregates[index])
    let slot = row[0].asInt
    let flags = row[1].asInt
    if isCType(interface.slots[slot]) { return CTypeRef(interface.slots[slot]) }
    let keyword = flags & DeclaredFlags.isUnion != 0 ? "union" : "struct"
    if flags & DeclaredFlags.isExternal != 0 {
      guard let type = includedAggregate(interface, row, keyword) else { return nil }
      interface.slots[slot] = type.value
      return type
    }
    let name = fullName(keyword, row[2])
    let type =
      name == "struct _IO_FILE" ? fileType() : aggregateType(StringRef.make(self, name), isUnion: keyword == "union")
    interface.slots[slot] = type.value
    if flags & DeclaredFlags.isOpaque == 0 && !type.isComplete {
      type.related = interface.value
      type.pointer.setIntWord(12, index)
      ListRef(foreignTypes.pending).append(self, type.value)
    }
    return type
  }

  private func includedAggregate(_ interface: InterfaceRef, _ row: ListRef, _ keyword: String) -> CTypeRef? {
    let name = "\(keyword) \(StringRef(row[2]).text)"
    let found = findIncluded(interface, row, 0)
    if found.isError { return nil }
    if found.isUnbound {
      raise(foreignTypes.error, "'\(name)' should come from ffi.include() but was not found")
      return nil
    }
    let type = CTypeRef(found)
    if row[1].asInt & DeclaredFlags.isOpaque == 0 && !type.isComplete && !type.pointer.word(12).isInt {
      raise(
        .notImplementedError,
        "'\(name)' is opaque in the ffi.include(), but no longer in the ffi doing the include (workaround: don't use "
          + "ffi.include() but duplicate the declarations of everything using \(name))")
      return nil
    }
    return type
  }

  /// The structure or union in an included FFI object that declares it itself; `.unbound` when none does.
  private func findIncluded(_ interface: InterfaceRef, _ row: ListRef, _ depth: Int) -> Value {
    if depth > 100 { return raise(.runtimeError, "recursion overflow in ffi.include() delegations") }
    let mask = DeclaredFlags.isUnion | DeclaredFlags.isExternal
    for index in 0..<interface.includes.count {
      let included = InterfaceRef(interface.includes[index])
      let place = included.aggregateNames.get(name: row[2])
      if place.isUnbound { continue }
      let other = ListRef(included.aggregates[place.asInt])
      if other[1].asInt & mask == row[1].asInt & DeclaredFlags.isUnion {
        return realizeAggregate(included, place.asInt, 0)?.value ?? .error
      }
      let found = findIncluded(included, row, depth + 1)
      if found.isBound { return found }
    }
    return .unbound
  }

  /// Completes what was made on the way; false with an exception pending.
  private func completePending() -> Bool {
    let pending = ListRef(foreignTypes.pending)
    while pending.count > 0 {
      let type = CTypeRef(pending[pending.count - 1])
      pending.removeRange(pending.count - 1, pending.count)
      if !complete(type, 0) { return false }
    }
    return true
  }

  /// Gives a structure or union of the declarations its fields, if it still lacks them; false with an exception pending.
  /// One that is being completed further out stays as it is: who needs its size reports that.
  private func complete(_ type: CTypeRef, _ depth: Int) -> Bool {
    guard type.isAggregate, type.pointer.word(12).isInt else { return true }
    let interface = InterfaceRef(type.related)
    let index = type.pointer.intWord(12)
    type.pointer.setWord(12, .none)
    type.related = .none
    if fillIn(type, interface, index, depth) { return true }
    // The next request tries anew, and fails with the same exception.
    let slot = ListRef(interface.aggregates[index])[0].asInt
    interface.slots[slot] = DeclaredOperation.aggregate(index)
    return false
  }

  private func fillIn(_ type: CTypeRef, _ interface: InterfaceRef, _ index: Int, _ depth: Int) -> Bool {
    let row = ListRef(interface.aggregates[index])
    let rows = TupleRef(row[3])
    let fields = ListRef.make(self)
    for place in 1..<rows.count {
      guard let (slot, bits, name) = declaredField(rows[place]) else { return damaged() != nil }
      guard let field = realizeObject(interface, slot, depth + 1), complete(field, depth + 1) else { return false }
      fields.append(self, TupleRef.make(self, name, field.value, .int(bits)))
    }
    var flags = 0
    if row[1].asInt & DeclaredFlags.checksFields != 0 { flags |= LayoutFlags.isStandard }
    if row[1].asInt & DeclaredFlags.isPacked != 0 { flags |= LayoutFlags.isPacked }
    return !completeAggregate(type, fields, size: -1, alignment: -1, flags: flags, packing: 0).isError
  }

  private func realizeEnum(_ interface: InterfaceRef, _ index: Int) -> CTypeRef? {
    guard 0..<interface.enums.count ~= index else { return damaged()?.type }
    let row = ListRef(interface.enums[index])
    let slot = row[0].asInt
    if isCType(interface.slots[slot]) { return CTypeRef(interface.slots[slot]) }
    guard let base = makePrimitive(row[1].asInt) else { return nil }
    let list = StringRef(row[3]).text.split(separator: ",")
    let names = TupleRef.allocate(self, count: list.count)
    let values = TupleRef.allocate(self, count: list.count)
    for index in list.indices {
      let name = StringRef.intern(String(list[index]))
      guard let (operation, value) = interface.global(name), operation.kind == .enumeration else {
        return damaged()?.type
      }
      names[index] = name
      values[index] = value
    }
    let type = enumType(StringRef.make(self, fullName("enum", row[2])), names.value, values.value, base)
    if type.isError { return nil }
    interface.slots[slot] = type
    return CTypeRef(type)
  }
}
