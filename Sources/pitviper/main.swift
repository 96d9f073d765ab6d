// The program's entry. It runs scripts, and so that they pay for nothing else, in memory or in start-up time, it contains
// no more than that: for every other command, and for help, pitviper-tools beside it takes its place.

import Glibc
import VM

let words = Array(CommandLine.arguments.dropFirst())
if words.first == "run" {
  let script = ScriptWords(Array(words.dropFirst()), valueOptions: [], flags: ["--help", "-h"])
  if script.own.isEmpty { Program.end(Program.run(ProgramOptions.ofCommandLine("run", script.program))) }
}

let tools = (realpath("/proc/self/exe", nil).map { String(cString: $0) } ?? CommandLine.arguments[0]) + "-tools"
execv(tools, CommandLine.unsafeArgv)
perror("pitviper: cannot start \(tools)")
exit(127)
