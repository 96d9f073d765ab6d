// Large objects: runs of 4 KiB pages in a reserved range of their own.
//
// `runLength[p]` is the number of pages of the run that starts at page p when p heads an object, and
// `head[p]` leads from any page of an object to its first page (for conservative interior pointers).
// Freed runs go to bins by size and are coalesced at every sweep; their memory is given back to the system.
// Objects begin at different places of their first pages (`colour`): a loop over several lists at once would otherwise find
// equal indices of all of them in the same few lines of the processor's cache, and its loads would wait for stores to
// addresses that differ in their high bits only.

import CRuntime
import Glibc

struct LargeSpace {
  let base: UInt
  private(set) var pagesInUse: UInt = 0
  private(set) var bytesInUse = 0
  /// Pages of the run headed by this page; 0: not the head of an object.
  let runLength: UnsafeMutablePointer<UInt32>
  let headPage: UnsafeMutablePointer<UInt32>
  /// One byte per page: 1 when the object headed by the page was reached.
  let marked: UnsafeMutablePointer<UInt8>
  /// Where the object headed by the page begins in it, in cache lines.
  private let colour: UnsafeMutablePointer<UInt8>
  private var nextColour: UInt8 = 0
  private static let colours: UInt8 = 16
  private static let lineBytes: UInt = 64
  /// Free runs, sorted by first page after each sweep. A dirty run holds old bytes.
  private var freeRuns: [FreeRun] = []

  private struct FreeRun {
    var first: UInt32
    var pages: UInt32
    var isDirty: Bool
  }

  /// Free memory that is not given back to the system, in bytes.
  static let keptBytes = 32 << 20
  static let pageCapacity = Int(HeapGeometry.reservation / HeapGeometry.pageBytes)

  init(base: UInt) {
    self.base = (base + 4095) & ~4095
    func table<T>(_ type: T.Type) -> UnsafeMutablePointer<T> {
      let bytes = LargeSpace.pageCapacity * MemoryLayout<T>.stride
      let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let address, address != MAP_FAILED else { fatalExit("cannot reserve memory for the large-object tables") }
      return address.assumingMemoryBound(to: T.self)
    }
    runLength = table(UInt32.self)
    headPage = table(UInt32.self)
    marked = table(UInt8.self)
    colour = table(UInt8.self)
  }

  @inline(__always) func contains(_ address: UInt) -> Bool {
    address &- base < pagesInUse &* HeapGeometry.pageBytes
  }

  /// First byte of the object that `address` lies in, or nil.
  func objectStart(_ address: UInt) -> UInt? {
    let page = (address - base) / HeapGeometry.pageBytes
    let head = UInt(headPage[Int(page)])
    let length = UInt(runLength[Int(head)])
    guard length > 0, page < head + length else { return nil }
    let start = base + head * HeapGeometry.pageBytes + UInt(colour[Int(head)]) * LargeSpace.lineBytes
    // Large objects say 0 words in their header; a holder in front says 2 (Objects/Subclass.swift).
    return Raw(bitPattern: start).unsafelyUnwrapped.header.words == 0 ? start : start + 16
  }

  /// Size in bytes of the run that holds the object at `address`.
  @inline(__always) func size(_ address: UInt) -> Int {
    Int(runLength[Int((address - base) / HeapGeometry.pageBytes)]) * Int(HeapGeometry.pageBytes)
  }

  /// Pages for one object; `zeroed` unless the caller fills all of them at once.
  mutating func allocate(bytes: Int, zeroed: Bool) -> Raw? {
    let offset = UInt(nextColour) * LargeSpace.lineBytes
    let pages = UInt32((bytes + Int(offset) + 4095) / 4096)
    var first: UInt32?
    var isDirty = false
    var best = -1
    for (index, run) in freeRuns.enumerated() where run.pages >= pages {
      if best < 0 || run.pages < freeRuns[best].pages { best = index }
      if run.pages == pages { break }
    }
    if best >= 0 {
      first = freeRuns[best].first
      isDirty = freeRuns[best].isDirty
      if freeRuns[best].pages == pages {
        freeRuns.remove(at: best)
      } else {
        freeRuns[best].first += pages
        freeRuns[best].pages -= pages
      }
    } else {
      guard pagesInUse + UInt(pages) <= UInt(LargeSpace.pageCapacity) else { return nil }
      first = UInt32(pagesInUse)
      pagesInUse += UInt(pages)
    }
    guard let first else { return nil }
    runLength[Int(first)] = pages
    colour[Int(first)] = nextColour
    nextColour = (nextColour + 1) % LargeSpace.colours
    for page in first..<(first + pages) { headPage[Int(page)] = first }
    bytesInUse += Int(pages) * 4096
    let address = Raw(bitPattern: base + UInt(first) * HeapGeometry.pageBytes).unsafelyUnwrapped
    if isDirty && zeroed { memset(address, 0, Int(pages) * 4096) }
    return address + Int(offset)
  }

