// Texts of a recording in the data of the page: each once, harmless (DisplayText.safe), and bounded, for a recording is untrusted.
// Functions likewise: rows of the page say which function and line, never its name again.

import Profiler

struct PageNames {
  /// Unicode scalars of one text at most; a longer one ends in an ellipsis. Not characters: each may have any number of marks.
  static let longest = 16_384
  /// Bytes of all texts together, beyond which new ones are cut to `short`.
  static let budget = 16 << 20
  static let short = 200

  private(set) var texts: [String] = []
  private var indices: [String: Int] = [:]
  private var bytes = 0
  /// Texts that were cut.
  private(set) var cut = 0

  /// The index of a text.
  mutating func index(_ text: String) -> Int {
    if let known = indices[text] { return known }
    let limit = bytes < Self.budget ? Self.longest : Self.short
    var safe = DisplayText.safe(text)
    // UTF-8 is at least as long as a text has scalars, and is counted faster.
    if safe.utf8.count > limit, safe.unicodeScalars.count > limit {
      safe = Self.start(of: safe, limit - 1) + "…"
      cut += 1
    }
    bytes += safe.utf8.count
    texts.append(safe)
    indices[text] = texts.count - 1
    return texts.count - 1
  }

  /// −1 for a text that is not there.
  mutating func index(_ text: String?) -> Int { text.map { index($0) } ?? -1 }

  private static func start(of text: String, _ limit: Int) -> String { String(text.unicodeScalars.prefix(limit)) }

  /// Lines of code, whose breaks stay; of `limit` Unicode scalars at most.
  static func code(_ text: String, limit: Int = 4000) -> String {
    start(of: text, limit).split(separator: "\n", omittingEmptySubsequences: false)
      .map { DisplayText.safe(String($0)) }.joined(separator: "\n")
  }
}

/// The functions that the page names.
struct PageFunctions {
  private(set) var rows: [[Int]] = []
  private var indices: [FunctionID: Int] = [:]

  /// The index of a function; −1 for none.
  mutating func index(_ function: ProfileFunction?, _ names: inout PageNames) -> Int {
    guard let function else { return -1 }
    if let known = indices[function.id] { return known }
    let name = function.name.isEmpty ? "(no name)" : function.name
    rows.append([Int(function.kind.rawValue), names.index(name), names.index(function.file), function.line])
    indices[function.id] = rows.count - 1
    return rows.count - 1
  }
}
