// The root command: names, help, and how errors are shown.

import ArgumentParser
import Glibc

struct PitViperCommand: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "pitviper",
    abstract: "Runs Python programs, records where their time goes, and shows it.",
    discussion: """
      EXAMPLES:
        pitviper run script.py --its-option          run a script
        pitviper profile -o sobel.pitviper sobel.py  run it and record a profile
        pitviper report sobel.pitviper               the profile as text
        pitviper report sobel.pitviper --json        the same figures for programs
        pitviper doctor sobel.pitviper               what costs time, and what to change
        pitviper view sobel.pitviper                 look at it in the terminal
        pitviper diff before.pitviper after.pitviper what changed
        pitviper bench --function run sobel.py       how it warms up, in fresh processes
        pitviper check --baseline a.pitviper --candidate b.pitviper   did it get worse?

      EXIT STATUS:
        run and profile end as the script does: its status, or its signal.
        0   success
        1   an exception nobody caught; for selftest and check: something was not met;
            for doctor --fail-on: such a finding
        2   wrong usage, or a file that cannot be read
        3   check: too noisy to decide
        71  profile: this machine offers no timer to sample with
        73  profile, bench: the file cannot be created; the script was not run
        74  profile: the script ended well but the recording is incomplete; other commands:
            their output could not be written whole
        130 bench, check: interrupted while something was measured

      Shell completion: pitviper --generate-completion-script bash|zsh|fish
      """,
    version: version,
    subcommands: commands)

  static let commands: [any ParsableCommand.Type] = [
    RunCommand.self, ProfileCommand.self, ReportCommand.self, DoctorCommand.self, ViewCommand.self,
    DiffCommand.self, BenchCommand.self, WarmupCommand.self, CheckCommand.self, ExportCommand.self, InfoCommand.self,
    SelfTestCommand.self,
  ]

  /// Parses and runs; errors become one line.
  static func start(_ arguments: [String]) -> Never {
    if let first = arguments.first, !first.hasPrefix("-"), !commandNames.contains(first) {
      rejectCommand(first)
    }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      Glibc.exit(ExitStatus.success)
    } catch {
      fail(error)
    }
  }

  private static var commandNames: [String] { commands.map { $0._commandName } + ["help"] }

  private static func rejectCommand(_ word: String) -> Never {
    var message = "unknown command '\(word)'"
    if access(word, R_OK) == 0 && commandNames.contains("run") {
      message += "; to run a script: pitviper run \(word)"
    } else if let near = Suggestion.nearest(to: word, among: commandNames) {
      message += "; did you mean '\(near)'?"
    } else {
      message += "; see 'pitviper --help'"
    }
    Failure.exit(message)
  }

  /// Help and version go to standard output; everything else becomes one line on standard error.
  static func fail(_ error: any Error) -> Never {
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    if exitCode(for: error).isSuccess { exit(withError: error) }
    // The parser adds its own "Error:" and usage only in its full message.
    let lines = message(for: error).split(separator: "\n").map { $0.trimmed }.filter { !$0.isEmpty }
    let choices = lines.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    let text = lines.filter { !$0.hasPrefix("- ") } + [choices.joined(separator: ", ")]
    Failure.exit(text.filter { !$0.isEmpty }.joined(separator: " "))
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
