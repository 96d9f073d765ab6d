// Every key in the help of every screen, with what must be seen after it. `KeysInTmuxTests` presses them in the real
// program and checks that no key of the help is missing here.
//
// The recording is that of `ProfiledScript`: what lines and functions there are is known, their order and shares are not.

@testable import Viewer

enum KeyTable {
  static let rows = everywhere + overview + flame + traces + guards + warmup + intoC + source + timeline + sql

  /// The range takes the place of the title.
  private static let rangeChosen = KeyRow.Expectation.hides("everything.py  a.pitviper")
  /// The list of traces with the bridges hidden and the cursor on the loop of `total`, which has some.
  private static let atTotal = ["a", "/total", "Enter"]
  /// The flame graph of Python alone, with the cursor on `formula`, which `work` calls.
  private static let atFormula = ["v", "/formula", "Enter"]
  private static let inTotal = atTotal + ["Enter", "…as compiled"]

  static let everywhere: [KeyRow] = [
    KeyRow(.overview, "9", .shows("read-only")), KeyRow(.sql, "1", .shows("samples over time")),
    KeyRow(.overview, "?", .shows("On every screen")),
    KeyRow(.flame, ["?"], "q", .hides("On every screen")),
    KeyRow(.flame, "/.py", .shows(".py:")),
    KeyRow(.flame, ["/.py"], "Enter", .shows("match 1 of")),
    KeyRow(.flame, ["/.py", "Enter"], "n", .shows("match 2 of")),
    KeyRow(.flame, ["/.py", "Enter", "n", "…match 2 of"], "N", .shows("match 1 of")),
    KeyRow(.flame, ["/fib", "Enter"], "Escape", .hides("fib: ")),
    KeyRow(.flame, ["/fib"], "Escape", .hides("fib: ")),
    KeyRow(.overview, ":guards Enter", .shows("failures")),
    KeyRow(.overview, ":range Space 0.2-0.6 Enter", .shows("0.2-0.6 s")),
    KeyRow(.overview, [":range Space 0.2-0.6 Enter"], ":range Space all Enter", .hides("0.2-0.6 s")),
    KeyRow(.overview, [":range Space 0.2-0.6 Enter", "…0.2-0.6 s", "…lost"], "Escape", .hides("0.2-0.6 s")),
    KeyRow(.overview, ":range Space later Enter", .shows("a range is two times in seconds")),
    KeyRow(.overview, ":against Space a.pitviper Enter", .shows("against a.pitviper: + more, - less")),
    KeyRow(.overview, ":against Space missing Enter", .shows("no such file: missing")),
    KeyRow(.overview, ":sql Space SELECT Space 6*7 Space AS Space answer Enter", .shows("answer")),
    KeyRow(.overview, ":help Enter", .shows("On every screen")),
    KeyRow(.overview, ":dance Enter", .shows("no command dance")),
    KeyRow(.overview, [":dance"], "BSpace", .hides(":dance")),
    KeyRow(.overview, ":q Enter", .ends("status 0")),
    KeyRow(.overview, "q", .ends("status 0")),
    KeyRow(.overview, "C-c", .ends("signal")),
    KeyRow(.overview, ["2", "…heaviest first"], "BSpace", .shows("samples over time")),
    KeyRow(.overview, "BSpace", .shows("this is where you began")),
    KeyRow(.overview, ["replace"], "r", .shows("3,000 samples")),
    KeyRow(.overview, "0", .shows("there is no screen 0")),
    KeyRow(.overview, "click 16,0", .shows("heaviest first")),
  ]

