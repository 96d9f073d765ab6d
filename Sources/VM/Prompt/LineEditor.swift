// Reads a line from a terminal with editing, history and completion, by the keys that people know from the shell.
// The terminal is raw only while a line is read: programs that run in between find it as it was.

import CRuntime
import Glibc

final class LineEditor {
  enum Result {
    case line(String)
    case end
    /// An exception is pending.
    case failed
  }

  private enum Step { case more, done(Result) }

  private let t: Thread
  private let globals: DictRef
  private var keys: KeyReader
  private var display = LineDisplay()
  private var line = EditedLine()
  private var prompt = ""
  private(set) var historyPlace = 0
  /// The line that was left to look at older ones.
  private var newest = ""
  private var completions = 0
  var history = LineHistory()

  init(_ thread: Thread, _ globals: DictRef) {
    t = thread
    self.globals = globals
    keys = KeyReader(thread)
  }

  /// People sit at both ends, and the terminal moves its cursor.
  static var isPossible: Bool {
    let name = getenv("TERM").map { String(cString: $0) } ?? ""
    return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 && !["", "dumb"].contains(name)
  }

  /// One line without its end. Control-C raises KeyboardInterrupt.
  func read(_ prompt: String) -> Result {
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return .end }
    var raw = saved
    raw.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INPCK | ISTRIP | IXON)
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) }
    self.prompt = prompt
    line = EditedLine()
    historyPlace = history.lines.count
    newest = ""
    while true {
      display.show(prompt, line)
      guard let key = keys.read() else {
        return t.pointee.exception.isBound ? .failed : .end
      }
      if key != .control("I") { completions = 0 }
      if key == .control("Z") {
        suspend(&saved, &raw)
      } else if case .done(let result) = handle(key) {
        return result
      }
    }
  }

  /// Back to the shell as Control-Z does elsewhere; here again when the shell continues the program.
  private func suspend(_ saved: inout termios, _ raw: inout termios) {
    display.finish(prompt, line)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    kill(0, SIGTSTP)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
  }

  private func handle(_ key: Key) -> Step {
    switch key {
    case .control("M"), .control("J"):
      display.finish(prompt, line)
      history.add(line.string)
      return .done(.line(line.string))
    case .control("D"):
      if line.text.isEmpty { return .done(.end) }
      line.deleteRight()
    case .control("C"):
      t.raise(.keyboardInterrupt, arguments: vm.pointee.emptyTuple)
      return .done(.failed)
    case .control("R"): return search()
    case .control("I"): complete()
    case .up, .control("P"): showHistory(historyPlace - 1)
    case .down, .control("N"): showHistory(historyPlace + 1)
    case .alt("<"): showHistory(0)
    case .alt(">"): showHistory(history.lines.count)
    case .control("L"): writeOutput("\u{1B}[H\u{1B}[2J")
    case .text(let text): line.insert(text)
    default: LineEditor.edits.first { $0.keys.contains(key) }?.edit(&line)
    }
    return .more
  }

  private static let edits: [(keys: [Key], edit: (inout EditedLine) -> Void)] = [
    ([.left, .control("B")], { $0.moveLeft() }), ([.right, .control("F")], { $0.moveRight() }),
    ([.home, .control("A")], { $0.moveToStart() }), ([.end, .control("E")], { $0.moveToEnd() }),
    ([.wordLeft, .alt("b")], { $0.moveWordLeft() }), ([.wordRight, .alt("f")], { $0.moveWordRight() }),
    ([.backspace], { $0.deleteLeft() }), ([.delete], { $0.deleteRight() }), ([.control("K")], { $0.cutToEnd() }),
    ([.control("U")], { $0.cutToStart() }), ([.control("W")], { $0.cutBlankWordLeft() }),
    ([.alt("\u{7F}")], { $0.cutWordLeft() }), ([.alt("d")], { $0.cutWordRight() }), ([.control("Y")], { $0.paste() }),
    ([.control("T")], { $0.swapCharacters() }),
  ]

  // MARK: History

  private func showHistory(_ place: Int) {
    guard place >= 0, place <= history.lines.count, place != historyPlace else { return }
    if historyPlace == history.lines.count { newest = line.string }
    historyPlace = place
    line.replace(with: place == history.lines.count ? newest : history.lines[place])
  }

  /// Control-R: the newest line that contains what is typed; Control-R again looks further back.
  private func search() -> Step {
    var text = ""
    var place = history.lines.count
    let before = line
    while true {
      display.show("(reverse-i-search)`\(text)': ", line)
      guard let key = keys.read() else { return .done(t.pointee.exception.isBound ? .failed : .end) }
      switch key {
      case .text(let more):
        text += more
        place = min(place + 1, history.lines.count)
      case .backspace:
        text = String(text.dropLast())
        place = history.lines.count
      case .control("R"): break
      case .control("G"):
        line = before
        return .more
      default:
        historyPlace = place
        return handle(key)
      }
      if let found = history.search(text, before: place) {
        place = found
        line.replace(with: history.lines[found])
      }
    }
  }

  // MARK: Completion

  /// Tab: four blanks at the start of a line; else what `rlcompleter` finds for the name before the cursor, and all of
  /// it at the second time.
  private func complete() {
    let before = line.beforeCursor
    if before.allSatisfy({ $0 == " " }) { return line.insert("    ") }
    let word = String(before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }.reversed())
    if word.isEmpty { return }
    let found = candidates(word)
    guard let first = found.first else { return }
    let common = found.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    if common.count > word.count {
      line.deleteLeft(word.count)
      line.insert(common)
      completions = 0
    } else if found.count > 1 {
      completions += 1
      if completions > 1 {
        display.finish(prompt, line)
        writeOutput(found.prefix(200).joined(separator: "  ") + "\r\n")
      }
    }
  }

  private func candidates(_ word: String) -> [String] {
    var result: [String] = []
    let module = t.importModule("rlcompleter")
    if !module.isError {
      let completer = t.callMethod(module, StringRef.intern("Completer"), globals.value)
      while !completer.isError, result.count < 1000 {
        let text = StringRef.make(t, word)
        let next = t.callMethod(completer, StringRef.intern("complete"), text, .int(result.count))
        guard next.isKind(.string) else { break }
        result.append(StringRef(next).text)
      }
    }
    t.pointee.exception = .unbound
    return result
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
