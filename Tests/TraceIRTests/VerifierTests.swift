// One wrong trace for each thing that the verifier's header promises to find.

import Testing
import TraceIR

@Suite struct VerifierTests {
  static let helpers = [Helper("mix", [.int, .value], .int), Helper("run", [], .none)]

  /// A trace whose first lines give `%x` (an int), `%f` (a float), `%o` (an object) and `%c` (a condition).
  static func trace(_ body: String, end: String = "leave -> s1", snapshots: String = "") -> String {
    """
    loop
    frame 1 parent 0 code 5 resume 2 base 8 result 1
    %sx value = slot 0
    %x int = guardInt %sx -> s0
    %f float = intToFloat %x
    %o object = guardObject %sx -> s0
    %c condition = intLess %x, 3
    \(body)
    \(end)
    snapshot s0 at 0:0 []
    snapshot s1 at 1:0 []
    \(snapshots)
    """
  }

  static func messages(_ text: String) throws -> [String] {
    try Trace(parsing: text, names: TraceNames(helpers: helpers.map(\.name))).faults(helpers: helpers).map(\.message)
  }

  @Test func aValidTraceHasNoFaults() throws {
    let body = """
      %l value = load.attributes %o +8
      store.attributes %o, %x +16
      store.frames %o, %f +16
      %m int = call mix(%x, %o)
      call run()
      %i int = loadPacked.buffers %o, %x uint8+0
      loop
      %p int = phi %x, %n
      %n int = addOverflow %p, 1 -> s2
      """
    let text = Self.trace(
      body, end: "jumpLoop -> s2", snapshots: "virtual v0 header 0x2000000001000 [%f]\nsnapshot s2 at 0:3 [3 = v0]")
    #expect(try Self.messages(text) == [])
  }

  @Test(arguments: [
    ("%a int = add %x", "operand b is not defined"),
    ("%a int = negate %x, %x", "operand b is not wanted"),
    ("%a int = add %x, %f", "operand b of add is float"),
    ("%a int = add %x, %sx", "operand b of add is value"),
    ("%a int = add %b, 1\n%b int = add %x, 1", "operand a is not defined"),
    ("guardTrue %x -> s0", "operand a of guardTrue is int"),
    ("%a value = load.attributes %x +8", "operand a of load is int"),
    ("store.attributes %o, %c +8", "operand b of store is condition"),
    ("setShape.shape %sx 0x1000", "operand a of setShape is value"),
    ("storePacked.buffers %o, %x, %f uint8+0", "operand c of storePacked is float"),
    ("%a value = boxFloat v0", "operand a is virtual"),
    ("%a value = add %x, 1", "add cannot give value"),
    ("%a condition = load.attributes %o +8", "load cannot give condition"),
    ("%a float = loadPacked.buffers %o, %x uint8+0", "loadPacked cannot give float"),
    ("%a int = inherit 0", "value 0 is not inherited"),
    ("%a int = call mix(%x)", "mix takes 2 arguments, not 1"),
    ("%a int = call mix(%sx, %o)", "mix wants int, not value"),
    ("%a value = call mix(%x, %o)", "call cannot give value"),
    ("call helper7()", "helper 7 is unknown"),
    ("guardTrue %c", "there is no snapshot"),
    ("%a int = add %x, 1 -> s0", "add has a snapshot"),
    ("guardTrue %c -> s2", "a snapshot names a value that is not defined"),
    ("guardTrue %c -> s3", "the snapshot's frame 4 does not exist"),
    ("guardTrue %c -> s4", "v9 does not exist"),
    ("%p int = phi %x, %x", "a phi that does not follow loop"),
    ("loop\n%p int = phi %p, %x", "the first value of a phi is not defined before the loop"),
    ("loop\n%p int = phi %x, %f", "a phi of int with float"),
    ("loop\nloop", "a second loop"),
    ("leave -> s0", "an end that is not the last instruction"),
  ])
  func faultsAreFound(_ body: String, _ message: String) throws {
    let snapshots = """
      virtual v0 header 0x2000000001000 [%x]
      snapshot s2 at 0:0 [1 = %late]
      snapshot s3 at 4:0 []
      snapshot s4 at 0:0 [1 = v9]
      """
    let text = Self.trace(body + "\n%late int = add %x, 1", snapshots: snapshots)
    #expect(try Self.messages(text).contains(message))
  }

  @Test func endsAreChecked() throws {
    #expect(try Self.messages(Self.trace("", end: "jumpLoop")) == ["jumpLoop without loop"])
    #expect(try Self.messages(Self.trace("", end: "guardTrue %c -> s0")) == ["the trace has no end"])
    let virtual = "virtual v0 header 0x2000000001000 [%x]\nsnapshot s2 at 0:0 [1 = v0]"
    #expect(
      try Self.messages(Self.trace("", end: "link 3 -> s2", snapshots: virtual)) == ["link with a virtual object"])
    #expect(try Self.messages(Self.trace("", end: "leave -> s2", snapshots: virtual)) == [])
  }

  @Test func framesAreChecked() throws {
    let text = "loop\nframe 1 parent 1 code 5\nleave -> s0\nsnapshot s0 at 0:0 []"
    #expect(try Self.messages(text) == ["frame 1 has no earlier parent"])
  }

  /// A bridge that goes on in the caller of the frame in which it began.
  private static func returning(_ snapshot: String, origin: String = "bridge value") -> String {
    """
    \(origin)
    frame 1 parent -1 code 6
    %r value = slot 2
    guardDifferent %r, unbound -> s0
    popFrame
    %c value = slot 2
    guardDifferent %c, unbound -> \(snapshot)
    leave -> s1
    snapshot s0 at 0:0 []
    snapshot s1 at 1:4 [3 = %r]
    """
  }

  @Test func snapshotsKnowTheRoot() throws {
    #expect(try Self.messages(Self.returning("s1")) == [])
    #expect(try Self.messages(Self.returning("s0")) == ["a snapshot with the root 1, not 0"])
    #expect(
      try Self.messages(Self.returning("s1", origin: "loop"))
        == ["popFrame in a trace that may come back to its start"])
  }
}
