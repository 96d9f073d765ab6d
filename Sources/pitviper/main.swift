// The program's entry. It runs scripts, and so that they pay for nothing else, in memory or in start-up time, it contains
// no more than that. For every other command, and for options of `run` that the virtual machine does not know,
// pitviper-tools beside it takes its place.

import Glibc
import VM

/// The words for the virtual machine; nil when another command is asked for. `sys.executable` is this program, and scripts start it
/// as they start Python: with Python's options or a script, without `run`. So do virtual environments, whose `bin/python` is
/// a link to it.
func wordsForPython(_ words: [String]) -> [String]? {
  let name = CommandLine.arguments[0].split(separator: "/").last ?? ""
  if name.hasPrefix("python") { return words }
  guard let first = words.first else { return nil }
  if first == "run" { return Array(words.dropFirst()) }
  // Names of commands are letters and hyphens.
  let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
  let isCommand = first.utf8.allSatisfy { $0 == UInt8(ascii: "-") || letters ~= $0 | 0x20 }
  let isScript = !isCommand && !first.hasPrefix("-")
  let isOption = first.hasPrefix("-") && !["-h", "--help", "--version"].contains(first)
  return isScript || isOption ? words : nil
}

let words = Array(CommandLine.arguments.dropFirst())
if let given = wordsForPython(words), let options = try? ProgramOptions.parse(given) {
  Program.end(Program.run(options))
}

let tools = (realpath("/proc/self/exe", nil).map { String(cString: $0) } ?? CommandLine.arguments[0]) + "-tools"
execv(tools, CommandLine.unsafeArgv)
perror("pitviper: cannot start \(tools)")
exit(127)
