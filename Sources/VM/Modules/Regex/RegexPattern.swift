// `_sre`: compiled patterns and their methods.
//
// Words of a pattern: 1 pattern (str, bytes or None), 2 flags, 3 address of the program (kept for ever; `re` caches
// patterns), 4 unused, 5 groups, 6 group names → numbers (dict), 7 names by number (tuple).

import CRuntime
import Glibc

nonisolated(unsafe) var regexPatternType = Value.unbound
nonisolated(unsafe) var regexMatchType = Value.unbound
nonisolated(unsafe) private var scannerType = Value.unbound

struct RegexRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 8
  var source: Value { pointer.word(1) }
  var flags: Int { pointer.intWord(2) }
  var program: UnsafeMutablePointer<RegexProgram> {
    pointer.word(3).asAddress!.assumingMemoryBound(to: RegexProgram.self)
  }
  var groups: Int { pointer.intWord(5) }
  var names: DictRef { DictRef(pointer.word(6)) }
  var nameByNumber: TupleRef { TupleRef(pointer.word(7)) }
}

/// What is searched: a str, or bytes laid out as one; `original` is the object that the caller gave.
struct RegexSubject {
  let string: StringRef
  let original: Value
  var isBytes: Bool { !original.isKind(.string) }

  /// Part of the subject, as a str or bytes object.
  func slice(_ t: Thread, _ start: Int, _ end: Int) -> Value {
    if !isBytes { return string.slice(t, start, end) }
    if end <= start { return vm.pointee.emptyBytes }
    if start == 0 && end == string.count && original.isKind(.bytes) { return original }
    return BytesRef.make(t, string.bytes + start, end - start)
  }

  var empty: Value { isBytes ? vm.pointee.emptyBytes : vm.pointee.emptyString }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The subject of a match; nil with TypeError pending when it is of the wrong kind for the pattern.
  func subject(_ pattern: RegexRef, _ value: Value) -> RegexSubject? {
    if value.isKind(.string) {
      if pattern.source.isKind(.bytes) {
        raise(.typeError, "cannot use a bytes pattern on a string-like object")
        return nil
      }
      return RegexSubject(string: StringRef(value), original: value)
    }
    guard let view = byteView(value) else {
      raise(.typeError, "expected string or bytes-like object, got '\(value.typeName)'")
      return nil
    }
    if pattern.source.isKind(.string) {
      raise(.typeError, "cannot use a string pattern on a bytes-like object")
      return nil
    }
    let bytes = value.isKind(.bytes) ? value : makeBytes(view)
    return RegexSubject(string: StringRef(bytes), original: value)
  }

  /// `pos` and `endpos` clamped to the subject; nil with an exception pending.
  func bounds(_ count: Int, _ first: Value, _ last: Value) -> (Int, Int)? {
    guard let from = first.isUnbound ? 0 : index(first), let to = last.isUnbound ? count : index(last) else {
      return nil
    }
    let end = max(0, min(to, count))
    return (max(0, min(from, count)), end)
  }

  // MARK: Match objects

  /// Words of a match: 1 subject as given, 2 pattern, 3 pos, 4 endpos, 5 last group or -1, 6 marks (tuple, the whole
  /// match first), 7 the str or bytes that was searched.
  func makeMatch(
    _ pattern: RegexRef, _ subject: RegexSubject, _ matcher: borrowing RegexMatcher, _ position: Int, _ end: Int
  ) -> Value {
    let marks = TupleRef.allocate(self, count: (pattern.groups + 1) * 2)
    marks[0] = .int(matcher.start)
    marks[1] = .int(matcher.matchEnd)
    for index in 0..<pattern.groups {
      let start = matcher.marks[index * 2]
      let stop = matcher.marks[index * 2 + 1]
      let matched = start >= 0 && stop >= start
      marks[index * 2 + 2] = .int(matched ? start : -1)
      marks[index * 2 + 3] = .int(matched ? stop : -1)
    }
    let match = allocateInstance(TypeRef(regexMatchType))
    let pointer = match.pointer
    pointer.setWord(1, subject.original)
    pointer.setWord(2, pattern.value)
    pointer.setIntWord(3, position)
    pointer.setIntWord(4, end)
    pointer.setIntWord(5, matcher.lastGroup)
    pointer.setWord(6, marks.value)
    pointer.setWord(7, subject.string.value)
    return match
  }

