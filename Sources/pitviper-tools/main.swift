// The whole command line. Sources/pitviper hands over what it does not run itself.

import Bench
import VM

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "run": RunCommand.start(Array(words.dropFirst()))
case "profile": ProfileCommand.start(Array(words.dropFirst()))
case "bench": BenchCommand.start(Array(words.dropFirst()))
case BenchWorker.command: Program.end(BenchWorker.run(Array(words.dropFirst())))
default: PitViperCommand.start(words)
}