  /// Makes the object at `address` larger where it is, when the pages behind it are free. New pages read as zero.
  mutating func extend(_ address: UInt, toBytes bytes: Int) -> Bool {
    let first = UInt32((address - base) / HeapGeometry.pageBytes)
    let old = runLength[Int(first)]
    let pages = UInt32((bytes + Int(address & (HeapGeometry.pageBytes - 1)) + 4095) / 4096)
    if pages <= old { return true }
    let more = pages - old
    if UInt(first + old) == pagesInUse {
      guard pagesInUse + UInt(more) <= UInt(LargeSpace.pageCapacity) else { return false }
      pagesInUse += UInt(more)
    } else {
      guard let index = freeRuns.firstIndex(where: { $0.first == first + old && $0.pages >= more }) else {
        return false
      }
      if freeRuns[index].isDirty {
        memset(
          Raw(bitPattern: base + UInt(first + old) * HeapGeometry.pageBytes).unsafelyUnwrapped, 0, Int(more) * 4096)
      }
      freeRuns[index].first += more
      freeRuns[index].pages -= more
      if freeRuns[index].pages == 0 { freeRuns.remove(at: index) }
    }
    runLength[Int(first)] = pages
    for page in (first + old)..<(first + pages) { headPage[Int(page)] = first }
    bytesInUse += Int(more) * 4096
    return true
  }

  /// Frees what was not marked and clears the marks. Free memory beyond the live bytes (and `keptBytes`) goes back
  /// to the system: fresh pages cost a fault each, so a little is kept.
  mutating func sweep() {
    var runs: [FreeRun] = []
    runs.reserveCapacity(freeRuns.count + 16)
    bytesInUse = 0
    var page: UInt32 = 0
    let end = UInt32(pagesInUse)
    freeRuns.sort { $0.first < $1.first }
    var freeIndex = 0
    func add(_ run: FreeRun) {
      if let last = runs.last, last.first + last.pages == run.first {
        runs[runs.count - 1].pages += run.pages
        runs[runs.count - 1].isDirty = last.isDirty || run.isDirty
      } else {
        runs.append(run)
      }
    }
    while page < end {
      if freeIndex < freeRuns.count && freeRuns[freeIndex].first == page {
        add(freeRuns[freeIndex])
        page += freeRuns[freeIndex].pages
        freeIndex += 1
        continue
      }
      let pages = runLength[Int(page)]
      if marked[Int(page)] != 0 {
        marked[Int(page)] = 0
        bytesInUse += Int(pages) * 4096
      } else {
        runLength[Int(page)] = 0
        add(FreeRun(first: page, pages: pages, isDirty: true))
      }
      page += pages
    }
    var dirty = 0
    for run in runs where run.isDirty { dirty += Int(run.pages) * 4096 }
    if dirty > max(LargeSpace.keptBytes, bytesInUse) {
      for index in runs.indices where runs[index].isDirty {
        giveBack(runs[index])
        runs[index].isDirty = false
      }
    }
    if let last = runs.last, UInt(last.first + last.pages) == pagesInUse, !last.isDirty {
      pagesInUse = UInt(last.first)
      runs.removeLast()
    }
    freeRuns = runs
  }

  /// Takes back the marks of a marking after which nothing is freed.
  func clearMarks() { memset(marked, 0, Int(pagesInUse)) }

  private func giveBack(_ run: FreeRun) {
    madvise(Raw(bitPattern: base + UInt(run.first) * HeapGeometry.pageBytes), Int(run.pages) * 4096, MADV_DONTNEED)
  }
}
