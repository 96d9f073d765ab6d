// `_csv.reader`: rows out of lines. A machine with one state per place in a row goes over the characters; runs of
// ordinary characters are taken at once.
//
// Words of a reader, a native iterator: 2 iterator of lines, 3 dialect, 4 lines read.

import CRuntime

nonisolated(unsafe) var csvReaderType = Value.unbound

private enum State {
  case startRecord, startField, escaped, inField, inQuotes, escapedInQuotes, quoteInQuotes, endOfLine, afterEscapedEnd
}

/// The end of a line is a character of its own.
private let end = UInt32.max - 1

private struct RowParser: ~Copyable {
  let thread: Thread
  let dialect: CSVDialectRef
  let fields: ListRef
  var state = State.startRecord
  var field = TextBuffer()
  var isNumber = false

  init(_ thread: Thread, _ dialect: CSVDialectRef) {
    self.thread = thread
    self.dialect = dialect
    fields = ListRef.make(thread)
  }

  private func isLineEnd(_ character: UInt32) -> Bool { character == 10 || character == 13 || character == end }

  private mutating func save() -> Bool {
    var value = field.makeString(thread)
    field = TextBuffer()
    if isNumber {
      isNumber = false
      value = thread.call(vm.pointee.types.float, value)
      if value.isError { return false }
    }
    fields.append(thread, value)
    return true
  }

  private mutating func add(_ character: UInt32) -> Bool {
    if field.count >= csvFieldLimit { return failLimit() }
    field.append(character)
    return true
  }

  @inline(never) private func failLimit() -> Bool {
    thread.failCSV("field larger than field limit (\(csvFieldLimit))")
  }

  /// Takes characters of `line` from `index` on that mean nothing here; the index of the first that does, or nil.
  mutating func takeRun(_ line: StringRef, _ index: Int) -> Int? {
    let (delimiter, quote, escape) = (dialect.delimiter, dialect.quote, dialect.escape)
    var place = index
    if state == .inField {
      while place < line.count {
        let c = line[place]
        if c == delimiter || c == escape || c == 10 || c == 13 { break }
        place += 1
      }
    } else if state == .inQuotes {
      while place < line.count {
        let c = line[place]
        if c == quote || c == escape { break }
        place += 1
      }
    }
    if place == index { return index }
    if field.count + place - index > csvFieldLimit { return failLimit() ? nil : nil }
    field.append(line, index, place)
    return place
  }

  /// One step; false with an exception pending.
  mutating func take(_ given: UInt32) -> Bool {
    var character = given
    let quotes = dialect.quoting != CSVQuoting.none
    switch state {
    case .startRecord where character == end: return true
    case .startRecord where character == 10 || character == 13:
      state = .endOfLine
      return true
    case .startRecord, .startField:
      if isLineEnd(character) {
        state = character == end ? .startRecord : .endOfLine
        return save()
      }
      if character == dialect.quote && quotes {
        state = .inQuotes
        return true
      }
      if character == dialect.escape {
        state = .escaped
        return true
      }
      if character == 32 && dialect.skipsBlanks {
        state = .startField
        return true
      }
      if character == dialect.delimiter {
        state = .startField
        return save()
      }
      isNumber = dialect.quoting == CSVQuoting.nonNumeric
      state = .inField
      return add(character)
    case .escaped:
      if character == 10 || character == 13 {
        state = .afterEscapedEnd
        return add(character)
      }
      if character == end { character = 10 }
      state = .inField
      return add(character)
    case .afterEscapedEnd where character == end: return true
    case .afterEscapedEnd, .inField:
      if isLineEnd(character) {
        state = character == end ? .startRecord : .endOfLine
        return save()
      }
      if character == dialect.escape {
        state = .escaped
        return true
      }
      if character == dialect.delimiter {
        state = .startField
        return save()
      }
      state = .inField
      return add(character)
    case .inQuotes:
      if character == end { return true }
      if character == dialect.escape {
        state = .escapedInQuotes
        return true
      }
      if character == dialect.quote && quotes {
        state = dialect.doublesQuotes ? .quoteInQuotes : .inField
        return true
      }
      return add(character)
    case .escapedInQuotes:
      state = .inQuotes
      return add(character == end ? 10 : character)
    case .quoteInQuotes:
      if quotes && character == dialect.quote {
        state = .inQuotes
        return add(character)
      }
      if character == dialect.delimiter {
        state = .startField
        return save()
      }
      if isLineEnd(character) {
        state = character == end ? .startRecord : .endOfLine
        return save()
      }
      if dialect.isStrict {
        return thread.failCSV(
          "'\(scalarText(dialect.delimiter))' expected after '\(scalarText(dialect.quote))'")
      }
      state = .inField
      return add(character)
    case .endOfLine:
      if character == 10 || character == 13 { return true }
      if character == end {
        state = .startRecord
        return true
      }
      return thread.failCSV(
        "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?")
    }
  }

  private func scalarText(_ scalar: UInt32) -> String { Unicode.Scalar(scalar).map { String($0) } ?? "\u{FFFD}" }

  /// Ends a row whose lines ran out in the middle: true when a field was going on.
  mutating func finish() -> Bool? {
    if field.count == 0 && state != .inQuotes { return false }
    if dialect.isStrict { return thread.failCSV("unexpected end of data") ? nil : nil }
    return save() ? true : nil
  }
}

/// The next row, `.unbound` at the end.
private func nextRow(_ t: Thread, _ reader: Value) -> Value {
  let object = reader.pointer
  var parser = RowParser(t, CSVDialectRef(object.word(3)))
  repeat {
    let line = t.next(object.word(2))
    if line.isError { return .error }
    if line.isUnbound {
      guard let isRow = parser.finish() else { return .error }
      return isRow ? parser.fields.value : .unbound
    }
    guard line.isKind(.string) else {
      _ = t.failCSV(
        "iterator should return strings, not \(line.typeName) (the file should be opened in text mode)")
      return .error
    }
    object.setIntWord(4, object.intWord(4) + 1)
    let text = StringRef(line)
    var index = 0
    while index < text.count {
      guard let place = parser.takeRun(text, index) else { return .error }
      index = place
      if index < text.count {
        if !parser.take(text[index]) { return .error }
        index += 1
      }
    }
    if !parser.take(end) { return .error }
  } while parser.state != .startRecord
  return parser.fields.value
}

let csvReaderAttributes: [GetSetDefinition] = [
  GetSetDefinition("dialect", { _, r in r.pointer.word(3) }),
  GetSetDefinition("line_num", { _, r in r.pointer.word(4) }),
]

/// `reader(iterable, dialect='excel', **parameters)`.
func makeCSVReader(_ t: Thread, _ a: Arguments) -> Value {
  let arguments = TupleRef(a[0])
  if !t.checkCSVCount(arguments) { return .error }
  let iterator = t.getIterator(arguments[0])
  if iterator.isError { return .error }
  let dialect = t.makeCSVDialect(arguments, from: 1, a[1])
  if dialect.isError { return .error }
  let reader = makeNativeIterator(t, csvReaderType, words: 5) { nextRow($0, $1) }
  reader.setWord(2, iterator)
  reader.setWord(3, dialect)
  reader.setIntWord(4, 0)
  return .object(reader)
}
