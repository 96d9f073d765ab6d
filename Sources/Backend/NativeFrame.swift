// The native frame of all machine code, and which registers may hold what (Sources/CRuntime/include/trace_frame.h).
//
//   rbp + 8   return address into pitviper_enter
//   rbp       caller's rbp
//   rbp - 8   root frame
//   rbp - 16  number of the exit that is being taken
//   rbp - 24  spill slot 0, then 1 … 127 downwards
//   rsp       where an exit saves the registers; rsp is a multiple of 16
//
// rbx holds the thread's state block and r14 the root frame's register window. r11 and xmm15 are free inside the code of one
// instruction; all other registers hold values.
import CRuntime
import X64

enum NativeFrame {
  static let spillCount = Int(TRACE_SPILLS)
  static let size = Int32(MemoryLayout<TraceFrame>.size)
  static let root = Memory(.rbp, -8)
  static func spill(_ slot: Int) -> Memory { Memory(.rbp, Int32(-24 - 8 * slot)) }
}

enum Machine {
  static let thread = Register.rbx
  static let window = Register.r14
  static let scratch = Register.r11
  static let vectorScratch = Register.xmm15

  static let reserved = RegisterSet([.rsp, .rbp, thread, window, scratch, vectorScratch])
  /// Registers that keep their value over a call.
  static let kept: [Register] = [.r12, .r13, .r15]
  static let calleeSaved = RegisterSet(kept)
  static let general = RegisterSet(rawValue: 0xFFFF & ~reserved.rawValue)
  static let vector = RegisterSet(rawValue: 0x7FFF_0000)
  /// What a call destroys.
  static let callerSaved = RegisterSet(rawValue: (general.rawValue | vector.rawValue) & ~calleeSaved.rawValue)
  /// What a division destroys.
  static let divisionRegisters = RegisterSet([.rax, .rdx])
  static let wordArguments: [Register] = [.rsi, .rdx, .rcx, .r8, .r9]
  static let floatArguments: [Register] = (0..<4).map { .vector($0) }
  /// Of a C function (`foreignCall`).
  static let foreignWords: [Register] = [.rdi, .rsi, .rdx, .rcx, .r8, .r9]
  static let foreignFloats: [Register] = (0..<8).map { .vector($0) }

  /// Registers with a fixed use in some instruction (rax, rdx, rcx) come last.
  static let easyGeneral = RegisterSet([.rsi, .rdi, .r8, .r9, .r10])
}

/// Offsets in the structures of `vm_state.h`.
enum Offset {
  static let frame = offset(\ThreadState.frame)
  static let stackLimit = offset(\ThreadState.stackLimit)
  static let frameLimit = offset(\ThreadState.frameLimit)
  static let nativeStackLimit = offset(\ThreadState.nativeStackLimit)
  static let allocationCursor = offset(\ThreadState.allocationCursor)
  static let allocationLimit = offset(\ThreadState.allocationLimit)
  static let pendingWork = offset(\ThreadState.pendingWork)
  static let state = offset(\ThreadState.state)
  static let crossing = offset(\ThreadState.crossing)
  static let calledBack = offset(\ThreadState.calledBack)
  static let foreignError = offset(\ThreadState.foreignError)
  static let errorPlace = offset(\ThreadState.errorPlace)
  static let lockOffer = offset(\ThreadState.lockOffer)
  static let lockWanted = offset(\ThreadState.lockWanted)
  static let parkedStack = offset(\ThreadState.parkedStack)
  /// The word that takes results nobody wants.
  static let droppedResult = offset(\ThreadState.scratch) + 15 * 8

  static let tracedCalls = offset(\Crossing.tracedCalls)
  static let tracedCallCycles = offset(\Crossing.tracedCallCycles)

  static let framePC = offset(\Frame.pc)
  static let frameRegisters = offset(\Frame.registers)
  static let frameCode = offset(\Frame.code)
  static let frameFunction = offset(\Frame.function)
  static let frameResult = offset(\Frame.result)
  static let frameLocals = offset(\Frame.locals)
  static let frameFlags = offset(\Frame.flags)
  static let frameConstants = offset(\Frame.constants)
  /// `FrameFlags.exit`: the first frame of an activation.
  static let exitFlag: Int64 = 1
  static let frameSize = Int32(MemoryLayout<Frame>.size)

  private static func offset<Root>(_ path: PartialKeyPath<Root>) -> Int32 {
    Int32(MemoryLayout<Root>.offset(of: path)!)
  }
}

/// Words with a meaning (Sources/VM/Objects/Value.swift).
enum Word {
  static let falseValue: Int32 = 0x45
  static let trueValue: Int32 = 0x4D
  static let unbound: UInt64 = 0x0D
}