  fileprivate enum Manner { case match, fullMatch, search }

  fileprivate func find(_ a: Arguments, _ manner: Manner) -> Value {
    let pattern = RegexRef(a[0])
    // Positions come first, as all arguments do: what is searched is looked at afterwards.
    guard bounds(0, a[2], a[3]) != nil, let subject = subject(pattern, a[1]),
      let (from, to) = bounds(subject.string.count, a[2], a[3])
    else { return .error }
    if from > to && manner == .search { return .none }
    var matcher = RegexMatcher(self, string: subject.string, pattern: pattern, start: from, end: to)
    matcher.matchAll = manner == .fullMatch
    let found = manner == .search ? matcher.search() : matcher.match()
    if matcher.failed { return .error }
    return found ? makeMatch(pattern, subject, matcher, from, to) : .none
  }

  /// Calls `body` for every match from left to right; false with an exception pending.
  func forEachMatch(
    _ pattern: RegexRef, _ subject: RegexSubject, _ from: Int, _ to: Int, _ body: (borrowing RegexMatcher) -> Bool
  ) -> Bool {
    if from > to { return true }
    var matcher = RegexMatcher(self, string: subject.string, pattern: pattern, start: from, end: to)
    while matcher.start <= to {
      let found = matcher.search()
      if matcher.failed { return false }
      if !found { return true }
      if !body(matcher) { return pointee.exception.isUnbound }
      matcher.mustAdvance = matcher.matchEnd == matcher.start
      matcher.start = matcher.matchEnd
      matcher.reset()
    }
    return true
  }

  /// Group `number` of a running match, or `missing`.
  func group(
    _ matcher: borrowing RegexMatcher, _ subject: RegexSubject, _ number: Int, missing: Value
  ) -> Value {
    if number == 0 { return subject.slice(self, matcher.start, matcher.matchEnd) }
    let start = matcher.marks[number * 2 - 2]
    let end = matcher.marks[number * 2 - 1]
    return start >= 0 && end >= start ? subject.slice(self, start, end) : missing
  }

  fileprivate func findAll(_ a: Arguments) -> Value {
    let pattern = RegexRef(a[0])
    guard let subject = subject(pattern, a[1]), let (from, to) = bounds(subject.string.count, a[2], a[3]) else {
      return .error
    }
    let list = ListRef.make(self)
    let groups = pattern.groups
    let complete = forEachMatch(pattern, subject, from, to) { matcher in
      if groups <= 1 {
        list.append(self, group(matcher, subject, groups, missing: subject.empty))
        return true
      }
      let tuple = TupleRef.allocate(self, count: groups)
      for index in 0..<groups { tuple[index] = group(matcher, subject, index + 1, missing: subject.empty) }
      list.append(self, tuple.value)
      return true
    }
    return complete ? list.value : .error
  }

  fileprivate func split(_ a: Arguments) -> Value {
    let pattern = RegexRef(a[0])
    guard let subject = subject(pattern, a[1]), let limit = a[2].isUnbound ? 0 : index(a[2]) else { return .error }
    let list = ListRef.make(self)
    var last = 0
    var splits = 0
    let complete = forEachMatch(pattern, subject, 0, subject.string.count) { matcher in
      if limit < 0 || limit > 0 && splits >= limit { return false }
      list.append(self, subject.slice(self, last, matcher.start))
      for number in 0..<pattern.groups { list.append(self, group(matcher, subject, number + 1, missing: .none)) }
      last = matcher.matchEnd
      splits += 1
      return true
    }
    if !complete { return .error }
    list.append(self, subject.slice(self, last, subject.string.count))
    return list.value
  }

