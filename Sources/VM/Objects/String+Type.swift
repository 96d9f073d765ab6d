// The type str: its methods as one table, each a few lines over the algorithms in String+Search, +Split, +Case, +Codecs
// and Formatting.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineString() {
    vm.pointee.types.string = define(
      TypeDefinition(
        name: "str", kind: .string, words: -1, flags: TypeFlags.sequence,
        methods: stringBasics + stringSearching + stringSplitting + stringShaping + stringPredicates + stringFormatting,
        doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str"))
    vm.pointee.shapes.string = TypeRef(vm.pointee.types.string).rootShape
  }

  /// An instance of a subclass of str with the same text.
  fileprivate func makeString(of type: Value, _ text: Value) -> Value {
    if type == vm.pointee.types.string || text.isError { return text }
    let source = StringRef(text)
    let flags = HeaderFlags.leaf | source.pointer.headerFlags & (HeaderFlags.ascii | 0xC0)
    let object = allocateSubclassInstance(
      TypeRef(type), words: (StringRef.dataOffset + source.byteCount + 7) / 8, flags: flags)
    object.setRawWord(1, 0)
    object.setRawWord(2, UInt64(source.count))
    memcpy(StringRef(object).bytes, source.bytes, source.byteCount)
    return .object(object)
  }

  /// The str in an argument; nil with TypeError pending.
  fileprivate func text(_ value: Value, _ message: (String) -> String = { "must be str, not \($0)" }) -> StringRef? {
    if value.isKind(.string) { return StringRef(value) }
    raise(.typeError, message(value.typeName))
    return nil
  }

  /// A count argument: `standard` when missing; nil with an exception pending.
  func count(_ value: Value, default standard: Int) -> Int? {
    value.isUnbound ? standard : index(value)
  }

  /// Optional bounds `start` and `end` of a search in `count` items. Nil with TypeError pending.
  func searchBounds(_ start: Value, _ end: Value, _ count: Int) -> (start: Int, end: Int)? {
    guard var first = sliceBound(start, default: 0), var last = sliceBound(end, default: Int.max) else { return nil }
    if last > count { last = count } else if last < 0 { last = max(last + count, 0) }
    if first < 0 { first = max(first + count, 0) }
    return (first, last)
  }

  /// find, rfind, index, rindex: a position, −1, or nil with an exception pending.
  fileprivate func search(_ a: Arguments, last: Bool) -> Int? {
    guard let needle = text(a[1]) else { return nil }
    let string = StringRef(a[0])
    guard let (start, end) = searchBounds(a[2], a[3], string.count) else { return nil }
    if start > end { return -1 }
    return last ? string.findLast(needle, start, end) : string.find(needle, start, end)
  }

  fileprivate func affix(_ a: Arguments, _ name: String, atEnd: Bool) -> Value {
    let string = StringRef(a[0])
    guard let (start, end) = searchBounds(a[2], a[3], string.count) else { return .error }
    @inline(__always) func matches(_ other: StringRef) -> Bool {
      if end - start < other.count { return false }
      return string.matches(other, at: atEnd ? end - other.count : start)
    }
    if a[1].isKind(.string) { return .bool(matches(StringRef(a[1]))) }
    guard a[1].isKind(.tuple) else {
      return raise(.typeError, "\(name) first arg must be str or a tuple of str, not \(a[1].typeName)")
    }
    let tuple = TupleRef(a[1])
    for index in 0..<tuple.count {
      guard tuple[index].isKind(.string) else {
        return raise(.typeError, "tuple for \(name) must only contain str, not \(tuple[index].typeName)")
      }
      if matches(StringRef(tuple[index])) { return .true }
    }
    return .false
  }

  fileprivate func compareStrings(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    guard b.isKind(.string) else { return .notImplemented }
    let x = StringRef(a)
    let y = StringRef(b)
    switch operation {
    case .equal: return .bool(x.equals(y))
    case .notEqual: return .bool(!x.equals(y))
    default: return .bool(ordered(operation, x.compare(y), 0))
    }
  }

  /// `separator.join(iterable)`.
  func joinStrings(_ separator: StringRef, _ iterable: Value) -> Value {
    let list: Value
    if iterable.isKind(.list) || iterable.isKind(.tuple) {
      list = iterable
    } else {
      if iterable.type.special(.iter).isUnbound && iterable.type.special(.getitem).isUnbound {
        return raise(.typeError, "can only join an iterable")
      }
      guard let collected = makeList(from: iterable, isHinted: false) else { return .error }
      list = collected.value
    }
    let count = itemCount(list)
    if count == 0 { return vm.pointee.emptyString }
    let items = list.isKind(.list) ? ListRef(list).items : TupleRef(list).items
    for index in 0..<count where !items[index].isKind(.string) {
      return raise(
        .typeError, "sequence item \(index): expected str instance, \(items[index].typeName) found")
    }
    return join(items, count, separator: separator)
  }

  fileprivate func splitMethod(_ a: Arguments, fromRight: Bool) -> Value {
    guard let limit = count(a[2], default: -1) else { return .error }
    let string = StringRef(a[0])
    if a[1].isUnbound || a[1].isNone {
      return fromRight ? splitBlanksFromRight(string, limit: limit) : splitBlanks(string, limit: limit)
    }
    guard let separator = text(a[1], { "must be str or None, not \($0)" }) else { return .error }
    if separator.count == 0 { return raise(.valueError, "empty separator") }
    return fromRight
      ? splitFromRight(string, separator, limit: limit) : split(string, separator, limit: limit)
  }

  fileprivate func partitionMethod(_ a: Arguments, fromRight: Bool) -> Value {
    guard let separator = text(a[1]) else { return .error }
    if separator.count == 0 { return raise(.valueError, "empty separator") }
    return partition(StringRef(a[0]), separator, fromRight: fromRight)
  }

  fileprivate func stripMethod(_ a: Arguments, _ side: StripSide, _ name: String) -> Value {
    if a[1].isUnbound || a[1].isNone { return strip(StringRef(a[0]), nil, side) }
    guard a[1].isKind(.string) else { return raise(.typeError, "\(name) arg must be None or str") }
    return strip(StringRef(a[0]), StringRef(a[1]), side)
  }

  /// Width and fill character of center, ljust and rjust.
  fileprivate func paddingArguments(_ a: Arguments) -> (padding: Int, fill: UInt32)? {
    guard let width = index(a[1]) else { return nil }
    var fill: UInt32 = 32
    if a[2].isBound {
      guard let text = text(a[2], { "The fill character must be a unicode character, not \($0)" }) else { return nil }
      guard text.count == 1 else {
        raise(.typeError, "The fill character must be exactly one character long")
        return nil
      }
      fill = text[0]
    }
    return (width - StringRef(a[0]).count, fill)
  }

  /// True when all code points (at least one) satisfy a condition.
  @inline(__always) fileprivate func all(_ value: Value, _ condition: (UInt32) -> Bool) -> Value {
    let string = StringRef(value)
    for index in 0..<string.count where !condition(string[index]) { return .false }
    return .bool(string.count > 0)
  }

  /// islower and isupper: at least one cased letter, none of the other case.
  fileprivate func hasOnlyCase(_ string: StringRef, lower: Bool) -> Value {
    var found = false
    for index in 0..<string.count {
      let scalar = string[index]
      if lower ? UnicodeTable.isUpper(scalar) : UnicodeTable.isLower(scalar) { return .false }
      if UnicodeTable.isTitle(scalar) { return .false }
      if lower ? UnicodeTable.isLower(scalar) : UnicodeTable.isUpper(scalar) { found = true }
    }
    return .bool(found)
  }

  fileprivate func isTitleCased(_ string: StringRef) -> Value {
    var found = false
    var previousCased = false
    for index in 0..<string.count {
      let scalar = string[index]
      if UnicodeTable.isUpper(scalar) || UnicodeTable.isTitle(scalar) {
        if previousCased { return .false }
        previousCased = true
        found = true
      } else if UnicodeTable.isLower(scalar) {
        if !previousCased { return .false }
        found = true
      } else {
        previousCased = false
      }
    }
    return .bool(found)
  }

  func isIdentifier(_ string: StringRef) -> Bool {
    if string.count == 0 || !UnicodeTable.isIdentifierStart(string[0]) { return false }
    for index in 1..<max(string.count, 1) where !UnicodeTable.isIdentifierPart(string[index]) { return false }
    return true
  }

  /// str[index] and str[slice].
  fileprivate func subscriptString(_ string: StringRef, _ index: Value) -> Value {
    if index.isInt { return stringItem(string, index.asInt) }
    if index.isKind(.slice) {
      guard let slice = indices(SliceRef(index), count: string.count) else { return .error }
      if slice.step == 1 { return piece(string, slice.start, slice.start + slice.count) }
      var buffer = TextBuffer(capacity: slice.count)
      var place = slice.start
      for _ in 0..<slice.count {
        buffer.append(string[place])
        place &+= slice.step
      }
      return buffer.makeString(self)
    }
    if !index.isBool && !index.isKind(.bigInt) && index.type.special(.index).isUnbound {
      return raise(.typeError, "string indices must be integers, not '\(index.typeName)'")
    }
    guard let place = sequenceIndex(index, "string") else { return .error }
    return stringItem(string, place)
  }

  /// `string.translate(table)`.
  fileprivate func translate(_ string: StringRef, _ table: Value) -> Value {
    var buffer = TextBuffer(capacity: string.count)
    for index in 0..<string.count {
      let scalar = string[index]
      let mapped = getItem(table, .int(Int(scalar)))
      if mapped.isError {
        guard pendingMatches(.lookupError) else { return .error }
        pointee.exception = .unbound
        buffer.append(scalar)
      } else if mapped.isNone {
        continue
      } else if mapped.isKind(.string) {
        buffer.append(StringRef(mapped))
      } else {
        let integer = unwrapInteger(mapped)
        guard integer.isBound else {
          return raise(.typeError, "character mapping must return integer, None or str")
        }
        guard integer.isInt, integer.asInt >= 0, integer.asInt < 0x110000 else {
          return raise(.valueError, "character mapping must be in range(0x110000)")
        }
        buffer.append(UInt32(integer.asInt))
      }
    }
    return buffer.makeString(self)
  }

  fileprivate func makeTranslation(_ a: Arguments) -> Value {
    let result = DictRef.make(self)
    if a[1].isUnbound {
      guard a[0].isKind(.dict) else {
        return raise(.typeError, "if you give only one argument to maketrans it must be a dict")
      }
      var position = 0
      while let entry = DictRef(a[0]).next(&position) {
        var key = entry.key
        if key.isKind(.string) {
          guard StringRef(key).count == 1 else {
            return raise(.valueError, "string keys in translate table must be of length 1")
          }
          key = .int(Int(StringRef(key)[0]))
        } else if unwrapInteger(key).isUnbound {
          return raise(.typeError, "keys in translate table must be strings or integers")
        }
        if !result.set(self, key, entry.value) { return .error }
      }
      return result.value
    }
    guard a[0].isKind(.string) else {
      return raise(.typeError, "first maketrans argument must be a string if there is a second argument")
    }
    guard let to = text(a[1], { "maketrans() argument 2 must be str, not \($0)" }) else { return .error }
    let from = StringRef(a[0])
    guard from.count == to.count else {
      return raise(.valueError, "the first two maketrans arguments must have equal length")
    }
    for index in 0..<from.count { result.set(self, .int(Int(from[index])), .int(Int(to[index]))) }
    if a[2].isBound {
      guard let removed = text(a[2], { "maketrans() argument 3 must be str, not \($0)" }) else { return .error }
      for index in 0..<removed.count { result.set(self, .int(Int(removed[index])), .none) }
    }
    return result.value
  }

  /// The arguments `encoding` and `errors` of encode and decode.
  func codecArguments(_ encoding: Value, _ errors: Value, _ name: String) -> (encoding: String, errors: String)? {
    func argument(_ value: Value, _ label: String, _ standard: String) -> String? {
      if value.isUnbound { return standard }
      return text(value, { "\(name)() argument '\(label)' must be str, not \($0)" })?.text
    }
    guard let first = argument(encoding, "encoding", "utf-8"), let second = argument(errors, "errors", "strict") else {
      return nil
    }
    // Without development mode a wrong name is found out at the first error only.
    if _slowPath(vm.pointee.options.python.isDevelopment), errors.isBound, codecErrorHandler(errors).isError {
      return nil
    }
    return (first, second)
  }
}

