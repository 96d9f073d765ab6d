// The ledger of calls into C: finds the record of a call site and C function (CRuntime/include/crossings.h), and makes it at
// their first call. The signal handler and the collector of a profile read records at any time; so they stay for ever.
//
// A call site is the Python frame that is the current one, and its pc, in words from the start of its code: the same numbers
// as in a sample's word of that frame.

import CRuntime
import Glibc

enum CrossingLedger {
  typealias Record = UnsafeMutablePointer<Crossing>

  /// Open addressing; a power of two places.
  nonisolated(unsafe) private static var table = UnsafeMutablePointer<Record?>.allocate(zeroed: 256)
  nonisolated(unsafe) private static var mask = 255
  /// By id.
  nonisolated(unsafe) private static var records: [Record] = []

  /// The record of calls of `function` from where the thread is now. `name` (a str, or None: the symbol's) and the signature
  /// are read when the record is made.
  @inline(__always) static func crossing(
    _ thread: Thread, function: UnsafeRawPointer, name: Value, signature: ForeignSignaturePointer, route: CrossingRoute
  ) -> Record {
    var code: UInt32 = 0
    var offset: UInt32 = 0
    let frame = thread.pointee.frame.unsafelyUnwrapped
    if let info = frame.pointee.code {
      code = info.pointee.id
      offset = UInt32(truncatingIfNeeded: frame.pointee.pc - info.pointee.start)
    }
    return crossing(code: code, offset: offset, function: function, name: name, signature: signature, route: route)
  }

  /// The record of calls of `function` from the instruction that ends at word `offset` of code number `code`.
  @inline(__always) static func crossing(
    code: UInt32, offset: UInt32, function: UnsafeRawPointer, name: Value, signature: ForeignSignaturePointer,
    route: CrossingRoute
  ) -> Record {
    var place = start(code, offset, function)
    while let record = table[place] {
      if record.pointee.offset == offset, record.pointee.codeID == code, record.pointee.function == function {
        return record
      }
      place = (place &+ 1) & mask
    }
    return make(code, offset, function, name, signature, route)
  }

  /// The record with this id, which is not 0.
  @inline(__always) static func record(_ id: UInt32) -> Record { records[Int(id) - 1] }

  @inline(__always) private static func start(_ code: UInt32, _ offset: UInt32, _ function: UnsafeRawPointer) -> Int {
    let site = UInt64(code) << 32 | UInt64(offset)
    let mixed = (site ^ UInt64(UInt(bitPattern: function))) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32) & mask
  }

  @inline(never) private static func make(
    _ code: UInt32, _ offset: UInt32, _ function: UnsafeRawPointer, _ name: Value, _ signature: ForeignSignaturePointer,
    _ route: CrossingRoute
  ) -> Record {
    if records.count * 2 > mask { grow() }
    let record = Record.allocate(capacity: 1)
    record.initialize(to: Crossing())
    record.pointee.id = UInt32(records.count + 1)
    record.pointee.route = route.rawValue
    record.pointee.codeID = code
    record.pointee.offset = offset
    record.pointee.function = function
    let given = name.isKind(.string) ? StringRef(name).text : ForeignLibrary.symbolName(of: function)
    record.pointee.name = UnsafePointer(strdup(given ?? "0x" + String(UInt(bitPattern: function), radix: 16)))
    record.pointee.library = ForeignLibrary.path(of: function).map { UnsafePointer(strdup($0)) }
    record.pointee.signature = signature.pointee.text
    record.pointee.fixedBytes = signature.pointee.fixedBytes
    record.pointee.site = site(code, offset).map { UnsafePointer(strdup($0)) }
    record.pointee.next = crossings
    if records.isEmpty { vm_watch_faults() }
    records.append(record)
    insert(record)
    crossings = record
    crossing_count += 1
    return record
  }

  /// Offsets are those of the next instruction, as in samples of frames that wait for a call.
  private static func site(_ code: UInt32, _ offset: UInt32) -> String? {
    guard code != 0 else { return nil }
    let info = vm.pointee.codes[Int(code) - 1]
    let line = info.position(at: max(0, Int(offset) - 1)).map { Int($0.line) }
    return info.code.filename.text + (line.map { ":\($0)" } ?? "")
  }

  private static func insert(_ record: Record) {
    var place = start(record.pointee.codeID, record.pointee.offset, record.pointee.function)
    while table[place] != nil { place = (place + 1) & mask }
    table[place] = record
  }

  private static func grow() {
    table.deallocate()
    mask = mask * 2 + 1
    table = .allocate(zeroed: mask + 1)
    for record in records { insert(record) }
  }
}

extension UnsafeMutablePointer where Pointee == CrossingLedger.Record? {
  fileprivate static func allocate(zeroed count: Int) -> Self {
    let table = Self.allocate(capacity: count)
    table.initialize(repeating: nil, count: count)
    return table
  }
}