  /// `sub` and `subn`: the new text and the number of replacements; nil with an exception pending.
  fileprivate func substitute(_ a: Arguments) -> (Value, Int)? {
    let pattern = RegexRef(a[0])
    var template = a[1]
    var isFunction = isCallable(template)
    if !isFunction {
      let isPlain: Bool
      if template.isKind(.string) {
        let text = StringRef(template)
        isPlain = !(0..<text.count).contains { text[$0] == 92 }
      } else {
        isPlain = !(byteView(template)?.contains(92) ?? true)
      }
      // A bytearray or the like without escapes stands for its bytes.
      if isPlain, !template.isKind(.string), !template.isKind(.bytes), let view = byteView(template) {
        template = makeBytes(view)
      }
      if !isPlain || !(template.isKind(.string) || template.isKind(.bytes)) {
        let module = importModule("re")
        if module.isError { return nil }
        template = callMethod(module, StringRef.intern("_subx"), a[0], template)
        if template.isError { return nil }
        isFunction = isCallable(template)
      }
    }
    guard let subject = subject(pattern, a[2]), let limit = a[3].isUnbound ? 0 : index(a[3]) else { return nil }
    let pieces = ListRef.make(self)
    var last = 0
    var count = 0
    let total = subject.string.count
    let complete = forEachMatch(pattern, subject, 0, total) { matcher in
      if limit < 0 || limit > 0 && count >= limit { return false }
      if last < matcher.start { pieces.append(self, subject.slice(self, last, matcher.start)) }
      var piece = template
      if isFunction {
        let match = makeMatch(pattern, subject, matcher, 0, total)
        piece = call(template, match)
        if piece.isError { return false }
      }
      last = matcher.matchEnd
      if !piece.isNone { pieces.append(self, piece) }
      count += 1
      return true
    }
    if !complete { return nil }
    if count == 0 && a[2].type.value == (subject.isBytes ? vm.pointee.types.bytes : vm.pointee.types.string) {
      return (a[2], 0)
    }
    if last < total { pieces.append(self, subject.slice(self, last, total)) }
    let joined = callMethod(subject.empty, StringRef.intern("join"), pieces.value)
    return joined.isError ? nil : (joined, count)
  }

  // MARK: Scanners

  /// Words of a scanner: 1 address of the next function, 2 pattern, 3 subject as given, 4 str or bytes searched,
  /// 5 position (-1 at the end), 6 end, 7 the next match must not be empty, 8 pos.
  fileprivate func makeScanner(_ a: Arguments) -> Value {
    let pattern = RegexRef(a[0])
    guard let subject = subject(pattern, a[1]), let (from, to) = bounds(subject.string.count, a[2], a[3]) else {
      return .error
    }
    let scanner = allocateInstance(TypeRef(scannerType))
    let pointer = scanner.pointer
    pointer.setWord(1, .address(unsafeBitCast(nextMatch as NativeNext, to: UnsafeRawPointer.self)))
    pointer.setWord(2, a[0])
    pointer.setWord(3, subject.original)
    pointer.setWord(4, subject.string.value)
    pointer.setIntWord(5, from > to ? -1 : from)
    pointer.setIntWord(6, to)
    pointer.setWord(7, .false)
    pointer.setIntWord(8, from)
    return scanner
  }

  /// The scanner's next match, None when there is none, or `.error`.
  fileprivate func advance(_ scanner: Value, search: Bool) -> Value {
    let pointer = scanner.pointer
    if pointer.intWord(5) < 0 { return .none }
    let pattern = RegexRef(pointer.word(2))
    let subject = RegexSubject(string: StringRef(pointer.word(4)), original: pointer.word(3))
    var matcher = RegexMatcher(
      self, string: subject.string, pattern: pattern, start: pointer.intWord(5), end: pointer.intWord(6))
    matcher.mustAdvance = pointer.word(7).isTrue
    let found = search ? matcher.search() : matcher.match()
    if matcher.failed { return .error }
    if !found {
      pointer.setIntWord(5, -1)
      return .none
    }
    pointer.setWord(7, .bool(matcher.matchEnd == matcher.start))
    pointer.setIntWord(5, matcher.matchEnd)
    return makeMatch(pattern, subject, matcher, pointer.intWord(8), pointer.intWord(6))
  }

  // MARK: Compiling

