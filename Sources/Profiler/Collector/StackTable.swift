// Stacks as the sampler hands them over (words, leaf first) → small numbers, without looking at names: the hot part of
// the collector. A cache only: it may be emptied at any time between two flushes.

import CSampler

/// What tells stacks of the same words apart.
struct SampleTag: Equatable {
  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// `failure` is why the stack is cut; addresses of machine code mean the same within one epoch (modulo 2^24); `lastExit` is
  /// the exit through which machine code was left before, plus 1.
  init(failure: SamplerFailure, epoch: UInt32, lastExit: UInt32 = 0) {
    rawValue = UInt64(failure.rawValue & 0xFF | epoch << 8) | UInt64(lastExit) << 32
  }

  var failure: SamplerFailure { SamplerFailure(rawValue: UInt32(truncatingIfNeeded: rawValue) & 0xFF) }
  var epoch: UInt32 { UInt32(truncatingIfNeeded: rawValue) >> 8 }
  /// The exit whose failure brought the thread where it is, or nil.
  var lastExit: Int? { rawValue >> 32 == 0 ? nil : Int(rawValue >> 32) - 1 }
}

struct StackTable {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var count: Int
    var tag: UInt64
  }

  private var entries: [Entry] = []
  private var words: [UInt64] = []
  private var slots: [Int32] = Array(repeating: -1, count: 1 << 12)

  var count: Int { entries.count }
  /// Words kept; the collector empties the table when they get too many.
  var wordCount: Int { words.count }

  /// The number of a stack. `tag` tells apart stacks of the same words that mean different things (truncation).
  mutating func number(of stack: UnsafeBufferPointer<UInt64>, tag: UInt64) -> Int {
    let hash = StackTable.hash(stack, tag)
    var mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if entries[number].hash == hash, matches(entries[number], stack, tag) { return number }
      slot = (slot + 1) & mask
    }
    let number = entries.count
    entries.append(Entry(hash: hash, start: words.count, count: stack.count, tag: tag))
    words.append(contentsOf: stack)
    slots[slot] = Int32(number)
    if entries.count * 2 > slots.count {
      slots = Array(repeating: -1, count: slots.count * 2)
      mask = slots.count - 1
      for (index, entry) in entries.enumerated() {
        var free = Int(truncatingIfNeeded: entry.hash) & mask
        while slots[free] >= 0 { free = (free + 1) & mask }
        slots[free] = Int32(index)
      }
    }
    return number
  }

  /// The words of a stack, leaf first, and its tag.
  func stack(_ number: Int) -> (words: ArraySlice<UInt64>, tag: UInt64) {
    let entry = entries[number]
    return (words[entry.start..<entry.start + entry.count], entry.tag)
  }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    slots = Array(repeating: -1, count: slots.count)
  }

  private func matches(_ entry: Entry, _ stack: UnsafeBufferPointer<UInt64>, _ tag: UInt64) -> Bool {
    guard entry.count == stack.count, entry.tag == tag else { return false }
    return words.withUnsafeBufferPointer { known in
      for index in 0..<stack.count where known[entry.start + index] != stack[index] { return false }
      return true
    }
  }

  @inline(__always)
  private static func hash(_ stack: UnsafeBufferPointer<UInt64>, _ tag: UInt64) -> UInt64 {
    var hash = tag &+ 0x9E37_79B9_7F4A_7C15
    for word in stack {
      hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
    }
    return hash
  }
}
