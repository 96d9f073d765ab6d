// What each line of Python costs: its samples by state, the guards that fail there, the traces that cover it, recordings given up.
// Lines are those of the recording, whatever the file on the disk says now (SourceText.swift).

/// Figures of one line of a source file. Weights are microseconds.
public struct LineHeat: Sendable {
  public let line: Int
  /// The function that the line belongs to; the outermost of those that share it.
  public let function: ProfileFunction
  /// Samples whose innermost Python frame is on this line, by raw value of the state: garbage collection that it caused and native
  /// code that it calls included.
  public internal(set) var states = [Int](repeating: 0, count: SampleState.count)
  public internal(set) var own = 0
  /// Samples with the line anywhere on their stack; recursion counts once.
  public internal(set) var total = 0
  /// Guards at this line that failed, their failures, and the time that was lost at them.
  public internal(set) var guards = 0
  public internal(set) var failures = 0
  public internal(set) var lost = 0
  /// Traces that execute this line or leave at it, and the numbers of the first of them.
  public internal(set) var traceCount = 0
  public internal(set) var traces: [Int] = []
  /// Recordings that began here and were given up.
  public internal(set) var aborts = 0

  public var collecting: Int { states[Int(SampleState.garbageCollection.rawValue)] }
}

public struct SourceHeat: Sendable {
  public struct File: Sendable {
    public let path: String
    /// Ascending; lines of which nothing is known are missing.
    public let lines: [LineHeat]
    /// Own time of all its lines.
    public let own: Int
  }

  /// Traces of a line that are named.
  static let namedTraces = 8

  /// The one with the most time first.
  public let files: [File]
  public let weight: Int
  public let samples: Int

  public static let empty = SourceHeat(files: [], weight: 0, samples: 0)

  public func share(_ weight: Int) -> Share { Share(weight: weight, of: self.weight, samples: samples) }
}

extension Profile {
  /// Heat of every line that the recording knows.
  public func sourceHeat(of counts: StackCounts) throws(RecordingError) -> SourceHeat {
    var table = LineTable(profile: self)
    addSamples(counts, to: &table)
    for failing in try failingGuards(of: counts, limit: .max) {
      let line = table.line(failing.place, failing.line)
      table.lines[line].guards += 1
      table.lines[line].failures += failing.failures
      table.lines[line].lost += failing.lost.weight
    }
    try addTraces(to: &table)
    var ofFile: [String: [LineHeat]] = [:]
    for line in table.lines { ofFile[line.function.file, default: []].append(line) }
    let files = ofFile.map { path, lines in
      SourceHeat.File(
        path: path, lines: lines.sorted { $0.line < $1.line }, own: lines.reduce(0) { $0 + $1.own })
    }
    return SourceHeat(
      files: files.sorted { ($0.own, $1.path) > ($1.own, $0.path) }, weight: counts.weight, samples: counts.samples)
  }

  private func addSamples(_ counts: StackCounts, to table: inout LineTable) {
    // Lines under lines, native code left out: its time belongs to the line that called it.
    let tree = MergedTree(
      nodeParents: nodeParents, nodeFrames: nodeFrames,
      keyOfFrame: frameFunctions.indices.map { frame in
        functions[Int(frameFunctions[frame])].kind == .python ? Int32(table.line(ofFrame: frame)) : -1
      })
    for row in counts.rows {
      let key = Int(tree.keys[Int(tree.nodeOf[Int(nodeOfStack[row.stack.index])])])
      if key >= 0 { table.lines[key].states[Int(row.state.rawValue)] += row.weight }
    }
    for (key, weights) in tree.weightsPerKey(of: counts, nodeOfStack: nodeOfStack) {
      table.lines[Int(key)].own = weights.own
      table.lines[Int(key)].total = weights.total
    }
  }

  /// A trace covers the line where it begins, those of its code (`--traces`), those where it leaves, and those on which it was seen.
  private func addTraces(to table: inout LineTable) throws(RecordingError) {
    if recording.version < 2 { return }
    var pairs: [UInt64] = []
    func add(_ line: Int, _ trace: Int) {
      pairs.append(UInt64(UInt32(truncatingIfNeeded: line)) << 32 | UInt64(UInt32(truncatingIfNeeded: trace)))
    }
    var numberOfFunction: [Int32: Int] = [:]
    for trace in try traces() {
      numberOfFunction[trace.function.raw] = trace.number
      add(table.line(trace.place, trace.line), trace.number)
    }
    for node in 1..<max(1, nodeParents.count) {
      let caller = Int(nodeParents[node])
      guard caller > 0, let trace = numberOfFunction[frameFunctions[Int(nodeFrames[node])]] else { continue }
      let frame = Int(nodeFrames[caller])
      if functions[Int(frameFunctions[frame])].kind == .python { add(table.line(ofFrame: frame), trace) }
    }
    try recording.read { database in
      for query in ["SELECT frame, trace FROM trace_line", "SELECT frame, trace FROM trace_exit"] {
        var last: (frame: Int, trace: Int) = (0, -1)
        try database.forEachRow(query) { row in
          if (row.int(0), row.int(1)) == last { return }
          last = (row.int(0), row.int(1))
          _ = try place(ofFrame: last.frame)
          add(table.line(ofFrame: last.frame), last.trace)
        }
      }
      try database.forEachRow("SELECT frame, count(*) FROM abort GROUP BY frame") { row in
        _ = try place(ofFrame: row.int(0))
        table.lines[table.line(ofFrame: row.int(0))].aborts += row.count(1)
      }
    }
    pairs.sort()
    for (index, pair) in pairs.enumerated() where index == 0 || pairs[index - 1] != pair {
      let line = Int(pair >> 32)
      table.lines[line].traceCount += 1
      if table.lines[line].traces.count < SourceHeat.namedTraces {
        table.lines[line].traces.append(Int(pair & 0xFFFF_FFFF))
      }
    }
  }
}

/// Lines by file and number.
private struct LineTable {
  private let profile: Profile
  private var fileOfFunction: [Int32]
  private var fileNumbers: [String: Int32] = [:]
  private var indices: [UInt64: Int] = [:]
  private var indexOfFrame: [Int32]
  var lines: [LineHeat] = []

  init(profile: Profile) {
    self.profile = profile
    fileOfFunction = Array(repeating: -1, count: profile.functions.count)
    indexOfFrame = Array(repeating: -1, count: profile.frameFunctions.count)
  }

  mutating func line(_ function: ProfileFunction, _ line: Int) -> Int {
    if fileOfFunction[function.id.index] < 0 {
      let number = fileNumbers[function.file] ?? Int32(fileNumbers.count)
      fileNumbers[function.file] = number
      fileOfFunction[function.id.index] = number
    }
    let key = UInt64(fileOfFunction[function.id.index]) << 32 | UInt64(UInt32(truncatingIfNeeded: line))
    if let known = indices[key] { return known }
    indices[key] = lines.count
    lines.append(LineHeat(line: line, function: function))
    return lines.count - 1
  }

  mutating func line(ofFrame frame: Int) -> Int {
    if indexOfFrame[frame] < 0 {
      let function = profile.functions[Int(profile.frameFunctions[frame])]
      indexOfFrame[frame] = Int32(line(function, Int(profile.frameLines[frame])))
    }
    return Int(indexOfFrame[frame])
  }
}
