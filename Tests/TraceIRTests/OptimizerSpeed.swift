// What the passes cost. It prints; only a cost far beyond what compiling may cost fails it, for machines differ.

import Testing

@testable import TraceIR

@Suite struct OptimizerSpeed {
  @Test(arguments: [15, 60, 250]) func nanosecondsPerInstruction(_ length: Int) {
    let traces = (0..<40).map { seed -> Trace in
      var generator = TraceGenerator(seed: UInt64(seed))
      return generator.generate(length: length)
    }
    let recorded = traces.reduce(0) { $0 + $1.instructions.count }
    var best = Duration.seconds(1000)
    var written = 0
    for _ in 0..<10 {
      written = 0
      let time = ContinuousClock().measure {
        for var trace in traces {
          Optimizer.optimize(&trace, helpers: World.helpers)
          written += trace.instructions.count
        }
      }
      best = min(best, time)
    }
    let nanoseconds = Double(best.components.attoseconds) / 1e9 / Double(recorded)
    print(
      "\(recorded / traces.count) instructions per trace, \(written / traces.count) after: \(Int(nanoseconds)) ns each")
    #expect(nanoseconds < 10_000)
  }
}
