// Lines typed at the prompt, kept in ~/.pitviper_history (one a line, UTF-8) from session to session.

import Glibc

struct LineHistory {
  private static let limit = 2000
  private(set) var lines: [String] = []
  /// Lines of earlier sessions.
  private var oldCount = 0
  private let path = getenv("HOME").map { String(cString: $0) + "/.pitviper_history" }

  init() {
    guard let path, case .success(let bytes) = readFile(path) else { return }
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(LineHistory.limit).map(String.init)
    oldCount = lines.count
  }

  mutating func add(_ line: String) {
    if line.allSatisfy({ $0 == " " || $0 == "\t" }) || line == lines.last { return }
    lines.append(line)
  }

  /// The newest line before `index` that contains `text`.
  func search(_ text: String, before index: Int) -> Int? {
    guard let pattern = LineHistory.characters(text) else { return nil }
    return lines[..<index].lastIndex { line in
      let line = Array(line)
      guard line.count >= pattern.count else { return false }
      return (0...(line.count - pattern.count)).contains { line[$0..<($0 + pattern.count)].elementsEqual(pattern) }
    }
  }

  private static func characters(_ text: String) -> [Character]? { text.isEmpty ? nil : Array(text) }

  /// Adds this session's lines to the file; other sessions' stay. A file that has grown too long is cut.
  mutating func save() {
    guard let path, lines.count > oldCount else { return }
    let new = lines[oldCount...].map { $0 + "\n" }.joined()
    let isFull = lines.count > LineHistory.limit
    let text = isFull ? lines.suffix(LineHistory.limit).map { $0 + "\n" }.joined() : new
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (isFull ? O_TRUNC : O_APPEND), 0o600)
    if descriptor < 0 { return }
    writeAll(descriptor, text)
    close(descriptor)
    oldCount = lines.count
  }
}
