// Which part of which call into C a sample shows. A sample below several crossings (Python → C → Python → C) belongs to the
// innermost with its own part, and to each of the outer ones as callback time; to one function once.

/// What a sample below a crossing shows.
enum CrossingPart: Int, CaseIterable {
  case inC, overhead, callback
}

/// Weights and numbers of samples by part, and by who called: the interpreter or machine code.
struct CrossingWeights {
  private var weights = [Int](repeating: 0, count: 2 * CrossingPart.allCases.count)
  private var samples = [Int](repeating: 0, count: 2 * CrossingPart.allCases.count)

  mutating func add(_ part: CrossingPart, traced: Bool, weight: Int, samples count: Int) {
    weights[part.rawValue * 2 + (traced ? 1 : 0)] += weight
    samples[part.rawValue * 2 + (traced ? 1 : 0)] += count
  }

  func weight(_ part: CrossingPart, traced: Bool) -> Int { weights[part.rawValue * 2 + (traced ? 1 : 0)] }
  func weight(_ part: CrossingPart) -> Int { weight(part, traced: false) + weight(part, traced: true) }
  func samples(_ part: CrossingPart) -> Int { samples[part.rawValue * 2] + samples[part.rawValue * 2 + 1] }
  var total: Int { weights.reduce(0, +) }
}

/// The stacks of a recording as the ledger sees them.
struct CrossedStacks {
  private enum Below: UInt8 {
    case nothing, machinery, cFunction
    /// Python, or what leads into and out of it: machinery that the C function has called.
    case callback
  }

  /// For each node the innermost node of a crossing on the way to it, 0 for none.
  private var crossing: [Int32]
  private var below: [Below]
  /// Whether the call is made by our own code, and not by machine code itself.
  private var isByRoutine: [Bool]
  private let profile: Profile
  /// Index of the ledger's row by frame, −1 for other frames.
  private var rowOfFrame: [Int32]

  init(_ profile: Profile) {
    self.profile = profile
    rowOfFrame = [Int32](repeating: -1, count: profile.frameFunctions.count)
    for (index, row) in profile.crossings.enumerated() { rowOfFrame[row.frame.index] = Int32(index) }
    let count = profile.nodeParents.count
    crossing = [Int32](repeating: 0, count: count)
    below = [Below](repeating: .nothing, count: count)
    isByRoutine = [Bool](repeating: false, count: count)
    for node in 1..<max(1, count) {
      let parent = Int(profile.nodeParents[node])
      let function = profile.functions[Int(profile.frameFunctions[Int(profile.nodeFrames[node])])]
      if function.kind == .crossing {
        crossing[node] = Int32(node)
        continue
      }
      crossing[node] = crossing[parent]
      if crossing[node] == 0 { continue }
      let isMachinery = function.kind == .runtime || Self.isLibffi(function)
      isByRoutine[node] = crossing[parent] == Int32(parent) ? isMachinery : isByRoutine[parent]
      below[node] =
        switch (function.kind, below[parent]) {
        case (.python, _), (.trace, _), (_, .callback): .callback
        case (_, .cFunction): isMachinery ? .callback : .cFunction
        default: isMachinery ? .machinery : .cFunction
        }
    }
  }

  /// libffi makes the call and is no part of the C function.
  private static func isLibffi(_ function: ProfileFunction) -> Bool {
    guard let slash = function.file.utf8.lastIndex(of: UInt8(ascii: "/")) else { return false }
    return function.file[slash...].hasPrefix("/libffi.so")
  }

  private func part(_ node: Int, _ state: SampleState) -> CrossingPart {
    switch below[node] {
    case .callback: .callback
    case .cFunction, .nothing: state == .cCall ? .inC : .overhead
    case .machinery: .overhead
    }
  }

  /// Whether machine code itself has made the call below which `node` lies. What a trace leaves to a routine counts as a call by
  /// the interpreter, as in the ledger.
  private func isTraced(_ crossing: Int, below node: Int) -> Bool {
    let parent = Int(profile.nodeParents[crossing])
    return parent > 0 && !isByRoutine[node]
      && profile.functions[Int(profile.frameFunctions[Int(profile.nodeFrames[parent])])].kind == .trace
  }

  /// Sums per group; `groupOfRow` names the group of each row of the ledger. A group is counted once per sample, with its innermost
  /// crossing.
  func weights(of counts: StackCounts, groupOfRow: [Int], groups: Int) -> [CrossingWeights] {
    var sums = [CrossingWeights](repeating: CrossingWeights(), count: groups)
    var seen: [Int] = []
    for row in counts.rows {
      var node = Int(profile.nodeOfStack[row.stack.index])
      var current = Int(crossing[node])
      if current == 0 { continue }
      var part = part(node, row.state)
      seen.removeAll(keepingCapacity: true)
      while current != 0 {
        let group = groupOfRow[Int(rowOfFrame[Int(profile.nodeFrames[current])])]
        if !seen.contains(group) {
          seen.append(group)
          sums[group].add(part, traced: isTraced(current, below: node), weight: row.weight, samples: row.samples)
        }
        part = .callback
        node = Int(profile.nodeParents[current])
        current = Int(crossing[node])
      }
    }
    return sums
  }
}