private let stringBasics: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, object='', encoding='utf-8', errors='strict')") { thread, a in
    if a[2].isUnbound && a[3].isUnbound {
      if a[1].isUnbound { return thread.makeString(of: a[0], vm.pointee.emptyString) }
      return thread.makeString(of: a[0], thread.str(a[1]))
    }
    guard let (encoding, errors) = thread.codecArguments(a[2], a[3], "str") else { return .error }
    if a[1].isUnbound { return thread.makeString(of: a[0], vm.pointee.emptyString) }
    if a[1].isKind(.string) { return thread.raise(.typeError, "decoding str is not supported") }
    guard byteView(a[1]) != nil else {
      return thread.raise(.typeError, "decoding to str: need a bytes-like object, \(a[1].typeName) found")
    }
    return thread.makeString(of: a[0], thread.decode(a[1], encoding: encoding, errors: errors))
  },
  NativeDefinition("__repr__(self, /)") { $0.quoted(StringRef($1[0])) },
  NativeDefinition("__str__(self, /)") { $0.exactString(StringRef($1[0])) },
  NativeDefinition("__hash__(self, /)") { .int(StringRef($1[0]).hash) },
  NativeDefinition("__len__(self, /)") { .int(StringRef($1[0]).count) },
  NativeDefinition("__getitem__(self, key, /)") { $0.subscriptString(StringRef($1[0]), $1[1]) },
  NativeDefinition("__contains__(self, key, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "'in <string>' requires string as left operand, not \(a[1].typeName)")
    }
    return .bool(StringRef(a[0]).contains(StringRef(a[1])))
  },
  NativeDefinition("__iter__(self, /)") {
    $0.makeIterator(vm.pointee.shapes.stringIterator, .stringIterator, $1[0])
  },
  NativeDefinition("__add__(self, value, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "can only concatenate str (not \"\(a[1].typeName)\") to str")
    }
    return thread.concatenate(StringRef(a[0]), StringRef(a[1]))
  },
  NativeDefinition("__mul__(self, value, /)", repeatMethod),
  NativeDefinition("__rmul__(self, value, /)", repeatMethod),
  NativeDefinition("__mod__(self, value, /)") { $0.formatPercent(StringRef($1[0]), $1[1]) },
  NativeDefinition("__rmod__(self, value, /)") { thread, a in
    a[1].isKind(.string) ? thread.formatPercent(StringRef(a[1]), a[0]) : .notImplemented
  },
  NativeDefinition("__lt__(self, value, /)") { $0.compareStrings(.less, $1[0], $1[1]) },
  NativeDefinition("__le__(self, value, /)") { $0.compareStrings(.lessEqual, $1[0], $1[1]) },
  NativeDefinition("__eq__(self, value, /)") { $0.compareStrings(.equal, $1[0], $1[1]) },
  NativeDefinition("__ne__(self, value, /)") { $0.compareStrings(.notEqual, $1[0], $1[1]) },
  NativeDefinition("__gt__(self, value, /)") { $0.compareStrings(.greater, $1[0], $1[1]) },
  NativeDefinition("__ge__(self, value, /)") { $0.compareStrings(.greaterEqual, $1[0], $1[1]) },
  NativeDefinition("__getnewargs__(self, /)") { TupleRef.make($0, $0.copyString(StringRef($1[0]))) },
  NativeDefinition("__sizeof__(self, /)") { thread, a in
    let string = StringRef(a[0])
    let header = string.isAscii ? 49 : string.widthShift == 0 ? 73 : string.widthShift == 1 ? 74 : 76
    return .int(header + string.byteCount)
  },
]

