// Collapsed stacks: a line per stack, frames outermost first and separated by semicolons, then a space and the weight in
// microseconds. The format has names only; marks put state, kind, line and thread into them.

import Profiler

enum CollapsedStacks {
  static func write(_ job: ExportJob) throws {
    let tree = job.profile.frameTree(lines: job.marks.contains(.line), hiding: job.filter.hiddenKinds)
    let marked = MarkedNames(job)
    let names = WrittenTexts(count: max(job.profile.frameCount, job.profile.functions.count)) { key, sink in
      write(marked.name(Int32(key)), to: sink)
    }
    if job.marks.contains(.thread) {
      let threads = try job.threads()
      for (index, (thread, counts)) in threads.enumerated() {
        let name = "thread \(thread.id.raw) \(thread.name.isEmpty ? "" : SafeName.thread(thread))"
        try write(counts, tree, names, job, outermost: name, part: (index, threads.count))
      }
    } else {
      try write(try job.profile.counts(job.filter), tree, names, job, outermost: nil, part: (0, 1))
    }
  }

  private static func write(
    _ counts: StackCounts, _ tree: FrameTree, _ names: WrittenTexts, _ job: ExportJob, outermost: String?,
    part: (index: Int, count: Int)
  ) throws {
    let width = job.marks.contains(.state) ? SampleState.count : 1
    var weights = [Int](repeating: 0, count: tree.count * width)
    for row in counts.rows {
      weights[tree.node(of: row.stack) * width + (width > 1 ? Int(row.state.rawValue) : 0)] += row.weight
    }
    var path: [Int32] = []
    let start = Double(part.index) / Double(part.count)
    try job.forEach(0..<tree.count, from: start, to: start + 1 / Double(part.count)) { node in
      for state in 0..<width where weights[node * width + state] > 0 {
        if let outermost {
          write(outermost, to: job.sink)
          job.sink.write(byte: 0x3B)
        }
        tree.path(of: node, into: &path)
        for (index, step) in path.reversed().enumerated() {
          if index > 0 { job.sink.write(byte: 0x3B) }
          names.write(Int(tree.keys[Int(step)]), to: job.sink)
        }
        if node == 0 { job.sink.write(SafeName.noFrame) }
        if width > 1 {
          job.sink.write(byte: 0x3B)
          job.sink.write(MarkedNames.state(SampleState(rawValue: UInt8(state))!))
        }
        job.sink.write(byte: 0x20)
        job.sink.write(weights[node * width + state])
        job.sink.write(byte: 0x0A)
      }
    }
  }

  /// A name; a semicolon would be two frames.
  private static func write(_ name: String, to sink: ByteSink) {
    sink.write(name.utf8.map { $0 == 0x3B ? 0x2C : $0 })
  }
}
