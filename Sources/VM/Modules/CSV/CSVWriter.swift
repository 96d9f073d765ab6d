// `_csv.writer`: lines out of rows. Words of a writer: 1 `write` of the file, 2 dialect.

import CRuntime

nonisolated(unsafe) var csvWriterType = Value.unbound

/// Appends one field; false with an exception pending.
private func append(
  _ t: Thread, _ dialect: CSVDialectRef, _ text: StringRef, quoted: Bool, _ line: inout TextBuffer
) -> Bool {
  let (delimiter, quote, escape) = (dialect.delimiter, dialect.quote, dialect.escape)
  let terminator = dialect.lineTerminator
  func isSpecial(_ c: UInt32) -> Bool {
    if c == delimiter || c == escape || c == quote { return true }
    for index in 0..<terminator.count where terminator[index] == c { return true }
    return false
  }
  let count = text.count
  var isQuoted = quoted
  var firstSpecial = 0
  while firstSpecial < count && !isSpecial(text[firstSpecial]) { firstSpecial += 1 }
  if firstSpecial == count {
    if isQuoted { line.append(quote) }
    line.append(text)
    if isQuoted { line.append(quote) }
    return true
  }
  let quotesNothing = dialect.quoting == CSVQuoting.none
  /// Must this special character be escaped? Quoting the field is enough for the others.
  func needsEscape(_ c: UInt32) -> Bool {
    quotesNothing || c == escape || c == quote && !dialect.doublesQuotes
  }
  for index in firstSpecial..<count where isSpecial(text[index]) && !needsEscape(text[index]) { isQuoted = true }
  if isQuoted { line.append(quote) }
  line.append(text, 0, firstSpecial)
  for index in firstSpecial..<count {
    let c = text[index]
    if isSpecial(c) {
      if needsEscape(c) {
        if !dialect.hasEscape { return t.failCSV("need to escape, but no escapechar set") }
        line.append(escape)
      } else if c == quote {
        line.append(quote)
      }
    }
    line.append(c)
  }
  if isQuoted { line.append(quote) }
  return true
}

private func writeRow(_ t: Thread, _ writer: Value, _ row: Value) -> Value {
  let dialect = CSVDialectRef(writer.pointer.word(2))
  let iterator = t.getIterator(row)
  if iterator.isError {
    if t.pendingMatches(.typeError) {
      t.pointee.exception = .unbound
      _ = t.failCSV("iterable expected, not \(row.typeName)")
    }
    return .error
  }
  var line = TextBuffer()
  var fields = 0
  while true {
    let field = t.next(iterator)
    if field.isError { return .error }
    if field.isUnbound { break }
    var quoted = dialect.quoting == CSVQuoting.all
    if dialect.quoting == CSVQuoting.nonNumeric { quoted = !isNumeric(t, field) }
    if fields > 0 { line.append(dialect.delimiter) }
    fields += 1
    var text = field
    if field.isNone {
      text = vm.pointee.emptyString
    } else if !field.isKind(.string) {
      text = t.str(field)
      if text.isError { return .error }
    }
    if !append(t, dialect, StringRef(text), quoted: quoted, &line) { return .error }
  }
  if fields > 0 && line.count == 0 {
    if dialect.quoting == CSVQuoting.none {
      _ = t.failCSV("single empty field record must be quoted")
      return .error
    }
    line.append(dialect.quote)
    line.append(dialect.quote)
  }
  line.append(dialect.lineTerminator)
  return t.call(writer.pointer.word(1), line.makeString(t))
}

/// What CPython counts as a number: whatever converts to int or float, and complex.
private func isNumeric(_ t: Thread, _ value: Value) -> Bool {
  if value.isInt || value.isFloat || value.isBool || value.isKind(.bigInt) || value.isKind(.complex) { return true }
  return value.type.special(.index).isBound || value.type.special(.float).isBound || value.type.special(.int).isBound
}

let csvWriterMethods: [NativeDefinition] = [
  NativeDefinition("writerow(self, row, /)") { t, a in writeRow(t, a[0], a[1]) },
  NativeDefinition("writerows(self, rows, /)") { t, a in
    t.forEach(in: a[1]) { !writeRow(t, a[0], $0).isError } ? .none : .error
  },
]

let csvWriterAttributes: [GetSetDefinition] = [GetSetDefinition("dialect", { _, w in w.pointer.word(2) })]

/// `writer(file, dialect='excel', **parameters)`.
func makeCSVWriter(_ t: Thread, _ a: Arguments) -> Value {
  let arguments = TupleRef(a[0])
  if !t.checkCSVCount(arguments) { return .error }
  let dialect = t.makeCSVDialect(arguments, from: 1, a[1])
  if dialect.isError { return .error }
  let write = t.findAttribute(arguments[0], vm.pointee.names.write)
  if write.isError { return .error }
  if write.isUnbound || !t.isCallable(write) {
    return t.raise(.typeError, "argument 1 must have a \"write\" method")
  }
  let writer = t.allocateInstance(TypeRef(csvWriterType))
  writer.pointer.setWord(1, write)
  writer.pointer.setWord(2, dialect)
  return writer
}
