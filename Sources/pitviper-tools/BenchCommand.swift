// `pitviper bench`: measures how a workload warms up, in fresh processes. The figures go to standard output at the end, progress and
// warnings to standard error; everything is in the file.

import ArgumentParser
import Bench
import Glibc
import Profiler

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how a Python workload warms up: fresh processes, iterations in each.",
    usage: "pitviper bench [options] (<script> | --module <name>) [arguments ...]",
    discussion: """
      An iteration is a call of --function, of a script or module that is loaded once per process; without it the whole script,
      run as __main__ with fresh globals. What the workload prints is discarded. Interrupted, the same command goes on.
      docs/bench.md says what is measured and how.

      EXAMPLES:
        pitviper bench --function run sobel.py          writes sobel.pitviper
        pitviper bench --processes 30 --iterations 2000 --function run sobel.py
        pitviper bench --vm pypy3 --function run sobel.py
        pitviper bench --module json.tool --function main data.json
        pitviper report sobel.pitviper sobel.pypy3.pitviper
      """)

  @Option(help: ArgumentHelp("Fresh processes.", valueName: "n"))
  var processes = BenchPlan.usualProcesses

  @Option(
    help: ArgumentHelp("Iterations in each; chosen so that a process lasts about 3 s unless given.", valueName: "n"))
  var iterations: Int?

  @Option(help: ArgumentHelp("The function that an iteration calls, without arguments.", valueName: "name"))
  var function: String?

  @Option(help: ArgumentHelp("A module instead of a script; its function is main unless given.", valueName: "name"))
  var module: String?

  @Option(help: ArgumentHelp("Another interpreter, which is only timed: 'python3', 'pypy3'.", valueName: "command"))
  var vm: String?

  @Option(help: ArgumentHelp("Seconds that one process may take.", valueName: "seconds"))
  var limit: Double?

  @Option(help: ArgumentHelp("PYTHONHASHSEED of every process; 'random' for a new one each time.", valueName: "n"))
  var hashSeed = "0"

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The file; default: the script's name with .pitviper.", valueName: "file"),
    completion: .file(extensions: ["pitviper"]))
  var output: String?

  @Option(
    help: ArgumentHelp("Also draw the curves into this file.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var svg: String?

  @Flag(help: "Print JSON (docs/bench.md) instead of text.")
  var json = false

  @Flag(help: "Print no progress.")
  var quiet = false

  @OptionGroup var options: MachineOptions

  @Argument(
    parsing: .captureForPassthrough, help: "What to run, and its arguments.", completion: .file(extensions: ["py"]))
  var script: [String] = []

  static let valueOptions: Set<String> = [
    "--processes", "--iterations", "--function", "--module", "--vm", "--limit", "--hash-seed", "-o", "--output",
    "--svg",
  ]
  static let flags: Set<String> = ["--json", "--quiet", "--help", "-h"]

  func validate() throws {
    guard (1...BenchPlan.mostProcesses).contains(processes) else {
      throw ValidationError("--processes is a number from 1 to \(BenchPlan.mostProcesses)")
    }
    guard (2...BenchPlan.mostIterations).contains(iterations ?? 2) else {
      throw ValidationError("--iterations is a number from 2 to \(BenchPlan.mostIterations)")
    }
    guard (limit ?? 1) > 0, (limit ?? 1) <= 1e6 else {
      throw ValidationError("--limit is a number of seconds, more than 0")
    }
    guard hashSeed == "random" || UInt32(hashSeed) != nil else {
      throw ValidationError("--hash-seed is a number from 0 to 4294967295, or random")
    }
    if let vm, vm.split(separator: " ").isEmpty { throw ValidationError("--vm is the command of an interpreter") }
  }

  /// Runs the command line after the word `bench`.
  static func start(_ words: [String]) -> Never {
    let split = ScriptWords(words, valueOptions: valueOptions, flags: flags)
    do {
      if split.own.contains("--help") || split.own.contains("-h") { throw CleanExit.helpRequest(BenchCommand.self) }
      let command = try PitViperCommand.parseAsRoot(["bench"] + split.own) as! BenchCommand
      command.measure(try command.plan(split.program))
    } catch {
      PitViperCommand.fail(error)
    }
  }

  private func plan(_ words: [String]) throws -> BenchPlan {
    // Options of the virtual machine stand before the script, or before the arguments of a module.
    var rest = words[...]
    var machine: [String] = []
    while let word = rest.first, word.hasPrefix("-"), word != "-", word != "--" {
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
      if word == "-c" || word == "-m" {
        throw ValidationError("\(word) cannot be measured; use a script, or --module NAME")
      }
      let isKnown = ScriptWords.machineValueOptions.contains(name) || ScriptWords.machineFlags.contains(word)
      if word.hasPrefix("--") && !isKnown {
        let known = Self.valueOptions.union(Self.flags).union(ScriptWords.machineValueOptions)
        let near = Suggestion.nearest(to: name, among: known.sorted()).map { " (did you mean \($0)?)" }
        throw ValidationError("unknown option \(word)\(near ?? "; see 'pitviper bench --help'")")
      }
      machine.append(rest.removeFirst())
      if name == word, ScriptWords.machineValueOptions.contains(name), let value = rest.popFirst() {
        machine.append(value)
      }
    }
    if rest.first == "--" { rest.removeFirst() }
    let workload: BenchPlan.Workload
    if let module {
      workload = .module(module, function: function ?? "main")
    } else {
      guard let script = rest.popFirst(), script != "-" else {
        throw ValidationError("no script given; see 'pitviper bench --help'")
      }
      let path = script.hasPrefix("/") ? script : currentFolder + "/" + script
      workload = function.map { .function($0, script: path) } ?? .script(path)
    }
    if vm != nil && !machine.isEmpty {
      throw ValidationError("\(machine[0]) is an option of pitviper; options of another interpreter stand in --vm '…'")
    }
    let jit = vm == nil ? RunCommand.options(machine + ["-"]).machine.jit.text : ""
    let interpreter = vm.map { BenchPlan.Interpreter.other($0.split(separator: " ").map(String.init)) }
    var plan = BenchPlan(
      workload: workload, interpreter: interpreter ?? .pitviper(options: machine), arguments: Array(rest))
    plan.jit = jit
    plan.processes = processes
    plan.iterations = iterations
    plan.limit = limit
    plan.hashSeed = hashSeed
    return plan
  }

  private var currentFolder: String {
    guard let folder = getcwd(nil, 0) else { return "." }
    defer { free(folder) }
    return String(cString: folder)
  }

  private func measure(_ plan: BenchPlan) -> Never {
    let showsProgress = !quiet && isatty(STDERR_FILENO) != 0
    do throws(BenchError) {
      let runner = try BenchRunner(
        plan, path: output ?? plan.baseName + ".pitviper", version: PitViperCommand.version
      ) { progress in
        guard showsProgress else { return }
        let left = progress.secondsLeft.map { ", about \(Figures.time(Microseconds($0 * 1e6))) left" } ?? ""
        Failure.writeAll("\r\u{1B}[K\(progress.activity)\(left)", to: STDERR_FILENO)
      }
      defer { if showsProgress { Failure.writeAll("\r\u{1B}[K", to: STDERR_FILENO) } }
      let benchmark = try runner.run()
      if showsProgress { Failure.writeAll("\r\u{1B}[K", to: STDERR_FILENO) }
      finish(benchmark)
    } catch {
      if showsProgress { Failure.writeAll("\n", to: STDERR_FILENO) }
      let status: Int32 =
        switch error.kind {
        case .usage: ExitStatus.usage
        case .failed: ExitStatus.notMet
        case .interrupted: 130
        case .recording: ExitStatus.cannotCreate
        }
      Failure.exit(error.description, status: status)
    }
  }

  private func finish(_ benchmark: Benchmark) -> Never {
    let report = BenchReport([benchmark])
    Failure.writeAll(json ? report.json.text + "\n" : report.text(width: Terminal.width), to: STDOUT_FILENO)
    for process in benchmark.failed {
      Failure.report("process \(process.id) failed: \(process.failure ?? "")")
    }
    if let svg {
      do { try BenchCurve(report.analyses).write(to: svg) } catch {
        Failure.exit("\(error)", status: ExitStatus.cannotCreate)
      }
    }
    Glibc.exit(benchmark.failed.isEmpty ? ExitStatus.success : ExitStatus.notMet)
  }
}
