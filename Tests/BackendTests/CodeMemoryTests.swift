// Code memory: never writable and executable, bounded, used again, private to a child after fork.
import CRuntime
import Foundation
import TraceIR
import Testing

@testable import Backend

extension MachineCode {
  @Suite(.serialized) struct CodeMemoryTests {
    /// A trace that leaves at once with a constant.
    private func trace(_ number: Int) -> Trace {
      var builder = TraceBuilder()
      let word = builder.add(.slot, immediate: 0)
      builder.add(.guardInt, word, snapshot: builder.snapshot([(0, builder.trace.constant(.int(number)))]))
      builder.add(.leave, snapshot: builder.snapshot([(0, word)]))
      return builder.trace
    }

    @Test func neverWritableAndExecutable() throws {
      let machine = TestMachine()
      let compiled = try Backend.compile(trace(1), environment: machine.environment)
      let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8).split(separator: "\n")
      var views: [Substring] = []
      for line in maps {
        let words = line.split(separator: " ")
        #expect(!(words[1].contains("w") && words[1].contains("x")), "\(line)")
        let bounds = words[0].split(separator: "-").map { UInt($0, radix: 16)! }
        if bounds[0] <= compiled.entry && compiled.entry < bounds[1] { views.append(words[1]) }
      }
      #expect(views == ["r-xs"])
      machine.window[0] = intWord(3)
      #expect(machine.run(compiled.entry).number == 1001)
    }

    @Test func isBoundedAndUsedAgain() throws {
      let machine = TestMachine(codeBytes: 8192)
      var ranges: [CodeRange] = []
      #expect(throws: AbortReason.codeMemoryFull) {
        while true { ranges.append(try Backend.compile(trace(1), environment: machine.environment).code) }
      }
      #expect(ranges.count > 20)
      let used = machine.codeMemory.usedBytes
      // Given back in any order, the ranges join again: one piece can be as large as all of them.
      for range in ranges.shuffled() { machine.codeMemory.free(range) }
      #expect(machine.codeMemory.usedBytes == 0)
      let whole = try machine.codeMemory.allocate(used)
      #expect(whole.count == used)
      machine.codeMemory.removeAll()
      #expect(machine.codeMemory.usedBytes == 0)
      #expect(try Backend.compile(trace(1), environment: machine.environment).code == ranges[0])
    }

    @Test func limitMayChange() throws {
      let machine = TestMachine(codeBytes: 1 << 16)
      let first = try Backend.compile(trace(1), environment: machine.environment)
      machine.codeMemory.limit = machine.codeMemory.usedBytes
      #expect(throws: AbortReason.codeMemoryFull) { try Backend.compile(trace(2), environment: machine.environment) }
      #expect(machine.codeMemory.requestedBytes == first.code.count)
      machine.codeMemory.limit = 1 << 30
      #expect(machine.codeMemory.limit == machine.codeMemory.capacity)
      _ = try Backend.compile(trace(2), environment: machine.environment)
    }

    @Test func patchesAreTakenBack() throws {
      let machine = TestMachine()
      let compiled = try Backend.compile(trace(1), environment: machine.environment)
      let other = try Backend.compile(trace(2), environment: machine.environment)
      let before = Array(machine.codeMemory.bytes(of: compiled.code))
      for _ in 0..<2 {
        machine.codeMemory.patch(stub: compiled.exits[0].stub, to: other.linkEntry)
        machine.codeMemory.patch(stub: compiled.exits[0].stub, to: compiled.linkEntry)
        #expect(Array(machine.codeMemory.bytes(of: compiled.code)) != before)
        machine.codeMemory.restore(stub: compiled.exits[0].stub)
        #expect(Array(machine.codeMemory.bytes(of: compiled.code)) == before)
      }
      // Nothing is patched: nothing happens.
      machine.codeMemory.restore(stub: compiled.exits[0].stub)
      #expect(Array(machine.codeMemory.bytes(of: compiled.code)) == before)
    }

    @Test func reachesThisProgram() throws {
      let machine = TestMachine()
      _ = try Backend.compile(trace(1), environment: machine.environment)
      #expect(machine.codeMemory.reaches(CodeMemory.Routine.exit.address))
      #expect(!machine.codeMemory.reaches(machine.codeMemory.addresses.upperBound + 1 << 32))
    }

    @Test func childOfForkHasItsOwn() throws {
      let machine = TestMachine()
      let before = try Backend.compile(trace(1), environment: machine.environment)
      machine.window[0] = intWord(3)
      let child = vm_fork()
      if child == 0 {
        // The child runs its parent's code and overwrites it by its own.
        let old = machine.run(before.entry).number
        machine.codeMemory.removeAll()
        var environment = machine.environment
        environment.firstExit = 5000
        let new = try? Backend.compile(trace(2), environment: environment)
        let isRight = old == 1001 && new?.entry == before.entry && machine.run(before.entry).number == 5001
        _exit(isRight ? 0 : 1)
      }
      var status: Int32 = 0
      #expect(waitpid(child, &status, 0) == child)
      #expect(status == 0)
      #expect(machine.run(before.entry).number == 1001)
    }
  }
}
