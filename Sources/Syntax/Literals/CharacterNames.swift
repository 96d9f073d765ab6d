// `\N{…}`: Unicode characters by name.
// The standard library knows the name of each character but not the way back, so the first look-up builds an index.
// Names that follow a rule (CJK ideographs, Hangul syllables) are computed. Named sequences are not characters.

public enum CharacterNames {
  /// The character with `name` (any case), or nil.
  public static func scalar(named name: String) -> Unicode.Scalar? {
    let name = name.uppercased()
    if let scalar = index[name] { return scalar }
    for prefix in ["CJK UNIFIED IDEOGRAPH-", "CJK COMPATIBILITY IDEOGRAPH-"] where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count)
      guard digits.count == 4 || digits.count == 5, let value = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(value), scalar.properties.isIdeographic
      else { return nil }
      return scalar
    }
    if name.hasPrefix(hangulPrefix) { return hangulSyllable(String(name.dropFirst(hangulPrefix.count))) }
    return nil
  }

  private static let index: [String: Unicode.Scalar] = {
    var index: [String: Unicode.Scalar] = [:]
    index.reserveCapacity(40_000)
    // The named characters live in the first two planes and in the tags of plane 14.
    for range in [
      0x20...0x33FF, 0x4DC0...0x4DFF, 0xA000...0xABFF, 0xD7B0...0xD7FF, 0xF900...0x1FFFF, 0xE0000...0xE01EF,
    ] as [ClosedRange<UInt32>] {
      for value in range {
        guard let scalar = Unicode.Scalar(value) else { continue }
        if let name = scalar.properties.name { index[name] = scalar }
        if let alias = scalar.properties.nameAlias, index[alias] == nil { index[alias] = scalar }
      }
    }
    for (name, value) in controlNames { index[name] = Unicode.Scalar(value) }
    return index
  }()

  /// Control characters have no names, only aliases; these are the ones the Unicode database lists.
  private static let controlNames: [(String, UInt32)] = [
    ("NULL", 0x00), ("NUL", 0x00), ("START OF HEADING", 0x01), ("SOH", 0x01), ("START OF TEXT", 0x02), ("STX", 0x02),
    ("END OF TEXT", 0x03), ("ETX", 0x03), ("END OF TRANSMISSION", 0x04), ("EOT", 0x04), ("ENQUIRY", 0x05),
    ("ENQ", 0x05), ("ACKNOWLEDGE", 0x06), ("ACK", 0x06), ("ALERT", 0x07), ("BEL", 0x07), ("BACKSPACE", 0x08),
    ("BS", 0x08), ("CHARACTER TABULATION", 0x09), ("HORIZONTAL TABULATION", 0x09), ("HT", 0x09), ("TAB", 0x09),
    ("LINE FEED", 0x0A), ("NEW LINE", 0x0A), ("END OF LINE", 0x0A), ("LF", 0x0A), ("NL", 0x0A), ("EOL", 0x0A),
    ("LINE TABULATION", 0x0B), ("VERTICAL TABULATION", 0x0B), ("VT", 0x0B), ("FORM FEED", 0x0C), ("FF", 0x0C),
    ("CARRIAGE RETURN", 0x0D), ("CR", 0x0D), ("SHIFT OUT", 0x0E), ("LOCKING-SHIFT ONE", 0x0E), ("SO", 0x0E),
    ("SHIFT IN", 0x0F), ("LOCKING-SHIFT ZERO", 0x0F), ("SI", 0x0F), ("DATA LINK ESCAPE", 0x10), ("DLE", 0x10),
    ("DEVICE CONTROL ONE", 0x11), ("DC1", 0x11), ("DEVICE CONTROL TWO", 0x12), ("DC2", 0x12),
    ("DEVICE CONTROL THREE", 0x13), ("DC3", 0x13), ("DEVICE CONTROL FOUR", 0x14), ("DC4", 0x14),
    ("NEGATIVE ACKNOWLEDGE", 0x15), ("NAK", 0x15), ("SYNCHRONOUS IDLE", 0x16), ("SYN", 0x16),
    ("END OF TRANSMISSION BLOCK", 0x17), ("ETB", 0x17), ("CANCEL", 0x18), ("CAN", 0x18), ("END OF MEDIUM", 0x19),
    ("EOM", 0x19), ("EM", 0x19), ("SUBSTITUTE", 0x1A), ("SUB", 0x1A), ("ESCAPE", 0x1B), ("ESC", 0x1B),
    ("INFORMATION SEPARATOR FOUR", 0x1C), ("FILE SEPARATOR", 0x1C), ("FS", 0x1C),
    ("INFORMATION SEPARATOR THREE", 0x1D), ("GROUP SEPARATOR", 0x1D), ("GS", 0x1D),
    ("INFORMATION SEPARATOR TWO", 0x1E), ("RECORD SEPARATOR", 0x1E), ("RS", 0x1E),
    ("INFORMATION SEPARATOR ONE", 0x1F), ("UNIT SEPARATOR", 0x1F), ("US", 0x1F), ("SP", 0x20), ("DELETE", 0x7F),
    ("DEL", 0x7F), ("PADDING CHARACTER", 0x80), ("PAD", 0x80), ("HIGH OCTET PRESET", 0x81), ("HOP", 0x81),
    ("BREAK PERMITTED HERE", 0x82), ("BPH", 0x82), ("NO BREAK HERE", 0x83), ("NBH", 0x83), ("INDEX", 0x84),
    ("IND", 0x84), ("NEXT LINE", 0x85), ("NEL", 0x85), ("START OF SELECTED AREA", 0x86), ("SSA", 0x86),
    ("END OF SELECTED AREA", 0x87), ("ESA", 0x87), ("NO-BREAK SPACE", 0xA0), ("NBSP", 0xA0), ("SOFT HYPHEN", 0xAD),
    ("SHY", 0xAD), ("ZWSP", 0x200B), ("ZWNJ", 0x200C), ("ZWJ", 0x200D), ("LRM", 0x200E), ("RLM", 0x200F),
    ("BYTE ORDER MARK", 0xFEFF), ("BOM", 0xFEFF), ("ZWNBSP", 0xFEFF),
  ]

  private static let hangulPrefix = "HANGUL SYLLABLE "

  private static func hangulSyllable(_ name: String) -> Unicode.Scalar? {
    let leads = ["G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"]
    let vowels = [
      "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU",
      "EU", "YI", "I",
    ]
    let tails = [
      "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S",
      "SS", "NG", "J", "C", "K", "T", "P", "H",
    ]
    for (lead, leadName) in leads.enumerated() where name.hasPrefix(leadName) {
      let rest = name.dropFirst(leadName.count)
      for (vowel, vowelName) in vowels.enumerated() where rest.hasPrefix(vowelName) {
        if let tail = tails.firstIndex(of: String(rest.dropFirst(vowelName.count))) {
          return Unicode.Scalar(UInt32(0xAC00 + (lead * vowels.count + vowel) * tails.count + tail))
        }
      }
    }
    return nil
  }
}
