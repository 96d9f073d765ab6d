// str.format and format_map: replacement fields {name.attribute[index]!conversion:spec}, with fields inside the spec.

import CRuntime

/// How fields are numbered so far, shared with the nested fields of a spec.
private struct AutoNumber {
  enum Mode { case undecided, automatic, manual }
  var mode = Mode.undecided
  var next = 0
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `arguments` is unbound for format_map; `keywords` is a dict or any mapping, or unbound.
  func formatFields(_ template: StringRef, arguments: Value, keywords: Value) -> Value {
    var numbering = AutoNumber()
    var output = TextBuffer(capacity: template.count * 2)
    guard formatFields(template, 0, template.count, arguments, keywords, depth: 2, &numbering, &output) else {
      return .error
    }
    return output.makeString(self)
  }

  private func fail(_ message: String, _ type: ExceptionType = .valueError) -> Bool {
    raise(type, message)
    return false
  }

  /// Formats `template[start ..< end]`.
  private func formatFields(
    _ template: StringRef, _ start: Int, _ end: Int, _ arguments: Value, _ keywords: Value, depth: Int,
    _ numbering: inout AutoNumber, _ output: inout TextBuffer
  ) -> Bool {
    if depth < 1 { return fail("Max string recursion exceeded") }
    var index = start
    while index < end {
      let scalar = template[index]
      if scalar != UInt32(ascii: "{") && scalar != UInt32(ascii: "}") {
        var next = index + 1
        while next < end && template[next] != UInt32(ascii: "{") && template[next] != UInt32(ascii: "}") { next += 1 }
        output.append(template, index, next)
        index = next
        continue
      }
      index += 1
      if index < end && template[index] == scalar {
        output.append(scalar)
        index += 1
        continue
      }
      if scalar == UInt32(ascii: "}") { return fail("Single '}' encountered in format string") }
      if index >= end { return fail("Single '{' encountered in format string") }
      guard let field = FormatField(self, template, &index, end) else { return false }
      guard append(field, template, arguments, keywords, depth: depth, &numbering, &output) else { return false }
    }
    return true
  }

  private func append(
    _ field: FormatField, _ template: StringRef, _ arguments: Value, _ keywords: Value, depth: Int,
    _ numbering: inout AutoNumber, _ output: inout TextBuffer
  ) -> Bool {
    var value = fieldValue(template, field.nameStart, field.nameEnd, arguments, keywords, &numbering)
    if value.isError { return false }
    switch field.conversion {
    case 0: break
    case UInt32(ascii: "r"): value = repr(value)
    case UInt32(ascii: "s"): value = str(value)
    case UInt32(ascii: "a"): value = ascii(value)
    default:
      let c = field.conversion
      return fail(
        c > 32 && c < 127
          ? "Unknown conversion specifier \(String(Unicode.Scalar(c)!))"
          : "Unknown conversion specifier \\x\(String(c, radix: 16))")
    }
    if value.isError { return false }
    var spec = vm.pointee.emptyString
    if field.specNested {
      var inner = TextBuffer()
      guard
        formatFields(
          template, field.specStart, field.specEnd, arguments, keywords, depth: depth - 1, &numbering, &inner)
      else { return false }
      spec = inner.makeString(self)
    } else if field.specEnd > field.specStart {
      spec = template.slice(self, field.specStart, field.specEnd)
    }
    let text = format(value, spec: spec)
    if text.isError { return false }
    output.append(StringRef(text))
    return true
  }

