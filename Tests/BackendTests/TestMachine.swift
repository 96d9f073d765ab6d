// A small world for machine code: a thread, a VM stack, objects, and an exit that only takes notes.
//
// The same words lie in real memory and in the memory of a `TraceMachine`, at the same addresses, so that the code and the
// reference interpreter can run one after the other and be compared word by word.
import CRuntime
import Glibc
import TraceIR
import Testing

@testable import Backend

/// All tests of this target, one after the other: exits and helpers take their notes in one place.
@Suite(.serialized) enum MachineCode {}

/// What an exit left behind.
struct NativeExit {
  var number: UInt32
  var frame: TraceFrame
}

nonisolated(unsafe) private var lastExit: NativeExit?
nonisolated(unsafe) private var resume = TraceResume()
nonisolated(unsafe) var helperLog: [[UInt64]] = []

private func endOfRun(
  _: UnsafeRawPointer?, _: UnsafeRawPointer?, _: UnsafeRawPointer?, _: UnsafeRawPointer?, _: UnsafeRawPointer?,
  _: UInt64
) -> UInt64 { 77 }

final class TestMachine {
  static let floatHeader: UInt64 = 0x0002_0101_0000_0040
  static let storageHeader: UInt64 = 0x0000_0201_0000_0080
  static let heapBytes = 1 << 20

  let thread = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
  let window = UnsafeMutablePointer<UInt64>.allocate(capacity: 4096)
  let frames = UnsafeMutablePointer<Frame>.allocate(capacity: 64)
  let heap: UnsafeMutableRawPointer
  let validity = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  let codeMemory: CodeMemory
  var helpers: [Helper] = []
  /// `CodeInfo`s by number, made up.
  var codes: [UInt32: CodeAddresses] = [:]
  var linkEntries: [Int64: UInt] = [:]

  init(codeBytes: Int = 4 << 20) {
    codeMemory = CodeMemory(limit: codeBytes)
    memset(thread, 0, MemoryLayout<ThreadState>.size)
    memset(frames, 0, 64 * MemoryLayout<Frame>.size)
    memset(window, 0, 4096 * 8)
    validity.pointee = 0
    // Below 4 GiB, as shapes are.
    heap = mmap(
      UnsafeMutableRawPointer(bitPattern: 0x2000_0000), Self.heapBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | 0x40, -1, 0)!
    memset(heap, 0, Self.heapBytes)
    let t = thread
    t.pointee.stackBase = UnsafeMutableRawPointer(window).assumingMemoryBound(to: Value.self)
    t.pointee.stackLimit = t.pointee.stackBase + 4096
    t.pointee.frameBase = frames
    t.pointee.frameLimit = frames + 60
    t.pointee.frame = frames
    frames.pointee.registers = t.pointee.stackBase
    frames.pointee.function = Value(bits: UInt64(UInt(bitPattern: heap)) + 0x201)
    t.pointee.traceExit = { thread, frame, number in
      lastExit = NativeExit(number: number, frame: frame!.pointee)
      resume.handler = unsafeBitCast(
        endOfRun
          as @convention(c) (
            UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UInt64
          ) -> UInt64, to: UnsafeMutableRawPointer.self)
      return withUnsafeMutablePointer(to: &resume) { $0 }
    }
    t.pointee.traceAllocate = { thread, header, words in
      let address = thread!.pointee.allocationCursor!
      thread!.pointee.allocationCursor = address + Int(max(16, words * 8 + 15) & ~15)
      UnsafeMutableRawPointer(address).storeBytes(of: header, as: UInt64.self)
      return UnsafeMutableRawPointer(address)
    }
    t.pointee.traceBoxFloat = { thread, number in
      let address = UnsafeMutableRawPointer(thread!.pointee.traceAllocate(thread, TestMachine.floatHeader, 2)!)
      address.storeBytes(of: number, toByteOffset: 8, as: Double.self)
      return UInt64(UInt(bitPattern: address)) + 1
    }
    t.pointee.traceMakeRoom = { thread, storage, count in
      let count = Int(count >> 2)
      let words = UInt64(count + 6)
      let header = TestMachine.storageHeader | words << 48
      let grown = UnsafeMutableRawPointer(thread!.pointee.traceAllocate(thread, header, words)!)
      grown.storeBytes(of: UInt64(count + 4) << 2, toByteOffset: 8, as: UInt64.self)
      for item in 0..<count + 4 {
        let old = UnsafeRawPointer(bitPattern: UInt(storage &- 1))
        let word = item < count ? old!.load(fromByteOffset: 16 + 8 * item, as: UInt64.self) : 0
        grown.storeBytes(of: word, toByteOffset: 16 + 8 * item, as: UInt64.self)
      }
      return UInt64(UInt(bitPattern: grown)) + 1
    }
    resetHeap()
  }

  deinit {
    munmap(heap, Self.heapBytes)
    thread.deallocate()
    window.deallocate()
    frames.deallocate()
    validity.deallocate()
  }

  /// New objects start in the second half of the heap. `roomForObjects` false: every allocation is slow.
  func resetHeap(roomForObjects: Bool = true) {
    let start = heap.assumingMemoryBound(to: UInt8.self) + Self.heapBytes / 2
    thread.pointee.allocationCursor = start
    thread.pointee.allocationLimit = roomForObjects ? heap.assumingMemoryBound(to: UInt8.self) + Self.heapBytes : start
  }

  var environment: Environment {
    var environment = Environment(
      codeMemory: codeMemory, helpers: helpers, firstExit: 1000, validity: UInt(bitPattern: validity),
      shapeVersionOffset: 8,
      code: { [unowned self] number in
        self.codes[number]
          ?? CodeAddresses(
            info: 0x7000_0000 + 0x100 * UInt(number), start: 0x7F00_0000_0000 + 0x1000 * UInt(number),
            constants: 0x7100_0000 + UInt(number) * 64, registerCount: 16)
      }, linkEntry: { [unowned self] in self.linkEntries[$0]! })
    environment.checksAllocation = true
    return environment
  }

  /// Enters compiled code as an opcode handler would and returns the exit it took.
  func run(_ entry: UInt) -> NativeExit {
    lastExit = nil
    let returned = pitviper_enter(
      nil, thread.pointee.stackBase, nil, frames, thread, 0, UnsafeMutableRawPointer(bitPattern: entry))
    precondition(returned == 77, "the frame was not left properly")
    return lastExit!
  }

  /// A reference machine with the same memory.
  func reference() -> TraceMachine {
    var machine = TraceMachine()
    machine.windowPointer = UInt64(UInt(bitPattern: window))
    machine.framePointer = UInt64(UInt(bitPattern: frames))
    machine.threadPointer = UInt64(UInt(bitPattern: thread))
    machine.rootFunction = frames.pointee.function.bits
    machine.nextAddress = UInt64(UInt(bitPattern: thread.pointee.allocationCursor))
    machine.floatHeader = Self.floatHeader
    machine.storageHeader = Self.storageHeader
    for slot in 0..<64 { machine.words[machine.windowPointer + 8 * UInt64(slot)] = window[slot] }
    let base = UInt64(UInt(bitPattern: heap))
    for word in 0..<512 {
      machine.words[base + 8 * UInt64(word)] = heap.load(fromByteOffset: 8 * word, as: UInt64.self)
    }
    machine.helpers = helpers
    return machine
  }
}
