// One child process: started with its output out of the way, watched for its time limit and for Control-C, reaped.
// What the workload prints is discarded; of what it writes to standard error the last line is kept, for a failure's reason.

import Glibc
import Profiler

struct BenchChild {
  /// How a process ended, and its reason in one line when it did not end well.
  enum Ending: Equatable {
    case success
    case failed(String)
    /// Somebody pressed Control-C, or told this program to end.
    case interrupted
  }

  let command: [String]
  /// Entries that are added to this program's environment.
  var environment: [String: String] = [:]
  /// Seconds.
  var limit: Double
  /// Where standard error goes: a file that is made new.
  let errorPath: String

  /// Runs it to its end.
  func run() -> Ending {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // A group of its own: Control-C comes here first, and what the workload has started ends with it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)

    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var variables: [UnsafeMutablePointer<CChar>?] = mergedEnvironment().map { strdup($0) } + [nil]
    defer { variables.forEach { free($0) } }
    var child: pid_t = 0
    let problem = posix_spawnp(&child, command[0], &actions, &attributes, &arguments, &variables)
    if problem != 0 { return .failed("cannot start \(command[0]): \(String(cString: strerror(problem)))") }
    return wait(for: child)
  }

  private func mergedEnvironment() -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee.map({ String(cString: $0) }) {
      let name = String(text.prefix { $0 != "=" })
      if environment[name] == nil { result.append(text) }
      entry += 1
    }
    return result + environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  private func wait(for child: pid_t) -> Ending {
    let deadline = monotonicClock() + UInt64(limit * 1e9)
    var pause: UInt32 = 500
    while true {
      var status: Int32 = 0
      let found = waitpid(child, &status, WNOHANG)
      if found == child {
        // What it has left running would disturb the processes after it.
        kill(-child, SIGKILL)
        return ending(status)
      }
      if found < 0 && errno != EINTR { return .failed("it cannot be waited for: \(String(cString: strerror(errno)))") }
      let isLate = monotonicClock() > deadline
      if isLate || Interruption.isRequested {
        kill(-child, SIGKILL)
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        return isLate ? .failed("no end after \(Int(limit.rounded())) s (--limit)") : .interrupted
      }
      // Rarely, so that the measured process is left alone.
      usleep(pause)
      pause = min(20_000, pause * 2)
    }
  }

  private func ending(_ status: Int32) -> Ending {
    let signal = status & 0x7F
    if signal == 0 && (status >> 8) & 0xFF == 0 { return .success }
    let end =
      signal == 0 ? "exit status \((status >> 8) & 0xFF)" : "signal \(signal) (\(String(cString: strsignal(signal))))"
    let reason = lastLine()
    return .failed(reason.isEmpty ? end : "\(end): \(reason)")
  }

  /// The last line of standard error that is not empty; of a long text only the end is read.
  private func lastLine() -> String {
    guard let file = fopen(errorPath, "re") else { return "" }
    defer { fclose(file) }
    let length = 4096
    if fseek(file, -length, SEEK_END) != 0 { rewind(file) }
    var bytes = [UInt8](repeating: 0, count: length)
    let count = fread(&bytes, 1, length, file)
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.last { $0.contains { !$0.isWhitespace } }.map { String($0.prefix(300)) } ?? ""
  }
}
