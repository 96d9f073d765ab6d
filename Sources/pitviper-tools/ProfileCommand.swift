// `pitviper profile`: runs a program as `run` does and records where its time goes. Output, exit status and signals are
// the script's; what the profiler has to say goes to standard error at the end.

import ArgumentParser
import CRuntime
import CSampler
import Glibc
import Profiler
import VM

extension SamplerMode: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(label: argument) }
  public static var allValueStrings: [String] { labels.map(\.label) }
  public var defaultValueDescription: String { label }
}

extension SamplerUnwinder: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(label: argument) }
  public static var allValueStrings: [String] { labels.map(\.label) }
  public var defaultValueDescription: String { label }
}

extension SamplerTimer: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(label: argument) }
  public static var allValueStrings: [String] { labels.map(\.label) }
  public var defaultValueDescription: String { label }
}

/// Read by the function that runs at exit, which can capture nothing.
nonisolated(unsafe) private var runningCollector: Collector?

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Runs a Python program and records where its time goes.",
    usage: "pitviper profile [options] (<script> | -c <code> | -m <module> | -) [arguments ...]",
    discussion: """
      Everything after the script belongs to the script. The script's output, exit status and signals pass through; a
      short summary goes to standard error.

      EXAMPLES:
        pitviper profile sobel.py                       writes sobel.pitviper
        pitviper profile -o /tmp/x.pitviper sobel.py 512
        pitviper profile --mode wall --rate 200 server.py
        pitviper profile --unwinder compare sobel.py    checks the unwinder against libunwind
        pitviper profile --exact-crossings query.py     measures every call into C
        pitviper profile --live sobel.py                shows the recording while it is written
      """)

  @Option(help: ArgumentHelp("Samples per second of each thread, 1 to 50000.", valueName: "hz"))
  var rate = 1000.0

  @Option(help: "What is sampled: cpu (time on a processor) or wall (real time, waiting included).")
  var mode = SAMPLER_MODE_CPU

  @Option(help: "Who follows the stacks: own, libunwind, or compare (both; differences are counted).")
  var unwinder = SAMPLER_UNWINDER_OWN

  @Option(help: "The timer: auto, perf, monotonic or cpu-clock.")
  var timer = SAMPLER_TIMER_AUTO

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The recording; default: the script's name with .pitviper.", valueName: "file"),
    completion: .file(extensions: ["pitviper"]))
  var output: String?

  @Flag(help: "Keep the text of each trace before and after optimisation, its machine code and its lines.")
  var traces = false

  @Flag(help: "Measure every call into C with the time stamp counter, which makes such calls slower.")
  var exactCrossings = false

  @Flag(name: .customLong("no-source"), help: "Do not keep the text of the program's source files in the recording.")
  var omitsSource = false

  @Flag(help: "Print no summary.")
  var quiet = false

  @Flag(help: "Open the viewer at once; the program's output is printed when the viewer is left.")
  var live = false

  @OptionGroup var options: MachineOptions
  @OptionGroup var codeMaps: CodeMapOptions

  @Argument(
    parsing: .captureForPassthrough, help: "What to run, and its arguments.", completion: .file(extensions: ["py"]))
  var script: [String] = []

  static let valueOptions: Set<String> = ["--rate", "--mode", "--unwinder", "--timer", "-o", "--output"]
  static let flags = CodeMapOptions.flags.union([
    "--quiet", "--traces", "--exact-crossings", "--no-source", "--live", "--help", "-h",
  ])

  func validate() throws {
    guard (1...50_000).contains(rate) else { throw ValidationError("--rate is a number from 1 to 50000") }
  }

  /// Runs the command line after the word `profile`.
  static func start(_ words: [String]) -> Never {
    let split = ScriptWords(words, valueOptions: valueOptions, flags: flags)
    do {
      if split.own.contains("--help") || split.own.contains("-h") { throw CleanExit.helpRequest(ProfileCommand.self) }
      let maps = CodeMapOptions.split(split.own).kinds
      let command = try PitViperCommand.parseAsRoot(["profile"] + split.own) as! ProfileCommand
      rejectUnknown(split.program)
      if command.live {
        let program = RunCommand.options(split.program)
        LiveProfile.run(
          split.own.filter { $0 != "--live" } + split.program,
          path: command.output ?? program.baseName + ".pitviper")
      }
      command.record(RunCommand.options(split.program), maps)
    } catch {
      PitViperCommand.fail(error)
    }
  }

  /// The virtual machine knows only its own options and could not suggest one of ours.
  private static func rejectUnknown(_ words: [String]) {
    let known = valueOptions.union(flags).union(ScriptWords.machineValueOptions).union(ScriptWords.machineFlags)
    guard let word = words.first, word.hasPrefix("--"), word != "--" else { return }
    let name = String(word.prefix { $0 != "=" })
    if known.contains(name) { return }
    let near = Suggestion.nearest(to: name, among: known.sorted()).map { " (did you mean \($0)?)" }
    Failure.exit("unknown option \(word)\(near ?? "; see 'pitviper profile --help'")")
  }

  private func record(_ program: ProgramOptions, _ maps: [CodeMapKind]) -> Never {
    if case .script(let path) = program.source, access(path, R_OK) != 0 {
      Failure.exit("can't open file '\(path)': \(String(cString: strerror(errno)))")
    }
    if program.source == .standardInput, isatty(STDIN_FILENO) != 0 {
      Failure.exit("no script given; see 'pitviper profile --help'")
    }
    var collectorOptions = CollectorOptions(path: output ?? program.baseName + ".pitviper")
    collectorOptions.rate = rate
    collectorOptions.mode = mode
    collectorOptions.unwinder = unwinder
    collectorOptions.timer = timer
    collectorOptions.keepsSource = !omitsSource
    collectorOptions.environment = [
      "program": program.displayName, "version": PitViperCommand.version, "python": "3.11",
      "jit": program.machine.jit.text,
      "directory": getcwd(nil, 0).map { folder in
        defer { free(folder) }
        return String(cString: folder)
      } ?? "",
    ]
    // Read by machine code as it is made: before anything runs.
    crossings_are_exact = exactCrossings ? 1 : 0
    let collector: Collector
    do {
      collector = try Collector(options: collectorOptions, frameNamer: VMFrameNamer())
    } catch let error as RecordingError {
      Failure.exit("\(error)", status: ExitStatus.cannotCreate)
    } catch {
      Failure.exit("cannot sample: \(error)", status: ExitStatus.cannotSample)
    }
    // Whoever calls exit() on the way still gets a closed file.
    runningCollector = collector
    atexit { _ = runningCollector?.stop(ending: "exit") }
    VMFrameNamer.reportEvents(to: collector, withTraceText: traces)
    CodeMapOptions.follow(maps)
    let status = Program.run(program)
    // A forked child that comes back here has no collector and nothing to say.
    guard collector.isOwner else { Program.end(status) }
    let summary = collector.stop(
      ending: status > Program.signalStatus ? "signal \(status - Program.signalStatus)" : "exit \(status)")
    if !quiet {
      Failure.writeAll(ProfileSummary(summary: summary, path: collectorOptions.path).text, to: STDERR_FILENO)
    }
    if let failure = summary.failure {
      Failure.report("\(failure)")
      if status == 0 { Program.end(ExitStatus.incomplete) }
    }
    Program.end(status)
  }
}

extension ProgramOptions {
  /// What the program is called in a recording.
  var displayName: String {
    let name =
      switch source {
      case .script(let path): path
      case .command: "-c"
      case .module(let module): "-m \(module)"
      case .standardInput, .version: "-"
      }
    return ([name] + arguments).joined(separator: " ")
  }

  /// The base of a file name for a recording of this program.
  var baseName: String {
    switch source {
    case .script(let path):
      let name = path.split(separator: "/").last.map(String.init) ?? "script"
      return name.hasSuffix(".py") && name.count > 3 ? String(name.dropLast(3)) : name
    case .command: return "command"
    case .module(let module): return module
    case .standardInput, .version: return "stdin"
    }
  }
}
