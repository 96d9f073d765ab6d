// Facts from what `pitviper bench` measured.

import Profiler
import Testing

@testable import Gate

@Suite struct FactsTests {
  private func process(_ id: Int, isCounting: Bool) -> BenchProcess {
    var process = BenchProcess(id: id, isCounting: isCounting)
    process.peakKilobytes = 20_000
    process.iterations = (0..<4).map { index in
      var counters = BenchCounters()
      counters.bytecodes = isCounting ? [900, 1000, 1010, 1020][index] : nil
      return BenchIteration(start: index * 2_000_000, wall: 1_500_000, cpu: 1_400_000, counters: counters)
    }
    let place = BenchPlace(function: "run", file: "/work/sobel.py", line: 7)
    process.activity.traces = [
      BenchTrace(number: 0, kind: "loop", root: 0, place: place, time: 1, installed: 2, bytes: 100),
      BenchTrace(number: 1, kind: "loop", root: 1, place: place, time: 3, installed: 4, bytes: 50),
      BenchTrace(
        number: 2, kind: "bridge", root: 0, parent: 0, parentExit: 3, place: place, time: 5, installed: 6, bytes: 30),
    ]
    process.activity.exits = [
      BenchExit(trace: 0, number: 3, kind: "guardInt", place: place, expected: "int", failures: 8, bridge: 2),
      BenchExit(trace: 0, number: 4, kind: "jumpLoop", place: place, failures: 99),
    ]
    process.activity.aborts = [
      BenchAbort(time: 9, reason: "tooLong", place: place, abortPlace: place, parent: 0, parentExit: 3)
    ]
    return process
  }

  private var benchmark: Benchmark {
    var failed = process(3, isCounting: false)
    failed.failure = "killed"
    return Benchmark(
      path: "sobel.pitviper",
      environment: [
        "kind": "bench", "script": "/work/sobel.py", "function": "run", "vm": "pitviper", "version": "1.0",
        "digest": "abc", "arguments": "[\"64\"]", "processor": "x86", "processors": "2",
      ],
      processes: [process(1, isCounting: false), process(2, isCounting: false), failed, process(4, isCounting: true)])
  }

  @Test func timedAndCountingProcessesAreTold() {
    let facts = BenchmarkFacts(benchmark)
    #expect(facts.processes.count == 2 && facts.iterations == 4)
    #expect(facts.interpreted == [[900, 100, 10, 10]])
    #expect(facts.processes[0].wall == [0.0015, 0.0015, 0.0015, 0.0015])
    #expect(facts.script.name == "sobel.py" && facts.script.arguments == ["64"] && facts.script.function == "run")
    #expect(facts.hasTimes && facts.hasCounters && facts.machine.processors == 2)
  }

  @Test func whatIsMissingIsSaid() throws {
    var made = benchmark
    made.environment["processes"] = "3"
    #expect(BenchmarkFacts(made).missing == 1 && BenchmarkFacts(benchmark).missing == nil)
    var gate = Gate.fixed
    gate.countersOnly = true
    let report = try gate.check(BenchmarkFacts(benchmark), BenchmarkFacts(made))
    #expect(report.notes == ["Of the candidate's 3 processes, those that failed or have not run (1) are left out."])
  }

  @Test func sitesAreMergedByPlace() {
    let process = BenchmarkFacts(benchmark).processes[0]
    #expect(process.traces.map(\.count) == [2, 1] && process.traces.map(\.bytes) == [150, 30])
    #expect(process.guards.map(\.failures) == [8] && process.guards[0].bridges == 1)
    #expect(process.aborts.map(\.isBridge) == [true])
    #expect(process.aborts[0].title == "the trace reached the limit of instructions")
  }

  @Test func otherInterpretersHaveTimesOnly() {
    var made = benchmark
    made.environment["vm"] = "python3"
    made.environment["vm_version"] = "3.11.2"
    made.processes.removeLast()
    let facts = BenchmarkFacts(made)
    #expect(!facts.hasCounters && facts.version == "python3 3.11.2")
  }

  @Test func steadyBytecodesNeedNoClock() {
    #expect(InterpretedWarmup([9000, 500, 100, 100, 110, 100, 100, 100]).untilSteady == 9500)
    #expect(InterpretedWarmup([100, 100, 100, 100]) == InterpretedWarmup([100, 130, 100, 100]))
    let restless = InterpretedWarmup((0..<40).map { $0 * 1000 })
    #expect(restless.iteration == 40)
  }
}
