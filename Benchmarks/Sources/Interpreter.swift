// The Python implementations that are compared, and how a program is started on each.
import Foundation

/// One implementation: the words before the script on its command line.
struct Interpreter {
  let name: String
  let command: [String]

  /// CPython, the baseline of every ratio.
  static func python(_ path: String) throws -> Interpreter {
    guard let found = locate(path) else { throw HarnessError.missing("CPython 3.11", path) }
    return Interpreter(name: "python3.11", command: [found])
  }

  /// PitViper: the whole program takes `run`, the VM-only program takes the script at once.
  static func pitviper(_ path: String) throws -> Interpreter {
    guard let found = locate(path) else { throw HarnessError.missing("the release program", path) }
    let bare = URL(fileURLWithPath: found).lastPathComponent == "pitviper-vm"
    return Interpreter(name: "pitviper", command: bare ? [found] : [found, "run"])
  }

  /// PyPy where it is installed, otherwise nothing.
  static func pypy(_ path: String) -> Interpreter? {
    locate(path).map { Interpreter(name: "pypy3", command: [$0]) }
  }

  /// An absolute path: as given when it has a slash, otherwise the first executable in PATH.
  private static func locate(_ program: String) -> String? {
    let candidates: [String]
    if program.contains("/") {
      candidates = [URL(fileURLWithPath: program).standardizedFileURL.path]
    } else {
      let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      candidates = folders.split(separator: ":").map { "\($0)/\(program)" }
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