  /// `_sre.compile(pattern, flags, code, groups, groupindex, indexgroup)`.
  fileprivate func compilePattern(_ a: Arguments) -> Value {
    guard let flags = index(a[1]), a[2].isKind(.list), let groups = index(a[3]), a[4].isKind(.dict),
      a[5].isKind(.tuple)
    else { return pointee.exception.isBound ? .error : raise(.typeError, "compile() got arguments of wrong types") }
    let words = ListRef(a[2])
    let code = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, words.count))
    for place in 0..<words.count {
      guard let word = index(words[place]), let small = UInt32(exactly: word) else {
        code.deallocate()
        return pointee.exception.isBound ? .error : raise(.overflowError, "regular expression code size limit exceeded")
      }
      code[place] = small
    }
    guard let compiled = RegexProgram(code, count: words.count) else {
      code.deallocate()
      return raise(.runtimeError, "invalid SRE code")
    }
    let program = UnsafeMutablePointer<RegexProgram>.allocate(capacity: 1)
    program.initialize(to: compiled)
    let pattern = allocateInstance(TypeRef(regexPatternType))
    let pointer = pattern.pointer
    pointer.setWord(1, a[0])
    pointer.setIntWord(2, flags)
    pointer.setWord(3, .address(program))
    pointer.setIntWord(4, 0)
    pointer.setIntWord(5, groups)
    pointer.setWord(6, a[4])
    pointer.setWord(7, a[5])
    return pattern
  }

  fileprivate func patternText(_ pattern: RegexRef) -> Value {
    let names = [
      (1, "TEMPLATE"), (2, "IGNORECASE"), (4, "LOCALE"), (8, "MULTILINE"), (16, "DOTALL"), (32, "UNICODE"),
      (64, "VERBOSE"), (128, "DEBUG"), (256, "ASCII"),
    ]
    var flags = pattern.flags
    if pattern.source.isKind(.string) && flags & (4 | 32 | 256) == 32 { flags &= ~32 }
    var parts = names.filter { flags & $0.0 != 0 }.map { "re." + $0.1 }
    let rest = names.reduce(flags) { $0 & ~$1.0 }
    if rest != 0 { parts.append("0x" + String(rest, radix: 16)) }
    let source = repr(pattern.source)
    if source.isError { return .error }
    let shown = StringRef(source).slice(self, 0, min(200, StringRef(source).count))
    let suffix = parts.isEmpty ? ")" : ", " + parts.joined(separator: "|") + ")"
    return StringRef.make(self, "re.compile(" + StringRef(shown).text + suffix)
  }
}

/// The next match of `finditer`.
private func nextMatch(_ t: Thread, _ scanner: Value) -> Value {
  let match = t.advance(scanner, search: true)
  return match.isNone ? .unbound : match
}

private let patternMethods: [NativeDefinition] = [
  NativeDefinition("match(self, string, pos=0, endpos=9223372036854775807)") { t, a in t.find(a, .match) },
  NativeDefinition("fullmatch(self, string, pos=0, endpos=9223372036854775807)") { t, a in t.find(a, .fullMatch) },
  NativeDefinition("search(self, string, pos=0, endpos=9223372036854775807)") { t, a in t.find(a, .search) },
  NativeDefinition("findall(self, string, pos=0, endpos=9223372036854775807)") { t, a in t.findAll(a) },
  NativeDefinition("finditer(self, string, pos=0, endpos=9223372036854775807)") { t, a in t.makeScanner(a) },
  NativeDefinition("scanner(self, string, pos=0, endpos=9223372036854775807)") { t, a in t.makeScanner(a) },
  NativeDefinition("split(self, string, maxsplit=0)") { t, a in t.split(a) },
  NativeDefinition("sub(self, repl, string, count=0)") { t, a in t.substitute(a)?.0 ?? .error },
  NativeDefinition("subn(self, repl, string, count=0)") { t, a in
    guard let (text, count) = t.substitute(a) else { return .error }
    return TupleRef.make(t, text, .int(count))
  },
  NativeDefinition("__repr__(self, /)") { t, a in t.patternText(RegexRef(a[0])) },
  NativeDefinition("__copy__(self, /)") { _, a in a[0] },
  NativeDefinition("__deepcopy__(self, memo, /)") { _, a in a[0] },
  NativeDefinition("__hash__(self, /)") { t, a in
    let hash = t.hash(RegexRef(a[0]).source)
    return t.pointee.exception.isBound ? .error : .int((hash ^ RegexRef(a[0]).flags) >> 1)
  },
  NativeDefinition("__eq__(self, value, /)") { t, a in
    guard a[1].isInstance(of: regexPatternType) else { return .notImplemented }
    let (one, two) = (RegexRef(a[0]), RegexRef(a[1]))
    let count = one.program.pointee.count
    guard one.flags == two.flags, count == two.program.pointee.count, one.source.type.value == two.source.type.value,
      memcmp(one.program.pointee.original, two.program.pointee.original, count * 4) == 0
    else { return .false }
    return t.compare(.equal, one.source, two.source)
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let module = t.importModule("re")
    if module.isError { return .error }
    let compile = t.getAttribute(module, StringRef.intern("_compile"))
    if compile.isError { return .error }
    return TupleRef.make(t, compile, TupleRef.make(t, RegexRef(a[0]).source, .int(RegexRef(a[0]).flags)))
  },
  classGetItemDefinition,
]

