// Calls of C functions: what the sampler, the ledger and the program's errno need around the call, and the call itself.
//
// Operands are in their registers when this code starts; it uses r10, r11 and rax, which are nobody's argument. All caller-saved
// registers are free behind the call but the one of the result.
import CRuntime
import TraceIR
import X64

extension Lowering {
  private var convention: ForeignConvention { ForeignConvention(immediate: instruction.immediate)! }
  private var crossingAddress: UInt { UInt(trace.constants[instruction.b.index].bits) }

  mutating func lowerForeignCall() {
    let convention = convention
    roundSingles(convention)
    if convention.swapsError { moveError(fromThread: true) }
    // The id, and 0 in `calledBack` behind it, by one store.
    let crossing = UnsafePointer<Crossing>(bitPattern: crossingAddress)!
    assembler.emit(.movMI32, Memory(Machine.thread, Offset.crossing), Int64(crossing.pointee.id))
    assembler.emit(.mov32MI32, Memory(Machine.thread, Offset.state), Int64(VM_STATE_C_CALL.rawValue))
    assembler.emitConstant(Machine.scratch, UInt64(crossingAddress))
    assembler.emit(.addMI8, Memory(Machine.scratch, Offset.tracedCalls), 1)
    if environment.countsCycles { startCycles() }
    let back = assembler.makeLabel()
    if convention.offersLock { offerLock(back) }
    callFunction(convention)
    assembler.bind(back)
    if environment.countsCycles { stopCycles() }
    if convention.swapsError { moveError(fromThread: false) }
    if convention.offersLock { takeLockBack() }
    assembler.emit(.mov32MI32, Memory(Machine.thread, Offset.state), Int64(VM_STATE_INTERPRETING.rawValue))
    assembler.emit(.mov32MI32, Memory(Machine.thread, Offset.crossing), 0)
    if current.result != nil { convertResult(convention.result) }
  }

  private mutating func roundSingles(_ convention: ForeignConvention) {
    for number in 0..<ForeignConvention.floatLimit where convention.singles >> UInt8(number) & 1 != 0 {
      assembler.emit(.cvtsd2ss, Machine.foreignFloats[number], Machine.foreignFloats[number])
    }
  }

  private mutating func callFunction(_ convention: ForeignConvention) {
    let constant = instruction.a.isConstant ? UInt(trace.constants[instruction.a.index].bits) : nil
    if constant == nil, convention.isVariadic { assembler.emit(.movRM, Machine.scratch, .rax) }
    if convention.isVariadic {
      let floats = trace.foreignArguments(of: instruction).passed.filter { trace.type(of: $0) == .float }.count
      assembler.emit(.mov32OI32, .rax, Int64(floats))
    }
    guard let constant else { return assembler.emit(.callM, convention.isVariadic ? Machine.scratch : .rax) }
    if environment.codeMemory.reaches(constant) { return assembler.emit(.call32, to: constant) }
    assembler.emitConstant(Machine.scratch, UInt64(constant))
    assembler.emit(.callM, Machine.scratch)
  }

  /// Between the thread's word for errno and the system's.
  private mutating func moveError(fromThread: Bool) {
    let own = Memory(Machine.thread, Offset.foreignError)
    assembler.emit(.movRM, Machine.scratch, Memory(Machine.thread, Offset.errorPlace))
    assembler.emit(.mov32RM, .r10, fromThread ? own : Memory(Machine.scratch))
    assembler.emit(.mov32MR, .r10, fromThread ? Memory(Machine.scratch) : own)
  }

  // MARK: The global lock

  /// Others may run Python code until the function returns: `vm_offer_lock`. They find what this frame refers to above
  /// `parkedStack`: the registers that calls keep, in an exit's room, and the address at which this code goes on.
  private mutating func offerLock(_ back: Label) {
    assembler.emit(.lea, Machine.scratch, Memory(back))
    assembler.emit(.movMR, Machine.scratch, Memory(.rsp, 8))
    for (number, register) in Machine.kept.enumerated() {
      assembler.emit(.movMR, register, Memory(.rsp, Int32(16 + 8 * number)))
    }
    assembler.emit(.movMR, .rsp, Memory(Machine.thread, Offset.parkedStack))
    assembler.emit(.mov32MI32, Memory(Machine.thread, Offset.lockOffer), 1)
  }

  /// `vm_end_offer`. If others have had the lock, `calledBack` says so, and the trace leaves at the guard behind.
  private mutating func takeLockBack() {
    assembler.emit(.mov32MI32, Memory(Machine.thread, Offset.lockOffer), 0)
    assembler.emit(.cmp32MI8, Memory(Machine.thread, Offset.lockWanted), 0)
    slowPath(.takeLockBack, when: .notEqual)
    assembler.emit(.movMI32, Memory(Machine.thread, Offset.parkedStack), 0)
  }

  // MARK: Cycles

  /// Where the counter at the start is kept: an exit's room, which nobody else uses during a call.
  private var cycles: Memory { Memory(.rsp) }

  private mutating func startCycles() {
    assembler.emit(.movRM, .r10, .rdx)
    assembler.emit(.movRM, Machine.scratch, .rax)
    readCycles()
    assembler.emit(.movMR, .rax, cycles)
    assembler.emit(.movRM, .rax, Machine.scratch)
    assembler.emit(.movRM, .rdx, .r10)
  }

  private mutating func stopCycles() {
    assembler.emit(.movRM, .r10, .rax)
    readCycles()
    assembler.emit(.subRM, .rax, cycles)
    assembler.emitConstant(Machine.scratch, UInt64(crossingAddress))
    assembler.emit(.addMR, .rax, Memory(Machine.scratch, Offset.tracedCallCycles))
    assembler.emit(.movRM, .rax, .r10)
  }

  private mutating func readCycles() {
    assembler.emit(.rdtsc)
    assembler.emit(.shlMI8, .rdx, 32)
    assembler.emit(.orRM, .rax, .rdx)
  }

  // MARK: Result

  /// From rax or xmm0, where the allocator wants it, to the form of its type.
  private mutating func convertResult(_ result: ForeignConvention.Result) {
    switch result {
    case .void, .word, .float64: return
    case .float32: return assembler.emit(.cvtss2sd, .xmm0, .xmm0)
    case .int8: assembler.emit(.movsx8, .rax, .rax)
    case .uint8: assembler.emit(.movzx8, .rax, .rax)
    case .int16: assembler.emit(.movsx16, .rax, .rax)
    case .uint16: assembler.emit(.movzx16, .rax, .rax)
    case .int32: assembler.emit(.movsxd, .rax, .rax)
    case .uint32: assembler.emit(.mov32RM, .rax, .rax)
    }
    assembler.emit(.shlMI8, .rax, 2)
  }
}
