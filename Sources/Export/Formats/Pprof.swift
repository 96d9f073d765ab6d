// pprof's profile.proto, compressed. A sample per thread, stack and state, with two values: samples and microseconds. Labels:
// thread (name) and thread_number, state, trace (the innermost trace on the stack), and exit where time was lost at one. Each
// frame is a location with its line; libraries are mappings, Python and machine code have one each.
// Strings are written when they are met first; fields of one kind need not stand together.

import Profiler

struct PprofProfile {
  private let job: ExportJob
  private let output: GzipStream
  private var message = ProtobufMessage()
  private var strings: [String: Int] = [:]
  private var mappings: [String: Int] = [:]
  private var isFunctionWritten: [Bool]

  /// Field numbers of message Profile.
  private enum Field {
    static let sampleType = 1, sample = 2, mapping = 3, location = 4, function = 5, string = 6, time = 9
    static let duration = 10, periodType = 11, period = 12, comment = 13, defaultType = 14
  }

  static func write(_ job: ExportJob) throws {
    var profile = PprofProfile(job)
    try profile.write()
  }

  private init(_ job: ExportJob) {
    self.job = job
    output = GzipStream(into: job.sink)
    isFunctionWritten = [Bool](repeating: false, count: job.profile.functions.count)
  }

  private mutating func write() throws {
    _ = string("")
    writeHead()
    let tree = job.profile.frameTree(lines: true, hiding: job.filter.hiddenKinds)
    let traces = innermostTraces(tree)
    let threads = try job.threads()
    var isUsed = [Bool](repeating: false, count: job.profile.frameCount)
    // Location ids are frame ids; one more stands for a stack without frames.
    let noFrame = job.profile.frameCount
    var isNoFrameUsed = false
    for (index, (thread, counts)) in threads.enumerated() {
      let name = string(SafeName.thread(thread))
      let start = Double(index) / Double(threads.count) * 0.9
      try job.forEach(counts.rows, from: start, to: start + 0.9 / Double(threads.count)) { row in
        let node = tree.node(of: row.stack)
        let frames = tree.path(of: node).map { Int(tree.keys[$0]) }
        for frame in frames { isUsed[frame] = true }
        if frames.isEmpty { isNoFrameUsed = true }
        let trace = traces[node] >= 0 ? string(SafeName.function(job.profile.function(FunctionID(traces[node])))) : nil
        let exit = job.profile.exit(of: row.stack).map { string("trace \($0.trace) exit \($0.exit)") }
        let labels = [
          (string("thread"), name), (string("state"), string(row.state.name)), (string("trace"), trace),
          (string("exit"), exit),
        ]
        let number = string("thread_number")
        emit(Field.sample) {
          $0.numbers(1, frames.isEmpty ? [noFrame] : frames)
          $0.numbers(2, [row.samples, row.weight])
          for (key, value) in labels {
            guard let value else { continue }
            $0.message(3) {
              $0.number(1, key)
              $0.number(2, value)
            }
          }
          $0.message(3) {
            $0.number(1, number)
            $0.number(3, Int(thread.id.raw))
          }
        }
      }
    }
    try job.forEach(isUsed.indices, from: 0.9, to: 1) { if isUsed[$0] { writeLocation(of: FrameID($0)) } }
    if isNoFrameUsed {
      writeLocation(
        noFrame,
        of: ProfileFunction(
          id: FunctionID(job.profile.functions.count), kind: .runtime, name: SafeName.noFrame, file: "", line: 0),
        line: 0)
    }
    output.finish()
  }

  private mutating func writeHead() {
    let microseconds = string("microseconds")
    let time = string(job.isWallTime ? "wall" : "cpu")
    let samples = string("samples")
    let count = string("count")
    emit(Field.sampleType) {
      $0.number(1, samples)
      $0.number(2, count)
    }
    emit(Field.sampleType) {
      $0.number(1, time)
      $0.number(2, microseconds)
    }
    emit(Field.periodType) {
      $0.number(1, time)
      $0.number(2, microseconds)
    }
    let comment = string("pitviper \(job.environment("version")): \(job.environment("program"))")
    let range = job.filter.range ?? 0..<job.profile.duration
    let start = job.startMicroseconds * 1000
    message.number(Field.period, job.period)
    message.number(Field.time, start == 0 ? 0 : start + Int(range.lowerBound) * 1000)
    let end = min(range.upperBound, max(range.lowerBound, job.profile.duration))
    message.number(Field.duration, Int(end - range.lowerBound) * 1000)
    message.number(Field.comment, comment)
    message.number(Field.defaultType, time)
    flush()
    // pprof takes the first mapping for the program.
    _ = mapping("Python: " + job.environment("program"))
  }

  /// For each node the function of the innermost trace on the way to it, −1 for none.
  private func innermostTraces(_ tree: FrameTree) -> [Int32] {
    var traces = [Int32](repeating: -1, count: tree.count)
    for node in 1..<max(1, tree.count) {
      let function = job.profile.frame(FrameID(tree.keys[node])).function
      traces[node] = function.kind == .trace ? function.id.raw : traces[Int(tree.parents[node])]
    }
    return traces
  }

  private mutating func writeLocation(of frame: FrameID) {
    let (function, line) = job.profile.frame(frame)
    writeLocation(frame.index, of: function, line: line)
  }

  private mutating func writeLocation(_ id: Int, of function: ProfileFunction, line: Int) {
    let mapping =
      switch function.kind {
      case .python: 1
      case .trace: mapping("[machine code]")
      case .native, .runtime, .crossing:
        mapping(function.file.isEmpty ? "[unknown]" : SafeName.text(function.file))
      }
    if function.id.index >= isFunctionWritten.count || !isFunctionWritten[function.id.index] {
      if function.id.index < isFunctionWritten.count { isFunctionWritten[function.id.index] = true }
      let name = string(SafeName.function(function))
      let file = string(SafeName.text(function.file))
      emit(Field.function) {
        $0.number(1, function.id.index)
        $0.number(2, name)
        $0.number(3, name)
        $0.number(4, file)
        $0.number(5, function.line)
      }
    }
    emit(Field.location) {
      $0.number(1, id)
      $0.number(2, mapping)
      $0.message(4) {
        $0.number(1, function.id.index)
        $0.number(2, line)
      }
    }
  }

  /// The id of a mapping, written when it is met first.
  private mutating func mapping(_ file: String) -> Int {
    if let known = mappings[file] { return known }
    let id = mappings.count + 1
    mappings[file] = id
    let name = string(file)
    emit(Field.mapping) {
      $0.number(1, id)
      $0.number(5, name)
      // Functions, files and lines are known: nothing to look up.
      for field in 7...9 { $0.number(field, 1) }
    }
    return id
  }

  /// The index of a string, written when it is met first.
  private mutating func string(_ text: String) -> Int {
    if let known = strings[text] { return known }
    let index = strings.count
    strings[text] = index
    message.data(Field.string, Array(text.utf8))
    flush()
    return index
  }

  private mutating func emit(_ field: Int, _ body: (inout ProtobufMessage) -> Void) {
    message.message(field, body)
    flush()
  }

  private mutating func flush() {
    output.write(message.bytes)
    message.clear()
  }
}
