// The program's entry. `run` takes a way of its own (RunCommand.swift): it starts no parser, no database, no
// Foundation, because its start-up time counts.

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "run": RunCommand.start(Array(words.dropFirst()))
case "profile": ProfileCommand.start(Array(words.dropFirst()))
default: PitViperCommand.start(words)
}
