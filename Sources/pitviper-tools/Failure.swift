// One-line errors on standard error, and the exit statuses of the program.

import Glibc
import Profiler

/// The statuses of `pitviper` itself; `run` and `profile` otherwise end as the script does.
enum ExitStatus {
  static let success: Int32 = 0
  /// A check of `selftest` was not met.
  static let notMet: Int32 = 1
  /// Wrong usage, or a file that cannot be read.
  static let usage: Int32 = 2
  /// The profiler cannot sample on this machine.
  static let cannotSample: Int32 = 71
  /// The recording cannot be created; the script has not been run.
  static let cannotCreate: Int32 = 73
  /// The script ended well but the recording is incomplete; of other commands: their output could not be written whole.
  static let incomplete: Int32 = 74
}

enum Failure {
  /// Prints `pitviper: message` on standard error: one line, whatever arguments and names are in it.
  static func report(_ message: String) {
    writeAll("pitviper: \(DisplayText.safe(message))\n", to: STDERR_FILENO)
  }

  /// Prints the message and ends the program.
  static func exit(_ message: String, status: Int32 = ExitStatus.usage) -> Never {
    report(message)
    Glibc.exit(status)
  }

  /// Writes the whole text. What standard output does not take, as on a full disk, ends the program with one line; a pipe that
  /// nobody reads any more, and standard error, are given up silently.
  static func writeAll(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 {
          let problem = count == 0 ? EIO : errno
          if descriptor != STDOUT_FILENO || problem == EPIPE { return }
          exit("the output stopped early: \(String(cString: strerror(problem)))", status: ExitStatus.incomplete)
        }
        offset += count
      }
    }
  }
}

enum Suggestion {
  /// The candidate nearest to a mistyped word, if it is near enough to be meant.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let scored = candidates.map { (distance(Array(word.lowercased()), Array($0)), $0) }
    guard let best = scored.min(by: { $0.0 < $1.0 }), best.0 <= max(1, word.count / 3) else {
      return candidates.first { word.count >= 2 && $0.hasPrefix(word) }
    }
    return best.1
  }

  /// Edits (insertions, deletions, replacements, swaps of neighbours) between two words.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var rows = [Array(0...right.count)]
    for i in 0..<left.count {
      var row = [i + 1]
      for j in 0..<right.count {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