  static let overview: [KeyRow] = [
    KeyRow(.overview, "Down", .moves), KeyRow(.overview, ["Down"], "Up", .moves),
    KeyRow(.overview, "j", .moves), KeyRow(.overview, ["j"], "k", .moves),
    KeyRow(.overview, "PageDown", .moves), KeyRow(.overview, ["PageDown"], "PageUp", .moves),
    KeyRow(.overview, "End", .moves), KeyRow(.overview, ["End"], "Home", .moves),
    KeyRow(.overview, "Tab", .cursor(on: ".py:")), KeyRow(.overview, "Left", .cursor(on: ".py:")),
    KeyRow(.overview, "Right", .cursor(on: ".py:")),
    KeyRow(.overview, "Enter", .shows("heaviest first")), KeyRow(.overview, ["Tab"], "Enter", .shows("(one of ")),
    KeyRow(.overview, ["Tab"], "o", .shows("(one of ")),
    KeyRow(.overview, "/unpack Enter", .cursor(on: "unpack")),
    KeyRow(.overview, "click 80,24", .cursor(on: ".py:")), KeyRow(.overview, "click 20,23", .moves),
    KeyRow(.overview, "double 80,24", .shows("(one of ")), KeyRow(.overview, "wheeldown 20,23", .moves),
    KeyRow(.overview, "d", .shows("Try: ")), KeyRow(.overview, ["d", "…Try: "], "d", .shows("samples over time")),
    KeyRow(.overview, ["d", "…Try: "], "Enter", .shows("(one of ")),
    KeyRow(.overview, ["d", "…Try: "], "Escape", .shows("samples over time")),
  ]

  static let flame: [KeyRow] = [
    KeyRow(.flame, "j", .moves), KeyRow(.flame, ["j"], "k", .moves), KeyRow(.flame, "Down", .moves),
    KeyRow(.flame, ["Down"], "Up", .moves), KeyRow(.flame, ["j"], "l", .moves), KeyRow(.flame, ["j"], "Right", .moves),
    KeyRow(.flame, ["j", "l"], "h", .moves), KeyRow(.flame, ["j", "l"], "Left", .moves),
    KeyRow(.flame, "End", .moves), KeyRow(.flame, ["End"], "Home", .cursor(on: "all")),
    KeyRow(.flame, "PageDown", .moves), KeyRow(.flame, ["PageDown"], "PageUp", .cursor(on: "all")),
    KeyRow(.flame, ["j", "j"], "Enter", .shows("of the zoom")), KeyRow(.flame, ["j", "j"], "+", .shows("of the zoom")),
    KeyRow(.flame, ["j", "Enter"], "BSpace", .hides("of the zoom")),
    KeyRow(.flame, ["j", "Enter"], "-", .hides("of the zoom")),
    KeyRow(.flame, ["j", "j", "Enter"], "z", .hides("of the zoom")),
    KeyRow(.flame, "i", .shows("callers of each function")), KeyRow(.flame, "c", .shows("recursion folded")),
    KeyRow(.flame, "v", .shows("stacks of Python")), KeyRow(.flame, ["v"], "v", .shows("stacks, heaviest")),
    KeyRow(.flame, "x", .shows("split by state")), KeyRow(.flame, "o", .shows("by name")),
    KeyRow(.flame, ["o"], "o", .shows("in time")), KeyRow(.flame, "f", .row(35, "all")),
    KeyRow(.flame, "b", .shows("colour = kind")), KeyRow(.flame, "d", .shows(":against FILE")),
    KeyRow(.flame, [":against Space a.pitviper Enter", "…+ more"], "d", .hides("+ more")),
    KeyRow(.flame, "t", .shows("own time")), KeyRow(.flame, ["t"], "t", .shows("heaviest first")),
    KeyRow(.flame, ["t"], "s", .shows("total▼")), KeyRow(.flame, ["t", "s"], "s", .shows("function▼")),
    KeyRow(.flame, ["t"], "j", .moves), KeyRow(.flame, ["t"], "Enter", .shows("heaviest first")),
    KeyRow(.flame, ["t"], "Escape", .shows("heaviest first")),
    KeyRow(.flame, ["t", "Enter", "…heaviest first"], "BSpace", .shows("own time")),
    KeyRow(.flame, ["t"], "/unpack Enter", .cursor(on: "unpack")),
    KeyRow(.flame, ["t"], "click 60,5", .moves), KeyRow(.flame, ["t"], "wheeldown 60,5", .moves),
    KeyRow(.flame, "s", .shows("put the cursor on a function")),
    KeyRow(.flame, atFormula, "s", .shows("callees below: formula")),
    KeyRow(.flame, atFormula + ["s"], "s", .shows("heaviest first")),
    KeyRow(.flame, atFormula + ["s"], "k", .cursor(on: "work")),
    KeyRow(.flame, atFormula + ["s", "k"], "Enter", .shows("callees below: work")),
    KeyRow(.flame, atFormula + ["s", "k", "Enter"], "BSpace", .shows("callees below: formula")),
    KeyRow(.flame, "click 10,4", .moves), KeyRow(.flame, "double 10,4", .shows("of the zoom")),
    KeyRow(.flame, [], "wheeldown 10,6", .shows("rows 2–"), height: 12),
    KeyRow(.flame, ["wheeldown 10,6"], "wheelup 10,6", .shows("rows 1–"), height: 12),
  ]