private func repeatMethod(_ thread: Thread, _ a: Arguments) -> Value {
  let string = StringRef(a[0])
  guard let times = thread.repetitions(a[1], of: string.count, overflow: "repeated string is too long")
  else { return .error }
  return thread.repeatString(string, times)
}

private let stringSearching: [NativeDefinition] = [
  NativeDefinition("find(self, sub, start=None, end=None, /)") { thread, a in
    thread.search(a, last: false).map { .int($0) } ?? .error
  },
  NativeDefinition("rfind(self, sub, start=None, end=None, /)") { thread, a in
    thread.search(a, last: true).map { .int($0) } ?? .error
  },
  NativeDefinition("index(self, sub, start=None, end=None, /)") { thread, a in
    guard let position = thread.search(a, last: false) else { return .error }
    return position < 0 ? thread.raise(.valueError, "substring not found") : .int(position)
  },
  NativeDefinition("rindex(self, sub, start=None, end=None, /)") { thread, a in
    guard let position = thread.search(a, last: true) else { return .error }
    return position < 0 ? thread.raise(.valueError, "substring not found") : .int(position)
  },
  NativeDefinition("count(self, sub, start=None, end=None, /)") { thread, a in
    let string = StringRef(a[0])
    guard let needle = thread.text(a[1]), let (start, end) = thread.searchBounds(a[2], a[3], string.count) else {
      return .error
    }
    return .int(string.occurrences(of: needle, start, end))
  },
  NativeDefinition("startswith(self, prefix, start=None, end=None, /)") {
    $0.affix($1, "startswith", atEnd: false)
  },
  NativeDefinition("endswith(self, suffix, start=None, end=None, /)") { $0.affix($1, "endswith", atEnd: true) },
]

