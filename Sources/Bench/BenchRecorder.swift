// Inside a measured process: takes down what the virtual machine tells (traces, recordings given up, collections) and, at the
// end of each iteration, its counters. All of it is kept in memory that was reserved before and turned into a report after the
// last iteration. Of the program's threads, one at a time: those that hold the global lock.
//
// What it costs the program: two readings of the clock per recorded instruction (the recorder measures itself as soon as
// somebody listens), and after each iteration, outside of what is timed, a walk over the counters of all guards.

import CProfiler
import CRuntime
import Glibc
import Profiler
import TraceIR
import VM

final class BenchRecorder {
  /// The one of this process: C calls it and can carry no context.
  nonisolated(unsafe) static var current: BenchRecorder?

  /// To be called after each iteration; the driver gets its address.
  static let mark: @convention(c) () -> Void = { BenchRecorder.current?.mark() }
  static var markAddress: UInt { UInt(bitPattern: unsafeBitCast(mark, to: UnsafeRawPointer.self)) }

  private let isCounting: Bool
  private var counters = BenchCounters()
  private var marks: [BenchCounters] = []
  /// How many there were at the last mark: what comes after it is the driver's writing.
  private var kept = (events: 0, collections: 0)
  private var events: [JITEvent] = []
  private var collections: [BenchCollection] = []
  /// The exits that are guards, by trace.
  private var guards: [(counters: TraceCounters, numbers: [Int])] = []

  /// - Parameter iterations: for which room is reserved.
  init(isCounting: Bool, iterations: Int) {
    self.isCounting = isCounting
    marks.reserveCapacity(iterations)
    events.reserveCapacity(4096)
    collections.reserveCapacity(4096)
  }

  /// Listens to the virtual machine of this process from now on.
  func start() {
    BenchRecorder.current = self
    vmEvents.jit = { [unowned self] in take($0) }
    vmEvents.collected = { [unowned self] start, before, after in
      counters.collections += 1
      collections.append(
        BenchCollection(
          time: Int(start), duration: Int(monotonicClock()) - Int(start), bytesBefore: before, bytesAfter: after))
    }
  }

