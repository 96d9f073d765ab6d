// `template % arguments` for str and bytes.
//
// One parser for both: a str template works on code points, a bytes template on bytes with text arguments encoded.

import CRuntime
import Glibc

private struct PercentField {
  var leftAligned = false
  var sign: UInt32 = 0
  var alternate = false
  var zeroPadded = false
  var width = -1
  var precision = -1
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A str, or `.error`. For a bytes template (`isBytes`), a Latin-1 str of its bytes.
  func formatPercent(_ template: StringRef, _ arguments: Value, isBytes: Bool = false) -> Value {
    var output = TextBuffer(capacity: template.count + 64)
    let end = template.count
    let isTuple = arguments.isKind(.tuple)
    let count = isTuple ? TupleRef(arguments).count : 1
    var used = 0
    var usedMapping = false
    func nextArgument() -> Value {
      if usedMapping || used >= count { return raise(.typeError, "not enough arguments for format string") }
      used += 1
      return isTuple ? TupleRef(arguments)[used - 1] : arguments
    }
    var index = 0
    while index < end {
      if template[index] != UInt32(ascii: "%") {
        var next = index + 1
        while next < end && template[next] != UInt32(ascii: "%") { next += 1 }
        output.append(template, index, next)
        index = next
        continue
      }
      index += 1
      if index < end && template[index] == UInt32(ascii: "%") {
        output.append(template[index])
        index += 1
        continue
      }
      var mapped = Value.unbound
      if index < end && template[index] == UInt32(ascii: "(") {
        guard takesKeys(arguments, isBytes: isBytes) else { return raise(.typeError, "format requires a mapping") }
        let start = index + 1
        var depth = 1
        index += 1
        while index < end {
          if template[index] == UInt32(ascii: "(") { depth += 1 }
          if template[index] == UInt32(ascii: ")") { depth -= 1 }
          if depth == 0 { break }
          index += 1
        }
        if index >= end { return raise(.valueError, "incomplete format key") }
        var key = template.slice(self, start, index)
        if isBytes { key = bytesFromLatin(StringRef(key)) }
        index += 1
        mapped = getItem(arguments, key)
        if mapped.isError { return .error }
        usedMapping = true
      }
      var field = PercentField()
      flags: while index < end {
        switch Unicode.Scalar(template[index]) {
        case "-": field.leftAligned = true
        case "+": field.sign = 43
        case " ": if field.sign == 0 { field.sign = 32 }
        case "#": field.alternate = true
        case "0": field.zeroPadded = true
        default: break flags
        }
        index += 1
      }
      if index < end && template[index] == UInt32(ascii: "*") {
        index += 1
        let value = nextArgument()
        if value.isError { return .error }
        guard let width = starValue(value, "width too big"), hasRoom(bytes: abs(width)) else { return .error }
        field.width = abs(width)
        if width < 0 { field.leftAligned = true }
      } else {
        guard let width = percentNumber(template, &index, .max, "width too big"), hasRoom(bytes: width) else {
          return .error
        }
        field.width = width
      }
      if index < end && template[index] == UInt32(ascii: ".") {
        index += 1
        if index < end && template[index] == UInt32(ascii: "*") {
          index += 1
          let value = nextArgument()
          if value.isError { return .error }
          guard let precision = starValue(value, "precision too big") else { return .error }
          field.precision = max(precision, 0)
        } else {
          guard let precision = percentNumber(template, &index, Int(Int32.max), "precision too big") else {
            return .error
          }
          field.precision = max(precision, 0)
        }
      }
      if index < end, let c = Unicode.Scalar(template[index]), c == "h" || c == "l" || c == "L" { index += 1 }
      if index >= end { return raise(.valueError, "incomplete format") }
      let code = template[index]
      index += 1
      let value = mapped.isBound ? mapped : nextArgument()
      if value.isError { return .error }
      if !append(value, code, field, index - 1, isBytes, &output) { return .error }
    }
    if used < count && (isTuple || !takesKeys(arguments, isBytes: isBytes)) {
      return raise(
        .typeError,
        "not all arguments converted during \(isBytes ? "bytes" : "string") formatting")
    }
    return output.makeString(self)
  }