private let stringSplitting: [NativeDefinition] = [
  NativeDefinition("split(self, /, sep=None, maxsplit=-1)") { $0.splitMethod($1, fromRight: false) },
  NativeDefinition("rsplit(self, /, sep=None, maxsplit=-1)") { $0.splitMethod($1, fromRight: true) },
  NativeDefinition("splitlines(self, /, keepends=False)") { thread, a in
    let keep = a[1].isUnbound ? 0 : thread.truth(a[1])
    return keep < 0 ? .error : thread.splitLines(StringRef(a[0]), keepEnds: keep == 1)
  },
  NativeDefinition("partition(self, sep, /)") { $0.partitionMethod($1, fromRight: false) },
  NativeDefinition("rpartition(self, sep, /)") { $0.partitionMethod($1, fromRight: true) },
  NativeDefinition("join(self, iterable, /)") { $0.joinStrings(StringRef($1[0]), $1[1]) },
  NativeDefinition("strip(self, chars=None, /)") { $0.stripMethod($1, .both, "strip") },
  NativeDefinition("lstrip(self, chars=None, /)") { $0.stripMethod($1, .left, "lstrip") },
  NativeDefinition("rstrip(self, chars=None, /)") { $0.stripMethod($1, .right, "rstrip") },
  NativeDefinition("removeprefix(self, prefix, /)") { thread, a in
    guard let prefix = thread.text(a[1], { "removeprefix() argument must be str, not \($0)" }) else { return .error }
    let string = StringRef(a[0])
    let matches = string.count >= prefix.count && string.matches(prefix, at: 0)
    return thread.piece(string, matches ? prefix.count : 0, string.count)
  },
  NativeDefinition("removesuffix(self, suffix, /)") { thread, a in
    guard let suffix = thread.text(a[1], { "removesuffix() argument must be str, not \($0)" }) else { return .error }
    let string = StringRef(a[0])
    let matches =
      suffix.count > 0 && string.count >= suffix.count && string.matches(suffix, at: string.count - suffix.count)
    return thread.piece(string, 0, matches ? string.count - suffix.count : string.count)
  },
  NativeDefinition("replace(self, old, new, count=-1, /)") { thread, a in
    guard let old = thread.text(a[1], { "replace() argument 1 must be str, not \($0)" }),
      let new = thread.text(a[2], { "replace() argument 2 must be str, not \($0)" }),
      let limit = thread.count(a[3], default: -1)
    else { return .error }
    return thread.replace(StringRef(a[0]), old, new, limit: limit)
  },
]

