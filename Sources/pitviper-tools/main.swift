// The whole command line. Sources/pitviper hands over what it does not run itself.

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "run": RunCommand.start(Array(words.dropFirst()))
case "profile": ProfileCommand.start(Array(words.dropFirst()))
default: PitViperCommand.start(words)
}
