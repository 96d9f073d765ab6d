// `pitviper run`: a drop-in for `python3`. Sources/pitviper runs most scripts; what comes here is help, code maps, and
// command lines that the virtual machine does not understand. It reads its options itself: the declarations here are for
// help and shell completion.

import ArgumentParser
import Glibc
import Profiler
import VM

/// Options that `run` and `profile` share, as help shows them.
struct MachineOptions: ParsableArguments {
  @Flag(help: "Print the bytecode of the script before it runs.")
  var disassemble = false

  @Option(help: ArgumentHelp("Collect garbage at every n-th allocation, to find errors.", valueName: "n"))
  var gcStress: Int?

  @Flag(help: "Print counters of the virtual machine at the end.")
  var stats = false

  @Option(
    help: ArgumentHelp("The tracing compiler: off, on, or its parameters (docs/jit.md).", valueName: "off|on|key=value")
  )
  var jit: String?

  @Option(help: ArgumentHelp("Raise MemoryError beyond this heap size, for example 512M.", valueName: "size"))
  var memoryLimit: String?
}

/// What `run` and `profile` tell other tools about machine code.
struct CodeMapOptions: ParsableArguments {
  @Flag(help: "Write names of machine code to /tmp/perf-PID.map, for perf.")
  var perfMap = false

  @Flag(help: "Write machine code to /tmp/jit-PID.dump, for perf inject --jit.")
  var jitdump = false

  @Flag(help: "Announce machine code to gdb.")
  var gdbJit = false

  /// What the words of a command line ask for; the rest of the words.
  static func split(_ words: [String]) -> (kinds: [CodeMapKind], rest: [String]) {
    let kinds = CodeMapKind.allCases.filter { words.contains("--\($0.rawValue)") }
    return (kinds, words.filter { !flags.contains($0) })
  }

  static let flags = Set(CodeMapKind.allCases.map { "--\($0.rawValue)" })

  static func follow(_ kinds: [CodeMapKind]) {
    do { try CodeMaps.follow(kinds) } catch { Failure.exit("\(error)") }
  }
}

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a Python program, as python3 does.",
    usage: "pitviper run [options] [<script> | -c <code> | -m <module> | -] [arguments ...]",
    discussion: """
      Everything after the script belongs to the script. Python's own flags (-B -E -I -O -S -u -W -X ...) are understood
      before it. Without a script a terminal gets the interactive prompt, as after -i.

      EXAMPLES:
        pitviper run script.py --its-option
        pitviper run -c 'print(6 * 7)'
        pitviper run -m json.tool data.json
        echo 'print(1)' | pitviper run -
        pitviper run --disassemble script.py
      """)

  @OptionGroup var options: MachineOptions
  @OptionGroup var codeMaps: CodeMapOptions

  @Argument(
    parsing: .captureForPassthrough, help: "What to run, and its arguments.", completion: .file(extensions: ["py"]))
  var script: [String] = []

  /// Runs the command line after the word `run`.
  static func start(_ words: [String]) -> Never {
    let split = ScriptWords(words, valueOptions: [], flags: CodeMapOptions.flags.union(["--help", "-h"]))
    let maps = CodeMapOptions.split(split.own)
    if !maps.rest.isEmpty { PitViperCommand.fail(CleanExit.helpRequest(RunCommand.self)) }
    CodeMapOptions.follow(maps.kinds)
    Program.end(Program.run(options(split.program)))
  }

  /// The virtual machine's options; ends with one line when they make no sense.
  static func options(_ words: [String]) -> ProgramOptions {
    do {
      return try ProgramOptions.parse(words)
    } catch {
      let problem = error as? ProgramOptions.Problem
      Failure.exit(problem?.message ?? "\(error)", status: problem?.status ?? ExitStatus.usage)
    }
  }
}
