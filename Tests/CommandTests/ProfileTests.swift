// `profile` and `run` with real scripts: output, exit status and signals pass through, and the recording tells the truth.

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct ProfileTests {
  private static let busy = """
    def leaf(n):
        total = 0
        for i in range(n):
            total += i * i
        return total

    def work(rounds):
        return sum(leaf(2000) for _ in range(rounds))

    """

  @Test func outputAndStatusPassThrough() throws {
    let folder = Folder()
    let script = folder.file("busy.py", Self.busy + "import sys\nprint(work(300), sys.argv[1:])\nsys.exit(5)\n")
    let run = try Run.pitviper(["profile", script, "--rate", "-o"], folder: folder.path)
    #expect(run.status == 5)
    #expect(run.output == "799400100000 ['--rate', '-o']\n")
    #expect(run.error.split(separator: "\n").allSatisfy { $0.hasPrefix("pitviper: ") })
    let profile = try Recording(path: folder.path + "/busy.pitviper").profile()
    #expect(profile.environment["finished"] == "exit 5")
    #expect(profile.environment["program"] == script + " --rate -o")
  }

  @Test func pythonFramesCarryLines() throws {
    let folder = Folder()
    let script = folder.file("busy.py", Self.busy + "work(20000)\n")
    let run = try Run.pitviper(["profile", "--quiet", "-o", folder.path + "/x.pitviper", script])
    #expect(run.status == 0 && run.error.isEmpty)
    let profile = try Recording(path: folder.path + "/x.pitviper").profile()
    let counts = try profile.counts()
    #expect(counts.samples > 20)
    let rows = profile.functionRows(of: counts, hiding: [.runtime, .native, .trace])
    let leaf = try #require(rows.first)
    #expect(leaf.function.name == "leaf" && leaf.function.kind == .python)
    #expect(leaf.function.file == script && leaf.function.line == 1)
    #expect(leaf.own.share > 0.8)
    let lines = profile.lineRows(of: counts)
    #expect(lines.prefix(2).allSatisfy { [3, 4].contains($0.line) && $0.function.name == "leaf" })
    // `sum` is bytecode of the virtual machine's own.
    let stack = profile.stackRows(of: counts, limit: 1, hiding: [.runtime, .native, .trace])[0].functions
      .filter { $0.file != "<builtins>" }.map(\.name)
    #expect(stack == ["<module>", "work", "work.<locals>.<genexpr>", "leaf"])
    #expect(Double(profile.brokenSamples(of: counts)) <= 0.01 * Double(counts.samples))
  }

  /// Eight threads that begin while the program is profiled, at a high rate, with traces from the second iteration on and a
  /// collection every few allocations: each is in the recording by its name, with its own stacks.
  @Test func threadsOfTheProgramAreSampledByName() throws {
    let folder = Folder()
    let script = folder.file(
      "threads.py",
      Self.busy + """
        import threading

        def first(): return work(4000)
        def second(): return work(4000)
        threads = [threading.Thread(target=(first, second)[n % 2], name=f"worker number {n}") for n in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print("done")

        """)
    let run = try Run.pitviper([
      "profile", "--quiet", "--rate", "8000", "--gc-stress", "3001",
      "--jit", "threshold=2,bridge-threshold=2,function-threshold=2", "-o", folder.path + "/x.pitviper", script,
    ])
    #expect(run.status == 0 && run.output == "done\n" && run.error.isEmpty)
    let profile = try Recording(path: folder.path + "/x.pitviper").profile()
    for number in 0..<8 {
      let thread = try #require(profile.threads.first { $0.name == "worker number \(number)" })
      var filter = SampleFilter()
      filter.threads = [thread.id]
      let counts = try profile.counts(filter)
      #expect(counts.samples > 5)
      let names = profile.functionRows(of: counts, hiding: [.runtime, .native, .trace]).map(\.function.name)
      #expect(names.contains(number % 2 == 0 ? "first" : "second"))
      #expect(!names.contains(number % 2 == 0 ? "second" : "first"))
    }
    let all = try profile.counts()
    #expect(Double(profile.brokenSamples(of: all)) <= 0.02 * Double(all.samples))
  }

  @Test(arguments: [SIGTERM, SIGKILL, SIGINT])
  func signalsPassThrough(number: Int32) throws {
    let folder = Folder()
    let script = folder.file("dies.py", Self.busy + "print('ready', flush=True)\nwork(99999999)\n")
    let run = try Run.pitviper(["profile", "-o", folder.path + "/x.pitviper", script], sending: number)
    #expect(run.signal == number)
    // An unbuffered stream (PYTHONUNBUFFERED) may have been stopped in front of the line end.
    #expect(run.output.hasPrefix("ready"))
    let profile = try Recording(path: folder.path + "/x.pitviper").profile()
    #expect(profile.environment["finished"] == (number == SIGKILL ? nil : "signal \(number)"))
  }

  @Test(arguments: [
    (["-c", "print(6 * 7)"], "42\n"), (["-"], "from stdin\n"), ([], "from stdin\n"),
    (["-c", "import sys; print(sys.argv)", "-x", "--stats"], "['-c', '-x', '--stats']\n"),
  ])
  func runTakesWhatPythonTakes(words: [String], output: String) throws {
    let run = try Run.pitviper(["run"] + words, input: "print('from stdin')\n")
    #expect(run.status == 0)
    #expect(run.output == output)
    #expect(run.error.isEmpty)
  }

  @Test func aProgramThatCannotBeginLeavesAClosedFile() throws {
    let folder = Folder()
    let run = try Run.pitviper(["profile", "-o", folder.path + "/x.pitviper", "-m", "no_such_module"])
    #expect(run.status == 1)
    #expect(run.error.contains("No module named no_such_module"))
    #expect(folder.names == ["x.pitviper"])
    #expect(try Recording(path: folder.path + "/x.pitviper").profile().isFinished)
  }

  @Test func anUncaughtExceptionIsStatusOne() throws {
    for command in ["run", "profile"] {
      let folder = Folder()
      let run = try Run.pitviper([command, "-c", "1 / 0"], folder: folder.path)
      #expect(run.status == 1)
      #expect(run.error.contains("ZeroDivisionError: division by zero\n"))
    }
  }
}
