// `pitviper profile --live`: the viewer on the recording that is being written.
//
// This process starts two others from its own program and waits for both: `profile` without `--live`, and `view` as soon as there
// is a recording. What the profiled program writes to standard output and error goes, as it is written, into a file without a
// name, and is printed when the viewer has ended, however it ended; its standard input is empty, for the keyboard is the viewer's. Leaving the
// viewer does not end the program: this process goes on to print what it writes, and ends as it ends.
//
// Ctrl-C is for both others. Here it is blocked, with the other signals that end a process, so that no output is lost; those sent to
// this process alone are passed on.

import Glibc
import Profiler
import VM

struct LiveProfile {
  /// Nanoseconds between two looks at the file and at the processes.
  private static let pause = 20_000_000
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  private let path: String
  private let before: stat?
  private let output: Int32
  private let blocked: sigset_t
  private let maskBefore: sigset_t
  private let program: pid_t
  /// How the program ended, as `Program.end` takes it; nil while it runs.
  private var status: Int32?
  /// Bytes of its output that have been printed.
  private var printed = 0

  /// Runs `profile` with `words`, and shows the recording at `path`.
  static func run(_ words: [String], path: String) -> Never {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      Failure.exit("--live needs a terminal; leave it out, and use 'pitviper view' on the recording from another one")
    }
    var live = LiveProfile(words, path: path)
    live.follow()
    live.end()
  }

  private init(_ words: [String], path: String) {
    self.path = path
    before = Self.status(of: path)
    var name = Array("/tmp/pitviper-output-XXXXXX".utf8CString)
    output = mkstemp(&name)
    guard output >= 0 else { Failure.exit("cannot keep the program's output: \(String(cString: strerror(errno)))") }
    unlink(name)
    _ = fcntl(output, F_SETFD, FD_CLOEXEC)
    var (signals, mask) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    for signal in Self.signals { sigaddset(&signals, signal) }
    sigprocmask(SIG_BLOCK, &signals, &mask)
    (blocked, maskBefore) = (signals, mask)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let (process, problem) = Self.start(["profile"] + words, &actions, mask)
    guard problem == 0 else { Failure.exit("cannot start the program: \(String(cString: strerror(problem)))") }
    program = process
  }

  /// Starts this program with these words; signals are as they were for us.
  private static func start(
    _ words: [String], _ actions: UnsafePointer<posix_spawn_file_actions_t>?, _ mask: sigset_t
  ) -> (process: pid_t, problem: Int32) {
    var mask = mask
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments = ([CommandLine.arguments[0]] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let problem = posix_spawn(&process, "/proc/self/exe", actions, &attributes, &arguments, environ)
    return (process, problem)
  }

  // MARK: Waiting

  private mutating func follow() {
    while status == nil, !isRecording { wait(for: nil) }
    // A program that ends before its recording begins has only its output to show.
    if isRecording { view() }
    printOutput()
    if status == nil { Failure.report("the program still runs; Ctrl-C ends it") }
    while status == nil {
      wait(for: nil)
      printOutput()
    }
    printOutput()
  }

  /// Shows the recording until the viewer has ended.
  private mutating func view() {
    // A path that looks like an option is none.
    let (viewer, problem) = Self.start(["view", path.hasPrefix("-") ? "./" + path : path], nil, maskBefore)
    guard problem == 0 else { return Failure.report("cannot start the viewer: \(String(cString: strerror(problem)))") }
    while Self.ending(of: viewer) == nil { wait(for: viewer) }
  }

  /// Waits a moment, passes signals on, and notes the end of the program.
  private mutating func wait(for viewer: pid_t?) {
    var signals = blocked
    var info = siginfo_t()
    var time = timespec(tv_sec: 0, tv_nsec: Self.pause)
    let number = sigtimedwait(&signals, &info, &time)
    // The terminal sends its signals to all of us, `kill` to one.
    if number > 0, info.si_code <= 0 {
      for process in [viewer, status == nil ? program : nil].compactMap({ $0 }) { kill(process, number) }
    }
    if status == nil { status = Self.ending(of: program) }
  }

  /// How a process ended; nil while it runs.
  private static func ending(of process: pid_t) -> Int32? {
    var status: Int32 = 0
    let found = waitpid(process, &status, WNOHANG)
    if found == 0 || found < 0 && errno == EINTR { return nil }
    // The low seven bits hold the signal, the next byte the exit status (wait(2)).
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : Program.signalStatus + signal
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// Whether the file is there, is not the one of before, and can be read as a recording.
  private var isRecording: Bool {
    guard let now = Self.status(of: path) else { return false }
    if let before, before.st_ino == now.st_ino, before.st_ctim.tv_sec == now.st_ctim.tv_sec,
      before.st_ctim.tv_nsec == now.st_ctim.tv_nsec
    {
      return false
    }
    return (try? Recording(path: path)) != nil
  }

  // MARK: Output and end

  /// Prints what the program has written since the last time.
  private mutating func printOutput() {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = pread(output, &bytes, bytes.count, off_t(printed))
      if count <= 0 { return }
      printed += count
      var written = 0
      while written < count {
        let step = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress! + written, count - written) }
        if step < 0 && errno == EINTR { continue }
        if step <= 0 { return }
        written += step
      }
    }
  }

  /// Ends as the program ended, without the signals that were meant for it.
  private func end() -> Never {
    var (signals, mask, none) = (blocked, maskBefore, timespec())
    while sigtimedwait(&signals, nil, &none) > 0 {}
    sigprocmask(SIG_SETMASK, &mask, nil)
    Program.end(status ?? 0)
  }
}
