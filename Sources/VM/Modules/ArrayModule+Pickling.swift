// Pickles of arrays: the machine format of the items as a number, and the items as bytes, which another machine converts.

import CRuntime

/// How items lie in memory; the raw value is what pickles hold.
private enum MachineFormat: Int {
  case unsigned8, signed8, unsigned16Little, unsigned16Big, signed16Little, signed16Big
  case unsigned32Little, unsigned32Big, signed32Little, signed32Big
  case unsigned64Little, unsigned64Big, signed64Little, signed64Big
  case floatLittle, floatBig, doubleLittle, doubleBig
  case utf16Little, utf16Big, utf32Little, utf32Big

  init(_ format: ItemFormat) {
    switch format {
    case .byte: self = .unsigned8
    case .signedByte: self = .signed8
    case .unsignedShort: self = .unsigned16Little
    case .short: self = .signed16Little
    case .unsignedInt: self = .unsigned32Little
    case .int: self = .signed32Little
    case .unsignedLong, .unsignedLongLong: self = .unsigned64Little
    case .long, .longLong: self = .signed64Little
    case .float: self = .floatLittle
    case .double: self = .doubleLittle
    case .unicode: self = .utf32Little
    }
  }

  /// Little-endian items of this size and sort; nil for UTF-16, whose characters differ in size.
  var item: ItemFormat? {
    switch self {
    case .unsigned8: .byte
    case .signed8: .signedByte
    case .unsigned16Little, .unsigned16Big: .unsignedShort
    case .signed16Little, .signed16Big: .short
    case .unsigned32Little, .unsigned32Big: .unsignedInt
    case .signed32Little, .signed32Big: .int
    case .unsigned64Little, .unsigned64Big: .unsignedLong
    case .signed64Little, .signed64Big: .long
    case .floatLittle, .floatBig: .float
    case .doubleLittle, .doubleBig: .double
    case .utf32Little, .utf32Big: .unicode
    case .utf16Little, .utf16Big: nil
    }
  }

  /// After the two of one byte, little and big endian take turns.
  var isBigEndian: Bool { rawValue >= 2 && rawValue & 1 == 1 }
}

/// The array that pickled bytes stand for.
func reconstructArray(_ thread: Thread, _ a: Arguments) -> Value {
  guard a[0].isKind(.type) else {
    return thread.raise(.typeError, "first argument must be a type object, not \(a[0].typeName)")
  }
  guard TypeRef(a[0]).isSubtype(of: TypeRef(vm.pointee.types.array)) else {
    return thread.raise(.typeError, "\(TypeRef(a[0]).nameText) is not a subtype of array.array")
  }
  guard a[1].isKind(.string), StringRef(a[1]).count == 1 else {
    return thread.raise(
      .typeError, "_array_reconstructor() argument 2 must be a unicode character, not \(a[1].typeName)")
  }
  guard let code = thread.index(a[2]) else { return .error }
  guard StringRef(a[1])[0] < 128, let wanted = ItemFormat(rawValue: UInt8(StringRef(a[1])[0])) else {
    return thread.raise(.valueError, "second argument must be a valid type code")
  }
  guard let format = MachineFormat(rawValue: code) else {
    return thread.raise(.valueError, "third argument must be a valid machine format code.")
  }
  guard a[3].isKind(.bytes), let view = byteView(a[3]) else {
    return thread.raise(.typeError, "fourth argument should be bytes, not \(a[3].typeName)")
  }
  if format == MachineFormat(wanted) { return thread.makeArray(a[0], a[1], a[3]) }
  guard let item = format.item else {
    let text = thread.decode(a[3], encoding: format == .utf16Big ? "utf-16-be" : "utf-16-le", errors: "strict")
    return text.isError ? .error : thread.makeArray(a[0], a[1], text)
  }
  guard view.count % item.size == 0 else {
    return thread.raise(.valueError, "string length not a multiple of item size")
  }
  // Read as an array of the size that was pickled; integers keep it when this machine has such a type code.
  let bytes = thread.makeBytes(view)
  let read = thread.makeArray(vm.pointee.types.array, StringRef.character(thread, UInt32(item.rawValue)), bytes)
  if read.isError { return .error }
  if format.isBigEndian {
    let array = NumberArray(thread, read)
    for index in 0..<array.count { reverseBytes(array.storage.bytes + index * item.size, item.size) }
  }
  let isNumber = item != .unicode && item != .float && item != .double
  let typecode = isNumber ? StringRef.character(thread, UInt32(item.rawValue)) : a[1]
  return thread.makeArray(a[0], typecode, NumberArray(thread, read).toList().value)
}

let arrayPickling: [NativeDefinition] = [
  NativeDefinition("__reduce_ex__(self, protocol, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    guard let protocolNumber = thread.index(a[1]) else { return .error }
    var attributes = thread.getAttribute(a[0], StringRef.intern("__dict__"))
    if attributes.isError {
      guard thread.pendingMatches(.attributeError) else { return .error }
      thread.pointee.exception = .unbound
      attributes = .none
    }
    let typecode = StringRef.character(thread, UInt32(array.format.rawValue))
    if protocolNumber < 3 {
      let arguments = TupleRef.make(thread, typecode, array.toList().value)
      return TupleRef.make(thread, a[0].type.value, arguments, attributes)
    }
    let module = thread.importModule("array")
    if module.isError { return .error }
    let maker = thread.getAttribute(module, StringRef.intern("_array_reconstructor"))
    if maker.isError { return .error }
    let arguments = TupleRef.allocate(thread, count: 4)
    arguments[0] = a[0].type.value
    arguments[1] = typecode
    arguments[2] = .int(MachineFormat(array.format).rawValue)
    arguments[3] = .none
    arguments[3] = thread.makeBytes(array.storage.buffer)
    return TupleRef.make(thread, maker, arguments.value, attributes)
  }
]
