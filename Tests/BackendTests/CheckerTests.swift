// The allocation checker finds what is planted: every kind of fault that an allocator could make.
import TraceIR
import Testing
import X64

@testable import Backend

@Suite struct CheckerTests {
  /// A loop with pressure: an invariant in every register and more, a call, a division.
  private func trace() -> Trace {
    var builder = TraceBuilder()
    let ints = (0..<14).map { builder.input($0, .int) }
    let zero = builder.trace.constant(.int(0))
    builder.add(.loop)
    let counter = builder.add(.phi, zero, zero, type: .int)
    let sum = builder.add(.phi, ints[0], ints[0], type: .int)
    let snapshot = builder.snapshot([(0, sum), (1, counter)] + ints.prefix(6).enumerated().map { (Int32(4 + $0), $1) })
    builder.add(.guardTrue, builder.add(.intLess, counter, ints[1]), snapshot: snapshot)
    var total = sum
    for value in ints { total = builder.add(.addOverflow, total, value, snapshot: snapshot) }
    total = builder.add(.modulo, total, builder.trace.constant(.int(1001)))
    total = builder.trace.appendCall(0, type: .int, [total, ints[3]], point: 0)
    let next = builder.add(.add, counter, builder.trace.constant(.int(1)))
    builder.trace.instructions[counter.index].b = next
    builder.trace.instructions[sum.index].b = total
    builder.add(.jumpLoop, snapshot: builder.snapshot([(0, total), (1, next)]))
    return builder.trace
  }

  private static let helpers = [Helper("words2", [.int, .int], .int)]

  private func faults(_ change: (inout Allocation, Trace) -> Void) throws -> [String] {
    let trace = trace()
    let analysis = try TraceAnalysis(trace, helpers: Self.helpers, inherited: [])
    var allocation = try Allocator.allocate(analysis, helpers: Self.helpers, inherited: [])
    change(&allocation, trace)
    return AllocationChecker.faults(analysis, allocation, helpers: Self.helpers, inherited: [])
  }

  @Test func acceptsTheAllocator() throws { #expect(try faults { _, _ in } == []) }

  @Test func findsWrongOperands() throws {
    let count = trace().instructions.count
    for index in 0..<count {
      for operand in [\AllocatedInstruction.a, \.b, \.c] {
        var changed = false
        let found = try faults { allocation, _ in
          guard let register = allocation.instructions[index][keyPath: operand].register else { return }
          let other = Register(number: register.number == 6 ? 7 : 6)
          allocation.instructions[index][keyPath: operand] = .register(other)
          changed = true
        }
        if changed { #expect(!found.isEmpty, "operand of \(index)") }
      }
    }
  }

  @Test func findsMissingMoves() throws {
    var edits: [Edit] = []
    _ = try faults { allocation, _ in edits = allocation.edits }
    #expect(edits.count > 8)
    // A call's first move is the thread's, which is no value.
    for (number, edit) in edits.enumerated() where edit.source != .register(Machine.thread) {
      let found = try faults { allocation, _ in allocation.edits[number].source = .register(Machine.scratch) }
      #expect(!found.isEmpty, "edit \(number): \(edit)")
    }
  }

  @Test func findsMissingSlots() throws {
    let count = trace().instructions.count
    var planted = 0
    for value in 0..<count {
      var changed = false
      let found = try faults { allocation, _ in
        guard allocation.isSpilled[value] else { return }
        allocation.isSpilled[value] = false
        changed = true
      }
      if changed {
        planted += 1
        #expect(!found.isEmpty, "slot of \(value)")
      }
    }
    #expect(planted > 2)
  }

  @Test func findsSharedSlots() throws {
    let found = try faults { allocation, _ in
      for value in allocation.slot.indices where allocation.slot[value] > 0 { allocation.slot[value] = 0 }
    }
    #expect(!found.isEmpty)
  }

  @Test func findsWrongExits() throws {
    var planted = 0
    let places = try Allocator.allocate(
      TraceAnalysis(trace(), helpers: Self.helpers, inherited: []), helpers: Self.helpers, inherited: []
    ).exitPlaces.count
    for place in 0..<places {
      let found = try faults { allocation, _ in allocation.exitPlaces[place] = .register(.rcx) }
      planted += found.isEmpty ? 0 : 1
    }
    // rcx may be the right one for some.
    #expect(planted > places * 3 / 4)
  }
}
