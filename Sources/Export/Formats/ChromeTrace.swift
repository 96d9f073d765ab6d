// The trace event format of Chrome, which Perfetto reads: times in microseconds. Per thread a track of samples (slices of runs
// with the same stack and state, `sf` points to the stack), one of states, one of garbage collections; JIT events as slices of
// their own; counters for the heap, the cost of profiling, and compiled traces.
//
// A sample stands for the time before it. Slices of a track must not overlap, and ticks come late now and then, so a slice begins
// where the one before it ends if the two would overlap. The duration is the exact weight, whatever the place.
//
// Slices are written by hand, not through JSONStream: a long recording has ten million of them.

import Profiler

struct ChromeTrace {
  private let job: ExportJob
  private let tree: FrameTree
  /// By frame of the recording what its slices begin with: name, phase, process, category. Frame 0: no frame is shown.
  private let sliceHeads: WrittenTexts
  /// By frame the end of its arguments: the line, if it is known.
  private let sliceLines: WrittenTexts

  static func write(_ job: ExportJob) throws {
    try ChromeTrace(job).write()
    job.sink.write(byte: 0x0A)
  }

  private init(_ job: ExportJob) {
    self.job = job
    let profile = job.profile
    tree = profile.frameTree(lines: true, hiding: job.filter.hiddenKinds)
    let process = job.process
    sliceHeads = WrittenTexts(count: max(1, profile.frameCount)) { frame, sink in
      let name = frame == 0 ? SafeName.noFrame : SafeName.function(profile.frame(FrameID(frame)).function)
      Self.writeHead(name, category: "samples", process: process, to: sink)
    }
    sliceLines = WrittenTexts(count: max(1, profile.frameCount)) { frame, sink in
      let line = frame == 0 ? 0 : profile.frame(FrameID(frame)).line
      if line > 0 { sink.write(",\"line\":\(line)") }
    }
  }

  private static func writeHead(_ name: String, category: String, process: Int, to sink: ByteSink) {
    sink.write("{\"name\":")
    JSONStream.quote(name, to: sink)
    sink.write(",\"ph\":\"X\",\"cat\":\"\(category)\",\"pid\":\(process),\"tid\":")
  }

  /// Tracks of a thread besides its own; numbers that no kernel gives.
  private enum Lane: Int, CaseIterable {
    case states = 1, compiler, collections

    var label: String {
      switch self {
      case .states: "states"
      case .compiler: "JIT"
      case .collections: "garbage collection"
      }
    }
    func number(of thread: ThreadID) -> Int { 1 << 30 + Int(thread.raw) * 4 + rawValue }
  }

  private func write() throws {
    let threads = try job.threads()
    let total = try job.profile.counts(job.filter)
    // Nodes whose stacks are referred to.
    var isUsed = [Bool](repeating: false, count: tree.count)
    var json = JSONStream(job.sink)
    try json.object { json in
      json.member("displayTimeUnit", "ms")
      json.object("otherData") {
        $0.member("program", job.environment("program"))
        $0.member("exporter", "pitviper \(job.environment("version"))")
        $0.member("unit", job.isWallTime ? "microseconds of real time" : "microseconds of CPU time")
        $0.member("total_weight_us", total.weight)
        $0.member("samples", total.samples)
      }
      try json.array("traceEvents") { json in
        event(&json, "process_name", "M", thread: 0) { $0.member("name", job.environment("program")) }
        for (thread, _) in threads { name(thread, &json) }
        for (index, (thread, _)) in threads.enumerated() {
          let start = Double(index) / Double(threads.count) * 0.9
          try write(samplesOf: thread, &json, &isUsed, from: start, to: start + 0.9 / Double(threads.count))
        }
        try writeJITEvents(&json)
        try writeCollections(&json)
        try writeOverhead(&json)
      }
      job.sink.write(byte: 0x0A)
      try json.object("stackFrames") { try writeFrames(&$0, isUsed) }
    }
  }