  /// The object that a field name such as `0.name[3]` stands for, or `.error`.
  private func fieldValue(
    _ template: StringRef, _ start: Int, _ end: Int, _ arguments: Value, _ keywords: Value,
    _ numbering: inout AutoNumber
  ) -> Value {
    var path = FieldPath(template, start, end)
    let first = path.first
    guard var number = decimalIndex(template, first.start, first.end) else { return .error }
    let wasEmpty = first.start == first.end
    if wasEmpty || number >= 0 {
      if numbering.mode == .undecided { numbering.mode = wasEmpty ? .automatic : .manual }
      if numbering.mode == .manual && wasEmpty {
        return raise(
          .valueError, "cannot switch from manual field specification to automatic field numbering")
      }
      if numbering.mode == .automatic && !wasEmpty {
        return raise(
          .valueError, "cannot switch from automatic field numbering to manual field specification")
      }
      if wasEmpty {
        number = numbering.next
        numbering.next += 1
      }
    }
    var value: Value
    if number >= 0 {
      if arguments.isUnbound { return raise(.valueError, "Format string contains positional fields") }
      let tuple = TupleRef(arguments)
      if number >= tuple.count {
        return raise(.indexError, "Replacement index \(number) out of range for positional args tuple")
      }
      value = tuple[number]
    } else {
      let name = template.slice(self, first.start, first.end)
      if keywords.isUnbound { return raiseKeyError(name) }
      if keywords.isObject && keywords.pointer.shapeWord == vm.pointee.shapes.dict.address {
        value = DictRef(keywords).get(self, name)
        if value.isUnbound { return raiseKeyError(name) }
      } else {
        value = getItem(keywords, name)
      }
    }
    while !value.isError {
      switch path.next(self) {
      case .end: return value
      case .failed: return .error
      case .attribute(let start, let end):
        value = getAttribute(value, StringRef.intern(template.slice(self, start, end)))
      case .item(let start, let end):
        guard let number = decimalIndex(template, start, end) else { return .error }
        value = getItem(value, number >= 0 ? .int(number) : template.slice(self, start, end))
      }
    }
    return .error
  }

  /// A decimal number that is the whole of `template[start ..< end]`, −1 when it is something else, nil with an
  /// exception pending when it is too large.
  private func decimalIndex(_ template: StringRef, _ start: Int, _ end: Int) -> Int? {
    if start == end { return -1 }
    var number = 0
    for index in start..<end {
      let scalar = template[index]
      guard scalar >= 48 && scalar <= 57 else { return -1 }
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(scalar) - 48)
      if overflow || carry {
        raise(.valueError, "Too many decimal digits in format string")
        return nil
      }
      number = sum
    }
    return number
  }

  // MARK: The module _string, for string.Formatter

  /// `_string.formatter_parser`: a list of (literal, field name, spec, conversion), or `.error`.
  func parseFormatTemplate(_ template: StringRef) -> Value {
    let result = ListRef.make(self)
    var index = 0
    let end = template.count
    while index < end {
      var literal = TextBuffer()
      var field: FormatField?
      while index < end {
        let scalar = template[index]
        index += 1
        if scalar != UInt32(ascii: "{") && scalar != UInt32(ascii: "}") {
          literal.append(scalar)
        } else if index < end && template[index] == scalar {
          literal.append(scalar)
          index += 1
          break
        } else if scalar == UInt32(ascii: "}") {
          return raise(.valueError, "Single '}' encountered in format string")
        } else if index >= end {
          return raise(.valueError, "Single '{' encountered in format string")
        } else {
          guard let parsed = FormatField(self, template, &index, end) else { return .error }
          field = parsed
          break
        }
      }
      let row = TupleRef.allocate(self, count: 4)
      result.append(self, row.value)
      row[0] = literal.makeString(self)
      if let field {
        row[1] = template.slice(self, field.nameStart, field.nameEnd)
        row[2] = template.slice(self, field.specStart, field.specEnd)
        row[3] = field.conversion == 0 ? .none : StringRef.character(self, field.conversion)
      } else {
        for column in 1...3 { row[column] = .none }
      }
    }
    return result.value
  }

  /// `_string.formatter_field_name_split`: (first, list of (is attribute, name or index)), or `.error`.
  func splitFieldName(_ name: StringRef) -> Value {
    var path = FieldPath(name, 0, name.count)
    guard let number = decimalIndex(name, path.first.start, path.first.end) else { return .error }
    let first = number >= 0 ? .int(number) : name.slice(self, path.first.start, path.first.end)
    let rest = ListRef.make(self)
    while true {
      switch path.next(self) {
      case .end: return TupleRef.make(self, first, rest.value)
      case .failed: return .error
      case .attribute(let start, let end):
        rest.append(self, TupleRef.make(self, .true, name.slice(self, start, end)))
      case .item(let start, let end):
        guard let number = decimalIndex(name, start, end) else { return .error }
        rest.append(self, TupleRef.make(self, .false, number >= 0 ? .int(number) : name.slice(self, start, end)))
      }
    }
  }
}