  private func takesKeys(_ value: Value, isBytes: Bool) -> Bool {
    if value.isKind(.tuple) || value.isKind(.string) { return false }
    if isBytes && (value.isKind(.bytes) || value.isKind(.byteArray)) { return false }
    return value.type.special(.getitem).isBound
  }

  private func starValue(_ value: Value, _ message: String) -> Int? {
    let integer = unwrapInteger(value)
    if integer.isUnbound {
      raise(.typeError, "* wants int")
      return nil
    }
    if integer.isInt && abs(integer.asInt) < 1 << 31 { return integer.asInt }
    raise(.overflowError, "Python int too large to convert to C int")
    return nil
  }

  /// The number at `index`, at most `limit`: −1 when there is none; nil with ValueError pending when it is larger.
  private func percentNumber(_ template: StringRef, _ index: inout Int, _ limit: Int, _ message: String) -> Int? {
    var number = -1
    while index < template.count, template[index] >= 48, template[index] <= 57 {
      let digit = Int(template[index]) - 48
      number = max(number, 0)
      if number > (limit - digit) / 10 {
        raise(.valueError, message)
        return nil
      }
      number = number * 10 + digit
      index += 1
    }
    return number
  }

  /// False with an exception pending.
  private func append(
    _ value: Value, _ code: UInt32, _ field: PercentField, _ position: Int, _ isBytes: Bool,
    _ output: inout TextBuffer
  ) -> Bool {
    switch Unicode.Scalar(code) {
    case "s", "r", "a", "b":
      let text: Value
      if isBytes && (code == UInt32(ascii: "s") || code == UInt32(ascii: "b")) {
        text = latinOfBytesLike(value)
      } else if code == UInt32(ascii: "b") {
        break
      } else if code == UInt32(ascii: "s") {
        text = str(value)
      } else {
        text = isBytes || code == UInt32(ascii: "a") ? ascii(value) : repr(value)
      }
      if text.isError { return false }
      let string = StringRef(text)
      let length = field.precision >= 0 ? min(field.precision, string.count) : string.count
      if !field.leftAligned { output.append(repeating: 32, field.width - length) }
      output.append(string, 0, length)
      if field.leftAligned { output.append(repeating: 32, field.width - length) }
      return true
    case "c": return appendCharacter(value, field, isBytes, &output)
    case "d", "i", "u", "o", "x", "X":
      let integer = percentInteger(value, code)
      if integer.isError { return false }
      return appendInteger(integer, code, field, &output)
    case "e", "E", "f", "F", "g", "G":
      guard
        let d = double(
          of: value, isBytes ? { "float argument required, not \($0)" } : { "must be real number, not \($0)" })
      else { return false }
      return appendFloat(d, code, field, &output)
    default: break
    }
    let shown = code > 31 && code < 128 ? String(Unicode.Scalar(code)!) : "?"
    raise(.valueError, "unsupported format character '\(shown)' (0x\(String(code, radix: 16))) at index \(position)")
    return false
  }

  /// The plain int behind an argument of an integer format.
  private func percentInteger(_ value: Value, _ code: UInt32) -> Value {
    let integer = unwrapInteger(value)
    if integer.isBound { return integer }
    let letter = String(Unicode.Scalar(code)!)
    if code == UInt32(ascii: "o") || code | 0x20 == UInt32(ascii: "x") {
      if value.type.special(.index).isBound {
        let index = toIndex(value)
        if !index.isError { return unwrapInteger(index) }
        guard pendingMatches(.typeError) else { return .error }
        pointee.exception = .unbound
      }
      return raise(.typeError, "%\(letter) format: an integer is required, not \(value.typeName)")
    }
    if value.isFloat { return makeInt(truncating: value.floatValue) }
    if !value.isKind(.string) && !value.isKind(.bytes)
      && (value.type.special(.int).isBound || value.type.special(.index).isBound || value.type.special(.trunc).isBound)
    {
      let converted = convertToInteger(value)
      return converted.isError ? .error : unwrapInteger(converted)
    }
    return raise(.typeError, "%\(letter) format: a real number is required, not \(value.typeName)")
  }

