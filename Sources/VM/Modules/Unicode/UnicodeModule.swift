// The module `unicodedata`: the properties of Unicode 14, as functions, and those of Unicode 3.2, as methods of
// `ucd_3_2_0` (which `stringprep` and with it the codec `idna` are defined by).
//
// Left out: named sequences in `lookup`, names of several characters of which the Swift library has no table.

import CRuntime
import Syntax

private typealias Row = (Thread, Arguments, Bool) -> Value

/// The code point of an argument; nil with TypeError pending.
private func scalar(_ t: Thread, _ value: Value, _ function: String, _ place: String = "argument 1") -> UInt32? {
  if value.isKind(.string), StringRef(value).count == 1 { return StringRef(value)[0] }
  t.raise(.typeError, "\(function)() \(place) must be a unicode character, not \(value.typeName)")
  return nil
}

private func isUnassigned(_ scalar: UInt32, _ before: Bool) -> Bool {
  before && !UnicodeProperties.isYes(UnicodeProperties.assignedBefore[scalar])
}

/// A property with a table of its own, and what to answer for code points that Unicode 3.2 did not have.
private func property(
  _ t: Thread, _ value: Value, _ function: String, before: Bool, unassigned: StaticString?, _ now: UnicodeRuns,
  _ then: UnicodeRuns
) -> StaticString? {
  guard let scalar = scalar(t, value, function, "argument") else { return nil }
  if before {
    if let unassigned, isUnassigned(scalar, before) { return unassigned }
    let old = then[scalar]
    if !UnicodeProperties.isSame(old) { return old }
  }
  return now[scalar]
}

private func text(_ value: StaticString?) -> Value { value.map { StringRef.intern($0) } ?? .error }

private let category: Row = { t, a, before in
  text(
    property(
      t, a[0], "category", before: before, unassigned: "Cn", UnicodeProperties.category,
      UnicodeProperties.categoryBefore))
}

private let bidirectional: Row = { t, a, before in
  text(
    property(
      t, a[0], "bidirectional", before: before, unassigned: "", UnicodeProperties.bidirectional,
      UnicodeProperties.bidirectionalBefore))
}

private let eastAsianWidth: Row = { t, a, before in
  text(
    property(
      t, a[0], "east_asian_width", before: before, unassigned: nil, UnicodeProperties.eastAsianWidth,
      UnicodeProperties.eastAsianWidthBefore))
}

private let mirrored: Row = { t, a, before in
  property(
    t, a[0], "mirrored", before: before, unassigned: "0", UnicodeProperties.mirrored, UnicodeProperties.mirroredBefore
  ).map { .int(UnicodeProperties.isYes($0) ? 1 : 0) } ?? .error
}

private let combining: Row = { t, a, before in
  guard let scalar = scalar(t, a[0], "combining", "argument") else { return .error }
  return .int(isUnassigned(scalar, before) ? 0 : UnicodeProperties.combining(scalar))
}

