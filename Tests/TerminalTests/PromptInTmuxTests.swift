// The interactive prompt in a real terminal: editing, history, completion, interrupts, and the state of the terminal
// afterwards.

import Foundation
import Testing

@Suite(.serialized, .enabled(if: Tmux.path != nil, "tmux is not installed"))
final class PromptInTmuxTests {
  let folder: URL

  init() throws { folder = try TestRecording.folder() }
  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A terminal in which the prompt stands; its history is the test's own.
  func prompt(_ words: String = "", width: Int = 80) throws -> Tmux {
    let terminal = try Tmux(width: width, height: 30, environment: ["HOME=\(folder.path)"])
    try terminal.enter("stty -g > \(folder.path)/before; clear")
    try terminal.enter("\(TestRecording.program) run \(words); echo status=$?; stty -g > \(folder.path)/after")
    try terminal.expect(">>>")
    return terminal
  }

  func expectEnd(_ terminal: Tmux, status: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try terminal.expect("status=\(status)")
    try terminal.enter("echo settled=$((20 + 3))")
    try terminal.expect("settled=23")
    let before = try String(contentsOf: folder.appendingPathComponent("before"), encoding: .utf8)
    let after = try String(contentsOf: folder.appendingPathComponent("after"), encoding: .utf8)
    #expect(before == after, sourceLocation: sourceLocation)
  }

  @Test func statementsAreRunAndValuesPrinted() throws {
    let terminal = try prompt()
    try terminal.expect("Type \"help\"")
    try terminal.enter("6 * 7")
    try terminal.expect("\n42\n>>>")
    try terminal.enter("_ + 1")
    try terminal.expect("\n43\n>>>")
    try terminal.enter("def double(x):")
    try terminal.expect("...")
    try terminal.enter("    return 2 * x")
    try terminal.enter("")
    try terminal.enter("double(double(5))")
    try terminal.expect("\n20\n>>>")
    try terminal.enter("1 / 0")
    try terminal.expect("  File \"<stdin>\", line 1, in <module>\nZeroDivisionError: division by zero\n>>>")
    try terminal.enter("a b")
    try terminal.expect("SyntaxError: invalid syntax\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }

  @Test func linesAreEdited() throws {
    let terminal = try prompt("-q")
    try terminal.type("ord('b') + 1")
    try terminal.press("Home", "Right", "Right", "Right", "Right", "Right", "DC")
    try terminal.type("a")
    try terminal.press("End", "BSpace")
    try terminal.type("0")
    try terminal.press("Enter")
    try terminal.expect(">>> ord('a') + 0\n97\n>>>")
    try terminal.type("'rest' wrong")
    try terminal.press("C-w", "BSpace", "C-a")
    try terminal.type("2 * ")
    try terminal.press("Enter")
    try terminal.expect("\n'restrest'\n>>>")
    try terminal.type("'für 日本'")
    try terminal.press("Left", "Left", "BSpace")
    try terminal.press("Enter")
    try terminal.expect("\n'für 本'\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }

  @Test func aLongLineCoversRows() throws {
    let terminal = try prompt("-q", width: 40)
    try terminal.type("len('" + String(repeating: "0123456789", count: 7) + "')")
    try terminal.press("C-a", "C-e", "Left", "Left")
    try terminal.type("ab")
    try terminal.press("Enter")
    try terminal.expect("\n72\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }

  @Test func historyIsKeptFromSessionToSession() throws {
    var terminal = try prompt("-q")
    try terminal.enter("first = 'the first'")
    try terminal.enter("second = 2")
    try terminal.press("Up", "Up", "Enter")
    try terminal.enter("first")
    try terminal.expect("\n'the first'\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
    terminal = try prompt("-q")
    try terminal.press("C-r")
    try terminal.type("secon")
    try terminal.expect("(reverse-i-search)`secon': second = 2")
    try terminal.press("Enter")
    try terminal.enter("second + 40")
    try terminal.expect("\n42\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }

  @Test func namesAreCompleted() throws {
    let terminal = try prompt("-q")
    try terminal.enter("remarkable = [3, 1, 2]")
    try terminal.type("remark")
    try terminal.press("Tab")
    try terminal.expect(">>> remarkable")
    try terminal.type(".appe")
    try terminal.press("Tab")
    try terminal.expect(">>> remarkable.append(")
    try terminal.type("9); len(remarkable)")
    try terminal.press("Enter")
    try terminal.expect("\n4\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }

  @Test func controlCGivesUpALineAndEndsALoop() throws {
    let terminal = try prompt("-q")
    try terminal.type("unfinished = (")
    try terminal.press("C-c")
    try terminal.expect("\nKeyboardInterrupt\n>>>")
    try terminal.enter("while True: pass")
    try terminal.enter("")
    Thread.sleep(forTimeInterval: 0.5)
    try terminal.press("C-c")
    try terminal.expect("in <module>\nKeyboardInterrupt\n>>>")
    try terminal.enter("raise SystemExit(7)")
    try expectEnd(terminal, status: 7)
  }

  @Test func inputIsEditedToo() throws {
    let terminal = try prompt("-q")
    try terminal.enter("answer = input('name? ')")
    try terminal.expect("name? ")
    try terminal.type("snaek")
    try terminal.press("BSpace", "BSpace")
    try terminal.type("ke")
    try terminal.press("Enter")
    try terminal.enter("answer")
    try terminal.expect("\n'snake'\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }

  @Test func aScriptIsInspected() throws {
    let script = folder.appendingPathComponent("script.py")
    try "value = 40\nraise SystemExit(3)\n".write(to: script, atomically: true, encoding: .utf8)
    let terminal = try prompt("-i \(script.path)")
    try terminal.expect("SystemExit: 3\n>>>")
    try terminal.enter("value + 2")
    try terminal.expect("\n42\n>>>")
    try terminal.press("C-d")
    try expectEnd(terminal, status: 0)
  }
}
