// What the doctor says of recordings made by hand: nothing without samples, and what troubles the sampling itself.

import Testing

@testable import Profiler

@Suite struct DoctorTests {
  @Test func nothingWithoutSamples() throws {
    #expect(try HandMade().closed().findings().isEmpty)
  }

  @Test func aHealthyRecordingHasNoFindings() throws {
    let made = try HandMade()
    made.add(["pmain:3", "pblur:12"], count: 500, from: 0)
    #expect(try made.closed().findings().isEmpty)
  }

  @Test func cutStacks() throws {
    let made = try HandMade()
    made.add(["pmain:3"], count: 300, from: 0)
    made.add(["pblur:12"], count: 100, from: 300_000, broken: true)
    let finding = try #require(try made.closed().findings().first)
    #expect(finding.rule == "sampling-trouble" && finding.cost.share == 0.25 && finding.place == nil)
  }

  @Test(arguments: [
    ("double", "ctypes.c_double"), ("unsigned char", "ctypes.c_ubyte"), ("signed char", "ctypes.c_byte"),
    ("unsigned long long", "ctypes.c_ulonglong"), ("int32_t", "ctypes.c_int32"), ("uint8_t", "ctypes.c_uint8"),
    ("size_t", "ctypes.c_size_t"), ("wchar_t", "ctypes.c_wchar"), ("_Bool", "ctypes.c_bool"), ("struct Point", "Point"),
  ]) func typesAsCtypesNamesThem(_ type: String, _ name: String) {
    #expect(CopyingCalls.nameInCtypes(type) == name)
  }

  /// Of 1,000 samples of arithmetic some are in making the numbers; GMP's own have no callers, as when their stacks are cut.
  @Test(arguments: [(500, 50, true), (200, 50, false), (500, 500, false)])
  func integersOfMoreThan62Bits(making: Int, inGMP: Int, isFound: Bool) throws {
    let made = try HandMade()
    let calling = ["pmain:3", "rThreadState.multiplyIntegers("]
    made.add(calling + ["rVM.BigIntRef.allocate"], count: making, from: 0, state: .runtime)
    made.add(calling, count: 1000 - making, from: 1_000_000, state: .runtime)
    made.add(["n__gmpn_mul"], count: inGMP, from: 2_000_000, state: .native, broken: true)
    let found = try made.closed().findings().filter { $0.rule == "wide-integers" }
    #expect(found.map(\.line) == (isFound ? [3] : []))
    #expect(found.allSatisfy { $0.cost.weight == 1_000_000 && $0.place?.name == "main" })
  }

  /// All but `blacklisted` and `rehearsal`, which say nothing of the cause.
  @Test(arguments: [
    "tooLong", "tooDeep", "tooManySlots", "innerLoop", "unsupportedInstruction", "unsupportedCall", "exceptionRaised",
    "generatorSuspended", "frameLeft", "interrupted", "tooManySpills", "codeMemoryFull", "traceLimit", "invalidTrace",
    "assumptionBroken", "shortInnerLoop", "threadSwitched",
  ])
  func everyReasonHasItsAdvice(_ reason: String) {
    let place = ProfileFunction(id: FunctionID(1), kind: .python, name: "work", file: "/src/main.py", line: 1)
    func advice(_ name: String) -> String {
      NeverCompiled.advice(
        GivenUpPlace(
          reason: name, title: "", meaning: "", place: place, line: 2, isBridge: false, count: 1, recordTime: 0,
          instruction: "call", stopPlace: place, stopLine: 3))
    }
    #expect(advice(reason) != advice("unheard of"))
  }

  @Test func fewCutStacksAreNoFinding() throws {
    let made = try HandMade()
    made.add(["pmain:3"], count: 390, from: 0)
    made.add(["pblur:12"], count: 10, from: 390_000, broken: true)
    #expect(try made.closed().findings().isEmpty)
  }

  @Test func findingsAreOrderedByCost() throws {
    let made = try HandMade()
    made.add(["pmain:3", "rExceptionRef.make"], count: 600, from: 0, state: .runtime)
    made.add(["pblur:12"], count: 400, from: 600_000, broken: true)
    let found = try made.closed().findings()
    #expect(found.map(\.rule) == ["exception-time", "sampling-trouble"])
    #expect(found.first?.line == 3 && found.first?.cost.share == 0.6)
  }
}
