// What the collector knows of the ledger of calls into C (crossings.h): the frame that stands for each record in stacks, and
// the totals that it writes with every batch. Of the collector's thread; the records belong to the VM, which counts on.

import CRuntime
import CSampler
import Glibc

final class CrossingLog {
  private struct Known {
    let record: UnsafeMutablePointer<Crossing>
    var row: CrossingRow
    var isWritten = false
  }

  /// No text of a record is stored beyond this.
  static let longestText = 4096

  private let writer: RecordingWriter
  private unowned let namer: StackNamer
  /// By id; ids count up from 1 in the order in which records are made.
  private var known: [UInt32: Known] = [:]
  private var latest: UnsafeMutablePointer<Crossing>?
  /// Both clocks at the start, to tell how long a cycle of the time stamp counter is.
  private let startCycles = vm_cycles()
  private let startNanoseconds = sampler_now()

  init(writer: RecordingWriter, namer: StackNamer) {
    self.writer = writer
    self.namer = namer
  }

  /// The frame of the record that a sample's word names.
  func frame(of word: UInt64) -> FrameID {
    let id = UInt32(truncatingIfNeeded: word)
    if known[id] == nil { findNew() }
    return known[id]?.row.frame ?? namer.placeholder("[unknown crossing]")
  }

  /// Hands the totals that have grown to the writer.
  func readCounters() {
    findNew()
    guard !known.isEmpty else { return }
    let isExact = crossings_exact() != 0
    let nanoseconds = nanosecondsPerCycle
    for id in known.keys.sorted() {
      let before = known[id]!
      var row = before.row
      // Safety: records are never freed; a counter that is being raised reads as one call less.
      let record = before.record.pointee
      row.calls = Int(clamping: record.calls)
      row.tracedCalls = Int(clamping: record.tracedCalls)
      row.bytes = Self.bytes(of: record)
      row.callbacks = Int(clamping: record.callbacks)
      if isExact {
        func time(_ cycles: UInt64) -> Int { Int(min(Double(cycles) * nanoseconds, 9e15)) }
        row.times = CrossingRow.Times(
          conversion: time(record.conversionCycles), call: time(record.callCycles),
          tracedCall: time(record.tracedCallCycles), callback: time(record.callbackCycles))
      }
      if before.isWritten && row == before.row { continue }
      known[id]!.row = row
      known[id]!.isWritten = true
      writer.set(row)
    }
    writer.set(environment: ["exact_crossings": isExact ? "yes" : "no"])
    if isExact { writer.set(environment: ["cycles_hz": String(Int((1e9 / nanoseconds).rounded()))]) }
  }

  /// The fixed bytes of each call and the others.
  private static func bytes(of record: Crossing) -> Int {
    let calls = record.calls.addingReportingOverflow(record.tracedCalls).partialValue
    let (fixed, overflow) = UInt64(record.fixedBytes).multipliedReportingOverflow(by: calls)
    let (sum, overflowOfSum) = fixed.addingReportingOverflow(record.bytes)
    return overflow || overflowOfSum ? .max : Int(clamping: sum)
  }

  /// Cycles against CLOCK_MONOTONIC from the start of the recording until now.
  private var nanosecondsPerCycle: Double {
    let cycles = vm_cycles() &- startCycles
    let nanoseconds = sampler_now() &- startNanoseconds
    return cycles > 0 ? Double(nanoseconds) / Double(cycles) : 0
  }

  /// Records made since the last look.
  private func findNew() {
    let newest = crossings_latest()
    var next = newest
    while let record = next, record != latest {
      known[record.pointee.id] = Known(record: record, row: row(of: record.pointee))
      next = record.pointee.next
    }
    latest = newest
  }

  private func row(of record: Crossing) -> CrossingRow {
    let name = Self.text(record.name)
    let library = Self.text(record.library)
    let (function, frame) = writer.makeCrossingFrame(name: name.isEmpty ? "[no name]" : name, library: library)
    let signature = Self.text(record.signature)
    return CrossingRow(
      id: Int(record.id), function: function, frame: frame,
      site: record.codeID == 0 ? nil : namer.pythonFrame(record.codeID, record.offset),
      route: record.route == CROSSING_CTYPES.rawValue ? "ctypes" : "cffi",
      signature: signature.isEmpty ? "\(name)()" : signature)
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer else { return "" }
    // Safety: texts of records end with a zero and stay.
    let bytes = UnsafeRawBufferPointer(start: pointer, count: strnlen(pointer, longestText))
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension UInt64 {
  /// Whether a word of a sample is VM_CROSSING_WORD.
  var isCrossing: Bool { self >> 61 == 7 }
}
