// `pitviper run`: a drop-in for `python3`. Sources/pitviper runs the script, and the virtual machine reads the options
// itself; the declarations here are for help and shell completion.

import ArgumentParser
import Glibc
import VM

/// Options that `run` and `profile` share, as help shows them.
struct MachineOptions: ParsableArguments {
  @Flag(help: "Print the bytecode of the script before it runs.")
  var disassemble = false

  @Option(help: ArgumentHelp("Collect garbage at every n-th allocation, to find errors.", valueName: "n"))
  var gcStress: Int?

  @Flag(help: "Print counters of the virtual machine at the end.")
  var stats = false

  @Option(help: ArgumentHelp("The tracing compiler; the interpreter is the only tier so far.", valueName: "off|on"))
  var jit: String?

  @Option(help: ArgumentHelp("Raise MemoryError beyond this heap size, for example 512M.", valueName: "size"))
  var memoryLimit: String?
}

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a Python program, as python3 does.",
    usage: "pitviper run [options] (<script> | -c <code> | -m <module> | -) [arguments ...]",
    discussion: """
      Everything after the script belongs to the script. Python's own flags (-B -E -I -O -S -u -W -X ...) are understood
      before it.

      EXAMPLES:
        pitviper run script.py --its-option
        pitviper run -c 'print(6 * 7)'
        pitviper run -m json.tool data.json
        echo 'print(1)' | pitviper run -
        pitviper run --disassemble script.py
      """)

  @OptionGroup var options: MachineOptions

  @Argument(
    parsing: .captureForPassthrough, help: "What to run, and its arguments.", completion: .file(extensions: ["py"]))
  var script: [String] = []
}
