// Text from scripts and files, made harmless and measured before it reaches a terminal. Control characters and escape
// sequences are shown, never obeyed; wide characters count as two columns, combining marks as none.

import Glibc

public enum DisplayText {
  /// `text` with every character that a terminal would obey replaced by a visible form: C0 controls and DEL by their
  /// control pictures, C1 controls, direction overrides and other invisible format characters by `<U+XXXX>`.
  public static func safe(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if let spelled = spelling(of: scalar) { result += spelled } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// The visible form of a scalar that must not reach a terminal, nil for one that may.
  public static func spelling(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x20..<0x7F: return nil
    case 0x00..<0x20: return String(Unicode.Scalar(0x2400 + scalar.value)!)
    case 0x7F: return "\u{2421}"
    default: break
    }
    guard isHarmful(scalar) else { return nil }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    case .format: scalar.value != 0x200D  // the joiner of emoji sequences
    default: false
    }
  }

  /// How many terminal columns `text` takes. Expects text that `safe` has seen.
  public static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  /// Columns of one character: the widest of its scalars, two for an emoji presentation.
  public static func width(_ character: Character) -> Int {
    var columns = 0
    for scalar in character.unicodeScalars {
      if scalar.value == 0xFE0F { return 2 }
      // Two regional indicators make one flag.
      if columns > 0, (0x1F1E6...0x1F1FF).contains(scalar.value) { return 2 }
      columns = max(columns, width(scalar))
    }
    return columns
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    scalar.properties.generalCategory == .format ? 0 : CharacterWidth.columns(of: scalar)
  }

  /// `text` cut to at most `columns`, the cut shown by an ellipsis.
  public static func fitted(_ text: String, columns: Int) -> String {
    guard columns > 0 else { return "" }
    if width(text) <= columns { return text }
    var result = ""
    var used = 0
    for character in text {
      let next = width(character)
      if used + next > columns - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…"
  }

  /// `text` cut at its front, for paths: the end says more than the beginning.
  public static func fittedAtEnd(_ text: String, columns: Int) -> String {
    guard columns > 0 else { return "" }
    if width(text) <= columns { return text }
    var kept: [Character] = []
    var used = 0
    for character in text.reversed() {
      let next = width(character)
      if used + next > columns - 1 { break }
      kept.append(character)
      used += next
    }
    return "…" + String(kept.reversed())
  }

  /// `text` filled with spaces to `columns`, on the left when `right` is set (numbers).
  public static func padded(_ text: String, columns: Int, right: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, columns - width(text)))
    return right ? fill + text : text + fill
  }
}
