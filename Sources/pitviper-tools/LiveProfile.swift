// `pitviper profile --live`: the viewer on the recording that is being written.
//
// The program runs in a process of its own, started by this one from its own command line without `--live`. What it writes to
// standard output and error goes, in its order, into a file without a name, and is printed when the viewer has been
// left; its standard input is empty, for the keyboard is the viewer's. Leaving the viewer does not end the program: this process
// waits for it, prints what it writes, and ends as it ends. Ctrl-C is for both.

import Glibc
import Profiler
import VM
import Viewer

struct LiveProfile {
  /// Microseconds between two looks at the file or at the program.
  static let pause: UInt32 = 20_000

  private let process: pid_t
  private let output: Int32
  private let path: String
  private let before: stat?

  /// Runs `profile` with `words`, and shows the recording at `path`.
  static func run(_ words: [String], path: String) -> Never {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      Failure.exit("--live needs a terminal; leave it out, and use 'pitviper view' on the recording from another one")
    }
    Program.end(LiveProfile(words, path: path).follow())
  }

  private init(_ words: [String], path: String) {
    self.path = path
    before = Self.status(of: path)
    var name = Array("/tmp/pitviper-output-XXXXXX".utf8CString)
    output = mkstemp(&name)
    guard output >= 0 else { Failure.exit("cannot keep the program's output: \(String(cString: strerror(errno)))") }
    unlink(name)
    _ = fcntl(output, F_SETFD, FD_CLOEXEC)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    var arguments = ([CommandLine.arguments[0], "profile"] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let problem = posix_spawn(&process, "/proc/self/exe", &actions, nil, &arguments, environ)
    posix_spawn_file_actions_destroy(&actions)
    guard problem == 0 else { Failure.exit("cannot start the program: \(String(cString: strerror(problem)))") }
    self.process = process
  }

  /// - Returns: how the program ended, as `Program.end` takes it.
  private func follow() -> Int32 {
    var status: Int32?
    while status == nil, !isRecording {
      usleep(Self.pause)
      status = ended
    }
    // A program that ends before its recording begins has only its output to show.
    if isRecording { _ = Viewer.run(path: path) }
    var shown = 0
    shown = copyOutput(from: shown)
    if status == nil {
      status = ended
      if status == nil { Failure.report("the program still runs; Ctrl-C ends it") }
      while status == nil {
        usleep(Self.pause)
        // What it wrote last is there once it has ended.
        status = ended
        shown = copyOutput(from: shown)
      }
    }
    _ = copyOutput(from: shown)
    return status ?? 0
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

  /// How the program ended; nil while it runs.
  private var ended: Int32? {
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return nil }
    // The low seven bits hold the signal, the next byte the exit status (wait(2)).
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : Program.signalStatus + signal
  }

  /// Prints what the program has written from `offset` on.
  /// - Returns: where it ends.
  private func copyOutput(from offset: Int) -> Int {
    var offset = offset
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = pread(output, &bytes, bytes.count, off_t(offset))
      if count <= 0 { return offset }
      var written = 0
      while written < count {
        let step = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress! + written, count - written) }
        if step < 0 && errno == EINTR { continue }
        if step <= 0 { return offset + count }
        written += step
      }
      offset += count
    }
  }
}