private let moduleFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "compile(pattern, flags, code, groups, groupindex, indexgroup)") { t, a in
    t.compilePattern(a)
  },
  NativeDefinition(.function, "getcodesize()") { _, _ in .int(4) },
  NativeDefinition(.function, "ascii_iscased(character, /)") { _, a in
    .bool((UInt32(truncatingIfNeeded: a[0].asInt) | 32) &- 97 < 26 && a[0].asInt < 128)
  },
  NativeDefinition(.function, "ascii_tolower(character, /)") { _, a in
    .int(Int(Regex.asciiLower(UInt32(truncatingIfNeeded: a[0].asInt))))
  },
  NativeDefinition(.function, "unicode_iscased(character, /)") { _, a in
    .bool(Regex.isCased(UInt32(truncatingIfNeeded: a[0].asInt)))
  },
  NativeDefinition(.function, "unicode_tolower(character, /)") { _, a in
    .int(Int(Regex.lower(UInt32(truncatingIfNeeded: a[0].asInt))))
  },
]

func defineRegex(_ thread: Thread) {
  let module = thread.defineModule("_sre", doc: "The engine of regular expressions.", moduleFunctions)
  var pattern = TypeDefinition(
    name: "Pattern", kind: .native, words: RegexRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
    module: "re")
  pattern.methods = patternMethods
  pattern.attributes = [
    GetSetDefinition("pattern", { _, p in RegexRef(p).source }),
    GetSetDefinition("flags", { _, p in .int(RegexRef(p).flags) }),
    GetSetDefinition("groups", { _, p in .int(RegexRef(p).groups) }),
    GetSetDefinition("groupindex", { t, p in makeMappingProxy(t, RegexRef(p).names.value) }),
  ]
  regexPatternType = thread.define(pattern)
  regexMatchType = thread.defineMatchType()
  var scanner = TypeDefinition(
    name: "SRE_Scanner", kind: .nativeIterator, words: 9, flags: TypeFlags.final | TypeFlags.notInstantiable,
    module: "_sre")
  scanner.methods = [
    NativeDefinition("match(self, /)") { t, a in t.advance(a[0], search: false) },
    NativeDefinition("search(self, /)") { t, a in t.advance(a[0], search: true) },
    NativeDefinition("__iter__(self, /)") { _, a in a[0] },
    NativeDefinition("__next__(self, /)") { t, a in
      let match = t.advance(a[0], search: true)
      return match.isNone ? t.raise(.stopIteration, arguments: vm.pointee.emptyTuple) : match
    },
  ]
  scanner.attributes = [GetSetDefinition("pattern", { _, s in s.pointer.word(2) })]
  scannerType = thread.define(scanner)
  let namespace = module.namespace
  for (name, number) in [
    ("MAGIC", Regex.magic), ("CODESIZE", 4), ("MAXREPEAT", Int(Regex.maxRepeat)), ("MAXGROUPS", Regex.maxGroups),
  ] { namespace.set(name: StringRef.intern(name), .int(number)) }
  namespace.set(name: StringRef.intern("copyright"), StringRef.intern("PitViper"))
}
