// The names of C types that `_cffi_backend.FFI` takes as text: "unsigned int *", "int(*)(char[10], ...)", with the typedefs,
// structures, unions, enums and constants (as lengths of arrays) that the FFI object has declarations of.
//
// Types made here are kept by those they are made from, so that Swift values may hold them.

import CRuntime

struct CTypeParser {
  struct Failure: Error {
    let message: String
    /// Byte in the text.
    let place: Int
  }

  private enum Suffix {
    case array(Int)
    case function([Value], isVariadic: Bool)
  }

  private let thread: Thread
  private let interface: InterfaceRef
  private let text: [UInt8]
  /// The token that is read next: its bytes and where it begins.
  private var start = 0
  private var end = 0

  static func parse(
    _ thread: Thread, _ interface: InterfaceRef, _ text: [UInt8]
  ) throws(Failure) -> NamedType {
    var parser = CTypeParser(thread: thread, interface: interface, text: text)
    parser.advance(from: 0)
    let result = try parser.declaration()
    if !parser.token.isEmpty { throw parser.failure("unexpected symbol") }
    return result
  }

  private init(thread: Thread, interface: InterfaceRef, text: [UInt8]) {
    self.thread = thread
    self.interface = interface
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
  /// Words that name nothing.
  private static let keywords: Set<String> = [
    "_Bool", "_Complex", "char", "const", "double", "enum", "float", "int", "long", "short", "signed", "struct",
    "union",
    "unsigned", "void", "volatile",
  ]

  // MARK: Declarations

  private mutating func declaration() throws(Failure) -> NamedType {
    try declarator(specifiers())
  }

  private mutating func specifiers() throws(Failure) -> NamedType {
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
        let type = try hasModifier ? NamedType(type: modified(word, sign, length)) : plain(word)
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

  private mutating func plain(_ word: String) throws(Failure) -> NamedType {
    guard isIdentifier else { throw failure("identifier expected") }
    let undefined = failure("undefined type name")
    switch word {
    case "struct", "union": return NamedType(type: try tagged(word))
    case "enum":
      next()
      guard isIdentifier, !CTypeParser.keywords.contains(token) else { throw failure("enum name expected") }
      let index = interface.enumNames.get(name: StringRef.intern(token))
      if index.isUnbound { throw failure("undefined enum name") }
      next()
      return NamedType(type: try pending(thread.declaredEnum(interface, index: index.asInt)))
    case "void":
      next()
      return NamedType(type: thread.voidType())
    case "float", "double":
      next()
      if token != "_Complex" { return NamedType(type: primitive(word)!) }
      next()
      return NamedType(type: primitive("\(word) _Complex")!)
    default:
      next()
      let slot = interface.typedefs.get(name: StringRef.intern(word))
      if slot.isBound { return try pending(thread.declaredType(interface, slot: slot.asInt)) }
      if word == "FILE" { return NamedType(type: thread.fileType()) }
      guard let type = primitive(word == "bool" ? "_Bool" : word) else { throw undefined }
      return NamedType(type: type)
    }
  }

  /// `struct name` or `union name`.
  private mutating func tagged(_ keyword: String) throws(Failure) -> CTypeRef {
    next()
    guard isIdentifier, !CTypeParser.keywords.contains(token) else { throw failure("struct or union name expected") }
    let index = interface.aggregateNames.get(name: StringRef.intern(token))
    if index.isUnbound {
      guard keyword == "struct" && token == "_IO_FILE" else { throw failure("undefined struct/union name") }
      next()
      return thread.fileType()
    }
    let flags = ListRef(interface.aggregates[index.asInt])[1].asInt
    if (flags & DeclaredFlags.isUnion != 0) != (keyword == "union") {
      throw failure("wrong kind of tag: struct vs union")
    }
    next()
    return try pending(thread.declaredAggregate(interface, index: index.asInt))
  }

  /// An exception of the types themselves is pending when there is no result: the caller passes it on.
  private func pending<Result>(_ made: Result?) throws(Failure) -> Result {
    guard let made else { throw Failure(message: "", place: -1) }
    return made
  }

  // MARK: Declarators

  private mutating func declarator(_ base: NamedType) throws(Failure) -> NamedType {
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
    } else if isIdentifier && !CTypeParser.keywords.contains(token) {
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

  private func pointer(to base: NamedType) -> NamedType {
    base.isBareFunction ? NamedType(type: base.type) : NamedType(type: thread.pointerType(to: base.type))
  }

  private mutating func arraySuffix() throws(Failure) -> Suffix {
    next()
    var length = -1
    if token != "]" {
      length = try arrayLength()
      next()
    }
    try expect("]")
    return .array(length)
  }

  /// A number as C writes it, or an integer constant of the declarations.
  private func arrayLength() throws(Failure) -> Int {
    if isIdentifier {
      let constant = interface.global(StringRef.intern(token))
      guard let constant, [.integerConstant, .enumeration].contains(constant.operation.kind) else {
        throw failure("expected a positive integer constant")
      }
      if !constant.value.isInt { throw failure("integer constant too large") }
      if constant.value.asInt < 0 { throw failure("expected a positive integer constant") }
      return constant.value.asInt
    }
    guard let first = token.utf8.first, CTypeParser.isDigit(first) else {
      throw failure("expected a positive integer constant")
    }
    let isHexadecimal = token.lowercased().hasPrefix("0x")
    let radix = isHexadecimal ? 16 : first == 0x30 ? 8 : 10
    let digits = isHexadecimal ? String(token.dropFirst(2)) : token
    guard !digits.isEmpty, digits.allSatisfy({ $0.hexDigitValue.map { $0 < radix } ?? false }) else {
      throw failure("invalid number")
    }
    guard let number = Int(digits, radix: radix) else { throw failure("number too large") }
    return number
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

  private func apply(_ suffix: Suffix, to base: NamedType) throws(Failure) -> NamedType {
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
    return NamedType(type: CTypeRef(made), isBareFunction: isFunction)
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

  /// The type that a text names, remembered by its text; nil with an exception pending. `acceptsFunction`: "int(int)" stands
  /// for a pointer to it.
  func parseType(_ interface: InterfaceRef, _ text: StringRef, acceptsFunction: Bool = false) -> CTypeRef? {
    let known = interface.typesByText.get(self, text.value)
    if known.isError { return nil }
    if isCType(known) { return CTypeRef(known) }
    if known.isKind(.tuple) { return functionType(CTypeRef(TupleRef(known)[0]), isAccepted: acceptsFunction) }
    let bytes = text.utf8
    do throws(CTypeParser.Failure) {
      let parsed = try CTypeParser.parse(self, interface, bytes)
      let entry = parsed.isBareFunction ? TupleRef.make(self, parsed.type.value) : parsed.type.value
      if !interface.typesByText.set(self, text.value, entry) { return nil }
      return parsed.isBareFunction ? functionType(parsed.type, isAccepted: acceptsFunction) : parsed.type
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

  private func functionType(_ type: CTypeRef, isAccepted: Bool) -> CTypeRef? {
    if isAccepted { return type }
    raiseFunctionType(type)
    return nil
  }
}
