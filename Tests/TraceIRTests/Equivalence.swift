// Whether two traces do the same to the same machine: leave at the same place with the same frames and registers, having
// made the same calls, with equal objects left behind. Objects made in the two runs are matched by their first mention.

@testable import TraceIR

struct Difference: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A trace run on a machine until something other than itself comes next.
struct TraceRun {
  var machine: TraceMachine
  var exit: TraceExit

  /// `iterations`: after so many, work is pending; it is handled between two iterations only.
  init(_ trace: Trace, on machine: TraceMachine, inherited: [UInt64] = [], iterations: Int = .max) throws {
    self.machine = machine
    let isPeeled = trace.instructions.last?.operation == .jumpLoop
    if isPeeled, iterations < .max { self.machine.pendingAtJump = iterations - 1 }
    var count = 0
    repeat {
      exit = try self.machine.run(trace, inherited: inherited)
      count += 1
    } while exit.cause == .link(-1) && count < iterations
    if exit.cause == .link(-1) { exit.cause = .leave }
  }
}

/// Throws `Difference`, or `TraceMachineFault` when the first trace does what is undefined.
func compare(
  _ first: Trace, _ second: Trace, on machine: TraceMachine, inherited: [UInt64] = [], iterations: Int = .max
) throws {
  let a = try TraceRun(first, on: machine, inherited: inherited, iterations: iterations)
  let b: TraceRun
  do { b = try TraceRun(second, on: machine, inherited: inherited, iterations: iterations) } catch {
    throw Difference("second: \(error)")
  }
  var matching = Matching(a.machine, b.machine)
  try matching.compare(a.exit, b.exit)
}

private struct Matching {
  let first: TraceMachine
  let second: TraceMachine
  private let made: (Set<UInt64>, Set<UInt64>)
  private var partner: [UInt64: UInt64] = [:]
  private var reverse: [UInt64: UInt64] = [:]
  private var open: [(UInt64, UInt64)] = []

  init(_ first: TraceMachine, _ second: TraceMachine) {
    self.first = first
    self.second = second
    made = (Set(first.allocated), Set(second.allocated))
  }

  mutating func compare(_ a: TraceExit, _ b: TraceExit) throws {
    guard a.cause == b.cause else { throw Difference("exit by \(a.cause), then by \(b.cause)") }
    guard a.offset == b.offset, a.resumption == b.resumption else {
      throw Difference("exit at \(a.offset), then at \(b.offset)")
    }
    let calls = first.calls.filter { $0.helper < 0 || !first.helpers[$0.helper].isRemovable }
    let others = second.calls.filter { $0.helper < 0 || !second.helpers[$0.helper].isRemovable }
    guard calls.count == others.count else { throw Difference("\(calls.count) calls, then \(others.count)") }
    for (index, (x, y)) in zip(calls, others).enumerated() {
      guard x.helper == y.helper else { throw Difference("call \(index) of another helper") }
      for (word, other) in zip(x.arguments, y.arguments) { try match(word, other, "an argument of call \(index)") }
    }
    guard a.frames.count == b.frames.count else { throw Difference("\(a.frames.count) frames, then \(b.frames.count)") }
    for (x, y) in zip(a.frames, b.frames) {
      guard x.code == y.code, x.resume == y.resume, x.base == y.base, x.result == y.result, x.flags == y.flags else {
        throw Difference("another frame")
      }
      try match(x.function ?? 0, y.function ?? 0, "the function of a frame")
      try match(x.locals ?? 0, y.locals ?? 0, "the locals of a frame")
    }
    for address in Set(first.words.keys).union(second.words.keys).sorted() where !isMade(address) {
      let (word, other) = (first.words[address], second.words[address])
      guard let word, let other else { throw Difference("0x\(String(address, radix: 16)) written once") }
      try match(word, other, place(address))
    }
    while let (x, y) = open.popLast() {
      let header = first.words[x]!
      try match(header, second.words[y]!, "a header")
      for word in 1..<max(1, header >> 48) {
        try match(first.words[x + 8 * word] ?? 0, second.words[y + 8 * word] ?? 0, "word \(word) of a new object")
      }
    }
  }

  private func place(_ address: UInt64) -> String {
    let window = first.windowPointer
    if address >= window, address < window + 0x1000 { return "register \((address - window) / 8)" }
    return "the word at 0x\(String(address, radix: 16))"
  }

  private func isNaN(_ word: UInt64, _ machine: TraceMachine) -> Bool {
    word & 2 != 0 && machine.unbox(word).map { Double(bitPattern: $0).isNaN } == true
  }

  private func isMade(_ address: UInt64) -> Bool { address >= 0x1000_0000 }

  private mutating func match(_ a: UInt64, _ b: UInt64, _ what: String) throws {
    if a & 7 == 1, b & 7 == 1, made.0.contains(a - 1), made.1.contains(b - 1) {
      // Boxes of equal floats are as good as one.
      if first.words[a - 1] == first.floatHeader, let float = first.unbox(a), float == second.unbox(b) { return }
      if let known = partner[a] {
        guard known == b else { throw Difference("\(what): another object") }
      } else {
        guard reverse[b] == nil else { throw Difference("\(what): one object for two") }
        partner[a] = b
        reverse[b] = a
        open.append((a - 1, b - 1))
      }
    } else if isNaN(a, first), isNaN(b, second) {
      // Which of two nans an operation gives is not defined.
      return
    } else if a != b {
      throw Difference("\(what): 0x\(String(a, radix: 16)), then 0x\(String(b, radix: 16))")
    }
  }
}