  static let traces: [KeyRow] = [
    KeyRow(.traces, "j", .moves), KeyRow(.traces, ["j"], "k", .moves), KeyRow(.traces, "End", .moves),
    KeyRow(.traces, "a", .hides("bridge ")), KeyRow(.traces, ["a"], "a", .shows("bridge ")),
    KeyRow(.traces, atTotal, "Space", .shows("bridge ")), KeyRow(.traces, atTotal, "Right", .shows("bridge ")),
    KeyRow(.traces, atTotal + ["Right"], "Left", .hides("bridge ")),
    KeyRow(.traces, "t", .shows("total▼")), KeyRow(.traces, "s", .shows("own▼")),
    KeyRow(.traces, ["s", "s", "s", "s"], "s", .shows("trace▼")), KeyRow(.traces, "o", .shows("(one of ")),
    KeyRow(.traces, "f", .shows("heaviest first")), KeyRow(.traces, "Enter", .shows("as compiled")),
    KeyRow(.traces, "click 50,4", .moves), KeyRow(.traces, "double 50,4", .shows("as compiled")),
    KeyRow(.traces, "wheeldown 50,4", .moves),
    KeyRow(.traces, inTotal, "j", .moves), KeyRow(.traces, inTotal, "Tab", .moves),
    KeyRow(.traces, inTotal + ["Tab"], "BTab", .moves), KeyRow(.traces, inTotal, "e", .cursor(on: "failed")),
    KeyRow(.traces, inTotal, "b", .shows("as recorded, before optimisation")),
    KeyRow(.traces, inTotal, "m", .hides("push rbp")), KeyRow(.traces, inTotal, "Enter", .shows("(one of ")),
    KeyRow(.traces, inTotal + ["e"], "Enter", .shows(", bridge of")),
    KeyRow(.traces, inTotal + ["e", "Enter", "…, bridge of"], "p", .hides(", bridge of")),
    KeyRow(.traces, inTotal, "p", .shows("it grew from no other trace")),
    KeyRow(.traces, inTotal, "BSpace", .shows("entered  ")), KeyRow(.traces, inTotal, "Escape", .shows("entered  ")),
    KeyRow(.traces, inTotal, "/guardInt Enter", .moves),
    KeyRow(.traces, inTotal, "click 50,9", .moves),
  ]

  static let guards: [KeyRow] = [
    KeyRow(.guards, "j", .moves), KeyRow(.guards, ["j"], "k", .moves),
    KeyRow(.guards, "Tab", .moves), KeyRow(.guards, "s", .shows("failures▼")),
    KeyRow(.guards, ["s", "s", "s"], "s", .shows("trace▼")),
    KeyRow(.guards, "Enter", .shows("as compiled")), KeyRow(.guards, "o", .shows("(one of ")),
    KeyRow(.guards, ["/guardInt", "Enter"], "b", .shows(", bridge of")),
    KeyRow(.guards, ["Tab", "/unpack", "Enter"], "Enter", .shows("(one of ")),
    KeyRow(.guards, ["Tab"], "/zzz Enter", .shows("no recording given up here contains it")),
    KeyRow(.guards, "click 50,4", .moves), KeyRow(.guards, "double 50,4", .shows("as compiled")),
    KeyRow(.guards, "wheeldown 50,4", .moves),
  ]