  private func name(_ thread: ProfileThread, _ json: inout JSONStream) {
    let name = SafeName.thread(thread)
    event(&json, "thread_name", "M", thread: thread.native) { $0.member("name", name) }
    event(&json, "thread_sort_index", "M", thread: thread.native) { $0.member("sort_index", Int(thread.id.raw) * 4) }
    for lane in Lane.allCases {
      let number = lane.number(of: thread.id)
      event(&json, "thread_name", "M", thread: number) { $0.member("name", "\(name): \(lane.label)") }
      event(&json, "thread_sort_index", "M", thread: number) {
        $0.member("sort_index", Int(thread.id.raw) * 4 + lane.rawValue)
      }
    }
  }

  /// A slice that is being put together.
  private struct Run {
    var node: Int
    var state: SampleState
    var start: Int
    var weight: Int
    var samples: Int
  }

  private func write(
    samplesOf thread: ProfileThread, _ json: inout JSONStream, _ isUsed: inout [Bool], from start: Double,
    to end: Double
  ) throws {
    var stack = Run(node: 0, state: .native, start: 0, weight: 0, samples: 0)
    var state = stack
    var stackEnd = 0
    var stateEnd = 0
    func begin(_ run: inout Run, _ sample: Sample, node: Int, after end: inout Int) {
      end += run.weight == 0 ? 0 : max(0, run.start + run.weight - end)
      run = Run(
        node: node, state: sample.state, start: max(end, Int(sample.time) - sample.weight), weight: sample.weight,
        samples: 1)
    }
    /// Whether a sample goes on where the run ends: a gap of more than its weight is idle time.
    func continues(_ run: Run, _ sample: Sample) -> Bool {
      run.samples > 0 && run.state == sample.state
        && Int(sample.time) - (run.start + run.weight) < 2 * sample.weight
    }
    let heads = stateHeads(of: thread)
    try job.forEachSample(of: thread.id, from: start, to: end) { sample in
      let node = tree.node(of: sample.stack)
      isUsed[node] = true
      if continues(stack, sample), stack.node == node {
        stack.weight += sample.weight
        stack.samples += 1
      } else {
        writeStack(stack, thread.native, &json)
        begin(&stack, sample, node: node, after: &stackEnd)
      }
      if continues(state, sample) {
        state.weight += sample.weight
        state.samples += 1
      } else {
        writeState(state, heads, &json)
        begin(&state, sample, node: 0, after: &stateEnd)
      }
    }
    writeStack(stack, thread.native, &json)
    writeState(state, heads, &json)
  }

  private func writeStack(_ run: Run, _ thread: Int, _ json: inout JSONStream) {
    if run.samples == 0 { return }
    let frame = run.node == 0 ? 0 : Int(tree.keys[run.node])
    json.raw { sink in
      sink.write(byte: 0x0A)
      sliceHeads.write(frame, to: sink)
      sink.write(thread)
      write(run, to: sink)
      if run.node > 0 {
        sink.write(",\"sf\":\"")
        sink.write(run.node)
        sink.write(byte: 0x22)
      }
      sink.write(",\"args\":{\"samples\":")
      sink.write(run.samples)
      sink.write(",\"state\":\"")
      sink.write(run.state.name)
      sink.write(byte: 0x22)
      sliceLines.write(frame, to: sink)
      sink.write("}}")
    }
  }

  /// What the slices of a thread's states begin with.
  private func stateHeads(of thread: ProfileThread) -> WrittenTexts {
    let process = job.process
    return WrittenTexts(count: SampleState.count) { state, sink in
      Self.writeHead(SampleState(rawValue: UInt8(state))!.label, category: "states", process: process, to: sink)
      sink.write(Lane.states.number(of: thread.id))
    }
  }

  private func writeState(_ run: Run, _ heads: WrittenTexts, _ json: inout JSONStream) {
    if run.samples == 0 { return }
    json.raw { sink in
      sink.write(byte: 0x0A)
      heads.write(Int(run.state.rawValue), to: sink)
      write(run, to: sink)
      sink.write(",\"args\":{\"samples\":")
      sink.write(run.samples)
      sink.write("}}")
    }
  }

  private func write(_ run: Run, to sink: ByteSink) {
    sink.write(",\"ts\":")
    sink.write(run.start)
    sink.write(",\"dur\":")
    sink.write(run.weight)
  }