/// The parts of one replacement field, as ranges of the template.
private struct FormatField {
  var nameStart: Int
  var nameEnd: Int
  var conversion: UInt32 = 0
  var specStart = 0
  var specEnd = 0
  /// The spec contains fields itself.
  var specNested = false

  /// Parses after `{`, up to and including the matching `}`; nil with ValueError pending.
  init?(_ thread: Thread, _ template: StringRef, _ index: inout Int, _ end: Int) {
    func fail(_ message: String) { thread.raise(.valueError, message) }
    nameStart = index
    var brackets = false
    scan: while index < end {
      switch Unicode.Scalar(template[index]) {
      case "{" where !brackets:
        fail("unexpected '{' in field name")
        return nil
      case "[": brackets = true
      case "]": brackets = false
      case "}", ":", "!": if !brackets { break scan }
      default: break
      }
      index += 1
    }
    nameEnd = index
    if index >= end {
      fail("expected '}' before end of string")
      return nil
    }
    var terminator = template[index]
    index += 1
    if terminator == UInt32(ascii: "!") {
      if index >= end {
        fail("end of string while looking for conversion specifier")
        return nil
      }
      conversion = template[index]
      index += 1
      if index >= end {
        fail("unmatched '{' in format spec")
        return nil
      }
      terminator = template[index]
      index += 1
      if terminator == UInt32(ascii: "}") {
        specStart = index - 1
        specEnd = specStart
        return
      }
      if terminator != UInt32(ascii: ":") {
        fail("expected ':' after conversion specifier")
        return nil
      }
    }
    specStart = index
    specEnd = index
    if terminator == UInt32(ascii: "}") { return }
    var depth = 1
    while index < end {
      if template[index] == UInt32(ascii: "{") {
        specNested = true
        depth += 1
      } else if template[index] == UInt32(ascii: "}") {
        depth -= 1
        if depth == 0 {
          specEnd = index
          index += 1
          return
        }
      }
      index += 1
    }
    fail("unmatched '{' in format spec")
    return nil
  }
}

/// Walks the attributes and items of a field name.
private struct FieldPath {
  enum Step {
    case attribute(Int, Int)
    case item(Int, Int)
    case end, failed
  }
  let template: StringRef
  let first: (start: Int, end: Int)
  private var index: Int
  private let end: Int

  init(_ template: StringRef, _ start: Int, _ end: Int) {
    self.template = template
    self.end = end
    var index = start
    while index < end && template[index] != UInt32(ascii: ".") && template[index] != UInt32(ascii: "[") { index += 1 }
    first = (start, index)
    self.index = index
  }

  mutating func next(_ thread: Thread) -> Step {
    if index >= end { return .end }
    let opening = template[index]
    index += 1
    let start = index
    if opening == UInt32(ascii: ".") {
      while index < end && template[index] != UInt32(ascii: ".") && template[index] != UInt32(ascii: "[") { index += 1 }
      if start == index { return fail(thread, "Empty attribute in format string") }
      return .attribute(start, index)
    }
    if opening != UInt32(ascii: "[") {
      return fail(thread, "Only '.' or '[' may follow ']' in format field specifier")
    }
    while index < end && template[index] != UInt32(ascii: "]") { index += 1 }
    if index >= end { return fail(thread, "Missing ']' in format string") }
    let stop = index
    index += 1
    if start == stop { return fail(thread, "Empty attribute in format string") }
    return .item(start, stop)
  }

  private func fail(_ thread: Thread, _ message: String) -> Step {
    thread.raise(.valueError, message)
    return .failed
  }
}
