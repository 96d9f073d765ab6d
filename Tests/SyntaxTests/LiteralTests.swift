// Values of literals and spellings of names.
import Syntax
import Testing

@Suite struct LiteralTests {
  @Test(
    arguments: [
      ("0", .integer(0)), ("00_0", .integer(0)), ("1_000", .integer(1000)), ("0xFf", .integer(255)),
      ("0o1_7", .integer(15)), ("0B101", .integer(5)), ("9223372036854775807", .integer(.max)), ("1.", .float(1)),
      (".5e-3", .float(0.0005)), ("1_0.0_1", .float(10.01)), ("1e400", .float(.infinity)), ("010.5", .float(10.5)),
      ("3J", .imaginary(3)), ("1e2j", .imaginary(100)), ("0777j", .imaginary(777)),
    ] as [(String, Constant)])
  func numbers(_ source: String, _ value: Constant) throws {
    #expect(try constant(source) == value)
  }

  @Test(arguments: [
    ("9223372036854775808", "9223372036854775808", 10), ("0x1_0000_0000_0000_0000", "10000000000000000", 16),
    ("0o7777777777777777777777", "7777777777777777777777", 8), ("0x0_FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF", 16),
  ])
  func bigIntegers(_ source: String, _ digits: String, _ radix: Int) throws {
    guard case .bigInteger(let literal) = try constant(source) else { throw WrongContent() }
    #expect(literal.digits == digits && literal.radix == radix)
  }

  @Test(arguments: [
    ("'a\\tb\\\nc'", "a\tbc"), (#""\x41\101\u00e9\U0001F600""#, "AAé😀"),
    (#"'\N{LATIN SMALL LETTER E WITH ACUTE}\N{nbsp}'"#, "é\u{A0}"),
    (#"'\N{CJK UNIFIED IDEOGRAPH-4E00}\N{HANGUL SYLLABLE GAG}\N{LF}'"#, "一각\n"), (#"r'\n' 'b'"#, #"\nb"#),
    (#"'\q\8'"#, #"\q\8"#), ("'''a\n'b''\"'''", "a\n'b''\""), ("''", ""), (#"'\'"' "'""#, "'\"'"),
  ])
  func strings(_ source: String, _ value: String) throws {
    #expect(try constant(source) == .string(StringLiteral(utf8: Array(value.utf8))))
  }

  @Test func surrogatesStayApart() throws {
    let surrogates: [UInt8] = [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]
    #expect(try constant(#"'\ud83d\ude00'"#) == .string(StringLiteral(utf8: surrogates)))
  }

  @Test func bytes() throws {
    #expect(try constant(#"b'\x00\377\400a' B"\n" rb'\n'"#) == .bytes([0, 255, 0, 97, 10, 92, 110]))
  }

  @Test func unicodePrefix() throws {
    #expect(try constant("u'a' 'b'") == .string(StringLiteral(utf8: [97, 98], hasUnicodePrefix: true)))
    #expect(try constant("U'a'") == .string(StringLiteral(utf8: [97])))
  }

  @Test func namesAreNormalized() throws {
    for (source, text) in [("ﬁle", "file"), ("ｘ１", "x1"), ("e\u{301}", "é"), ("𝐱", "x"), ("ℌ", "H"), ("_ª", "_a")] {
      guard case .name(let name, .load) = try expression(source) else { throw WrongContent() }
      #expect(name.text.unicodeScalars.elementsEqual(text.unicodeScalars), "\(source)")
      #expect(name == Name(text))
    }
  }

  @Test func sameNamesAreEqualAcrossSources() throws {
    guard case .attribute(_, let first, _) = try expression("a.a_rather_long_name"),
      case .name(let second, _) = try expression("a_rather_long_name"),
      case .name(let other, _) = try expression("a_rather_long_game")
    else { throw WrongContent() }
    #expect(first == second && first != other && first.text == "a_rather_long_name")
  }
}
