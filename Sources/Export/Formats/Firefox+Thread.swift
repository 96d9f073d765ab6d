// One thread of the Firefox Profiler's format: its strings, functions, frames, stacks, samples and markers. A stack of the
// recording in several states is several stacks here, which differ in the category of their innermost frame.

import Profiler

struct FirefoxThread {
  private let job: ExportJob
  private let tree: FrameTree
  private let thread: ProfileThread
  private let counts: StackCounts
  private let isFirst: Bool
  private var strings: [String] = []
  private var indexOfString: [String: Int] = [:]
  private var functions: [FunctionID] = []
  private var indexOfFunction: [Int32: Int32] = [:]
  /// Frame of the recording (0: none), and the category of an innermost frame.
  private var frames: [(frame: Int32, function: Int32, category: Int8?)] = []
  private var indexOfFrame: [UInt64: Int32] = [:]
  /// The caller's stack (−1: none) and the frame.
  private var stacks: [(prefix: Int32, frame: Int32)] = []
  /// Stack by node as a caller, and by node and state as the innermost frame; −1 for none.
  private var callerOfNode: [Int32]
  private var stackOfSample: [Int32]

  init(_ profile: FirefoxProfile, _ thread: ProfileThread, _ counts: StackCounts, isFirst: Bool) {
    job = profile.job
    tree = profile.tree
    self.thread = thread
    self.counts = counts
    self.isFirst = isFirst
    callerOfNode = [Int32](repeating: -1, count: tree.count)
    stackOfSample = [Int32](repeating: -1, count: tree.count * SampleState.count)
  }

  mutating func write(to json: inout JSONStream, from start: Double, part: Double) throws {
    makeStacks()
    json.member("name", SafeName.thread(thread))
    json.member("isMainThread", isFirst)
    json.member("processType", "default")
    json.member("processName", job.environment("program"))
    json.member("processStartupTime", 0)
    json.key("processShutdownTime")
    json.null()
    json.member("registerTime", milliseconds: Int(thread.started))
    json.key("unregisterTime")
    json.null()
    json.array("pausedRanges") { _ in }
    json.member("pid", String(job.process))
    json.member("tid", thread.native)
    try json.object("samples") { try writeSamples(&$0, from: start, part: part) }
    try json.object("markers") { try writeMarkers(&$0) }
    json.object("stackTable") { json in
      column(&json, "frame", stacks.count) { Int(stacks[$0].frame) }
      column(&json, "prefix", stacks.count) { stacks[$0].prefix < 0 ? nil : Int(stacks[$0].prefix) }
      column(&json, "category", stacks.count) { Int(frames[Int(stacks[$0].frame)].category ?? 0) }
      column(&json, "subcategory", stacks.count) { _ in 0 }
      json.member("length", stacks.count)
    }
    json.object("frameTable") { json in
      column(&json, "address", frames.count) { _ in -1 }
      column(&json, "inlineDepth", frames.count) { _ in 0 }
      column(&json, "category", frames.count) { frames[$0].category.map { Int($0) } }
      column(&json, "subcategory", frames.count) { frames[$0].category == nil ? nil : 0 }
      column(&json, "func", frames.count) { Int(frames[$0].function) }
      column(&json, "line", frames.count) { index in
        let line = line(of: frames[index].frame)
        return line > 0 ? line : nil
      }
      for name in ["nativeSymbol", "innerWindowID", "implementation", "column"] {
        column(&json, name, frames.count) { _ in nil }
      }
      json.member("length", frames.count)
    }
    json.object("funcTable") { writeFunctions(&$0) }
    json.object("resourceTable") { table(&$0, ["lib", "name", "host", "type"]) }
    json.object("nativeSymbols") { table(&$0, ["libIndex", "address", "name", "functionSize"]) }
    json.array("stringArray") { for text in strings { $0.value(text) } }
  }

  /// Callers before callees, as the format demands.
  private mutating func makeStacks() {
    var states = [UInt16](repeating: 0, count: tree.count)
    var isCaller = [Bool](repeating: false, count: tree.count)
    for row in counts.rows { states[tree.node(of: row.stack)] |= 1 << UInt16(row.state.rawValue) }
    for node in stride(from: tree.count - 1, to: 0, by: -1) where states[node] != 0 || isCaller[node] {
      isCaller[Int(tree.parents[node])] = true
    }
    for node in 0..<tree.count {
      let prefix = node == 0 ? -1 : callerOfNode[Int(tree.parents[node])]
      let frame = node == 0 ? 0 : tree.keys[node]
      if node > 0, isCaller[node] {
        callerOfNode[node] = Int32(stacks.count)
        stacks.append((prefix, index(ofFrame: frame, category: nil)))
      }
      for state in SampleState.allCases where states[node] >> UInt16(state.rawValue) & 1 == 1 {
        stackOfSample[node * SampleState.count + Int(state.rawValue)] = Int32(stacks.count)
        stacks.append((prefix, index(ofFrame: frame, category: FirefoxProfile.category(of: state))))
      }
    }
  }

