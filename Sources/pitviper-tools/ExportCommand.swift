// `pitviper export`: a recording in the format of another tool.

import ArgumentParser
import Export
import Glibc
import Profiler

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a recording in the format of another tool.",
    discussion: """
      The total weight of an export is that of the chosen samples. Works on a file that is still being written.
      docs/exports.md says what each format carries and what reads it.

      EXAMPLES:
        pitviper export --format list
        pitviper export sobel.pitviper --format pprof -o sobel.pb.gz
        pitviper export sobel.pitviper --format collapsed --mark kind --mark state | inferno-flamegraph > sobel.svg
        pitviper export sobel.bench.pitviper --with sobel.pypy3.pitviper --format html -o warmup.html
        pitviper export sobel.pitviper --format perfetto --range 1.5-3 -o sobel.trace.json
      """)

  @Argument(help: "A recording made by 'pitviper profile'.", completion: .file(extensions: ["pitviper"]))
  var file: String?

  @Option(
    help: ArgumentHelp(
      "The format: \(ExportFormat.all.map(\.name).joined(separator: ", ")); 'list' describes them.", valueName: "name"))
  var format: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, '-' for standard output (the default).", valueName: "out"))
  var output = "-"

  @Option(
    help: ArgumentHelp(
      "For collapsed and speedscope, what stands in names: \(ExportMark.allCases.map(\.rawValue).joined(separator: ", ")), "
        + "or none. May be given more than once; state when it is not given.", valueName: "what"))
  var mark: [String] = []

  @Option(
    help: ArgumentHelp(
      "For the page of a bench, another bench whose curves lie over it. May be given more than once.", valueName: "file"
    ))
  var with: [String] = []

  @OptionGroup var options: FilterOptions

  func validate() throws {
    if format == "list" { return }
    guard ExportFormat.named(format) != nil else {
      let near = Suggestion.nearest(to: format, among: ExportFormat.all.map(\.name))
      throw ValidationError("no format '\(format)'; \(near.map { "did you mean '\($0)'?" } ?? "see --format list")")
    }
    for word in mark where word != "none" && ExportMark(rawValue: word) == nil {
      throw ValidationError("'\(word)' is no mark; write state, kind, line, thread or none")
    }
    if with.contains(output) { throw ValidationError("-o is a file of --with") }
    if !with.isEmpty, format != "html" { throw ValidationError("--with is for --format html of a bench") }
    guard file != nil else { throw ValidationError("Missing expected argument '<file>'") }
    _ = try options.filter()
  }

  func run() throws {
    guard let format = ExportFormat.named(format), let file else { return printFormats() }
    if output == "-", format.isBinary, isatty(STDOUT_FILENO) != 0 {
      Failure.exit("\(format.name) is not for a terminal: give -o FILE.\(format.ending)")
    }
    OutputFile.removeOnSignals()
    // A bench has a page of its own.
    let profile = format.name == "html" ? try Recording(path: file).profile() : try SampledRecording.profile(of: file)
    let others = try with.map { path in try benchmark(path, Recording(path: path)) }
    if !others.isEmpty { _ = try benchmark(file, profile.recording) }
    let filter = try options.filter()
    let marks: Set<ExportMark> = mark.isEmpty ? [.state] : Set(mark.compactMap { ExportMark(rawValue: $0) })
    let progress = ProgressLine("exporting")
    do {
      let target = output == "-" ? nil : try OutputFile(path: output, input: file)
      do {
        let job = ExportJob(
          profile: profile, filter: filter, marks: marks,
          sink: target?.sink() ?? ByteSink(descriptor: STDOUT_FILENO), others: others,
          progress: progress.show)
        try format.write(job)
        try target?.commit()
      } catch {
        target?.discard()
        throw error
      }
      progress.clear()
    } catch let error as ExportError {
      progress.clear()
      if error == .noReader { endByBrokenPipe() }
      if case .cannotCreate = error { Failure.exit(error.description, status: ExitStatus.cannotCreate) }
      Failure.exit(error.description, status: ExitStatus.incomplete)
    } catch {
      progress.clear()
      throw error
    }
  }

  private func benchmark(_ path: String, _ recording: Recording) throws -> Benchmark {
    guard let benchmark = try recording.benchmark() else {
      throw ValidationError("--with draws benches: \(DisplayText.safe(path)) is a recording of a profile")
    }
    return benchmark
  }

  /// Ends as any other writer of a pipe that nobody reads, also when the caller has made it ignore the signal.
  private func endByBrokenPipe() {
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    signal(SIGPIPE, SIG_DFL)
    pthread_sigmask(SIG_UNBLOCK, &pipe, nil)
    raise(SIGPIPE)
  }

  private func printFormats() {
    var text = ""
    for format in ExportFormat.all {
      text += "\(DisplayText.padded(format.name, columns: 12))*.\(format.ending)\n"
      text += "            \(format.carries)\n            read by \(format.reader)\n"
    }
    Failure.writeAll(text, to: STDOUT_FILENO)
  }
}

/// A line on a terminal's standard error that shows how far something is; elsewhere nothing.
final class ProgressLine {
  private let title: String
  private let isShown = isatty(STDERR_FILENO) != 0
  private var last = -1

  init(_ title: String) { self.title = title }

  /// - Parameter share: 0…1.
  func show(_ share: Double) {
    let percent = Int((share * 100).rounded(.down))
    guard isShown, percent != last else { return }
    last = percent
    Failure.writeAll("\r\(title) \(percent) %", to: STDERR_FILENO)
  }

  /// Takes the line away.
  func clear() {
    if isShown, last >= 0 { Failure.writeAll("\r\u{1B}[K", to: STDERR_FILENO) }
  }
}
