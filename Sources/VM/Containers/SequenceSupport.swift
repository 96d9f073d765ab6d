// What list and tuple (and their relatives) share: searching, comparing, repr with a recursion guard.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Items of a list or tuple

  @inline(__always) func itemCount(_ sequence: Value) -> Int { sequence.pointer.intWord(1) }

  /// Item within bounds; read anew each time because a list may move its storage.
  @inline(__always) func item(_ sequence: Value, _ index: Int) -> Value {
    sequence.objectKind == .tuple ? TupleRef(sequence)[index] : ListRef(sequence)[index]
  }

  /// Position of the first item equal to `needle` in `start ..< end`, −1 when absent, −2 with an exception pending.
  func position(of needle: Value, in sequence: Value, from start: Int = 0, to end: Int = Int.max) -> Int {
    var index = start
    while index < end && index < itemCount(sequence) {
      let candidate = item(sequence, index)
      var same = DictRef.sameKey(candidate, needle)
      if same < 0 {
        same = equal(candidate, needle)
        if same < 0 { return -2 }
      }
      if same > 0 { return index }
      index &+= 1
    }
    return -1
  }

  /// Number of items equal to `needle`, or −1 with an exception pending.
  func occurrences(of needle: Value, in sequence: Value) -> Int {
    var total = 0
    var index = 0
    while index < itemCount(sequence) {
      let same = equal(item(sequence, index), needle)
      if same < 0 { return -1 }
      total += same
      index += 1
    }
    return total
  }

  /// Lexicographic comparison of two lists or two tuples.
  func compareSequences(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    if (operation == .equal || operation == .notEqual) && itemCount(a) != itemCount(b) {
      return .bool(operation == .notEqual)
    }
    if !beginNesting() { return raise(.recursionError, "maximum recursion depth exceeded in comparison") }
    defer { endNesting() }
    var index = 0
    while index < itemCount(a) && index < itemCount(b) {
      let x = item(a, index)
      let y = item(b, index)
      var same = DictRef.sameKey(x, y)
      if same < 0 {
        same = equal(x, y)
        if same < 0 { return .error }
      }
      if same == 0 {
        // Comparing may have shortened one: then the counts decide.
        if index >= itemCount(a) || index >= itemCount(b) { break }
        switch operation {
        case .equal: return .false
        case .notEqual: return .true
        default: return compare(operation, x, y)
        }
      }
      index &+= 1
    }
    return .bool(ordered(operation, itemCount(a), itemCount(b)))
  }

  /// `a operation b` for Ints.
  @inline(__always) func ordered(_ operation: Comparison, _ a: Int, _ b: Int) -> Bool {
    switch operation {
    case .less: a < b
    case .lessEqual: a <= b
    case .equal: a == b
    case .notEqual: a != b
    case .greater: a > b
    case .greaterEqual: a >= b
    }
  }

  /// How often a sequence is repeated by `sequence * factor`; nil with an exception pending.
  func repetitions(
    _ factor: Value, of count: Int, itemBytes: Int = 1, overflow: @autoclosure () -> String? = nil
  ) -> Int? {
    guard let times = index(factor) else {
      if pendingMatches(.overflowError) {
        pointee.exception = .unbound
        raise(.overflowError, "cannot fit '\(factor.typeName)' into an index-sized integer")
      }
      return nil
    }
    if times <= 0 || count == 0 { return 0 }
    if times > Int.max / count, let message = overflow() {
      raise(.overflowError, message)
      return nil
    }
    // 2^40 items are beyond any memory that this process could get.
    if times > (1 << 40) / count {
      raise(.memoryError, arguments: vm.pointee.emptyTuple)
      return nil
    }
    if !hasRoom(bytes: times * count * itemBytes) { return nil }
    return times
  }

  // MARK: Text

  /// Calls `body` with the container marked as being printed; `marker` when it is being printed already.
  func guardedRepr(_ container: Value, _ marker: StaticString, _ body: (inout [UInt8]) -> Bool) -> Value {
    let pointer = container.pointer
    if pointer.headerFlags & HeaderFlags.visiting != 0 { return StringRef.make(self, marker) }
    if !beginNesting() {
      return raise(.recursionError, "maximum recursion depth exceeded while getting the repr of an object")
    }
    defer { endNesting() }
    pointer.headerFlags |= HeaderFlags.visiting
    var output: [UInt8] = []
    let complete = body(&output)
    pointer.headerFlags &= ~HeaderFlags.visiting
    if !complete { return .error }
    return output.withUnsafeBufferPointer { StringRef.make(self, utf8: $0) }
  }

  /// Appends repr(value); false with an exception pending.
  func appendRepr(_ value: Value, to output: inout [UInt8]) -> Bool {
    if value.isInt {
      appendDecimal(value.asInt, to: &output)
      return true
    }
    let text = repr(value)
    if text.isError { return false }
    StringRef(text).appendUTF8(to: &output)
    return true
  }

  private func appendDecimal(_ number: Int, to output: inout [UInt8]) {
    if number < 0 { output.append(UInt8(ascii: "-")) }
    var magnitude = number.magnitude
    let start = output.count
    repeat {
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
      magnitude /= 10
    } while magnitude != 0
    output[start...].reverse()
  }

  /// Appends the reprs of a list's or tuple's items, separated by commas.
  func appendReprs(_ sequence: Value, to output: inout [UInt8]) -> Bool {
    var index = 0
    while index < itemCount(sequence) {
      if index > 0 { output.append(contentsOf: [UInt8(ascii: ","), UInt8(ascii: " ")]) }
      if !appendRepr(item(sequence, index), to: &output) { return false }
      index += 1
    }
    return true
  }
}
