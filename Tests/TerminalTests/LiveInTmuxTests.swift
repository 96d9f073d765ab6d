// `profile --live` in a real terminal: the viewer on scripts that print, read, fork, fail and are killed, and what is left
// afterwards: their output, their status, the terminal. Scripts wait for a file before they go on, so that nothing depends on time.

import Foundation
import Testing

@Suite(.serialized, .enabled(if: Tmux.path != nil, "tmux is not installed"))
final class LiveInTmuxTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-live-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Works until the test lets it go on.
  private static let untilTold = """
    import os, sys, time
    def work():
        return sum(range(20000))
    def wait(name):
        while not os.path.exists(name):
            work()

    """

  /// A terminal in which the script runs under `profile --live`; it stands in the test's folder.
  private func live(_ script: String, options: String = "") throws -> Tmux {
    try (Self.untilTold + script).write(toFile: path("s.py"), atomically: true, encoding: .utf8)
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.enter("cd \(folder.path); stty -g > before; clear")
    try terminal.enter("\(TestRecording.program) profile --live \(options) s.py; echo status=$?; stty -g > after")
    return terminal
  }

  private func tell(_ name: String) throws { try "".write(toFile: path(name), atomically: true, encoding: .utf8) }

  private func expectRestored(_ terminal: Tmux, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try terminal.enter("echo settled=$((20 + 3))")
    try terminal.expect("settled=23")
    #expect(try terminal.modes == "0 1 0", sourceLocation: sourceLocation)
    #expect(
      try String(contentsOfFile: path("before"), encoding: .utf8)
        == String(contentsOfFile: path("after"), encoding: .utf8),
      sourceLocation: sourceLocation)
  }

  /// The process that records the script.
  private func profiled() throws -> pid_t {
    for _ in 0..<200 {
      for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
        guard let process = pid_t(entry), let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline"),
          let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(entry)/cwd"),
          place == folder.resolvingSymlinksInPath().path
        else { continue }
        let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        if words.contains("profile"), !words.contains("--live") { return process }
      }
      usleep(50_000)
    }
    throw Tmux.Failure(arguments: ["find the script"], output: "")
  }

  @Test func outputAndStatusAreKept() throws {
    let terminal = try live("print('to out', flush=True)\nsys.stderr.write('to err\\n')\nwait('go')\nsys.exit(3)")
    try terminal.expect("samples,")
    try tell("go")
    for _ in 0..<200 where try terminal.screen.contains("recording: ") { usleep(50_000) }
    try terminal.press("q")
    let screen = try terminal.expect("status=3")
    #expect(screen.contains("to out") && screen.contains("to err"))
    try expectRestored(terminal)
  }

  @Test func standardInputIsEmpty() throws {
    let terminal = try live("print('read', repr(sys.stdin.read()))\nwait('go')")
    try terminal.expect("samples,")
    try tell("go")
    try terminal.press("q")
    try terminal.expect("read ''")
    try terminal.expect("status=0")
  }

  @Test func theViewerIsLeftWhileTheScriptGoesOn() throws {
    let terminal = try live("print('first', flush=True)\nwait('go')\nprint('then')")
    try terminal.expect("samples,")
    try terminal.press("q")
    try terminal.expect("the program still runs; Ctrl-C ends it")
    #expect(!(try terminal.expect("first").contains("status=0")))
    try tell("go")
    #expect(try terminal.expect("status=0").contains("then"))
    try expectRestored(terminal)
  }

  @Test func interruptsAreForTheScript() throws {
    let terminal = try live(
      "try:\n    wait('never')\nexcept KeyboardInterrupt:\n    print('interrupted', flush=True)\n    wait('go')\n    sys.exit(7)"
    )
    try terminal.expect("samples,")
    try terminal.press("C-c")
    // The viewer has ended by it; the script goes on, and what it writes is still printed.
    try terminal.expect("interrupted")
    try tell("go")
    try terminal.expect("status=7")
    try expectRestored(terminal)
  }

  @Test func anInterruptAfterTheViewerIsForTheScriptToo() throws {
    let terminal = try live("try:\n    wait('never')\nfinally:\n    print('cleaned up', flush=True)")
    try terminal.expect("samples,")
    try terminal.press("q")
    try terminal.expect("the program still runs")
    try terminal.press("C-c")
    try terminal.expect("cleaned up")
    try terminal.expect("KeyboardInterrupt")
  }

  @Test func aScriptThatIsKilled() throws {
    let terminal = try live("print('alive', flush=True)\nwait('never')")
    // There is something to see.
    try terminal.expect("wait")
    kill(try profiled(), SIGKILL)
    // Nothing comes any more, and the viewer says so.
    try terminal.expect("never closed")
    try terminal.press("2")
    try terminal.expect("work")
    try terminal.press("q")
    #expect(try terminal.expect("status=137").contains("alive"))
    try expectRestored(terminal)
  }

  @Test func aScriptThatCrashes() throws {
    let terminal = try live("print('before', flush=True)\nwait('go')\nos.abort()")
    try terminal.expect("samples,")
    try tell("go")
    // What crashes closes its recording: the head of the viewer does not say any more that it grows.
    for _ in 0..<200 where try terminal.screen.split(separator: "\n").first?.contains("recording") == true {
      usleep(50_000)
    }
    try terminal.press("q")
    #expect(try terminal.expect("status=134").contains("before"))
    try expectRestored(terminal)
  }

  @Test func aScriptThatForks() throws {
    let terminal = try live(
      """
      child = os.fork()
      if child == 0:
          print('child', flush=True)
          wait('go')
          os._exit(0)
      os.waitpid(child, 0)
      print('parent')
      """)
    try terminal.expect("Overview")
    try tell("go")
    try terminal.press("q")
    let screen = try terminal.expect("status=0")
    #expect(screen.contains("child") && screen.contains("parent"))
    try expectRestored(terminal)
  }

  @Test func aScriptThatEndsAtOnce() throws {
    try "print('done')".write(toFile: path("s.py"), atomically: true, encoding: .utf8)
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.enter("cd \(folder.path); stty -g > before; clear")
    try terminal.enter("\(TestRecording.program) profile --live s.py; echo status=$?; stty -g > after")
    try terminal.expect("Overview")
    try terminal.press("q")
    #expect(try terminal.expect("status=0").contains("done"))
    try expectRestored(terminal)
  }

  @Test func aScriptThatDoesNotStart() throws {
    let terminal = try live("", options: "--rate 500")
    try terminal.expect("Overview")
    try terminal.press("q")
    try terminal.expect("status=0")
    try terminal.enter("clear; \(TestRecording.program) profile --live missing.py; echo status=$?")
    try terminal.expect("can't open file 'missing.py'")
    try terminal.expect("status=2")
    try terminal.enter("clear; \(TestRecording.program) profile --live s.py < /dev/null; echo status=$?")
    try terminal.expect("--live needs a terminal")
    try terminal.expect("status=2")
  }

  @Test func endingTheWholeByASignal() throws {
    let terminal = try live("wait('never')")
    try terminal.expect("samples,")
    let script = try profiled()
    let status = try String(contentsOfFile: "/proc/\(script)/stat", encoding: .utf8).split(separator: " ")
    kill(pid_t(status[3])!, SIGTERM)
    try terminal.expect("status=143")
    try expectRestored(terminal)
    #expect(!Tmux.isRunning(script))
  }
}
