// `pitviper info`: what is known about a recording itself.

import ArgumentParser
import Glibc
import Profiler

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Prints how a recording was made: machine, options, rate, threads, losses.",
    discussion: """
      EXAMPLES:
        pitviper info sobel.pitviper
      """)

  @Argument(help: "A recording made by 'pitviper profile'.", completion: .file(extensions: ["pitviper"]))
  var file: String

  func run() throws {
    let profile = try Recording(path: file).profile()
    Failure.writeAll(try InfoReport(profile: profile).text, to: STDOUT_FILENO)
  }
}
