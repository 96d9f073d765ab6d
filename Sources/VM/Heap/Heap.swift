// The non-moving mark-region heap: 32 KiB blocks of 128-byte lines for small objects, page runs for large ones.
//
// One address range is reserved for each of the two spaces, with side tables at fixed distance:
//   starts  1 bit per 16 bytes: an object begins here (set when somebody asks; after a collection starts = marks)
//   marks   1 bit per 16 bytes: reached by the last collection
//   lines   1 byte per 128-byte line: something live touches the line
// Allocation bumps a cursor through holes of free lines. Objects never move, so native code and machine code
// may hold raw references across allocations; the native stack is scanned conservatively.
//
// Not here: what the roots are (Heap+Roots) and how marking works (Heap+Mark).

import CRuntime
import Glibc

struct HeapGeometry {
  static let reservation: UInt = 64 << 30
  static let blockBytes: UInt = 32 << 10
  static let lineBytes: UInt = 128
  static let granule: UInt = 16
  static let largeObjectBytes = 8 << 10
  static let pageBytes: UInt = 4096
}

/// Counters for `--stats` and for the recording; bytes and nanoseconds.
struct HeapStatistics {
  var collections = 0
  var pauseTotal: UInt64 = 0
  var pauseMaximum: UInt64 = 0
  var allocatedBytes = 0
  var liveBytes = 0
  var objectsMarked = 0
  /// Containers that the last `gc.collect()` freed.
  var unreachable = 0
}

/// All state of the heap; a raw struct behind one stable pointer (`heap`).
struct Heap {
  var base: UInt = 0  // block space
  var blocksInUse: UInt = 0  // blocks ever handed out
  var blockCapacity: UInt = 0
  var starts: UnsafeMutablePointer<UInt64>
  var marks: UnsafeMutablePointer<UInt64>
  var lines: UnsafeMutablePointer<UInt8>
  /// Sweep position: holes are looked for from this line on.
  var sweepLine: UInt = 0
  var sweepEnd: UInt = 0
  /// Filled since the last collection, ascending.
  var holes: UnsafeMutablePointer<FilledHole>
  var holeCount = 0

  var large: LargeSpace
  var tenured = TenuredObjects()

  var markStack: UnsafeMutablePointer<UInt>
  var markDepth = 0

  /// Bytes handed out since the last collection, and the amount that triggers the next one.
  var allocatedSinceCollection = 0
  var collectionThreshold = Heap.minimumThreshold
  /// 0 or collect at every n-th slow allocation and every n-th object (`--gc-stress n`).
  var stressInterval = 0
  var stressCountdown = 0
  /// Bytes; 0 means unlimited (`--memory-limit`).
  var memoryLimit = 0
  /// The last collection left more than the limit: MemoryError is raised at the next safepoint.
  var limitExceeded = false
  /// Live bytes at that time. The same excess asks once: what was being made may still be in stale words of a stack
  /// while the program handles the exception.
  var reportedExcess = 0
  var collecting = false
  var statistics = HeapStatistics()

  static let minimumThreshold = 1 << 20
  /// More live objects than this, as a program has that imports much, cost more to mark than seven eighths of their bytes cost to
  /// allocate: such a heap may allocate twice its live bytes, up to `crowdThreshold`, before the next collection.
  static let crowd = 25_000
  static let crowdThreshold = 16 << 20
  /// Address space for the mark stack.
  static let markStackBytes = 8 << 30
}

/// Set once at start (`Heap.start`). Optional so that reading it needs no once-check.
nonisolated(unsafe) var heapStorage: UnsafeMutablePointer<Heap>? = nil
@inline(__always) var heap: UnsafeMutablePointer<Heap> { heapStorage.unsafelyUnwrapped }

extension Heap {
  /// Reserves the address space and its side tables. Nothing is touched before it is used.
  static func start() {
    let pointer = UnsafeMutablePointer<Heap>.allocate(capacity: 1)
    func reserve(_ bytes: UInt) -> Raw {
      let address = mmap(nil, Int(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let address, address != MAP_FAILED else {
        fatalExit("cannot reserve \(bytes >> 20) MiB of address space for the heap")
      }
      return address
    }
    let bytes = HeapGeometry.reservation
    let space = (UInt(bitPattern: reserve(bytes + (2 << 20))) + (2 << 20) - 1) & ~((2 << 20) - 1)
    let tables = bytes / 128
    pointer.initialize(
      to: Heap(
        base: space,
        blockCapacity: bytes / HeapGeometry.blockBytes,
        starts: reserve(tables).assumingMemoryBound(to: UInt64.self),
        marks: reserve(tables).assumingMemoryBound(to: UInt64.self),
        lines: reserve(tables).assumingMemoryBound(to: UInt8.self),
        // At most one per line.
        holes: reserve(bytes / HeapGeometry.lineBytes * 8).assumingMemoryBound(to: FilledHole.self),
        large: LargeSpace(base: UInt(bitPattern: reserve(bytes + 4096))),
        markStack: reserve(UInt(Heap.markStackBytes)).assumingMemoryBound(to: UInt.self)))
    heapStorage = pointer
  }
}

/// Prints one line on stderr and leaves; for conditions before Python code can see an exception.
func fatalExit(_ message: String) -> Never {
  var line = "pitviper: " + message + "\n"
  line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
  exit(70)
}
