// Where can a match begin? A walk over the code from its start collects, for each way that it can take, the sets of
// characters that must stand in a row. vm_text_search (CRuntime) looks for such places many at a time.
//
// What is collected is a necessary condition: the walk passes over assertions and stops where it no longer knows more.

import CRuntime

struct RegexFilter {
  /// Characters below 256 by their bits, and whether others are possible.
  private struct Characters {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var wide = false

    static func | (one: Characters, two: Characters) -> Characters {
      Characters(
        words: (
          one.words.0 | two.words.0, one.words.1 | two.words.1, one.words.2 | two.words.2, one.words.3 | two.words.3
        ), wide: one.wide || two.wide)
    }

    var count: Int {
      words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount + words.3.nonzeroBitCount
    }

    mutating func insert(_ c: Int) {
      withUnsafeMutableBytes(of: &words) {
        $0.assumingMemoryBound(to: UInt64.self)[c >> 6] |= 1 << UInt64(c & 63)
      }
    }

    func forEach(_ body: (Int) -> Void) {
      withUnsafeBytes(of: words) {
        for (index, word) in $0.assumingMemoryBound(to: UInt64.self).enumerated() {
          var rest = word
          while rest != 0 {
            body(index * 64 + rest.trailingZeroBitCount)
            rest &= rest - 1
          }
        }
      }
    }
  }

  private static let mostCharacters = 8
  private static let mostAlternatives = 32

  private let program: RegexProgram
  private let limit: Int
  private var alternatives: [[Characters]] = []
  private var visits = 0

  private init(_ program: RegexProgram, limit: Int) {
    self.program = program
    self.limit = limit
  }

  /// Allocates the filter of a program; nil when nothing useful is known.
  static func make(_ program: RegexProgram) -> UnsafePointer<vm_text_filter>? {
    var walker = RegexFilter(program, limit: mostCharacters)
    walker.walk(program.first, [], nil)
    if walker.alternatives.count > mostAlternatives {
      walker = RegexFilter(program, limit: 1)
      walker.walk(program.first, [], nil)
      if walker.alternatives.contains(where: \.isEmpty) { return nil }
      walker.alternatives = [[walker.alternatives.reduce(Characters()) { $0 | $1[0] }]]
    }
    let alternatives = walker.alternatives
    let length = min(alternatives.map(\.count).min() ?? 0, 64 / max(1, alternatives.count))
    if length == 0 { return nil }
    let starts = alternatives.reduce(Characters()) { $0 | $1[0] }
    if length == 1 && starts.count > 160 { return nil }
    let filter = UnsafeMutablePointer<vm_text_filter>.allocate(capacity: 1)
    filter.initialize(to: vm_text_filter())
    filter.pointee.length = Int32(length)
    filter.pointee.single = -1
    if length == 1 && starts.count == 1 { starts.forEach { filter.pointee.single = Int32($0) } }
    for (number, alternative) in alternatives.enumerated() {
      filter.pointee.first |= 1 << UInt(number * length)
      for index in 0..<length {
        if alternative[index].wide { filter.pointee.wide |= 1 << UInt(number * length + index) }
        alternative[index].forEach { vm_text_filter_add(filter, Int32(number), Int32(index), Int32($0)) }
      }
    }
    return UnsafePointer(filter)
  }

  /// Collects what stands from `start` on, behind `prefix`. `optional`: what may stand before the next character.
  private mutating func walk(_ start: Regex.Code, _ prefix: [Characters], _ optional: Characters?) {
    var pc = start
    var sequence = prefix
    var optional = optional
    visits += 1
    // Too many alternatives: what has been collected is thrown away.
    if limit > 1 && (visits > 4 * RegexFilter.mostAlternatives || alternatives.count > RegexFilter.mostAlternatives) {
      while alternatives.count <= RegexFilter.mostAlternatives { alternatives.append([]) }
      return
    }
    // Empty branches in a row double the ways.
    if visits > 4096 { return alternatives.append([]) }
    while sequence.count < limit {
      switch Regex.operation(pc[0]) {
      case .mark, .at: pc += 2
      case .info, .assert, .assertNot, .jump: pc += 1 + Int(pc[1])
      case .atomicGroup: pc += 2
      case .repeat where pc[2] > 0, .possessiveRepeat where pc[2] > 0: pc += 4
      case .branch:
        var branch = pc + 1
        while branch[0] != 0 {
          walk(branch + 1, sequence, optional)
          branch += Int(branch[0])
        }
        return
      case .repeatOne, .minRepeatOne, .possessiveRepeatOne:
        guard let found = characters(pc + 4) else { return alternatives.append(sequence) }
        for _ in 0..<min(Int(pc[2]), limit) where sequence.count < limit {
          sequence.append(optional.map { $0 | found } ?? found)
          if optional != nil { return alternatives.append(sequence) }
        }
        if pc[3] != pc[2] { optional = optional.map { $0 | found } ?? found }
        pc += 1 + Int(pc[1])
      default:
        guard let found = characters(pc) else { return alternatives.append(sequence) }
        sequence.append(optional.map { $0 | found } ?? found)
        if optional != nil { return alternatives.append(sequence) }
        switch Regex.operation(pc[0]) {
        case .any, .anyAll: pc += 1
        case .in, .inIgnore, .inUnicodeIgnore: pc += 1 + Int(pc[1])
        default: pc += 2
        }
      }
    }
    alternatives.append(sequence)
  }

  /// The characters that a single-character operation accepts; nil for other operations and what the locale decides.
  private func characters(_ item: Regex.Code) -> Characters? {
    var result = Characters()
    switch Regex.operation(item[0]) {
    case .literal:
      if item[1] < 256 { result.insert(Int(item[1])) } else { result.wide = true }
    case .in, .inIgnore, .inUnicodeIgnore:
      let set = program.sets + Int(item[2]) * 8
      func word(_ index: Int) -> UInt64 { UInt64(set[index * 2]) | UInt64(set[index * 2 + 1]) << 32 }
      result.words = (word(0), word(1), word(2), word(3))
      result.wide = true
    case .notLiteral, .any, .anyAll, .literalIgnore, .notLiteralIgnore, .literalUnicodeIgnore,
      .notLiteralUnicodeIgnore:
      for c in 0..<256 where Regex.matchesOne(item, UInt32(c)) { result.insert(c) }
      result.wide = true
    case .category where !(8...9).contains(item[1]):
      for c in 0..<256 where Regex.matchesOne(item, UInt32(c)) { result.insert(c) }
      result.wide = true
    default: return nil
    }
    return result
  }
}
