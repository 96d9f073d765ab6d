// Runs a fixture in a process with the environment of Fixtures/python/README.md, and with a time limit.
// posix_spawn and not Foundation's Process, which crashed now and then when tests started many of them.
import Foundation
import Testing

extension Fixture {
  /// Runs the program; `words` replaces its name and arguments.
  func run(_ configuration: Configuration, words: [String]? = nil) throws -> Outcome {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outputs = ["out", "err"].map { scratch.appendingPathComponent($0) }
    let command = configuration.command + (words ?? [name + ".py"] + arguments)
    let status = try spawn(command, in: folder, input: input, outputs: outputs, limit: configuration.limit)
    let here = folder.path + "/"
    let texts = try outputs.map {
      String(decoding: try Data(contentsOf: $0), as: UTF8.self).replacingOccurrences(of: here, with: "DIRECTORY/")
    }
    return Outcome(output: texts[0], errors: texts[1], status: status)
  }
}

struct ExecutionError: Error, CustomStringConvertible {
  let description: String
}

/// Starts `command` in `folder` and waits for its end. Returns the exit status, or 128 + signal; throws when it cannot be
/// started, and after `limit` seconds.
private func spawn(_ command: [String], in folder: URL, input: URL, outputs: [URL], limit: Double) throws -> Int32 {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, input.path, O_RDONLY, 0)
  for (descriptor, output) in outputs.enumerated() {
    posix_spawn_file_actions_addopen(
      &actions, Int32(descriptor) + 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  }

  // env changes the folder: glibc's own action for that is not visible to Swift.
  let program = URL(fileURLWithPath: command[0]).standardizedFileURL.path
  let words = ["/usr/bin/env", "-C", folder.path, program] + command.dropFirst()
  var arguments = words.map { strdup($0) } + [nil]
  var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { (arguments + variables).forEach { free($0) } }
  // Programs inherit ignored signals (a shell's background jobs ignore SIGINT) and the mask of the test's thread:
  // fixtures expect neither.
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var interrupt = sigset_t()
  sigemptyset(&interrupt)
  sigaddset(&interrupt, SIGINT)
  posix_spawnattr_setsigdefault(&attributes, &interrupt)
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
  var child: pid_t = 0
  let failure = posix_spawn(&child, words[0], &actions, &attributes, &arguments, &variables)
  guard failure == 0 else { throw ExecutionError(description: "\(program): \(String(cString: strerror(failure)))") }

  let deadline = Date(timeIntervalSinceNow: limit)
  var status: Int32 = 0
  while waitpid(child, &status, WNOHANG) == 0 {
    guard Date() < deadline else {
      kill(child, SIGKILL)
      waitpid(child, &status, 0)
      throw ExecutionError(description: "no end after \(Int(limit)) s")
    }
    usleep(2000)
  }
  let signal = status & 0x7F
  return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
}

private let environment: [String: String] = {
  var values = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PYTHON") }
  values["PYTHONHASHSEED"] = "0"
  values["PYTHONDONTWRITEBYTECODE"] = "1"
  values["LC_ALL"] = "C.UTF-8"
  values["TZ"] = "UTC"
  return values
}()
