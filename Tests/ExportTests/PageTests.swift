// The HTML page: nothing of a recording comes out of the data, its policy names its own script alone, and what is left out of a
// large one is said and keeps the totals. Fixtures/html/check uses the page in Chromium.

import Foundation
import Testing

@testable import Export
@testable import Profiler
import Warmup

@Suite struct PageTests {
  private func read(_ name: String, _ body: (ReadPage) throws -> Void) throws {
    let made = try ExportedRecording(naming: name)
    defer { made.remove() }
    try body(ReadPage(try made.exported("html")))
  }

  @Test(arguments: [
    "</script><script>alert(1)</script>", "<!--<script>", "--></style></title><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)", "\u{2028}\u{2029}", "<\u{301}/script>", "\\u003c/script>\\", "';--\u{0}",
    "\u{202E}</SCRIPT >",
    "${alert(1)}`", "]]>&lt;&amp;&#60;",
  ]) func nothingComesOutOfTheData(_ name: String) throws {
    try read(name) { page in
      let lower = page.text.lowercased()
      func count(_ part: String) -> Int { lower.components(separatedBy: part).count - 1 }
      #expect(count("<script") == 2 && count("</script") == 2 && count("<!--") == 0 && count("<style") == 1)
      #expect(count("<img") == 0 && count("</title") == 1)
      // The data alone have the name, once, as it is shown.
      let shown = DisplayText.safe("fib" + name)
      #expect(page.names.filter { $0 == shown }.count == 1)
      for scalar in page.names.joined().unicodeScalars { #expect(DisplayText.spelling(of: scalar) == nil) }
    }
  }

  @Test func theTitleIsText() throws {
    #expect(MarkupText.escaped("<b>\"&\u{301}<\u{301}") == "&lt;b&gt;&quot;&amp;\u{301}&lt;\u{301}")
  }

  @Test func thePolicyNamesTheScriptAndNothingElse() throws {
    try read("") { page in
      #expect(page.policy.hasPrefix("default-src 'none';"))
      #expect(page.policy.contains("script-src \(ContentHash.source(page.script));"))
      #expect(page.policy.contains("style-src \(ContentHash.source(page.style));"))
      #expect(!page.policy.contains("unsafe") && !page.policy.contains("http"))
      #expect(
        !page.script.contains("innerHTML") && !page.script.contains("outerHTML") && !page.script.contains("eval("))
      #expect(!page.script.contains("fetch(") && !page.script.contains("XMLHttpRequest"))
    }
  }

  /// Examples of FIPS 180-4, and lengths around the end of a block.
  @Test func theHashIsSHA256() {
    func hexadecimal(_ text: String) -> String {
      ContentHash.digest(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    #expect(hexadecimal("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hexadecimal("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      hexadecimal("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      hexadecimal(String(repeating: "a", count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(
      ["", "f", "fo", "foo", "foob"].map { ContentHash.base64(Array($0.utf8)) } == [
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==",
      ])
  }

  /// A chain, and leaves of one sample each below its end.
  private func wideTree(leaves: Int) -> StackTree {
    let parents: [Int32] = [-1, 0, 1] + Array(repeating: 2, count: leaves)
    let entries = (0..<leaves).map {
      StackTree.Entry(node: Int32($0 + 3), state: $0 % 2 == 0 ? .trace : .interpreting, samples: 1, weight: 1000 + $0)
    }
    return StackTree(parents: parents, functions: parents.indices.map { Int32($0 - 1) }, entries: entries)
  }

  @Test(arguments: [0, 1, 2, 3, 10, 1001, 1002, 5000]) func aTreeThatIsCutKeepsItsTotals(_ limit: Int) {
    let tree = wideTree(leaves: 1000)
    let cut = PageTree(tree, limit: limit)
    #expect(cut.parents.count == min(limit, 1002) + 1)
    #expect(cut.leftOut == max(0, 1002 - limit))
    #expect(cut.entries.reduce(0) { $0 + $1.samples } == 1000)
    for state in [SampleState.trace, .interpreting] {
      let weight = tree.entries.filter { $0.state == state }.reduce(0) { $0 + $1.weight }
      #expect(cut.entries.filter { $0.state == Int(state.rawValue) }.reduce(0) { $0 + $1.weight } == weight)
    }
    for (node, parent) in cut.parents.enumerated().dropFirst() { #expect(parent < node) }
    // The heaviest leaves are those that stay, and what is left out ends in their caller.
    let kept = max(0, min(limit, 1002) - 2)
    #expect(cut.leftOutWeight == (0..<1000 - kept).reduce(0) { $0 + 1000 + $1 })
  }

  @Test func textsAreBounded() {
    var names = PageNames()
    let long = names.index(String(repeating: "é", count: 20_000))
    #expect(names.texts[long].count == PageNames.longest && names.texts[long].hasSuffix("…"))
    let whole = names.index(String(repeating: "é", count: 10_000))
    #expect(names.texts[whole].count == 10_000)
    #expect(names.cut == 1)
    // One character on a screen.
    let marked = names.index("e" + String(repeating: "\u{301}", count: 1_000_000))
    #expect(names.texts[marked].unicodeScalars.count == PageNames.longest && names.cut == 2)
    #expect(
      PageNames.code("e" + String(repeating: "\u{301}", count: 1_000_000), limit: 400).unicodeScalars.count == 400)
    for number in 0..<1100 { _ = names.index(String(number) + String(repeating: "x", count: 16_000)) }
    // What comes after the budget is short; what is there already stays whole.
    #expect(names.texts.reduce(0) { $0 + $1.utf8.count } < PageNames.budget + 200_000)
    #expect(names.texts.last!.count == PageNames.short)
    let before = names.texts.count
    #expect(names.index("0" + String(repeating: "x", count: 16_000)) == 3 && names.texts.count == before)
    #expect(names.index(nil) == -1)
  }

  @Test func otherFilesAreNotInThePage() throws {
    let made = try ExportedRecording(naming: "")
    defer { made.remove() }
    let data = try PageData(ExportJob(profile: made.profile, sink: ByteSink { _ in 0 }))
    #expect(try data.sourceLine("/etc/passwd", 1) == nil)
    let source = made.folder.appendingPathComponent("lines.py")
    try Data("first\n\t second\n".utf8).write(to: source)
    #expect(try data.sourceLine(source.path, 2) == "  second" && data.sourceLine(source.path, 3) == nil)
  }
}
