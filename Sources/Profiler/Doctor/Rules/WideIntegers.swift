// A line that calculates with ints of more than 62 bits: each result is an object of its own, and the arithmetic a call.
//
// A recording does not tell how large the numbers are, but where the time goes: with numbers of a few words it goes into making them, with
// very large ones into GMP, and then no edit helps. GMP counts by itself, for stacks are often cut in it. Small ints go through some of
// the same functions and never make an object.

enum WideIntegers {
  static let leastShare = 0.1
  /// Part of the cost on a line that goes into making the numbers: about half of it with numbers of 64 to 300 bits.
  static let leastMaking = 0.35
  /// Own time of GMP to that of all arithmetic with such ints: a tenth with numbers of 64 to 300 bits, six tenths and more in `pidigits`.
  static let mostInGMP = 0.33

  /// The VM's functions that make and trim an int with limbs.
  private static func makes(_ function: ProfileFunction) -> Bool {
    function.kind == .runtime && function.name.contains("BigIntRef.")
  }

  /// Those that calculate with such ints. What decides between small and large (`integerBinary`) does not count.
  private static func calculates(_ function: ProfileFunction) -> Bool {
    guard function.kind == .runtime else { return false }
    return [
      "BigIntRef.", "ThreadState.makeBigInt(", "ThreadState.sum(_:_:flip:)", "ThreadState.multiplyIntegers(",
      "ThreadState.truncatingDivide(", "ThreadState.powerInteger(", "ThreadState.bitwise(", "ThreadState.shiftLeft(",
      "ThreadState.shiftRight(",
    ].contains { function.name.contains($0) }
  }

  static let rule = Rule(name: "wide-integers") { evidence throws(RecordingError) in
    let part = evidence.profile.counts(of: evidence.counts, below: calculates)
    let inGMP = evidence.profile.functionRows(of: evidence.counts).filter { $0.function.name.hasPrefix("__gmpn_") }
      .reduce(0) { $0 + $1.own.weight }
    guard evidence.share(part.weight).low >= leastShare, Double(inGMP) <= mostInGMP * Double(part.weight) else {
      return []
    }
    var making: [[Int]: Int] = [:]
    for row in evidence.profile.lineRows(of: evidence.profile.counts(of: part, below: makes)) {
      making[[row.function.id.index, row.line]] = row.own.weight
    }
    return evidence.profile.lineRows(of: part).compactMap { row in
      let cost = evidence.share(row.own.weight)
      let made = making[[row.function.id.index, row.line]] ?? 0
      guard cost.low >= leastShare, Double(made) >= leastMaking * Double(row.own.weight) else { return nil }
      return Finding(
        rule: "wide-integers", title: "Integers of more than 62 bits", cost: cost,
        costMeaning: "in arithmetic with them, garbage collection for them included", place: row.function,
        line: row.line,
        evidence: [
          "\(evidence.text(evidence.share(made))) in making the numbers; the rest of the cost is calculating",
          "an int from -2**61 to 2**61 - 1 is a word, and machine code adds and multiplies it by itself; a larger one is an object",
        ],
        suggestion:
          "If 61 bits are enough, cut the number with a mask before it grows beyond them; if it has 64, keep it as two halves of 32 bits. "
          + "If it must be larger, fewer operations are all that helps.",
        edit: """
          product = low * factor   # halves of 32 bits, a factor of at most 28
          high = high * factor + (product >> 32) & 0xFFFFFFFF
          low = product & 0xFFFFFFFF
          """, target: .line)
    }
  }
}
