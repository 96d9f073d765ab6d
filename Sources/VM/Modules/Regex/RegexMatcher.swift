// The regex engine: an interpreter over code words with an explicit backtracking stack.
//
// Everything that changes while matching (group marks, repeat counters) is undone through the stack too: each change
// pushes what was there before. Backtracking pops entries until it finds a choice with an alternative left. Look-around
// and atomic groups run their body as a match of its own, whose choices are forgotten afterwards.

import CRuntime
import Glibc

struct RegexMatcher: ~Copyable {
  private enum Kind: UInt8 {
    /// Undo: marks, the last group, a word of a repeat record, the current repeat.
    case mark, lastGroup, record, currentRepeat
    /// Choices: another branch, one item fewer or more, leave a loop, enter it again.
    case branch, fewer, more, leaveLoop, enterLoop
  }

  private struct Entry {
    var kind: Kind
    var a: Int32
    var code: Regex.Code?
    var position: Int
    var b: Int
  }

  let thread: Thread
  let string: StringRef
  let width: Int
  let bytes: UnsafePointer<UInt8>
  let code: Regex.Code
  /// Look-behind and `^` see the text before the place where the search starts.
  private let begin = 0
  let end: Int
  let groups: Int
  /// 2 per group: start and end, -1 while unmatched.
  let marks: UnsafeMutablePointer<Int>
  private(set) var lastGroup = -1
  /// Where the match starts, and after success where it ends.
  var start = 0
  private(set) var matchEnd = 0
  /// A match at `start` must not be empty (it follows an empty match there).
  var mustAdvance = false
  var matchAll = false
  /// An exception is pending (a signal handler raised).
  private(set) var failed = false

  private var stack: UnsafeMutablePointer<Entry>
  private var depth = 0
  private var stackCapacity = 64
  /// Records of active loops, 4 words each: code of REPEAT, count, last position, enclosing record.
  private var records: UnsafeMutablePointer<Int>
  private var recordCount = 0
  private var recordCapacity = 16
  private var current = -1
  private var steps = 0

  init(_ thread: Thread, string: StringRef, code: Regex.Code, groups: Int, start: Int, end: Int) {
    self.thread = thread
    self.string = string
    width = string.widthShift
    bytes = UnsafePointer(string.bytes)
    self.code = code
    self.end = end
    self.groups = groups
    self.start = start
    marks = .allocate(capacity: max(1, groups * 2))
    stack = .allocate(capacity: stackCapacity)
    records = .allocate(capacity: recordCapacity * 4)
    for index in 0..<groups * 2 { marks[index] = -1 }
  }

  deinit {
    marks.deallocate()
    stack.deallocate()
    records.deallocate()
  }

  @inline(__always) func character(_ index: Int) -> UInt32 {
    if width == 0 { return UInt32(bytes[index]) }
    if width == 1 { return UInt32(string.units16[index]) }
    return string.units32[index]
  }

  mutating func reset() {
    for index in 0..<groups * 2 { marks[index] = -1 }
    lastGroup = -1
    depth = 0
    recordCount = 0
    current = -1
  }

  // MARK: Stack

  @inline(__always) private mutating func push(
    _ kind: Kind, _ code: Regex.Code?, _ position: Int, _ a: Int32 = 0, _ b: Int = 0
  ) {
    if _slowPath(depth == stackCapacity) { growStack() }
    stack[depth] = Entry(kind: kind, a: a, code: code, position: position, b: b)
    depth &+= 1
  }

