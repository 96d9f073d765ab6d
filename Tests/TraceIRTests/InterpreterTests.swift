// The reference meaning: Python's division, 62-bit overflow, boxes, objects rebuilt at an exit, breaches found.

import Testing

@testable import TraceIR

@Suite struct InterpreterTests {
  /// The exit of a trace that starts with register 0 = 7 and register 1 = None.
  static func run(_ text: String, prepare: (inout TraceMachine) -> Void = { _ in }) throws -> (TraceExit, TraceMachine)
  {
    var machine = TraceMachine()
    machine.words[machine.windowPointer] = 7 << 2
    machine.words[machine.windowPointer + 8] = 0x15
    machine.words[0x1000] = 0x0003_0006_0000_4000
    machine.words[0x1008] = 3 << 2
    prepare(&machine)
    let exit = try machine.run(try Trace(parsing: text, names: World.names))
    return (exit, machine)
  }

  @Test(arguments: [
    ("floorDivide -7, 2", -4), ("floorDivide 7, -2", -4), ("floorDivide -8, 2", -4), ("modulo -7, 3", 2),
    ("modulo 7, -3", -2), ("modulo -6, 3", 0), ("shiftRight -5, 1", -3), ("shiftRight -5, 200", -1), ("invert 5", -6),
    ("multiply -3, 4", -12), ("and -1, 12", 12), ("conditionToInt true", 1), ("shiftLeft 3, 4", 48),
  ])
  func arithmeticIsPythons(_ operation: String, _ result: Int) throws {
    let (exit, _) = try Self.run("loop\n%a int = \(operation)\nleave -> s0\nsnapshot s0 at 0:0 [2 = %a]")
    #expect(exit.registers[2] == UInt64(bitPattern: Int64(result)) << 2)
  }

  @Test(arguments: [
    ("addOverflow 2305843009213693951, 1", true), ("addOverflow 2305843009213693950, 1", false),
    ("subtractOverflow -2305843009213693952, 1", true), ("multiplyOverflow 2305843009213693951, 2", true),
    ("multiplyOverflow 4611686018427387904, 4611686018427387904", true), ("negateOverflow -2305843009213693952", true),
    ("shiftLeftOverflow 1, 60", false), ("shiftLeftOverflow 2, 60", true), ("floatToInt 1e300", true),
    ("floatToInt inf", true), ("floatToInt -2.75", false),
  ])
  func overflowLeaves(_ operation: String, _ leaves: Bool) throws {
    let text = "loop\n%a int = \(operation) -> s0\nleave -> s1\nsnapshot s0 at 0:1 []\nsnapshot s1 at 0:2 [2 = %a]"
    let (exit, _) = try Self.run(text)
    #expect(exit.cause == (leaves ? .failedGuard : .leave))
    #expect(exit.offset == (leaves ? 1 : 2))
  }

  @Test(arguments: [
    ("%a int = guardInt %v -> s0", true), ("%a object = guardObject %v -> s0", true),
    ("%a condition = guardBool %v -> s0", true), ("%a float = guardFloat %v -> s0", true),
    ("guardSame %v, None -> s0", false),
    ("guardDifferent %v, None -> s0", true), ("guardShape object:0x1001 0x4000 -> s0", false),
    ("guardShape object:0x1001 0x4008 -> s0", true), ("guardKind object:0x1001 6 -> s0", false),
    ("guardKind object:0x1001 7 -> s0", true), ("guardVersion 0x4000:2 -> s0", false),
    ("guardVersion 0x4000:3 -> s0", true),
    ("guardValid -> s0", true), ("guardRoom 769 -> s0", false),
  ])
  func guardsLeave(_ line: String, _ leaves: Bool) throws {
    let text = "loop\n%v value = slot 1\n\(line)\nleave -> s1\nsnapshot s0 at 0:1 []\nsnapshot s1 at 0:2 []"
    let (exit, _) = try Self.run(text) {
      $0.versions[0x4000] = 2
      $0.isValid = false
    }
    #expect(exit.cause == (leaves ? .failedGuard : .leave))
  }

  @Test func loopsRunUntilAGuardFails() throws {
    let text = """
      loop
      %v value = slot 0
      %x int = guardInt %v -> s0
      loop
      %i int = phi 0, %j
      %a int = phi %x, %b
      %b int = phi 1, %i
      %c condition = intLess %i, 5
      guardTrue %c -> s1
      %j int = addOverflow %i, 1 -> s1
      jumpLoop -> s2
      snapshot s0 at 0:0 []
      snapshot s1 at 0:1 [0 = %i, 2 = %a, 3 = %b]
      snapshot s2 at 0:2 [0 = %j]
      """
    let (exit, _) = try Self.run(text)
    #expect(exit.registers == [0: 5 << 2, 2: 3 << 2, 3: 4 << 2])
    let (pending, _) = try Self.run(text) { $0.pendingAtJump = 2 }
    #expect(pending.cause == .leave)
    #expect(pending.registers == [0: 2 << 2])
    let (limited, _) = try Self.run(text) { $0.stepLimit = 10 }
    #expect(limited.cause == .stepLimit)
  }