  static let warmup: [KeyRow] = [
    KeyRow(.warmup, "Right", .changes), KeyRow(.warmup, ["Right"], "Left", .changes),
    KeyRow(.warmup, "l", .changes), KeyRow(.warmup, ["l"], "h", .changes),
    KeyRow(.warmup, "End", .changes), KeyRow(.warmup, ["End"], "Home", .changes),
    KeyRow(.warmup, "]", .hides("nothing was compiled")),
    KeyRow(.warmup, ["End"], "[", .changes),
    KeyRow(.warmup, ["/bridge", "Enter"], "Down", .moves), KeyRow(.warmup, ["/bridge", "Enter", "Down"], "Up", .moves),
    KeyRow(.warmup, ["/bridge", "Enter"], "j", .moves), KeyRow(.warmup, ["/bridge", "Enter", "j"], "k", .moves),
    KeyRow(.warmup, ["/bridge", "Enter"], "Enter", .shows("as compiled")),
    KeyRow(.warmup, ["/bridge", "Enter"], "s", rangeChosen),
    KeyRow(.warmup, "click 60,10", .changes), KeyRow(.warmup, ["/bridge", "Enter"], "wheeldown 60,10", .moves),
  ]

  static let intoC: [KeyRow] = [
    KeyRow(.intoC, "Down", .moves), KeyRow(.intoC, ["Down"], "Up", .moves), KeyRow(.intoC, "j", .moves),
    KeyRow(.intoC, ["j"], "k", .moves), KeyRow(.intoC, "Enter", .shows("everything.py:")),
    KeyRow(.intoC, "Space", .shows("everything.py:")), KeyRow(.intoC, "Right", .shows("everything.py:")),
    KeyRow(.intoC, ["Right"], "Left", .hides("everything.py:")), KeyRow(.intoC, "a", .shows("everything.py:")),
    KeyRow(.intoC, "s", .shows("overhead▼")), KeyRow(.intoC, "f", .shows("heaviest first")),
    KeyRow(.intoC, ["/abs", "Enter"], "/qsort Enter", .cursor(on: "qsort")), KeyRow(.intoC, "click 70,3", .moves),
    KeyRow(.intoC, "double 70,2", .shows("everything.py:")), KeyRow(.intoC, "wheeldown 70,3", .moves),
  ]

  static let source: [KeyRow] = [
    KeyRow(.source, "j", .moves), KeyRow(.source, "k", .moves), KeyRow(.source, "Home", .cursor(on: "import ctypes")),
    KeyRow(.source, "Tab", .moves), KeyRow(.source, "BTab", .moves),
    KeyRow(.source, ["Home"], "m", .moves), KeyRow(.source, "f", .shows("source files, by own time")),
    KeyRow(.source, ["f"], "j", .moves),
    KeyRow(.source, ["f", "j"], "Enter", .hides("source files, by own time")),
    KeyRow(.source, ["f"], "BSpace", .shows("(one of ")), KeyRow(.source, ["f"], "Escape", .shows("(one of ")),
    KeyRow(.source, "/compare Enter", .cursor(on: "compare")),
    KeyRow(.source, ["Home", "/point.x", "Enter"], "Enter", .shows("as compiled")),
    KeyRow(.source, ["Home"], "Enter", .shows("no trace covers this line")),
    KeyRow(.source, "x", .shows("heaviest first")),
    KeyRow(.source, "click 60,4", .moves), KeyRow(.source, "wheelup 60,4", .moves),
  ]

