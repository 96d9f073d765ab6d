// What the collector knows of traces: their rows in the recording, the counters it reads twice a second, and which trace
// and which inlined frames an address of machine code stands for. Of the collector's thread.
//
// Addresses are used again after a flush of code memory: a sample carries the epoch in which it was taken, and of the traces
// that ever held an address the one compiled last up to that epoch is meant.

import TraceIR
import VM

final class TraceLog {
  private struct Known {
    let description: TraceDescription
    /// The trace itself as a frame of a stack.
    let frame: FrameID
    var entered = 0
    var failures: [Int]
    var isEnded = false
  }

  /// What a word of machine code stands for, innermost first: the trace, then Python frames down to the one in which it was
  /// entered, whose code object is `rootCode`.
  struct Place {
    let frames: [FrameID]
    let rootCode: UInt32
  }

  private struct Key: Hashable {
    let word: UInt64
    let epoch: UInt32
  }

  private let writer: RecordingWriter
  private unowned let namer: StackNamer
  private let time: (UInt64) -> Microseconds
  /// In the order in which they were compiled.
  private var known: [Known] = []
  private var indexOfNumber: [Int: Int] = [:]
  /// Indices of `known` by the pages of machine code that they have a part of, in the order in which they were compiled.
  private var indicesOfPage: [UInt: [Int]] = [:]
  private static let pageBytes: UInt = 4096
  private var memory: Range<UInt> = 0..<0
  private var places: [Key: Place] = [:]

  init(
    writer: RecordingWriter, namer: StackNamer, time: @escaping (UInt64) -> Microseconds
  ) {
    self.writer = writer
    self.time = time
    self.namer = namer
  }

  // MARK: Events

  func take(_ event: JITEvent, thread: ThreadID) {
    func add(
      _ kind: String, _ nanoseconds: UInt64, trace: Int? = nil, exit: Int? = nil, place: CodePlace? = nil,
      detail: String? = nil
    ) {
      writer.pending.traces.events.append(
        TraceEventRow(
          thread: thread, time: time(nanoseconds), kind: kind, trace: trace, exit: exit, frame: place.map(frame),
          detail: detail))
    }
    switch event {
    case .started(let start):
      add("started", start.time, trace: start.parent?.trace, exit: start.parent?.exit, place: start.place)
    case .aborted(let abort):
      add(
        "aborted", abort.time, trace: abort.start.parent?.trace, exit: abort.start.parent?.exit,
        place: abort.start.place, detail: "\(abort.reason)")
      takeAbort(abort, thread)
    case .compiled(let description):
      guard indexOfNumber[description.number] == nil else { return }
      add(
        "compiled", description.figures.endTime, trace: description.number, place: description.place,
        detail: description.link.map { "linked to \($0)" })
      takeTrace(description, thread)
    case .blacklisted(let time, let place, let parent, let reason):
      add("blacklisted", time, trace: parent?.trace, exit: parent?.exit, place: place, detail: "\(reason)")
    case .invalidated(let time, let trace, let cause):
      add("invalidated", time, trace: trace, detail: cause)
      end(trace, time, cause)
    case .flushed(let time, let traces, let bytes, let cause):
      add("flushed", time, detail: "\(cause); traces: \(traces.count), bytes: \(bytes)")
      for trace in traces { end(trace, time, cause) }
    case .sawType(_, let exit, let type):
      writer.pending.traces.seen.append((exit.trace, exit.exit, type))
    }
  }

  private func frame(_ place: CodePlace) -> FrameID { namer.pythonFrame(place.code, place.offset + 1) }

  private func end(_ trace: Int, _ nanoseconds: UInt64, _ cause: String) {
    guard let index = indexOfNumber[trace], !known[index].isEnded else { return }
    known[index].isEnded = true
    writer.pending.traces.ends.append((trace, time(nanoseconds), cause))
  }

  private func takeAbort(_ abort: RecordingAbort, _ thread: ThreadID) {
    writer.pending.traces.aborts.append(
      AbortRow(
        thread: thread, time: time(abort.start.time), ended: time(abort.time), reason: "\(abort.reason)",
        frame: frame(abort.start.place), parent: abort.start.parent?.trace, parentExit: abort.start.parent?.exit,
        tryNumber: abort.start.tryNumber, abortFrame: frame(abort.place), instruction: abort.instruction,
        operations: abort.operations, recordNanoseconds: Int(clamping: abort.recordTime)))
  }

  private func takeTrace(_ trace: TraceDescription, _ thread: ThreadID) {
    let place = namer.name(trace.place.code, trace.place.offset + 1)
    let function = writer.intern(
      FunctionRecord(kind: .trace, name: "trace \(trace.number)", file: place?.file ?? "", line: place?.line ?? 0))
    let traceFrame = writer.intern(function: function, line: 0)
    indexOfNumber[trace.number] = known.count
    for page in trace.code.lowerBound / Self.pageBytes...trace.code.upperBound / Self.pageBytes {
      indicesOfPage[page, default: []].append(known.count)
    }
    known.append(
      Known(description: trace.withoutText, frame: traceFrame, failures: [Int](repeating: 0, count: trace.exits.count)))
    memory = trace.memory
    let figures = trace.figures
    writer.pending.traces.traces.append(
      TraceRow(
        id: trace.number, thread: thread, kind: trace.kind.rawValue, root: trace.root, parent: trace.parent?.trace,
        parentExit: trace.parent?.exit, link: trace.link, function: function, frame: frame(trace.place),
        time: time(figures.startTime), installed: time(figures.endTime),
        recordNanoseconds: Int(clamping: figures.recordTime), optimizeNanoseconds: Int(clamping: figures.optimizeTime),
        allocateNanoseconds: Int(clamping: figures.allocateTime),
        encodeNanoseconds: Int(clamping: figures.encodeTime), recordedOperations: figures.operations,
        recordedGuards: figures.guards, operations: trace.operations, guards: trace.guards,
        address: trace.code.lowerBound, bytes: trace.code.count))
    for (number, exit) in trace.exits.enumerated() {
      writer.pending.traces.exits.append(
        TraceExitRow(
          trace: trace.number, number: number, kind: "\(exit.operation)", frame: chain(exit.point, trace)[0],
          expected: exit.expected))
    }
    if let parent = trace.parent {
      writer.pending.traces.bridges.append((parent.trace, parent.exit, trace.number))
    }
    takeText(trace)
  }

