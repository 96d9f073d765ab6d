// Calls of C functions: where arguments and results are, what is kept of the call while it runs and behind it.
import CRuntime
import Glibc
import TraceIR
import Testing

@testable import Backend

nonisolated(unsafe) private var seen: [UInt64] = []
nonisolated(unsafe) private var watchedThread: UnsafeMutablePointer<ThreadState>!

private typealias Many =
  @convention(c) (
    UInt64, Double, UInt64, Double, UInt64, Double, UInt64, Double, UInt64, Double, UInt64, Double, Double, Double
  ) -> Double
private let many: Many = { a, b, c, d, e, f, g, h, i, j, k, l, m, n in
  seen = [a, c, e, g, i, k] + [b, d, f, h, j, l, m, n].map(\.bitPattern)
  return 0.5
}
private let wide: @convention(c) () -> UInt64 = { 0xFEDC_BA98_8765_C3F1 }
private let halve: @convention(c) (Float, Double, Float) -> Float = { a, b, c in
  seen = [UInt64(a.bitPattern), b.bitPattern, UInt64(c.bitPattern)]
  return a / 3
}
private let fail: @convention(c) () -> Int32 = {
  let before = errno
  errno = 33
  return before
}
private let look: @convention(c) () -> Void = {
  seen = [UInt64(watchedThread.pointee.state), UInt64(watchedThread.pointee.crossing)]
}
private let callBack: @convention(c) () -> Void = { watchedThread.pointee.calledBack = 1 }

/// Registers and the place to go back to lie above `parkedStack` while the lock is offered.
private let lookAtOffer: @convention(c) () -> UInt32 = {
  seen.append(UInt64(watchedThread.pointee.lockOffer))
  let words = watchedThread.pointee.parkedStack!.assumingMemoryBound(to: UInt64.self)
  return (1..<5).contains { words[$0] == 0x1234_5679 } || words[0] == 0x1234_5679 ? 7 : 8
}
private let takeOffer: @convention(c) () -> UInt32 = {
  watchedThread.pointee.lockWanted = LOCK_WANTED.rawValue
  return lookAtOffer()
}

private func address<Function>(_ function: Function) -> UInt64 { unsafeBitCast(function, to: UInt64.self) }

extension MachineCode {
  @Suite(.serialized) struct ForeignCallTests {
    let machine = TestMachine()
    let crossing = UnsafeMutablePointer<Crossing>.allocate(capacity: 1)

    init() {
      crossing.initialize(to: Crossing())
      crossing.pointee.id = 7
      watchedThread = machine.thread
      machine.thread.pointee.errorPlace = __errno_location()
      machine.thread.pointee.state = UInt32(VM_STATE_INTERPRETING.rawValue)
      seen = []
    }

    private func call(
      _ builder: inout TraceBuilder, _ function: Reference, _ convention: ForeignConvention, _ arguments: [Reference]
    ) -> Reference {
      let first = Int32(builder.trace.arguments.count)
      builder.trace.arguments += arguments
      return builder.trace.append(
        Instruction(
          .foreignCall, type: convention.result.type, a: function,
          b: builder.trace.constant(.raw(UInt64(UInt(bitPattern: crossing)))), immediate: convention.immediate,
          firstArgument: first, argumentCount: Int32(arguments.count)))
    }

    /// The value of a call of `function`, and the exit that was taken.
    private func run(
      _ function: UInt64, _ convention: ForeignConvention,
      _ arguments: (inout TraceBuilder) -> [Reference] = { _ in [] },
      isKnown: Bool = true, countsCycles: Bool = false
    ) throws -> (bits: UInt64, offset: UInt32) {
      var builder = TraceBuilder()
      machine.window[60] = function
      let kept = builder.input(61, .value)
      machine.window[61] = 0x1234_5679
      let values = arguments(&builder)
      let callee = isKnown ? builder.trace.constant(.raw(function)) : builder.input(60, .raw)
      let result = call(&builder, callee, convention, values)
      builder.add(.guardNoCallback, snapshot: builder.snapshot([(1, kept)], offset: 5))
      let shown = result.isNone || convention.result == .void ? kept : result
      builder.add(.leave, snapshot: builder.snapshot([(0, shown), (1, kept)], offset: 9))
      #expect(builder.trace.faults(helpers: []).isEmpty)
      var environment = machine.environment
      environment.countsCycles = countsCycles
      let compiled = try Backend.compile(builder.trace, environment: environment)
      defer { machine.codeMemory.free(compiled.code) }
      let native = machine.run(compiled.entry)
      let exit = compiled.exits[Int(native.number) - 1000]
      let offset = builder.trace.snapshots[Int(exit.snapshot)].point.offset
      let found = exitValues(builder.trace, exit, native)
      #expect(found[kept]?.bits == 0x1234_5679)
      return (found[shown]?.bits ?? 0, offset)
    }

    @Test(arguments: [true, false]) func argumentsInRegisters(isKnown: Bool) throws {
      let words: [UInt64] = [1, 0xFFFF_FFFF_FFFF_FFFE, 3 << 40, 4, 5, 6]
      let floats: [Double] = [1.5, -2.5, 3.25, 4, 5, 6, 7.5, 1e300]
      let result = try run(
        address(many), ForeignConvention(.float64),
        { builder in
          for (slot, word) in words.enumerated() { machine.window[slot] = word }
          for (slot, float) in floats.enumerated() { machine.window[8 + slot] = floatWord(float) ?? 0 }
          var values: [Reference] = []
          for slot in 0..<6 {
            values.append(slot == 3 ? builder.trace.constant(.raw(4)) : builder.input(slot, .raw))
            let isConstant = slot == 2 || floatWord(floats[slot]) == nil
            values.append(isConstant ? builder.trace.constant(.float(floats[slot])) : builder.input(8 + slot, .float))
          }
          return values + [builder.input(14, .float), builder.trace.constant(.float(floats[7]))]
        }, isKnown: isKnown)
      #expect(result.offset == 9)
      #expect(Double(bitPattern: result.bits) == 0.5)
      #expect(seen == words + floats.map(\.bitPattern))
    }

