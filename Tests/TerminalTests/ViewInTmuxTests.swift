// The real program in a real terminal: starting, moving, resizing, leaving, and what it leaves behind.

import Foundation
import Profiler
import Testing

@Suite(.serialized, .enabled(if: Tmux.path != nil, "tmux is not installed"))
final class ViewInTmuxTests {
  let folder: URL
  var file: String { folder.appendingPathComponent("a.pitviper").path }

  init() throws { folder = try TestRecording.folder() }
  deinit { try? FileManager.default.removeItem(at: folder) }

  func view(_ arguments: String = "", width: Int = 100, height: Int = 30, environment: [String] = []) throws -> Tmux {
    let terminal = try Tmux(width: width, height: height, environment: environment)
    try terminal.enter("stty -g > \(folder.path)/before; clear")
    try terminal.enter(
      "\(TestRecording.program) view \(arguments) \(file); echo status=$?; stty -g > \(folder.path)/after")
    return terminal
  }

  /// The terminal works as it did before the viewer ran.
  func expectRestored(_ terminal: Tmux, sourceLocation: SourceLocation = #_sourceLocation) throws {
    // The sum tells the answer from the line that asks for it.
    try terminal.enter("echo settled=$((20 + 3))")
    try terminal.expect("settled=23")
    #expect(try terminal.modes == "0 1 0", sourceLocation: sourceLocation)
    let before = try String(contentsOf: folder.appendingPathComponent("before"), encoding: .utf8)
    let after = try String(contentsOf: folder.appendingPathComponent("after"), encoding: .utf8)
    #expect(before == after, sourceLocation: sourceLocation)
  }

  @Test func walkThroughTheScreens() throws {
    let terminal = try view()
    try terminal.expect("3,000 samples")
    try terminal.press("2")
    try terminal.expect("heaviest first")
    try terminal.press("Down", "Down")
    try terminal.expect("80.0 % (78.5–81.4)  2,400 samples")
    try terminal.press("Right")
    try terminal.expect("order  /src/sobel.py:50")
    try terminal.press("Enter")
    try terminal.expect("100.0 % of the zoom")
    try terminal.press("BSpace")
    try terminal.type("/pixel")
    try terminal.press("Enter")
    try terminal.expect("match 1 of 1")
    try terminal.press("i")
    try terminal.expect("callers of each function")
    try terminal.press("t")
    try terminal.expect("own time")
    try terminal.type("?")
    try terminal.expect("On every screen")
    try terminal.press("Escape")
    try terminal.press("q")
    try terminal.expect("status=0")
    try expectRestored(terminal)
  }

  @Test func resizing() throws {
    let terminal = try view("", width: 100, height: 30)
    try terminal.expect("3,000 samples")
    try terminal.press("2", "j", "j")
    try terminal.resize(width: 40, height: 12)
    try terminal.expect("convolve  /src/sobel.py:10")
    let narrow = try terminal.screen.split(separator: "\n")
    #expect(narrow.count <= 12 && narrow.allSatisfy { $0.count <= 40 })
    try terminal.resize(width: 120, height: 35)
    // The name of the file ends in the last column but one.
    let wide = try terminal.expect("a.pitviper") { $0.split(separator: "\n").first?.count == 119 }
    #expect(wide.contains("convolve  /src/sobel.py:10"))
    try terminal.press("q")
    try terminal.expect("status=0")
    try expectRestored(terminal)
  }

  @Test func theMouse() throws {
    let terminal = try view()
    try terminal.expect("3,000 samples")
    // SGR reports: button, column and row from 1. The second tab, then the right-hand function in the third row.
    try terminal.type("\u{1B}[<0;16;1M\u{1B}[<0;16;1m")
    try terminal.expect("heaviest first")
    try terminal.type("\u{1B}[<0;90;5M\u{1B}[<0;90;5m")
    try terminal.expect("order  /src/sobel.py:50")
    try terminal.type("\u{1B}[<0;90;5M\u{1B}[<0;90;5m")
    try terminal.expect("100.0 % of the zoom")
    try terminal.press("q")
    try terminal.expect("status=0")
  }

  @Test func controlCLeavesTheTerminalAsItWas() throws {
    let terminal = try view()
    try terminal.expect("3,000 samples")
    #expect(try terminal.modes.hasPrefix("1 0"))
    try terminal.press("C-c")
    try terminal.expect("ready>")
    // The shell gives up the rest of the line after an interrupt.
    try terminal.enter("stty -g > \(folder.path)/after")
    try expectRestored(terminal)
  }

  @Test(arguments: ["TERM", "SEGV", "ABRT"]) func signalsLeaveTheTerminalAsItWas(signal: String) throws {
    let terminal = try view()
    try terminal.expect("3,000 samples")
    let process = try terminal.foreground(of: TestRecording.program, showing: file)
    kill(process, signal == "TERM" ? SIGTERM : signal == "SEGV" ? SIGSEGV : SIGABRT)
    try terminal.enter("")
    try terminal.enter("stty -g > \(folder.path)/after")
    try expectRestored(terminal)
  }

