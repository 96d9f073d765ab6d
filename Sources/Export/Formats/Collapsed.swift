// Collapsed stacks: a line per stack, frames outermost first and separated by semicolons, then a space and the weight in
// microseconds. The format has names only; marks put state, kind, line and thread into them.

import Profiler

enum CollapsedStacks {
  static func write(_ job: ExportJob) throws {
    let tree = job.profile.frameTree(lines: job.marks.contains(.line), hiding: job.filter.hiddenKinds)
    let names = MarkedNames(job)
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
    _ counts: StackCounts, _ tree: FrameTree, _ names: MarkedNames, _ job: ExportJob, outermost: String?,
    part: (index: Int, count: Int)
  ) throws {
    let width = job.marks.contains(.state) ? SampleState.count : 1
    var weights = [Int](repeating: 0, count: tree.count * width)
    for row in counts.rows {
      weights[tree.node(of: row.stack) * width + (width > 1 ? Int(row.state.rawValue) : 0)] += row.weight
    }
    let start = Double(part.index) / Double(part.count)
    try job.forEach(0..<tree.count, from: start, to: start + 1 / Double(part.count)) { node in
      for state in 0..<width where weights[node * width + state] > 0 {
        var isFirst = true
        func frame(_ name: String) {
          if !isFirst { job.sink.write(byte: 0x3B) }
          isFirst = false
          // A semicolon would be two frames.
          for byte in name.utf8 { job.sink.write(byte: byte == 0x3B ? 0x2C : byte) }
        }
        if let outermost { frame(outermost) }
        for step in tree.path(of: node).reversed() { frame(names.name(tree.keys[step])) }
        if node == 0 { frame(SafeName.noFrame) }
        if width > 1 { frame(MarkedNames.state(SampleState(rawValue: UInt8(state))!)) }
        job.sink.write(byte: 0x20)
        job.sink.write(weights[node * width + state])
        job.sink.write(byte: 0x0A)
      }
    }
  }
}
