// Memory for machine code: a bounded piece, mapped once to write and once to execute, never both at once.
//
// Ranges are handed out from a list of free ranges in ascending order and given back to it. The first bytes hold jumps to the
// routines of CRuntime, so that code reaches them from wherever the memory lies. Not safe for several threads at once.
import CRuntime
import Glibc
import TraceIR

/// A range of code memory.
public struct CodeRange: Hashable, Sendable {
  /// Bytes from the start of the memory.
  public let offset: Int
  public let count: Int
}

public final class CodeMemory {
  /// Bytes of addresses that are set aside.
  public let capacity: Int
  /// Bytes that may be in use, at most `capacity`.
  public var limit: Int { didSet { limit = min(limit, capacity) } }
  /// Bytes that were asked for last.
  public private(set) var requestedBytes = 0
  /// What stubs held before they were patched.
  private var stubs: [UInt: UInt64] = [:]
  private var mapping: UnsafeMutablePointer<CodeMapping>?
  private var free: [CodeRange] = []
  public private(set) var usedBytes = 0

  /// Jumps at the start of the memory.
  enum Routine: Int, CaseIterable {
    case exit, boxFloat, allocate, makeRoom, takeLockBack

    var address: UInt {
      switch self {
      case .exit: unsafeBitCast(pitviper_trace_exit as @convention(c) () -> Void, to: UInt.self)
      case .boxFloat: unsafeBitCast(pitviper_trace_box_float as @convention(c) () -> Void, to: UInt.self)
      case .makeRoom: unsafeBitCast(pitviper_trace_make_room as @convention(c) () -> Void, to: UInt.self)
      case .allocate: unsafeBitCast(pitviper_trace_allocate as @convention(c) () -> Void, to: UInt.self)
      case .takeLockBack: unsafeBitCast(pitviper_trace_take_lock_back as @convention(c) () -> Void, to: UInt.self)
      }
    }
  }
  private static let routineBytes = 16 * Routine.allCases.count

  /// Memory of at most `limit` bytes, taken from the system when it is first needed.
  public init(limit: Int = 64 << 20) {
    capacity = max(4096, (limit + 4095) & ~4095)
    self.limit = capacity
  }
  deinit { if let mapping { vm_unmap_code(mapping) } }

  /// First and last address of the executable view; empty before the first trace.
  public var addresses: Range<UInt> {
    guard let mapping else { return 0..<0 }
    let start = UInt(bitPattern: mapping.pointee.executable)
    return start..<start + UInt(capacity)
  }
  /// Whether an address may be where a call returns to: in a range that is in use, behind what could be a call instruction.
  public func isBehindCall(_ address: UInt) -> Bool {
    guard isInUse(address &- 1) else { return false }
    // A range begins with a call of five bytes at most. Pages that are not in use may not even be readable.
    guard isInUse(address - 6) else { return true }
    let bytes = UnsafePointer<UInt8>(bitPattern: address).unsafelyUnwrapped
    // call rel32, call r, call [r + d8], call [r + d32]
    return bytes[-5] == 0xE8 || bytes[-2] == 0xFF || bytes[-3] == 0xFF || bytes[-6] == 0xFF
  }

  private func isInUse(_ address: UInt) -> Bool {
    guard addresses.contains(address) else { return false }
    let offset = Int(address - addresses.lowerBound)
    return !free.contains { $0.offset <= offset && offset < $0.offset + $0.count }
  }

  public func address(of range: CodeRange) -> UInt { addresses.lowerBound + UInt(range.offset) }

  /// Whether code anywhere in this memory can call `target` by a distance of 32 bits.
  func reaches(_ target: UInt) -> Bool {
    let addresses = addresses
    let low = min(addresses.lowerBound, target), high = max(addresses.upperBound, target)
    return high - low < UInt(Int32.max)
  }
  /// The routine itself when it is near enough, else the jump to it.
  func address(of routine: Routine) -> UInt {
    reaches(routine.address) ? routine.address : addresses.lowerBound + UInt(16 * routine.rawValue)
  }

