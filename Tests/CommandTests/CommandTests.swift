// The program as a user meets it: one-line errors with a suggestion, help with examples, completion.

import Foundation
import Testing

@Suite struct CommandTests {
  @Test(arguments: [
    (["reprot", "x"], "pitviper: unknown command 'reprot'; did you mean 'report'?\n"),
    (["report"], "pitviper: Missing expected argument '<files> ...'\n"),
    (["report", "/nowhere/x"], "pitviper: no such file: /nowhere/x\n"),
    (["report", "--limt", "3", "x"], "pitviper: Unknown option '--limt'. Did you mean '--limit'?\n"),
    (["report", "--limit", "0", "x"], "pitviper: --limit is a number from 1 to 100000\n"),
    (
      ["report", "--range", "3-1", "x"],
      "pitviper: '3-1' is no range of seconds; write for example 1.5-3, 2- or -3\n"
    ),
    // Not thread 1, whose number has the same 32 bits.
    (
      ["report", "--thread", "4294967297", "x"],
      "pitviper: --thread is the number of a thread, from 1; 'pitviper info' lists them\n"
    ),
    (
      ["report", "--range", "\u{1B}[31m", "x"],
      "pitviper: '␛[31m' is no range of seconds; write for example 1.5-3, 2- or -3\n"
    ),
    (["info", "/etc/passwd"], "pitviper: /etc/passwd is not a pitviper recording\n"),
    (["info", "/tmp"], "pitviper: cannot read /tmp: it is a directory\n"),
    (["run", "--gc-stess", "3", "x.py"], "pitviper: unknown option --gc-stess (did you mean --gc-stress?)\n"),
    (["profile", "--rat", "3", "x.py"], "pitviper: unknown option --rat (did you mean --rate?)\n"),
    (["profile", "--rate", "0", "x.py"], "pitviper: --rate is a number from 1 to 50000\n"),
    (
      ["profile", "--mode", "x", "y.py"],
      "pitviper: The value 'x' is invalid for '--mode <mode>'. Please provide one of 'cpu' and 'wall'.\n"
    ),
    (
      ["profile", "/nowhere.py"], "pitviper: can't open file '/nowhere.py': No such file or directory\n"
    ),
  ])
  func oneLineErrors(words: [String], message: String) throws {
    let run = try Run.pitviper(words)
    #expect(run.error == message)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
  }

  @Test(arguments: ["run", "profile", "report", "view", "info", "selftest"])
  func everyCommandHasHelpWithExamples(command: String) throws {
    let run = try Run.pitviper([command, "--help"])
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.contains("EXAMPLES:") && run.output.contains("pitviper \(command)"))
    #expect(try Run.pitviper(["--help"]).output.contains("\n  \(command) "))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let run = try Run.pitviper(["--generate-completion-script", shell])
    #expect(run.status == 0)
    for word in ["selftest", "unwinder", "gc-stress"] { #expect(run.output.contains(word)) }
  }

  /// Asked for before it is made: at once, without a crash.
  @Test(arguments: [
    "10 ** (10 ** 9)", "7 ** (1 << 62)", "1 << (1 << 40)", "'x' * (1 << 40)", "[0] * (1 << 40)", "list(range(1 << 40))",
    "bytes(1 << 40)",
  ])
  func whatExceedsTheMemoryLimitRaisesMemoryError(expression: String) throws {
    let script = "try: \(expression)\nexcept MemoryError: print('caught')"
    let run = try Run.pitviper(["run", "--memory-limit", "256M", "-c", script])
    #expect(run.output == "caught\n" && run.error.isEmpty && run.status == 0)
  }

  /// An empty script of CPython 3.11 takes 7.9 MB; here 7.5 to 8.1 MB (2 of them the C library's, which all programs share).
  @Test func anEmptyScriptTakesLittleMemory() throws {
    let script = "print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM:')])"
    let run = try Run.pitviper(["run", "-c", script])
    let peak = try #require(Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(peak < 9000, "KB")
  }

  @Test func anUnwritableRecordingIsSaidBeforeTheScriptRuns() throws {
    let run = try Run.pitviper(["profile", "-o", "/nowhere/x.pitviper", "-c", "print('ran')"])
    #expect(run.status == 73)
    #expect(run.error == "pitviper: cannot write /nowhere/x.pitviper: No such file or directory\n")
    #expect(run.output.isEmpty)
  }
}
