// Encodings, line ends and limits.
import Foundation
import Syntax
import Testing

@Suite struct SourceTests {
  private func value(_ source: [UInt8], _ origin: SourceOrigin = .bytes) throws -> Constant {
    let module = try Parser.parse(source: source, filename: "test.py", origin: origin)
    guard case .file(let body) = module.content, let last = body.last, case .expression(let value) = last.kind,
      case .constant(let constant) = value.kind
    else { throw WrongContent() }
    return constant
  }

  private let accent = Constant.string(StringLiteral(utf8: Array("é".utf8)))

  @Test func encodings() throws {
    #expect(try value(Array("'é'".utf8)) == accent)
    #expect(try value([0xEF, 0xBB, 0xBF] + Array("'é'".utf8)) == accent)
    #expect(try value(Array("# coding: latin-1\n'".utf8) + [0xE9] + Array("'".utf8)) == accent)
    #expect(try value(Array("#!python\n# vim: set fileencoding=utf-8 :\n'é'\n".utf8)) == accent)
    // Neither after code nor in text is it a declaration.
    #expect(try value(Array("0\n# coding: latin-1\n'é'\n".utf8)) == accent)
    #expect(try value(Array("# coding: latin-1\n'é'\n".utf8), .text) == accent)
  }

  @Test(arguments: [
    ("# coding: foo\n", "unknown encoding: foo"),
    ("\u{FEFF}# coding: latin-1\n", "encoding problem: iso-8859-1 with BOM"),
    ("\u{FEFF}# coding: utf8\n", "encoding problem: utf8 with BOM"),
    ("# coding: ascii\n'é'", "'ascii' codec can't decode byte 0xc3 in position 17: ordinal not in range(128)"),
    ("a\0", "source code string cannot contain null bytes"),
  ])
  func badEncodings(_ source: String, _ message: String) {
    let found = problem(in: Array(source.utf8), .bytes)
    #expect(found?.message == message)
    #expect(found?.line == 0)
  }

  @Test func badUTF8() {
    let message = problem(in: [0x31, 0x0A, 0x27, 0xE9, 0x27], .file)?.message
    #expect(
      message == "Non-UTF-8 code starting with '\\xe9' in file test.py on line 2, but no encoding declared; "
        + "see https://peps.python.org/pep-0263/ for details")
    for (bytes, reason) in [
      ([0xFF], "invalid start byte"), ([0xC3], "unexpected end of data"),
      ([0xE0, 0x80, 0x80], "invalid continuation byte"),
      ([0xED, 0xA0, 0x80], "invalid continuation byte"), ([0xF4, 0x90, 0x80, 0x80], "invalid continuation byte"),
    ] as [([UInt8], String)] {
      #expect(problem(in: bytes, .bytes)?.message.hasSuffix(reason) == true)
    }
  }

  @Test func lineEnds() throws {
    let module = try parse("a\r\nb\rc = '''x\r\ny'''")
    guard case .file(let body) = module.content else { throw WrongContent() }
    #expect(body.map(\.span.line) == [1, 2, 3])
    #expect(module.source.text(ofLine: 4) == "y'''")
    #expect(module.source.text(ofLine: 5) == "")
    #expect(module.source.text(ofLine: 6) == nil)
  }

  /// Sources nested as deeply as the parser allows, and far more. Unoptimised frames are many times larger than
  /// optimised ones, so this runs on a stack of its own.
  @Test func depthIsBounded() async {
    await withCheckedContinuation { continuation in
      let thread = Thread {
        checkDepths()
        continuation.resume()
      }
      thread.stackSize = 1 << 28
      thread.start()
    }
  }

  @Test func heightIsTheLongestWayDown() throws {
    guard case .expression(let sum) = try parse("f(a + b * [c, (d)], k=e.f.g.h.i)", .expression).content else {
      throw WrongContent()
    }
    #expect(sum.height == 6)
  }
}

private func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
  String(repeating: open, count: count) + inner + String(repeating: close, count: count)
}

private func checkDepths() {
  #expect(problem(nested("(", "1", ")", 200)) == nil)
  #expect(problem(nested("(", "1", ")", 201))?.message == "too many nested parentheses")
  #expect(problem(nested("(", "a b", ")", 150))?.message == "invalid syntax. Perhaps you forgot a comma?")
  #expect(problem(nested("-", "1", "", 1500)) == nil)
  for source in [
    nested("-", "1", "", 100_000), nested("not ", "1", "", 100_000), nested("lambda: ", "1", "", 100_000),
    nested("1 if 1 else ", "1", "", 100_000), nested("1 ** ", "1", "", 100_000), nested("", "1", "+ 1", 100_000),
    nested("", "a", ".b", 100_000), nested("", "a", "()", 100_000),
    nested("(", "1", nested("", "", "+1", 100) + ")", 60),
    "if x: pass\n" + nested("", "", "elif x: pass\n", 100_000),
  ] {
    #expect(problem(source)?.kind == .recursion, "\(source.prefix(20))")
  }
  let blocks = (0...100).map { String(repeating: " ", count: $0) + "if x:\n" }.joined()
  #expect(problem(blocks)?.message == "too many levels of indentation")
}
