// The few characters our own drawing uses beyond letters, with their plain ASCII stand-ins.

struct Glyphs {
  let ellipsis: String
  /// Left edge of a flame box.
  let edge: String
  let full: String
  /// Beside the heading of the column that a table is sorted by.
  let down: String
  /// A level line.
  let level: String
  /// Bars that fill a cell from the left by eighths, 1/8…8/8.
  let leftEighths: [String]
  /// Bars that fill a cell from the bottom by eighths, 1/8…8/8.
  let lowerEighths: [String]

  static let unicode = Glyphs(
    ellipsis: "…", edge: "▏", full: "█", down: "▼", level: "━",
    leftEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    lowerEighths: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"])

  static let ascii = Glyphs(
    ellipsis: "~", edge: "|", full: "#", down: "v", level: "-",
    leftEighths: [" ", " ", " ", "#", "#", "#", "#", "#"],
    lowerEighths: [" ", "_", ".", ".", "-", "=", "*", "#"])
}

extension Grid {
  var glyphs: Glyphs { charset == .ascii ? .ascii : .unicode }
}
