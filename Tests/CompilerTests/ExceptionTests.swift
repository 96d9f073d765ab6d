// Exception tables, and what is run on each way out of a statement.

import Testing
import VM

@Suite struct ExceptionTests {
  @Test func handlersRestoreTheHandledException() throws {
    #expect(
      try function("def f():\n  try: g()\n  except E: h()") == [
        "loadGlobal r1, 'g'", "call r1, 0", "jump → 13", "pushHandled r1, r0", "loadGlobal r2, 'E'",
        "matchException r2, r0, r2", "jumpIfFalse r2, → 11", "loadGlobal r2, 'h'", "call r2, 0", "popHandled r1",
        "jump → 13", "popHandled r1", "reraise r0", "returnNone",
      ])
  }

  @Test func eachInstructionHasAtMostOneHandler() throws {
    let source = """
      def f(a):
        try:
          try: a()
          except E as e: return e
          finally: b()
        except F: c()
      """
    let code = try #require(inner(try compile(source), "f"))
    for (first, second) in zip(code.handlers, code.handlers.dropFirst()) { #expect(first.end <= second.start) }
    #expect(code.handlers.count >= 5)
  }

  @Test func finallyRunsOnEveryWayOut() throws {
    let source = """
      def f(xs):
        for x in xs:
          try:
            if x: break
            if g(): continue
            return x
          finally:
            done()
      """
    // Normal end is unreachable; break, continue, return and the exception each have their copy.
    #expect(try function(source).filter { $0.hasSuffix("'done'") }.count == 4)
  }

  @Test func returnedVariablesAreCopiedBeforeFinally() throws {
    let listing = try function("def f(x):\n  try: return x\n  finally: x = 2")
    #expect(listing.prefix(3) == ["move r2, x", "loadInt x, 2", "return r2"])
  }

  @Test func bodiesThatCannotRaiseLeaveNoHandler() throws {
    #expect(try function("def f():\n  try: pass\n  except E: g()\n  return 1") == ["loadInt r0, 1", "return r0"])
  }
}
