// How many terminal columns a Unicode scalar takes: 0, 1 or 2.
//
// The blocks of East Asian wide characters are a table; everything else follows from Unicode properties. The answer
// agrees with glibc's wcwidth on every assigned scalar we print (SafeTextTests compares them all), because ncurses
// believes wcwidth and a disagreement would shift the rest of a row.
// Not here: what to do with scalars that must not be printed at all (DisplayText.spelling).

public enum CharacterWidth {
  /// Blocks whose characters fill two columns (East Asian Width W and F), ascending. Wide symbols outside these
  /// blocks are the ones with emoji presentation.
  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]

  /// Letters that join what is before them: medial and final Hangul, and an Ahom sign.
  private static let joiningLetters: [ClosedRange<UInt32>] = [0x1160...0x11FF, 0xD7B0...0xD7FF, 0x1171E...0x1171E]

  private static let regionalIndicators: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF

  public static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    if isCombining(scalar) { return 0 }
    if value < 0x1100 { return 1 }
    if contains(wideBlocks, value) { return 2 }
    if value >= 0x231A, scalar.properties.isEmojiPresentation, !regionalIndicators.contains(value) { return 2 }
    return 1
  }

  /// Marks that are drawn over the character before them.
  public static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x300 { return false }
    if contains(joiningLetters, scalar.value) { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    default: return false
    }
  }

  private static func contains(_ ranges: [ClosedRange<UInt32>], _ value: UInt32) -> Bool {
    for range in ranges {
      if value < range.lowerBound { return false }
      if value <= range.upperBound { return true }
    }
    return false
  }
}
