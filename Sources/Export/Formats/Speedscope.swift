// speedscope's file format: one sampled profile per thread over shared frames. Neighbouring samples with the same stack and
// state are one entry with the sum of their weights, microseconds. The format has no place for states; marks put them and kinds
// into names. Stacks and weights are two lists one after the other, so the samples are read twice.

import Profiler

struct SpeedscopeFile {
  private let job: ExportJob
  private let tree: FrameTree
  /// The keys of the tree that are used, in the order of the shared frames; behind them stand that of stacks without frames and
  /// one for each state.
  private let keys: [Int32]
  /// Index into the shared frames by key of the tree; −1: not used.
  private let frameOfKey: [Int]
  private let noFrame: Int
  private let frameOfState: [Int]

  static func write(_ job: ExportJob) throws {
    try SpeedscopeFile(job).write()
    job.sink.write(byte: 0x0A)
  }

  private init(_ job: ExportJob) throws {
    self.job = job
    let lines = job.marks.contains(.line)
    tree = job.profile.frameTree(lines: lines, hiding: job.filter.hiddenKinds)
    var isUsed = [Bool](repeating: false, count: tree.count)
    for row in try job.profile.counts(job.filter).rows { isUsed[tree.node(of: row.stack)] = true }
    for node in stride(from: tree.count - 1, to: 0, by: -1) where isUsed[node] {
      isUsed[Int(tree.parents[node])] = true
    }
    var keys: [Int32] = []
    var frameOfKey = [Int](repeating: -1, count: max(job.profile.frameCount, job.profile.functions.count))
    for node in 1..<max(1, tree.count) where isUsed[node] && frameOfKey[Int(tree.keys[node])] < 0 {
      frameOfKey[Int(tree.keys[node])] = keys.count
      keys.append(tree.keys[node])
    }
    self.keys = keys
    self.frameOfKey = frameOfKey
    noFrame = keys.count
    frameOfState = (0..<SampleState.count).map { keys.count + 1 + $0 }
  }

  private func write() throws {
    var json = JSONStream(job.sink)
    let threads = try job.threads()
    let names = MarkedNames(job)
    try json.object { json in
      json.member("$schema", "https://www.speedscope.app/file-format-schema.json")
      json.member("exporter", "pitviper \(job.environment("version"))")
      json.member("name", job.environment("program"))
      json.member("activeProfileIndex", 0)
      json.object("shared") {
        $0.array("frames") { json in
          for key in keys {
            json.object {
              let function: ProfileFunction
              var line = 0
              if job.marks.contains(.line) {
                (function, line) = job.profile.frame(FrameID(key))
              } else {
                function = job.profile.function(FunctionID(key))
                line = function.line
              }
              $0.member("name", names.name(key))
              if !function.file.isEmpty { $0.member("file", SafeName.text(function.file)) }
              if line > 0 { $0.member("line", line) }
            }
            json.lineBreak()
          }
          json.object { $0.member("name", SafeName.noFrame) }
          for state in SampleState.allCases { json.object { $0.member("name", MarkedNames.state(state)) } }
        }
      }
      try json.array("profiles") { json in
        for (index, (thread, counts)) in threads.enumerated() {
          let start = Double(index) / Double(threads.count)
          try write(thread, counts, to: &json, from: start, part: 0.5 / Double(threads.count))
        }
      }
    }
  }

  private func write(
    _ thread: ProfileThread, _ counts: StackCounts, to json: inout JSONStream, from start: Double, part: Double
  ) throws {
    try json.object { json in
      json.member("type", "sampled")
      json.member("name", "\(SafeName.thread(thread)) (\(thread.native))")
      json.member("unit", "microseconds")
      json.member("startValue", 0)
      json.member("endValue", counts.weight)
      job.sink.write(byte: 0x0A)
      try json.array("samples") { json in
        let isStateMarked = job.marks.contains(.state)
        var path: [Int32] = []
        try forEachRun(of: thread.id, from: start, to: start + part) { node, state, _ in
          tree.path(of: node, into: &path)
          json.raw { sink in
            sink.write(byte: 0x5B)
            var isFirst = true
            for step in path.reversed() {
              if !isFirst { sink.write(byte: 0x2C) }
              isFirst = false
              sink.write(frameOfKey[Int(tree.keys[Int(step)])])
            }
            if node == 0 { sink.write(noFrame) }
            if isStateMarked {
              sink.write(byte: 0x2C)
              sink.write(frameOfState[Int(state.rawValue)])
            }
            sink.write(byte: 0x5D)
          }
        }
      }
      job.sink.write(byte: 0x0A)
      try json.array("weights") { json in
        try forEachRun(of: thread.id, from: start + part, to: start + 2 * part) { json.value($2) }
      }
    }
  }

  /// Runs of samples with the same stack and state: node, state, weight.
  private func forEachRun(
    of thread: ThreadID, from start: Double, to end: Double, _ body: (Int, SampleState, Int) -> Void
  ) throws {
    var run: (node: Int, state: SampleState, weight: Int)?
    try job.forEachSample(of: thread, from: start, to: end) { sample in
      let node = tree.node(of: sample.stack)
      if let current = run {
        if current.node == node, current.state == sample.state {
          run!.weight += sample.weight
          return
        }
        body(current.node, current.state, current.weight)
      }
      run = (node, sample.state, sample.weight)
    }
    if let run { body(run.node, run.state, run.weight) }
  }
}