  @inline(never) private mutating func growStack() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: stackCapacity * 2)
    larger.update(from: stack, count: stackCapacity)
    stack.deallocate()
    stack = larger
    stackCapacity *= 2
  }

  private mutating func newRecord(_ code: Regex.Code) -> Int {
    if recordCount == recordCapacity {
      let larger = UnsafeMutablePointer<Int>.allocate(capacity: recordCapacity * 8)
      larger.update(from: records, count: recordCapacity * 4)
      records.deallocate()
      records = larger
      recordCapacity *= 2
    }
    let record = recordCount
    recordCount += 1
    records[record * 4] = code - self.code
    records[record * 4 + 1] = -1
    records[record * 4 + 2] = -1
    records[record * 4 + 3] = current
    return record
  }

  @inline(__always) private mutating func setRecord(_ place: Int, _ value: Int) {
    push(.record, nil, place, 0, records[place])
    records[place] = value
  }

  @inline(__always) private mutating func setCurrent(_ record: Int) {
    push(.currentRepeat, nil, current, 0, recordCount)
    current = record
  }

  private mutating func undo(_ entry: Entry) {
    switch entry.kind {
    case .mark: marks[Int(entry.a)] = entry.position
    case .lastGroup: lastGroup = entry.position
    case .record: records[entry.position] = entry.b
    case .currentRepeat:
      current = entry.position
      recordCount = entry.b
    default: break
    }
  }

  /// Undoes everything above `base`.
  private mutating func unwind(to base: Int) {
    while depth > base {
      depth -= 1
      undo(stack[depth])
    }
  }

  /// Forgets the choices above `base`, keeping what undoes changes.
  private mutating func cut(to base: Int) {
    var kept = base
    for index in base..<depth where stack[index].kind.rawValue < Kind.branch.rawValue {
      stack[kept] = stack[index]
      kept += 1
    }
    depth = kept
  }

  // MARK: Matching

  /// Matches at `start` only.
  mutating func match() -> Bool {
    guard let last = run(code, start, isTop: true) else { return false }
    matchEnd = last
    return true
  }

  /// The first match from `start` on.
  mutating func search() -> Bool {
    var pattern = code
    var literal: UInt32?
    var set: Regex.Code?
    var item: Regex.Code?
    if Regex.operation(code[0]) == .info {
      let flags = code[2]
      let least = Int(code[3])
      if least > end - start { return false }
      if flags & Regex.infoPrefix != 0 && code[5] > 0 { literal = code[7] }
      if flags & Regex.infoCharset != 0 { set = code + 5 }
      pattern = code + 1 + Int(code[1])
    }
    if literal == nil && set == nil {
      item = firstItem(pattern)
      if let found = item, Regex.operation(found[0]) == .in { (set, item) = (found + 2, nil) }
    }
    while start <= end {
      if let literal {
        if width == 0 {
          guard literal < 256, let found = memchr(bytes + start, Int32(literal), end - start) else { return false }
          let place = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
          if place != start { mustAdvance = false }
          start = place
        } else {
          while start < end && character(start) != literal {
            start += 1
            mustAdvance = false
          }
          if start == end { return false }
        }
      } else if let set {
        let place = skip(set, start)
        if place != start { mustAdvance = false }
        start = place
        if start >= end { return false }
      } else if let item {
        while start < end && !Regex.matchesOne(item, character(start)) {
          start += 1
          mustAdvance = false
        }
        if start >= end { return false }
      }
      if let last = run(pattern, start, isTop: true) {
        matchEnd = last
        return true
      }
      // What matches at the beginning of the string only needs no second place: AT with AT_BEGINNING or AT_BEGINNING_STRING.
      if failed || Regex.operation(pattern[0]) == .at && (pattern[1] == 0 || pattern[1] == 2) { return false }
      reset()
      start += 1
      mustAdvance = false
    }
    return false
  }

  /// The single-character operation that every match begins with, if the code shows it at once.
  private func firstItem(_ pattern: Regex.Code) -> Regex.Code? {
    var pc = pattern
    while Regex.operation(pc[0]) == .mark { pc += 2 }
    switch Regex.operation(pc[0]) {
    case .literal, .notLiteral, .in: return pc
    case .repeatOne, .minRepeatOne, .possessiveRepeatOne: return pc[2] > 0 ? pc + 4 : nil
    default: return nil
    }
  }

  /// The literal that must follow, behind marks of groups.
  @inline(__always) private func followingLiteral(_ tail: Regex.Code) -> UInt32? {
    var pc = tail
    while Regex.operation(pc[0]) == .mark { pc += 2 }
    return Regex.operation(pc[0]) == .literal ? pc[1] : nil
  }

  /// The first place from `position` on whose character is in a set, or the end.
  private func skip(_ set: Regex.Code, _ position: Int) -> Int {
    var index = position
    guard width == 0, let (low, high) = Regex.asciiBits(set) else {
      while index < end && !Regex.contains(set, character(index)) { index += 1 }
      return index
    }
    while index < end {
      let c = bytes[index]
      if c < 128 {
        if ((c < 64 ? low : high) &>> UInt64(c & 63)) & 1 != 0 { break }
      } else if Regex.contains(set, UInt32(c)) {
        break
      }
      index &+= 1
    }
    return index
  }

  /// The first place from `position` to `last` whose character is not in a set, or `last`.
  @inline(__always) private func endOfRun(_ set: Regex.Code, _ position: Int, _ last: Int) -> Int {
    var index = position
    guard width == 0, let (low, high) = Regex.asciiBits(set) else {
      while index < last && Regex.contains(set, character(index)) { index += 1 }
      return index
    }
    while index < last {
      let c = bytes[index]
      if c < 128 {
        if ((c < 64 ? low : high) &>> UInt64(c & 63)) & 1 == 0 { break }
      } else if !Regex.contains(set, UInt32(c)) {
        break
      }
      index &+= 1
    }
    return index
  }

  /// How many characters from `position` on match the item, at most `limit`.
  @inline(__always) private func count(_ item: Regex.Code, _ position: Int, _ limit: UInt32) -> Int {
    var last = end
    if limit != Regex.maxRepeat && Int(limit) < end - position { last = position + Int(limit) }
    var index = position
    switch Regex.operation(item[0]) {
    case .anyAll: index = max(last, position)
    case .any:
      if width == 0 {
        let found = last > position ? memchr(bytes + position, 10, last - position) : nil
        index = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(bytes) } ?? max(last, position)
      } else {
        while index < last && character(index) != 10 { index += 1 }
      }
    case .literal: while index < last && character(index) == item[1] { index += 1 }
    case .notLiteral: while index < last && character(index) != item[1] { index += 1 }
    case .in: index = endOfRun(item + 2, position, last)
    default: while index < last && Regex.matchesOne(item, character(index)) { index += 1 }
    }
    return index - position
  }

  private func isAt(_ kind: UInt32, _ position: Int) -> Bool {
    func boundary(_ isWord: (UInt32) -> Bool) -> Bool {
      if begin == end { return false }
      let before = position > begin && isWord(character(position - 1))
      let after = position < end && isWord(character(position))
      return before != after
    }
    switch RegexAt(rawValue: kind) {
    case .beginning, .beginningString: return position == 0
    case .beginningLine: return position == 0 || character(position - 1) == 10
    case .end: return position == end || position + 1 == end && character(position) == 10
    case .endLine: return position == end || character(position) == 10
    case .endString: return position == end
    case .boundary: return boundary(Regex.isAsciiWord)
    case .nonBoundary: return begin != end && !boundary(Regex.isAsciiWord)
    case .localeBoundary: return boundary(Regex.isLocaleWord)
    case .localeNonBoundary: return begin != end && !boundary(Regex.isLocaleWord)
    case .unicodeBoundary: return boundary(Regex.isWord)
    case .unicodeNonBoundary: return begin != end && !boundary(Regex.isWord)
    case nil: return false
    }
  }

  /// The end of group `number`'s text repeated at `position`, or nil.
  private func repeated(_ number: Int, _ position: Int, _ same: (UInt32, UInt32) -> Bool) -> Int? {
    let first = marks[number * 2]
    let last = marks[number * 2 + 1]
    guard first >= 0, last >= first, position + (last - first) <= end else { return nil }
    for offset in 0..<last - first where !same(character(first + offset), character(position + offset)) { return nil }
    return position + (last - first)
  }

  /// Runs code from `first` at `from`; where SUCCESS was reached, or nil (everything is undone then).
  private mutating func run(_ first: Regex.Code, _ from: Int, isTop: Bool) -> Int? {
    let base = depth
    var pc = first
    var position = from
    while true {
      steps &+= 1
      if _slowPath(steps & 0xFFFF == 0), thread.pointee.pendingWork != 0, !thread.runPendingWork() { failed = true }
      var proceeds = true
      switch Regex.operation(pc[0]) {
      case .success:
        if !isTop || !(matchAll && position != end || mustAdvance && position == start) { return position }
        proceeds = false
      case .failure: proceeds = false
      case .literal:
        if position < end && character(position) == pc[1] {
          position += 1
          pc += 2
        } else {
          proceeds = false
        }
      case .any, .anyAll:
        if position < end && (pc[0] == RegexOp.anyAll.rawValue || character(position) != 10) {
          position += 1
          pc += 1
        } else {
          proceeds = false
        }
      case .in, .inIgnore, .inUnicodeIgnore, .inLocaleIgnore:
        if position < end && Regex.matchesOne(pc, character(position)) {
          position += 1
          pc += 1 + Int(pc[1])
        } else {
          proceeds = false
        }
      case .notLiteral, .category, .literalIgnore, .notLiteralIgnore, .literalUnicodeIgnore, .notLiteralUnicodeIgnore,
        .literalLocaleIgnore, .notLiteralLocaleIgnore:
        if position < end && Regex.matchesOne(pc, character(position)) {
          position += 1
          pc += 2
        } else {
          proceeds = false
        }
      case .at:
        if isAt(pc[1], position) { pc += 2 } else { proceeds = false }
      case .mark:
        let place = Int(pc[1])
        push(.mark, nil, marks[place], Int32(place))
        marks[place] = position
        if place & 1 != 0 {
          push(.lastGroup, nil, lastGroup)
          lastGroup = place / 2 + 1
        }
        pc += 2
      case .jump: pc += 1 + Int(pc[1])
      case .info: pc += 1 + Int(pc[1])
      case .branch:
        pc += 1
        if let next = nextBranch(pc, position) {
          pc = next
        } else {
          proceeds = false
        }
      case .repeatOne:
        var most = count(pc + 4, position, pc[3])
        let least = Int(pc[2])
        let tail = pc + 1 + Int(pc[1])
        if let literal = followingLiteral(tail) {
          // Only where the character behind fits can the rest match.
          while most >= least && !(position + most < end && character(position + most) == literal) { most -= 1 }
        }
        if most < least {
          proceeds = false
        } else {
          if most > least { push(.fewer, tail, position, 0, most << 32 | least) }
          position += most
          pc = tail
        }
      case .minRepeatOne:
        let least = Int(pc[2])
        if least > 0 && count(pc + 4, position, pc[2]) < least {
          proceeds = false
        } else {
          position += least
          push(.more, pc, position, 0, least)
          pc += 1 + Int(pc[1])
        }
      case .possessiveRepeatOne:
        let most = count(pc + 4, position, pc[3])
        if most < Int(pc[2]) {
          proceeds = false
        } else {
          position += most
          pc += 1 + Int(pc[1])
        }
      case .repeat:
        let record = newRecord(pc)
        push(.currentRepeat, nil, current, 0, record)
        current = record
        pc += 1 + Int(pc[1])
      case .maxUntil:
        let record = current * 4
        let loop = code + records[record]
        let done = records[record + 1] + 1
        if done < Int(loop[2]) {
          setRecord(record + 1, done)
          pc = loop + 4
        } else if (loop[3] == Regex.maxRepeat || done < Int(loop[3])) && position != records[record + 2] {
          push(.leaveLoop, pc, position, Int32(current))
          setRecord(record + 1, done)
          setRecord(record + 2, position)
          pc = loop + 4
        } else {
          setCurrent(records[record + 3])
          pc += 1
        }
      case .minUntil:
        let record = current * 4
        let loop = code + records[record]
        let done = records[record + 1] + 1
        if done < Int(loop[2]) {
          setRecord(record + 1, done)
          pc = loop + 4
        } else {
          push(.enterLoop, pc, position, Int32(current), done)
          setCurrent(records[record + 3])
          pc += 1
        }
      case .possessiveRepeat:
        if let last = possessive(pc, position) {
          position = last
          pc += 1 + Int(pc[1])
          pc += 1
        } else {
          proceeds = false
        }
      case .atomicGroup:
        let inner = depth
        if let last = run(pc + 2, position, isTop: false) {
          cut(to: inner)
          position = last
          pc += 1 + Int(pc[1])
        } else {
          proceeds = false
        }
      case .assert, .assertNot:
        let inner = depth
        let back = Int(pc[2])
        let isWanted = Regex.operation(pc[0]) == .assert
        let holds = position - back >= begin && run(pc + 3, position - back, isTop: false) != nil
        if holds { if isWanted { cut(to: inner) } else { unwind(to: inner) } }
        if holds == isWanted { pc += 1 + Int(pc[1]) } else { proceeds = false }
      case .groupReference, .groupReferenceIgnore, .groupReferenceUnicodeIgnore, .groupReferenceLocaleIgnore:
        let found: Int?
        switch Regex.operation(pc[0]) {
        case .groupReference: found = repeated(Int(pc[1]), position) { $0 == $1 }
        case .groupReferenceIgnore:
          found = repeated(Int(pc[1]), position) { Regex.asciiLower($0) == Regex.asciiLower($1) }
        case .groupReferenceUnicodeIgnore:
          found = repeated(Int(pc[1]), position) { Regex.lower($0) == Regex.lower($1) }
        default: found = repeated(Int(pc[1]), position) { Regex.localeLower($0) == Regex.localeLower($1) }
        }
        if let found {
          position = found
          pc += 2
        } else {
          proceeds = false
        }
      case .groupReferenceExists:
        let group = Int(pc[1])
        let matched = marks[group * 2] >= 0 && marks[group * 2 + 1] >= marks[group * 2]
        pc += matched ? 3 : 1 + Int(pc[2])
      case .charset, .bigCharset, .negate, .range, .subpattern, .rangeUnicodeIgnore: proceeds = false
      }
      if proceeds && !failed { continue }
      if failed {
        unwind(to: base)
        return nil
      }
      // Back to the last choice.
      var resumed = false
      while depth > base && !resumed {
        depth -= 1
        let entry = stack[depth]
        switch entry.kind {
        case .mark, .lastGroup, .record, .currentRepeat: undo(entry)
        case .branch:
          if let next = nextBranch(entry.code!, entry.position) {
            pc = next
            position = entry.position
            resumed = true
          }
        case .fewer:
          let least = entry.b & 0xFFFF_FFFF
          var items = (entry.b >> 32) - 1
          let tail = entry.code!
          if let literal = followingLiteral(tail) {
            while items >= least
              && !(entry.position + items < end && character(entry.position + items) == literal)
            { items -= 1 }
            if items < least { continue }
          }
          if items > least { push(.fewer, tail, entry.position, 0, items << 32 | least) }
          position = entry.position + items
          pc = tail
          resumed = true
        case .more:
          let loop = entry.code!
          let most = loop[3]
          if entry.position < end && (most == Regex.maxRepeat || entry.b < Int(most))
            && Regex.matchesOne(loop + 4, character(entry.position))
          {
            position = entry.position + 1
            push(.more, loop, position, 0, entry.b + 1)
            pc = loop + 1 + Int(loop[1])
            resumed = true
          }
        case .leaveLoop:
          let record = Int(entry.a)
          setCurrent(records[record * 4 + 3])
          position = entry.position
          pc = entry.code! + 1
          resumed = true
        case .enterLoop:
          let record = Int(entry.a)
          let loop = code + records[record * 4]
          let mayRepeat = loop[3] == Regex.maxRepeat || entry.b < Int(loop[3])
          if mayRepeat && entry.position != records[record * 4 + 2] {
            setRecord(record * 4 + 1, entry.b)
            setRecord(record * 4 + 2, entry.position)
            position = entry.position
            pc = loop + 4
            resumed = true
          }
        }
      }
      if !resumed { return nil }
    }
  }

  /// Starts the first branch from `branches` on that can match; pushes the ones behind it.
  @inline(__always) private mutating func nextBranch(_ branches: Regex.Code, _ position: Int) -> Regex.Code? {
    var branch = branches
    while branch[0] != 0 {
      let following = branch + Int(branch[0])
      let body = branch + 1
      let first = Regex.operation(body[0])
      let hopeless =
        first == .literal && (position >= end || character(position) != body[1])
        || first == .in && (position >= end || !Regex.contains(body + 2, character(position)))
      if !hopeless {
        if following[0] != 0 { push(.branch, following, position) }
        return body
      }
      branch = following
    }
    return nil
  }

  /// Repeats the body as often as it goes, without going back into it; the end, or nil.
  private mutating func possessive(_ loop: Regex.Code, _ from: Int) -> Int? {
    let base = depth
    var position = from
    var done = 0
    while loop[3] == Regex.maxRepeat || done < Int(loop[3]) {
      let inner = depth
      guard let last = run(loop + 4, position, isTop: false) else { break }
      cut(to: inner)
      done += 1
      if last == position && done >= Int(loop[2]) { break }
      position = last
    }
    if done >= Int(loop[2]) { return position }
    unwind(to: base)
    return nil
  }
}
