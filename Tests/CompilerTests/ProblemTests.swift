// Errors that only the compiler can see, with CPython's words and places.

import Syntax
import Testing
import VM

@Suite struct ProblemTests {
  @Test(arguments: [
    ("def f(x): global x", "1:11 name 'x' is parameter and global"),
    ("def f():\n  nonlocal x", "2:3 no binding for nonlocal 'x' found"),
    ("nonlocal x", "1:1 nonlocal declaration not allowed at module level"),
    ("def f():\n  x = 1\n  global x", "3:3 name 'x' is assigned to before global declaration"),
    ("def f():\n  print(x)\n  global x", "3:3 name 'x' is used prior to global declaration"),
    ("def f():\n  global x\n  x: int = 1", "3:3 annotated name 'x' can't be global"),
    ("return 5", "1:1 'return' outside function"),
    ("class A: yield", "1:10 'yield' outside function"),
    ("break", "1:1 'break' outside loop"),
    ("for x in y:\n  def g(): continue", "2:12 'continue' not properly in loop"),
    ("def f(): await x", "1:10 'await' outside async function"),
    ("async def f():\n  yield 1\n  return 2", "3:3 'return' with value in async generator"),
    ("def f(a, a): pass", "1:10 duplicate argument 'a' in function definition"),
    ("def f():\n  from a import *", "2:17 import * only allowed at module level"),
    ("def f(): return [x async for x in y]", "1:17 asynchronous comprehension outside of an asynchronous function"),
    ("[x := 1 for x in y]", "1:2 assignment expression cannot rebind comprehension iteration variable 'x'"),
    (
      "class A: [y := 1 for x in z]", "1:11 assignment expression within a comprehension cannot be used in a class body"
    ),
    ("f(a=1, a=2)", "1:8 keyword argument repeated: a"),
    ("*a = 1", "1:1 starred assignment target must be in a list or tuple"),
    ("try: pass\nexcept: pass\nexcept A: pass", "2:1 default 'except:' must be last"),
    ("match x:\n  case _: pass\n  case b: pass", "2:8 wildcard makes remaining patterns unreachable"),
    ("match x:\n  case a | 1: pass", "2:8 name capture 'a' makes remaining patterns unreachable"),
    ("match x:\n  case [a, a]: pass", "2:12 multiple assignments to name 'a' in pattern"),
    ("match x:\n  case {1: a, 1: b}: pass", "2:8 mapping pattern checks duplicate key (1)"),
    ("from __future__ import foo", "1:1 future feature foo is not defined"),
    (
      "x = 1\nfrom __future__ import annotations", "2:1 from __future__ imports must occur at the beginning of the file"
    ),
  ])
  func messages(_ source: String, _ expected: String) {
    do {
      _ = try compile(source)
      Issue.record("compiled")
    } catch let problem as SyntaxProblem {
      #expect("\(problem.line):\(problem.offset) \(problem.message)" == expected)
    } catch {
      Issue.record(error)
    }
  }
}
