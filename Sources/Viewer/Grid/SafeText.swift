// Text from a script made harmless: control characters and escape sequences are shown, never obeyed.
//
// A string becomes a sequence of clusters, each one printable scalar with at most four combining marks (ncurses
// stores no more in a cell) and a known width. Rules, in order:
//   variation selectors, emoji joiner               → dropped: they have no look of their own, and terminals differ on
//                                                     what they do to the width
//   what the reports must not print either          → its visible form (DisplayText.spelling): `␛`, `<U+202E>`
//   every other kind of space                       → a plain space of its width
//   a mark with nothing before it                   → on a dotted circle
// With an ASCII charset any cluster that is not ASCII becomes its stand-in, or one `?` a column.

import Profiler

struct Cluster: Equatable {
  var text: String
  var width: Int
}

struct SafeText {
  static let marksPerCluster = 4

  /// Signs of our own texts on terminals that only have ASCII.
  private static let standIns: [String: String] = [
    "…": "~", "–": "-", "—": "-", "·": "-", "×": "x", "→": ">", "←": "<", "↑": "^", "↓": "v", "±": "+", "≥": ">=",
    "µ": "u",
  ]

  /// Calls `body` for each cluster until it returns false. Reads no more of `text` than it has to, so that cutting
  /// a very long name costs only what is shown of it.
  static func forEachCluster(in text: some StringProtocol, charset: Charset, _ body: (Cluster) -> Bool) {
    var pending: Cluster?
    var marks = 0

    func emit(_ cluster: Cluster) -> Bool {
      guard charset == .ascii, !cluster.text.utf8.allSatisfy({ $0 < 0x80 }) else { return body(cluster) }
      if let standIn = standIn(for: cluster.text) {
        for letter in standIn where !body(Cluster(text: String(letter), width: 1)) { return false }
        return true
      }
      for _ in 0..<cluster.width where !body(Cluster(text: "?", width: 1)) { return false }
      return true
    }

    for scalar in text.unicodeScalars {
      if isInvisible(scalar) { continue }
      if CharacterWidth.isCombining(scalar) {
        if pending == nil { (pending, marks) = (Cluster(text: "\u{25CC}", width: 1), 0) }
        if marks < marksPerCluster {
          pending!.text.unicodeScalars.append(scalar)
          marks += 1
        }
        continue
      }
      if let cluster = pending {
        pending = nil
        if !emit(cluster) { return }
      }
      if let spelled = spelling(of: scalar) {
        for letter in spelled where !emit(Cluster(text: String(letter), width: 1)) { return }
      } else {
        pending = Cluster(text: String(scalar), width: CharacterWidth.columns(of: scalar))
        marks = 0
      }
    }
    if let cluster = pending { _ = emit(cluster) }
  }

  /// The whole text as it will be shown, for places that need a string and not cells.
  static func shown(_ text: String, charset: Charset = .unicode) -> String {
    var result = ""
    forEachCluster(in: text, charset: charset) { cluster in
      result += cluster.text
      return true
    }
    return result
  }

  /// Columns that `text` takes when shown, counted up to `limit`.
  static func width(of text: some StringProtocol, charset: Charset, limit: Int = 10_000) -> Int {
    var columns = 0
    forEachCluster(in: text, charset: charset) { cluster in
      columns += cluster.width
      return columns < limit
    }
    return columns
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
    default: false
    }
  }

  /// What stands for a cluster on a terminal that only has ASCII: caret notation for the pictures of control
  /// characters, look-alikes for our own signs.
  private static func standIn(for text: String) -> String? {
    if let picture = text.unicodeScalars.first, (0x2400...0x2421).contains(picture.value) {
      let control = picture.value == 0x2421 ? 0x7F : UInt8(picture.value - 0x2400)
      return "^" + String(Unicode.Scalar(control ^ 0x40))
    }
    return standIns[text]
  }

  /// The visible form of a scalar that must not be printed as it is, nil for one that may.
  private static func spelling(of scalar: Unicode.Scalar) -> String? {
    if scalar.value >= 0x80, scalar.properties.generalCategory == .spaceSeparator {
      return String(repeating: " ", count: CharacterWidth.columns(of: scalar))
    }
    return DisplayText.spelling(of: scalar)
  }
}