  private mutating func index(ofFrame frame: Int32, category: Int?) -> Int32 {
    let key = UInt64(frame) << 8 | UInt64(category ?? 255)
    if let known = indexOfFrame[key] { return known }
    let function = frame == 0 ? FunctionID(0) : job.profile.frame(FrameID(frame)).function.id
    if indexOfFunction[function.raw] == nil {
      indexOfFunction[function.raw] = Int32(functions.count)
      functions.append(function)
    }
    indexOfFrame[key] = Int32(frames.count)
    frames.append((frame, indexOfFunction[function.raw]!, category.map { Int8($0) }))
    return Int32(frames.count - 1)
  }

  private func line(of frame: Int32) -> Int { frame == 0 ? 0 : job.profile.frame(FrameID(frame)).line }

  private mutating func string(_ text: String) -> Int {
    if let known = indexOfString[text] { return known }
    indexOfString[text] = strings.count
    strings.append(text)
    return strings.count - 1
  }

  private mutating func writeFunctions(_ json: inout JSONStream) {
    let rows = functions.map { job.profile.function($0) }
    let names = rows.map { string($0.id.index == 0 ? SafeName.noFrame : SafeName.function($0)) }
    let files = rows.map { $0.file.isEmpty ? nil : string(SafeName.text($0.file)) }
    column(&json, "name", rows.count) { names[$0] }
    column(&json, "fileName", rows.count) { files[$0] }
    column(&json, "lineNumber", rows.count) { rows[$0].line > 0 ? rows[$0].line : nil }
    column(&json, "columnNumber", rows.count) { _ in nil }
    column(&json, "resource", rows.count) { _ in -1 }
    // The profiler's choice between "JavaScript" and "native" frames is one between Python and the rest.
    for (name, isTrue) in [("isJS", true), ("relevantForJS", false)] {
      json.array(name) { for row in rows { $0.value(isTrue && (row.kind == .python || row.kind == .trace)) } }
    }
    json.member("length", rows.count)
  }

  private func writeSamples(_ json: inout JSONStream, from start: Double, part: Double) throws {
    let third = part / 3
    json.member("weightType", "tracing-ms")
    json.member("length", counts.samples)
    try json.array("stack") { json in
      try job.forEachSample(of: thread.id, from: start, to: start + third) {
        json.value(Int(stackOfSample[tree.node(of: $0.stack) * SampleState.count + Int($0.state.rawValue)]))
      }
    }
    try json.array("time") { json in
      try job.forEachSample(of: thread.id, from: start + third, to: start + 2 * third) {
        json.value(milliseconds: Int($0.time))
      }
    }
    try json.array("weight") { json in
      try job.forEachSample(of: thread.id, from: start + 2 * third, to: start + part) {
        json.value(milliseconds: $0.weight)
      }
    }
  }

  private mutating func writeMarkers(_ json: inout JSONStream) throws {
    let markers = try FirefoxMarker.all(of: thread.id, job)
    let names = markers.map { string($0.name) }
    column(&json, "name", markers.count) { names[$0] }
    column(&json, "category", markers.count) { FirefoxProfile.category(of: markers[$0].state) }
    column(&json, "phase", markers.count) { markers[$0].end == nil ? 0 : 1 }
    json.array("startTime") { for marker in markers { $0.value(milliseconds: Int(marker.start)) } }
    json.array("endTime") {
      for marker in markers {
        if let end = marker.end { $0.value(milliseconds: Int(end)) } else { $0.null() }
      }
    }
    json.array("data") { json in
      for marker in markers { json.object { marker.writeData(to: &$0) } }
    }
    json.member("length", markers.count)
  }

  private func column(_ json: inout JSONStream, _ name: String, _ count: Int, _ value: (Int) -> Int?) {
    json.array(name) {
      for index in 0..<count { if let value = value(index) { $0.value(value) } else { $0.null() } }
    }
  }

  /// A table without rows.
  private func table(_ json: inout JSONStream, _ columns: [String]) {
    for name in columns { json.array(name) { _ in } }
    json.member("length", 0)
  }
}