  /// Puts counting handlers into the dispatch table; before any Python code runs.
  func countBytecodes(of thread: Thread) {
    let state = UnsafeMutableRawPointer(thread)
    let saved = state + MemoryLayout<ThreadState>.offset(of: \ThreadState.savedDispatch)!
    dispatch_count_install(
      state.assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
      saved.assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
  }

  private func take(_ event: JITEvent) {
    events.append(event)
    switch event {
    case .compiled(let trace):
      if trace.kind == .bridge { counters.bridges += 1 } else { counters.traces += 1 }
      let numbers = trace.exits.indices.filter { trace.exits[$0].operation.info.operationClass == .guardian }
      guards.append((trace.counters, numbers))
    case .aborted: counters.aborts += 1
    default: break
    }
  }

  private func mark() {
    counters.guardFailures = guards.reduce(0) { sum, trace in
      trace.numbers.reduce(sum) { $0 + trace.counters.failures(ofExit: $1) }
    }
    counters.crossings = crossingTotals()
    if isCounting { counters.bytecodes = Int(clamping: dispatch_count()) }
    marks.append(counters)
    kept = (events.count, collections.count)
  }

  /// Calls into C, those of `mark` left out.
  private func crossingTotals() -> Int {
    var total = 0
    var next = crossings_latest()
    while let record = next {
      if UInt(bitPattern: record.pointee.function) != Self.markAddress {
        total += Int(clamping: record.pointee.calls) + Int(clamping: record.pointee.tracedCalls)
      }
      next = record.pointee.next
    }
    return total
  }

  // MARK: The report

  /// Everything, with times as the clock gave them.
  func report() -> RecorderReport {
    vmEvents.jit = nil
    vmEvents.collected = nil
    var activity = BenchActivity()
    activity.collections = Array(collections.prefix(kept.collections))
    var descriptions: [TraceDescription] = []
    var indices: [Int: Int] = [:]
    var seen: [ExitID: String] = [:]
    for event in events.prefix(kept.events) {
      switch event {
      case .compiled(let trace):
        indices[trace.number] = descriptions.count
        descriptions.append(trace)
        activity.traces.append(row(of: trace))
      case .aborted(let abort):
        activity.aborts.append(
          BenchAbort(
            time: Int(abort.time), reason: "\(abort.reason)", place: place(abort.start.place),
            abortPlace: place(abort.place), instruction: abort.instruction, parent: abort.start.parent?.trace,
            parentExit: abort.start.parent?.exit, operations: abort.operations))
      case .blacklisted(let time, let where_, let parent, let reason):
        activity.events.append(
          BenchEvent(
            time: Int(time), kind: "blacklisted", trace: parent?.trace, place: place(where_), detail: "\(reason)"))
      case .invalidated(let time, let trace, let cause):
        let place = indices[trace].map { activity.traces[$0].place }
        activity.events.append(
          BenchEvent(time: Int(time), kind: "invalidated", trace: trace, place: place, detail: cause))
        if let index = indices[trace] {
          activity.traces[index].ended = Int(time)
          activity.traces[index].cause = cause
        }
      case .flushed(let time, let traces, let bytes, let cause):
        activity.events.append(
          BenchEvent(
            time: Int(time), kind: "flushed", detail: "\(cause), \(traces.count) traces, \(bytes) bytes"))
        for trace in traces {
          guard let index = indices[trace], activity.traces[index].ended == nil else { continue }
          activity.traces[index].ended = Int(time)
          activity.traces[index].cause = cause
        }
      case .sawType(_, let exit, let type): seen[ExitID(trace: exit.trace, exit: exit.exit)] = type
      case .started: break
      }
    }
    activity.exits = exits(of: descriptions, seen)
    activity.crossings = crossingRows()
    return RecorderReport(marks: marks, activity: activity)
  }

  private func row(of trace: TraceDescription) -> BenchTrace {
    let figures = trace.figures
    return BenchTrace(
      number: trace.number, kind: trace.kind.rawValue, root: trace.root, parent: trace.parent?.trace,
      parentExit: trace.parent?.exit, link: trace.link, place: place(trace.place), time: Int(figures.startTime),
      installed: Int(figures.endTime), operations: trace.operations, guards: trace.guards, bytes: trace.code.count,
      entered: trace.counters.entered,
      compileTime: Int(figures.recordTime + figures.optimizeTime + figures.allocateTime + figures.encodeTime))
  }

  private func exits(of traces: [TraceDescription], _ seen: [ExitID: String]) -> [BenchExit] {
    var bridges: [ExitID: Int] = [:]
    for trace in traces {
      if let parent = trace.parent { bridges[ExitID(trace: parent.trace, exit: parent.exit)] = trace.number }
    }
    var rows: [BenchExit] = []
    for trace in traces {
      for (number, exit) in trace.exits.enumerated() {
        let id = ExitID(trace: trace.number, exit: number)
        let failures = trace.counters.failures(ofExit: number)
        guard failures > 0 || bridges[id] != nil else { continue }
        let frame = Int(exit.point.frame)
        let code = trace.frames.indices.contains(frame) ? trace.frames[frame].code : trace.place.code
        rows.append(
          BenchExit(
            trace: trace.number, number: number, kind: "\(exit.operation)",
            place: place(code: code, offset: exit.point.offset), expected: exit.expected, seen: seen[id],
            failures: failures, bridge: bridges[id]))
      }
    }
    return rows
  }

  private func crossingRows() -> [BenchCrossing] {
    var rows: [BenchCrossing] = []
    var next = crossings_latest()
    while let record = next {
      let crossing = record.pointee
      next = crossing.next
      if UInt(bitPattern: crossing.function) == Self.markAddress { continue }
      rows.append(
        BenchCrossing(
          name: text(crossing.name), library: text(crossing.library), site: text(crossing.site),
          calls: Int(clamping: crossing.calls), tracedCalls: Int(clamping: crossing.tracedCalls),
          bytes: Int(clamping: crossing.bytes), callbacks: Int(clamping: crossing.callbacks)))
    }
    return rows.reversed()
  }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

  private func place(_ place: CodePlace) -> BenchPlace { self.place(code: place.code, offset: place.offset) }

  private func place(code: UInt32, offset: UInt32) -> BenchPlace {
    let code = Int(code)
    let description = CodeRegistry.describe(code)
    return BenchPlace(
      function: description?.qualifiedName ?? "", file: description?.filename ?? "",
      line: CodeRegistry.line(code, offset: Int(offset)) ?? description?.firstLine ?? 0)
  }
}

/// What a worker writes beside the driver's report. Times are CLOCK_MONOTONIC nanoseconds.
struct RecorderReport: Codable {
  /// At the end of each iteration.
  var marks: [BenchCounters]
  var activity: BenchActivity
}

func monotonicClock() -> UInt64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}
