// `pitviper selftest`: how far the profiler can be trusted on this machine.

import ArgumentParser
import Glibc
import Profiler

struct SelfTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Measures the profiler's own error, loss and overhead on this machine.",
    discussion: """
      Runs workloads whose truth is known through the whole profiler. Ends with status 1 when a target is missed; a
      busy machine can be the reason.

      EXAMPLES:
        pitviper selftest
        pitviper selftest --seconds 10
      """)

  @Option(help: ArgumentHelp("How long each workload runs.", valueName: "s"))
  var seconds = 3.0

  @Option(help: ArgumentHelp("Samples per second of CPU time.", valueName: "hz"))
  var rate = 1000.0

  func validate() throws {
    guard (0.5...600).contains(seconds) else { throw ValidationError("--seconds is a number from 0.5 to 600") }
    guard (1...50_000).contains(rate) else { throw ValidationError("--rate is a number from 1 to 50000") }
  }

  func run() throws {
    var missed = 0
    do {
      try SelfTest(seconds: seconds, rate: rate).run { result in
        if !result.passed { missed += 1 }
        let name = DisplayText.padded(result.name, columns: 16)
        Failure.writeAll(
          "\(result.passed ? "ok    " : "MISSED")  \(name)  \(result.measured) (wanted: \(result.wanted))\n",
          to: STDOUT_FILENO)
      }
    } catch let error as SamplerError {
      Failure.exit("\(error)", status: ExitStatus.cannotSample)
    }
    if missed > 0 { throw ExitCode(ExitStatus.notMet) }
  }
}
