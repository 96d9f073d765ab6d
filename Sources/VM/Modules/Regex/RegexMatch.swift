// Match objects: groups, spans and expansion.

import CRuntime

private struct MatchRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  var pattern: RegexRef { RegexRef(pointer.word(2)) }
  var marks: TupleRef { TupleRef(pointer.word(6)) }
  var subject: RegexSubject { RegexSubject(string: StringRef(pointer.word(7)), original: pointer.word(1)) }
  func start(_ group: Int) -> Int { marks[group * 2].asInt }
  func end(_ group: Int) -> Int { marks[group * 2 + 1].asInt }

  func text(_ t: Thread, _ group: Int, missing: Value = .none) -> Value {
    start(group) < 0 ? missing : subject.slice(t, start(group), end(group))
  }

  /// A group by number or name; nil with IndexError pending.
  func group(_ t: Thread, _ value: Value) -> Int? {
    var number = -1
    if value.isInt {
      number = value.asInt
    } else if value.isKind(.string) || value.isKind(.bytes) {
      let found = pattern.names.get(t, value)
      if found.isError { return nil }
      if found.isInt { number = found.asInt }
    } else if value.type.special(.index).isBound {
      let converted = t.toIndex(value)
      if converted.isError { return nil }
      number = converted.isInt ? converted.asInt : -1
    }
    if number < 0 || number > pattern.groups {
      t.raise(.indexError, "no such group")
      return nil
    }
    return number
  }

  /// The group argument of start, end and span, zero when missing.
  func group(_ t: Thread, optional value: Value) -> Int? { value.isUnbound ? 0 : group(t, value) }
}

private let matchMethods: [NativeDefinition] = [
  NativeDefinition("group(self, /, *args)") { t, a in
    let match = MatchRef(a[0])
    let wanted = TupleRef(a[1])
    if wanted.count == 0 { return match.text(t, 0) }
    if wanted.count == 1 { return match.group(t, wanted[0]).map { match.text(t, $0) } ?? .error }
    let result = TupleRef.allocate(t, count: wanted.count)
    for index in 0..<wanted.count {
      guard let number = match.group(t, wanted[index]) else { return .error }
      result[index] = match.text(t, number)
    }
    return result.value
  },
  NativeDefinition("__getitem__(self, key, /)") { t, a in
    let match = MatchRef(a[0])
    return match.group(t, a[1]).map { match.text(t, $0) } ?? .error
  },
  NativeDefinition("groups(self, default=None)") { t, a in
    let match = MatchRef(a[0])
    let result = TupleRef.allocate(t, count: match.pattern.groups)
    for index in 0..<match.pattern.groups {
      result[index] = match.text(t, index + 1, missing: a[1].isUnbound ? .none : a[1])
    }
    return result.value
  },
  NativeDefinition("groupdict(self, default=None)") { t, a in
    let match = MatchRef(a[0])
    let result = DictRef.make(t)
    var position = 0
    while let entry = match.pattern.names.next(&position) {
      result.set(t, entry.key, match.text(t, entry.value.asInt, missing: a[1].isUnbound ? .none : a[1]))
    }
    return result.value
  },
  NativeDefinition("start(self, group=0, /)") { t, a in
    MatchRef(a[0]).group(t, optional: a[1]).map { .int(MatchRef(a[0]).start($0)) } ?? .error
  },
  NativeDefinition("end(self, group=0, /)") { t, a in
    MatchRef(a[0]).group(t, optional: a[1]).map { .int(MatchRef(a[0]).end($0)) } ?? .error
  },
  NativeDefinition("span(self, group=0, /)") { t, a in
    let match = MatchRef(a[0])
    guard let number = match.group(t, optional: a[1]) else { return .error }
    return TupleRef.make(t, .int(match.start(number)), .int(match.end(number)))
  },
  NativeDefinition("expand(self, template)") { t, a in
    let module = t.importModule("re")
    if module.isError { return .error }
    let expand = t.getAttribute(module, StringRef.intern("_expand"))
    return expand.isError ? .error : t.call(expand, MatchRef(a[0]).pattern.value, a[0], a[1])
  },
  NativeDefinition("__copy__(self, /)") { _, a in a[0] },
  NativeDefinition("__deepcopy__(self, memo, /)") { _, a in a[0] },
  NativeDefinition("__repr__(self, /)") { t, a in
    let match = MatchRef(a[0])
    let text = t.repr(match.text(t, 0))
    if text.isError { return .error }
    let head = StringRef.make(t, "<re.Match object; span=(\(match.start(0)), \(match.end(0))), match=")
    let front = t.concatenate(StringRef(head), StringRef(text))
    return t.concatenate(StringRef(front), StringRef(StringRef.make(t, ">")))
  },
  classGetItemDefinition,
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineMatchType() -> Value {
    var match = TypeDefinition(
      name: "Match", kind: .native, words: 8, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "re")
    match.methods = matchMethods
    match.attributes = [
      GetSetDefinition("string", { _, m in m.pointer.word(1) }),
      GetSetDefinition("re", { _, m in m.pointer.word(2) }),
      GetSetDefinition("pos", { _, m in m.pointer.word(3) }),
      GetSetDefinition("endpos", { _, m in m.pointer.word(4) }),
      GetSetDefinition("lastindex", { _, m in m.pointer.intWord(5) < 0 ? .none : m.pointer.word(5) }),
      GetSetDefinition(
        "lastgroup",
        { _, m in
          let last = m.pointer.intWord(5)
          let names = MatchRef(m).pattern.nameByNumber
          return last >= 0 && last < names.count ? names[last] : .none
        }),
      GetSetDefinition(
        "regs",
        { t, m in
          let match = MatchRef(m)
          let result = TupleRef.allocate(t, count: match.pattern.groups + 1)
          for index in 0...match.pattern.groups {
            result[index] = TupleRef.make(t, .int(match.start(index)), .int(match.end(index)))
          }
          return result.value
        }),
    ]
    return define(match)
  }
}
