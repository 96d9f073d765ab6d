// `pitviper view`: the recording in the terminal.

import ArgumentParser
import Glibc
import Viewer

struct ViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Shows a recording in the terminal: overview, flame graph, self/total table.",
    discussion: """
      Press ? for the keys. Without a terminal use 'pitviper report'.

      EXAMPLES:
        pitviper view sobel.pitviper
        pitviper view sobel.pitviper --screen flame
        pitviper view after.pitviper --against before.pitviper           what changed, in the flame graph
        pitviper view sobel.pitviper --screen flame --snapshot 100x30    one screen as text
      """)

  @Argument(
    help: "A recording made by 'pitviper profile', or one or several made by 'pitviper bench'.",
    completion: .file(extensions: ["pitviper"]))
  var files: [String]

  @Option(help: "The screen to begin with: its name or its number.")
  var screen: String?

  @Option(
    help: ArgumentHelp(
      "Compare the flame graph with this recording, or with a range of this one, in seconds.",
      valueName: "file or from-to"))
  var against: String?

  @Option(help: ArgumentHelp("Print one screen of this size as text and end.", valueName: "widthxheight"))
  var snapshot: String?

  @Option(help: "Keys pressed before anything is shown: characters, and names such as <enter>.")
  var keys = ""

  func run() throws {
    var options = ViewerOptions(screen: screen, keys: keys)
    options.against = against
    options.others = Array(files.dropFirst())
    if let snapshot {
      let parts = snapshot.split(separator: "x").compactMap { Int($0) }
      guard parts.count == 2 else { throw ValidationError("--snapshot is a size such as 100x30") }
      options.snapshot = GridSize(width: parts[0], height: parts[1])
    }
    let status = Viewer.run(path: files[0], options: options)
    if status != 0 { throw ExitCode(status) }
  }
}
