// Our own texts broken into lines at blanks. Names from scripts are cut, not wrapped: Grid.put does that.

enum WordWrap {
  /// Lines of at most `width` characters, as far as words are not longer; at least one line.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + 1 + word.count > width { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines
  }
}