  static let timeline: [KeyRow] = [
    KeyRow(.timeline, "Right", .changes), KeyRow(.timeline, ["Right"], "Left", .changes),
    KeyRow(.timeline, "l", .changes), KeyRow(.timeline, ["l"], "h", .changes),
    KeyRow(.timeline, "PageDown", .changes), KeyRow(.timeline, ["PageDown"], "PageUp", .changes),
    KeyRow(.timeline, "End", .changes), KeyRow(.timeline, ["End"], "Home", .changes),
    KeyRow(.timeline, "Space", .shows("marked; go to the other end")),
    KeyRow(.timeline, ["Space", "PageDown"], "Space", rangeChosen),
    KeyRow(.timeline, ["Space", "PageDown"], "Escape", .hides("from 0 s")),
    KeyRow(.timeline, "click 60,6", .changes), KeyRow(.timeline, "double 60,6", rangeChosen),
    KeyRow(.timeline, "+", .changes), KeyRow(.timeline, ["+"], "-", .changes),
    KeyRow(.timeline, "wheelup 60,6", .changes), KeyRow(.timeline, ["+"], "wheeldown 60,6", .changes),
    KeyRow(.timeline, "z", .shows("no range: Space marks one")),
    KeyRow(.timeline, ["PageDown", "Space", "PageDown", "Space"], "z", .changes),
    KeyRow(.timeline, ["+", "+"], "a", .changes), KeyRow(.timeline, "e", .changes),
    KeyRow(.timeline, ["End"], "E", .changes), KeyRow(.timeline, "Enter", .shows("no trace belongs to it")),
    KeyRow(.timeline, atBridge, "Down", .moves),
    KeyRow(.timeline, atBridge + ["Down"], "Up", .moves), KeyRow(.timeline, atBridge, "j", .moves),
    KeyRow(.timeline, atBridge + ["j"], "k", .moves), KeyRow(.timeline, atBridge, "Enter", .shows("as compiled")),
  ]
  /// The columns in which `total` was compiled.
  private static let atBridge = ["Home", "e…bridge  trace"]

  static let sql: [KeyRow] = [
    KeyRow(.sql, "j", .moves), KeyRow(.sql, ["j"], "k", .moves), KeyRow(.sql, "Down", .moves),
    KeyRow(.sql, ["Down"], "Up", .moves), KeyRow(.sql, "PageDown", .moves),
    KeyRow(.sql, ["PageDown"], "PageUp", .moves),
    KeyRow(.sql, "Enter", .shows(" rows, ")), KeyRow(.sql, "i SELECT", .shows("sql SELECT")),
    KeyRow(.sql, "e", .shows("sql SELECT")),
    KeyRow(.sql, ["Enter", "… rows, "], "Tab", .shows("read-only")),
    KeyRow(.sql, ["Enter", "… rows, ", "Tab", "…read-only"], "Tab", .shows(" rows, ")),
    KeyRow(.sql, ["Enter", "… rows, "], "BSpace", .shows("read-only")),
    KeyRow(.sql, ["Enter", "… rows, "], "j", .moves), KeyRow(.sql, ["Enter", "… rows, "], "l", .shows("<samples")),
    KeyRow(.sql, ["Enter", "… rows, "], "Right", .shows("<samples")),
    KeyRow(.sql, ["Enter", "… rows, ", "l", "…<samples"], "h", .hides("<samples")),
    KeyRow(.sql, ["Enter", "… rows, ", "l", "…<samples"], "Left", .hides("<samples")),
    KeyRow(.sql, ["Enter", "… rows, "], "Enter", .changes),
    KeyRow(.sql, ["Enter", "… rows, "], "s mine", .shows("name mine")),
    KeyRow(.sql, ["Enter", "… rows, ", "s", "mine", "Enter"], "Tab", .shows("yours")),
    KeyRow(.sql, ["Enter", "… rows, ", "s", "mine", "Enter", "Tab", "…yours", "Home"], "d", .hides("yours")),
    KeyRow(.sql, "d", .shows("came with the program")), KeyRow(.sql, "/losses Enter", .cursor(on: "losses")),
    KeyRow(.sql, ["isql", "Enter"], "e", .shows("sql sql")),
    KeyRow(
      .sql,
      [
        ":sql Space WITH Space RECURSIVE Space n(i) Space AS Space (SELECT Space 1 Space UNION Space ALL Space SELECT "
          + "Space i+1 Space FROM Space n) Space SELECT Space count(*) Space FROM Space n Enter", "…running",
      ], "Escape", .shows("given up")),
    KeyRow(.sql, "click 10,7", .moves), KeyRow(.sql, "double 10,5", .shows(" rows, ")),
    KeyRow(.sql, "wheeldown 10,7", .moves),
  ]
}
