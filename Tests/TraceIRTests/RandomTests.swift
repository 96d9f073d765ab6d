// Random traces before and after the passes, on random machines: same exits, frames, registers, objects and calls.

import Testing

@testable import TraceIR

enum RandomCheck {
  /// Unused arithmetic may overflow unseen after the passes; to compare exits it has to stay.
  static func rules(without passes: Set<Pass> = []) -> RuleSet { RuleSet(without: passes, rules: [.deadChecks]) }

  /// A description of what differs for this seed.
  static func difference(seed: UInt64, length: Int, without passes: Set<Pass> = []) -> String? {
    var generator = TraceGenerator(seed: seed)
    let trace = generator.generate(length: length)
    let faults = trace.faults(helpers: World.helpers)
    if !faults.isEmpty { return "seed \(seed): invalid: \(faults[0])\n\(trace.text(names: World.names))" }
    var optimized = trace
    Optimizer.optimize(&optimized, helpers: World.helpers, rules: rules(without: passes))
    func report(_ message: String) -> String {
      "seed \(seed): \(message)\n\(trace.text(names: World.names))\n\(optimized.text(names: World.names))"
    }
    let newFaults = optimized.faults(helpers: World.helpers)
    if !newFaults.isEmpty { return report("invalid after the passes: \(newFaults[0])") }
    // Once more, now with a loop and virtual objects in the source.
    var again = optimized
    Optimizer.optimize(&again, helpers: World.helpers, rules: rules(without: passes))
    if let fault = again.faults(helpers: World.helpers).first { return report("invalid the second time: \(fault)") }
    var random = SeededGenerator(state: seed &* 7919)
    for input in 0..<4 {
      // The machine that the trace was made on first, then others.
      var original = SeededGenerator(state: seed)
      let machine = input == 0 ? World.machine(&original) : World.machine(&random)
      let iterations = input < 3 ? Int.max : 3
      do {
        try compare(trace, optimized, on: machine, iterations: iterations)
        try compare(trace, again, on: machine, iterations: iterations)
      } catch let difference as Difference {
        return report("input \(input): \(difference)")
      } catch {
        // What was defined on the first machine may not be on another: then there is nothing to compare.
      }
    }
    return nil
  }
}

@Suite struct RandomTests {
  @Test(arguments: [(0..<3000, 10), (0..<2000, 40), (0..<300, 150)])
  func passesKeepTheMeaning(_ seeds: Range<UInt64>, _ length: Int) {
    let differences = seeds.compactMap { RandomCheck.difference(seed: $0, length: length) }
    #expect(differences == [])
  }

  @Test(arguments: Pass.allCases)
  func eachPassCanBeLeftOut(_ pass: Pass) {
    let differences = (5000..<5400).compactMap { RandomCheck.difference(seed: $0, length: 30, without: [pass]) }
    #expect(differences == [])
  }

  /// The generator is worth something only if its traces get far and the passes find work in them.
  @Test func tracesAreInteresting() throws {
    var (iterations, instructions, written) = (0, 0, 0)
    for seed in UInt64(0)..<200 {
      var generator = TraceGenerator(seed: seed)
      var trace = generator.generate(length: 20)
      var random = SeededGenerator(state: seed)
      let run = try? TraceRun(trace, on: World.machine(&random))
      iterations += (run?.machine.steps ?? 0) / trace.instructions.count
      instructions += trace.instructions.count
      Optimizer.optimize(&trace, helpers: World.helpers, disabled: [.peel])
      written += trace.instructions.count
    }
    #expect(iterations > 200)
    #expect(written < instructions * 3 / 4)
  }
}
