// Dialects of the module `_csv`: how the fields of a row are separated, quoted and escaped.
//
// Words of a Dialect: 1 delimiter, 2 quote, 3 escape (code points as ints; None when not set), 4 line terminator (str),
// 5 quoting, 6 double quotes, 7 skip blanks after a delimiter, 8 strict (bools).

import CRuntime

enum CSVQuoting { static let minimal = 0, all = 1, nonNumeric = 2, none = 3 }

nonisolated(unsafe) var csvDialectType = Value.unbound

struct CSVDialectRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 9

  /// A code point, or one that no string has.
  private func character(_ word: Int) -> UInt32 {
    pointer.word(word).isInt ? UInt32(pointer.intWord(word)) : UInt32.max
  }
  var delimiter: UInt32 { character(1) }
  var quote: UInt32 { character(2) }
  var escape: UInt32 { character(3) }
  var hasEscape: Bool { pointer.word(3).isInt }
  var lineTerminator: StringRef { StringRef(pointer.word(4)) }
  var quoting: Int { pointer.intWord(5) }
  var doublesQuotes: Bool { pointer.word(6).isTrue }
  var skipsBlanks: Bool { pointer.word(7).isTrue }
  var isStrict: Bool { pointer.word(8).isTrue }
}

/// Parameters in the order in which they may be given by position, behind `dialect`; word of the object.
private let parameters: [(name: StaticString, word: Int)] = [
  ("delimiter", 1), ("doublequote", 6), ("escapechar", 3), ("lineterminator", 4), ("quotechar", 2), ("quoting", 5),
  ("skipinitialspace", 7), ("strict", 8),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  @discardableResult private func failType(_ message: String) -> Bool {
    raise(.typeError, message)
    return false
  }

  /// `Dialect(dialect, …)` with positional arguments from `first` on; `.error` with an exception pending.
  func makeCSVDialect(_ positional: TupleRef, from first: Int, _ keywords: Value) -> Value {
    var base: Value = first < positional.count ? positional[first] : .unbound
    let given = ListRef.make(self)
    for (index, _) in parameters.enumerated() {
      let place = first + 1 + index
      given.append(self, place < positional.count ? positional[place] : .unbound)
    }
    var isPlain = positional.count <= first + 1
    if keywords.isKind(.dict) {
      var position = 0
      while let entry = DictRef(keywords).next(&position) {
        let name = StringRef(entry.key).text
        if name == "dialect" {
          base = entry.value
          continue
        }
        guard let place = parameters.firstIndex(where: { "\($0.name)" == name }) else {
          return raise(.typeError, "'\(name)' is an invalid keyword argument for this function")
        }
        given.items[place] = entry.value
        isPlain = false
      }
    }
    if base.isKind(.string) {
      base = csvDialect(named: base)
      if base.isError { return .error }
    }
    if base.isBound && !base.isNone {
      if isPlain && base.isObject && base.type.value == csvDialectType { return base }
      for (index, row) in parameters.enumerated() where given[index].isUnbound {
        let value = findAttribute(base, StringRef.intern(row.name))
        if value.isError {
          if !pendingMatches(.attributeError) { return .error }
          pointee.exception = .unbound
        } else if value.isBound {
          given.items[index] = value
        }
      }
    }
    let dialect = allocateInstance(TypeRef(csvDialectType)).pointer
    dialect.setIntWord(1, 44)
    dialect.setIntWord(2, 34)
    dialect.setWord(3, .none)
    dialect.setWord(4, StringRef.intern("\r\n"))
    dialect.setIntWord(5, CSVQuoting.minimal)
    dialect.setWord(6, .true)
    dialect.setWord(7, .false)
    dialect.setWord(8, .false)
    for (index, row) in parameters.enumerated() where given[index].isBound {
      if !setCSV(dialect, row.word, "\(row.name)", given[index]) { return .error }
    }
    if dialect.intWord(5) < CSVQuoting.minimal || dialect.intWord(5) > CSVQuoting.none {
      return raise(.typeError, "bad \"quoting\" value")
    }
    if dialect.word(2).isNone && given[5].isUnbound { dialect.setIntWord(5, CSVQuoting.none) }
    if dialect.intWord(5) != CSVQuoting.none && dialect.word(2).isNone {
      return raise(.typeError, "quotechar must be set if quoting enabled")
    }
    if dialect.word(4).isNone { return raise(.typeError, "lineterminator must be set") }
    return .object(dialect)
  }

  /// Checks one parameter and puts it in its place; false with an exception pending.
  private func setCSV(_ dialect: Raw, _ word: Int, _ name: String, _ value: Value) -> Bool {
    switch word {
    case 1, 2, 3:
      let isOptional = word != 1
      if value.isNone && isOptional {
        dialect.setWord(word, .none)
        return true
      }
      guard value.isKind(.string) else {
        return failType("\"\(name)\" must be string\(isOptional ? " or None" : ""), not \(value.typeName)")
      }
      guard StringRef(value).count == 1 else { return failType("\"\(name)\" must be a 1-character string") }
      dialect.setIntWord(word, Int(StringRef(value)[0]))
    case 4:
      guard value.isKind(.string) || value.isNone else { return failType("\"\(name)\" must be a string") }
      dialect.setWord(4, value)
    case 5:
      guard value.isInt else { return failType("\"\(name)\" must be an integer") }
      dialect.setWord(5, value)
    default:
      let truth = truth(value)
      if truth < 0 { return false }
      dialect.setWord(word, .bool(truth == 1))
    }
    return true
  }
}

private func character(_ t: Thread, _ value: Value) -> Value {
  value.isInt ? StringRef.character(t, UInt32(value.asInt)) : .none
}

let csvDialectAttributes: [GetSetDefinition] = [
  GetSetDefinition("delimiter", { t, d in character(t, d.pointer.word(1)) }),
  GetSetDefinition("quotechar", { t, d in character(t, d.pointer.word(2)) }),
  GetSetDefinition("escapechar", { t, d in character(t, d.pointer.word(3)) }),
  GetSetDefinition("lineterminator", { _, d in d.pointer.word(4) }),
  GetSetDefinition("quoting", { _, d in d.pointer.word(5) }),
  GetSetDefinition("doublequote", { _, d in d.pointer.word(6) }),
  GetSetDefinition("skipinitialspace", { _, d in d.pointer.word(7) }),
  GetSetDefinition("strict", { _, d in d.pointer.word(8) }),
]

let csvDialectMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
    t.makeCSVDialect(TupleRef(a[1]), from: 0, a[2])
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    t.raise(.typeError, "cannot pickle '\(a[0].type.nameText)' instances")
  },
  NativeDefinition("__reduce_ex__(self, protocol, /)") { t, a in
    t.raise(.typeError, "cannot pickle '\(a[0].type.nameText)' instances")
  },
]
