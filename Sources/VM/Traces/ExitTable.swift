// The exits of all traces, in plain memory: exits are taken millions of times, and what they count must cost nothing.

import CRuntime

/// The exits of all traces by number, in plain memory.
struct ExitTable {
  private(set) var count = 0
  private var capacity = 0
  private var records: UnsafeMutablePointer<ExitRecord>?

  @inline(__always) subscript(number: Int) -> ExitRecord {
    get { records.unsafelyUnwrapped[number] }
    nonmutating set { records.unsafelyUnwrapped[number] = newValue }
  }
  @inline(__always) func pointer(_ number: Int) -> UnsafeMutablePointer<ExitRecord> {
    records.unsafelyUnwrapped + number
  }

  /// Failures of exits that are gone, and what they would count in.
  private var closedFailures = 0
  private static let nobody: UnsafeMutablePointer<UInt32> = {
    let counter = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    counter.initialize(to: 0)
    return counter
  }()

  /// Times that any exit was taken.
  var taken: Int { (0..<count).reduce(closedFailures) { $0 + Int(self[$1].failures) } }

  /// Nobody can take these exits any more, and their counters go.
  mutating func close(_ numbers: Range<Int>) {
    for number in numbers {
      closedFailures += Int(self[number].failures)
      pointer(number).pointee.counter = ExitTable.nobody
      pointer(number).pointee.bridge = -2
    }
  }

  mutating func append(_ record: ExitRecord) {
    if count == capacity {
      let grown = UnsafeMutablePointer<ExitRecord>.allocate(capacity: max(256, capacity * 2))
      if let records {
        grown.moveInitialize(from: records, count: count)
        records.deallocate()
      }
      records = grown
      capacity = max(256, capacity * 2)
    }
    (records.unsafelyUnwrapped + count).initialize(to: record)
    count += 1
  }
}

/// Read at every exit, so neither in a class nor behind a once-check.
nonisolated(unsafe) var exitTable = ExitTable()
