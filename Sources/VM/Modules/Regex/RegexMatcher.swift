// The regex engine: an interpreter over code words with an explicit backtracking stack.
//
// Everything that changes while matching (group marks, repeat counters) is undone through the stack too: each change
// pushes what was there before. Backtracking pops entries until it finds a choice with an alternative left. Look-around
// and atomic groups run their body as a match of its own, whose choices are forgotten afterwards.
//
// Here: the state, the stack and searching. RegexMatcher+Run.swift holds the interpreter, RegexMatcher+Items.swift what
// looks at characters; both are compiled for each width of text.

import CRuntime
import Glibc

struct RegexMatcher: ~Copyable {
  enum Kind: UInt8 {
    /// Undo: a mark and the last group, a word of a repeat record, the current repeat.
    case mark, record, currentRepeat
    /// Choices: another branch, one item fewer or more, leave a loop, enter it again.
    case branch, fewer, more, leaveLoop, enterLoop
  }

  struct Entry {
    var kind: Kind
    var a: Int32
    var code: Regex.Code?
    var position: Int
    var b: Int
  }

  let thread: Thread
  let string: StringRef
  let program: UnsafeMutablePointer<RegexProgram>
  let code: Regex.Code
  /// Look-behind and `^` see the text before the place where the search starts.
  let begin = 0
  let end: Int
  let groups: Int
  private(set) var lastGroup = -1
  /// Where the match starts, and after success where it ends.
  var start = 0
  private(set) var matchEnd = 0
  /// A match at `start` must not be empty (it follows an empty match there).
  var mustAdvance = false
  var matchAll = false
  /// An exception is pending (a signal handler raised).
  var failed = false

  private(set) var depth = 0
  private(set) var recordCount = 0
  var current = -1
  private var steps = 0
  private var memory: RegexMemory

  init(_ thread: Thread, string: StringRef, pattern: RegexRef, start: Int, end: Int) {
    self.thread = thread
    self.string = string
    program = pattern.program
    code = pattern.program.pointee.code
    self.end = end
    groups = pattern.groups
    self.start = start
    memory = RegexMemory.take(marks: groups * 2)
    for index in 0..<groups * 2 { memory.marks[index] = -1 }
  }

  deinit { memory.giveBack() }

  /// 2 per group: start and end, -1 while unmatched.
  var marks: UnsafeMutablePointer<Int> { @inline(__always) get { memory.marks } }
  /// Records of active loops, 4 words each: code of REPEAT, count, last position, enclosing record.
  var records: UnsafeMutablePointer<Int> { @inline(__always) get { memory.records } }

  mutating func reset() {
    for index in 0..<groups * 2 { marks[index] = -1 }
    lastGroup = -1
    depth = 0
    recordCount = 0
    current = -1
  }

  // MARK: Stack

  @inline(__always) mutating func push(
    _ kind: Kind, _ code: Regex.Code?, _ position: Int, _ a: Int32 = 0, _ b: Int = 0
  ) {
    if _slowPath(depth == memory.stackCapacity) { memory.growStack() }
    memory.stack[depth] = Entry(kind: kind, a: a, code: code, position: position, b: b)
    depth &+= 1
  }

  @inline(__always) mutating func pop() -> Entry {
    depth &-= 1
    return memory.stack[depth]
  }

  @inline(__always) mutating func setMark(_ place: Int, _ position: Int) {
    push(.mark, nil, marks[place], Int32(truncatingIfNeeded: place), lastGroup)
    marks[place] = position
    if place & 1 != 0 { lastGroup = place / 2 + 1 }
  }

  mutating func newRecord(_ code: Regex.Code) -> Int {
    if recordCount == memory.recordCapacity { memory.growRecords() }
    let record = recordCount
    recordCount += 1
    records[record * 4] = code - self.code
    records[record * 4 + 1] = -1
    records[record * 4 + 2] = -1
    records[record * 4 + 3] = current
    return record
  }

  @inline(__always) mutating func setRecord(_ place: Int, _ value: Int) {
    push(.record, nil, place, 0, records[place])
    records[place] = value
  }

  @inline(__always) mutating func setCurrent(_ record: Int) {
    push(.currentRepeat, nil, current, 0, recordCount)
    current = record
  }

  @inline(__always) mutating func undo(_ entry: Entry) {
    switch entry.kind {
    case .mark:
      marks[Int(entry.a)] = entry.position
      lastGroup = entry.b
    case .record: records[entry.position] = entry.b
    case .currentRepeat:
      current = entry.position
      recordCount = entry.b
    default: break
    }
  }

  /// Undoes everything above `base`.
  mutating func unwind(to base: Int) {
    while depth > base { undo(pop()) }
  }

  /// Forgets the choices above `base`, keeping what undoes changes.
  mutating func cut(to base: Int) {
    var kept = base
    for index in base..<depth where memory.stack[index].kind.rawValue < Kind.branch.rawValue {
      memory.stack[kept] = memory.stack[index]
      kept += 1
    }
    depth = kept
  }

  /// Counts a step back; now and then lets signals and other threads have their turn. False with an exception pending.
  @inline(__always) mutating func countStep() -> Bool {
    steps &+= 1
    if _slowPath(steps & 0xFFFF == 0), thread.pointee.pendingWork != 0, !thread.runPendingWork() {
      failed = true
      return false
    }
    return true
  }

  // MARK: Matching

  /// Matches at `start` only.
  mutating func match() -> Bool {
    let last =
      switch string.widthShift {
      case 0: run(UnsafePointer(string.bytes), code, start, isTop: true)
      case 1: run(UnsafePointer(string.units16), code, start, isTop: true)
      default: run(UnsafePointer(string.units32), code, start, isTop: true)
      }
    if let last { matchEnd = last }
    return last != nil
  }

  /// The first match from `start` on.
  mutating func search() -> Bool {
    switch string.widthShift {
    case 0: search(UnsafePointer(string.bytes), 0)
    case 1: search(UnsafePointer(string.units16), 1)
    default: search(UnsafePointer(string.units32), 2)
    }
  }

  @inline(__always) private mutating func search<Unit: JSONUnit>(_ text: UnsafePointer<Unit>, _ shift: Int32) -> Bool {
    let first = program.pointee.first
    let last = end - program.pointee.least
    if start > last { return false }
    let filter = program.pointee.filter
    let isAnchored = program.pointee.isAnchored
    while start <= last {
      if let filter {
        let place = vm_text_search(filter, text, shift, start, end)
        if place < 0 { return false }
        if place != start {
          mustAdvance = false
          start = place
        }
      }
      if let last = run(text, first, start, isTop: true) {
        matchEnd = last
        return true
      }
      if failed || isAnchored { return false }
      start += 1
      mustAdvance = false
    }
    return false
  }
}
