// Why: planted steps and slow iterations, and what is said about them.

import Foundation
import Profiler
import Testing

@testable import Bench

@Suite struct CauseTests {
  private let analysis = BenchAnalysis(MadeBench.benchmark())

  @Test func aStepIsBlamedOnTheBridgeBeforeIt() throws {
    for causes in analysis.causes {
      let step = try #require(causes.first { if case .step = $0.kind { true } else { false } })
      #expect(step.iteration == 100)
      guard case .step(let change) = step.kind else { return }
      #expect(abs(change + 0.2) < 0.01)
      #expect(step.moments.first?.text == "bridge 1 from guardShape 17 of trace 0 at sobel.py:31")
      #expect(step.changes.first == "guard failures 40 → 0 per iteration")
    }
    #expect(analysis.commonSteps.first?.iterations == [100, 100, 100])
    #expect(analysis.commonSteps.first?.processes == [0, 1, 2])
  }

  @Test func aSlowIterationIsBlamedOnTheCollectionInIt() throws {
    for causes in analysis.causes {
      let peak = try #require(causes.first { $0.iteration == 200 })
      guard case .peak(let excess) = peak.kind else {
        Issue.record("no peak")
        return
      }
      #expect(abs(excess - 3_000_000) < 5000)
      #expect(peak.moments.map(\.kind) == [.collection])
    }
  }

  @Test func aSlowIterationThatWaitedSaysSo() throws {
    var benchmark = MadeBench.benchmark(processes: 1)
    benchmark.processes[0].iterations[150].wall += 5_000_000
    for index in 151..<300 { benchmark.processes[0].iterations[index].start += 5_000_000 }
    benchmark.processes[0].activity.collections = []
    let cause = try #require(BenchAnalysis(benchmark).causes[0].first { $0.iteration == 150 })
    #expect(cause.text == "5.0 ms without the processor")
  }

  @Test func iterationsOfTimes() {
    let process = MadeBench.process(1)
    #expect(process.iteration(at: 0) == -1)
    #expect(process.iteration(at: process.iterations[0].start) == 0)
    #expect(process.iteration(at: process.iterations[41].end) == 41)
    // Between two iterations: the next one.
    #expect(process.iteration(at: process.iterations[41].end + 1) == 42)
    #expect(process.iteration(at: .max) == 299)
    #expect(BenchProcess(id: 1).iteration(at: 5) == -1)
  }

  @Test func countersUntilSteadyAreThoseOfTheCountingProcess() throws {
    let until = try #require(analysis.untilSteady)
    #expect(until.iteration == 100)
    #expect(until.counters.bytecodes == 5000 * 100 + 20 * 99)
    #expect(analysis.total?.bytecodes == 500_000 + 20 * 299)
  }

  @Test func reportsSayIt() {
    let report = BenchReport([MadeBench.benchmark()])
    let text = report.text(width: 120)
    #expect(text.contains("/src/sobel.py:run on pitviper\n3 of 3 processes, 300 iterations in each"))
    #expect(text.contains("warmup (warmup 3)"))
    #expect(text.contains("−20 %") && text.contains("bridge 1 from guardShape 17 of trace 0 at sobel.py:31"))
    #expect(text.contains("garbage collection of 2.9 ms") || text.contains("garbage collection of 2900.0 µs"))
    let json = report.json.text
    #expect(json.contains("\"class\": \"warmup\"") && json.contains("\"changepoints\": [99]"))
    #expect((try? JSONSerialization.jsonObject(with: Data(json.utf8))) != nil)
  }

  /// Files without a process, with one iteration, of failures alone: something true is said and nothing crashes.
  @Test func poorBenches() {
    var none = MadeBench.benchmark()
    none.processes = []
    var one = MadeBench.benchmark(processes: 1)
    one.processes[0].iterations.removeLast(299)
    var failed = MadeBench.benchmark()
    failed.processes = [BenchProcess(id: 1, failure: "exit status 1: \u{1B}[31mred")]
    for benchmark in [none, one, failed] {
      let report = BenchReport([benchmark])
      #expect(report.text(width: 80).contains("No process has two iterations."))
      #expect(!report.text(width: 80).contains("\u{1B}"))
      #expect((try? JSONSerialization.jsonObject(with: Data(report.json.text.utf8))) != nil)
      #expect(BenchCurve(report.analyses).svg.contains("</svg>"))
    }
  }

  @Test func filesSideBySide() {
    var slower = MadeBench.benchmark(vm: "python3.11")
    for index in slower.processes.indices {
      slower.processes[index].activity = BenchActivity()
      for iteration in slower.processes[index].iterations.indices {
        slower.processes[index].iterations[iteration].wall *= 4
        slower.processes[index].iterations[iteration].counters = nil
      }
    }
    let lines = BenchReport([MadeBench.benchmark(), slower]).comparison()
    #expect(lines.count == 3)
    #expect(lines[1].contains(" 1.00 ") && lines[2].contains(" 4.00 ") && lines[2].contains("python3.11"))
  }
}
