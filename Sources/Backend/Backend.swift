// Compiles a trace: analysis, register allocation, machine code, code memory.
import Glibc
import TraceIR
import X64

public enum Backend {
  /// Compiles `trace` and puts its code into the environment's code memory. `inherited` says where the values are that a
  /// bridge's `inherit`s name: the locations of the parent's exit. The code of a bridge runs once its parent's stub is patched
  /// (`CodeMemory.patch(stub:to:)`, target `linkEntry`).
  ///
  /// The trace must be valid (`Trace.faults`). Throws `tooManySpills`, `codeMemoryFull`, `unsupportedCall` (a helper with more
  /// arguments than registers) or `invalidTrace` (an offset beyond 32 bits, `link` with a virtual object).
  public static func compile(
    _ trace: Trace, environment: Environment, inherited: [Location] = []
  ) throws(AbortReason) -> CompiledTrace {
    do {
      return try compileUntyped(trace, environment, inherited)
    } catch let reason as AbortReason {
      throw reason
    } catch {
      preconditionFailure("compiling throws abort reasons only: \(error)")
    }
  }

  private static func compileUntyped(
    _ trace: Trace, _ environment: Environment, _ inherited: [Location]
  ) throws -> CompiledTrace {
    try environment.codeMemory.prepare()
    let start = nanoseconds()
    let analysis = try TraceAnalysis(trace, helpers: environment.helpers, inherited: inherited)
    let analysed = nanoseconds()
    let allocation = try Allocator.allocate(analysis, helpers: environment.helpers, inherited: inherited)
    let allocated = nanoseconds()
    if environment.checksAllocation {
      AllocationChecker.check(analysis, allocation, helpers: environment.helpers, inherited: inherited)
    }
    let encoding = nanoseconds()
    var lowering = Lowering(trace, analysis, allocation, environment, inherited)
    try lowering.run()
    let range = try install(&lowering, environment.codeMemory)
    let end = nanoseconds()
    let statistics = CompileStatistics(
      analysis: analysed - start, allocation: allocated - analysed, encoding: end - encoding,
      instructions: trace.instructions.count, bytes: lowering.assembler.offset,
      spilledValues: allocation.isSpilled.reduce(0) { $0 + ($1 ? 1 : 0) }, reloads: lowering.reloads,
      moves: lowering.moves)
    let base = environment.codeMemory.address(of: range)
    var isBridge = false
    if case .bridge = trace.origin { isBridge = true }
    return CompiledTrace(
      entry: isBridge ? 0 : base, linkEntry: base + UInt(lowering.assembler.offset(of: lowering.linkEntry)),
      code: range,
      exits: exits(lowering, base), points: lowering.points, spillSlots: allocation.slotCount, statistics: statistics)
  }

  /// Copies the code to its place and fills in the distances to everything outside.
  private static func install(_ lowering: inout Lowering, _ memory: CodeMemory) throws -> CodeRange {
    let bytes = lowering.assembler.bytes
    let range = try memory.allocate(bytes.count)
    let destination = memory.writable(range)
    destination.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
    let base = Int(bitPattern: memory.address(of: range))
    for relocation in lowering.assembler.relocations {
      let distance = Int(bitPattern: relocation.target) - (base + Int(relocation.offset) + 4)
      destination.storeBytes(of: Int32(distance), toByteOffset: Int(relocation.offset), as: Int32.self)
    }
    memory.finishWriting(range)
    return range
  }

  private static func exits(_ lowering: borrowing Lowering, _ base: UInt) -> CompiledExits {
    let trace = lowering.trace, analysis = lowering.analysis, allocation = lowering.allocation
    let ranges = lowering.exits.map { analysis.liveRange[Int(trace.instructions[$0.instruction].snapshot)] }
    var result = CompiledExits(
      capacity: ranges.count, valueCount: ranges.reduce(0) { $0 + Int($1.count) })
    for (exit, range) in zip(lowering.exits, ranges) {
      result.append(
        instruction: Int32(exit.instruction), snapshot: trace.instructions[exit.instruction].snapshot,
        stub: base + UInt(exit.offset))
      let first = Int(allocation.instructions[exit.instruction].firstExitPlace)
      for number in 0..<Int(range.count) {
        let place = allocation.exitPlaces[first + number]
        let location: Location
        if let register = place.register {
          location = register.isVector ? .vector(register.code) : .general(register.code)
        } else {
          location = .slot(UInt8(allocation.slot[place.slotValue!]))
        }
        result.appendValue(location, trace.instructions[Int(analysis.live[Int(range.first) + number])].type)
      }
    }
    return result
  }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
