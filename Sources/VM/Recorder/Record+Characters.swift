// Recording single characters: the code point of `text[i]` is a number in a register, and comparing it, looking it up
// or asking what sort it is needs no string. The string itself is an element of the table of one-character strings; it is
// loaded only where somebody wants it.

import CRuntime
import Glibc
import TraceIR

/// Answers for the code points 0…255, one byte each, that traces look up. They live for ever.
struct CharacterTables {
  private var tables: [String: UnsafeMutablePointer<UInt8>] = [:]

  /// The table with this name; `isMember` says what is in it.
  mutating func table(_ name: String, _ isMember: (UInt32) -> Bool) -> UnsafeRawPointer {
    if let known = tables[name] { return UnsafeRawPointer(known) }
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for code in 0..<256 { table[code] = isMember(UInt32(code)) ? 1 : 0 }
    tables[name] = table
    return UnsafeRawPointer(table)
  }
}

extension Recorder {
  /// `text[index]` of a string of one-byte characters in one piece; nil for other strings.
  func character(_ text: Value, _ object: Reference, _ index: Reference, _ actual: Int) -> Reference? {
    let string = StringRef(text)
    guard string.widthShift == 0, string.pointer.headerFlags & HeaderFlags.sharesBuffer == 0 else { return nil }
    let count = string.count
    guard actual >= -count, actual < count else { return nil }
    guardNarrow(object)
    let length = textLength(object)
    let place = position(index, isNegative: actual < 0, length)
    return characterString(
      emit(
        .loadPacked, type: .int, object, place, immediate: Packing(.uint8, offset: StringRef.dataOffset).immediate,
        region: .immutable))
  }

  /// Leaves unless the characters are bytes in the object itself.
  func guardNarrow(_ object: Reference) {
    if object.isConstant { return }
    // Width and place of the text are bits of the header that never change.
    let mask = UInt64(0xC0 | HeaderFlags.sharesBuffer) << 40
    let header = emit(.load, type: .raw, object, immediate: 0, region: .immutable)
    guardian(.guardTrue, emit(.rawEqual, emit(.rawAnd, header, raw(constant: mask)), raw(constant: 0)))
  }

  func textLength(_ object: Reference) -> Reference {
    emit(.rawToInt, emit(.load, type: .raw, object, immediate: 16, region: .immutable))
  }

  /// The one-character string of a code below 256.
  func characterString(_ code: Reference) -> Reference {
    let table = raw(address: UnsafeRawPointer(vm.pointee.characters))
    let string = emit(.loadElement, type: .object, table, code, immediate: 0, region: .immutable)
    characterCodes[string] = code
    return string
  }

  /// The code of a string known to have one character below 256, or nil.
  func code(_ operand: Operand) -> Reference? {
    if let code = characterCodes[operand.reference] { return code }
    guard operand.reference.isConstant, isExactString(operand.actual), StringRef(operand.actual).count == 1,
      StringRef(operand.actual)[0] < 256
    else { return nil }
    return int(constant: Int(StringRef(operand.actual)[0]))
  }

  /// The codes of two strings of one character each, one of which is known to be one; nil for others.
  func characters(_ x: Operand, _ y: Operand) -> (Reference, Reference)? {
    guard characterCodes[x.reference] != nil || characterCodes[y.reference] != nil,
      let first = code(x) ?? guardedCode(x), let second = code(y) ?? guardedCode(y)
    else { return nil }
    return (first, second)
  }

  /// The code of a string that has one narrow character now, behind guards that it has.
  private func guardedCode(_ operand: Operand) -> Reference? {
    guard !operand.reference.isConstant, isExactString(operand.actual) else { return nil }
    let string = StringRef(operand.actual)
    guard string.count == 1, string.widthShift == 0, string.pointer.headerFlags & HeaderFlags.sharesBuffer == 0 else {
      return nil
    }
    let object = text(operand)
    guardNarrow(object)
    guardian(.guardTrue, emit(.intEqual, textLength(object), int(constant: 1)))
    return emit(
      .loadPacked, type: .int, object, int(constant: 0),
      immediate: Packing(.uint8, offset: StringRef.dataOffset).immediate, region: .immutable)
  }

  /// `x == y` where one of them is a single character, or nil.
  func equalCharacters(_ x: Operand, _ y: Operand) -> Reference? {
    guard characterCodes[x.reference] != nil || characterCodes[y.reference] != nil else { return nil }
    if let (p, q) = characters(x, y) { return emit(.intEqual, p, q) }
    // A constant that is no single narrow character equals none.
    let other = characterCodes[x.reference] != nil ? y : x
    guard other.reference.isConstant, isExactString(other.actual) else { return nil }
    return trace.constant(.condition(false))
  }

  /// Whether the table holds the code.
  func isMember(_ code: Reference, _ table: UnsafeRawPointer) -> Reference {
    let answer = emit(
      .loadPacked, type: .int, raw(address: table), code, immediate: Packing(.uint8, offset: 0).immediate,
      region: .immutable)
    return emit(.intNotEqual, answer, int(constant: 0))
  }

  /// `character in container` for a constant text or tuple of texts, or nil.
  func memberOfConstant(_ item: Operand, _ container: Operand) -> Reference? {
    guard container.reference.isConstant, let code = characterCodes[item.reference] else { return nil }
    let held = container.actual
    if isExactString(held) {
      let text = StringRef(held)
      return isMember(
        code,
        jit.characters.table("in " + text.text) { code in (0..<text.count).contains { text[$0] == code } })
    }
    guard held.isObject, held.pointer.shapeWord == vm.pointee.shapes.tuple.address else { return nil }
    let tuple = TupleRef(held)
    var codes: [UInt32] = []
    for index in 0..<tuple.count {
      guard isExactString(tuple[index]) else { return nil }
      if StringRef(tuple[index]).count == 1 { codes.append(StringRef(tuple[index])[0]) }
    }
    return isMember(code, jit.characters.table("in \(codes)") { codes.contains($0) })
  }

  /// `character.isdigit()` and its like, or nil.
  func characterSort(_ name: String, _ item: Operand) -> Reference? {
    guard let code = characterCodes[item.reference] else { return nil }
    let test: (UInt32) -> Bool
    switch name {
    case "str.isalpha": test = { UnicodeTable.isAlphabetic($0) }
    case "str.isdecimal": test = { UnicodeTable.decimal($0) != nil }
    case "str.isdigit": test = { UnicodeTable.digit($0) != nil }
    case "str.isnumeric": test = { UnicodeTable.numeric($0) != nil }
    case "str.isalnum": test = { UnicodeTable.isAlphanumeric($0) }
    case "str.isspace": test = { UnicodeTable.isSpace($0) }
    default: return nil
    }
    return isMember(code, jit.characters.table(name, test))
  }
}
