// Runs a command to its end: output, exit status, wall time, peak memory, time limit.
// Standard error joins standard output: the driver's lines carry a keyword, so messages cannot be taken for them.
import Glibc

/// How a process ended.
struct ChildResult {
  /// Standard output and standard error together.
  let output: [UInt8]
  /// The exit status, or 128 + signal.
  let status: Int32
  /// Seconds from before the start to after the end.
  let seconds: Double
  /// Peak resident memory in kilobytes as last seen in /proc, 0 unless it was watched. Not `ru_maxrss`: that one
  /// counts what the harness itself had resident when it started the child.
  let peakKilobytes: Int
  let timedOut: Bool
}

/// Starts `command` and waits for it; kills it after `limit` seconds. Returns nil when it cannot be started.
/// `watchingMemory` reads the child's high-water mark every 10 ms.
func runChild(_ command: [String], limit: Double, watchingMemory: Bool = false) -> ChildResult? {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { return nil }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
  posix_spawn_file_actions_addclose(&actions, ends[0])
  posix_spawn_file_actions_addclose(&actions, ends[1])

  var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
  defer { arguments.forEach { free($0) } }
  let start = monotonicSeconds()
  var child: pid_t = 0
  let failure = posix_spawn(&child, command[0], &actions, nil, &arguments, environ)
  close(ends[1])
  defer { close(ends[0]) }
  guard failure == 0 else { return nil }

  var output: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  var timedOut = false
  var peak = 0
  while true {
    let left = start + limit - monotonicSeconds()
    var waiting = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    let pause = watchingMemory ? 10 : min(left * 1000, 1e6) + 1
    let ready = left > 0 ? poll(&waiting, 1, Int32(pause)) : 0
    if ready < 0 && errno == EINTR { continue }
    if watchingMemory { peak = max(peak, residentPeak(of: child)) }
    if ready == 0 && left > 0 && watchingMemory { continue }
    if ready == 0 {
      timedOut = true
      kill(child, SIGKILL)
      break
    }
    let count = read(ends[0], &buffer, buffer.count)
    if count <= 0 { break }
    output += buffer[..<count]
  }
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 && errno == EINTR {}
  let signal = status & 0x7F
  return ChildResult(
    output: output, status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
    seconds: monotonicSeconds() - start, peakKilobytes: peak, timedOut: timedOut)
}

/// The line `VmHWM` of a process that still runs, in kilobytes; 0 when there is none.
private func residentPeak(of process: pid_t) -> Int {
  let file = open("/proc/\(process)/status", O_RDONLY)
  guard file >= 0 else { return 0 }
  defer { close(file) }
  var text = [UInt8](repeating: 0, count: 4096)
  let count = read(file, &text, text.count)
  guard count > 0 else { return 0 }
  let line = String(decoding: text[..<count], as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line.flatMap { $0.split(whereSeparator: { " \t".contains($0) }).dropFirst().first }.flatMap { Int($0) } ?? 0
}

private func monotonicSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
