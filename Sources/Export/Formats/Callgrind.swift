// Callgrind's profile format: per function and line the microseconds in the function itself, and per call from a line those in
// the callee with all that it calls. Events: `us`, and one for each state that occurs. A sampler counts no calls: `calls` is the
// number of samples below the call. Libraries are objects (`ob`), as are Python and machine code.
//
// Readers add a function's own cost and the cost of its calls up to its inclusive cost. So that this is right in recursion too,
// each sample counts once per function: at its innermost frame on the stack. Calls from frames further out are left out.

import Profiler

struct CallgrindProfile {
  private let job: ExportJob
  private let profile: Profile
  private let tree: FrameTree
  private let states: [SampleState]
  /// Cells per entry: samples, then microseconds per state.
  private let width: Int
  /// Index into `cells` by frame and callee; the callee 0 is the frame's function itself.
  private var entries: [UInt64: Int32] = [:]
  private var cells: [Int] = []
  /// What names stand for in the file: `(1) name` the first time, then `(1)`.
  private var numbers: [String: [String: Int]] = [:]

  static func write(_ job: ExportJob) throws {
    let counts = try job.profile.counts(job.filter)
    var profile = CallgrindProfile(job, counts)
    try profile.collect(counts)
    try profile.write(total: counts)
  }

  private init(_ job: ExportJob, _ counts: StackCounts) {
    self.job = job
    profile = job.profile
    tree = job.profile.frameTree(lines: true, hiding: job.filter.hiddenKinds)
    states = job.profile.stateRows(of: counts).map(\.state)
    width = states.count + 1
  }

  private mutating func collect(_ counts: StackCounts) throws {
    // Node, column, samples, weight of each row, so that a stack with several states is walked once.
    var rows: [Int: [StackCounts.Row]] = [:]
    for row in counts.rows { rows[tree.node(of: row.stack), default: []].append(row) }
    var seen = [Int](repeating: -1, count: profile.functions.count)
    try job.forEach(rows.keys.sorted(), from: 0, to: 0.7) { node in
      let rows = rows[node]!
      if node == 0 { return add(rows, frame: 0, callee: 0) }
      var callee = 0
      for step in tree.path(of: node) {
        let frame = Int(tree.keys[step])
        let function = profile.frame(FrameID(frame)).function.id.index
        if seen[function] != node {
          seen[function] = node
          add(rows, frame: frame, callee: callee)
        }
        callee = function
      }
    }
  }

  private mutating func add(_ rows: [StackCounts.Row], frame: Int, callee: Int) {
    let key = UInt64(frame) << 32 | UInt64(callee)
    let entry = entries[key] ?? Int32(cells.count / width)
    if Int(entry) * width == cells.count {
      entries[key] = entry
      cells.append(contentsOf: repeatElement(0, count: width))
    }
    for row in rows {
      cells[Int(entry) * width] += row.samples
      cells[Int(entry) * width + 1 + states.firstIndex(of: row.state)!] += row.weight
    }
  }

  private mutating func write(total: StackCounts) throws {
    line("# callgrind format")
    line("version: 1")
    line("creator: pitviper \(job.environment("version"))")
    line("pid: \(job.process)")
    line("cmd: \(job.environment("program"))")
    line("desc: Time: microseconds of sampled \(job.isWallTime ? "real" : "CPU") time; calls are numbers of samples")
    line("positions: line")
    line("event: us : Microseconds")
    for state in states { line("event: \(state.name) : \(state.label), microseconds") }
    line("events: us\(states.map { " " + $0.name }.joined())")
    let weights = profile.stateRows(of: total).map(\.share.weight)
    line("summary: \(([total.weight] + weights).map(String.init).joined(separator: " "))")
    // Functions one after the other, each with its own lines before its calls.
    let ordered = entries.keys.map { key in
      let frame = Int(key >> 32)
      return (function: function(of: frame), frame: frame, callee: Int(key & 0xFFFF_FFFF), key: key)
    }.sorted { ($0.function, $0.callee == 0 ? 0 : 1, $0.key) < ($1.function, $1.callee == 0 ? 0 : 1, $1.key) }
    var current = -1
    try job.forEach(ordered, from: 0.7) { item in
      if item.function != current {
        current = item.function
        line("")
        position("ob", "fl", "fn", of: current)
      }
      let place = item.frame == 0 ? 0 : profile.frame(FrameID(item.frame)).line
      let base = Int(entries[item.key]!) * width
      if item.callee > 0 {
        position("cob", "cfi", "cfn", of: item.callee)
        line("calls=\(cells[base]) \(profile.functions[item.callee].line)")
      }
      let weights = cells[base + 1..<base + width]
      line("\(place) \(weights.reduce(0, +))\(weights.map { " \($0)" }.joined())")
    }
    line("")
    line("totals: \(([total.weight] + weights).map(String.init).joined(separator: " "))")
  }

  /// The function of a frame; frame 0 stands for stacks without frames.
  private func function(of frame: Int) -> Int { frame == 0 ? 0 : profile.frame(FrameID(frame)).function.id.index }

  private mutating func position(_ object: String, _ file: String, _ name: String, of index: Int) {
    let function = profile.functions[index]
    let path = function.file.isEmpty ? "???" : SafeName.text(function.file)
    let home =
      switch function.kind {
      case .python: "Python"
      case .trace: "machine code"
      case .native, .runtime, .crossing: index == 0 ? "???" : path
      }
    line("\(object)=\(compressed("ob", home))")
    line("\(file)=\(compressed("fl", path))")
    line("\(name)=\(compressed("fn", index == 0 ? SafeName.noFrame : SafeName.function(function), of: index))")
  }

  /// Functions of one name are told apart by `index`.
  private mutating func compressed(_ table: String, _ name: String, of index: Int = 0) -> String {
    let key = index == 0 ? name : "\(index)"
    if let known = numbers[table]?[key] { return "(\(known))" }
    let number = (numbers[table]?.count ?? 0) + 1
    numbers[table, default: [:]][key] = number
    return "(\(number)) \(name)"
  }

  private func line(_ text: String) {
    job.sink.write(text)
    job.sink.write(byte: 0x0A)
  }
}
