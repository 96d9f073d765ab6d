// Residence by tier over time: how long machine code, interpreter and compiler ran in each slice of a recording, and what was
// compiled in it. What a tier calls (the runtime, C) belongs to the tier.

/// How the program is executed, coarser than states.
public enum Tier: String, CaseIterable, Sendable {
  case machineCode = "machine_code"
  case exits
  case interpreter
  case compiler
  case garbageCollection = "gc"
  case other

  public var label: String {
    switch self {
    case .machineCode: "machine code"
    case .exits: "exits"
    case .interpreter: "interpreter"
    case .compiler: "compiler"
    case .garbageCollection: "gc"
    case .other: "other"
    }
  }

  /// The tier of a sample; `inTrace` says whether its innermost frame of the program is a trace.
  init(_ state: SampleState, inTrace: Bool) {
    switch state {
    case .trace: self = .machineCode
    case .exit: self = .exits
    case .interpreting: self = .interpreter
    case .runtime, .cCall, .conversion: self = inTrace ? .machineCode : .interpreter
    case .recording, .optimizing, .encoding: self = .compiler
    case .garbageCollection: self = .garbageCollection
    case .native, .compiling: self = .other
    }
  }
}

/// A slice of time.
public struct TierSlice: Sendable {
  public let start: Microseconds
  /// Microseconds of each tier; index as in `Tier.allCases`.
  public internal(set) var weights = [Int](repeating: 0, count: Tier.allCases.count)
  /// Traces compiled in it.
  public internal(set) var traces = 0

  public var weight: Int { weights.reduce(0, +) }

  /// 0…1; 0 when nothing ran.
  public func share(of tier: Tier) -> Double {
    weight == 0 ? 0 : Double(weights[Tier.allCases.firstIndex(of: tier)!]) / Double(weight)
  }
}

extension Profile {
  /// Time by tier in `count` equal slices of the filter's range, or of the whole recording.
  public func tierSlices(_ count: Int, filter: SampleFilter = .all) throws(RecordingError) -> [TierSlice] {
    let range = filter.range ?? 0..<max(1, duration + 1)
    let length = Double(range.upperBound - range.lowerBound) / Double(max(1, count))
    func slice(_ time: Microseconds) -> Int {
      max(0, min(count - 1, Int(Double(time - range.lowerBound) / max(1, length))))
    }
    var slices = (0..<max(1, count)).map {
      TierSlice(start: range.lowerBound + Microseconds(Double($0) * length))
    }
    // Per stack and state once, per sample only an addition.
    let indexOfTier = Dictionary(uniqueKeysWithValues: Tier.allCases.enumerated().map { ($1, $0) })
    let inTrace = stacksInTraces
    let tiers = [false, true].map { inTrace in
      SampleState.allCases.map { indexOfTier[Tier($0, inTrace: inTrace)]! }
    }
    let chosen = SampleState.allCases.map { filter.states?.contains($0) ?? true }
    try forEachSample(range: range, threads: filter.threads) { time, stack, state, weight in
      if chosen[state] { slices[slice(time)].weights[tiers[inTrace[stack] ? 1 : 0][state]] += weight }
    }
    for trace in try traces() where range.contains(trace.installed) { slices[slice(trace.installed)].traces += 1 }
    return slices
  }

  /// For each stack whether the innermost frame that is not native code is a trace.
  private var stacksInTraces: [Bool] {
    var inTrace = [Bool](repeating: false, count: nodeParents.count)
    for node in 1..<max(1, nodeParents.count) {
      switch functions[Int(frameFunctions[Int(nodeFrames[node])])].kind {
      case .trace: inTrace[node] = true
      case .python: inTrace[node] = false
      case .native, .runtime, .crossing: inTrace[node] = inTrace[Int(nodeParents[node])]
      }
    }
    return nodeOfStack.map { inTrace[Int($0)] }
  }
}
