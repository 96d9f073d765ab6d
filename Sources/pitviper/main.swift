// The program's entry. `run` takes a way of its own (RunCommand.swift): it starts no parser, no database, no
// Foundation, because its start-up time counts.

PitViperCommand.start(Array(CommandLine.arguments.dropFirst()))
