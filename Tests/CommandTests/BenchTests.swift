// `bench` with real scripts: the protocol, its counts, processes that go wrong, and what is left after an interruption.

import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite(.serialized) struct BenchCommandTests {
  private static let script = """
    import sys
    print("loaded as", __name__)
    calls = 0

    class Point:
        def __init__(self, x):
            self.x = x

    def run():
        global calls
        calls += 1
        print("noise")
        total = 0
        for n in range(300):
            total += Point(n).x if n % 7 else n
        return total

    def fails():
        run()
        if calls == 4:
            raise ValueError("the fourth\\x1b[31m call")

    def hangs():
        while True:
            pass

    def leaves():
        import os
        os._exit(0)

    if __name__ == "__main__":
        run()

    """

  private func bench(_ words: [String], _ folder: Folder) throws -> Run {
    try Run.pitviper(["bench"] + words, folder: folder.path)
  }

  private func read(_ folder: Folder, _ name: String = "work.pitviper") throws -> Benchmark {
    try #require(try Recording(path: folder.file(name)).benchmark())
  }

  @Test func aFunctionIsMeasuredAndCounted() throws {
    let folder = Folder()
    let script = folder.file("work.py", Self.script)
    let run = try bench(["--processes", "2", "--iterations", "60", "--function", "run", script, "7"], folder)
    #expect(run.status == 0, "\(run.error)")
    #expect(!run.output.contains("noise") && run.output.contains("2 of 2 processes, 60 iterations in each"))
    let benchmark = try read(folder)
    #expect(benchmark.timed.map(\.id) == [1, 2] && benchmark.isFinished)
    #expect(benchmark.environment["arguments"] == #"["7"]"#)
    let counting = try #require(benchmark.counting)
    for process in benchmark.processes {
      #expect(process.iterations.count == 60)
      for (before, after) in zip(process.iterations, process.iterations.dropFirst()) {
        #expect(after.start >= before.end)
        let totals = (try #require(before.counters), try #require(after.counters))
        #expect(totals.1.traces >= totals.0.traces && totals.1.guardFailures >= totals.0.guardFailures)
      }
      #expect(process.activity.traces.count { $0.kind != "bridge" } == process.iterations.last?.counters?.traces)
      #expect(process.activity.traces.contains { $0.place.file == script && $0.place.function == "run" })
      #expect(process.peakKilobytes > 1000 && process.overhead > 0)
    }
    // A loop that is interpreted at first and machine code later.
    let bytecodes = counting.iterations.compactMap { $0.counters?.bytecodes }
    let first = try #require(bytecodes.first)
    #expect(bytecodes.count == 60 && first > 300)
    #expect(bytecodes[59] - bytecodes[58] < 1000)
    #expect(benchmark.timed.allSatisfy { $0.iterations.allSatisfy { $0.counters?.bytecodes == nil } })
  }

  @Test func countsAreTheSameEachTime() throws {
    let folder = Folder()
    let script = folder.file("work.py", Self.script)
    let words = ["--processes", "1", "--iterations", "50", "--function", "run"]
    #expect(try bench(words + ["-o", folder.file("a.pitviper"), script], folder).status == 0)
    #expect(try bench(words + ["-o", folder.file("b.pitviper"), script], folder).status == 0)
    let counts = try ["a.pitviper", "b.pitviper"].map { name in
      try read(folder, name).counting!.iterations.map(\.counters)
    }
    #expect(counts[0] == counts[1])
  }

  @Test func wholeScriptsAndModulesAndOtherInterpreters() throws {
    let folder = Folder()
    _ = folder.file("work.py", Self.script)
    let python = "/usr/bin/python3.11"
    for words in [
      ["work.py"], ["--module", "work", "--function", "run"], ["--vm", python, "work.py"],
      ["--vm", python, "--module", "work", "--function", "run"],
    ] {
      let run = try bench(["--processes", "1", "--iterations", "5", "-o", "x.pitviper"] + words, folder)
      #expect(run.status == 0, "\(words): \(run.error)")
      let benchmark = try read(folder, "x.pitviper")
      #expect(benchmark.timed.map(\.iterations.count) == [5])
      #expect((benchmark.counting == nil) == words.contains(python))
    }
  }

  /// One page with the curves of several interpreters; other files are refused.
  @Test func benchesOnOnePage() throws {
    let folder = Folder()
    _ = folder.file("work.py", Self.script)
    for (words, file) in [([], "own.pitviper"), (["--vm", "/usr/bin/python3.11"], "other.pitviper")] {
      let run = try bench(
        ["--processes", "1", "--iterations", "5", "-o", file] + words + ["--function", "run", "work.py"], folder)
      #expect(run.status == 0, "\(run.error)")
    }
    let words = ["export", "own.pitviper", "--with", "other.pitviper", "-o", "page.html", "--format"]
    let run = try Run.pitviper(words + ["html"], folder: folder.path)
    #expect(run.status == 0, "\(run.error)")
    let page = try String(contentsOfFile: folder.path + "/page.html", encoding: .utf8)
    #expect(page.components(separatedBy: "<path class=\"process ").count == 3 && page.contains("/usr/bin/python3.11"))
    #expect(try Run.pitviper(words + ["pprof"], folder: folder.path).status == 2)
    let profiled = try Run.pitviper(["profile", "--quiet", "-o", "profile.pitviper", "work.py"], folder: folder.path)
    #expect(profiled.status == 0)
    let refused = try Run.pitviper(
      ["export", "profile.pitviper", "--with", "other.pitviper", "--format", "html"], folder: folder.path)
    #expect(refused.status == 2 && refused.error.contains("profile.pitviper is a recording of a profile"))
  }

  @Test(arguments: [
    ("fails", "ValueError: the fourth"), ("leaves", "without a report"), ("nothing", "work has no function 'nothing'"),
  ])
  func processesThatGoWrong(function: String, reason: String) throws {
    let folder = Folder()
    let script = folder.file("work.py", Self.script)
    let run = try bench(["--processes", "3", "--iterations", "9", "--function", function, script], folder)
    #expect(run.status == 1)
    let lines = run.error.split(separator: "\n")
    #expect(lines.count == 1 && run.error.contains(reason) && !run.error.contains("\u{1B}"), "\(run.error)")
    #expect(try read(folder).failed.first?.failure?.contains(reason) == true)
  }

  /// The others are kept, and the reason is said without progress, too.
  @Test func oneProcessOfSeveralFails() throws {
    let folder = Folder()
    let script = folder.file(
      "work.py",
      """
      import os
      path = os.path.dirname(__file__) + "/processes"
      with open(path, "a") as file: file.write("x")
      number = os.path.getsize(path)
      def run():
          if number == 3: raise ValueError("the third")

      """)
    let run = try bench(
      ["--quiet", "--processes", "3", "--iterations", "9", "--function", "run", script], folder)
    #expect(run.status == 1)
    #expect(run.error == "pitviper: process 2 failed: exit status 1: ValueError: the third\n", "\(run.error)")
    #expect(try read(folder).timed.map(\.id) == [1, 3])
  }

  @Test func aHangingProcessMeetsItsLimit() throws {
    let folder = Folder()
    let script = folder.file("work.py", Self.script)
    let run = try bench(["--limit", "1", "--iterations", "9", "--function", "hangs", script], folder)
    #expect(run.status == 1 && run.error.contains("no end after 1 s"), "\(run.error)")
  }

  /// Processes that have ended stay, and the same command measures only what is missing.
  @Test func anInterruptedBenchGoesOn() throws {
    let folder = Folder()
    let script = folder.file("work.py", Self.script)
    let words = ["--processes", "3", "--iterations", "20", "--function", "run", script]
    #expect(try bench(words, folder).status == 0)
    // As after kill -9 in the third process.
    let whole = try read(folder)
    let queue = try DatabaseQueue(path: folder.file("work.pitviper"))
    try queue.write { database in
      try database.execute(sql: "DELETE FROM process WHERE id = 3; DELETE FROM environment WHERE name = 'finished'")
      for table in try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE name LIKE 'process!_%' ESCAPE '!' OR name = 'iteration'")
      {
        try database.execute(sql: "DELETE FROM \(table) WHERE process = 3")
      }
    }
    try queue.close()
    #expect(try !read(folder).isFinished)
    #expect(try bench(words, folder).status == 0)
    let again = try read(folder)
    #expect(again.isFinished && again.timed.count == 3)
    #expect(again.processes.first { $0.id == 1 } == whole.processes.first { $0.id == 1 })
    #expect(again.processes.first { $0.id == 3 } != whole.processes.first { $0.id == 3 })
  }

  /// In the second timed process the workload itself asks the bench to end, so that no clock takes part.
  private static let interrupting = """
    import os, signal, time

    folder = os.path.dirname(__file__)
    with open(folder + "/processes", "a") as file:
        file.write("%d\\n" % os.getpid())
    with open(folder + "/processes") as file:
        number = len(file.readlines())
    calls = 0

    def run():
        global calls
        calls += 1
        if number == 3 and calls == 5:
            os.kill(os.getppid(), getattr(signal, SIGNAL))
            time.sleep(60)

    """

  @Test(arguments: ["SIGINT", "SIGTERM"]) func anInterruptionKeepsWhatHasEnded(signal: String) throws {
    let folder = Folder()
    let text = Self.interrupting.replacingOccurrences(of: "SIGNAL", with: "'\(signal)'")
    let words = [
      "--processes", "3", "--iterations", "20", "--function", "run", folder.file("work.py", text),
    ]
    let run = try bench(words, folder)
    #expect(run.status == 130 && run.signal == nil && run.output.isEmpty)
    #expect(
      run.error == "pitviper: stopped after 1 of 3 processes; the same command goes on from there\n", "\(run.error)")
    let lines = try String(contentsOfFile: folder.file("processes"), encoding: .utf8).split(separator: "\n")
    let measured = try #require(lines.last.flatMap { pid_t($0) })
    #expect(lines.count == 3 && kill(measured, 0) != 0 && errno == ESRCH)
    let stopped = try read(folder)
    #expect(!stopped.isFinished && stopped.timed.map(\.id) == [1] && stopped.counting != nil && stopped.failed.isEmpty)

    #expect(try bench(words, folder).status == 0)
    let whole = try read(folder)
    #expect(whole.isFinished && whole.timed.map(\.id) == [1, 2, 3])
    #expect(whole.timed[0] == stopped.timed[0] && whole.counting == stopped.counting)
  }

  /// What a workload leaves running would take time from the processes after it.
  @Test func whatAProcessStartedEndsWithIt() throws {
    let folder = Folder()
    let script = folder.file(
      "work.py",
      """
      import os, subprocess
      child = subprocess.Popen(["sleep", "100"])
      with open(os.path.dirname(__file__) + "/children", "a") as file:
          file.write("%d\\n" % child.pid)
      def run(): pass

      """)
    let words = ["--vm", "/usr/bin/python3.11", "--processes", "2", "--iterations", "5", "--function", "run", script]
    #expect(try bench(words, folder).status == 0)
    let children = try String(contentsOfFile: folder.file("children"), encoding: .utf8).split(separator: "\n")
    #expect(children.count == 2)
    for child in children {
      // Killed, but perhaps not yet gone; where nobody waits for orphans it stays as a zombie.
      func isRunning() -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
        let state = status?.split(separator: ")").last?.split(separator: " ").first
        return state != nil && state != "Z" && state != "X"
      }
      for _ in 0..<500 where isRunning() { usleep(10_000) }
      #expect(!isRunning())
    }
  }

  @Test func wrongCommandLines() throws {
    let folder = Folder()
    for (words, message) in [
      ([], "no script given"), (["nowhere.py"], "can't open file"), (["--processes", "0", "x.py"], "--processes"),
      (["--vm", "python3", "--jit", "off", "x.py"], "--jit is an option of pitviper"),
      (["--proceses", "3", "x.py"], "did you mean --processes?"), (["-c", "pass"], "cannot be measured"),
    ] as [([String], String)] {
      let run = try bench(words, folder)
      #expect(run.status == 2 && run.error.contains(message), "\(words): \(run.error)")
      #expect(run.error.split(separator: "\n").count == 1)
    }
    #expect(folder.names.isEmpty)
  }
}
