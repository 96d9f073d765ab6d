// The names of C types that `_cffi_backend.FFI` takes as text: "unsigned int *", "int(*)(char[10], ...)". Such an FFI knows no
// declarations: only C's scalars, the types of <stdint.h> and its like, `bool` and `FILE`.
//
// Types made here are kept by those they are made from, so that Swift values may hold them.

import CRuntime

struct CTypeParser {
  struct Failure: Error {
    let message: String
    /// Byte in the text.
    let place: Int
  }

  /// A type, or a function that is no pointer yet (`type` is then the type of pointers to it).
  struct Parsed {
    var type: CTypeRef
    var isBareFunction = false
  }

  private enum Suffix {
    case array(Int)
    case function([Value], isVariadic: Bool)
  }

  private let thread: Thread
  private let text: [UInt8]
  /// The token that is read next: its bytes and where it begins.
  private var start = 0
  private var end = 0

  static func parse(_ thread: Thread, _ text: [UInt8]) throws(Failure) -> Parsed {
    var parser = CTypeParser(thread: thread, text: text)
    parser.advance(from: 0)
    let result = try parser.declaration()
    if !parser.token.isEmpty { throw parser.failure("unexpected symbol") }
    return result
  }

  private init(thread: Thread, text: [UInt8]) {
    self.thread = thread
    self.text = text
  }