  private func takeText(_ trace: TraceDescription) {
    if let text = trace.figures.text { writer.pending.traces.texts.append((trace.number, "recorded", text)) }
    if let text = trace.text { writer.pending.traces.texts.append((trace.number, "optimized", text)) }
    guard let bytes = trace.bytes else { return }
    writer.pending.traces.codes.append((trace.number, bytes))
    var lastOffset = -1
    for (offset, point) in trace.codePoints where trace.points.indices.contains(Int(point)) {
      if Int(offset) == lastOffset { continue }
      lastOffset = Int(offset)
      for (depth, frame) in chain(trace.points[Int(point)], trace).enumerated() {
        writer.pending.traces.lines.append((trace.number, Int(offset), depth, frame))
      }
    }
  }

  // MARK: Counters

  /// Writes down the counters that have changed.
  func readCounters() {
    for index in known.indices {
      let trace = known[index].description
      let entered = trace.counters.entered
      if entered != known[index].entered {
        known[index].entered = entered
        writer.pending.traces.entered.append((trace.number, entered))
      }
      for exit in trace.exits.indices {
        let failures = trace.counters.failures(ofExit: exit)
        if failures == known[index].failures[exit] { continue }
        known[index].failures[exit] = failures
        writer.pending.traces.failures.append((trace.number, exit, failures))
      }
    }
  }

  // MARK: Samples

  /// Whether an address lies in the memory for machine code.
  func holds(_ address: UInt64) -> Bool { memory.contains(UInt(address)) }

  /// For an address of machine code, or a word VM_EXIT_WORD; nil when no trace is known there.
  func place(of word: UInt64, epoch: UInt32) -> Place? {
    let key = Key(word: word, epoch: epoch)
    if let found = places[key] { return found }
    let found = word >> 62 == 3 ? exitPlace(Int(UInt32(truncatingIfNeeded: word))) : codePlace(UInt(word), epoch)
    places[key] = found
    return found
  }

  private func codePlace(_ address: UInt, _ epoch: UInt32) -> Place? {
    let candidates = indicesOfPage[address / Self.pageBytes] ?? []
    guard
      let index = candidates.last(where: {
        known[$0].description.codeEpoch <= epoch && known[$0].description.code.contains(address)
      })
    else { return nil }
    let trace = known[index]
    let description = trace.description
    let offset = UInt32(address - description.code.lowerBound)
    let codePoints = description.codePoints
    // The prologue comes before the first point and belongs to it.
    let after = codePoints.partitionPoint { $0.offset > offset }
    guard let number = codePoints.isEmpty ? nil : codePoints[max(0, after - 1)].point,
      description.points.indices.contains(Int(number))
    else { return Place(frames: [trace.frame, frame(description.place)], rootCode: description.place.code) }
    return place(trace, description.points[Int(number)])
  }

  private func exitPlace(_ number: Int) -> Place? {
    guard let trace = trace(ofExit: number) else { return nil }
    return place(trace, trace.description.exits[number - trace.description.firstExit].point)
  }

  /// Numbers of exits are not used again, and ascend.
  private func trace(ofExit number: Int) -> Known? {
    let after = known.partitionPoint { $0.description.firstExit > number }
    guard after > 0 else { return nil }
    let trace = known[after - 1]
    return number - trace.description.firstExit < trace.description.exits.count ? trace : nil
  }

  /// An exit by its number in the program, and the code object in whose frame its trace is entered.
  func exit(number: Int, epoch: UInt32) -> (id: ExitID, rootCode: UInt32)? {
    guard let trace = trace(ofExit: number)?.description else { return nil }
    return (ExitID(trace: trace.number, exit: number - trace.firstExit), trace.frames[0].code)
  }

  private func place(_ trace: Known, _ point: Point) -> Place {
    Place(frames: [trace.frame] + chain(point, trace.description), rootCode: rootCode(point, trace.description))
  }

  /// The code of the outermost frame at a point: a bridge may go on in the caller of the frame in which it began.
  private func rootCode(_ point: Point, _ trace: TraceDescription) -> UInt32 {
    var index = Int(point.frame)
    guard trace.frames.indices.contains(index) else { return trace.place.code }
    while trace.frames[index].parent >= 0 { index = Int(trace.frames[index].parent) }
    return trace.frames[index].code
  }

  /// Python frames at a point, innermost first.
  private func chain(_ point: Point, _ trace: TraceDescription) -> [FrameID] {
    var index = Int(point.frame)
    guard trace.frames.indices.contains(index) else { return [frame(trace.place)] }
    var result = [namer.pythonFrame(trace.frames[index].code, point.offset + 1)]
    while trace.frames[index].parent >= 0 {
      let parent = Int(trace.frames[index].parent)
      result.append(namer.pythonFrame(trace.frames[parent].code, trace.frames[index].resume))
      index = parent
    }
    return result
  }
}

extension Array {
  /// Index of the first element that satisfies a condition which all later ones satisfy too.
  fileprivate func partitionPoint(_ condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
