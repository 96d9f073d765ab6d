// The few characters our own drawing uses beyond letters, with their plain ASCII stand-ins.

struct Glyphs {
  let ellipsis: String
  let separator: String
  /// Left edge of a flame box.
  let edge: String
  let full: String
  let interval: String
  let times: String
  let up: String
  let down: String
  let marker: String
  /// Bars that fill a cell from the left by eighths, 1/8…8/8.
  let leftEighths: [String]
  /// Bars that fill a cell from the bottom by eighths, 1/8…8/8.
  let lowerEighths: [String]

  static let unicode = Glyphs(
    ellipsis: "…", separator: "·", edge: "▏", full: "█", interval: "–", times: "×", up: "▲", down: "▼", marker: "▸",
    leftEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    lowerEighths: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"])

  static let ascii = Glyphs(
    ellipsis: "~", separator: "-", edge: "|", full: "#", interval: "-", times: "x", up: "^", down: "v", marker: ">",
    leftEighths: [" ", " ", " ", "#", "#", "#", "#", "#"],
    lowerEighths: [" ", "_", ".", ".", "-", "=", "*", "#"])
}

extension Grid {
  var glyphs: Glyphs { charset == .ascii ? .ascii : .unicode }
}