  private func appendInteger(_ integer: Value, _ code: UInt32, _ field: PercentField, _ output: inout TextBuffer)
    -> Bool
  {
    var base = 10
    var prefix: StaticString = ""
    switch Unicode.Scalar(code) {
    case "o":
      base = 8
      if field.alternate { prefix = "0o" }
    case "x":
      base = 16
      if field.alternate { prefix = "0x" }
    case "X":
      base = 16
      if field.alternate { prefix = "0X" }
    default: break
    }
    var failed = true
    // The buffer is exclusive to this function, so it cannot be captured: hand it through a pointer.
    withUnsafeMutablePointer(to: &output) { output in
      _ = withDigits(integer, base: base) { digits, count in
        failed = false
        if code == UInt32(ascii: "X") {
          for index in 0..<count where digits[index] >= UInt8(ascii: "a") { digits[index] -= 32 }
        }
        let sign: UInt32 = isNegative(integer) ? 45 : field.sign
        let zeros = max(0, field.precision - count)
        let length = (sign != 0 ? 1 : 0) + prefix.utf8CodeUnitCount + zeros + count
        let padding = max(0, field.width - length)
        let zeroPadded = field.zeroPadded && !field.leftAligned
        if !field.leftAligned && !zeroPadded { output.pointee.append(repeating: 32, padding) }
        if sign != 0 { output.pointee.append(sign) }
        output.pointee.append(prefix)
        output.pointee.append(repeating: 48, zeros + (zeroPadded ? padding : 0))
        output.pointee.append(digits, count)
        if field.leftAligned { output.pointee.append(repeating: 32, padding) }
      }
    }
    return !failed
  }

  private func appendFloat(_ d: Double, _ code: UInt32, _ field: PercentField, _ output: inout TextBuffer) -> Bool {
    var f = FormatSpecification(align: field.leftAligned ? UInt32(ascii: "<") : UInt32(ascii: ">"), type: code)
    f.sign = field.sign
    f.alternate = field.alternate
    f.width = field.width
    f.precision = field.precision < 0 ? 6 : field.precision
    if field.zeroPadded && !field.leftAligned {
      f.fill = UInt32(ascii: "0")
      f.align = UInt32(ascii: "=")
    }
    let text = formatFloat(d, f, typeName: "float")
    if text.isError { return false }
    output.append(StringRef(text))
    return true
  }

  private func appendCharacter(
    _ value: Value, _ field: PercentField, _ isBytes: Bool, _ output: inout TextBuffer
  ) -> Bool {
    var scalar: UInt32 = 0
    if isBytes {
      if let bytes = byteView(value), bytes.count == 1 {
        scalar = UInt32(bytes[0])
      } else {
        let integer = unwrapInteger(value)
        guard integer.isBound else {
          raise(.typeError, "%c requires an integer in range(256) or a single byte")
          return false
        }
        guard integer.isInt, integer.asInt >= 0, integer.asInt < 256 else {
          raise(.overflowError, "%c arg not in range(256)")
          return false
        }
        scalar = UInt32(integer.asInt)
      }
    } else if value.isKind(.string) && StringRef(value).count == 1 {
      scalar = StringRef(value)[0]
    } else {
      var integer = unwrapInteger(value)
      if integer.isUnbound && !value.isKind(.string) && value.type.special(.index).isBound {
        integer = toIndex(value)
        if integer.isError { return false }
      }
      guard integer.isBound else {
        raise(.typeError, "%c requires int or char")
        return false
      }
      guard integer.isInt, integer.asInt >= 0, integer.asInt < 0x110000 else {
        raise(.overflowError, "%c arg not in range(0x110000)")
        return false
      }
      scalar = UInt32(integer.asInt)
    }
    if !field.leftAligned { output.append(repeating: 32, field.width - 1) }
    output.append(scalar)
    if field.leftAligned { output.append(repeating: 32, field.width - 1) }
    return true
  }
}
