// The warmup screen of a bench: curves, marks, what the cursor lists, several files over each other.

import Bench
import Foundation
import Profiler
import Testing

@testable import Viewer

@Suite struct BenchPaneTests {
  /// Iterations of 2 ms and from the 30th on of 1 ms, because of a bridge; the first takes 8 ms.
  private static func benchmark(_ vm: String, processes: Int = 2, factor: Int = 1) -> Benchmark {
    let place = BenchPlace(function: "sobel\u{1B}[31m", file: "/src/sobel.py", line: 31)
    let made = (1...processes).map { id in
      var process = BenchProcess(id: id)
      var time = 1000
      for index in 0..<90 {
        let wall =
          (index == 0 ? 8_000_000 : index < 30 ? 2_000_000 : 1_000_000) * factor + (index * 7919 + id * 31) % 4001
        var counters = BenchCounters()
        counters.guardFailures = min(index + 1, 30) * 25
        process.iterations.append(BenchIteration(start: time, wall: wall, cpu: wall, counters: counters))
        time += wall + 1000
      }
      let step = process.iterations[30].start
      process.activity.traces = [
        BenchTrace(number: 0, kind: "loop", root: 0, place: place, time: 2000, installed: 900_000),
        BenchTrace(
          number: 1, kind: "bridge", root: 0, parent: 0, parentExit: 17, place: place, time: step - 9000,
          installed: step - 10),
      ]
      process.activity.exits = [
        BenchExit(trace: 0, number: 17, kind: "guardShape", place: place, failures: 750, bridge: 1)
      ]
      process.activity.collections = [
        BenchCollection(time: process.iterations[70].start + 5, duration: 1000, bytesBefore: 9, bytesAfter: 1)
      ]
      return process
    }
    return Benchmark(
      path: "x", environment: ["kind": "bench", "program": "sobel.py:run", "vm": vm, "finished": "complete"],
      processes: made)
  }

  private static let one = [BenchAnalysis(benchmark("pitviper"))]
  private static let two = one + [BenchAnalysis(benchmark("pypy3", processes: 1, factor: 3))]

  private func state(
    _ analyses: [BenchAnalysis], keys: String = "", width: Int = 100, height: Int = 30, charset: Charset = .unicode
  ) -> ViewerState {
    var model = ViewerModel()
    model.isBench = true
    var state = ViewerState(model: model, size: GridSize(width: width, height: height), depth: .none, charset: charset)
    func answer(_ effect: Effect) -> Event? {
      guard case .ask(.bench) = effect else { return nil }
      return .answered(.bench, .bench(analyses))
    }
    #expect(state.prepare(ViewerOptions(keys: keys), [], answer) == nil)
    for key in Key.sequence(keys).keys { state.settle(.key(key), answer) }
    return state
  }

  @Test(arguments: [
    ("bench", 1, "]"), ("bench-two", 2, "]]"), ("bench-end", 1, "G"), ("bench-other-process", 2, "ppP]"),
  ])
  func matches(name: String, files: Int, keys: String) throws {
    for (width, height) in [(80, 24), (120, 36), (40, 12)] {
      try SnapshotTests.compare(
        state(files == 1 ? Self.one : Self.two, keys: keys, width: width, height: height), name)
    }
  }

  @Test func aBenchOpensOnItsCurves() {
    let state = state(Self.one)
    #expect(state.current == .warmup)
    #expect(state.render().snapshot.contains("steady from 30"))
  }

  @Test func theCursorListsWhatHappened() {
    let text = state(Self.one, keys: String(repeating: "l", count: 30), width: 120).render().snapshot
    #expect(text.contains("bridge 1 from guardShape 17 of trace 0 at sobel.py:31"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func aNewerReadingKeepsThePlace() {
    var state = state(Self.two, keys: "/bridge<enter>pp")
    func pane() -> BenchPane { (state[.warmup] as! WarmupScreen).bench! }
    let before = pane()
    #expect(before.process == 2 && before.iteration > 0 && before.found == "bridge")
    var model = ViewerModel()
    model.isBench = true
    #expect(state.update(.loaded(model)) == [.ask(.bench)])
    #expect(pane().iteration == before.iteration, "the old curves stay until the new ones are there")
    _ = state.update(.answered(.bench, .bench(Self.two)))
    #expect(pane().process == 2 && pane().iteration == before.iteration && pane().found == "bridge")
    _ = state.update(.loaded(model))
    _ = state.update(.answered(.bench, .bench(Self.one)))
    #expect(pane().process == 0, "the other file is gone")
  }

  @Test func searchingGoesThroughAllLines() {
    var pane = BenchPane(Self.one)
    _ = pane.search("SOBEL")
    let lines = pane.list(0..<pane.count).count { $0.text.lowercased().contains("sobel") }
    for direction in [1, -1] {
      var seen: Set<[Int]> = []
      for _ in 0..<lines {
        #expect(pane.step(direction, width: 200) == .handled)
        seen.insert([pane.iteration, pane.row])
      }
      #expect(lines > 1 && seen.count == lines)
    }
  }

  @Test func everySizeDraws() {
    for width in [1, 5, 20, 33, 71, 100, 250] {
      for height in [1, 3, 6, 9, 13, 24, 60] {
        for keys in ["", "]jG", "pl[", "/bridge<enter>n", "?"] {
          for analyses in [Self.one, Self.two, []] {
            for charset in [Charset.unicode, .ascii] {
              let grid = state(analyses, keys: keys, width: width, height: height, charset: charset).render()
              #expect(grid.size == GridSize(width: width, height: height))
            }
          }
        }
      }
    }
  }
}
