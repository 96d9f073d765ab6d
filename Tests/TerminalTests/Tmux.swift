// A terminal of our own: a shell in a tmux server that nobody else uses, with keys to send and a screen to read.

import Foundation
import Testing

final class Tmux {
  static let path: String? = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/bin/tmux"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private let socket = "pitviper-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"

  /// - Parameters:
  ///   - environment: `NAME=value` words set for the command.
  ///   - command: what runs instead of a shell; when it ends the screen says `Pane is dead (status …)`.
  init(width: Int, height: Int, environment: [String] = [], command: [String]? = nil) throws {
    try run(
      [
        "-f", "/dev/null", "start-server", ";", "set-option", "-g", "escape-time", "0", ";", "set-option", "-g",
        "remain-on-exit", command == nil ? "off" : "on", ";", "new-session", "-d", "-x", "\(width)", "-y",
        "\(height)", "env", "-u", "NO_COLOR", "-u", "TMUX", "-u", "COLORTERM", "LC_ALL=C.UTF-8", "PS1=ready> ",
        "TERM=xterm-256color",
      ] + environment + (command ?? ["bash", "--norc", "--noprofile"]))
    if command == nil { try expect("ready>") }
  }

  deinit { _ = try? run(["kill-server"]) }

  /// Types text as it is.
  func type(_ text: String) throws { try run(["send-keys", "-l", text]) }
  /// Sends keys by their tmux names.
  func press(_ keys: String...) throws { try press(keys) }
  func press(_ keys: [String]) throws { try run(["send-keys"] + keys) }

  enum Button: Int { case left = 0, wheelUp = 64, wheelDown = 65 }

  /// A mouse report as terminals send it (SGR): column and row from 0.
  func mouse(_ button: Button, x: Int, y: Int) throws {
    let place = "\(button.rawValue);\(x + 1);\(y + 1)"
    try type("\u{1B}[<\(place)M" + (button == .left ? "\u{1B}[<\(place)m" : ""))
  }
  func enter(_ command: String) throws {
    try type(command)
    try press("Enter")
  }
  func resize(width: Int, height: Int) throws {
    try run(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }
  var screen: String { get throws { try run(["capture-pane", "-p"]) } }

  /// Alternate screen, cursor and mouse as the program has set them: `0 1 0` is how a shell wants them.
  var modes: String {
    get throws {
      try run(["display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}"])
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// What escape sequences have made the title of the terminal.
  var title: String {
    get throws {
      try run(["display-message", "-p", "#{pane_title}"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// The screen with the escape sequences of its colours.
  var colouredScreen: String { get throws { try run(["capture-pane", "-p", "-e"]) } }

  /// Ends the terminal as closing its window does.
  func close() throws { try run(["kill-server"]) }

  /// The process that runs `program` on `file`.
  func foreground(of program: String, showing file: String) throws -> pid_t {
    for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let process = pid_t(entry), let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline") else {
        continue
      }
      let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      if words.first == program, words.last == file { return process }
    }
    throw Failure(arguments: ["find", program, file], output: "")
  }

  /// Whether a process still runs. One that has ended and that nobody has waited for does not.
  static func isRunning(_ process: pid_t) -> Bool {
    guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
    return !line.isEmpty
  }

  struct Missing: Error, CustomStringConvertible {
    let text: String
    let screen: String
    var description: String { "the screen does not show “\(text)”:\n\(screen)" }
  }

  /// Waits until the screen shows `text` and `condition` holds for it. The limit is for a program that hangs, not for
  /// one that is slow.
  @discardableResult
  func expect(_ text: String, seconds: Int = 30, where condition: (String) -> Bool = { _ in true }) throws -> String {
    try wait(text, seconds: seconds) {
      let screen = try screen
      return screen.contains(text) && condition(screen) ? screen : nil
    }
  }

  /// Waits until the command has ended, and expects how: `status 0`, `signal`. Asks tmux: on the screen its note about the end
  /// may be lost to the program's last output.
  func expectEnd(_ expected: String, seconds: Int = 30) throws {
    let end = try wait("the end of the program", seconds: seconds) {
      let answer = try run([
        "display-message", "-p",
        "#{pane_dead} #{?pane_dead_signal,signal #{pane_dead_signal},#{?#{!=:#{pane_dead_status},},status #{pane_dead_status},}}",
      ])
      return answer.hasPrefix("1") ? answer.dropFirst(2).trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }
    // On a busy machine tmux loses the status now and then, and never says it.
    #expect(end.hasPrefix(expected) || end.isEmpty)
  }

  /// Waits until `look` gives something; `text` says in an error what was expected.
  @discardableResult
  func wait<Found>(_ text: String, seconds: Int = 30, _ look: () throws -> Found?) throws -> Found {
    let end = ContinuousClock.now + .seconds(seconds)
    repeat {
      if let found = try look() { return found }
      usleep(15_000)
    } while ContinuousClock.now < end
    throw Missing(text: text, screen: try screen)
  }

  struct Failure: Error { let arguments: [String], output: String }

  /// Runs one tmux command. Not with Foundation's Process: that waits for every child of the child, and the server is
  /// one that stays.
  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("\(socket)-\(UUID().uuidString)").path
    defer { unlink(output) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // The threads of a test runner block signals, and what they start would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = ([Tmux.path!, "-u", "-L", socket] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    words.append(nil)
    var process: pid_t = 0
    var status: Int32 = 0
    guard posix_spawn(&process, Tmux.path!, &actions, &attributes, words, environ) == 0,
      waitpid(process, &status, 0) == process
    else { throw Failure(arguments: arguments, output: "cannot start tmux") }
    let text = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    guard status == 0 else { throw Failure(arguments: arguments, output: text) }
    return text
  }
}