private let stringShaping: [NativeDefinition] = [
  NativeDefinition("lower(self, /)") { $0.changeCase(StringRef($1[0]), .lower) },
  NativeDefinition("upper(self, /)") { $0.changeCase(StringRef($1[0]), .upper) },
  NativeDefinition("title(self, /)") { $0.changeCase(StringRef($1[0]), .title) },
  NativeDefinition("capitalize(self, /)") { $0.changeCase(StringRef($1[0]), .capitalize) },
  NativeDefinition("swapcase(self, /)") { $0.changeCase(StringRef($1[0]), .swap) },
  NativeDefinition("casefold(self, /)") { $0.changeCase(StringRef($1[0]), .fold) },
  NativeDefinition("center(self, width, fillchar=' ', /)") { thread, a in
    guard let (padding, fill) = thread.paddingArguments(a) else { return .error }
    let left = padding > 0 ? padding / 2 + (padding & (padding + StringRef(a[0]).count) & 1) : 0
    return thread.pad(StringRef(a[0]), left: left, right: padding - left, fill: fill)
  },
  NativeDefinition("ljust(self, width, fillchar=' ', /)") { thread, a in
    guard let (padding, fill) = thread.paddingArguments(a) else { return .error }
    return thread.pad(StringRef(a[0]), left: 0, right: padding, fill: fill)
  },
  NativeDefinition("rjust(self, width, fillchar=' ', /)") { thread, a in
    guard let (padding, fill) = thread.paddingArguments(a) else { return .error }
    return thread.pad(StringRef(a[0]), left: padding, right: 0, fill: fill)
  },
  NativeDefinition("zfill(self, width, /)") { thread, a in
    guard let width = thread.index(a[1]) else { return .error }
    let string = StringRef(a[0])
    let zeros = width - string.count
    if zeros <= 0 { return thread.exactString(string) }
    if !thread.hasRoom(bytes: width) { return .error }
    var buffer = TextBuffer(capacity: width)
    let signed = string.count > 0 && (string[0] == UInt32(ascii: "+") || string[0] == UInt32(ascii: "-"))
    if signed { buffer.append(string[0]) }
    buffer.append(repeating: UInt32(ascii: "0"), zeros)
    buffer.append(string, signed ? 1 : 0, string.count)
    return buffer.makeString(thread)
  },
  NativeDefinition("expandtabs(self, /, tabsize=8)") { thread, a in
    guard let size = thread.tabSize(a[1]) else { return .error }
    return thread.expandTabs(StringRef(a[0]), size)
  },
  NativeDefinition("translate(self, table, /)") { $0.translate(StringRef($1[0]), $1[1]) },
  NativeDefinition(.staticMethod, "maketrans(x, y=None, z=None, /)") { $0.makeTranslation($1) },
  NativeDefinition("encode(self, /, encoding='utf-8', errors='strict')") { thread, a in
    guard let (encoding, errors) = thread.codecArguments(a[1], a[2], "encode") else { return .error }
    return thread.encode(StringRef(a[0]), encoding: encoding, errors: errors)
  },
]

