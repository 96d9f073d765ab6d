// What the screens show, read once from a recording: plain values, no database behind them.
//
// Invariants: node 0 of `SampleTree` is the root; a parent comes before its children. Weights are
// microseconds, as in Profiler; the weights of `states`, of the tree and `weight` are the same number.
// Not here: reading (RecordingSource.swift) and shapes of the tree made for drawing (FlameTree.swift).

import Profiler

/// A function as the viewer names it. All frames of one function share one entry.
public struct Function: Sendable, Hashable {
  public var name: String
  public var file: String
  /// First line of the function; 0 when unknown.
  public var line: Int
  public var kind: FunctionKind

  public init(name: String, file: String, line: Int, kind: FunctionKind) {
    self.name = name
    self.file = file
    self.line = line
    self.kind = kind
  }
}

/// Stacks as a tree, with the weight that ended in each node.
public struct SampleTree: Sendable {
  public struct Weight: Sendable {
    public var node: Int32
    public var state: SampleState
    public var samples: Int
    /// Microseconds.
    public var weight: Int

    public init(node: Int32, state: SampleState, samples: Int, weight: Int) {
      self.node = node
      self.state = state
      self.samples = samples
      self.weight = weight
    }
  }

  public var functions: [Function]
  /// Index into `functions` by node; the root's is −1.
  public var function: [Int32]
  /// Parent by node; the root's is −1.
  public var parent: [Int32]
  public var weights: [Weight]
  /// The weights of another recording that this one is compared with; empty when it is not.
  public var before: [Weight] = []

  public init(functions: [Function], function: [Int32], parent: [Int32], weights: [Weight]) {
    self.functions = functions
    self.function = function
    self.parent = parent
    self.weights = weights
  }

  static let empty = SampleTree(functions: [], function: [-1], parent: [-1], weights: [])
}

/// Weights by state in equal slices of time.
public struct StateTimeline: Sendable {
  /// Seconds a slice covers.
  public var slice: Double
  /// Weights by state, one row a slice.
  public var slices: [[Int]]

  public init(slice: Double, slices: [[Int]]) {
    self.slice = slice
    self.slices = slices
  }
}

/// A function or line with the weight in it (`own`) and in it or what it called (`total`).
public struct Hot: Sendable {
  public var label: String
  /// What a search for this row looks for.
  public var function: String
  /// Where it is in the source: a line, or the first one of a function; 0 when it has none.
  public var file: String
  public var line: Int
  public var own: Share
  public var total: Share

  public init(label: String, function: String, file: String, line: Int, own: Share, total: Share) {
    self.label = label
    self.function = function
    self.file = file
    self.line = line
    self.own = own
    self.total = total
  }
}

public struct ViewerModel: Sendable {
  /// Whether the file still grows.
  public enum Progress: Equatable, Sendable {
    case finished
    case growing
    /// Never closed, and nothing has come for a while: the program or its machine died.
    case abandoned
  }

  public var title = ""
  /// Made by `pitviper bench`: it has no samples, and its warmup screen shows iterations.
  public var isBench = false
  public var progress = Progress.finished
  /// Seconds.
  public var duration = 0.0
  /// Hertz; 0 when the recording does not say.
  public var askedRate = 0.0
  public var achievedRate = 0.0
  /// What the timer counted: `cpu` or `wall`; empty when the recording does not say.
  public var mode = ""
  public var samples = 0
  /// Microseconds that the samples stand for.
  public var weight = 0
  /// Samples whose stack is incomplete.
  public var broken = 0
  /// Samples that were taken or due and are not in the recording.
  public var lost = 0
  /// What went wrong while sampling, by cause; not every cause loses samples.
  public var losses: [(cause: String, count: Int)] = []
  /// Weight by state.
  public var states = [Int](repeating: 0, count: SampleState.count)
  public var timeline = StateTimeline(slice: 1, slices: [])
  public var functions: [Hot] = []
  public var lines: [Hot] = []
  /// The ledger of calls into C.
  public var crossings: [CrossingFunction] = []
  public var tree = SampleTree.empty

  public init() {}

  /// What graphs say where there is nothing to draw.
  var noSamples: String { progress == .growing ? "no samples yet" : "no samples" }

  func share(_ weight: Int) -> Share { Share(weight: weight, of: self.weight, samples: samples) }
}