    @Test func narrowResults() throws {
      let expected: [(ForeignConvention.Result, Int)] = [
        (.int8, -15), (.uint8, 0xF1), (.int16, -15375), (.uint16, 0xC3F1), (.int32, -2_023_373_839),
        (.uint32, 0x8765_C3F1),
      ]
      for (result, number) in expected {
        #expect(try run(address(wide), ForeignConvention(result)).bits == intWord(number), "\(result)")
      }
      #expect(try run(address(wide), ForeignConvention(.word)).bits == 0xFEDC_BA98_8765_C3F1)
    }

    @Test func singlePrecision() throws {
      let result = try run(address(halve), ForeignConvention(.float32, singles: 0b101)) { builder in
        [1.1, 2.2, 3.3].map { builder.trace.constant(.float($0)) }
      }
      #expect(seen == [UInt64(Float(1.1).bitPattern), (2.2).bitPattern, UInt64(Float(3.3).bitPattern)])
      #expect(Double(bitPattern: result.bits) == Double(Float(1.1) / 3))
    }

    @Test(arguments: [true, false]) func variadic(isKnown: Bool) throws {
      let text = UnsafeMutablePointer<CChar>.allocate(capacity: 64)
      let format = strdup("%.2f %d %.1f")!
      let function = UInt64(UInt(bitPattern: dlsym(nil, "snprintf")))
      let result = try run(
        function, ForeignConvention(.int32, isVariadic: true),
        { builder in
          func raw(_ pointer: UnsafeMutablePointer<CChar>) -> Reference {
            builder.trace.constant(.raw(UInt64(UInt(bitPattern: pointer))))
          }
          return [
            raw(text), builder.trace.constant(.raw(64)), raw(format), builder.trace.constant(.float(2.5)),
            builder.trace.constant(.raw(42)), builder.trace.constant(.float(-0.5)),
          ]
        }, isKnown: isKnown)
      #expect(result.bits == intWord(12))
      #expect(String(cString: text) == "2.50 42 -0.5")
    }

    @Test func errorPlaces() throws {
      machine.thread.pointee.foreignError = 22
      errno = 1
      #expect(try run(address(fail), ForeignConvention(.int32, swapsError: true)).bits == intWord(22))
      #expect(machine.thread.pointee.foreignError == 33)
      _ = try run(address(fail), ForeignConvention(.int32))
      #expect(machine.thread.pointee.foreignError == 33)
    }

    @Test(arguments: [true, false]) func bookkeeping(countsCycles: Bool) throws {
      _ = try run(address(look), ForeignConvention(.void), countsCycles: countsCycles)
      #expect(seen == [UInt64(VM_STATE_C_CALL.rawValue), 7])
      #expect(machine.thread.pointee.state == UInt32(VM_STATE_INTERPRETING.rawValue))
      #expect(machine.thread.pointee.crossing == 0)
      #expect(crossing.pointee.tracedCalls == 1)
      #expect((crossing.pointee.tracedCallCycles > 0) == countsCycles)
    }

    @Test func cyclesKeepArguments() throws {
      let result = try run(
        address(many), ForeignConvention(.float64),
        { builder in
          var values: [Reference] = []
          for number in 0..<14 {
            let isWord = number % 2 == 0 && number < 12
            values.append(builder.trace.constant(isWord ? .raw(UInt64(number)) : .float(Double(number))))
          }
          return values
        }, isKnown: false, countsCycles: true)
      #expect(Array(seen.prefix(6)) == [0, 2, 4, 6, 8, 10])
      #expect(Double(bitPattern: result.bits) == 0.5)
    }

    @Test func callbacksLeave() throws {
      #expect(try run(address(callBack), ForeignConvention(.void)).offset == 5)
      #expect(try run(address(look), ForeignConvention(.void)).offset == 9)
    }

    @Test func lockIsOffered() throws {
      let convention = ForeignConvention(.uint32, swapsError: true, offersLock: true)
      machine.thread.pointee.lockWanted = LOCK_UNWANTED.rawValue
      machine.thread.pointee.traceTakeLockBack = { thread in
        seen.append(UInt64(thread!.pointee.lockOffer))
        thread!.pointee.calledBack = 1
      }
      let unwanted = try run(address(lookAtOffer), convention)
      #expect(unwanted.bits == intWord(7) && unwanted.offset == 9)
      #expect(seen == [1])
      #expect(machine.thread.pointee.lockOffer == 0 && machine.thread.pointee.parkedStack == nil)
      // Others have had the lock: the result is kept, and the trace left behind the call.
      let wanted = try run(address(takeOffer), convention, countsCycles: true)
      #expect(wanted.offset == 5)
      #expect(seen == [1, 1, 0])
      #expect(machine.thread.pointee.parkedStack == nil)
    }

    @Test func tooManyArguments() {
      var builder = TraceBuilder()
      let words = (0..<7).map { builder.trace.constant(.raw(UInt64($0))) }
      _ = call(&builder, builder.trace.constant(.raw(address(look))), ForeignConvention(.void), words)
      builder.add(.leave, snapshot: builder.snapshot([]))
      #expect(builder.trace.faults(helpers: []).count == 1)
      #expect(throws: AbortReason.unsupportedCall) {
        _ = try Backend.compile(builder.trace, environment: machine.environment)
      }
    }
  }
}