private let decomposition: Row = { t, a, before in
  guard let scalar = scalar(t, a[0], "decomposition", "argument") else { return .error }
  guard !isUnassigned(scalar, before), let entry = UnicodeDecompositions.entry(scalar) else {
    return vm.pointee.emptyString
  }
  let numbers = entry.target.map { number in
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
  let tag = entry.tag.map { "<\($0)> " } ?? ""
  return StringRef.make(t, tag + numbers.joined(separator: " "))
}

/// `decimal`, `digit` and `numeric`: the value, the default, or ValueError.
private func value(_ t: Thread, _ a: Arguments, _ function: String, _ problem: String, _ body: (UInt32) -> Value?)
  -> Value
{
  guard let scalar = scalar(t, a[0], function) else { return .error }
  if let value = body(scalar) { return value }
  return a[1].isBound ? a[1] : t.raise(.valueError, problem)
}

private let decimal: Row = { t, a, before in
  value(t, a, "decimal", "not a decimal") { scalar in
    if isUnassigned(scalar, before) || before && UnicodeProperties.isYes(UnicodeProperties.decimalBefore[scalar]) {
      return nil
    }
    return UnicodeTable.decimal(scalar).map { .int($0) }
  }
}

private let digit: Row = { t, a, before in
  value(t, a, "digit", "not a digit") { scalar in UnicodeTable.digit(scalar).map { .int($0) } }
}

private let numeric: Row = { t, a, before in
  value(t, a, "numeric", "not a numeric character") { scalar in
    isUnassigned(scalar, before) ? nil : UnicodeTable.numeric(scalar).map { t.makeFloat($0) }
  }
}

private let name: Row = { t, a, before in
  value(t, a, "name", "no such name") { scalar in
    let isKnown = UnicodeProperties.category[scalar].utf8Start[0] != UInt8(ascii: "C") || scalar >= 0xAD
    // CPython has no names for Tangut ideographs.
    let isTangut = scalar >= 0x17000 && scalar < 0x18800 || scalar >= 0x18D00 && scalar < 0x18D80
    guard isKnown, !isTangut, !isUnassigned(scalar, before), UnicodeTable.category(scalar) != .unassigned,
      let name = Unicode.Scalar(scalar)?.properties.name
    else { return nil }
    return StringRef.make(t, name)
  }
}

private let lookup: Row = { t, a, before in
  var name = a[0]
  if !name.isKind(.string) {
    guard let view = t.bytesArgument(name) else { return .error }
    name = t.makeLatin(view)
  }
  if StringRef(name).count > 256 { return t.raise(.keyError, "name too long") }
  let text = StringRef(name).text
  guard let found = CharacterNames.scalar(named: text), !isUnassigned(found.value, before),
    found.value < 0xA1 || UnicodeTable.category(found.value) != .unassigned
  else {
    return t.raise(.keyError, "undefined character name '\(text)'")
  }
  return StringRef.character(t, found.value)
}

/// Form and text of `normalize` and `is_normalized`; nil with an exception pending.
private func formArguments(_ t: Thread, _ a: Arguments, _ function: String) -> (UnicodeDecompositions.Form, StringRef)?
{
  for place in 0..<2 where !a[place].isKind(.string) {
    t.raise(.typeError, "\(function)() argument \(place + 1) must be str, not \(a[place].typeName)")
    return nil
  }
  let string = StringRef(a[1])
  if string.count == 0 { return (.nfc, string) }
  guard let form = UnicodeDecompositions.Form(rawValue: StringRef(a[0]).text) else {
    t.raise(.valueError, "invalid normalization form")
    return nil
  }
  return (form, string)
}

private let normalize: Row = { t, a, before in
  guard let (form, string) = formArguments(t, a, "normalize") else { return .error }
  if string.isAscii || string.widthShift == 0 && form == .nfc { return string.value }
  return StringRef.make(t, scalars: UnicodeDecompositions.normalize(string, form, before: before))
}

private let isNormalized: Row = { t, a, before in
  guard let (form, string) = formArguments(t, a, "is_normalized") else { return .error }
  if string.isAscii || string.widthShift == 0 && form == .nfc { return .true }
  let normal = UnicodeDecompositions.normalize(string, form, before: before)
  if normal.count != string.count { return .false }
  for index in 0..<normal.count where normal[index] != string[index] { return .false }
  return .true
}

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "category(chr, /)") { category($0, $1, false) },
  NativeDefinition(.function, "bidirectional(chr, /)") { bidirectional($0, $1, false) },
  NativeDefinition(.function, "east_asian_width(chr, /)") { eastAsianWidth($0, $1, false) },
  NativeDefinition(.function, "mirrored(chr, /)") { mirrored($0, $1, false) },
  NativeDefinition(.function, "combining(chr, /)") { combining($0, $1, false) },
  NativeDefinition(.function, "decomposition(chr, /)") { decomposition($0, $1, false) },
  NativeDefinition(.function, "decimal(chr, default=None, /)") { decimal($0, $1, false) },
  NativeDefinition(.function, "digit(chr, default=None, /)") { digit($0, $1, false) },
  NativeDefinition(.function, "numeric(chr, default=None, /)") { numeric($0, $1, false) },
  NativeDefinition(.function, "name(chr, default=None, /)") { name($0, $1, false) },
  NativeDefinition(.function, "lookup(name, /)") { lookup($0, $1, false) },
  NativeDefinition(.function, "normalize(form, unistr, /)") { normalize($0, $1, false) },
  NativeDefinition(.function, "is_normalized(form, unistr, /)") { isNormalized($0, $1, false) },
]

/// Of `ucd_3_2_0`.
private let methods: [NativeDefinition] = [
  NativeDefinition("category(self, chr, /)") { category($0, $1 + 1, true) },
  NativeDefinition("bidirectional(self, chr, /)") { bidirectional($0, $1 + 1, true) },
  NativeDefinition("east_asian_width(self, chr, /)") { eastAsianWidth($0, $1 + 1, true) },
  NativeDefinition("mirrored(self, chr, /)") { mirrored($0, $1 + 1, true) },
  NativeDefinition("combining(self, chr, /)") { combining($0, $1 + 1, true) },
  NativeDefinition("decomposition(self, chr, /)") { decomposition($0, $1 + 1, true) },
  NativeDefinition("decimal(self, chr, default=None, /)") { decimal($0, $1 + 1, true) },
  NativeDefinition("digit(self, chr, default=None, /)") { digit($0, $1 + 1, true) },
  NativeDefinition("numeric(self, chr, default=None, /)") { numeric($0, $1 + 1, true) },
  NativeDefinition("name(self, chr, default=None, /)") { name($0, $1 + 1, true) },
  NativeDefinition("lookup(self, name, /)") { lookup($0, $1 + 1, true) },
  NativeDefinition("normalize(self, form, unistr, /)") { normalize($0, $1 + 1, true) },
  NativeDefinition("is_normalized(self, form, unistr, /)") { isNormalized($0, $1 + 1, true) },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineUnicodeModule() {
    let module = defineModule("unicodedata", doc: "The Unicode Character Database.", functions)
    module.set("unidata_version", StringRef.intern("14.0.0"))
    let type = define(
      TypeDefinition(
        name: "UCD", words: 1, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "unicodedata",
        methods: methods,
        attributes: [GetSetDefinition("unidata_version", { _, _ in StringRef.intern("3.2.0") })]))
    module.set("UCD", type)
    module.set("ucd_3_2_0", allocateInstance(TypeRef(type)))
  }
}