  @Test func stoppingAndGoingOn() throws {
    let terminal = try view()
    try terminal.expect("3,000 samples")
    try terminal.press("C-z")
    try terminal.expect("Stopped")
    #expect(try terminal.modes == "0 1 0")
    try terminal.enter("fg")
    try terminal.expect("3,000 samples")
    #expect(try terminal.modes.hasPrefix("1 0"))
    try terminal.press("q")
    try terminal.enter("")
    try terminal.enter("stty -g > \(folder.path)/after")
    try expectRestored(terminal)
  }

  @Test func hostileNamesAreShown() throws {
    let writer = try TestRecording.start(file)
    let evil = "evil\u{1B}[2J\u{1B}]2;owned\u{7}\u{202E}\u{9B}31m"
    let function = writer.intern(FunctionRecord(kind: .python, name: evil, file: "/src/写真.py", line: 7))
    let stack = try #require(writer.intern(rootFirst: [writer.intern(function: function, line: 7)]))
    for tick in 1...100 {
      writer.add(
        Sample(time: Microseconds(tick) * 1000, stack: stack, state: .interpreting, weight: 1000), thread: ThreadID(1))
    }
    try writer.close(ending: "exit 0")
    let terminal = try view("--screen flame")
    try terminal.expect("heaviest first")
    try terminal.press("j")
    let screen = try terminal.expect("evil␛[2J␛]2;owned␇<U+202E><U+009B>31m  /src/写真.py:7")
    #expect(screen.contains(" 1 Overview  2 Flame "))
    #expect(try terminal.title != "owned")
    try terminal.press("q")
    try terminal.expect("status=0")
    try expectRestored(terminal)
  }

  @Test func aGrowingRecordingIsFollowed() throws {
    let path = folder.appendingPathComponent("a.pitviper").path
    let writer = try TestRecording.start(path)
    TestRecording.add(rounds: 1, from: 0, to: writer)
    try writer.flush()
    let terminal = try view()
    try terminal.expect("1,000 samples")
    try terminal.expect("9 SQL") { $0.split(separator: "\n")[0].contains("recording") }
    TestRecording.add(rounds: 1, from: 1, to: writer)
    try writer.flush()
    try terminal.expect("2,000 samples")
    try writer.close(ending: "exit 0")
    for _ in 0..<100 where try terminal.screen.contains("recording: ") { usleep(50_000) }
    #expect(try !terminal.screen.contains("recording: "))
    // Closing left one portable file although somebody was watching.
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    try terminal.press("q")
    try terminal.expect("status=0")
  }

  @Test func withoutColours() throws {
    let terminal = try view("--screen flame", environment: ["NO_COLOR=1"])
    try terminal.expect("heaviest first")
    #expect(try !terminal.colouredScreen.contains("\u{1B}[38;5"))
    #expect(try !terminal.colouredScreen.contains("\u{1B}[48;5"))
    try terminal.press("q")
    try terminal.expect("status=0")
  }

  @Test func plainASCII() throws {
    let terminal = try view("--screen flame", environment: ["LC_ALL=C"])
    try terminal.expect("heaviest first")
    #expect(try terminal.screen.utf8.allSatisfy { $0 < 0x80 })
    #expect(try terminal.screen.contains("|convolve"))
    try terminal.press("q")
    try terminal.expect("status=0")
  }

  @Test func terminalsThatCannot() throws {
    let dumb = try view(environment: ["TERM=dumb"])
    try dumb.expect("pitviper: the terminal dumb cannot move its cursor; try: pitviper report FILE")
    try dumb.expect("status=2")
    let unknown = try view(environment: ["TERM=no-such-terminal"])
    try unknown.expect("pitviper: the terminal no-such-terminal is unknown here")
    try unknown.expect("status=2")
    let unset = try Tmux(width: 100, height: 10)
    try unset.enter("env -u TERM \(TestRecording.program) view \(file); echo status=$?")
    try unset.expect("pitviper: TERM is not set, so the terminal is unknown")
    try unset.expect("status=2")
    let piped = try Tmux(width: 100, height: 10)
    try piped.enter("\(TestRecording.program) view \(file) | cat; echo status=${PIPESTATUS[0]}")
    try piped.expect("standard output is not one")
    try piped.expect("status=2")
    try piped.enter("clear; \(TestRecording.program) view \(file) < /dev/null; echo status=$?")
    try piped.expect("standard input is not one")
    try piped.expect("status=2")
  }

  @Test func theTerminalGoesAway() throws {
    let terminal = try view()
    try expectEnd(of: terminal)
  }

  /// The program was told to stay when its terminal hangs up: it ends all the same, for there is nothing to be read.
  @Test func theTerminalGoesAwayFromOneThatIgnoresIt() throws {
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.enter("trap '' HUP; \(TestRecording.program) view \(file)")
    try expectEnd(of: terminal)
  }

  private func expectEnd(of terminal: Tmux) throws {
    try terminal.expect("3,000 samples")
    let process = try terminal.foreground(of: TestRecording.program, showing: file)
    try terminal.close()
    for _ in 0..<100 where Tmux.isRunning(process) { usleep(50_000) }
    #expect(!Tmux.isRunning(process), "the viewer outlived its terminal")
  }
}
