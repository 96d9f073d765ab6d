// Where names live, and what the code object says about them.

import Testing
import VM

@Suite struct ScopeTests {
  @Test func parametersComeFirstInTheOrderOfTheWindow() throws {
    let code = try #require(inner(try compile("def f(a, /, b, *args, c=1, **kw):\n  d = 1"), "f"))
    #expect(code.localNames == ["a", "b", "c", "args", "kw", "d"])
    #expect((code.argumentCount, code.positionalOnlyCount, code.keywordOnlyCount) == (2, 1, 1))
    #expect(code.flags & CodeFlags.simple == 0)
    #expect(code.clearCount == 1)
  }

  @Test func capturedVariablesAreCells() throws {
    let source = """
      def f(a, b):
        c = 1
        def g():
          nonlocal c
          c = a
        return g
      """
    let code = try compile(source)
    let outer = try #require(inner(code, "f"))
    #expect(outer.cellNames == ["a", "c"])
    #expect(outer.cellRegisters == [0, 3])
    #expect(try #require(inner(code, "g")).freeNames == ["a", "c"])
  }

  @Test func comprehensionsAreFunctions() throws {
    let code = try compile("def f(n):\n  y = 0\n  return [x + n for x in n]")
    let list = try #require(inner(code, "<listcomp>"))
    #expect(list.qualifiedName == "f.<locals>.<listcomp>")
    #expect(list.localNames == [".0", "x"])
    #expect(list.freeNames == ["n"])
  }

  @Test func assignmentsInComprehensionsBindOutside() throws {
    let code = try compile("def f(xs):\n  [last := x for x in xs]\n  return last")
    #expect(try #require(inner(code, "f")).cellNames == ["last"])
    #expect(try #require(inner(code, "<listcomp>")).freeNames == ["last"])
  }

  @Test func privateNamesAreMangled() throws {
    let source = "class _Box:\n  def f(self, __x): return self.__y + __x + self.__z__"
    #expect(
      try function(source).prefix(1) == ["getAttr r2, self, '_Box__y'"])
    #expect(try #require(inner(try compile(source), "f")).localNames == ["self", "_Box__x"])
  }

  @Test func classBodiesFillTheirNamespace() throws {
    let code = try compile("class C:\n  'doc'\n  x: int = 1\n  def m(self): return __class__")
    let body = try #require(inner(code, "C"))
    #expect(body.cellNames == ["__class__"])
    #expect(lines(body).contains("setupAnnotations"))
    #expect(lines(body).suffix(2) == ["storeName cell __class__, '__classcell__'", "return cell __class__"])
    #expect(
      body.flags & (CodeFlags.usesNamespace | CodeFlags.classBody) == CodeFlags.usesNamespace | CodeFlags.classBody)
  }

  @Test func kindsOfFunctions() throws {
    let source = """
      def g(): yield
      async def c(): await x
      async def a(): yield
      """
    let code = try compile(source)
    let kinds = CodeFlags.generator | CodeFlags.coroutine | CodeFlags.asyncGenerator
    #expect(try #require(inner(code, "g")).flags & kinds == CodeFlags.generator)
    #expect(try #require(inner(code, "c")).flags & kinds == CodeFlags.coroutine)
    #expect(try #require(inner(code, "a")).flags & kinds == CodeFlags.asyncGenerator)
    #expect(lines(try #require(inner(code, "g"))).first == "startGenerator")
  }

  @Test func annotationsMayStayText() throws {
    let source =
      "from __future__ import annotations\nx: list[int | None, -1] = 1\ndef f(a: 'b' + c ** 2, *, d: (1, 2) = 3): pass"
    let code = try compile(source)
    #expect(code.constants.contains(.string(Array("list[int | None, -1]".utf8))))
    #expect(code.constants.contains(.string(Array("'b' + c ** 2".utf8))))
    #expect(code.constants.contains(.string(Array("(1, 2)".utf8))))
  }
}
