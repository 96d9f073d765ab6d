// The whole command line but for running a script, which Sources/pitviper does: of `run` only the help is here.

import ArgumentParser

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "run": PitViperCommand.fail(CleanExit.helpRequest(RunCommand.self))
case "profile": ProfileCommand.start(Array(words.dropFirst()))
default: PitViperCommand.start(words)
}
