// Random traces as machine code against the reference interpreter, with the allocation checker on; and bridges grown from
// the exits they take.
import CRuntime
import Glibc
import TraceIR
import Testing

@testable import Backend

extension MachineCode {
  @Suite(.serialized) struct RandomTraceTests {
    static var count: Int { Int(getenv("BACKEND_RANDOM_TRACES").map { String(cString: $0) } ?? "") ?? 400 }

    private func maker(_ seed: UInt64, _ machine: TestMachine, _ world: RandomWorld) -> RandomTraceMaker {
      world.install(machine)
      machine.resetHeap()
      var reference = machine.reference()
      reference.bodies = RandomHelpers.bodies
      return RandomTraceMaker(seed: seed, origin: .loop, reference: reference)
    }

    private func world(_ seed: UInt64, _ machine: TestMachine) -> RandomWorld {
      var random = Random(seed: seed &* 7919)
      return RandomWorld(&random, heapBase: UInt64(UInt(bitPattern: machine.heap)))
    }

    private func makeTrace(_ seed: UInt64, _ machine: TestMachine, _ world: RandomWorld) -> Trace {
      var maker = maker(seed, machine, world)
      maker.inputs()
      var random = Random(seed: seed)
      let steps = [5, 20, 60][random.below(3)]
      return maker.make(
        RandomHelpers.table, steps: steps, loopSteps: random.chance(60) ? [4, 15, 40][random.below(3)] : 0)
    }

    @Test func tracesEqualTheReference() {
      let machine = TestMachine()
      machine.helpers = RandomHelpers.table
      var compared = 0
      var ends: Set<Operation> = []
      for seed in 0..<UInt64(Self.count) {
        let world = world(seed, machine)
        let trace = makeTrace(seed, machine, world)
        let faults = trace.faults(helpers: RandomHelpers.table).filter { $0.message != "jumpLoop has a snapshot" }
        guard faults.isEmpty else {
          Issue.record("seed \(seed) is not valid: \(faults)\n\(trace.text)")
          continue
        }
        let result = compareRuns(machine, trace, bodies: RandomHelpers.bodies) { world.install(machine) }
        guard case .same(let instruction) = result else { continue }
        compared += 1
        ends.insert(trace.instructions[instruction].operation)
      }
      #expect(compared > Self.count / 2)
      #expect(ends.contains(.leave) && ends.contains(.guardTrue), "\(ends)")
    }

    /// Grows a chain of bridges: each run goes through all code made so far and must end where the reference ends.
    @Test func bridgesEqualTheReference() throws {
      let machine = TestMachine(codeBytes: 16 << 20)
      machine.helpers = RandomHelpers.table
      var grown = 0
      for seed in 0..<UInt64(Self.count / 4) {
        let world = world(seed, machine)
        let root = makeTrace(seed, machine, world)
        world.install(machine)
        machine.resetHeap()
        var reference = machine.reference()
        reference.bodies = RandomHelpers.bodies
        reference.stepLimit = 20_000
        guard let first = try? reference.run(root), first.cause != .stepLimit else { continue }
        let compiledRoot = try Backend.compile(root, environment: machine.environment)
        var code = [compiledRoot.code]
        var (parent, compiled) = (root, compiledRoot)
        for generation in 1...4 {
          world.install(machine)
          machine.resetHeap()
          let native = machine.run(compiledRoot.entry)
          let base = generation == 1 ? 1000 : 1000 * UInt32(generation)
          let exit = compiled.exits[Int(native.number - base)]
          // The bridge goes on with what this exit hands over, in the memory that it leaves.
          let live = parent.liveValues(ofSnapshot: Int(exit.snapshot))
          let values = exitValues(parent, exit, native)
          reference.nextAddress = UInt64(UInt(bitPattern: machine.thread.pointee.allocationCursor))
          let inherited = live.map {
            values[$0]!.type == .int ? UInt64(bitPattern: Int64(bitPattern: values[$0]!.bits) >> 2) : values[$0]!.bits
          }
          var maker = RandomTraceMaker(
            seed: seed &* 31 &+ UInt64(generation), origin: .bridge(inherited: exit.types), reference: reference,
            inherited: inherited)
          maker.inherits(exit.types)
          maker.values[.object, default: []].append(maker.builder.input(2, .object))
          let bridge = maker.make(RandomHelpers.table, steps: 15, loopSteps: seed % 3 == 0 ? 8 : 0)
          guard let expected = try? reference.run(bridge, inherited: inherited), expected.cause != .stepLimit else {
            break
          }
          var environment = machine.environment
          environment.firstExit = 1000 * UInt32(generation + 1)
          let compiledBridge = try Backend.compile(bridge, environment: environment, inherited: exit.locations)
          code.append(compiledBridge.code)
          machine.codeMemory.patch(stub: exit.stub, to: compiledBridge.linkEntry)
          world.install(machine)
          machine.resetHeap()
          let end = machine.run(compiledRoot.entry)
          let shifted = NativeExit(number: end.number - 1000 * UInt32(generation), frame: end.frame)
          compareExit(bridge, compiledBridge, shifted, expected, reference) {
            "seed \(seed):\n\(root.text)\n\(bridge.text)"
          }
          grown += 1
          (parent, compiled) = (bridge, compiledBridge)
        }
        for range in code { machine.codeMemory.free(range) }
      }
      #expect(grown > Self.count / 4)
    }
  }
}
