// The text form: what the printer writes, the parser reads back; bad text gets one clear message with its line.

import Testing
import TraceIR

@Suite struct TextTests {
  static let helpers = [Helper("append", [.value, .int], .value)]
  static let names = TraceNames(
    helpers: ["append"], kinds: ["instance", "list"], shape: { $0 == 0x1234 ? "Point" : nil })

  @Test func everythingSurvives() throws {
    let text = """
      bridge int float value
      frame 0 parent -1 code 3 resume 1 base 0 result -1
      frame 1 parent 0 code 7 resume 12 base 4 result 2 function %2 locals unbound flags 0x3
      %0 value = slot 1
      %1 int = guardInt %0 -> s0 at 0:3
      %2 object = rootFunction
      %3 condition = intLess %1, 10
      guardTrue %3 -> s1
      %5 float = floatAdd 2.5, -1e-30 at 1:4
      %6 float = floatAdd inf, float:0x7ff8000000000001
      %7 value = load.listItems %2 +16
      %8 int = loadPacked.buffers %2, %1 int32+-16
      guardVersion 0x1234'Point':7 -> s0
      guardKind %2 list -> s0
      %11 value = call append(%7, %1)
      storeElement.listItems %2, %1, None +8
      %13 int = addOverflow %1, -1 -> s1
      %14 raw = rawShiftRight raw:0xff 4
      %15 condition = same value:0x1003, object:0x1001
      %16 condition = not false
      setShape.shape %2 0x1234'Point'
      %18 object = new 0x3000000001234
      %19 int = inherit 0 at 0:3
      link -1 -> s1
      virtual v0 header 0x4000100001234 [%0, True, v0]
      snapshot s0 at 0:3 [1 = %0, 2 = v0]
      snapshot s1 at 1:9 raise []

      """
    let trace = try Trace(parsing: text, names: Self.names)
    #expect(trace.text(names: Self.names) == text)
    #expect(trace.faults(helpers: Self.helpers) == [])
  }

  @Test func namesAndCommentsAreForPeople() throws {
    let trace = try Trace(
      parsing: """
        loop ; a comment
        %count value = slot 4

        leave -> s0
        snapshot s0 at 0:0 [1 = %count]
        """)
    #expect(trace.text == "loop\n%0 value = slot 4\nleave -> s0\nsnapshot s0 at 0:0 [1 = %0]\n")
  }

  @Test(arguments: [
    ("", "line 1: a trace starts with its origin"),
    ("circle", "line 1: a trace starts with 'loop', 'function' or 'bridge TYPES'"),
    ("loop\nfly %0", "line 2: unknown operation 'fly'"),
    ("loop\nguardTrue %x -> s0", "line 2: %x is not defined"),
    ("loop\n%0 number = slot 1", "line 2: unknown type 'number'"),
    ("loop\n%0 value = slot", "line 2: the line ends too early"),
    ("loop\n%0 value = load.attic object:0x1 +8", "line 2: unknown region 'attic'"),
    ("loop\ncall paint()", "line 2: unknown helper 'paint'"),
    ("loop\nleave -> s0 now", "line 2: unexpected 'now'"),
    ("loop\nleave -> s0\nsnapshot s1 at 0:0 []", "line 3: snapshot s0 is missing"),
  ])
  func badTextIsExplained(_ text: String, _ message: String) {
    let error = #expect(throws: TraceParseError.self) { try Trace(parsing: text) }
    #expect(error?.description == message)
  }
}
