// The command of `make bench`: PitViper against CPython 3.11 and, where it is installed, PyPy.
// Exits 0 when everything ran and gave the expected values, 1 when a program failed somewhere, 2 when nothing could be
// measured.
import ArgumentParser
import Foundation

@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks",
    abstract: "Compares PitViper with CPython 3.11 and PyPy, program by program.",
    discussion: """
      Every program is iterated inside one process; processes of the interpreters alternate. Ratios say how many \
      times faster than CPython, with 95 % bootstrap intervals. See docs/benchmarks.md.

      Examples:
        Benchmarks --only richards nbody --rounds 5
        Benchmarks --script my_script.py --json result.json
      """)

  @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Measure only these programs.", valueName: "name"))
  var only: [String] = []

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Measure these files instead of the benchmark programs.", valueName: "path"))
  var script: [String] = []

  @Option(
    help: ArgumentHelp(
      "Iterate the files of --script with this driver, whatever they are; see Benchmarks/driver.py.", valueName: "path")
  )
  var driver: String?

  @Flag(help: "Measure the examples of the talk instead, on frames of 640×480 points.")
  var talk = false

  @Option(help: "Processes per program and interpreter.")
  var rounds = 3

  @Option(help: "Iterations inside each process; the second half counts as steady.")
  var iterations = 10

  @Option(help: ArgumentHelp("Seconds a process may take.", valueName: "seconds"))
  var limit = 120.0

  @Option(help: ArgumentHelp("Write the result as JSON, too.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write the table as Markdown, too.", valueName: "file"))
  var markdown: String?

  @Option(help: ArgumentHelp("The release program (default: $PITVIPER, or bin/pitviper).", valueName: "path"))
  var pitviper: String?

  @Option(help: ArgumentHelp("CPython 3.11, the baseline.", valueName: "path"))
  var python = "/usr/bin/python3.11"

  @Option(help: ArgumentHelp("PyPy.", valueName: "path"))
  var pypy = "pypy3"

  @Flag(help: "Leave PyPy out.")
  var noPypy = false

  @Flag(help: "Leave the comparison of start-up times out.")
  var noStartup = false

  @Option(help: ArgumentHelp("The repository's root.", valueName: "path"))
  var root = "."

  func validate() throws {
    guard rounds > 0, iterations > 0, limit > 0 else {
      throw ValidationError("--rounds, --iterations and --limit must be positive.")
    }
  }

  func run() throws {
    do {
      let failures = try measure()
      if failures > 0 { throw ExitCode(1) }
    } catch let error as HarnessError {
      FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
      throw ExitCode(2)
    }
  }

  /// Measures and prints; returns the number of failures.
  private func measure() throws -> Int {
    setvbuf(stdout, nil, _IOLBF, 0)
    // Compiled modules lie in a folder of ours, where every interpreter finds its own from its second process on.
    unsetenv("PYTHONDONTWRITEBYTECODE")
    setenv("PYTHONPYCACHEPREFIX", URL(fileURLWithPath: "\(root)/.build/benchmark-modules").standardizedFileURL.path, 1)
    setenv("PYTHONHASHSEED", "0", 1)
    let program = pitviper ?? ProcessInfo.processInfo.environment["PITVIPER"] ?? "\(root)/bin/pitviper"
    var interpreters = [try Interpreter.python(python), try Interpreter.pitviper(program)]
    if !noPypy, let other = Interpreter.pypy(pypy) { interpreters.append(other) }
    let programs =
      script.isEmpty
      ? try Program.all(in: "\(root)/Benchmarks/programs", only: only)
      : try Program.all(script, only: only, form: self.driver == nil ? nil : .iterated)
    let driver = URL(fileURLWithPath: self.driver ?? "\(root)/Benchmarks/driver.py").standardizedFileURL.path
    for file in [json, markdown].compactMap({ $0 }) where !FileManager.default.createFile(atPath: file, contents: nil) {
      throw HarnessError.unwritable(file)
    }

    let measurer = Measurer(
      interpreters: interpreters, driver: driver, rounds: rounds, iterations: iterations, limit: limit)
    if talk {
      var examples = Talk(measurer, folder: "\(root)/Benchmarks")
      try examples.run()
      return examples.failures
    }
    var report = Report(measurer)
    print(report.header())
    for program in programs {
      report.add(program, measurer.measure(program))
      print(report.line(report.programs.last!))
    }
    if !noStartup { report.addStartUp(measurer.startUp(repetitions: 30)) }
    report.summarize()
    print()
    print(report.summary())
    if let json { try write(report.json(), json) }
    if let markdown { try write(Data(report.markdown().utf8), markdown) }
    return report.failures
  }

  private func write(_ data: Data, _ file: String) throws {
    do {
      try data.write(to: URL(fileURLWithPath: file))
    } catch {
      throw HarnessError.unwritable(file)
    }
  }
}
