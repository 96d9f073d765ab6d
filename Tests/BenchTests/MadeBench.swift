// Benches made by hand: a step where a bridge came, a slow iteration where garbage was collected.

import Foundation
import Profiler

@testable import Bench

/// A folder for one test.
final class Folder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-\(UUID().uuidString)").path
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String = "test.pitviper") -> String { path + "/" + name }
}

enum MadeBench {
  static let loop = BenchPlace(function: "sobel", file: "/src/sobel.py", line: 20)
  static let guarded = BenchPlace(function: "sobel", file: "/src/sobel.py", line: 31)

  /// 300 iterations of about 1 ms; from iteration 100 on of 0.8 ms, because of a bridge; iteration 200 takes 3 ms more: a collection.
  static func process(_ id: Int, counting: Bool = false) -> BenchProcess {
    var process = BenchProcess(id: id, isCounting: counting)
    process.peakKilobytes = 20_000 + id
    process.overhead = 80
    var time = 1_000_000
    for index in 0..<300 {
      // A little noise that does not depend on any generator.
      let noise = (index * 7919 + id * 104_729) % 2001 - 1000
      let wall = (index < 100 ? 1_000_000 : 800_000) + noise + (index == 200 ? 3_000_000 : 0)
      var counters = BenchCounters()
      counters.traces = 1
      counters.bridges = index < 100 ? 0 : 1
      counters.guardFailures = min(index + 1, 100) * 40
      counters.collections = index < 200 ? 0 : 1
      if counting { counters.bytecodes = 5000 * min(index + 1, 100) + 20 * index }
      process.iterations.append(BenchIteration(start: time, wall: wall, cpu: wall, counters: counters))
      time += wall + 5000
    }
    let step = process.iterations[100].start
    process.activity.traces = [
      BenchTrace(
        number: 0, kind: "loop", root: 0, link: 0, place: loop, time: 500_000, installed: 900_000, operations: 40,
        guards: 9, bytes: 800, entered: 400, compileTime: 90_000),
      BenchTrace(
        number: 1, kind: "bridge", root: 0, parent: 0, parentExit: 17, link: 0, place: guarded, time: step - 50_000,
        installed: step - 2000, operations: 12, guards: 2, bytes: 300, compileTime: 40_000),
    ]
    process.activity.exits = [
      BenchExit(
        trace: 0, number: 17, kind: "guardShape", place: guarded, expected: "Point", seen: "Pixel", failures: 4000,
        bridge: 1)
    ]
    process.activity.aborts = [
      BenchAbort(
        time: 950_000, reason: "tooLong", place: loop, abortPlace: guarded, instruction: "call", operations: 5000)
    ]
    process.activity.events = [
      BenchEvent(time: 960_000, kind: "blacklisted", place: loop, detail: "tooLong"),
      BenchEvent(time: time, kind: "invalidated", trace: 1, place: guarded, detail: "global LIMIT was assigned"),
    ]
    process.activity.collections = [
      BenchCollection(
        time: process.iterations[200].start + 10_000, duration: 2_900_000, bytesBefore: 9_000_000, bytesAfter: 1_000_000
      )
    ]
    process.activity.crossings = [
      BenchCrossing(
        name: "sqrt", library: "/lib/libm.so.6", site: "/src/sobel.py:25", calls: 12, tracedCalls: 30_000, bytes: 480,
        callbacks: 0)
    ]
    return process
  }

  static func benchmark(processes: Int = 3, vm: String = "pitviper") -> Benchmark {
    Benchmark(
      path: "made.pitviper",
      environment: [
        "kind": "bench", "program": "/src/sobel.py:run", "vm": vm, "processes": String(processes),
        "iterations": "300", "finished": "complete", "version": "0.1.0",
      ], processes: (1...processes).map { process($0) } + [process(processes + 1, counting: true)])
  }

  static func write(_ benchmark: Benchmark, to path: String) throws {
    let writer = try BenchWriter(creating: path, environment: benchmark.environment)
    for process in benchmark.processes { try writer.add(process) }
    try writer.add(noise: benchmark.noise)
    writer.close()
  }
}
