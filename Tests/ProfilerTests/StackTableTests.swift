// The table of raw stacks: equal words, equal number; anything else, another one.

import Testing

@testable import Profiler

@Suite struct StackTableTests {
  @Test func numbersAreStable() {
    var table = StackTable()
    var known: [[UInt64]: Int] = [:]
    for _ in 0..<30_000 {
      let stack = (0..<Int.random(in: 0...6)).map { _ in UInt64.random(in: 0...5) << 40 | UInt64.random(in: 0...3) }
      let number = stack.withUnsafeBufferPointer { table.number(of: $0, tag: 0) }
      #expect(known[stack] == nil || known[stack] == number)
      known[stack] = number
    }
    #expect(table.count == known.count)
    for (stack, number) in known { #expect(Array(table.stack(number).words) == stack) }
  }

  @Test func tagsSeparate() {
    var table = StackTable()
    let stack: [UInt64] = [1, 2, 3]
    let whole = stack.withUnsafeBufferPointer { table.number(of: $0, tag: 0) }
    let cut = stack.withUnsafeBufferPointer { table.number(of: $0, tag: 3) }
    #expect(whole != cut)
    #expect(table.stack(cut).tag == 3)
    table.removeAll()
    #expect(table.count == 0)
    #expect(stack.withUnsafeBufferPointer { table.number(of: $0, tag: 3) } == 0)
  }
}
