// How `profile` splits its command line: its own options, the virtual machine's, and what belongs to the script.

import Testing

@Suite struct ScriptWordsTests {
  /// `SHOW` stands for code that prints what the script sees.
  @Test(arguments: [
    ("-c SHOW --rate 3 -o y --quiet", "['-c', '--rate', '3', '-o', 'y', '--quiet']"),
    ("--rate 500 -c SHOW a", "['-c', 'a']"), ("--rate=500 --gc-stress 1000 -c SHOW", "['-c']"),
    ("--gc-stress=1000 --rate 9 -c SHOW", "['-c']"), ("-S --rate 9 -c SHOW --rate", "['-c', '--rate']"),
    ("-SEc SHOW --quiet", "['-c', '--quiet']"), ("-W ignore --rate 9 -c SHOW", "['-c']"),
    ("-Wm --mode wall -c SHOW - --", "['-c', '-', '--']"), ("- --quiet x", "['-', '--quiet', 'x']"),
  ])
  func splitting(words: String, output: String) throws {
    let folder = Folder()
    let show = "import sys; print(sys.argv)"
    let line = words.split(separator: " ").map { $0 == "SHOW" ? show : String($0) }
    let run = try Run.pitviper(
      ["profile", "--quiet", "-o", folder.path + "/x.pitviper"] + line, input: show + "\n", folder: folder.path)
    #expect(run.output == output + "\n")
    #expect(run.error.isEmpty)
    #expect(run.status == 0)
    #expect(folder.names == ["x.pitviper"])
  }

  @Test(arguments: [("tool.py", "tool.pitviper"), ("tool", "tool.pitviper"), (".py", ".py.pitviper")])
  func recordingsAreNamedAfterTheScript(script: String, recording: String) throws {
    let folder = Folder()
    _ = folder.file(script, "pass\n")
    let run = try Run.pitviper(["profile", "--quiet", script], folder: folder.path)
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(folder.names == [script, recording].sorted())
  }

  @Test(arguments: ["--rate", "--mode", "--unwinder", "--timer", "-o", "--output"])
  func aValueIsMissing(option: String) throws {
    let run = try Run.pitviper(["profile", option])
    #expect(run.status == 2)
    #expect(run.error.hasPrefix("pitviper: Missing value for '") && run.error.contains(option))
  }

  @Test(arguments: [("prof", "profile"), ("REPORT", "report"), ("selfest", "selftest"), ("rnu", "run")])
  func suggestions(word: String, meant: String) throws {
    #expect(try Run.pitviper([word]).error == "pitviper: unknown command '\(word)'; did you mean '\(meant)'?\n")
  }
}
