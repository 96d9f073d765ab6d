// Measures, when BACKEND_MEASURE is set: the loop of the benchmark, and what compiling costs. Prints; asserts nothing about time.
import CRuntime
import Glibc
import TraceIR
import Testing
import X64

@testable import Backend

private func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// for j in range(n): total += i * j % 7
let sumLoop = """
  loop
  frame 0 parent -1 code 1 resume 0 base 0 result -1
  %0 value = slot 0
  %1 int = guardInt %0 -> s0
  %2 value = slot 1
  %3 int = guardInt %2 -> s0
  %4 value = slot 2
  %5 int = guardInt %4 -> s0
  %6 value = slot 3
  %7 int = guardInt %6 -> s0
  loop
  %9 int = phi %1, %15
  %10 int = phi %5, %16
  %11 condition = intLess %10, %7
  guardTrue %11 -> s1
  %13 int = multiplyOverflow %3, %10 -> s1
  %14 int = modulo %13, 7
  %15 int = addOverflow %9, %14 -> s1
  %16 int = add %10, 1
  jumpLoop -> s2
  snapshot s0 at 0:1 []
  snapshot s1 at 0:4 [0 = %9, 2 = %10]
  snapshot s2 at 0:4 [0 = %15, 2 = %16]
  """

extension MachineCode {
  @Suite(.serialized) struct MeasurementTests {
    @Test(.enabled(if: getenv("BACKEND_MEASURE") != nil)) func sumOfProducts() throws {
      let machine = TestMachine()
      let trace = try Trace(parsing: sumLoop)
      let compiled = try Backend.compile(trace, environment: machine.environment)
      if let path = getenv("BACKEND_DUMP"), let file = fopen(path, "w") {
        let bytes = machine.codeMemory.bytes(of: compiled.code)
        fwrite(bytes.baseAddress, 1, bytes.count, file)
        fclose(file)
      }
      let count = 100_000_000
      let byHand = try handWritten(machine)
      for _ in 0..<3 {
        for (slot, number) in [0, 12345, 0, count].enumerated() { machine.window[slot] = UInt64(number) }
        let started = seconds()
        let total = pitviper_enter(
          nil, machine.thread.pointee.stackBase, nil, machine.frames, machine.thread, 0,
          UnsafeMutableRawPointer(bitPattern: byHand))
        print("by hand: \((seconds() - started) / Double(count) * 1e9) ns per iteration, total \(total)")
        for (slot, number) in [0, 12345, 0, count].enumerated() { machine.window[slot] = intWord(number) }
        let start = seconds()
        let exit = machine.run(compiled.entry)
        let time = seconds() - start
        let end = exitValues(trace, compiled.exits[Int(exit.number) - 1000], exit)
        #expect(end[.instruction(9)]?.bits == total << 2)
        print("sum loop: \(time / Double(count) * 1e9) ns per iteration, exit \(exit.number)")
      }
    }

    /// The same loop as one would write it by hand: plain numbers, no checks.
    private func handWritten(_ machine: TestMachine) throws -> UInt {
      var assembler = Assembler()
      let (total, i, j, n) = (Register.rsi, Register.rdi, Register.r8, Register.r9)
      assembler.emit(.movRM, .r10, total)
      for (register, slot) in [(i, 1), (j, 2), (n, 3), (total, 0)] as [(Register, Int32)] {
        assembler.emit(.movRM, register, Memory(.r10, 8 * slot))
      }
      guard case .reciprocal(let multiplier, let shift) = Division(divisor: 7) else { fatalError("7 is no power of 2") }
      let loop = assembler.makeLabel()
      assembler.align(16)
      assembler.bind(loop)
      assembler.emit(.movRM, .rcx, i)
      assembler.emit(.imulRM, .rcx, j)
      assembler.emitConstant(.rax, UInt64(bitPattern: multiplier))
      assembler.emit(.lea, .rdx, Memory(index: .rcx, shift: 2, 2))
      assembler.emit(.imulM, .rdx)
      assembler.emit(.sarMI8, .rdx, Int64(shift))
      assembler.emit(.imulRMI8, .rdx, .rdx, -7)
      assembler.emit(.addRM, total, .rcx)
      assembler.emit(.addRM, total, .rdx)
      assembler.emit(.add, j, 1)
      assembler.emit(.cmpRM, j, n)
      assembler.jump(.less, loop)
      assembler.emit(.movRM, .rax, total)
      assembler.emit(.ret)
      assembler.finish()
      let range = try machine.codeMemory.allocate(assembler.offset)
      machine.codeMemory.writable(range).copyMemory(from: assembler.bytes.baseAddress!, byteCount: assembler.offset)
      return machine.codeMemory.address(of: range)
    }

    @Test(.enabled(if: getenv("BACKEND_MEASURE") != nil)) func compileCost() throws {
      let machine = TestMachine(codeBytes: 64 << 20)
      machine.helpers = RandomHelpers.table
      var random = Random(seed: 1)
      let world = RandomWorld(&random, heapBase: UInt64(UInt(bitPattern: machine.heap)))
      world.install(machine)
      var reference = machine.reference()
      reference.bodies = RandomHelpers.bodies
      var environment = machine.environment
      environment.checksAllocation = false
      for steps in [20, 60, 120] {
        var maker = RandomTraceMaker(seed: 42, origin: .loop, reference: reference)
        maker.inputs()
        let trace = maker.make(RandomHelpers.table, steps: steps, loopSteps: steps)
        var best = CompileStatistics()
        best.encoding = .max
        for _ in 0..<30 {
          let compiled = try Backend.compile(trace, environment: environment)
          if compiled.statistics.encoding + compiled.statistics.allocation + compiled.statistics.analysis
            < (best.encoding == .max ? .max : best.encoding + best.allocation + best.analysis)
          {
            best = compiled.statistics
          }
          machine.codeMemory.free(compiled.code)
        }
        let count = Double(best.instructions)
        print(
          "\(best.instructions) instructions, \(trace.snapshots.count) snapshots, \(best.bytes) bytes: ns per instruction: "
            + "analysis \(Double(best.analysis) / count), allocation \(Double(best.allocation) / count), "
            + "encoding \(Double(best.encoding) / count); \(best.spilledValues) spilled, \(best.reloads) reloads, \(best.moves) moves"
        )
      }
    }

    @Test(.enabled(if: getenv("BACKEND_MEASURE") != nil)) func emission() {
      var assembler = Assembler(capacity: 1 << 20)
      let rounds = 200, count = 16_000
      let start = seconds()
      for _ in 0..<rounds {
        assembler.removeAll()
        for _ in 0..<count / 4 {
          assembler.emit(.addRM, .rax, .rcx)
          assembler.emit(.movRM, .rdx, Memory(.rbp, -24))
          assembler.emit(.cmp, .rsi, 1000)
          assembler.emit(.movMR, .r8, Memory(.rbx, .rdi, shift: 1, 16))
        }
      }
      print("emission: \((seconds() - start) / Double(rounds * count) * 1e9) ns per machine instruction")
    }
  }
}