  @Test func exitsRebuildFramesAndObjects() throws {
    let text = """
      loop
      frame 1 parent 0 code 5 resume 2 base 8 result 1 function v1 locals unbound flags 0x4
      %h float = floatAdd 0.5, 0.25
      %c condition = intLess 1, 2
      %big float = floatMultiply 1e50, 1e50
      leave -> s0
      virtual v0 header 0x4000000002000 [%h, %c, v1]
      virtual v1 header 0x2000000003000 [v0]
      snapshot s0 at 1:9 raise [2 = v0, 3 = %h, 4 = %big, 9 = v0]
      """
    let (exit, machine) = try Self.run(text)
    #expect(exit.resumption == .raise)
    #expect(exit.frames.map(\.code) == [5, 0])
    let object = try #require(exit.registers[2])
    #expect(exit.registers[9] == object)
    #expect(machine.words[object - 1] == 0x4_0000_0000_2000)
    #expect(machine.words[object + 7] == exit.registers[3])
    #expect(machine.unbox(exit.registers[3]!) == 0.75.bitPattern)
    #expect(machine.words[object + 15] == TraceMachine.trueWord)
    let function = try #require(exit.frames[0].function)
    #expect(machine.words[object + 23] == function)
    #expect(machine.words[function + 7] == object)
    // A float of this size is no immediate.
    let large = try #require(exit.registers[4])
    #expect(TraceMachine.isObject(large))
    #expect(machine.unbox(large) == (1e50 * 1e50).bitPattern)
  }

  @Test func memoryIsWordsAndPackedNumbers() throws {
    let text = """
      loop
      %t raw = threadPointer
      storePacked.buffers %t, 3, 511 uint8+0
      storePacked.buffers %t, 1, 1.5 float32+0
      %a int = loadPacked.buffers %t, 3 int8+0
      %b float = loadPacked.buffers %t, 1 float32+0
      %c int = load.attributes object:0x1001 +8
      storeElement.attributes object:0x1001, 1, %c +8
      setShape.shape object:0x1001 0x5000
      leave -> s0
      snapshot s0 at 0:0 [2 = %a, 3 = %b, 4 = %c]
      """
    let (exit, machine) = try Self.run(text) { $0.words[$0.threadPointer] = 0 }
    #expect(exit.registers[2] == UInt64(bitPattern: -1) << 2)
    #expect(exit.registers[3] == TraceMachine.immediate(1.5.bitPattern))
    #expect(exit.registers[4] == 3 << 2)
    #expect(machine.words[0x1010] == 3 << 2)
    #expect(machine.words[0x1000] == 0x0003_0006_0000_5000)
  }

  @Test(arguments: [
    ("%a int = add 2305843009213693951, 1", "the result of add does not fit"),
    ("%a int = floorDivide 3, 0", "a division by 0"), ("%a int = shiftRight 3, -1", "a shift by -1"),
    ("%a condition = intBelow 3, -1", "intBelow with -1"), ("%a value = slot 40", "register 40 was never written"),
    ("%a int = load.attributes object:0x1001 +0", "a load of memory"),
    ("%a object = load.attributes object:0x1001 +8", "the word loaded is no object"),
    ("%a value = load.attributes object:0x1001 +4", "a load that is not aligned"),
  ])
  func breachesAreFaults(_ line: String, _ message: String) throws {
    let text = "loop\n\(line)\nleave -> s0\nsnapshot s0 at 0:0 []"
    var machine = TraceMachine()
    machine.words[0x1008] = 3 << 2
    let trace = try Trace(parsing: text)
    let fault = #expect(throws: TraceMachineFault.self) { try machine.run(trace) }
    #expect(fault?.message.hasPrefix(message) == true)
  }

  @Test func liveValuesComeInOneOrder() throws {
    let trace = try Trace(
      parsing: """
        loop
        frame 1 parent 0 code 5 resume 2 base 8 result 1 function %3 locals v2
        frame 2 parent 1 code 6 resume 2 base 12 result 9 function %1
        %0 value = slot 0
        %1 object = guardObject %0 -> s0
        %2 value = slot 2
        %3 object = guardObject %2 -> s0
        %4 value = slot 4
        %5 value = slot 5
        leave -> s1
        virtual v0 header 0x3000000001000 [%5, v1]
        virtual v1 header 0x2000000001000 [%2]
        virtual v2 header 0x3000000001000 [%0, v0]
        snapshot s0 at 0:0 []
        snapshot s1 at 2:4 [1 = %4, 2 = v0, 3 = %4, 4 = None, 5 = %1]
        """)
    #expect(trace.liveValues(ofSnapshot: 1).map(\.index) == [4, 1, 5, 2, 3, 0])
    #expect(trace.virtualObjects(ofSnapshot: 1) == [0, 1, 2])
    #expect(trace.liveValues(ofSnapshot: 0) == [])
  }
}