  private func writeJITEvents(_ json: inout JSONStream) throws {
    var traces = 0
    var number = 0
    try job.profile.forEachEvent(job.filter) { item in
      let lane = Lane.compiler.number(of: item.thread)
      func details(_ json: inout JSONStream) {
        json.member("detail", SafeName.text(item.detail))
        if let trace = item.trace { json.member("trace", trace) }
        if let place = item.place { json.member("place", SafeName.place(place, line: item.line)) }
        if let operations = item.operations { json.member("operations", operations) }
        if let time = item.compileTime { json.member("compile_ns", time) }
      }
      let title = item.trace.map { "trace \($0) \(item.kind.rawValue)" } ?? "\(item.kind.rawValue)"
      if let end = item.end {
        // Slices with a number of their own: recordings of a thread may overlap.
        number += 1
        event(&json, title, "b", thread: lane, category: "jit", at: Int(item.start), id: number, details)
        event(&json, title, "e", thread: lane, category: "jit", at: Int(end), id: number) { _ in }
      } else {
        event(&json, title, "i", thread: lane, category: "jit", at: Int(item.start), details)
      }
      if item.kind == .compiled {
        traces += 1
        event(&json, "compiled traces", "C", thread: 0, at: Int(item.start)) { $0.member("traces", traces) }
      }
      return job.sink.failure == 0
    }
    try job.report(0.93)
  }

  private func writeCollections(_ json: inout JSONStream) throws {
    try job.forEach(job.collections, from: 0.93, to: 0.95) { item in
      event(
        &json, "garbage collection", "X", thread: Lane.collections.number(of: item.thread), category: "gc",
        at: Int(item.time), length: Int(item.duration)
      ) {
        $0.member("bytes_before", item.bytesBefore)
        $0.member("bytes_after", item.bytesAfter)
      }
      event(&json, "heap", "C", thread: 0, at: Int(item.time)) { $0.member("bytes", item.bytesBefore) }
      event(&json, "heap", "C", thread: 0, at: Int(item.time + item.duration)) { $0.member("bytes", item.bytesAfter) }
    }
  }

  private func writeOverhead(_ json: inout JSONStream) throws {
    try job.forEach(job.profile.overhead, from: 0.95, to: 0.96) { row in
      guard job.filter.range?.contains(row.time) ?? true else { return }
      event(&json, "CPU time of profiling", "C", thread: 0, at: Int(row.time)) {
        $0.member("handler_us", Int(row.handler))
        $0.member("collector_us", Int(row.collector))
      }
    }
  }

  /// The tree of stacks that `sf` refers to.
  private func writeFrames(_ json: inout JSONStream, _ isUsed: [Bool]) throws {
    var used = isUsed
    for node in stride(from: tree.count - 1, to: 0, by: -1) where used[node] { used[Int(tree.parents[node])] = true }
    let profile = job.profile
    let frames = WrittenTexts(count: max(1, profile.frameCount)) { frame, sink in
      let (function, line) = profile.frame(FrameID(frame))
      sink.write("\":{\"category\":\"\(function.kind.name)\",\"name\":")
      JSONStream.quote(SafeName.place(function, line: line), to: sink)
    }
    try job.forEach(1..<max(1, tree.count), from: 0.96) { node in
      guard used[node] else { return }
      json.raw { sink in
        sink.write("\n\"")
        sink.write(node)
        frames.write(Int(tree.keys[node]), to: sink)
        if tree.parents[node] > 0 {
          sink.write(",\"parent\":\"")
          sink.write(Int(tree.parents[node]))
          sink.write(byte: 0x22)
        }
        sink.write(byte: 0x7D)
      }
    }
  }

  private func event(
    _ json: inout JSONStream, _ name: String, _ phase: String, thread: Int, category: String? = nil,
    at time: Int? = nil, length: Int? = nil, id: Int? = nil, _ arguments: (inout JSONStream) -> Void
  ) {
    job.sink.write(byte: 0x0A)
    json.object {
      $0.member("name", name)
      $0.member("ph", phase)
      $0.member("pid", job.process)
      $0.member("tid", thread)
      if let category { $0.member("cat", category) }
      if let time { $0.member("ts", time) }
      if let length { $0.member("dur", length) }
      if let id { $0.member("id", id) }
      if phase == "i" { $0.member("s", "t") }
      $0.object("args") { arguments(&$0) }
    }
  }
}
