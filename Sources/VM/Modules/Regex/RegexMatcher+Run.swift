// The interpreter of the regex engine: one step for each operation, and the way back to the last choice.

import CRuntime

extension RegexMatcher {
  /// Runs code from `first` at `from`; where SUCCESS was reached, or nil (everything is undone then).
  mutating func run<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ first: Regex.Code, _ from: Int, isTop: Bool
  ) -> Int? {
    let base = depth
    var pc = first
    var position = from
    while true {
      var proceeds = true
      switch Regex.operation(pc[0]) {
      case .success:
        if !isTop || !(matchAll && position != end || mustAdvance && position == start) { return position }
        proceeds = false
      case .failure: proceeds = false
      case .literal:
        if position < end && UInt32(text[position]) == pc[1] {
          position += 1
          pc += 2
        } else {
          proceeds = false
        }
      case .any, .anyAll:
        if position < end && (pc[0] == RegexOp.anyAll.rawValue || UInt32(text[position]) != 10) {
          position += 1
          pc += 1
        } else {
          proceeds = false
        }
      case .in, .inIgnore, .inUnicodeIgnore, .inLocaleIgnore:
        if position < end && program.pointee.matches(pc, UInt32(text[position])) {
          position += 1
          pc += 1 + Int(pc[1])
        } else {
          proceeds = false
        }
      case .notLiteral, .category, .literalIgnore, .notLiteralIgnore, .literalUnicodeIgnore, .notLiteralUnicodeIgnore,
        .literalLocaleIgnore, .notLiteralLocaleIgnore:
        if position < end && program.pointee.matches(pc, UInt32(text[position])) {
          position += 1
          pc += 2
        } else {
          proceeds = false
        }
      case .at:
        if isAt(text, pc[1], position) { pc += 2 } else { proceeds = false }
      case .mark:
        let place = Int(pc[1])
        setMark(place, position)
        pc += 2
      case .jump: pc += 1 + Int(pc[1])
      case .info: pc += 1 + Int(pc[1])
      case .branch:
        pc += 1
        if let next = nextBranch(text, pc, position) {
          pc = next
        } else {
          proceeds = false
        }
      case .repeatOne:
        let least = Int(pc[2])
        // Where the search ends before it begins, nothing is repeated.
        var most = position + least > end ? -1 : count(text, pc + 4, position, pc[3])
        let tail = pc + 1 + Int(pc[1])
        // Only where the character behind fits can the rest match.
        if most >= least, let next = following(tail) {
          most = fewest(text, next, position, least: least, most: most)
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
        if position + least > end || least > 0 && count(text, pc + 4, position, pc[2]) < least {
          proceeds = false
        } else {
          let tail = pc + 1 + Int(pc[1])
          if let (last, items) = more(text, pc, tail, position + least, least) {
            position = last
            push(.more, pc, position, 0, items)
            pc = tail
          } else {
            proceeds = false
          }
        }
      case .possessiveRepeatOne:
        let most = count(text, pc + 4, position, pc[3])
        if position + Int(pc[2]) > end || most < Int(pc[2]) {
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
        if let last = possessive(text, pc, position) {
          position = last
          pc += 1 + Int(pc[1])
          pc += 1
        } else {
          proceeds = false
        }
      case .atomicGroup:
        let inner = depth
        if let last = run(text, pc + 2, position, isTop: false) {
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
        let holds = position - back >= begin && run(text, pc + 3, position - back, isTop: false) != nil
        if holds { if isWanted { cut(to: inner) } else { unwind(to: inner) } }
        if holds == isWanted { pc += 1 + Int(pc[1]) } else { proceeds = false }
      case .groupReference, .groupReferenceIgnore, .groupReferenceUnicodeIgnore, .groupReferenceLocaleIgnore:
        let found: Int?
        switch Regex.operation(pc[0]) {
        case .groupReference: found = repeated(text, Int(pc[1]), position) { $0 == $1 }
        case .groupReferenceIgnore:
          found = repeated(text, Int(pc[1]), position) { Regex.asciiLower($0) == Regex.asciiLower($1) }
        case .groupReferenceUnicodeIgnore:
          found = repeated(text, Int(pc[1]), position) { Regex.lower($0) == Regex.lower($1) }
        default: found = repeated(text, Int(pc[1]), position) { Regex.localeLower($0) == Regex.localeLower($1) }
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
      if failed || !countStep() {
        unwind(to: base)
        return nil
      }
      // Back to the last choice.
      var resumed = false
      while depth > base && !resumed {
        let entry = pop()
        switch entry.kind {
        case .mark, .record, .currentRepeat: undo(entry)
        case .branch:
          if let next = nextBranch(text, entry.code!, entry.position) {
            pc = next
            position = entry.position
            resumed = true
          }
        case .fewer:
          let least = entry.b & 0xFFFF_FFFF
          var items = (entry.b >> 32) - 1
          let tail = entry.code!
          if let next = following(tail) {
            items = fewest(text, next, entry.position, least: least, most: items)
            if items < least { continue }
          }
          if items > least { push(.fewer, tail, entry.position, 0, items << 32 | least) }
          position = entry.position + items
          pc = tail
          resumed = true
        case .more:
          let loop = entry.code!
          let tail = loop + 1 + Int(loop[1])
          if entry.position < end && (loop[3] == Regex.maxRepeat || entry.b < Int(loop[3]))
            && program.pointee.matches(loop + 4, UInt32(text[entry.position])),
            let (last, items) = more(text, loop, tail, entry.position + 1, entry.b + 1)
          {
            position = last
            push(.more, loop, position, 0, items)
            pc = tail
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
  @inline(__always) private mutating func nextBranch<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ branches: Regex.Code, _ position: Int
  ) -> Regex.Code? {
    var branch = branches
    while branch[0] != 0 {
      let following = branch + Int(branch[0])
      let body = branch + 1
      let first = Regex.operation(body[0])
      let hopeless =
        first == .literal && (position >= end || UInt32(text[position]) != body[1])
        || first == .in && (position >= end || !program.pointee.isIn(body, UInt32(text[position])))
      if !hopeless {
        if following[0] != 0 { push(.branch, following, position) }
        return body
      }
      branch = following
    }
    return nil
  }

  /// From `position` on, behind `items` items of a lazy repeat: the first place where what follows can stand, as few
  /// items further as possible, and their number; nil when there is none.
  @inline(__always) private func more<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ loop: Regex.Code, _ tail: Regex.Code, _ position: Int, _ items: Int
  ) -> (Int, Int)? {
    guard let next = following(tail) else { return (position, items) }
    let limit = loop[3] == Regex.maxRepeat ? end : min(end, position + Int(loop[3]) - items)
    var index = position
    while index < end && !program.pointee.matches(next, UInt32(text[index])) {
      guard index < limit, program.pointee.matches(loop + 4, UInt32(text[index])) else { return nil }
      index &+= 1
    }
    return index < end ? (index, items + index - position) : nil
  }

  /// Repeats the body as often as it goes, without going back into it; the end, or nil.
  private mutating func possessive<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ loop: Regex.Code, _ from: Int
  ) -> Int? {
    let base = depth
    var position = from
    var done = 0
    while loop[3] == Regex.maxRepeat || done < Int(loop[3]) {
      let inner = depth
      guard let last = run(text, loop + 4, position, isTop: false) else { break }
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
