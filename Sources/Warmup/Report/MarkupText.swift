// Any text as the content or a quoted attribute of XML, SVG and HTML.

public enum MarkupText {
  /// By scalars: a combining mark makes another character of the `<` before it. What XML cannot contain, and control characters, become
  /// U+FFFD.
  /// - Parameter newline: what stands for the end of a line; attributes want a reference.
  public static func escaped(_ text: String, newline: String = "\n") -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += newline
      case _
      where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
