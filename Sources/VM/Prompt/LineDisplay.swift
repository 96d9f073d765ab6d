// Shows a prompt and an edited line on a terminal, over several rows where it is too long for one. Uses the few escape
// sequences that every terminal of today knows.

import Glibc

struct LineDisplay {
  /// Row of the cursor below the row of the prompt's start.
  private var cursorRow = 0
  /// Columns after the prompt's last line end.
  private var columns = 80

  /// Draws everything anew over what was drawn before.
  mutating func show(_ prompt: String, _ line: EditedLine) {
    columns = LineDisplay.terminalColumns
    var output = cursorRow > 0 ? "\u{1B}[\(cursorRow)A" : ""
    output += "\r\u{1B}[J" + prompt.replacingLineEnds + line.string
    let start = LineDisplay.width(of: prompt)
    let end = place(start, line.text[...])
    // Behind a full row the terminal's cursor hangs at its edge: push it over.
    if end.column == 0, end.row > 0 { output += " \r" }
    let cursor = place(start, line.text[..<line.cursor])
    if end.row > cursor.row { output += "\u{1B}[\(end.row - cursor.row)A" }
    output += "\r" + (cursor.column > 0 ? "\u{1B}[\(cursor.column)C" : "")
    cursorRow = cursor.row
    writeOutput(output)
  }

  /// Moves below the line, where other output may follow.
  mutating func finish(_ prompt: String, _ line: EditedLine) {
    var end = line
    end.moveToEnd()
    show(prompt, end)
    writeOutput("\r\n")
    cursorRow = 0
  }

  /// Where the cursor stands after these characters, which follow `start` columns.
  private func place(_ start: Int, _ characters: ArraySlice<Character>) -> (row: Int, column: Int) {
    var row = start / columns
    var column = start % columns
    for character in characters {
      let width = LineDisplay.width(of: character)
      if column + width > columns { (row, column) = (row + 1, 0) }
      column += width
      if column == columns { (row, column) = (row + 1, 0) }
    }
    return (row, column)
  }

  private static var terminalColumns: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
  }

  /// Columns of the prompt's last line, colours not counted.
  private static func width(of prompt: String) -> Int {
    var columns = 0
    var isEscape = false
    for character in prompt {
      if isEscape {
        isEscape = !(character.isLetter && character.isASCII)
      } else if character == "\u{1B}" {
        isEscape = true
      } else {
        columns = character == "\n" ? 0 : columns + width(of: character)
      }
    }
    return columns
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  private static func width(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.value < 0x300 { return 1 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }
}

extension String {
  /// A raw terminal does not go back to the first column by itself.
  fileprivate var replacingLineEnds: String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }
}
