// The shapes of code that speed rests on: operands in place, results straight to their variable, fused jumps,
// inverted loops.

import Testing
import VM

@Suite struct ShapeTests {
  @Test func resultsGoStraightToTheirVariable() throws {
    #expect(try function("def f(a, b):\n  x = a + b\n  return x") == ["add x, a, b", "return x"])
    #expect(
      try function("def f(a):\n  a += 1\n  a *= a") == [
        "inPlaceAddInt a, a, 1", "inPlaceMultiply a, a, a", "returnNone",
      ])
  }

  @Test func numbersAreOperands() throws {
    #expect(try function("def f(a): return a - 3") == ["subtractInt r1, a, 3", "return r1"])
    #expect(try function("def f(a): return 2.0 / a") == ["reverseTrueDivideK r1, a, 2.0", "return r1"])
    #expect(try function("def f(a): return a[-1]") == ["getItemInt r1, a, -1", "return r1"])
    // 2 + a may call a method of a, so the order stays.
    #expect(try function("def f(a): return 2 + a") == ["loadInt r1, 2", "add r1, r1, a", "return r1"])
  }

  @Test func conditionsAreFused() throws {
    #expect(
      try function("def f(a):\n  if a < 5 and a is not None: return 1\n  return 2") == [
        "jumpIfNotLessInt a, 5, → 4", "jumpIfNone a, → 4", "loadInt r1, 1", "return r1", "loadInt r1, 2", "return r1",
      ])
    #expect(
      try function("def f(a, b, c):\n  if not a < b < c: g()") == [
        "jumpIfNotLess a, b, → 2", "jumpIfLess b, c, → 4", "loadGlobal r3, 'g'", "call r3, 0", "returnNone",
      ])
  }

  @Test func whileLoopsTestAtTheBottom() throws {
    #expect(
      try function("def f(n):\n  i = 0\n  while i < n:\n    i += 1\n  return i") == [
        "loadInt i, 0", "jump → 3", "inPlaceAddInt i, i, 1", "loopHead", "jumpIfLess i, n, → 2", "return i",
      ])
  }

  @Test func forLoopsWriteTheirVariable() throws {
    #expect(
      try function("def f(xs):\n  for x in xs:\n    if x: break\n    g(x)") == [
        "getIter r2, xs", "jump → 6", "jumpIfTrue x, → 8", "loadGlobal r3, 'g'", "move r5, x", "call r3, 1",
        "loopHead", "forIter x, r2, → 2", "returnNone",
      ])
    #expect(
      try function("def f(xs):\n  for i, x in xs: pass") == [
        "getIter r3, xs", "jump → 3", "unpackSequence i…, r4, 2", "loopHead", "forIter r4, r3, → 2", "returnNone",
      ])
  }

  @Test func callsEvaluateArgumentsInTheirPlace() throws {
    #expect(
      try function("def f(a): return g(h(a), a.m(1), k=2)") == [
        "loadGlobal r1, 'g'", "loadGlobal r3, 'h'", "move r5, a", "call r3, 1", "loadMethod r4…, a, 'm'",
        "loadInt r6, 1", "callMethod r4, 1", "loadInt r5, 2", "callKeywords r1, 3, ('k',)", "return r1",
      ])
  }

  @Test func swapsMakeNoTuple() throws {
    #expect(
      try function("def f(a, b):\n  a, b = b, a\n  return a") == [
        "move r2, a", "move a, b", "move b, r2", "return a",
      ])
  }

  @Test func operandsKeepTheirValueWhileLaterOnesAssign() throws {
    #expect(
      try function("def f(a): return a + (a := 1)") == [
        "move r1, a", "loadInt a, 1", "add r1, r1, a", "return r1",
      ])
    #expect(try function("def f(x, y):\n  x = y or x").last == "returnNone")
    #expect(
      try function("def f(x, y):\n  x = y or x") == [
        "move r2, y", "jumpIfTrue r2, → 3", "move r2, x", "move x, r2", "returnNone",
      ])
  }

  @Test func onlyDoubtfulLocalsAreChecked() throws {
    #expect(
      try function("def f(a):\n  if a: x = 1\n  g = x\n  h = x") == [
        "jumpIfFalse a, → 2", "loadInt x, 1", "checkLocal x, 'x'", "move g, x", "move h, x", "returnNone",
      ])
    #expect(
      try function("def f(a):\n  if a: x = 1\n  else: x = 2\n  return x").contains { $0.hasPrefix("check") } == false)
    #expect(try function("def f(a):\n  del a\n  return a") == ["deleteLocal a, 'a'", "checkLocal a, 'a'", "return a"])
    let loop = "def f(a):\n  x = 1\n  while a:\n    g = x\n    del x"
    #expect(try function(loop).contains("checkLocal x, 'x'"))
  }

  @Test func zeroArgumentSuperNeedsNoObject() throws {
    #expect(
      try function("class C:\n  def f(self): return super().f(1)") == [
        "copyFree cell __class__, 1", "loadCell r2, cell __class__, '__class__'", "move r3, self",
        "loadSuperMethod r2…, r2…, 'f'", "loadInt r4, 1", "callMethod r2, 1", "return r2",
      ])
  }

  @Test func longJumpsReach() throws {
    let line = "    if i < 7: a(b)\n"
    let body = String(repeating: line, count: 9000)
    let deeper = String(repeating: "  " + line, count: 9000)
    let code = try compile("def f(n, a, b):\n  for i in n:\n\(body)    if i == 9: break\n    while i < 5:\n\(deeper)")
    #expect(CodeVerifier.problems(of: code).isEmpty)
    #expect(try #require(inner(code, "f")).instructions.count > 2 * Int(Int16.max))
  }
}
