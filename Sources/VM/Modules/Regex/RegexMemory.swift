// The memory of a running matcher: backtracking stack, records of loops, marks of groups. One is kept for the next.

import CRuntime

struct RegexMemory {
  private(set) var stack: UnsafeMutablePointer<RegexMatcher.Entry>
  private(set) var stackCapacity: Int
  private(set) var records: UnsafeMutablePointer<Int>
  private(set) var recordCapacity: Int
  private(set) var marks: UnsafeMutablePointer<Int>
  private var markCapacity: Int

  /// What the last matcher gave back. Threads take turns at running native code.
  nonisolated(unsafe) private static var idle: RegexMemory?
  /// Larger stacks (in entries) are not kept.
  private static let largestKept = 1 << 14

  private init() {
    (stackCapacity, recordCapacity, markCapacity) = (256, 16, 32)
    stack = .allocate(capacity: stackCapacity)
    records = .allocate(capacity: recordCapacity * 4)
    marks = .allocate(capacity: markCapacity)
  }

  /// Memory with room for so many marks, whose contents are undefined.
  static func take(marks: Int) -> RegexMemory {
    var memory = idle ?? RegexMemory()
    idle = nil
    if _slowPath(marks > memory.markCapacity) {
      memory.marks.deallocate()
      memory.markCapacity = marks
      memory.marks = .allocate(capacity: marks)
    }
    return memory
  }

  func giveBack() {
    if RegexMemory.idle == nil && stackCapacity <= RegexMemory.largestKept {
      RegexMemory.idle = self
    } else {
      stack.deallocate()
      records.deallocate()
      marks.deallocate()
    }
  }

  @inline(never) mutating func growStack() {
    let larger = UnsafeMutablePointer<RegexMatcher.Entry>.allocate(capacity: stackCapacity * 2)
    larger.update(from: stack, count: stackCapacity)
    stack.deallocate()
    stack = larger
    stackCapacity *= 2
  }

  @inline(never) mutating func growRecords() {
    let larger = UnsafeMutablePointer<Int>.allocate(capacity: recordCapacity * 8)
    larger.update(from: records, count: recordCapacity * 4)
    records.deallocate()
    records = larger
    recordCapacity *= 2
  }
}
