// Text from scripts is shown and never obeyed, and takes the columns we say it takes.

import CNcurses
import Glibc
import Profiler
import Testing

@testable import Viewer

@Suite struct SafeTextTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("\u{1B}[2J", "␛[2J"),
    ("a\nb\tc\r", "a␊b␉c␍"),
    ("\u{7F}\u{0}", "␡␀"),
    ("\u{9B}31m", "<U+009B>31m"),
    ("abc\u{202E}fed", "abc<U+202E>fed"),
    ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
    ("a\u{200B}b\u{FEFF}", "a<U+200B>b<U+FEFF>"),
    ("line\u{2028}end", "line<U+2028>end"),
    ("e\u{301}", "e\u{301}"),
    ("\u{301}", "\u{25CC}\u{301}"),
    ("\u{1F469}\u{200D}\u{1F467}", "\u{1F469}\u{1F467}"),
    ("\u{E000}", "<U+E000>"),
    ("heart \u{2764}\u{FE0F}", "heart \u{2764}"),
    ("no\u{A0}break", "no break"),
  ])
  func shows(_ text: String, _ shown: String) {
    #expect(SafeText.shown(text) == shown)
  }

  @Test func controlsInASCII() {
    #expect(SafeText.shown("\u{1B}[2J\u{7F}\u{202E}é…", charset: .ascii) == "^[[2J^?<U+202E>?~")
  }

  @Test(arguments: [
    ("e\u{301}", 1), ("写真", 4), ("a写b", 4), ("😀", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ﾊ", 1), ("Ａ", 2),
  ])
  func takesColumns(_ text: String, _ columns: Int) {
    #expect(SafeText.width(of: text, charset: .unicode) == columns)
    #expect(SafeText.width(of: text, charset: .ascii) == columns)
  }

  @Test func marksBeyondWhatACellHoldsAreDropped() {
    let tower = "a" + String(repeating: "\u{301}", count: 50)
    #expect(SafeText.shown(tower).unicodeScalars.count == 1 + SafeText.marksPerCluster)
    #expect(SafeText.width(of: tower, charset: .unicode) == 1)
  }

  /// glibc's wcwidth is what ncurses believes, so we must agree on every scalar that we let through.
  @Test func widthsAgreeWithTheCLibrary() {
    setlocale(LC_CTYPE, "C.UTF-8")
    var different: [String] = []
    for value in UInt32(0x20)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value), SafeText.shown(String(scalar)).unicodeScalars.contains(scalar) else {
        continue
      }
      let library = nc_wcwidth(value)
      if library >= 0, Int(library) != CharacterWidth.columns(of: scalar) {
        different.append("U+\(String(value, radix: 16)) \(library)")
      }
    }
    #expect(different.isEmpty, "\(different.count): \(different.prefix(40))")
  }

  @Test func longNamesAreCutWithAnEllipsis() {
    var grid = Grid(size: GridSize(width: 10, height: 1))
    #expect(grid.put(String(repeating: "x", count: 10_000), x: 0, y: 0, width: 6) == 6)
    #expect(grid.snapshot == "xxxxx…")
    grid.put("写真写真", x: 0, y: 0, width: 6, fill: true)
    #expect(grid.snapshot == "写真…")
    var ascii = Grid(size: GridSize(width: 10, height: 1), charset: .ascii)
    ascii.put("abcdefghijkl", x: 0, y: 0)
    #expect(ascii.snapshot == "abcdefghi~")
  }

  @Test func halfAWideCharacterIsNeverLeft() {
    var grid = Grid(size: GridSize(width: 6, height: 1))
    grid.put("写真", x: 0, y: 0)
    grid.put("x", x: 1, y: 0)
    #expect(grid.snapshot == " x真")
    grid.put("y", x: 2, y: 0)
    #expect(grid.snapshot == " xy")
    grid.put("写", x: 5, y: 0)
    #expect(grid[5, 0].text == "…")
  }
}
