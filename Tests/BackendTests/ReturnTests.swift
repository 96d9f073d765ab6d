// Traces of functions: the return into the interpreter, out of an activation, or by the exit; room for a call; a frame run by
// pitviper_call_frame.
import CRuntime
import TraceIR
import Testing

@testable import Backend

/// What the handler of the caller's next instruction was given.
nonisolated(unsafe) private var resumed: (pc: UInt, registers: UInt, constants: UInt, frame: UInt, word: UInt64)?

private func callersHandler(
  _ pc: UnsafeRawPointer?, _ registers: UnsafeRawPointer?, _ constants: UnsafeRawPointer?, _ frame: UnsafeRawPointer?,
  _: UnsafeRawPointer?, _ word: UInt64
) -> UInt64 {
  resumed = (
    UInt(bitPattern: pc), UInt(bitPattern: registers), UInt(bitPattern: constants), UInt(bitPattern: frame), word
  )
  return 78
}

extension MachineCode {
  @Suite(.serialized) struct ReturnTests {
    private typealias NativeHandler =
      @convention(c) (
        UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UInt64
      ) -> UInt64

    /// A trace that returns the int in register 0 of the second frame.
    private func returning(_ machine: TestMachine, flags: Int64 = 0) throws -> CompiledTrace {
      var builder = TraceBuilder()
      let number = builder.input(0, .int)
      let sum = builder.add(
        .addOverflow, number, builder.trace.constant(.int(1)), snapshot: builder.snapshot([]))
      builder.add(.returnValue, sum, immediate: flags, snapshot: builder.snapshot([(1, sum)], offset: 9))
      return try Backend.compile(builder.trace, environment: machine.environment)
    }

    /// The second frame, with its window behind the first one's, is the current one.
    private func callee(_ machine: TestMachine, flags: UInt64) -> UnsafeMutablePointer<Frame> {
      let frame = machine.frames + 1
      frame.pointee.registers = machine.thread.pointee.stackBase + 32
      frame.pointee.flags = flags
      frame.pointee.result = machine.thread.pointee.stackBase + 5
      machine.window[32] = intWord(41)
      machine.thread.pointee.frame = frame
      return frame
    }

    private func enter(_ machine: TestMachine, _ entry: UInt, _ frame: UnsafeMutablePointer<Frame>) -> UInt64 {
      pitviper_enter(
        nil, frame.pointee.registers, nil, frame, machine.thread, 0, UnsafeMutableRawPointer(bitPattern: entry))
    }

    /// The result of an initializer is dropped.
    @Test(arguments: [0, 2]) func toTheCallersHandler(flags: UInt64) throws {
      let machine = TestMachine()
      let compiled = try returning(machine, flags: Int64(flags))
      let frame = callee(machine, flags: flags)
      let word: UInt64 = 0xABCD_0000_0000_0011
      let code = UnsafeMutablePointer<UInt64>.allocate(capacity: 2)
      defer { code.deallocate() }
      code.initialize(repeating: word, count: 2)
      machine.frames.pointee.pc = UnsafePointer(code)
      machine.frames.pointee.constants = UnsafePointer(machine.thread.pointee.stackBase)
      withUnsafeMutablePointer(to: &machine.thread.pointee.dispatch) {
        UnsafeMutableRawPointer($0).storeBytes(
          of: unsafeBitCast(callersHandler as NativeHandler, to: UInt.self), toByteOffset: 0x11 * 8, as: UInt.self)
      }
      resumed = nil
      #expect(enter(machine, compiled.entry, frame) == 78)
      #expect(machine.window[5] == (flags == 0 ? intWord(42) : 0))
      #expect(machine.thread.pointee.frame == machine.frames)
      let (pc, registers, constants, caller, given) = try #require(resumed)
      #expect(pc == UInt(bitPattern: code + 1) && given == word && caller == UInt(bitPattern: machine.frames))
      #expect(registers == UInt(bitPattern: machine.window) && constants == UInt(bitPattern: machine.window))
    }

    @Test func outOfAnActivation() throws {
      let machine = TestMachine()
      let compiled = try returning(machine)
      #expect(enter(machine, compiled.entry, callee(machine, flags: 1)) == intWord(42))
      #expect(machine.thread.pointee.frame == machine.frames)
      #expect(machine.window[5] == 0)
    }

    /// Handlers that return to a loop are told to go on.
    @Test func toTheLoop() throws {
      let machine = TestMachine()
      var builder = TraceBuilder()
      let word = builder.add(.slot, immediate: 0)
      builder.add(.returnValue, word, snapshot: builder.snapshot([]))
      var environment = machine.environment
      environment.continueWord = 0x75
      let compiled = try Backend.compile(builder.trace, environment: environment)
      #expect(enter(machine, compiled.entry, callee(machine, flags: 0)) == 0x75)
      #expect(machine.window[5] == intWord(41) && machine.thread.pointee.frame == machine.frames)
    }

    @Test func otherFramesLeaveByTheExit() throws {
      let machine = TestMachine()
      let compiled = try returning(machine)
      let frame = callee(machine, flags: 2)
      #expect(enter(machine, compiled.entry, frame) == 77)
      #expect(machine.thread.pointee.frame == frame && machine.window[5] == 0)
    }

    /// Room for 3 frames above the root, and for registers up to number 100.
    @Test func roomForACall() throws {
      let machine = TestMachine()
      var builder = TraceBuilder()
      builder.add(.guardRoom, immediate: 100 << 8 | 3, snapshot: builder.snapshot([]))
      builder.add(.leave, snapshot: builder.snapshot([]))
      let compiled = try Backend.compile(builder.trace, environment: machine.environment)
      let thread = machine.thread
      func fits() -> Bool { machine.run(compiled.entry).number == 1001 }
      thread.pointee.frameLimit = machine.frames + 4
      thread.pointee.stackLimit = thread.pointee.stackBase + 101
      #expect(fits())
      thread.pointee.frameLimit = machine.frames + 3
      #expect(!fits())
      thread.pointee.frameLimit = machine.frames + 4
      thread.pointee.stackLimit = thread.pointee.stackBase + 100
      #expect(!fits())
      thread.pointee.stackLimit = thread.pointee.stackBase + 101
      thread.pointee.nativeStackLimit = UnsafeMutableRawPointer(bitPattern: Int.max)
      #expect(!fits())
      thread.pointee.nativeStackLimit = nil
      thread.pointee.pendingWork = 1
      #expect(!fits())
    }

    /// The trace runs in an activation of its own, which is gone afterwards.
    @Test func framesAreCalled() throws {
      let machine = TestMachine()
      let compiled = try returning(machine)
      let frame = callee(machine, flags: 1)
      var info = CodeInfo()
      info.callTarget = UnsafeRawPointer(bitPattern: compiled.entry)
      let result = withUnsafeMutablePointer(to: &info) {
        frame.pointee.code = $0
        return pitviper_call_frame(machine.thread, frame)
      }
      #expect(result == intWord(42))
      #expect(machine.thread.pointee.activation == nil && machine.thread.pointee.frame == machine.frames)
    }
  }
}