private let stringPredicates: [NativeDefinition] = [
  NativeDefinition("isalpha(self, /)") { $0.all($1[0]) { UnicodeTable.isAlphabetic($0) } },
  NativeDefinition("isdecimal(self, /)") { $0.all($1[0]) { UnicodeTable.decimal($0) != nil } },
  NativeDefinition("isdigit(self, /)") { $0.all($1[0]) { UnicodeTable.digit($0) != nil } },
  NativeDefinition("isnumeric(self, /)") { $0.all($1[0]) { UnicodeTable.numeric($0) != nil } },
  NativeDefinition("isalnum(self, /)") { $0.all($1[0]) { UnicodeTable.isAlphanumeric($0) } },
  NativeDefinition("isspace(self, /)") { $0.all($1[0]) { UnicodeTable.isSpace($0) } },
  NativeDefinition("islower(self, /)") { $0.hasOnlyCase(StringRef($1[0]), lower: true) },
  NativeDefinition("isupper(self, /)") { $0.hasOnlyCase(StringRef($1[0]), lower: false) },
  NativeDefinition("istitle(self, /)") { $0.isTitleCased(StringRef($1[0])) },
  NativeDefinition("isascii(self, /)") { .bool(StringRef($1[0]).isAscii) },
  NativeDefinition("isprintable(self, /)") { thread, a in
    .bool(StringRef(a[0]).count == 0 || thread.all(a[0]) { UnicodeTable.isPrintable($0) }.isTrue)
  },
  NativeDefinition("isidentifier(self, /)") { .bool($0.isIdentifier(StringRef($1[0]))) },
]

private let stringFormatting: [NativeDefinition] = [
  NativeDefinition("format(self, /, *args, **kwargs)") { thread, a in
    thread.formatFields(StringRef(a[0]), arguments: a[1], keywords: a[2])
  },
  NativeDefinition("format_map(self, mapping, /)") { thread, a in
    thread.formatFields(StringRef(a[0]), arguments: .unbound, keywords: a[1])
  },
  NativeDefinition("__format__(self, format_spec, /)") { thread, a in
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "__format__() argument must be str, not \(a[1].typeName)")
    }
    if StringRef(a[1]).count == 0 { return thread.str(a[0]) }
    return thread.formatString(StringRef(a[0]), StringRef(a[1]), typeName: a[0].typeName)
  },
]
