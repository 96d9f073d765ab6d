// The format mini-language: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
//
// Parsing and its error messages; laying out a field. What the types do with it: Format+Number, Format+String.

import CRuntime

struct FormatSpecification {
  var fill: UInt32 = 32
  /// `<`, `>`, `^`, `=`.
  var align: UInt32
  /// 0, `+`, `-` or a blank.
  var sign: UInt32 = 0
  var noNegativeZero = false
  var alternate = false
  /// −1: none given.
  var width = -1
  /// 0, `,` or `_`.
  var grouping: UInt32 = 0
  var precision = -1
  /// 0: none given.
  var type: UInt32

  init(align: UInt32, type: UInt32) {
    self.align = align
    self.type = type
  }
}

extension UInt32 {
  @inline(__always) init(ascii scalar: Unicode.Scalar) { self = scalar.value }
}

@inline(__always) private func isAlign(_ c: UInt32) -> Bool {
  c == 60 || c == 62 || c == 61 || c == 94
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `format(value, spec)`: an instance of str, or `.error`. `spec` is a str.
  func format(_ value: Value, spec: Value) -> Value {
    let isEmpty = StringRef(spec).count == 0
    if isEmpty {
      if value.isInt || value.isImmediateFloat { return repr(value) }
      if value.isObject && value.pointer.shapeWord == vm.pointee.shapes.string.address { return value }
    } else if value.isInt {
      return formatInteger(value, StringRef(spec), typeName: "int")
    } else if value.isImmediateFloat {
      return formatFloat(value.asDouble, StringRef(spec), typeName: "float")
    } else if value.isObject && value.pointer.shapeWord == vm.pointee.shapes.string.address {
      return formatString(StringRef(value), StringRef(spec), typeName: "str")
    }
    let result = callSpecial(.format, value, spec)
    if result.isUnbound {
      return raise(.typeError, "Type \(value.typeName) doesn't define __format__")
    }
    if result.isError || result.isKind(.string) { return result }
    return raise(.typeError, "__format__ must return a str, not \(result.typeName)")
  }

  /// Nil with ValueError pending.
  func parse(_ spec: StringRef, align: UInt32, type: UInt32, typeName: String) -> FormatSpecification? {
    var result = FormatSpecification(align: align, type: type)
    let end = spec.count
    var index = 0
    var fillGiven = false
    var alignGiven = false
    if end >= 2 && isAlign(spec[1]) {
      result.fill = spec[0]
      result.align = spec[1]
      fillGiven = true
      alignGiven = true
      index = 2
    } else if end >= 1 && isAlign(spec[0]) {
      result.align = spec[0]
      alignGiven = true
      index = 1
    }
    @inline(__always) func at(_ scalar: Unicode.Scalar) -> Bool { index < end && spec[index] == scalar.value }
    if at("+") || at("-") || at(" ") {
      result.sign = spec[index]
      index += 1
    }
    if at("z") {
      result.noNegativeZero = true
      index += 1
    }
    if at("#") {
      result.alternate = true
      index += 1
    }
    if !fillGiven && at("0") {
      result.fill = UInt32(ascii: "0")
      if !alignGiven && align == UInt32(ascii: ">") { result.align = UInt32(ascii: "=") }
      index += 1
    }
    guard let width = number(spec, &index, end), hasRoom(bytes: width) else { return nil }
    result.width = width
    if at(",") {
      result.grouping = spec[index]
      index += 1
    }
    if at("_") {
      if result.grouping != 0 { return fail("Cannot specify both ',' and '_'.") }
      result.grouping = spec[index]
      index += 1
    }
    if at(",") && result.grouping == UInt32(ascii: "_") { return fail("Cannot specify both ',' and '_'.") }
    if at(".") {
      index += 1
      guard let precision = number(spec, &index, end) else { return nil }
      if precision < 0 { return fail("Format specifier missing precision") }
      result.precision = precision
    }
    if end - index > 1 {
      return fail("Invalid format specifier '\(spec.text)' for object of type '\(typeName)'")
    }
    if end - index == 1 { result.type = spec[index] }
    if result.grouping != 0 {
      switch Unicode.Scalar(result.type) {
      case "d", "e", "f", "g", "E", "G", "%", "F", "\0": break
      case "b", "o", "x", "X":
        if result.grouping == UInt32(ascii: "_") { break }
        fallthrough
      default:
        let separator = String(Unicode.Scalar(result.grouping)!)
        return fail("Cannot specify '\(separator)' with '\(codeText(result.type))'.")
      }
    }
    return result
  }

  private func fail(_ message: String) -> FormatSpecification? {
    raise(.valueError, message)
    return nil
  }

  private func codeText(_ code: UInt32) -> String {
    code > 32 && code < 128 ? String(Unicode.Scalar(code)!) : "\\x" + String(code, radix: 16)
  }

  /// A decimal number at `index`: −1 when there is none; nil with ValueError pending when too large.
  private func number(_ spec: StringRef, _ index: inout Int, _ end: Int) -> Int? {
    var result = -1
    while index < end, spec[index] >= 48, spec[index] <= 57 {
      let digit = Int(spec[index]) - 48
      let (product, overflow) = max(result, 0).multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry {
        raise(.valueError, "Too many decimal digits in format string")
        return nil
      }
      result = sum
      index += 1
    }
    return result
  }

  func raiseUnknownFormat(_ code: UInt32, _ typeName: String) -> Value {
    raise(.valueError, "Unknown format code '\(codeText(code))' for object of type '\(typeName)'")
  }

  /// str.__format__.
  func formatString(_ string: StringRef, _ spec: StringRef, typeName: String) -> Value {
    if spec.count == 0 { return string.value }
    guard let f = parse(spec, align: UInt32(ascii: "<"), type: UInt32(ascii: "s"), typeName: typeName) else {
      return .error
    }
    if f.type != UInt32(ascii: "s") { return raiseUnknownFormat(f.type, typeName) }
    if f.sign == 32 { return raise(.valueError, "Space not allowed in string format specifier") }
    if f.sign != 0 { return raise(.valueError, "Sign not allowed in string format specifier") }
    if f.noNegativeZero {
      return raise(.valueError, "Negative zero coercion (z) not allowed in string format specifier")
    }
    if f.alternate { return raise(.valueError, "Alternate form (#) not allowed in string format specifier") }
    if f.align == UInt32(ascii: "=") {
      return raise(.valueError, "'=' alignment not allowed in string format specifier")
    }
    var length = string.count
    if f.precision >= 0 && length > f.precision { length = f.precision }
    let padding = f.width - length
    if padding <= 0 { return string.slice(self, 0, length) }
    let left = f.align == UInt32(ascii: ">") ? padding : f.align == UInt32(ascii: "^") ? padding / 2 : 0
    var buffer = TextBuffer(capacity: f.width)
    buffer.append(repeating: f.fill, left)
    buffer.append(string, 0, length)
    buffer.append(repeating: f.fill, padding - left)
    return buffer.makeString(self)
  }
}
