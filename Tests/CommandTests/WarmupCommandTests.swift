// `pitviper warmup` as a user meets it.

import Foundation
import Testing

@Suite struct WarmupCommandTests {
  private let folder = Folder()

  /// Two hundred iterations of 2 ms, then 800 of 1 ms, with a little that differs from process to process.
  private func series(_ factor: Double, processes: Int = 6) -> String {
    let rows = (0..<processes).map { process in
      (0..<1000).map { iteration in
        let wave = Double((iteration * 7919 + process * 104_729) % 1000) / 1e5
        return String((iteration < 200 + process ? 0.002 : 0.001 * factor) * (1 + wave))
      }.joined(separator: ",")
    }
    return "[[" + rows.joined(separator: "],\n[") + "]]"
  }

  @Test func printsTheTable() throws {
    let file = folder.file("a.json", series(1))
    let run = try Run.pitviper(["warmup", file])
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output.hasPrefix("mode corrected, delta 1 %\n\n\(file) (JSON)\n  #"))
    #expect(run.output.contains("verdict: warmup (6 warmup)"))
    let krun = try Run.pitviper(["warmup", "--mode", "krun", "--delta", "0.0001", "-"], input: series(1))
    #expect(krun.output.hasPrefix("mode krun, delta 0.0001 s\n\n- (JSON)\n"))
  }

  @Test func printsJSON() throws {
    let run = try Run.pitviper(["warmup", "--json", folder.file("a.json", series(1))])
    let root = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(root["mode"] as? String == "corrected")
    let benchmarks = try #require(root["benchmarks"] as? [[String: Any]])
    #expect(benchmarks.count == 1 && benchmarks[0]["verdict"] as? String == "warmup")
    let processes = try #require(benchmarks[0]["processes"] as? [[String: Any]])
    #expect(processes.map { $0["steady_iteration"] as? Int } == [200, 201, 202, 203, 204, 205])
    let keys = [
      "n", "outliers", "changepoints", "segments", "class", "steady_iteration", "time_to_steady", "steady_time",
    ]
    #expect(keys.allSatisfy { processes[0][$0] != nil })
  }

  @Test func comparesFiles() throws {
    let run = try Run.pitviper(["warmup", folder.file("a.json", series(1)), folder.file("b.json", series(1.1))])
    #expect(run.status == 0)
    #expect(run.output.contains("steady time            worse, 1.100 times"))
    #expect(run.output.hasSuffix("  verdict: worse\n"))
  }

  @Test(arguments: [
    (["x.json", "--delta=-1"], "pitviper: --delta is seconds (0.001) or percent (1%), not '-1'\n"),
    (["x.json", "--delta", "many"], "pitviper: --delta is seconds (0.001) or percent (1%), not 'many'\n"),
    (["x.json", "--mode", "exact"], "pitviper: --mode is corrected or krun, not 'exact'\n"),
    (["/nowhere/x.json"], "pitviper: /nowhere/x.json: No such file or directory\n"),
    (["-"], "pitviper: standard input: process 0: one iteration; at least 2 are needed\n"),
  ])
  func refuses(words: [String], message: String) throws {
    let run = try Run.pitviper(["warmup"] + words, input: "[0.5]")
    #expect(run.status == 2 && run.error == message && run.output.isEmpty, "\(run.error)")
  }

  @Test func namesAreHarmless() throws {
    let file = folder.file("a.json", "{\"wallclock_times\": {\"\\u001b[31mred\": [[1, 2, 3], []]}}")
    let run = try Run.pitviper(["warmup", file])
    #expect(run.status == 0 && !run.output.contains("\u{1b}") && !run.error.contains("\u{1b}"))
    #expect(run.error.contains("left out 1 execution without times"))
    let bad = folder.file("b.json", "[\u{1b}[31m]")
    #expect(try !Run.pitviper(["warmup", bad]).error.contains("\u{1b}"))
  }
}
