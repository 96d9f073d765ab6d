// The way in: opens a recording and runs the screens on the terminal, or draws one screen as text.

import Glibc
import Profiler

/// What to show and how.
public struct ViewerOptions: Sendable {
  /// The screen to begin with: its name or number; nil for the first.
  public var screen: String?
  /// The path of the recording that the flame graph is compared with, or a range such as `1-2` of this one.
  public var against: String?
  /// Further files made by `pitviper bench`, whose curves are shown over those of the first.
  public var others: [String] = []
  /// Draw one screen of this size as text on standard output instead of using the terminal.
  public var snapshot: GridSize?
  /// Keys pressed before anything is shown: characters, and names such as `<enter>`.
  public var keys: String

  public init(screen: String? = nil, snapshot: GridSize? = nil, keys: String = "") {
    self.screen = screen
    self.snapshot = snapshot
    self.keys = keys
  }
}

public enum Viewer {
  /// Shows the recording at `path` until the user leaves.
  /// - Returns: the exit status: 0, or 2 when the recording cannot be read or not be shown as asked. The reason is
  ///   then on standard error, in one line.
  public static func run(path: String, options: ViewerOptions = ViewerOptions()) -> Int32 {
    let (keys, unknown) = Key.sequence(options.keys)
    if let unknown {
      let names = Key.names.map { "<\($0.name)>" }.joined(separator: " ")
      return fail("unknown key <\(SafeText.shown(unknown))>; keys with names are \(names)")
    }
    var source = RecordingSource(path: path)
    if let problem = problem(of: [path] + options.others) { return fail(problem) }
    source.others = options.others
    let model: ViewerModel
    if let against = options.against, against.contains(where: \.isLetter) {
      do throws(RecordingError) { _ = try Recording(path: against) } catch { return fail("\(error)") }
    }
    // A large one is read while its first figures are on the screen.
    let isPartial = options.snapshot == nil && source.isLarge
    do { model = try isPartial ? source.head() : source.load() } catch { return fail("\(error)") }

    if let size = options.snapshot {
      guard (1...1000).contains(size.width), (1...1000).contains(size.height) else {
        return fail("a snapshot is 1 to 1000 columns wide and high")
      }
      var state = ViewerState(model: model, size: size, depth: .none, charset: .unicode)
      if let problem = state.prepare(options, keys, { source.carryOut($0) }) {
        return fail(problem)
      }
      let text = state.render().snapshot + "\n"
      // A reader that has seen enough closes the pipe; that is no error of ours.
      signal(SIGPIPE, SIG_IGN)
      let written = text.withCString { fputs($0, stdout) }
      return written >= 0 && fflush(stdout) == 0 || errno == EPIPE ? 0 : fail("cannot write the snapshot")
    }

    let terminal: Terminal
    do { terminal = try Terminal.open() } catch { return fail("\(error)") }
    var state = ViewerState(
      model: model, size: terminal.size, depth: terminal.depth, charset: terminal.charset)
    let reader = RecordingReader(source: source)
    state.isReading = isPartial
    if isPartial { reader.submit(.reload) }
    let problem = state.prepare(options, keys) { effect in
      reader.submit(effect)
      return nil
    }
    if let problem {
      terminal.close()
      return fail(problem)
    }
    EventLoop(terminal: terminal, reader: reader).run(&state)
    terminal.close()
    return 0
  }

  /// Several files can be shown together when all are benches.
  private static func problem(of paths: [String]) -> String? {
    if paths.count == 1 { return nil }
    do throws(RecordingError) {
      for path in paths where try Recording(path: path).benchmark() == nil {
        return "several files are for benches; \(SafeText.shown(path)) is a recording (to compare two: --against)"
      }
    } catch { return "\(error)" }
    return nil
  }

  private static func fail(_ message: String) -> Int32 {
    fputs("pitviper: \(message)\n", stderr)
    return 2
  }
}

extension ViewerState {
  /// Goes to the first screen and presses the first keys, with effects carried out at once.
  /// - Returns: what is wrong with the wish, nil when nothing is.
  mutating func prepare(_ options: ViewerOptions, _ keys: [Key], _ carryOut: (Effect) -> Event?) -> String? {
    if let against = options.against { compare(with: against) }
    if let wish = options.screen {
      guard let name = ScreenName(wish: wish), has(name) else {
        let names = screens.map { $0.title.lowercased() }.joined(separator: ", ")
        return "there is no screen \(SafeText.shown(wish)); the screens are \(names)"
      }
      current = name
    } else if model.isBench {
      current = .warmup
    }
    // Asks what the first screen lacks.
    settle(.resize(size), carryOut)
    for key in keys { settle(.key(key), carryOut) }
    return nil
  }
}
