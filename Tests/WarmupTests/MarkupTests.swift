// Text in markup.

import Testing
import Warmup

@Suite struct MarkupTests {
  @Test(arguments: [
    ("<b>\"&", "&lt;b&gt;&quot;&amp;"), ("<\u{301}", "&lt;\u{301}"),
    ("\u{0}\u{1B}\u{7F}\u{9B}\u{FFFF}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ("größer 😀", "größer 😀"),
  ])
  func escaped(_ text: String, _ expected: String) { #expect(MarkupText.escaped(text) == expected) }

  @Test func linesEndAsAsked() {
    #expect(MarkupText.escaped("a\nb") == "a\nb")
    #expect(MarkupText.escaped("a\nb", newline: "&#10;") == "a&#10;b")
  }
}