  /// Makes sure that the memory exists. Throws `AbortReason.codeMemoryFull` when the system has none.
  func prepare() throws {
    guard mapping == nil else { return }
    let near = UnsafeRawPointer(bitPattern: Routine.exit.address)
    guard let made = vm_map_code(capacity, near) else { throw AbortReason.codeMemoryFull }
    mapping = made
    for routine in Routine.allCases {
      // jmp *[rip + 0] and the address.
      let start = UnsafeMutableRawPointer(made.pointee.writable!) + 16 * routine.rawValue
      start.storeBytes(of: 0x25FF, as: UInt16.self)
      start.storeBytes(of: 0, toByteOffset: 2, as: UInt32.self)
      start.storeBytes(of: UInt64(routine.address), toByteOffset: 6, as: UInt64.self)
    }
    removeAll()
  }

  /// `count` bytes at a multiple of 16. Throws `AbortReason.codeMemoryFull`.
  func allocate(_ count: Int) throws -> CodeRange {
    try prepare()
    let count = (count + 15) & ~15
    requestedBytes = count
    guard usedBytes + count <= limit - Self.routineBytes else { throw AbortReason.codeMemoryFull }
    guard let index = free.firstIndex(where: { $0.count >= count }) else { throw AbortReason.codeMemoryFull }
    let range = CodeRange(offset: free[index].offset, count: count)
    if free[index].count == count {
      free.remove(at: index)
    } else {
      free[index] = CodeRange(offset: range.offset + count, count: free[index].count - count)
    }
    usedBytes += count
    mapping!.pointee.used = max(mapping!.pointee.used, range.offset + count)
    return range
  }

  /// The writable view of a range. Nobody may be executing it yet.
  func writable(_ range: CodeRange) -> UnsafeMutableRawPointer {
    // Safety: ranges come from `allocate` alone and lie inside the mapping.
    UnsafeMutableRawPointer(mapping!.pointee.writable! + range.offset)
  }

  /// The pages of the range stay in the executable view alone, so that the process does not count them twice.
  func finishWriting(_ range: CodeRange) {
    let start = range.offset & ~4095
    madvise(mapping!.pointee.writable! + start, range.offset + range.count - start, MADV_DONTNEED)
  }

  /// Turns the exit stub at `stub` into a jump to `target`, by one aligned store: code that runs sees the old or the new.
  public func patch(stub: UInt, to target: UInt) {
    precondition(stub % 8 == 0 && addresses.contains(stub) && addresses.contains(target), "no stub of this memory")
    let distance = Int32(Int(bitPattern: target) - Int(bitPattern: stub) - 5)
    // jmp rel32, then a no-operation of three bytes.
    let bytes = 0xE9 | UInt64(UInt32(bitPattern: distance)) << 8 | 0x001F_0F << 40
    let place = word(ofStub: stub)
    if stubs[stub] == nil { stubs[stub] = place.pointee }
    place.pointee = bytes
    finishWriting(CodeRange(offset: Int(stub - addresses.lowerBound), count: 8))
  }

  /// Takes a patch back: the stub leads to the interpreter again.
  public func restore(stub: UInt) {
    guard let bytes = stubs.removeValue(forKey: stub) else { return }
    word(ofStub: stub).pointee = bytes
    finishWriting(CodeRange(offset: Int(stub - addresses.lowerBound), count: 8))
  }

  /// The 8 bytes of a stub, where they can be written.
  private func word(ofStub stub: UInt) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(mapping!.pointee.writable! + Int(stub - addresses.lowerBound))
      .assumingMemoryBound(to: UInt64.self)
  }

  /// Gives a range back, all its stubs restored. Nothing may jump to it any more.
  public func free(_ range: CodeRange) {
    usedBytes -= range.count
    let index = free.firstIndex { $0.offset > range.offset } ?? free.count
    free.insert(range, at: index)
    if index + 1 < free.count, range.offset + range.count == free[index + 1].offset {
      free[index] = CodeRange(offset: range.offset, count: range.count + free[index + 1].count)
      free.remove(at: index + 1)
    }
    if index > 0, free[index - 1].offset + free[index - 1].count == free[index].offset {
      free[index - 1] = CodeRange(offset: free[index - 1].offset, count: free[index - 1].count + free[index].count)
      free.remove(at: index)
    }
  }

  /// Gives everything back.
  public func removeAll() {
    free = [CodeRange(offset: Self.routineBytes, count: capacity - Self.routineBytes)]
    usedBytes = 0
    stubs = [:]
  }

  /// The bytes of a range, for listings and tests.
  public func bytes(of range: CodeRange) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: mapping!.pointee.executable + range.offset, count: range.count)
  }
}
