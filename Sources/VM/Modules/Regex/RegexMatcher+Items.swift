// What the matcher asks about characters: how many in a row fit an item, what stands behind, boundaries, repeated groups.

import CRuntime
import Glibc

extension RegexMatcher {
  @inline(__always) private func place(_ found: UnsafeMutableRawPointer?, in text: UnsafeRawPointer) -> Int? {
    found.map { UnsafeRawPointer($0) - text }
  }

  /// How many characters from `position` on match the item, at most `limit`.
  @inline(__always) func count<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ item: Regex.Code, _ position: Int, _ limit: UInt32
  ) -> Int {
    var last = end
    if limit != Regex.maxRepeat && Int(limit) < end - position { last = position + Int(limit) }
    if last <= position { return 0 }
    var index = position
    switch Regex.operation(item[0]) {
    case .anyAll: index = last
    case .any, .notLiteral:
      let refused = Regex.operation(item[0]) == .any ? 10 : item[1]
      if Unit.bitWidth == 8 && refused < 256 && last - index > 8 {
        index = place(memchr(text + index, Int32(refused), last - index), in: text) ?? last
      } else {
        while index < last && UInt32(text[index]) != refused { index &+= 1 }
      }
    case .literal:
      let literal = item[1]
      while index < last && UInt32(text[index]) == literal { index &+= 1 }
    case .in:
      let set = program.pointee.sets + Int(item[2]) &* 8
      if Unit.bitWidth == 8 {
        while index < last && RegexProgram.contains(set, UInt32(text[index])) { index &+= 1 }
      } else {
        while index < last && program.pointee.isIn(item, UInt32(text[index])) { index &+= 1 }
      }
    default: while index < last && program.pointee.matches(item, UInt32(text[index])) { index &+= 1 }
    }
    return index - position
  }

  /// The item that must follow behind marks of groups, if it is one character; `tail` is where a repeat goes on.
  @inline(__always) func following(_ tail: Regex.Code) -> Regex.Code? {
    var pc = tail
    while Regex.operation(pc[0]) == .mark { pc += 2 }
    switch Regex.operation(pc[0]) {
    case .literal, .in: return pc
    default: return nil
    }
  }

  /// The largest number of items of one character, from `least` to `most`, behind which `following` fits; less than
  /// `least` when there is none.
  @inline(__always) func fewest<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ following: Regex.Code, _ position: Int, least: Int, most: Int
  ) -> Int {
    var index = position &+ min(most, end &- 1 &- position)
    let first = position &+ least
    if Regex.operation(following[0]) == .literal {
      let literal = following[1]
      if Unit.bitWidth == 8 && index &- first > 8 {
        guard literal < 256 else { return -1 }
        return (place(memrchr(text + first, Int32(literal), index &- first &+ 1), in: text) ?? -1) &- position
      }
      while index >= first && UInt32(text[index]) != literal { index &-= 1 }
    } else {
      while index >= first && !program.pointee.isIn(following, UInt32(text[index])) { index &-= 1 }
    }
    return index &- position
  }

  @inline(__always) func isAt<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ kind: UInt32, _ position: Int
  ) -> Bool {
    func boundary(_ isWord: (UInt32) -> Bool) -> Bool {
      if begin == end { return false }
      let before = position > begin && isWord(UInt32(text[position - 1]))
      let after = position < end && isWord(UInt32(text[position]))
      return before != after
    }
    switch RegexAt(rawValue: kind) {
    case .beginning, .beginningString: return position == 0
    case .beginningLine: return position == 0 || UInt32(text[position - 1]) == 10
    case .end: return position == end || position + 1 == end && UInt32(text[position]) == 10
    case .endLine: return position == end || UInt32(text[position]) == 10
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
  func repeated<Unit: JSONUnit>(
    _ text: UnsafePointer<Unit>, _ number: Int, _ position: Int, _ same: (UInt32, UInt32) -> Bool
  ) -> Int? {
    let first = marks[number * 2]
    let last = marks[number * 2 + 1]
    guard first >= 0, last >= first, last == first || position + (last - first) <= end else { return nil }
    for offset in 0..<last - first
    where !same(UInt32(text[first + offset]), UInt32(text[position + offset])) { return nil }
    return position + (last - first)
  }
}