  // MARK: Tokens

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F || byte == 0x24
  }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func advance(from place: Int) {
    start = place
    while start < text.count && (text[start] == 32 || text[start] >= 9 && text[start] <= 13) { start += 1 }
    end = start
    if start == text.count { return }
    if CTypeParser.isLetter(text[start]) || CTypeParser.isDigit(text[start]) {
      while end < text.count && (CTypeParser.isLetter(text[end]) || CTypeParser.isDigit(text[end])) { end += 1 }
    } else if text[start...].starts(with: [0x2E, 0x2E, 0x2E]) {
      end += 3
    } else {
      end += 1
    }
  }

  private var token: String { String(decoding: text[start..<end], as: UTF8.self) }
  private var isIdentifier: Bool { start < text.count && CTypeParser.isLetter(text[start]) }
  private mutating func next() { advance(from: end) }
  private func failure(_ message: String) -> Failure { Failure(message: message, place: start) }

  private mutating func expect(_ symbol: String) throws(Failure) {
    if token != symbol { throw failure("expected '\(symbol)'") }
    next()
  }

  private static let qualifiers: Set<String> = ["const", "volatile", "restrict"]

  // MARK: Declarations

  private mutating func declaration() throws(Failure) -> Parsed {
    let base = try specifiers()
    return try declarator(Parsed(type: base))
  }

  private mutating func specifiers() throws(Failure) -> CTypeRef {
    var sign = ""
    var length = ""
    var hasModifier = false
    while true {
      let word = token
      switch word {
      case "const", "volatile": break
      case "signed", "unsigned":
        if !sign.isEmpty { throw failure("multiple 'signed' or 'unsigned'") }
        sign = word
        hasModifier = true
      case "short":
        if !length.isEmpty { throw failure("'short' after another 'short' or 'long'") }
        length = "short"
        hasModifier = true
      case "long":
        if length == "short" { throw failure("'long' after 'short'") }
        if length == "long long" { throw failure("'long long long' is too long") }
        length = length.isEmpty ? "long" : "long long"
        hasModifier = true
      default:
        let type = try hasModifier ? modified(word, sign, length) : plain(word)
        while CTypeParser.qualifiers.contains(token) { next() }
        return type
      }
      next()
    }
  }

  private func primitive(_ name: String) -> CTypeRef? {
    let value = thread.primitiveType(StringRef.make(thread, name))
    if !value.isError { return CTypeRef(value) }
    thread.pointee.exception = .unbound
    return nil
  }

  /// After `signed`, `short` and their like: `int`, `char`, `double` or nothing.
  private mutating func modified(_ word: String, _ sign: String, _ length: String) throws(Failure) -> CTypeRef {
    var name: String
    switch word {
    case "char":
      if !length.isEmpty { throw failure("invalid combination of types") }
      name = "\(sign) char"
      next()
    case "double":
      if !sign.isEmpty || length != "long" { throw failure("invalid combination of types") }
      name = "long double"
      next()
    case "void", "float", "_Bool", "struct", "union", "enum": throw failure("invalid combination of types")
    default:
      if word == "int" { next() }
      name = length.isEmpty ? "int" : length
      if sign == "unsigned" { name = "unsigned \(name)" }
    }
    guard let type = primitive(name) else { throw failure("invalid combination of types") }
    return type
  }

  private mutating func plain(_ word: String) throws(Failure) -> CTypeRef {
    guard isIdentifier else { throw failure("identifier expected") }
    let place = failure("undefined type name")
    next()
    switch word {
    case "void": return thread.voidType()
    case "bool": return primitive("_Bool")!
    case "FILE": return thread.fileType()
    case "float", "double":
      if token == "_Complex" {
        next()
        return primitive("\(word) _Complex")!
      }
      return primitive(word)!
    case "struct", "union":
      guard isIdentifier, !["struct", "union", "enum"].contains(token) else {
        throw failure("struct or union name expected")
      }
      if word == "struct" && token == "_IO_FILE" {
        next()
        return thread.fileType()
      }
      throw failure("undefined struct/union name")
    case "enum": throw failure(isIdentifier ? "undefined enum name" : "enum name expected")
    default:
      guard let type = primitive(word) else { throw place }
      return type
    }
  }

  // MARK: Declarators

  private mutating func declarator(_ base: Parsed) throws(Failure) -> Parsed {
    var base = base
    while token == "*" || CTypeParser.qualifiers.contains(token) {
      if token == "*" { base = pointer(to: base) }
      next()
    }
    // What is in parentheses applies to what stands behind them.
    var inner: (start: Int, end: Int)?
    if token == "(" && startsGroup {
      inner = (start, end)
      try skipGroup()
    } else if isIdentifier {
      next()
    }
    var suffixes: [Suffix] = []
    while token == "[" || token == "(" {
      suffixes.append(token == "[" ? try arraySuffix() : try functionSuffix())
    }
    for suffix in suffixes.reversed() { base = try apply(suffix, to: base) }
    guard let inner else { return base }
    let after = start
    advance(from: inner.end)
    base = try declarator(base)
    try expect(")")
    advance(from: after)
    return base
  }

  /// Does a parenthesis hold a declarator, and not the parameters of a function?
  private var startsGroup: Bool {
    var ahead = self
    ahead.next()
    return ["*", "(", "["].contains(ahead.token)
  }

  private mutating func skipGroup() throws(Failure) {
    var depth = 0
    repeat {
      if token.isEmpty { throw failure("expected ')'") }
      if token == "(" { depth += 1 }
      if token == ")" { depth -= 1 }
      next()
    } while depth > 0
  }

  private func pointer(to base: Parsed) -> Parsed {
    base.isBareFunction ? Parsed(type: base.type) : Parsed(type: thread.pointerType(to: base.type))
  }

  private mutating func arraySuffix() throws(Failure) -> Suffix {
    next()
    var length = -1
    if token != "]" {
      let digits = token
      guard let number = digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits), number >= 0 else {
        throw failure("expected a positive integer constant")
      }
      length = number
      next()
    }
    try expect("]")
    return .array(length)
  }

  private mutating func functionSuffix() throws(Failure) -> Suffix {
    next()
    var arguments: [Value] = []
    var isVariadic = false
    while token != ")" {
      if token == "..." {
        isVariadic = true
        next()
        break
      }
      let argument = try declaration()
      let isOnlyVoid = argument.type.isVoid && arguments.isEmpty && token == ")"
      if !isOnlyVoid { arguments.append(argument.type.value) }
      if token != "," { break }
      next()
    }
    try expect(")")
    return .function(arguments, isVariadic: isVariadic)
  }

  private func apply(_ suffix: Suffix, to base: Parsed) throws(Failure) -> Parsed {
    let made: Value
    var isFunction = false
    switch suffix {
    case .array(let length):
      made = thread.arrayType(thread.pointerType(to: base.type), length: length)
    case .function(let arguments, let isVariadic):
      made = thread.functionType(TupleRef.make(thread, arguments), base.type, isVariadic: isVariadic, abi: 2)
      isFunction = true
    }
    // An exception of the types themselves is pending: the caller passes it on.
    if made.isError { throw Failure(message: "", place: -1) }
    return Parsed(type: CTypeRef(made), isBareFunction: isFunction)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The opaque type of C's streams.
  func fileType() -> CTypeRef {
    if foreignTypes.file.isUnbound {
      foreignTypes.file = vm.pointee.immortal(aggregateType(StringRef.intern("FILE"), isUnion: false).value)
    }
    return CTypeRef(foreignTypes.file)
  }

  /// The type that a text names; nil with an exception pending. `acceptsFunction`: "int(int)" stands for a pointer to it.
  func parseType(_ text: StringRef, acceptsFunction: Bool = false) -> CTypeRef? {
    let bytes = text.utf8
    do throws(CTypeParser.Failure) {
      let parsed = try CTypeParser.parse(self, bytes)
      if parsed.isBareFunction && !acceptsFunction {
        raise(
          foreignTypes.error,
          "the type '\(parsed.type.name(inserting: "").replacing("(*)", by: ""))' is a function type, not a "
            + "pointer-to-function type")
        return nil
      }
      return parsed.type
    } catch {
      if error.place < 0 { return nil }
      var shown = ""
      if bytes.count <= 500 {
        let line = bytes.map { $0 >= 32 && $0 < 127 ? $0 : $0 == 9 || $0 == 10 ? 32 : 63 }
        shown =
          "\n" + String(decoding: line, as: UTF8.self) + "\n" + String(repeating: " ", count: error.place) + "^"
      }
      raise(foreignTypes.error, error.message + shown)
      return nil
    }
  }
}

extension String {
  fileprivate func replacing(_ part: String, by other: String) -> String {
    var result = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(part) {
        result += other
        rest = rest.dropFirst(part.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
