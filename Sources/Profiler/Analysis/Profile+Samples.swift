// The samples one by one and the stacks behind them, for readers that hand a whole recording on (exports). Samples stay in
// the file and pass by chunk after chunk, so that the memory for them does not grow with the recording.

import GRDB

/// Stacks as a tree of frames, callers first. Frames of hidden kinds are left out, so that a stack may end at the root: it
/// shows no frame at all. Invariants: node 0 is the root; a parent has a smaller index than its children.
public struct FrameTree: Sendable {
  public let parents: [Int32]
  /// FrameID by node, or FunctionID when the tree was made without lines; −1 for the root.
  public let keys: [Int32]
  private let nodeOfStack: [Int32]

  fileprivate init(_ merged: MergedTree, nodeOfStack: [Int32]) {
    parents = merged.parents
    keys = merged.keys
    self.nodeOfStack = nodeOfStack.map { merged.nodeOf[Int($0)] }
  }

  public var count: Int { parents.count }

  /// The innermost frame of a stack, 0 when it has none.
  @inline(__always) public func node(of stack: StackID) -> Int { Int(nodeOfStack[stack.index]) }

  /// The nodes from the innermost one out to the root's child.
  public func path(of node: Int) -> [Int] {
    var path: [Int32] = []
    self.path(of: node, into: &path)
    return path.map(Int.init)
  }

  /// The same into an array that is used again and again.
  public func path(of node: Int, into path: inout [Int32]) {
    path.removeAll(keepingCapacity: true)
    var current = Int32(node)
    while current > 0 {
      path.append(current)
      current = parents[Int(current)]
    }
  }
}

extension Profile {
  /// How many frames there are; frame 0 is no frame.
  public var frameCount: Int { frameFunctions.count }

  /// The function of a frame, and the line in it (0: unknown).
  @inline(__always) public func frame(_ id: FrameID) -> (function: ProfileFunction, line: Int) {
    (functions[Int(frameFunctions[id.index])], Int(frameLines[id.index]))
  }

  /// The exit at which the time of a stack was lost, if that can be said.
  public func exit(of stack: StackID) -> ExitID? { exitOfStack[stack.raw] }

  /// Whether the outermost part of a stack could not be found.
  public func isBroken(_ stack: StackID) -> Bool { brokenStacks.contains(stack.raw) }

  /// The tree of all stacks.
  /// - Parameter lines: whether a function at two lines is two frames.
  public func frameTree(lines: Bool, hiding hiddenKinds: Set<FunctionKind> = []) -> FrameTree {
    if !lines { return FrameTree(functionTree(hiding: hiddenKinds), nodeOfStack: nodeOfStack) }
    let keys = frameFunctions.enumerated().map { hiddenKinds.contains(functions[Int($1)].kind) ? -1 : Int32($0) }
    return FrameTree(
      MergedTree(nodeParents: nodeParents, nodeFrames: nodeFrames, keyOfFrame: keys), nodeOfStack: nodeOfStack)
  }

  /// Counts per stack and state of each thread that has chosen samples, by thread.
  public func countsByThread(_ filter: SampleFilter) throws(RecordingError) -> [(thread: ThreadID, counts: StackCounts)]
  {
    var result: [(thread: ThreadID, counts: StackCounts)] = []
    for (thread, _) in totals where filter.threads?.contains(thread) ?? true {
      var single = filter
      single.threads = [thread]
      let counts = try counts(single)
      if counts.samples > 0 { result.append((thread, counts)) }
    }
    return result.sorted { $0.thread < $1.thread }
  }

  /// Calls `body` for every chosen sample: of one thread in the order of time, of several chunk by chunk.
  /// - Parameter progress: called after each chunk with the share of the chunks that is done, 0…1; false ends the reading.
  public func forEachSample(
    _ filter: SampleFilter, progress: (Double) -> Bool = { _ in true }, _ body: (ThreadID, Sample) -> Void
  ) throws(RecordingError) {
    let range = filter.range ?? 0..<RawRow.latestTime
    let stackLimit = nodeOfStack.count
    let chosen = SampleState.allCases.map { filter.states?.contains($0) ?? true }
    var problem: String?
    var isStopped = false
    try recording.read { database in
      let bounds = [Int(range.upperBound), Int(range.lowerBound), lastChunk]
      let condition = "FROM chunk WHERE t0 < ? AND t1 >= ? AND id <= ?"
      var chunks = 0
      try database.forEachRow("SELECT count(*) \(condition)", bounds) { chunks = $0.int(0) }
      var done = 0
      try database.forEachRow("SELECT thread, t0, n, period, rawlen, data \(condition) ORDER BY t0, id", bounds) {
        row in
        if problem != nil || isStopped { return }
        done += 1
        let thread = ThreadID(row.int(0))
        guard filter.threads?.contains(thread) ?? true else { return }
        let bytes = row.blob(5)
        guard bytes.count == row.int(4) else {
          problem = "a chunk of samples has the wrong length"
          return
        }
        problem = SampleCoding.decode(
          bytes, start: Microseconds(row.int(1)), period: Microseconds(row.int(3)), count: row.int(2),
          stackLimit: stackLimit
        ) { time, stack, state, weight in
          guard chosen[state], range.contains(time) else { return }
          body(
            thread,
            Sample(time: time, stack: StackID(stack), state: SampleState(rawValue: UInt8(state))!, weight: weight))
        }
        isStopped = !progress(Double(done) / Double(max(1, chunks)))
      }
    }
    if let problem { throw recording.damaged(problem) }
  }
}
