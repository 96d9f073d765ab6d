// Constant folding: same type and value as at run time, errors and big results left alone.

import Testing
import VM

@Suite struct FoldingTests {
  private func returned(_ expression: String) throws -> [String] { try function("def f(a): return \(expression)") }

  @Test(arguments: [
    ("-5", "-5"), ("2 ** 10 - 24", "1000"), ("-7 // 2", "-4"), ("-7 % 3", "2"), ("1 << 20 >> 2", "262144"),
    ("~5 & 12 | 3 ^ 1", "10"), ("not 3", "False"), ("'abc'[1]", "'b'"), ("(1, 2, 3)[-1]", "3"), ("__debug__", "True"),
  ])
  func values(_ expression: String, _ value: String) throws {
    let first = try returned(expression)[0]
    #expect(first == "loadInt r1, \(value)" || first == "loadConst r1, \(value)")
  }

  @Test(arguments: [
    ("7 / 2", "3.5"), ("0.1 + 0.2", "0.30000000000000004"), ("-0.0", "-0.0"), ("1e300 * 1e10", "inf"),
    ("('a' 'b', 2, (3,))", "('ab', 2, (3,))"), ("'ab' * 3", "'ababab'"), ("(1, 2) + (3,)", "(1, 2, 3)"),
    ("0x1_0000_0000_0000_0000", "18446744073709551616"), ("-9223372036854775808", "-9223372036854775808"),
  ])
  func constants(_ expression: String, _ value: String) throws {
    #expect(try returned(expression) == ["loadConst r1, \(value)", "return r1"])
  }

  @Test(arguments: [
    "1 / 0", "1 % 0", "2 << -1", "'x' * 5000", "(1,) * 1000", "9223372036854775807 + 1", "'a' + 1", "()[0]",
  ])
  func leftToRunTime(_ expression: String) throws {
    #expect(try returned(expression).count > 2)
  }

  @Test func searchedDisplaysAreConstants() throws {
    #expect(try returned("a in [1, 2]") == ["loadConst r1, (1, 2)", "contains r1, a, r1", "return r1"])
    #expect(
      try returned("a not in {1, 2}") == ["loadConst r1, frozenset({1, 2})", "notContains r1, a, r1", "return r1"])
  }

  @Test func constantConditionsLeaveNoCode() throws {
    #expect(try function("def f():\n  if 0: g()\n  while 0: h()\n  if not __debug__: k()\n  return") == ["returnNone"])
    #expect(
      try function("def f():\n  while 1:\n    g()") == ["loopHead", "loadGlobal r0, 'g'", "call r0, 0", "jump → 0"])
  }
}
